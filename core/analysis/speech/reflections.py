"""Reflections: statements that give back what the client said or showed, simple (the words) or complex (a meaning, a feeling,
a link)."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from core.analysis.speech.questions import Asked, touches
from core.analysis.speech.text import (
    Span,
    content,
    gathered,
    listed,
    sentences,
    words,
)

Reflection = Literal["none", "simple", "complex"]


def _opening(fillers: str) -> str:
    """Any number of `fillers` at the start; each is read in one way only, so that many cost no more than one by one."""
    return rf"^(?:\W*+(?:{fillers})\b(?:\W++(?:{fillers})\b)*[,.]? *)?"


_LEAD = {
    "en": _opening(r"so|and|but|okay|yeah|right|mm+|mhm|well|ok|now|then|um|oh|because"),
    "de": _opening(r"also|und|aber|ja|okay|gut|mhm|dann|so|weil"),
}
_GIVING_BACK: dict[str, tuple[tuple[float, re.Pattern[str]], ...]] = {
    "en": (
        (
            1.0,
            re.compile(
                _LEAD["en"]
                + r"(?:part of )?you(?:'re|'ve|'d| (?:are|were|have|had|said|told|came|want|wanted|feel|felt|"
                r"sound|sounded|need|"
                r"noticed|notice|hear|heard|hold|held|made|took|went|saw|see how|thought|think|knew|love|care|"
                r"miss|hope|hoped|went|"
                r"\w+ed|didn't|don't feel|don't want|don't trust|don't know|never|can't|cannot))\b"
                r"(?! (?:right|welcome|doing|so|too|very|got to|have to|a (?:good|great)|good at|to (?:be|do|"
                r"go|get)|not supposed|going to (?:have|want|need)))"
            ),
        ),
        (
            1.0,
            re.compile(
                _LEAD["en"] + r"(?:it|that|this)? ?(?:'s )?(?:sounds?|seems?|feels?|looks?|must (?:be|feel|have))\b"
            ),
        ),
        (
            1.0,
            re.compile(
                r"\b(?:what i(?:'m| am) hearing|i(?:'m| am)? hear(?:ing)? (?:you|that|a|some)|i (?:notice|"
                r"noticed|heard|sense)\b|in other words)"
            ),
        ),
        (
            0.6,
            re.compile(
                _LEAD["en"] + r"(?:there(?:'s| is| was| are)|on (?:the )?one hand|for you|both|not|nobody|nothing|"
                r"something)\b"
            ),
        ),
        (0.7, re.compile(r"\b(?:with you|for you|in you|your (?:voice|face|body|hands|eyes))\b")),
        (0.6, re.compile(_LEAD["en"] + r"(?:to (?!be honest|check|start|begin|sum)\w+|from (?:a |the )?\w+ to)\b")),
        (
            0.5,
            re.compile(
                r"\b(?:to check i have it|let me (?:see|check|summari[sz]e)|to sum|earlier|"
                r"a (?:little )?while ago|at the (?:start|beginning))\b"
            ),
        ),
    ),
    "de": (
        (
            1.0,
            re.compile(
                _LEAD["de"]
                + r"(?:sie (?:haben|sind|waren|hatten|möchten|wollen|wollten|sagen|sagten|fühlen|fühlten|spüren|"
                r"merken|lachen|weinen|werden|"
                r"wirken|klingen|erleben|stehen|kamen|\w+ten)|ihnen|ihre?)\b(?! (?:sich nicht|müssen|sollten))"
            ),
        ),
        (
            1.0,
            re.compile(
                _LEAD["de"]
                + r"(?:das|es) (?:klingt|wirkt|scheint|hört sich|fühlt sich)\b|\bich (?:höre|merke|nehme wahr)\b"
            ),
        ),
        (
            0.6,
            re.compile(
                _LEAD["de"]
                + r"(?:da (?:ist|sind|war|gehört|zittert|steckt)|es (?:ist|wird)|das ist gerade|dass|von (?:der|"
                r"dem) \w+ (?:auf|zu)|einerseits)\b"
            ),
        ),
        (0.7, re.compile(r"\b(?:ihre (?:stimme|hände|augen)|bei ihnen|in ihnen)\b")),
        (0.5, re.compile(r"\b(?:fasse ich|zusammengefasst|vorhin|am anfang)\b")),
    ),
}
_MEANING = {
    "en": re.compile(
        r"\b(?:feel|feels|feeling|felt|matters?|meaning|means|important|afraid|scared|sad|angry|proud|"
        r"lonely|hurt|hope|longing|underneath|behind|as if|as though|like a|"
        r"something (?:else|in)|part of you|still with you|really|both|and yet|on the other|because|need|"
        r"trust|love|somebody else's|whether|notice that|it's as|"
        r"hard|heavy|torn|between|want|voice|when you look)\b"
    ),
    "de": re.compile(
        r"\b(?:fühl\w*|spür\w*|wichtig|bedeut\w*|angst|traurig|wütend|stolz|schwer|als ob|als wäre|"
        r"eigentlich|dahinter|stimme|gerade da|obwohl|zugleich|gleichzeitig|sehnsucht)\b"
    ),
}
_TURNING = {
    "en": re.compile(
        r"\bon the (?:one|other)(?: hand| side)?\b|\b(?:and|but) yet\b|\bat the same time\b|\bpart of you\b|\bboth of\b"
        r"|\bthe two of (?:them|you)\b|\bthere(?:'s| is| was) (?:the|a|one)\b.{4,50}\b(?:and|but) (?:there(?:'s| is| was)|"
        r"(?:the|this|an)other)\b"
        r"|\b(?:there's|there is) (?:something else|(?:this|the|an) ?other)\b|\bsomebody else's\b"
        r"|\b(?:is|are|was|were|it's|that's) (?:\w+ )?(?:really|actually|also|in fact) (?:about|for|a|an|the)\b"
        r"|\b(?:is|are|was|becomes?|became|it's|that's) (?:a|your|their|his|her) way (?:of|to)\b"
        r"|\b(?:isn't|wasn't|aren't|it's not|that's not|not)\b.{2,40}[,;] ?(?:it's|it is|it was|that's|but)\b"
        r"|\b(?:as if|as though|something like|a kind of|a sort of)\b|\b(?:is|was|it's|feels|felt) like (?:an?|the|being)\b"
    ),
    "de": re.compile(
        r"\beinerseits\b|\bandererseits\b|\bund doch\b|\bzugleich\b|\bgleichzeitig\b|\bein teil von ihnen\b"
        r"|\bals (?:ob|wäre|hätte)\b|\b(?:so )?(?:etwas|was) wie ein|\beine art\b|\bin wirklichkeit\b"
        r"|\bnicht\b.{2,40}, sondern\b|\bgeht es (?:ihnen |dir )?(?:eigentlich|im grunde) um\b"
    ),
}
_PRAISE = {
    "en": re.compile(
        r"^(?:(?:and|that'?s|that is|it'?s|well|wow|oh)[,.]? *)*(?:a |an |really |very |so |just |"
        r"pretty )*(?:good|great|brilliant|excellent|perfect|lovely|nice|wonderful|fantastic|amazing|"
        r"awesome|super|"
        r"well done|beautiful|strong|thank you|thanks|congratulations|i'm (?:proud|impressed|sorry|glad))\b"
    ),
    "de": re.compile(
        r"^(?:(?:das ist|und|ja|oh)[,.]? *)*(?:sehr |wirklich |ein(?:e)? )*(?:gut|super|toll|prima|schön|"
        r"klasse|stark\w*|danke|vielen dank|wunderbar|perfekt)\b"
    ),
}
_OWN = {
    "en": re.compile(
        r"^(?:(?:and|so|but|okay|well|now)[,.]? +)*(?:i(?:'ll|'m|'d|'ve| will| am| would| have| had| used|"
        r" want| think| always| mean| know| once| was| did| got)\b|my |we(?:'ve|'re|'ll| have| are)? )"
    ),
    "de": re.compile(r"^(?:(?:und|also|aber|gut)[,.]? +)*(?:ich (?!höre|merke|sehe|nehme)|mein|wir )"),
}
_CLOSING = re.compile(
    r"^\W*(?:see you|same time|good ?bye|bye|take care|thank|until|till|have a (?:good|nice|"
    r"lovely)|hello|hi\b|good morning|morning|"
    r"bis (?:zum|dann|bald)|auf wiedersehen|tschüss|guten (?:morgen|tag))\b"
)
_ANSWERING = re.compile(
    r"^\W*(?:yes|no|there (?:is|are)\W*$|it is\W*$|it's (?:allowed|fine|okay|ok|all right|alright|"
    r"possible|hard to say)|of course|sure|absolutely|"
    r"it (?:can|does|doesn't|will)|natürlich|doch|nein)\b"
)
_SPEAKER = listed("i i'm i've i'd i'll my me ich mich mir mein meine")
# What can be seen or heard of the client; to name it adds no meaning.
_VISIBLE = re.compile(
    r"\byou(?:'re|'ve| are| have)?(?: just| both| all)? (?:smil\w+|laugh\w*|nod\w*|sigh\w*|cr(?:y|ied|ying)|paus\w+|slow\w*|"
    r"lean\w*|look (?:down|away|up|different)|sat (?:up|back))\b"
    r"|\byour (?:eyes|face|hands?|shoulders|breath\w*)\b"
    r"|\bsie (?:lachen|lächeln|weinen|nicken|seufzen|atmen|schweigen)\b|\bihre (?:augen|hände|schultern|atmung)\b"
)
_RECALLING = re.compile(r"\byou(?:'ve)? (?:said|came|wanted|told|mentioned)\b|\bsie (?:sagten|sagen|wollten)\b")


def kind(
    text: str,
    asked: tuple[Asked, ...],
    *,
    heard: str,
    earlier: Iterable[str] = (),
    advice: bool = False,
    language: str = "en",
) -> Reflection:
    """The turn's reflection. `heard` is what the client said just before, `earlier` the client's turns before that."""
    if language not in _LEAD:
        return "none"
    stated = [s for s in sentences(text) if not touches(asked, s.start, s.end)]
    near, far, near_words = gathered((heard,)), gathered(earlier), set(words(heard))
    if not heard:
        return "none"
    line = 1.9 if advice else 1.6 if len(words(text)) > 70 else 1.0
    replying = 0.5 if heard.rstrip().endswith("?") else 0.0
    held = [s for s in stated if strength(s, near, far, near_words, language) - replying >= line]
    if not held:
        return "none"
    return "complex" if any(_adds(s, near, far, near_words, language) for s in held) else "simple"


def depth(
    text: str, asked: tuple[Asked, ...], *, heard: str, earlier: Iterable[str] = (), language: str = "en"
) -> Reflection:
    """Simple or complex, for a turn known to give back what the client said."""
    stated = [s for s in sentences(text) if not touches(asked, s.start, s.end)]
    near, far, near_words = gathered((heard,)), gathered(earlier), set(words(heard))
    weighed = [
        s
        for s in stated
        if len(words(s.text)) >= 4 and not (set(words(s.text)) & _SPEAKER or _PRAISE[language].match(s.low))
    ]
    return "complex" if any(_adds(s, near, far, near_words, language) for s in weighed) else "simple"


def _adds(sentence: Span, near: set[str], far: set[str], near_words: set[str], language: str) -> bool:
    """Whether the statement brings a meaning the client's words did not hold: it sets two sides against each other, says what
    something is really, likens it, or names a feeling or a need the client did not name."""
    low = sentence.low
    if _RECALLING.search(low) or _VISIBLE.search(low):
        return False
    if _TURNING[language].search(low) and len(words(low)) >= 6:
        return True
    carried = content(sentence.text)
    known = sum(w in near or w in far for w in carried) / len(carried) if carried else 1.0
    named = {found.group() for found in _MEANING[language].finditer(low)} - near_words
    if known >= 0.75:
        return False
    return bool(named) or (known < 0.4 and len(carried) >= 2)


def strength(sentence: Span, near: set[str], far: set[str], near_words: set[str], language: str = "en") -> float:
    """How much a statement looks like a reflection of what the client said (`near`: just now, `far`: earlier); 1 is the line."""
    low = sentence.low
    said = words(sentence.text)
    giving_back = _giving_back(low, language) if said else None
    if giving_back is None:
        return 0.0
    score = _echoed(content(sentence.text), said, near, far, near_words)
    score += giving_back
    if '"' in low:
        score += 0.4
    if _OWN[language].match(low):
        score -= 0.9
    return score - (0.5 if len(said) > 40 else 0.0)


@lru_cache(maxsize=4096)
def _giving_back(low: str, language: str) -> float | None:
    """Points for the form of a statement, which are the same whatever was heard; None for what is no reflection."""
    if _PRAISE[language].match(low) or _CLOSING.match(low) or _ANSWERING.match(low):
        return None
    return sum(points for points, pattern in _GIVING_BACK[language] if pattern.search(low))


def _echoed(carried: list[str], said: Sequence[str], near: set[str], far: set[str], near_words: set[str]) -> float:
    """Points for the client's own words: all of a short statement, half of one, some."""
    if not carried:
        return 0.8 if len(said) >= 3 and all(w in near_words for w in said) else 0.0
    repeat = sum(w in near for w in carried) / len(carried)
    recalled = sum(w in far or w in near for w in carried) / len(carried)
    score = 0.0
    if repeat >= 0.5 and len(said) <= 25:
        score = 1.0
    elif repeat >= 0.25:
        score = 0.4
    return score + (0.4 if recalled >= 0.6 and len(carried) >= 2 else 0.0)
