"""The words by which a promise is told from a wish, a habit, a report, a figure of speech. English and German, own lists."""

import re
from dataclasses import dataclass


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What each check looks for in one language; all patterns are searched in text with plain apostrophes."""

    language: str
    first_person: re.Pattern[str]
    resolve: re.Pattern[str]  # the words that carry a promise; (?P<verb>) what will be done
    vow: re.Pattern[str]  # the plain future, a promise without words that say when
    hypothetical: re.Pattern[str]
    conditional: re.Pattern[str]
    reported: re.Pattern[str]  # searched before the resolve only
    habit: re.Pattern[str]
    wish: re.Pattern[str]
    uncertain: re.Pattern[str]
    past: re.Pattern[str]
    refusal: re.Pattern[str]
    idiom: re.Pattern[str]
    in_session: re.Pattern[str]
    agreement: re.Pattern[str]
    backchannel: re.Pattern[str]
    proposal: re.Pattern[str]


EN = Words(
    language="en",
    vow=_rx(
        r"\b(?:i'll|i will|i'm going to|i am going to|i'm gonna|we'll|we will|i won't|we won't|i shall|"
        r"(?:promise|commit|undertake|agree) to)\b"
    ),
    first_person=_rx(r"\b(?:i|i'll|i'm|i've|i'd|we|we'll|we're|me|my|let me|let's)\b"),
    resolve=_rx(
        r"\b(?:i|we)(?:'ll| will| shall)(?: (?:also|just|definitely|then|go and|actually|certainly|"
        r"make sure (?:to|i)))*"
        r"(?: not| never)? (?P<verb>\w+)"
        r"|\b(?:i|we) won't (?P<verb2>\w+)"
        r"|\b(?:i'm|i am|we're|we are) (?:not )?(?:going to|gonna|gonna go and) (?P<verb3>\w+)"
        r"|\b(?:i|we) (?:promise|commit|undertake|agree) to (?P<verb4>\w+)"
        r"|\b(?:i'm|i am|we're|we are) (?P<verb5>\w+ing)\b"
        r"|\b(?:i|we) will\b(?=[.,!])"
        # the simple present, as speakers of many languages promise: "tomorrow I send it"
        r"|\b(?:tonight|tomorrow(?: (?:morning|afternoon|evening|night))?),? i (?:just |also |then |first )?"
        r"(?!was\b|had\b|did\b|went\b|have\b|am\b|must\b|can\b|think\b|know\b|want\b|hope\b|feel\b|need\b|see\b|fly\b)"
        r"(?P<verb6>[a-z]+)\b(?<!ed)"
    ),
    hypothetical=_rx(
        r"\b(?:would|could|might|may(?! \d)|i'd|we'd|wouldn't|couldn't|were to|suppose|imagine|pretend|in theory)\b"
    ),
    conditional=_rx(
        r"\bunless\b|\bprovided\b|\bas long as\b|\bin case\b|\bassuming\b"
        r"|(?<!\bas )(?<!\beven )\bif\b"
    ),
    reported=_rx(
        r"\b(?:said|says|saying|told|tells|telling me|goes|went like|was like|is like|asked me|asks me|promised|"
        r"thought|reckons|"
        r"reckoned|wants me to|wanted me to|expects me to|claimed|swore|wrote|texted|kept thinking|"
        r"think to myself|i go|she's like|"
        r"he's like|they're like|i'm like)\b[,:]?"
        r"|\byou (?:could |can |might |would |have to |need to |'d )?(?:just |simply )?(?:say|tell|go|write)\b"
        r"|\b(?:used to|would|i'd|he'd|she'd) say\b|\bjust say\b|\bsomething like\b"
    ),
    habit=_rx(
        r"\b(?:usually|normally|typically|generally|tend to|used to|most of the time|sometimes|every time|"
        r"whenever|always|often|keep)\b"
    ),
    wish=_rx(
        r"\b(?:i|we)(?: just| really| do| also)? (?:want|wish|hope|wanna|need|ought|have to|must|should|long|"
        r"intend|plan|mean)\b"
        r"|\b(?:i'd|we'd|would) (?:like|love|prefer)\b|\bi've got to\b|\bgotta\b|\bhoping to\b|\bhope to\b"
    ),
    uncertain=_rx(
        r"\b(?:maybe|perhaps|probably|possibly|not sure|don't know|dunno|doubt|i suppose|i guess|no idea|"
        r"who knows|not certain|either)\b"
    ),
    past=_rx(
        r"\b(?:was|were) (?:going to|gonna|about to|planning)\b|\bmeant to\b|\blast (?:week|month|time|year)\b|"
        r"\byesterday\b"
    ),
    refusal=_rx(
        r"\b(?:won't|will not|not going to|not gonna|never) (?:do|promise|say|pretend|lie|be able|change that|"
        r"commit)\b"
        r"|\b(?:don't|do not|didn't|can't|cannot|can not|never) (?:think|believe|trust|imagine|say|promise|see|"
        r"know)\b"
        r"|\bit's not (?:that|like)\b|\bnot that i\b|\bi'm not (?:a|the|one)\b"
        r"|\bno way\b|\bi can't\b|\bi cannot\b"
    ),
    idiom=_rx(
        r"\b(?:i'll|i will|i'm going to|i'm gonna) (?:be (?:honest|frank|straight|blunt|fine|okay|ok|alright|"
        r"happy|glad|sad|able|damned|"
        r"the first|fired|dead|late|lucky|good|great|all right|sure|brief|quick|upset|angry|tired|bored|stuck|"
        r"relieved)|admit|say that|"
        r"say this|say i|grant|"
        r"give (?:you|her|him|them|it) (?:that|credit)|bet|tell you (?:what|that|something|why|how|one|the|this|"
        r"a)|never (?:forget|know|understand)|"
        r"miss|regret|die|lose it|explode|know|feel|think|guess|see (?:how|what|if|whether|you)|need|want|"
        r"understand|probably|"
        r"cry|scream|go mad|go crazy|get (?:fired|sacked|angry|upset|sick|tired)|have to|take that|"
        r"take your word|second that|spare you)\b"
        r"|\b(?:i'll|we'll|i will|we will) (?:see|speak to|talk to|catch up with|meet) (?:you|each other)\b"
        r"|\blet me (?:see|think|be|just|finish|put|say|explain|tell)\b|\bi'm (?:being|feeling|thinking|"
        r"wondering|hoping|trying|sitting|"
        r"hearing|saying|guessing|noticing|getting|having|looking forward|afraid|not being|just saying|learning|"
        r"struggling|"
        r"realising|realizing|seeing|kidding|joking|dying|losing|living|working|doing|becoming|talking|asking|"
        r"telling you)\b"
    ),
    in_session=_rx(
        r"\b(?:i'll|i will|i'm going to|i'm gonna|let me|i'm just going to) (?:just )?(?:ask you|ask that|"
        r"ask again|pause|stop (?:you|there|here)|push|challenge|"
        r"repeat|read (?:it|that|this|back)|summari[sz]e|play (?:it|that)|say (?:it|that|what|back)|put (?:it|"
        r"that|this)|note|park|jot|stay with|"
        r"come back|go back|share|offer|check in|invite|interrupt|let you|be quiet|hold (?:that|the silence|"
        r"this)|give you|"
        r"start|begin|leave it there|wait|listen|reflect|close|wrap|turn|move|shut up|think about that)\b"
    ),
    agreement=_rx(
        r"^\W*(?:(?:yes|yeah|yep|yup|ok|okay|sure|alright|all right|right|fine|deal|agreed|absolutely|"
        r"definitely|certainly|good|great|"
        r"of course|well|so|and|cool|perfect|lovely|gladly|promise|done|right then|go on then|mm)\W+)*"
        r"(?:i can(?: certainly| definitely)? (?:do|manage|try|commit to) (?:that|it|this)|i could do that|"
        r"i(?:'ll| will)(?: definitely| certainly)?"
        r"(?: do (?:that|it|this)| give (?:it|that) a (?:try|go|shot)| try (?:that|it)| have a go)?|"
        r"will do|sounds (?:good|right|fair|doable)|that works(?: for me)?|(?:it's a )?deal|agreed|"
        r"let's do (?:that|it|this)|consider it done|"
        r"you're on|you have my word|i promise|that's (?:doable|a deal|fair|fine)|done|i'm in|count me in|"
        r"happy to(?: do that)?|yes|absolutely|"
        r"sure|of course|definitely|fine|okay then|all right then)\b"
    ),
    backchannel=_rx(
        r"^\W*(?:(?:yes|yeah|yep|ok|okay|right|sure|mm|mhm|hm|good|great|well|i see|fine|true|exactly)\W*){1,2}$"
    ),
    proposal=_rx(
        r"\b(?:could you|can you|would you|will you|how about|what about|what if|why don't you|why not|"
        r"i(?:'d)? (?:suggest|propose|recommend|invite)|"
        r"you could|you might|you should|maybe you|try|shall we|let's|i want you to|i'd like you to|"
        r"are you (?:willing|up|open|going|happy|ready)|"
        r"do you think you|so you'll|so you're going|you'll|next step|by (?:when|then|monday|tuesday|wednesday|"
        r"thursday|friday)|"
        r"take|write|call|ask|tell|send|leave|keep|book|bring|do)\b"
    ),
)

DE = Words(
    language="de",
    vow=_rx(r"\b(?:ich werde|werde ich|ich verspreche|verspreche ich)\b"),
    first_person=_rx(r"\b(?:ich|wir|mir|mich|uns|meine?[nrms]?)\b"),
    resolve=_rx(
        r"\b(?:ich|wir) (?P<verb>(?!bin\b|war\b|hab|hatte|weiß|glaub|denk|mein\b|meine\b|find|fühl|kann\b|"
        r"darf\b|mag\b)\w+)"
        r"|\b(?P<verb2>\w{3,}) (?:ich|wir)\b"
    ),
    hypothetical=_rx(
        r"\b(?:würde\w*|könnte\w*|wäre\w*|hätte\w*|dürfte\w*|angenommen|theoretisch|im grunde könnt\w*)\b"
    ),
    conditional=_rx(
        r"\b(?:falls|sofern|es sei denn|vorausgesetzt|solange)\b|\bwenn(?:'s|s)?\b(?! (?:ich|wir) (?:heim|"
        r"nach hause|zurück|im büro|dort|da|fertig|wieder))"
    ),
    reported=_rx(
        r"\b(?:sagte\w*|gesagt|sagt|meinte\w*|meint|gemeint|erzählt\w*|versprach|versprochen hat|dachte\w*|"
        r"gedacht|denk ich mir|"
        r"schrieb|geschrieben|behauptet\w*|fragte\w*|gefragt|sag ich mir|hieß es|sagen sie|sagt er|sagt sie)\b[,:]?"
    ),
    habit=_rx(
        r"\b(?:meistens|immer|normalerweise|gewöhnlich|üblicherweise|oft|manchmal|jedes ?mal|ständig|dauernd|sonst)\b"
    ),
    wish=_rx(
        r"\b(?:möchte\w*|wünsche?|hoffe|hoffen|sollte\w*|soll|müsste\w*|muss|gern(?:e)? (?:würde|hätte|wäre)|"
        r"hätte gern|nehme? mir vor|habe? vor)\b"
        r"|\bich will\b|\bwill ich\b"
    ),
    uncertain=_rx(
        r"\b(?:vielleicht|eventuell|wahrscheinlich|möglicherweise|weiß nicht|keine ahnung|mal sehen|mal schauen|"
        r"womöglich|wohl)\b"
    ),
    past=_rx(r"\b(?:wollte\w*|letzte[nrs]? (?:woche|monat|mal|jahr)|gestern|damals|früher)\b"),
    refusal=_rx(
        r"\b(?:kann|könnte|mag) (?:das |es )?(?:nicht|nie)\b|\bich (?:glaube|denke) nicht\b|\bnicht dass ich\b|"
        r"\bich bin (?:nicht|kein)"
        r"|\bdas (?:mache?|tue?|werde) ich (?:nicht|nie)\b|\bauf keinen fall\b"
    ),
    idiom=_rx(
        r"\b(?:ehrlich gesagt|ich sag(?:e)? (?:mal|ihnen|dir)|ich (?:gebe|geb) zu|ich wette|ich verstehe?|"
        r"ich sehe?|ich merke?|ich spüre?|ich hoffe?|"
        r"ich werde (?:nervös|rot|krank|müde|wütend|verrückt|sehen|wissen|nie vergessen)|ich brauche?|ich habe?|"
        r"ich bin|ich kenne?|ich "
        r"stehe? (?:da|hier)|wir sehen uns|sehen wir uns|hören wir uns|ich sitze?|ich fühle?|ich finde?)\b"
    ),
    in_session=_rx(
        r"\b(?:ich (?:frage?|stelle?|lese?|fasse?|wiederhole?|gebe?|lasse?|halte?|unterbreche?|bleibe?|lade?|"
        r"schreibe? (?:mir|das) (?:kurz )?(?:auf|mit)|"
        r"mache? (?:kurz )?(?:eine )?pause|höre? (?:zu|hier auf)|komme? (?:darauf|gleich))|lass(?:en sie)? mich)\b"
    ),
    agreement=_rx(
        r"^\W*(?:(?:ja|okay|ok|gut|klar|gerne?|na gut|also|und|einverstanden|in ordnung|natürlich|sicher|doch|"
        r"dann)\W+)*"
        r"(?:(?:das )?(?:kann|mach|mache|werde|schaffe?|probiere?|versuche?) ich(?: (?:das|so))?(?: (?:gern|"
        r"mal))?(?: (?:machen|tun|aus|probieren|versuchen))?|"
        r"ich (?:mache?|probiere?|versuche?|werde) (?:das|es)(?: (?:machen|tun|aus|gern|so))*|mach ich|"
        r"abgemacht|versprochen|einverstanden|so machen wir(?:'s| es| das)|"
        r"(?:das )?(?:klingt|passt) (?:gut|so|für mich)?|in ordnung|ja|klar|gerne?)\b"
    ),
    backchannel=_rx(r"^\W*(?:(?:ja|okay|ok|gut|hm|mhm|genau|stimmt|klar|richtig|so|ach so|verstehe)\W*){1,2}$"),
    proposal=_rx(
        r"\b(?:könnten sie|können sie|würden sie|werden sie|wollen sie|möchten sie|könntest du|kannst du|"
        r"würdest du|willst du|magst du|mögen sie|"
        r"wie wäre|was halten sie|was hältst du|wie wär's|warum nicht|ich schlage vor|vorschlag|"
        r"vielleicht (?:können|könnten|kannst)|"
        r"probieren|versuchen|nehmen sie|schreiben sie|rufen sie|machen sie|sind sie bereit|bist du bereit|"
        r"bis (?:wann|dahin|montag|freitag))\b"
    ),
)
