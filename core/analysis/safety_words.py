"""The words of a disclosure, and the figures of speech that look like one. English and German, own lists.

Each rule is a pattern, and what must not stand in the same sentence for it to count. Patterns are searched in text with plain
apostrophes, whatever its case.
"""

# ruff: noqa: E501, ISC004 - a pattern cut in many pieces cannot be read

import re
from dataclasses import dataclass

from core.analysis.care import Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """`own`: the sentence must also speak of the speaker or of someone close (a bare topic is no disclosure)."""

    kind: Kind
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    own: bool = False


def _rule(kind: Kind, *alternatives: str, unless: tuple[str, ...] = (), own: bool = False) -> Rule:
    return Rule(kind, _any(alternatives), _any(unless) if unless else None, own)


def _any(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b", re.IGNORECASE)


_CLOSE = r"(?:my |our )?(?:ex[- ])?(?:husband|wife|partner|boyfriend|girlfriend|father|mother|dad|mum|mom|stepfather|stepdad|stepmother|uncle|brother|ex)"
_NAH = (
    r"(?:mein(?:e|em|en|er)? )?(?:ex[- ]?)?(?:mann|frau|partner|partnerin|freund|freundin|vater|mutter|"
    r"stiefvater|stiefmutter|onkel|bruder|ex)"
)
_CHILD = r"(?:my|our) (?:son|daughter|kid|kids|child|children|baby|little boy|little girl)"
_KIND = r"(?:mein(?:en|e)? (?:kind|kinder|sohn|tochter|baby)|die kinder)"
_TOOL = r"(?:a |his |her |the |an )?(?:belt|stick|bottle|bat|fist|fists|hand|hands|cable|shoe|ruler|hammer|pan|knife)"

LAUGHTER = r"laugh(?:ing|ed|s|ter)?|lol|haha|lacht"

RULES: tuple[Rule, ...] = (
    _rule(
        "self_harm",
        r"kill(?:ing|ed)? myself",
        r"(?:end(?:ing)?|tak(?:e|ing)) my (?:own )?life",
        r"hang(?:ing)? myself(?! (?:out|up))",
        r"(?:i(?:'ve| have)?|by) (?:start(?:ed)? )?(?:self[- ]harm(?:ed|ing)?|overdosed|took an overdose|"
        r"tak(?:e|ing) an overdose)",
        r"self[- ]harm(?:ing|ed)?",
        r"suicidal",
        r"(?:thought|thoughts|thinking|think|considered|considering|contemplat\w+|attempted|planned|planning|"
        r"plan|tried) (?:of |about |to |"
        r"for |a |commit(?:ting)? )*suicide",
        r"commit(?:ting|ted)? suicide",
        r"yeah,? suicide|my suicide",
        unless=(
            LAUGHTER,
            r"kill(?:ing|ed)? myself (?:over|to|with|at work|working|trying|for (?:this|that|the|them|a)|"
            r"on (?:the|this|that)|every|in the gym|laughing|doing)",
            r"(?:i'd|i would|i'll|i could|nearly|almost) (?:just |have |probably )?(?:kill(?:ed)?|"
            r"hang(?:ed)?) myself (?:if|over|before|rather)",
            r"(?:career|political|commercial|social|professional|financial|corporate|brand|digital) suicide",
            r"suicide (?:mission|squad|bomber|prevention|hotline|helpline|awareness|watch|note in|policy|"
            r"training|rate|rates|statistics|run|runs|drill)",
            r"(?:not|never|isn't|wasn't|aren't|don't feel|didn't feel|no)(?: \w+){0,3} suicidal",
            r"(?:tak(?:e|ing)) my (?:own )?life (?:back|in(?:to)? my|seriously|forward|apart|in (?:a|another|"
            r"new)|by|to)",
            r"end(?:ing)? my life (?:in (?:the |a )?(?:city|country|mountains|house|company)|with|together|here|as an?)",
        ),
        own=True,
    ),
    _rule(
        "self_harm",
        r"(?:i|i've|i was|i'm|and|just|been) (?:started |been |keep |kept |tried |wanted to |want to |"
        r"feel like )?(?:cut|cutting|hurting|harming|burning) myself",
        r"(?:want(?:ed)?|tried|going|trying|meant|mean) to (?:hurt|harm|cut|burn) myself",
        unless=(
            LAUGHTER,
            r"(?:cut|cutting) myself (?:some|off|a |loose|out|short|on|with|shaving|in half|up|down|in the|free|too)",
            r"(?:hurt|hurting|harming|burning|burned|burnt) myself (?:out|by|at|when|on|in|with|professionally|"
            r"playing|running|lifting|skiing|with this)",
            r"(?:fall|fell|trip|tripped|slip|slipped|knife slipped|kitchen|cooking|gym|bike|ladder|stairs)",
        ),
    ),
    _rule(
        "self_harm",
        r"i (?:just |really |sometimes |honestly )?(?:want|wanted) to (?:die|be dead)",
        r"i (?:just |really |sometimes |honestly )?(?:don't|do not|didn't|no longer) (?:want|"
        r"wish) to (?:be alive|live|wake up|exist|go on living|be here)(?: any ?more)?",
        r"i (?:often |sometimes |just )?wish i (?:was|were) (?:dead|never born)|i wish i'd never been born",
        r"better off (?:without me|if i (?:was|were) (?:dead|gone|not here)|with me (?:dead|gone))",
        r"no (?:reason|point) (?:for me )?(?:to|in) (?:live|living|be alive|being alive|stay alive|going on living)",
        r"(?:life|living) (?:isn't|is not|is no longer|just isn't) worth (?:it|living)(?: any ?more)?",
        r"not being (?:alive|around) any ?more",
        unless=(
            LAUGHTER,
            r"(?:die|dead) (?:of|from|laughing|on the|when|in my|inside|in the|at (?:my|the) desk|out)",
            r"(?:live|wake up|be here|exist) (?:in|with|at|near|for|like|next|together|off|on|under|the|this|"
            r"that|to|by|as|my|so|here|there|abroad|next)",
            r"embarrass\w*|mortified|blush\w*|cringe\w*|on stage|when (?:he|she|they) (?:asked|said|called|saw)",
            r"(?:the )?(?:team|company|project|firm|office|client|department|market|business)(?:'s| is|'d|"
            r" would| are|'re)?(?: be)? better off",
        ),
    ),
    _rule(
        "self_harm",
        r"(?:mich|mir) (?:umbringen|umzubringen|das leben (?:zu )?nehmen|etwas an(?:zu)?tun)",
        r"(?:suizid|selbstmord)(?:gedanken|gefährdet|versuch)?|suizidal|lebensmüde",
        r"ich (?:will|wollte|möchte|mag) (?:einfach |nur |nur noch )?(?:nicht mehr (?:leben|da sein|aufwachen|"
        r"weiterleben)|sterben|tot sein)",
        r"(?:ich )?(?:ritze|verletze|schneide) mich(?: selbst)?|mich (?:selbst )?(?:zu )?(?:ritzen|verletzen|"
        r"geritzt)",
        r"ohne mich (?:wären|wäre|sind|ist|geht es)(?: \w+){0,5} besser(?: dran)?",
        r"(?:ich )?wäre (?:am liebsten |lieber )?tot|keinen (?:grund|sinn) mehr,? (?:zu leben|im leben)",
        unless=(
            r"lacht|gelacht|vor lachen|vor scham|vor peinlichkeit|bildlich|politische[rn]? selbstmord|"
            r"karriere-?selbstmord|(?:beruflich|wirtschaftlich)\w* selbstmord",
            r"(?:suizid|selbstmord)(?:prävention|kommando|attentäter|attentat)|nicht (?:suizidal|lebensmüde)",
            r"mich (?:umbringen|umzubringen)(?: \w+){0,3} (?:arbeit|projekt|stress)|(?:arbeit|projekt|chef|"
            r"stress)(?: \w+){0,3} (?:bringt|wird) mich",
            r"verletze mich (?:beim|am|an|im|auf)|beim (?:sport|kochen|laufen|fußball)",
        ),
        own=True,
    ),
    _rule(
        "abuse",
        rf"{_CLOSE}(?:'s| is| was| has(?: been)?| had(?: been)?| used to| would| sometimes| started(?: to)?| often| always)?(?: \w+)? "
        r"(?:hits?|hitting|beats?|beating|punche[sd]|punch|punching|slapped|slaps?|slapping|chok(?:e|es|ed|ing)|"
        r"strangl(?:e|es|ed|ing)|kick(?:s|ed|ing)?|"
        r"rape[sd]?|raping|molest(?:s|ed|ing)?|abus(?:e|es|ed|ing)|shove[sd]?|burn(?:s|ed|t)?) (?:me|us|"
        r"" + _CHILD + ")",
        r"(?:he|she)(?:'s| is| was| has been| used to| would| keeps?| started| often|"
        r" sometimes)?(?: \w+)? (?:hits|hitting|hit|beats|beating|punche[sd]|punching|slapped|slaps|slapping|choked|"
        r"chokes|strangled|strangling|raped|rapes|molested|molests|abused|abuses|abusing) (?:me|us|" + _CHILD + ")",
        r"(?:he|she|they) beat me up|used to beat me",
        unless=(
            LAUGHTER,
            r"(?:hits?|hitting|hit) (?:me|us) (?:up|like|that|hard that|for|with (?!" + _TOOL + r"))",
            r"(?:beats?|beating|beat) (?:me|us) (?:to|at|by|in (?:a|the|every|our|straight|two|three)|"
            r"hands down|on|with (?!" + _TOOL + r")|every time|fair|again)",
            r"kick(?:s|ed|ing)? (?:me|us) (?:out|off|up|into|under|in the right)",
            r"(?:abus(?:e|es|ed|ing)) (?:my|our) (?:trust|time|kindness|patience|goodwill|position)",
            r"chess|tennis|poker|squash|badminton|golf|marathon|race|match|game|cards|scrabble|ping[- ]pong|"
            r"fifa|spar(?:ring|red)|boxing|karate|judo|pitch|bid|quarter",
        ),
    ),
    _rule(
        "abuse",
        r"(?:i was|i've been|i have been|i am being|i'm being|i got|she was|he was|" + _CHILD + r" (?:was|"
        r"has been|is being)) (?:\w+ )?"
        r"(?:raped|molested|sexually (?:assaulted|abused)|physically abused|beaten by|beaten at home|"
        r"beaten as a|abused (?:by|as|at home|when|for years))",
        r"domestic (?:violence|abuse)",
        r"abusive (?:relationship|marriage|husband|wife|partner|boyfriend|girlfriend|father|mother|home)",
        r"sexual(?:ly)? (?:abuse|assault|abused|assaulted)",
        r"touched me (?:where|when i (?:was|didn't)|without|sexually|down there|inappropriately)",
        unless=(
            r"(?:training|course|campaign|charity|helpline|policy|workshop|research|awareness|prevention|"
            r"hotline|case ?load|unit|team|department|sector|shelter where i work|"
            r"client(?:s)? of (?:mine|ours)|my patients?|documentary|film|movie|novel|book|series|episode|article)",
        ),
        own=True,
    ),
    _rule(
        "abuse",
        r"(?:i|i've|i have) (?:\w+ )?(?:hit|beat|slapped|shook|hurt|punched|choked) (?:" + _CHILD + r"|"
        r"my (?:wife|husband|partner|girlfriend|boyfriend))",
        unless=(LAUGHTER, r"chess|tennis|poker|game|race|match|feelings|cards|squash|golf|at (?:her|his|their) own"),
    ),
    _rule(
        "abuse",
        rf"(?:er|sie|{_NAH}) (?:hat|hatte) (?:mich|uns|{_KIND})(?: \w+){{0,4}} (?:geschlagen|verprügelt|vergewaltigt|missbraucht|gewürgt|getreten|misshandelt)",
        rf"(?:er|sie|{_NAH}) (?:schlägt|verprügelt|würgt|missbraucht|vergewaltigt|misshandelt|schlug) (?:mich|uns|{_KIND})",
        r"ich (?:wurde|bin|werde)(?: \w+){0,4} (?:missbraucht|vergewaltigt|verprügelt|misshandelt|geschlagen)",
        r"häusliche[rn]? gewalt|sexuelle[rnm]? (?:missbrauch|gewalt)",
        rf"ich habe? {_KIND}(?: \w+){{0,3}} (?:geschlagen|verprügelt|geschüttelt)",
        unless=(
            r"schach|tennis|spiel|kartenspiel|beim (?:pokern|laufen)|schlägt (?:mich|uns) (?:\w+ ){0,5}vor|vorgeschlagen|"
            r"um längen|schulung|prävention|beratungsstelle, in der ich arbeite|"
            r"kampagne|im (?:film|buch|roman)|knapp geschlagen|geschlagen geben",
        ),
        own=True,
    ),
    _rule(
        "danger",
        rf"(?:he|she|they|{_CLOSE})(?:'s| has| had|'d| keeps| is)? (?:threaten(?:ed|s|ing)?|tried|trying|wants|wanted) to (?:kill|stab|shoot|harm|strangle|hurt) (?:me|us|him|her|my|the kids|the children)",
        rf"i(?:'m| am| was|'ve been) (?:\w+ )?(?:scared|afraid|terrified|frightened) (?:that )?(?:he|she|they|{_CLOSE})(?:'ll|'s going to| will| is going to|'d| would| might| could) (?:kill|hurt|harm|come after|hit) (?:me|us|the kids|my)",
        rf"i(?:'m| am| was|'ve been| feel| felt) (?:\w+ )?(?:afraid|scared|terrified) (?:for my life|of {_CLOSE}|of what {_CLOSE}|to go home|of going home)",
        r"i (?:do not|don't|didn't) feel safe (?:at home|with him|with her|in my own home)|not safe at home",
        r"i(?:'m| am) (?:going to|gonna|planning to) (?:kill|stab|shoot|hurt) (?:him|her|them|my (?:wife|"
        r"husband|ex|father|mother|boss|brother))",
        rf"(?:he|she|{_CLOSE}) (?:has|had|got|bought|keeps|pulled|pointed|held)(?: \w+){{0,2}} (?:gun|knife|weapon)(?: \w+){{0,2}} (?:at me|on me|to my|against me)",
        rf"(?:he|she|{_CLOSE}|someone|somebody)(?:'s| is| has been|'s been| keeps)? stalk(?:ing|s|ed) (?:me|us|"
        + _CHILD
        + ")",
        unless=(
            LAUGHTER,
            r"kindness|feelings|chances|career|reputation|numbers|budget|game|film|movie|novel|metaphor\w*|"
            r"for (?:eating|forgetting|leaving|not|this|that)|if (?:he|she|they) (?:forgets?|leaves?|does|do|eats?) |"
            r"on (?:linkedin|instagram|social)|instagram|linkedin|in the (?:meeting|review|game)|the deal|my idea",
        ),
    ),
    _rule(
        "danger",
        rf"(?:er|sie|{_NAH}) (?:droht|drohte|hat (?:mir |uns )?gedroht)(?: mir| uns)?(?:,? \w+){{0,4}} (?:umzubringen|zu töten|zu erschießen|zu erstechen|etwas anzutun|umbringt)",
        rf"ich (?:habe?|hatte) angst,? (?:dass )?(?:er|sie|{_NAH})(?: \w+){{0,4}} (?:umbringt|tötet|schlägt|etwas antut|verletzt)",
        rf"ich (?:habe?|hatte) angst (?:vor {_NAH}|um mein leben|nach hause zu)",
        r"ich (?:fühle?|fühlte) mich (?:zu hause|daheim|bei ihm|bei ihr) nicht (?:mehr )?sicher",
        r"ich (?:bringe?|steche?) (?:ihn|sie|meinen (?:mann|vater|chef)|meine (?:frau|mutter)) (?:um|ab)",
        rf"(?:er|sie|{_NAH}) (?:verfolgt|stalkt) (?:mich|uns)",
        unless=(
            r"lacht|scherz|bildlich|im (?:film|buch|roman|spiel)|schlägt (?:mich|uns)? ?vor|auf (?:instagram|linkedin)",
        ),
    ),
)

OWN = re.compile(
    r"\b(?:i|i'm|i've|i'd|me|my|mine|myself|we|us|our|ich|mir|mich|mein\w*|wir|uns|unser\w*)\b", re.IGNORECASE
)
NOT_MEANT = re.compile(
    r"\b(?:figure of speech|figuratively|metaphorically|so to speak|as they say|joking|kidding|just a joke|"
    r"in (?:the|a|that|this) (?:film|movie|book|novel|series|show|play|game|podcast|documentary)|the character|"
    r"im (?:film|buch|roman|spiel)|bildlich|im übertragenen sinne?|scherz|quasi)\b",
    re.IGNORECASE,
)

# A sentence without any of these, in lower case, cannot match a rule; most of a session is passed over by this alone.
_STEMS = (
    "myself|suicid|suizid|selbstmord|my life|own life|self-harm|self harm|overdos|lebensmüde|to die|dead|alive|wake up|exist|be here|never born|"
    "been born|better off|living|to live|worth|around any|umbring|umzubring|leben|antu|anzutun|sterben|tot |ritz|verletz|schneide|besser|hit|beat|"
    "punch|slap|chok|strang|kick|rape|raping|molest|abus|shov|burn|assault|violence|touched|shook|hurt|geschlagen|schlägt|schlug|verprügel|"
    "vergewaltig|missbrauch|würgt|getreten|misshandel|gewalt|geschüttelt|kill|stab|shoot|harm|afraid|scared|terrif|frighten|safe|gun|knife|"
    "weapon|stalk|droht|angst|sicher|bringe|steche|verfolgt"
)
STEMS = tuple(_STEMS.split("|"))
