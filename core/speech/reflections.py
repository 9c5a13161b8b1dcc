"""Reflections: statements that give back what the client said or showed, simple (the words) or complex (a meaning, a feeling,
a link)."""

import re
from typing import Literal

from core.speech.questions import Asked
from core.speech.text import Span, content, sentences, words

Reflection = Literal["none", "simple", "complex"]

_STEM = {
    "en": re.compile(
        r"^(?:(?:so|and|but|okay|yeah|right|mm|well|ok|now|then|um|oh)[,.]? +)*(?:you(?:'re|'ve|'d|"
        r"r)?\b(?! know\b| see\b| can (?:do|say))|it(?:'s| is)? (?:sounds|seems|feels|looks|sound)|"
        r"sounds|seems|looks like|feels like|what i(?:'m| am) hearing|i(?:'m| am)? hear(?:ing)? (?:you|"
        r"that|a|some)|i (?:notice|noticed|see|heard|get the sense|sense)\b|"
        r"there(?:'s| is| was| are)|part of you|on (?:the )?one hand|in other words|if i (?:hear|"
        r"understand|heard|got|get)|that (?:sounds|feels|seems|must)|not\b|nobody|nothing|"
        r"to (?!be honest|check|start|begin)\w+|both|because you|a (?:part|sense)|what you(?:'re|"
        r" are) saying|for you|and yet)"
    ),
    "de": re.compile(
        r"^(?:(?:also|und|aber|ja|okay|gut|mhm|dann)[,.]? +)*(?:sie (?:haben|sind|möchten|wollen|wollten|"
        r"sagen|sagten|fühlen|spüren|merken|lachen|werden|wirken|klingen|"
        r"erleben|stehen|machen|können)|ihnen|ihre?\b|das (?:klingt|wirkt|hört sich|ist)|da (?:ist|sind|"
        r"war|gehört|zittert|steckt)|es (?:ist|klingt|scheint|wird)|ich (?:höre|merke|sehe|nehme)|"
        r"dass|von der|ein teil|einerseits|einerseits)\b"
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
_RECAP = re.compile(r"\b(?:to check i have it|let me (?:see|check|summari[sz]e)|to sum|fasse ich|zusammen)\b")


def kind(
    text: str, asked: tuple[Asked, ...], *, heard: str, earlier: str = "", advice: bool = False, language: str = "en"
) -> Reflection:
    """The turn's reflection. `heard` is what the client said just before, `earlier` all the client said before that."""
    if language not in _STEM:
        return "none"
    taken = [(q.span.start, q.span.end) for q in asked]
    stated = [s for s in sentences(text) if not any(a < s.end and s.start < b for a, b in taken)]
    best = 0.0
    simple = 0.0
    deep = 0.0
    near, far = set(content(heard)), set(content(earlier))
    near_words = set(words(heard))
    for sentence in stated:
        score, repeat, meaning = _score(sentence, near, far, near_words, language)
        best = max(best, score)
        if score >= 1:
            simple = max(simple, repeat)
            deep = max(deep, meaning)
    if best < 1 or (advice and best < 2.2):
        return "none"
    return "complex" if deep >= 1 and simple < 0.6 else "simple"


def strength(sentence: Span, near: set[str], far: set[str], near_words: set[str], language: str = "en") -> float:
    """How much a statement looks like a reflection of what the client said (`near`: just now, `far`: earlier); 1 is the line."""
    return _score(sentence, near, far, near_words, language)[0]


def _score(
    sentence: Span, near: set[str], far: set[str], near_words: set[str], language: str
) -> tuple[float, float, float]:
    """(how much a reflection, share of the client's own words, how much meaning is added) of one statement."""
    low = sentence.low
    said = words(sentence.text)
    if not said or _PRAISE[language].match(low):
        return 0.0, 0.0, 0.0
    carried = content(sentence.text)
    repeat = sum(w in near for w in carried) / len(carried) if carried else 0.0
    verbatim = sum(w in near_words for w in said) / len(said)
    recalled = sum(w in far or w in near for w in carried) / len(carried) if carried else 0.0
    score = 0.0
    if carried and repeat >= 0.5 and len(said) <= 25:
        score += 1.1
    elif carried and repeat > 0:
        score += 0.5
    if not carried and len(said) >= 2 and verbatim >= 0.99:
        score += 1.0
    if recalled >= 0.6 and len(carried) >= 2:
        score += 0.4
    if _STEM[language].match(low):
        score += 0.7
    if _RECAP.search(low):
        score += 0.5
    if _OWN[language].match(low):
        score -= 0.8
    if len(said) > 40:
        score -= 0.5
    if low.startswith('"') or low.endswith('"'):
        score += 0.3
    return (
        score,
        repeat if carried else verbatim,
        float(bool(_MEANING[language].search(low))) + (0.4 if repeat < 0.34 else 0.0),
    )
