"""English words that mark discoveries, values, beliefs, feelings, achievements and wishes."""

from core.analysis.offline.finding_patterns import FindingWords
from core.analysis.offline.finding_patterns import compiled as _c

EN = FindingWords(
    discovery=(
        (
            1.0,
            _c(
                r"\b(?:i(?:'ve| have)? (?:just |only just |suddenly |finally )?(?:realis|realiz)\w*|"
                r"i'm (?:just |only |starting to )?(?:realis|realiz)\w*|it(?:'s| has)? (?:just )?(?:hit|"
                r"dawned on|struck|occurred to) me|"
                r"i (?:can )?see (?:now|it now|that now)|now i (?:see|get|understand)|i never (?:realised|"
                r"realized|thought of it|saw|noticed)|i hadn't (?:seen|realised|realized|noticed|thought of|put)|"
                r"i'd never (?:seen|thought|noticed|said|put)|"
                r"it turns out|turns out|i(?:'ve)? just (?:noticed|heard myself)|i notice (?:that )?i|i'm noticing|"
                r"that's what (?:it is|this is|i've been|it's about|i do|i was|it was)|that's the (?:real |"
                r"whole )?(?:thing|point|reason)|that's why i|what i(?:'ve been| was| am|'m) (?:really |"
                r"actually )?(?:doing|saying|afraid|missing|asking)|"
                r"it was never (?:about|the)|i do realise that|"
                r"lightbulb|light bulb|penny(?:'s| has)? drop\w*)\b"
            ),
        ),
        (
            0.7,
            _c(
                r"\b(?:i think i(?:'ve| have) been|i(?:'ve| have) been (?:waiting|treating|trying to|"
                r"telling myself|marking|measuring|asking|reporting|hiding|running|carrying|holding|acting|"
                r"living|confusing|mistaking|protecting|avoiding|punishing|using|pretending)|"
                r"i think i(?:'m| am) (?:just |really |actually )|i think i(?:'d| would) rather|"
                r"what i (?:really |actually )?(?:want|need) is|maybe (?:i'm|it's|that's) (?:not|because)|"
                r"perhaps (?:i'm|it's) (?:not|because)|i(?:'ve| have) only ever|"
                r"i don't think i've ever|i guess i(?:'ve been| am|'m| do| never| always)|i (?:sort of |"
                r"kind of |actually )think (?:he|she|they|\w+)(?:'s|'re| is| are) right|so (?:it's|i'm|"
                r"that's) (?:really |actually )(?:about|not)|it's (?:really )?about\b|"
                r"i think it(?:'s| is) (?:because|'cause|that|about|more)|i find it easier|the (?:truth|"
                r"honest version|funny thing) is)\b"
            ),
        ),
        (
            0.7,
            _c(
                r"\b(?:it's|i'm|that's|it is|i am|this is|it was|they're|she's|he's) not (?:a |an |the |"
                r"about |really |so much |just |actually )?[\w' ]{2,40}[.,;:–—-]+ (?:it's|it is|i'm|i am|"
                r"that's|it was|but|they're|she's|he's)\b"
            ),
        ),
        (
            0.5,
            _c(
                r"\b(?:which means|so really|in fact|not because|but because|the other way round|all along|"
                r"underneath|deep down|the same (?:thing|as)|is the same|just like (?:my|when)|my body|"
                r"every \w+'s)\b"
            ),
        ),
        (0.4, _c(r"^(?:\W*(?:oh|huh|wow|hm+|hang on|wait)\b)")),
        (0.3, _c(r"\b(?:actually|really|never|only|myself|why i|because)\b")),
    ),
    discovery_not=_c(
        r"\b(?:you (?:know|see)\?|i don't know\.?$|thank|sorry|hello|bye|good morning|see you|"
        r"can you hear|if that makes sense)\b|^(?:yeah|yes|no|okay|right)\W*$"
    ),
    asks_learning=_c(
        r"\b(?:(?:what|how) (?:have|did|do|are|would) you .{0,30}(?:learn\w*|seen|see|realis\w*|realiz\w*|"
        r"notic\w*|know|taking|take away|discover\w*|understand|make of)|takeaway|take away|taking (?:away|with you)|"
        r"about yourself|what(?:'s| is) (?:become |getting )?(?:clear\w*|new|different|shifted|changed)|"
        r"what do you (?:hear|notice|see)|what (?:stands|stood) out|what's your (?:insight|learning|headline)|"
        r"what hit you|"
        r"what's it like (?:to|seeing|hearing|saying))\b"
    ),
    deep=_c(r"\b(?:i|me|my|myself|i'm|i've|mine)\b"),
    value=(
        (
            1.0,
            _c(
                r"\b(?:matters? (?:most |more |a lot |so much |hugely )?to me|(?:is|are) (?:really |so |very |"
                r"most )?important to me|i (?:really )?(?:care|value|believe in)\b|what i (?:care|stand for|"
                r"value)|means? (?:a lot|everything|the world|so much) to me|"
                r"i've always (?:believed|valued|cared)|(?:is|are) (?:at )?the heart of|non-negotiable|"
                r"i couldn't live with(?:out| myself)|for me it's (?:all )?about|that's who i am|"
                r"i'd rather [\w ]{3,40} than)\b"
            ),
        ),
        (
            0.8,
            _c(
                r"\b(?:i want to be (?:a |an |the |someone|somebody|there|home|present|able|honest|fair|"
                r"known)|what i want is|i want (?:my|people|them|us|the) [\w ]{2,30} to|"
                r"i'd like (?:it to be my|to be (?:someone|somebody|the kind)))"
            ),
        ),
        (
            0.5,
            _c(
                r"\b(?:honest\w*|fair\w*|loyal\w*|freedom|independen\w*|respect|trust|integrity|family|"
                r"creativ\w*|learning|growth|kindness|accura\w+|security|belonging|craft|justice|"
                r"truth)\b.{0,30}\b(?:matters?|important|everything|to me|i)\b"
            ),
        ),
    ),
    limiting=(
        (
            1.0,
            _c(
                r"\b(?:i'm (?:just )?not (?:the (?:kind|sort|type)|a (?:\w+ )?(?:person|leader|writer|speaker|"
                r"natural|people person|numbers person)|good enough|clever enough|smart enough|enough|cut out|"
                r"worth|built|made for|someone who|somebody who)|"
                r"i(?:'m| am) (?:a |an |such a )?(?:failure|fraud|imposter|impostor|burden|disappointment)|"
                r"i don't (?:belong|deserve)|people like me|i(?:'ll| will) never be|nobody (?:would|will|wants|"
                r"lets|cares|takes)|no one (?:would|will|wants|lets)|"
                r"i always (?:mess|ruin|fail|let|get it wrong|end up)|i'm always the one|you (?:don't|"
                r"can't) get to|at my age you|it(?:'s| is) too late for me|i have to (?:be|do) (?:perfect|"
                r"everything|it all)|i'm not allowed|i shouldn't (?:need|want|feel|ask))\b"
            ),
        ),
        (
            0.9,
            _c(
                r"\bif i (?:don't|stop|let|go|say|ask|fail|make|rest|leave|relax|slow|show|admit|speak|'m not|"
                r"am not)\b[\w ,']{0,40}(?:, |then |it |they |he |she |everything |everyone |nobody |people |"
                r"somebody|someone|i )(?:\w+ )?(?:won't|will|drops?|falls?|fail\w*|collaps\w*|goes|is|are|'ll|"
                r"'s|leave|think|find|lose|not)\b"
            ),
        ),
        (
            0.6,
            _c(
                r"\b(?:i (?:can't|could never) (?:say no|ask|trust|let go|let anyone|rely|fail|be wrong|show|"
                r"disappoint|let (?:people|them|him|her) down)|asking (?:for help )?is|i(?:'ve|"
                r" have) to (?:prove|earn|carry|hold|be the)|the strong one|only one who (?:can|knows))\b"
            ),
        ),
    ),
    empowering=(
        (
            1.0,
            _c(
                r"\b(?:i(?:'m| am) allowed to|i (?:do )?(?:belong|deserve)\b|i(?:'m| am) (?:good|strong|"
                r"clever|old) enough|i can (?:trust|rely on) (?:myself|my)|i have what it takes|"
                r"i know (?:how to|i can)|it's (?:okay|ok|all right|alright) (?:for me )?to|"
                r"i don't (?:have|need) to (?:be|do|prove|earn|carry|fix|hold)|i'm not (?:a )?(?:coward|"
                r"failure|fraud)|i(?:'ve| have) (?:always )?(?:had|got) (?:it|that|this) in me|i(?:'m|"
                r" am) capable|i've done (?:it|harder|this) before)\b"
            ),
        ),
    ),
    heavy=_c(
        r"\b(?:afraid|scared|frightened|terrified|anxious|nervous|worried|worry|dread\w*|panic\w*|stress\w*|"
        r"overwhelm\w*|exhaust\w*|tired|drained|burn(?:t|ed)? out|sad|upset|cry\w*|tears|grief|lonely|alone|"
        r"lost|stuck|trapped|guilt\w*|asham\w*|shame|embarrass\w*|"
        r"humiliat\w*|angry|furious|livid|annoyed|irritat\w*|frustrat\w*|resent\w*|bitter|hurt|numb|flat|heavy|"
        r"hopeless|helpless|useless|stupid|rubbish|awful|horrible|terrible|miserable|sick|tense|tight|knot|"
        r"confus\w*|torn|wobbly|grey|told off|cross|ugh|cliff)\b"
    ),
    light=_c(
        r"\b(?:relie\w*|lighter|light|calm\w*|peace\w*|quiet|at ease|easier|eas\w+|happy|happier|glad|pleased|"
        r"proud|excited|exciting|energi[sz]ed|hope\w*|optimistic|confiden\w*|brave|strong\w*|clear\w*|free\w*|"
        r"freed|grateful|thankful|warm|content|settled|"
        r"grounded|steady|steadier|better|good|ready|curious|motivated|inspired|looser|softer|breathe|"
        r"less (?:\w+ ){0,2}(?:afraid|scared|frightened|anxious|nervous|worried|stressed|told off|heavy|stuck|"
        r"angry|alone|guilty)|not so (?:frightened|scared|afraid|anxious|worried|heavy|bad)|"
        r"not (?:scared|afraid|worried|upset) any ?more|put down)\b"
    ),
    feeling_frame=_c(
        r"\bi thought (?:you|i|it|he|she|they)(?:'d|'ll| would)?\b|"
        r"\b(?:i(?:'m| am| was|'ve been| feel| felt|'ve felt| got| get)|i'm feeling|it(?:'s| is| was| feels|"
        r" felt| makes me| made me)|feels?|feeling|felt|that(?:'s| was| feels))\b"
    ),
    now=_c(
        r"\b(?:now|actually|suddenly|right now|today|this time|the second time|by now|at the moment|"
        r"weirdly|already|just now|i feel|it's gone|it feels|less|not so|any ?more)\b"
    ),
    then=_c(
        r"\b(?:was|were|came in|when i (?:came|arrived|started|walked)|before|at the start|"
        r"this morning|earlier|last (?:week|night|month)|thought (?:i|you|it)|used to|had been|"
        r"i'd been)\b"
    ),
    achieved=(
        (
            1.0,
            _c(
                r"\b(?:i(?:'m| am| was| felt)(?: \w+){0,4} proud|i (?:actually |finally |"
                r"really )?(?:managed to|did it|nailed|pulled it off|got the (?:job|offer|promotion|contract|"
                r"grant)|passed (?:it|my|the (?:exam|test|course|interview))|won(?!')|finished|completed|"
                r"delivered|kept (?:it|my|to|at)|stuck (?:to|with)|"
                r"said no|"
                r"stood up|spoke up|handed (?:it|that)|asked for (?:help|the|a)|"
                r"told (?:him|her|them) (?:no|the truth))|for the first time(?: ever| in)?|first (?:week|time|"
                r"day),? (?:yes|i did)|"
                r"(?:it|that|this|that one)(?: one)?(?: actually| really|"
                r" all)?(?: \w+,)? went (?:\w+ ){0,2}(?:well|great|brilliantly|really well|better|fine|"
                r"smoothly)|(?:the|my|our) [\w ]{2,25} (?:went out|went (?:well|fine|great)|was (?:a success|"
                r"fine|brilliant|great))|"
                r"i(?:'ve| have) (?:finally |actually |now |already )?(?:done|managed|finished|started|kept|"
                r"stopped|sent|written|completed|delivered|cut|run|passed|made it|handed|learned|"
                r"signed)\b|i didn't (?:\w+ )?(?:check|look|cave|give in|snap|shout|cry|panic|put a joke|"
                r"step in|intervene|apologise|apologize))"
            ),
        ),
        (
            0.5,
            _c(
                r"\b(?:well|proud|finally|nice|good|brilliant|great|success\w*|progress|won|best|worked|"
                r"without|even|by myself|on my own|every (?:day|morning|week))\b"
            ),
        ),
    ),
    failed=_c(
        r"\b(?:twice|once|only|barely|hardly|a couple of times)\W*$|"
        r"\b(?:didn't (?:do|manage|work|happen|go|get|finish|send|ask|call|ring|make|keep)|haven't|never (?:did|"
        r"got|happened)|failed|not (?:really|yet|well|so well)|gone backwards|worse|couldn't|wouldn't|if i|"
        r"i wish|should have|should've|supposed to|"
        r"nearly|almost|used to|unfortunately|but then|by the|would have|i'd have|could have)\b"
    ),
    wanting=(
        (
            1.0,
            _c(
                r"\b(?:i(?:'d| would) (?:really |quite |actually |just )?(?:like|love) to (?!know if|ask|say)|"
                r"i (?:really |just |actually |do )?want to (?!say|ask|cry|know if|be (?:fair|honest|clear))|"
                r"i want (?:it|this|that|us|my) |what i want is|my (?:goal|aim|intention|hope) (?:is|for)|"
                r"i(?:'m| am) hoping to|i(?:'d| would) rather|i need to (?:stop|start|learn|find|be)|"
                r"i(?:'d| would) like (?:to|it|my|some)|i came (?:here )?to|i want (?:\w+ )?to stop)\b"
            ),
        ),
        (
            0.6,
            _c(
                r"\b(?:i(?:'ll| will)|i'm going to|i won't) (?:\w+ )?(?:stop|start|leave|take|tell|let|be|ask|"
                r"not|keep|try|touch)\b"
            ),
        ),
    ),
    wanting_not=_c(
        r"\b(?:don't want|didn't want|wanted|would want|you want|they want|he wants|she wants|if i|"
        r"do i want|want to cry|would like to (?:thank|ask))\b|\?[^\w?]*+$|\bi'd love to be\b|\bfor (?:him|"
        r"her|them|you|someone|somebody|people|everyone) to\b|\blike saying\b"
        r"|\brather (?:\w+ ){0,2}(?:die|eat|starve|chew|stick)\b"
        r"|\bcould (?:murder|kill|strangle|throttle|scream)\b|\bto (?:scream|die|vanish|disappear)\b"
    ),
    asks_goal=_c(
        r"\b(?:what (?:would|do|are|will|did|might) you (?:like|want|hop\w+|need|bring\w*)|what(?:'s|"
        r" is) (?:your )?(?:goal|focus|topic|on your mind|important|useful)|what would be (?:\w+ )?(?:useful|"
        r"helpful|good|different)|where (?:would|do|shall) (?:you|we)|what shall we|what brings you|"
        r"by the end of|to use (?:our|the|this) time|what do we want|work on|talk about today|look like|"
        r"want (?:it|that) to)\b"
    ),
    progress=(
        (
            1.2,
            "Setback",
            _c(
                r"\b(?:gone backwards|back to square one|worse than (?:before|ever)|fell (?:off|back)|"
                r"slipped back|back to (?:doing|how|where)|relapsed|haven't (?:been|done|managed) (?:it |"
                r"any )?since|fallen (?:off|back)|it all (?:just )?went|"
                r"(?<!if it )(?<!if that )(?<!if things )went wrong|lost it again)\b"
            ),
        ),
        (
            1.0,
            "Significant",
            _c(
                r"\b(?:went (?:\w+ ){0,2}(?:well|great)|i(?:'ve| have) (?:got|found|done|finished|cracked|"
                r"solved) (?:it|that|the)|that's the one|it's (?:stopped|sorted|done|working|solved)|"
                r"i did (?:it|both|all|that)|from (?:a |an )?\w+ to (?:a |an )?\w+|was a (?:nine|ten|eight|"
                r"seven|two|three)\b.{0,300}\bnow|"
                r"huge (?:step|difference)|big (?:step|change|difference)|much (?:better|"
                r"easier|calmer|clearer)|i(?:'ve| have) (?:stopped|started|kept))\b"
            ),
        ),
        (
            0.9,
            "Moderate",
            _c(
                r"\b(?:getting (?:better|there|easier|clearer)|a bit (?:better|easier|clearer|further)|"
                r"some progress|half\w* (?:there|of it|done)|made (?:a start|progress|some)|(?:it's|"
                r"that's) better|improv\w+|i(?:'ve| have) (?:begun|tried|made))\b"
            ),
        ),
        (
            0.9,
            "Minimal",
            _c(
                r"\b(?:(?:once|twice|a couple of times|only once)\W*$|like,? twice|not much|a little|barely|"
                r"hardly|(?:a |about a |maybe a )?(?:one|two|three)\. |(?:a |about a |maybe a )?(?:two|three|"
                r"four) out of ten|same as|no change|not really)"
            ),
        ),
    ),
    asks_progress=_c(
        r"\b(?:(?:last time|last session|since (?:we|last)|we said|like we said)|did you (?:do|try|manage|get|"
        r"use|send|ask|talk|speak|call|keep)|how (?:did|has|have|was|is) (?:it|that|the|your|things)|"
        r"how's (?:it|that|the)|have you (?:done|tried|been|put|managed)|where are you (?:with|now)|"
        r"what happened (?:with|to)|on a scale|what's (?:changed|different|happened)|how far)\b"
    ),
    hedge=_c(
        r"\b(?:i guess|i suppose|sort of|kind of|maybe|perhaps|i don't know|probably|a bit|i think|"
        r"might|you know|i mean|like|just)\b"
    ),
    image=_c(
        r"\b(?:it's like|it was like|like (?:a|an|the|when|being)|as if|as though|feels like|"
        r"sort of (?:a|like)|kind of (?:a|like)|it's a)\b"
    ),
    not_insight=_c(
        r"\b(?:i'll|i will|i'm going to|i won't|i'm not going to|i could|if i were|i'd (?:be|have|do|"
        r"go|get|say)|i'm not saying|"
        r"last (?:week|night|month)|on (?:monday|tuesday|wednesday|thursday|"
        r"friday|saturday|sunday)|this morning|yesterday|the other (?:day|night)|can i|do you)\b"
    ),
    first_person=_c(r"\b(?:i|i'm|i've|my|me|we|our)\b"),
    result=_c(
        r"^(?:\W*+(?:(?:and|so|but|then|yeah|well|even)\W++)+)?(?:i|we) (?:just |actually |even |"
        r"really )?(?:\w+ed|did|didn't|slept|went|told|said|kept|got|ran|sang|wrote|made|left|took|"
        r"gave|felt|stayed|sat|was|am|had)\b(?!.*\b(?:back to|supposed|late)\b)|\b(?:proud|well|"
        r"better|calm|fine|happy|good)\b"
    ),
    struck=_c(
        r"\b(?:i've never (?:really )?(?:said|told|admitted|thought|seen|put)|i didn't know i|"
        r"i hadn't (?:thought|seen|realised|realized|noticed)|"
        r"when you say it|i heard myself|that's (?:rather )?(?:bleak|sad|funny|weird|strange|it)\b|"
        r"i do realise|where did that come from)\b"
    ),
)
