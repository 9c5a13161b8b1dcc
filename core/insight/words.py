"""A name or a word that the transcript has wrong, corrected wherever it stands in an insight. Pure.

A quote keeps beside its corrected words those that stand in the transcript, which are what was found there.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from core.insight.model import Findings
from core.insight.sections import SECTIONS
from core.insight.sections.base import Evidence
from core.language_words import WORDS
from core.refusal import Reason, Refused
from core.translation import N_, _

Spellings = Sequence[tuple[str, str]]
"""(as it stands, as it should read), in the order in which they were corrected."""

LONGEST, MOST = 60, 4
"""Characters and words of a correction: a name, not a sentence."""
SPELT = (
    *(section.name for section in SECTIONS),
    *("session_summary", "key_themes", "questions", "done_since_last", "doubtful", "passages", "speakers"),
    *("markers", "coach_turns"),
)
"""The fields of findings in which people's words stand."""
_IDS = frozenset({"id", "commitment_id", "coaching_relationship_id"})
LITTLE = N_(
    "Only a name or a word can be corrected here. Words such as “{word}” carry what was meant, and stay as they were said."
)
_NO_SPACES = "\u2e80"
"""From here on are the scripts that put no spaces between words."""

F = TypeVar("F", bound=Findings)


def checked(wrong: str, right: str, language: str) -> tuple[str, str]:
    """Both trimmed. Raises Refused, about `wrong` or `right`: empty, too long, the same, or a word that changes what was said."""
    pair = " ".join(wrong.split()), " ".join(right.split())
    little = {*WORDS.get(language, "").split(), *WORDS["en"].split(), "I"}
    for name, said in zip(("wrong", "right"), pair, strict=True):
        if not said:
            raise Refused(Reason.EMPTY, _("Write a name or a word."), about=name)
        if len(said) > LONGEST or len(said.split()) > MOST:
            message = _("A name or a word has at most {most} characters.", most=LONGEST)
            raise Refused(Reason.TOO_LARGE, message, about=name)
        if held := next((word for word in re.findall(r"\w+", said) if word in little), None):
            raise Refused(Reason.BAD_INPUT, _(LITTLE, word=held), about=name)
    if pair[0] == pair[1]:
        raise Refused(Reason.BAD_INPUT, _("It reads like this already."), about="right")
    return pair


def respelt(text: str, words: Spellings) -> str:
    """The text with whole words replaced, also at the head of a sentence."""
    for wrong, right in words:
        text = _whole(wrong).sub(_literal(right), text)
        if wrong[:1].islower():
            text = _whole(_capital(wrong)).sub(_literal(_capital(right)), text)
    return text


def everywhere(findings: F, words: Spellings) -> F:
    """The findings with the words corrected in all that people read."""
    changed = {name: _value(getattr(findings, name), words) for name in SPELT} if words else {}
    return findings.model_copy(update=changed)


def _whole(word: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if word[:1] < _NO_SPACES else ""
    return re.compile(before + re.escape(word) + (r"(?!\w)" if word[-1:] < _NO_SPACES else ""))


def _literal(text: str) -> str:
    return text.replace("\\", r"\\")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value(value: Any, words: Spellings) -> Any:
    match value:
        case str():
            return respelt(value, words)
        case tuple():
            return tuple(_value(each, words) for each in value)
        case BaseModel():
            return _model(value, words)
        case _:
            return value


def _model(value: BaseModel, words: Spellings) -> BaseModel:
    """Free text alone: what is one of a few given values is no word of anybody's."""
    texts = {str, str | None, tuple[str, ...]}
    changed: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        if name not in _IDS and (field.annotation in texts or not isinstance(held, str)):
            changed[name] = _value(held, words)
    if isinstance(value, Evidence) and changed["quote"] != value.quote:
        changed["said"] = value.said or value.quote
    return value.model_copy(update=changed)
