"""Constructions in which people say something of weight, whatever its subject: how they see themselves anew, the rules they live
by, what went well. Grammar and verb classes, not phrases; English and German, searched in lower-case text.
"""

import re
from dataclasses import dataclass

Points = tuple[tuple[float, re.Pattern[str]], ...]


@dataclass(frozen=True)
class Constructions:
    insight: Points
    routine: re.Pattern[str]  # activities of the day, which a progressive form tells and does not explain
    pausing: re.Pattern[str]  # how an answer begins that was not ready
    dwelling: re.Pattern[str]  # the coach stays with what was just said
    asks_value: re.Pattern[str]
    value: Points
    rule: Points  # a sentence the speaker lives by
    asks_rule: re.Pattern[str]
    asks_feeling: re.Pattern[str]
    heavy: re.Pattern[str]  # states of body and mind as images
    light: re.Pattern[str]
    body: re.Pattern[str]
    outcome: re.Pattern[str]  # what others did, or what came of it
    mastered: re.Pattern[str]  # what the speaker did or held back, past
    announcing: re.Pattern[str]
    wishing: re.Pattern[str]
    asks_goal: re.Pattern[str]


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_COPULA = r"(?:is|was|isn't|wasn't|are|were)"
_BE = r"(?:'s| is| was| isn't| wasn't)"

