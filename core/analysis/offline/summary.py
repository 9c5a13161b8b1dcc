"""What was asked for at the start, in the client's own words. The other facts of a session stand on its card by themselves."""

import re
from collections.abc import Mapping

from core.analysis.promises.talk import Talk
from core.analysis.speech.text import plain, words
from core.transcript import Role
from core.translation import N_, _, reading

_OPENING = 0.3
"""The share of the session within which an agenda is agreed."""
_FEWEST, _MOST = 4, 32  # words
_ASKED: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\bwhat (?:would|do|did|shall|should|will|could) (?:you|"
        r"we)\b[^.?!]{0,40}\b(?:bring|brought|focus|work on|talk about|look at|"
        r"use|leave with|take away|get out|explore|discuss|start with|today)\b"
        r"|\bwhat(?:'s| is| are)\b[^.?!]{0,30}\b(?:on your mind|topic|focus|agenda|goal|"
        r"bring you|brings you|you here)\b|\bwhat brings you\b"
        r"|\bwhat (?:would|will) be (?:useful|helpful|important|good)\b"
        r"|\bwhere (?:would|do|shall) (?:you|we)\b[^.?!]{0,20}\b(?:start|begin)\b"
    ),
    "de": re.compile(
        r"\b(?:was|womit|worüber|woran|wozu)\b[^.?!]{0,60}\b(?:mitgebracht|mitnehmen|"
        r"arbeiten|sprechen|reden|nutzen|anschauen|"
        r"beschäftigt|anfangen|beginnen|heute|thema|anliegen|ziel)\b"
    ),
    "es": re.compile(
        r"\b(?:qué|de qué|en qué|sobre qué)\b[^.?!]{0,50}\b(?:traes|trae|trabajar|hablar|"
        r"llevarte|llevarse|enfocar|tema|hoy|objetivo)\b"
    ),
}
_WISHED: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\bi(?:'d| would) (?:like|love)\b|\bi (?:want|need|wanted)\b|\bi(?:'d|"
        r" would) want\b|\bi(?:'m| am) hoping to\b|\bi'd say\b"
    ),
    "de": re.compile(
        r"\bich (?:möchte|will|würde gern\w*|wollte|hätte gern\w*|brauche)\b|\b(?:möchte|will|würde) ich\b"
    ),
    "es": re.compile(r"\b(?:quiero|quisiera|me gustaría|necesito|quería)\b"),
}
_UNSURE: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:don't|not|maybe|guess|suppose|um|uh|dunno|whatever)\b|[-–—…\[]|\b(\w+),? \1\b"),
    "de": re.compile(r"\b(?:nicht|kein\w*|vielleicht|weiß|äh|ähm|irgendwie)\b|[-–—…\[]|\b(\w+),? \1\b"),
    "es": re.compile(r"\b(?:no|tal vez|quizás?|eh|ehm|este|supongo)\b|[-–—…\[]|\b(\w+),? \1\b"),
}
ASKED_FOR = N_("Asked for at the start: “{words}”")


def summary(talk: Talk) -> str:
    """One sentence in the session's language, or nothing: the first whole wish that answers the coach's question for a topic."""
    wish = _asked_for(talk)
    if not wish:
        return ""
    with reading(talk.language):
        return _(ASKED_FOR, words=wish)


def _asked_for(talk: Talk) -> str:
    language = talk.language
    if language not in _ASKED:
        return ""
    asked, wished, unsure = _ASKED[language], _WISHED[language], _UNSURE[language]
    for turn in talk.transcript.turns[: int(_OPENING * len(talk.transcript.turns)) + 1]:
        if turn.role is not Role.COACH or not asked.search(plain(turn.text)):
            continue
        answer = talk.transcript.turn(turn.n + 1)
        for line in talk.lines(answer) if answer and answer.role is Role.CLIENT else ():
            whole = line.span.text.endswith(".") and line.span.text[:1].isupper()
            if (
                whole
                and _FEWEST <= len(words(line.span.text)) <= _MOST
                and wished.search(line.low)
                and not unsure.search(line.low)
            ):
                return line.span.text
    return ""
