"""What a coach's words sound like where a marker can be heard. English and German, own lists.

`part` is the stretch of the session to look in, as fractions of its turns; `asked`: in questions only; `least`: how often it must be heard;
`partner`: evidence counts only where the session as a whole is led by the client, for a single sentence does not outweigh an
hour of advice.
"""

# ruff: noqa: E501 - a pattern cut in many pieces cannot be read
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    pattern: re.Pattern[str]
    part: tuple[float, float] = (0.0, 1.0)
    asked: bool = True
    least: int = 1
    partner: bool = False


def _sign(
    *alternatives: str,
    part: tuple[float, float] = (0.0, 1.0),
    asked: bool = True,
    least: int = 1,
    partner: bool = False,
) -> Sign:
    return Sign(re.compile(r"\b(?:" + "|".join(alternatives) + ")", re.IGNORECASE), part, asked, least, partner)


FEELING = (
    r"(?:afraid|alive|angry|anxious|ashamed|calm|confident|disappoint\w*|excit\w*|exhaust\w*|fear\w*|feel\w*|felt|free|frighten\w*|frustrat\w*|glad|grie\w*|guilt\w*|happy|"
    r"heavy|hope\w*|hurt\w*|joy\w*|light(?:er)?|lonely|longing|love\w*|nervous|overwhelm\w*|pain\w*|panic\w*|peace\w*|proud|relie\w*|sad\w*|scar(?:ed|y)|shame\w*|stress\w*|"
    r"tense|terrif\w*|tired|trust\w*|uneas\w*|upset|warm|worr\w*|ängst\w*|angst\w*|freu\w*|froh|fühl\w*|gefühl\w*|gelassen\w*|glücklich\w*|leicht\w*|müde|mutig\w*|nervös\w*|"
    r"ruhig\w*|scham\w*|schäm\w*|schuld\w*|spür\w*|stolz\w*|traurig\w*|verletz\w*|wut|wütend\w*|einsam\w*|erleichter\w*|enttäusch\w*|hoffnung\w*|sehnsucht\w*)"
)