EN = Constructions(
    insight=(
        # "The one I am protecting is me", "what I hide is what they want": a cleft says what something is
        (
            0.8,
            _c(
                r"\b(?:what|who|the (?:only )?(?:person|one|thing|part|reason|problem|question|point)) (?:that |who |which )?"
                r"(?:i|i'm|i've|i'd)\b(?! (?:\w+ )?(?:want|need|like|mean|meant|wish|hope|said|say|did|"
                r"do)\b)(?! (?:\w+ )?\w+ed\b)[^,.;?]{2,45}?(?: is|'s| was| isn't| wasn't|,? that's) (?!going|what|"
                r"a (?:good|great|nice)|"
                r"the (?:same|problem)$)"
            ),
        ),
        # "I thought it was X and it is Y"
        (
            0.9,
            _c(
                r"\bi (?:always |had |have |'d )?(?:thought|called|believed|assumed|told myself|took it|mistook|"
                r"said it was|saw it)\b"
                r"(?! (?:it|that|this|he|she|they|there|we|you)(?:'d| would| might| was (?:just )?going| were going))"
                r".{3,70}\b(?:and|but|when|while|whereas)\b.{0,24}\b(?:it(?:'s| is| was)|really|actually|in fact|what|is|was)\b"
            ),
        ),
        # "It was never the language", "it is not about them"
        (
            0.5,
            _c(
                rf"\b(?:it|that|this)(?:{_BE}) (?:never|not|n't|nothing to do with) (?:really |actually )?(?:about |"
                rf"the |my |his |her |"
                r"their |me\b|them\b|him\b|her\b)"
            ),
        ),
        # "I've been running it as if …": what one did all along, seen from outside
        (
            0.6,
            _c(
                r"\b(?:i(?:'ve| have| had|'d| am|'m| was)|i'm) (?:always |still |just |only |really |actually |"
                r"basically |sort of |"
                r"kind of )*(?:been )?\w+ing\b(?=.{0,300}\b(?:as if|as though|like i|like a|for (?:him|her|them|my|everyone|"
                r"everybody|"
                r"someone|somebody)|instead|because|so that|to (?:him|her|them|my|prove|avoid|be)|myself|the very|"
                r"the same|the wrong|"
                r"if i(?:'m| am)|without|my own)\b)"
            ),
        ),
        # "I kept … although …", "I stopped … because …": a habit and its reason
        (
            0.5,
            _c(
                r"\b(?:i|we) (?!know|think|don't know|said|went|told|mean|want|need|would|will|could|can|might|did|"
                r"had|was)(?:\w+ly |"
                r"always |never |only |still |just )*\w+ .{4,60}\b(?:because (?:i|it|then|if|that)|so that (?:i|"
                r"nobody|no one|they|he|"
                r"she)|although|even though|rather than|instead of|before (?:anyone|anybody|they|he|she|i)\b|just to|only to|"
                r"(?:in order )?not to\b)"
            ),
        ),
        # "When it gets hot I turn it to laughter": how one works, in general
        (
            0.55,
            _c(
                r"\b(?:whenever|every time|each time|as soon as|the moment|the minute|(?<!know )when) (?:i|it|the|"
                r"they|he|she|people|"
                r"someone|somebody|things?|that|there)(?:'m|'s|'re)? \w+ .{2,45}[, ](?:then )?(?:i|i'm|it's) (?!was|"
                r"were|had|did|"
                r"went|said|thought|felt|got|will|would|'ll|can|could|might)\w+"
            ),
        ),
        # "I am the boss and the worker", "I'm the one who …", "it is me who …"
        (
            0.6,
            _c(
                r"\b(?:i(?:'m| am) (?:the (?!one (?:holding|doing|who has to)\b)|still the |always the |my own |both |not the |"
                r"only ever )|(?:it|that)(?:'s| is| was) me (?:who|that)\b|i(?:'m| am) (?:doing|producing|making|"
                r"causing|becoming|"
                r"repeating|being|turning into) (?:the|what|exactly|it|my|this|to)\b)"
            ),
        ),
        # "So I can be both", "one does not cancel the other"
        (
            0.6,
            _c(
                r"\b(?:so|then|maybe|perhaps) (?:maybe |perhaps |really |actually )?i (?:can|could|don't have to|"
                r"don't need to|needn't) "
                r"|\bi (?:don't|do not) (?:even |actually |really )?(?:have|need) to\b|\b(?:doesn't|does not|"
                r"don't) (?:cancel|rule out|"
                r"exclude|contradict)\b|\bi can\b.{3,40}\band still\b"
            ),
        ),
        # "All this time", "eight years and still"
        (
            0.4,
            _c(
                r"\b(?:all (?:this|that|these|the) (?:time|years?|while)|all along|"
                r"my whole life|all my "
                r"life|any ?more|any longer|in the first place|from the (?:start|beginning)|deep down|underneath)\b"
            ),
        ),
        (0.3, _c(r"\b(?:is|was|are|were)(?:n't)? (?:really|actually|in fact|just) (?:about|the|a|an|for|my|what)\b")),
        (0.25, _c(r"\b(?:nobody|no one|everyone|everybody|always|never|ever|every|whole|myself|own)\b")),
    ),
    routine=_c(
        r"\bi(?:'ve| have|'m| am) (?:just |really )?(?:been )?(?:working|looking forward|waiting for (?:the|a)|going|"
        r"coming|sitting|"
        r"standing|trying|thinking|talking|meaning|hoping|having|reading|getting|seeing|doing (?:it|that|this|well|"
        r"okay|ok|fine|"
        r"all right))\b"
    ),
    pausing=_c(
        r"^(?:\W*+(?:(?:well|yes|yeah|um+|uh+|er+|so|and)\W++)+)?(?:oh|huh|hm+|wow|ha|god|okay|no|ouch|oof|phew|ah|oh my god|"
        r"that's a good|good (?:one|question)|i don't know|i suppose|it's|that)\b\W*(?:\.\.\.|…|[.,!]|\b)"
    ),
    dwelling=_c(
        r"\b(?:what(?:'s| is| was) (?:it|that) like (?:to|for you|saying|hearing)|how (?:is|was|does|did) (?:it|"
        r"that) (?:to |feel |"
        r"land |sound )|what(?:'s| is) happening|what do you (?:notice|hear|make of)|say (?:that|it) again|"
        r"stay with (?:that|it)|"
        r"(?:big|strong|powerful|important|huge|great) (?:thing|sentence|statement|realisation|realization|insight)|"
        r"hear(?:ing)? yourself|as you (?:say|see|hear)|let that (?:land|sink)|slow down|pause (?:on|there|with))\b"
    ),
    asks_value=_c(
        r"\b(?:what (?:matters|is important|'s important|counts)|what(?:'s| is) (?:most |really )?important|"
        r"what do you (?:really |"
        r"most )?(?:stand for|care about|value|believe|love|want to be known)|why (?:does|is) (?:it|that|"
        r"this) (?:matter|important)|"
        r"true for you|what makes (?:it|that|this) (?:so )?important|who do you want to be|what does (?:he|she|"
        r"that \w+) believe)\b"
    ),
    value=(
        (
            0.8,
            _c(
                r"\b(?:for me\b.{0,40}\b(?:about|important|sacred|holy|everything|above|the most|matters?|worth|"
                r"nothing)\b|what i (?:care about|live for|stand for|"
                r"fight for) is\b.*|"
                r"(?:is|are) (?:sacred|holy|everything|worth more)\b|\babove (?:that|everything|all)\b|"
                r"more important (?:to me )?than\b|"
                r"(?:is|are) more important to me\b|matters more\b|i (?:fight|stand up|live) for\b|the reason i (?:do|"
                r"started|became)\b)"
            ),
        ),
        (0.3, _c(r"\b(?:to me|for me|i care|i believe|important|sacred|holy|heart|most|above|more than|nothing is)\b")),
    ),
    rule=(
        # Conditions with a bad end: "if you are the poor one, you are not permitted …"
        (
            0.9,
            _c(
                r"\b(?:if|when|unless) (?:you|i|we|one)(?:'re|'m| are| am)?\b[\w' ]{2,40}, ?(?:then )?(?:you|i|we|it|"
                r"they|nobody|no one|"
                r"everyone|people)(?:'re|'ll|'s| are| will| is)?\b.{0,30}\b(?:not|never|no|nobody|nothing|can't|don't|"
                r"won't|isn't|aren't|"
                r"alone|lose|lost|fail\w*|weak|wrong|over|collapses?|falls?|breaks?)\b"
            ),
        ),
        # Rules about what a kind of person does: "folk like us don't …", "a man's got to …"
        (
            0.9,
            _c(
                r"\b(?:people|folks?|women|men|girls|boys|someone|somebody|those|the likes of) (?:like (?:us|me)|"
                r"with my|of my|from)\b"
                r".{0,40}\b(?:don't|can't|never|stay|aren't|are not|must|have to|get|won't|do not)\b"
                r"|\b(?:a|an|any|every) (?:real|good|proper|decent|true) \w+(?:'s got to| has to| must| should|"
                r" does(?:n't| not)| never| can't)\b"
                r"|\b(?:a|an|any|every|real|good) (?:man|woman|person|mother|father|parent|leader|boss|manager|teacher|doctor|"
                r"professional|friend)(?:'s got to| has to| must| should| does(?:n't| not)| never| is (?:somebody|"
                r"someone|one)| can't)\b"
            ),
        ),
        # "I only count when …", "I have to … or else"
        (
            0.9,
            _c(
                r"\bi(?:'m| am)? only (?:\w+ )?(?:count|matter|worth|good|deserve|belong|loved|allowed|"
                r"exist)\b.{0,20}\b(?:when|if|as long)\b"
                r"|\b(?:i|we|you) (?:have|had|'ve got|need) to .{3,50}\b(?:or else|otherwise|or they|or (?:he|she|it|"
                r"nobody|everyone))\b"
            ),
        ),
        (
            0.6,
            _c(
                r"\b(?:i(?:'ve| have)? always (?:thought|believed|assumed|been told|known)|in my (?:head|family|house|world)|"
                r"(?:was|were) (?:brought up|raised|taught)|where i come from|deep down i (?:think|believe)|"
                r"the rule (?:is|was))\b"
            ),
        ),
    ),
    asks_rule=_c(
        r"\b(?:whose voice|what does (?:the|that|this) (?:voice|boss|critic|part)|what (?:would|does|did) (?:it|"
        r"that) (?:mean|say) "
        r"about|what are you (?:afraid|telling yourself)|what do you (?:tell yourself|believe)|fear of what|what(?:'s|"
        r" is) the (?:fear|"
        r"belief|rule|worst)|where (?:did|does) (?:that|it|this) come from|what did (?:that|it|this) mean|"
        r"what makes it (?:easier|"
        r"harder))\b"
    ),
    asks_feeling=_c(
        r"\bhow (?:does|do|did|is|are|'s|was) (?:it|that|this|you|your \w+)\b.{0,20}\b(?:feel\w*|now|land\w*|sit\w*|"
        r"say\w*|hear\w*|"
        r"doing)\b|\bhow(?:'s| is| are) your \w+ now\b|\bwhat(?:'s| is) (?:it|that) like\b|\bhow (?:is|was) (?:it|that) to\b|"
        r"\bhow are you (?:feeling |doing )?(?:now|as)\b|\bwhat(?:'s| is| do you) (?:different|notice|feel\w*|shifted|"
        r"happening)\b"
    ),
    heavy=_c(
        r"\b(?:empty|small|fed up|sinking|crushed|ashamed|paralys\w+|frozen|choking|suffocat\w+|desperate|defeated|worthless|"
        r"invisible|fraud|thief|failure|on my (?:chest|shoulders|back)|stomach (?:\w+ )?(?:closes|drops|dropped|turns|"
        r"turned|churn\w*|"
        r"closed|in knots)|weigh\w*|burden\w*|disappear|under the table|couldn't (?:eat|sleep|breathe)|"
        r"could not (?:eat|sleep|breathe))\b"
    ),
    light=_c(
        r"\b(?:lighter|taller|bigger|calmer|freer|softer|warmer|stronger|braver|happier|hopeful|hungry|goosebumps|impatient to|"
        r"looking forward|a lot less|much less|less like|opens? up|is open|can breathe|breathing again|smiling|laughing|"
        r"(?:bag|weight|load|stone) (?:\w+ )?(?:down|off|gone)|put (?:it|the \w+) down|"
        r"(?:knot|lump|weight|pressure|fear|tension) (?:is|has) (?:gone|lifted|smaller|less))\b"
    ),
    body=_c(
        r"\bmy (?:chest|stomach|shoulders?|heart|head|body|throat|belly|hands|face|jaw|neck|back)\b|\bi (?:got|have|"
        r"had|could not|"
        r"couldn't|can|came|closed?|wake|woke)\b|\bsitting on\b|\b(?:a lot|much) less\b"
    ),
    outcome=_c(
        r"\b(?:they|he|she|everyone|everybody|people|the (?:board|client|clients|team|boss|committee|customers?|"
        r"parents|audience|"
        r"others?|manager|director)|[a-z]+) (?:even |actually |all |really |both )?(?:thanked|approved|agreed|"
        r"accepted|applauded|clapped|"
        r"loved|liked|laughed with|said yes|signed|hired|promoted|congratulated|praised|noticed|came back|stayed|smiled)\b"
        r"|\b(?:it|that) (?:all |just |actually )?(?:went (?:through|well|fine|smoothly|brilliantly)|worked|came off|"
        r"paid off|held)\b"
        r"|\b(?:sold out|full house|the best \w+|record|every (?:single|last) (?:one|\w+)|all of them|full budget|"
        r"first (?:time|prize|"
        r"place))\b"
    ),
    mastered=_c(
        r"\b(?:i|we) (?:\w+ly |just |even |both |all )*(?:did(?:n't| not) (?:\w+ )?\w+|sat (?:\w+ ){1,3}down|sat on my hands|"
        r"sold|gave (?:a|the|my)|wrote|spoke|told|asked|said (?:everything|no|it|what)|led|ran|built|finished|passed|held|kept|"
        r"presented|applied|won|taught|cooked|prepared|organi[sz]ed|stood|stayed|managed|swam|walked|sang|played|"
        r"made (?:it|the)|"
        r"got (?:it|the|through)|went (?:on|and|alone|without)|faced|handled|solved|fixed|delivered|launched|"
        r"published|opened|closed|"
        r"had the (?:best|first|biggest|highest))\b"
    ),
    announcing=_c(
        r"\b(?:i (?:want|wanted|have|forgot|'d forgotten|had forgotten|meant|never|should) (?:to )?(?:tell|told|say|"
        r"mention|mentioned)|"
        r"by the way|guess what|oh yes|good news|you'll (?:like|be pleased)|(?:quite|really|so|actually) (?:pleased|"
        r"happy|chuffed|glad))\b"
    ),
    wishing=_c(
        r"\b(?:i wish (?:i|it|that i) (?:could|was|were|had|didn't)|i(?:'d| would)(?:n't| not) mind \w+ing|i(?:'m|"
        r" am) (?:trying|looking|"
        r"hoping|aiming|keen|determined) to (?!say|ask|explain|remember|think|figure|work out what)|"
        r"i(?:'d| would) (?:be|feel) (?:happy|glad|content|relieved) (?:if|to|when)|(?:it|that)(?:'d| would) be "
        r"(?:\w+ )?(?:good|great|nice|lovely|wonderful|amazing|a relief|enough) (?:to|if i)|what i(?:'m| am) after is|"
        r"i(?:'d| would) (?:be )?(?:prefer|give a lot|give anything) to|ideally,? i(?:'d| would)|i want to be able to)\b"
    ),
    asks_goal=_c(
        r"\bwhat (?:would|do|are|will|did) (?:you|we)\b.{0,12}\b(?:like|want|need|hope|hoping)\b.{0,60}\b(?:today|"
        r"hour|session|time|"
        r"different|differently|by the|end|out of|work on|use|have|leave|walk)\b"
        r"|\bwhat (?:would|needs to) (?:be different|change)\b|\bworthwhile\b|\bmake (?:this|today|"
        r"our)\b.{0,25}\b(?:useful|worth)\b"
    ),
)

