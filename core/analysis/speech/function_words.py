"""Words of English grammar and of any talk, listed by hand: what a head may know of wording, and all it may know."""

from core.analysis.speech.text import listed

FUNCTION_WORDS = listed(
    "a an the this that these those some any all both each every no none another other much many more most few "
    "little lot bit i me my mine myself you your yours yourself he him his she her they them their we us our it "
    "its who what which where when why how whose am is are was were be been being do does did done doing have has "
    "had having can could will would shall should may might must gonna going want wanted wanting need needs like "
    "liked know knew think thought feel feeling felt say said saying tell told see saw hear heard get got getting "
    "go goes went come came make makes made take takes took give gave put keep let help work try trying look "
    "looking seem seems sound sounds mean means and or but so because if then than as while though although "
    "unless until since before after whether in on at to for from of with without about by up down out off over "
    "into through around back again not don't doesn't didn't can't couldn't won't wouldn't isn't aren't wasn't "
    "weren't haven't hasn't never nothing yes yeah yep nope okay ok right well oh um uh mm hmm mhm sure alright "
    "please thanks thank sorry hello hi bye good great very really just only also too even still already always "
    "sometimes often usually maybe perhaps probably actually kind sort quite now today here there ever yet first "
    "last next one two three something anything everything someone anyone i'm you're he's she's it's we're "
    "they're i've you've we've they've i'd you'd i'll you'll we'll that's there's what's let's how's part reason "
    "way thing things time times day week point side hand change different important better hard difficult able "
    "person people question questions idea goal plan choice"
)
FILLERS = listed("um uh so and but well okay ok yeah right oh mm hmm mhm")