SIGNS: dict[str, Sign] = {
    "3.1": _sign(
        r"(?:today|this session|this hour|useful|helpful|bring|brings|focus|work on|talk about|leave with|our time|on your mind|agenda|most from|where (?:would you like|do you want|shall we) (?:to )?(?:start|begin))\b",
        r"(?:heute|mitnehmen|besprechen|anliegen|thema|mitgebracht|beschäftigt|hilfreich|arbeiten|anfangen)\b",
        part=(0.0, 0.2),
    ),
    "3.2": _sign(
        r"(?:how (?:will|would|might) (?:you|we) (?:know|tell|notice)|success|successful|leave with|walk (?:away|out) with|by the end|end of (?:this|the|our|today)|what would make (?:this|today|it)|"
        r"what would (?:be different|have (?:changed|happened))|good (?:outcome|result|use of)|worthwhile|worth (?:it|your)|time well spent)\b",
        r"(?:woran (?:merken|würden|werden|erkennen|sehen|wissen)|am ende|mitnehmen|gelungen|gelohnt|lohnt|gutes ergebnis|erfolg)\b",
        part=(0.0, 0.35),
    ),
    "3.3": _sign(
        r"(?:important|matters?|why now|makes? this|at stake|what difference|mean to you|meaning|significan\w*|worth to you)\b",
        r"(?:wichtig|bedeut\w*|warum (?:gerade )?jetzt|was hängt|steht auf dem spiel|liegt ihnen|liegt dir)\b",
        part=(0.0, 0.4),
    ),
    "3.4": _sign(
        r"(?:in the way|in your way|stops? you|stopping you|keeps? you from|keeping you|holds? you back|holding you|obstacle|barrier|between you and|would (?:you|we) need to|needs? to (?:happen|change|be (?:addressed|resolved|said))|"
        r"need to (?:address|look at|resolve|explore|understand)|first have to)\b",
        r"(?:im weg|hinder\w*|hält (?:sie|dich)|abhält|zwischen ihnen und|bräuchte|müsste\w*|müssten wir|dazu (?:klären|anschauen)|zuerst)\b",
        part=(0.0, 0.35),
        partner=True,
    ),
    "4.1": _sign(
        r"(?:takes? (?:some |real |a lot of )?(?:courage|guts|nerve)|took (?:courage|guts|nerve|a lot)|i (?:admire|appreciate|respect|value)|you(?:'ve| have) (?:really )?(?:done|worked|come (?:a long|so far)|shown|managed|kept|built|put|thought)|"
        r"you (?:did|managed|kept|found|made|noticed|caught|named|stood|stayed|chose|turned|saw) |your (?:courage|honesty|care|commitment|persistence|clarity|patience|humou?r|work|eye|gift|skill))",
        r"(?:mut(?:ig)?\b|respekt|hut ab|sie haben (?:\w+ ){0,4}(?:geschafft|gemacht|gefunden|gesehen|gewagt|erreicht)|ihre? (?:klarheit|ehrlichkeit|sorgfalt|ausdauer|genauigkeit|humor)|das haben sie)",
        asked=False,
        partner=True,
        least=2,
    ),
    "4.2": _sign(
        r"(?:(?:that |it )?(?:sounds|must be|must have been|seems|is|'s|was) (?:really |very |so |quite |incredibly )?(?:hard|tough|painful|difficult|heavy|exhausting|a lot|rough|lonely|not easy|understandable)|i'm (?:so )?sorry|take your time|no (?:rush|hurry)|"
        r"thank you for (?:telling|sharing|saying|trusting|being)|thanks for (?:telling|sharing|saying)|i'm (?:here|with you)|of course (?:it|you)|i can (?:imagine|hear how|see how)|it makes sense|that makes sense|don't be (?:so )?hard)",
        r"(?:lassen sie sich zeit|nehmen sie sich zeit|keine eile|das ist (?:viel|schwer|nicht leicht|verständlich)|danke,? dass sie|das tut mir leid|ich kann (?:mir )?(?:das )?(?:gut )?(?:vorstellen|verstehen|nachvollziehen)|das klingt (?:schwer|anstrengend|schmerzhaft))",
        asked=False,
    ),
    "4.4": _sign(
        r"(?:how does that (?:land|sound|sit|fit|feel)|what do you make of|does that (?:fit|land|resonate|ring|make sense|sound right)|is that (?:right|it|fair|what)|have i got|did i get|do i have (?:it|that) right|what comes up|correct me|tell me if|"
        r"i (?:may|might|could) be wrong|or not|throw it out|if (?:it|that) fits|you can say no|what's it like)",
        r"(?:passt das|stimmt das|stimmt's|wie klingt das|was macht das mit|trifft (?:das|es)|korrigieren sie|habe ich das richtig|oder nicht|wie ist das für)",
        asked=False,
        partner=True,
    ),
    "5.1": _sign(
        r"(?:who (?:are|do|would|could|were|is|was|will) (?:you|it|that)|what (?:kind|sort) of (?:person|leader|man|woman|father|mother|manager|parent|boss|colleague|someone)|about (?:you|yourself|who you)|say about you|of you\b|part of you|yourself\b|you as a|what does that make you)",
        r"(?:wer (?:sind|wären|bist|wärst|ist)|über sie|über sich|von ihnen|teil von|was sagt das|sie selbst|als mensch)",
        partner=True,
    ),
    "5.2": _sign(
        r"(?:what (?:do|would|did) you (?:want|like|need|prefer|hope)|what's (?:most )?(?:useful|important|helpful)|useful to you|what you (?:came|wanted|want|said you wanted)|most helpful|you wanted)",
        r"(?:was (?:möchten|wollen|wünschen|brauchen|hätten) sie|was (?:möchtest|willst|brauchst) du|hilfreich|sie (?:wollten|möchten)|worum geht es ihnen)",
        asked=False,
    ),
    "5.3": _sign(
        r"(?:where (?:would|do|shall|should) (?:you|we) (?:like|want|go|start|begin|take)|what would be (?:most )?(?:useful|helpful|good)|(?:would|do) you (?:like|want) (?:to|me to) (?:stay|go|look|explore|try|stop|continue|carry|come|spend)|which (?:one|of (?:those|these|them|the))|"
        r"most useful (?:now|to)|are you (?:willing|okay|happy) to|may i|can i (?:offer|share|ask|say|try)|is it (?:okay|all right|ok) if|what do you want to do with|where to next|shall we|up to you|your call)",
        r"(?:wie möchten sie|womit möchten|wo möchten|wohin möchten|was wäre (?:jetzt )?(?:hilfreich|nützlich|gut)|möchten sie (?:dabei|hier|das|da)|darf ich|wollen (?:wir|sie) (?:hier|dabei|das|da)|welche[sn]? davon|ist es in ordnung)",
        partner=True,
    ),
    "6.3": _sign(
        r"(?:how (?:do|did|does|are|is|was|would) (?:you|it|that|this) (?:feel|feeling)|what(?:'s| is| was| are)(?: \w+){0,4} (?:feeling|feel)|where (?:do|did) you (?:feel|notice|sense)|(?:what|how|where|when)\b[^?]{0,60}\b"
        + FEELING
        + ")",
        r"(?:wie (?:fühlt|fühlen|geht es|war das)|was (?:fühlen|spüren|empfinden)|wo (?:spüren|merken|fühlen)|(?:was|wie|wo|wann|woran)\b[^?]{0,60}\b"
        + FEELING
        + ")",
        partner=True,
    ),
    "6.4": _sign(
        r"(?:i (?:notice|noticed|see|saw|hear|heard)(?: that)? (?:you(?:r|'re| are| just| got| went| sat| said| smiled| laughed| slowed| paused)?|a |an |something|the )|your (?:voice|face|energy|shoulders|hands|eyes|tone|pace|breath\w*)|"
        r"you(?:'re| are| just|'ve)? (?:smil\w+|laugh\w+|sigh\w+|sat |lean\w+|went quiet|got quiet|slow\w+|lit up|light(?:ed)? up|paus\w+|frown\w+|shrugg?\w+|breath\w+|speed\w+|looked (?:away|down|up))|what happened (?:just )?(?:then|there)|something (?:changed|shifted)|what just happened)",
        r"(?:ihre? (?:stimme|schultern|hände|gesicht|augen|atem|tempo)|sie (?:lachen|lächeln|seufzen|atmen|strahlen|stocken|zögern|werden (?:leiser|still|stiller|ruhiger|langsamer|schneller)|sprechen (?:jetzt )?(?:leiser|langsamer|schneller)|sitzen|richten)|ich (?:sehe|höre|bemerke|merke),? (?:dass|wie|sie|ein)|was (?:ist|war) (?:da )?gerade)",
        asked=False,
    ),
    "6.5": _sign(
        r"(?:how do you see|what do you (?:see|believe|think|assume|tell yourself|make of|know|imagine)|what(?:'s| is) the (?:story|belief|assumption|thought)|how (?:would|do) you describe|what does (?:it|that|he|she|this) (?:mean|say|stand)|what makes you (?:think|believe|say)|whose voice|where does that (?:come|rule|voice|idea|belief)|what's behind)",
        r"(?:wie sehen sie|was (?:glauben|denken|sehen|meinen|wissen) sie|welche[rs]? (?:geschichte|annahme|überzeugung|gedanke|satz)|wie würden sie (?:das )?beschreiben|was bedeutet|wessen stimme|woher (?:kommt|kennen)|was (?:steckt|steht) dahinter)",
        partner=True,
    ),
    "7.1": _sign(
        r"(?:think\w*|feel\w*|believe\w*|belief|values?|need\w*|want\w*|matters?|mean\w*|afraid|fear|hope|wish|care about|important)\b",
        r"(?:glaub\w*|denk\w*|fühl\w*|spür\w*|brauch\w*|möcht\w*|woll\w*|wichtig|bedeut\w*|wünsch\w*|angst|wert\w*)\b",
    ),
    "7.2": _sign(
        r"(?:who (?:would|could|are|do|will|were) you|what (?:kind|sort) of (?:person|leader|manager|man|woman|parent)|if you (?:were|weren't|could|didn't|had|stopped|knew|let|trusted)|imagine|what if|version of you|suppose|what would (?:it|that) (?:say|mean|take|be like) (?:about|for|to|if)?|be(?:come|coming)|without (?:it|that|the)|what would you (?:say|tell|be))",
        r"(?:wer (?:wären|sind|wärst) sie|stellen sie sich vor|was wäre,? wenn|angenommen|wenn sie (?:\w+ ){0,6}(?:wären|könnten|dürften|würden|hätten)|was würden sie (?:sich|ihr|ihm)|ohne (?:das|die|den))",
        partner=True,
    ),
    "7.3": _sign(
        r"(?:what else|what might|(?:his|her|their) (?:side|perspective|view|eyes|point)|perspective|how (?:might|would|do you think) (?:he|she|they)|what (?:would|might|does|do) (?:he|she|they|your|the)|another way|other ways?|looking back|a year from|what are you not|what's (?:missing|not)|from where|outside|if (?:he|she|they|it|nobody|someone)|what does (?:it|the|that))",
        r"(?:was noch|was sonst|perspektive|wie würde (?:er|sie|ihr|ihre)|was würde (?:er|sie|ihr|ihre|passieren)|anders|aus sicht|von außen|was fehlt|in einem jahr|was sieht|was hört)",
        partner=True,
    ),
    "7.4": _sign(
        r"(?:what (?:would|could|will) (?:you|it|that|be|happen|change)|what do you want|instead|look like|possible|how would|how could|what's the (?:first|smallest|next)|what does (?:good|it) look|ideal)",
        r"(?:was würde\w*|stattdessen|wie sähe|was möchten|was wollen|wie könnte\w*|was wäre|möglich|der erste schritt|kleinste)",
    ),
    "7.5": _sign(
        r"(?:i(?:'m| am)? (?:notice|noticed|noticing|wonder|wondering|sense|sensing|struck|curious|hear|hearing|have a (?:sense|hunch|feeling))|it strikes me|what i(?:'m| am)? (?:notic|hear|see)\w*|can i (?:offer|share|say)|may i (?:offer|share|say)|here's what i|you(?:'ve)? said|you (?:used|called|went|laughed|keep))",
        r"(?:mir fällt auf|ich frage mich|ich (?:höre|bemerke|merke|nehme wahr)|darf ich|sie (?:haben|sagten|sagen) (?:gerade|eben|vorhin)|mir ist aufgefallen)",
        asked=False,
        partner=True,
    ),
    "8.1": _sign(
        r"(?:where are you (?:now|with|on|in)|how (?:close|far) (?:are|have)|compared (?:to|with)|at the (?:start|beginning)|what(?:'s| has| is) (?:changed|shifted|different|become|clear\w*)|where does (?:that|this) leave|where (?:have|has) (?:we|you|this)|you (?:came|wanted|said you wanted|asked)|how (?:is|does) (?:it|that|the question) (?:look|sound|feel) now|have you got|did you get|what you (?:came|wanted))",
        r"(?:wo stehen sie|wie nah|was hat sich|was ist (?:jetzt )?(?:anders|klar\w*)|am anfang|verglichen|sie (?:wollten|kamen)|wie weit|haben sie (?:bekommen|gefunden))",
        part=(0.55, 1.0),
        partner=True,
    ),
    "8.2": _sign(
        r"(?:learn(?:ed|t|ing)?|discover\w*|realis\w*|realiz\w*|about yourself|tak(?:e|ing|en) (?:away|from|with)|what do you know|what are you (?:leaving|taking|noticing|seeing|hearing)|found out about|what do you see|what(?:'s| is) new|understand now)",
        r"(?:gelernt|entdeckt|erfahren|herausgefunden|über sich|nehmen sie (?:\w+ ){0,3}mit|was wissen sie|was sehen sie|was ist (?:ihnen )?neu|verstanden)",
        part=(0.5, 1.0),
        partner=True,
    ),
    "8.3": _sign(
        r"(?:(?:about|of) (?:the|this|that|your) (?:situation|team|job|work|problem|conflict|place|firm|company|family)|see (?:it|the situation|things|them|him|her|this) (?:differently|now|as)|situation|what do you (?:know|see) (?:now )?about (?!yourself))",
        r"(?:über (?:die|das|ihre?) (?:situation|lage|team|arbeit|problem)|situation|sehen sie (?:das|die|es) (?:jetzt )?anders)",
        part=(0.55, 1.0),
        partner=True,
    ),
    "8.4": _sign(
        r"(?:how (?:will|can|could|might|would|do) you (?:use|apply|carry|take|bring|keep|want to use)|what will you do (?:with|differently)|what do you (?:want to )?do with|where (?:else|will|could) (?:you|that|this)|with (?:that|this|all that|what you)|put (?:that|it) (?:to|into)|do with (?:that|it|this))",
        r"(?:was machen sie (?:damit|daraus)|wie (?:nutzen|werden|wollen|möchten|können) sie|wo (?:noch|sonst)|was fangen sie|mit (?:dem|diesem|dieser|all)|damit (?:machen|anfangen|tun))",
        part=(0.45, 1.0),
        partner=True,
    ),
    "8.5": _sign(
        r"(?:next step|what will you (?:do|try|say|take|change)|what (?:do|would) you (?:want|like) to (?:do|try)|first (?:step|thing|move)|between now and|before we (?:meet|speak|talk)|this week|what are you going to|what would you (?:do|try)|how will you)",
        r"(?:nächste[rn]? schritt|was werden sie|was (?:wollen|möchten) sie (?:tun|machen|ausprobieren)|erste[rn]? schritt|bis (?:zum|zu unserem)|diese woche|was nehmen sie sich vor|wie werden sie)",
        part=(0.45, 1.0),
    ),
    "8.6": _sign(
        r"(?:who (?:can|could|will|might|else|would) (?:help|support|be|know|notice|you)|(?:might|could|will|would|may) (?:get|stop|stand|come|trip|pull) (?:in|you|between|up)|in the way|in your way|support|resources?|help(?:s|ed)? you|what (?:do|will|would) you need|who knows|what could go wrong|derail|harder|easier|when it gets|if it (?:goes|gets|doesn't|fails))",
        r"(?:wer (?:kann|könnte|wird|hilft|unterstützt)|unterstütz\w*|hinder\w*|dazwischen|was (?:brauchen|bräuchten) sie|im weg|schiefgehen|hilft ihnen|leichter|schwerer|wenn es (?:schwer|nicht))",
        part=(0.45, 1.0),
    ),
    "8.7": _sign(
        r"(?:how (?:will|would) (?:you|we|i|anyone|anybody|he|she) (?:know|notice|tell|remember|remind)|by when|when (?:will|would|exactly|do)|accountab\w*|check in|let me know|remind\w*|text me|tell me when|hold you(?:rself)?|keep (?:track|yourself|you)|on a scale|how (?:sure|likely|confident|certain)|what(?:'s| is) the (?:sign|proof)|who(?:'ll| will) know)",
        r"(?:woran (?:merken|sehen|erkennen|werden)|bis wann|wann (?:genau|machen|werden)|erinner\w*|wie sicher|wie (?:wahrscheinlich|zuversichtlich)|wer (?:erfährt|weiß)|wie (?:halten|behalten|werden) sie|skala)",
        part=(0.5, 1.0),
    ),
    "8.8": _sign(
        r"(?:celebrat\w*|proud|well done|congratulations|(?:big|huge|real) (?:step|shift|moment|thing)|acknowledge|how far you(?:'ve)? come|that(?:'s| is) (?:progress|new|yours|a (?:big|real|long)|not nothing)|you(?:'ve| have) (?:come|done|got|found|moved|worked|made|just)|you (?:did|found|got|made|said|named|worked) (?:it|that|this|your)|enjoy (?:it|that)|what a)",
        r"(?:stolz|feiern|großer schritt|gratul\w*|glückwunsch|das (?:ist|war) (?:neu|ihre?r?|ein (?:großer|schritt|weg))|sie haben (?:\w+ ){0,4}(?:geschafft|gefunden|gemacht|erreicht)|würdig\w*)",
        part=(0.5, 1.0),
        asked=False,
        partner=True,
    ),
    "8.9": _sign(
        r"(?:(?:like|want|good|right|way|place|need)[^?]{0,25} (?:to )?(?:close|end|finish|stop|wrap|leave it|conclude)|complete|anything (?:else|left|more|you)|before we (?:close|finish|end|stop|go)|how (?:shall|should|do) we (?:close|end|finish)|what (?:do|would) you (?:need|like|want) (?:to|before)[^?]{0,20}(?:close|end|finish|leave|go))",
        r"(?:(?:möchten|wollen|mögen) sie (?:heute |hier |jetzt )?(?:aufhören|schließen|beenden|enden|abschließen)|zum (?:schluss|abschluss)|noch etwas|guter (?:schluss|punkt|moment)|bevor wir (?:schließen|aufhören|enden))",
        part=(0.88, 1.0),
        partner=True,
    ),
}