DE = Constructions(
    insight=(
        (
            0.9,
            _c(
                r"\bich (?:hab|habe|dachte|hatte)\b.{0,12}\b(?:immer|nur|bloß|nie|gedacht|geglaubt|"
                r"gemeint)\b.{2,60}\b(?:dabei|und (?:es|das|"
                r"eigentlich|in wirklichkeit)|aber)\b"
            ),
        ),
        (0.5, _c(r"\b(?:eigentlich|in wirklichkeit|im grunde) (?:\w+ )?(?:ich|geht|ist|war|will|such\w*|hab)")),
        (
            0.6,
            _c(
                r"\bich (?!weiß|glaub|denk|habe|hab|bin|war)\w+\b.{4,50}, (?:weil|damit|obwohl|um|anstatt|"
                r"statt) (?:ich|das|die|es|zu|sie)\b"
            ),
        ),
        (
            0.55,
            _c(
                r"\b(?:immer,? wenn|jedes mal,? wenn|sobald|wenn (?:ich|es|jemand|einer))\b.{3,50}, (?:dann )?\w+ ich\b"
            ),
        ),
        (0.6, _c(r"\b(?:ich bin (?:der|die|das|immer noch|selbst|selber)|das bin ja ich|ich selbst bin)\b")),
        (
            0.7,
            _c(
                r"\bich muss (?:das |es |ja )?(?:gar|überhaupt )?nicht\b|\bich darf\b|"
                r"\bich kann .{3,40} und (?:trotzdem|dennoch)\b"
            ),
        ),
        (
            0.5,
            _c(
                r"\b(?:das|es|die|der) (?:ist|war|hat|sind|waren)\b.{0,30}\b(?:gar|überhaupt|nie) (?:nicht|kein\w*)\b|"
                r"\bgar nicht\b"
            ),
        ),
        (
            0.6,
            _c(
                r"\b(?:habe?|hatte) (?:ich )?(?:das |es |ihn |sie )?(?:nur |bloß )?(?:nie|verpasst|übersehen|"
                r"nicht (?:gesehen|gemerkt|sehen))\b"
                r".{0,20}\b(?:gesehen|gemerkt|wissen wollen|wahrhaben|verpasst|geschaut)?"
            ),
        ),
        (
            0.4,
            _c(
                r"\b(?:die ganze zeit|all die jahre|seit jahren|mein ganzes leben|von anfang an|immer noch|nicht mehr)\b"
            ),
        ),
        (0.25, _c(r"\b(?:niemand|keiner|jede[rsnm]?|immer|nie|selbst|selber|eigen\w*)\b")),
    ),
    routine=_c(r"\bich (?:arbeite|warte auf|freue mich)\b"),
    pausing=_c(r"^(?:\W*+(?:(?:ja|also|na|und)\W++)+)?(?:hm+|oh|puh|nein|ach|stimmt|komisch|ähm)\b"),
    dwelling=_c(
        r"\b(?:wie ist (?:das|es),? (?:das|so|es)|wie (?:fühlt|klingt) (?:sich )?(?:das|es)|was (?:passiert|merken|"
        r"merkst|spüren|spürst)|"
        r"(?:großer|starker|wichtiger) satz|sagen sie das noch|bleiben sie|bleib)\b"
    ),
    asks_value=_c(
        r"\b(?:was ist (?:ihnen|dir) (?:\w+ )?(?:wichtig|heilig)|worum geht es (?:ihnen|dir)|wofür (?:stehen|machen|"
        r"stehst|machst)|was "
        r"(?:glauben|glaubst) (?:sie|du)|warum ist (?:ihnen |dir )?das wichtig|was bedeutet)\b"
    ),
    value=(
        (
            0.9,
            _c(
                r"\b(?:mir geht(?:'s| es) (?:darum|um)|ist mir (?:\w+ )?(?:heilig|wichtig)|dafür (?:mache?|stehe?|"
                r"arbeite?|kämpfe?) ich|"
                r"mir ist wichtig|das wichtigste)\b"
            ),
        ),
        (0.3, _c(r"\b(?:mir|für mich|würde|heilig|wichtig)\b")),
    ),
    rule=(
        (
            0.9,
            _c(
                r"\bwenn (?:ich|man|du|wir)\b.{3,50}, (?:dann )?\w+.{0,30}\b(?:nicht|nichts|nie|niemand|kein\w*|"
                r"zusammen|allein|weg)\b"
            ),
        ),
        (
            0.9,
            _c(
                r"\b(?:wir|man|ich|du) (?:muss|müssen|musst|darf|dürfen|kann)\b(?! (?:das |es |ja )?(?:gar |überhaupt )?nicht)"
                r".{3,60}\b(?:sonst|als die anderen|nie|nicht)\b|, sonst\b"
            ),
        ),
        (
            0.9,
            _c(
                r"\bwer\b.{3,40}, (?:der|die|dem|den) (?:kann|darf|muss|ist|wird)\b.{0,30}\b(?:nicht|nie|nichts|kein\w*)\b"
            ),
        ),
        (
            0.6,
            _c(
                r"\b(?:bei uns (?:hieß|war|galt)|ich hab(?:e)? immer (?:geglaubt|gedacht)|hat immer gesagt|"
                r"leute wie (?:wir|ich))\b"
            ),
        ),
    ),
    asks_rule=_c(r"\b(?:was würde passieren|woher kommt|wer sagt das|wessen stimme|was befürchten|was sagt)\b"),
    asks_feeling=_c(
        r"\bwie (?:fühlt|ist|geht|war)\b.{0,30}\b(?:an|so|jetzt|das|ihnen|dir)\b|\bwas (?:spüren|merken|ist jetzt anders)\b"
    ),
    heavy=_c(
        r"\b(?:wütend|traurig|beleidigt|gekränkt|kloß|druck|leer|klein|schwer|müde|angst|enge|durcheinander|"
        r"verzweifelt|gelähmt|"
        r"schuldig|schlechtes gewissen|peinlich)\b"
    ),
    light=_c(
        r"\b(?:ruhig|leichter|leicht|weg|durchatmen|frei|freier|erleichtert|freu\w*|froh|mutig|stark|klarer|wärmer|"
        r"weiter|frech)\b"
    ),
    body=_c(
        r"\b(?:ich (?:war|bin|hatte|habe?|kann|freu\w*)|mein\w* (?:bauch|hals|brust|herz|kopf|schultern)|der (?:kloß|"
        r"druck|knoten))\b"
    ),
    outcome=_c(
        r"\b(?:ausverkauft|zugestimmt|geklappt|gelungen|durchgegangen|bestanden|gelobt|bedankt|geklatscht|genehmigt|"
        r"beste[rsn]?|zum ersten "
        r"mal|geschafft)\b"
    ),
    mastered=_c(
        r"\b(?:habe?|haben|bin|sind|ist|hat|war)\b.{2,80}\b(?:geschafft|gesagt|gehalten|widersprochen|zugestimmt|"
        r"durchgegangen|gemacht|"
        r"geschrieben|gesungen|gelaufen|gefragt|ausverkauft|geleitet|bestanden|abgegeben)\b|\bwar ausverkauft\b"
    ),
    announcing=_c(r"\b(?:übrigens|das wollte? ich noch|ach ja|ich muss ihnen (?:was|etwas) erzählen)\b"),
    wishing=_c(
        r"\b(?:ich (?:will|möchte|würde gern\w*|wünsche mir|hätte gern\w*)|am liebsten würde ich|es wäre schön)\b"
    ),
    asks_goal=_c(
        r"\b(?:woran|womit) (?:möchten|möchtest|wollen|willst)\b|\bwas (?:wäre|soll) (?:am ende|nach)\b|"
        r"\bwas (?:möchten|möchtest|wollen|"
        r"willst)\b.{0,40}\b(?:anders|erreichen|mitnehmen|heute)\b"
    ),
)
LANGUAGES = {"en": EN, "de": DE}
