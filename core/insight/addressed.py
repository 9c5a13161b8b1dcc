"""Prose that says "you" was written to the client, as earlier versions asked of a model. Whoever else reads the session is shown
the quote in its place, and no such sentence of the summary. Pure."""

import re

from core.insight.model import Findings
from core.insight.sections import SECTIONS
from core.insight.sections.base import SectionItem
from core.transcript import SENTENCE_END

_YOU = re.compile(
    r"\b(?:you|your|yours|yourself|youre|youve|youd|youll|du|dich|dir|dein|deine[mnrs]?|tú|tu|tus|te|ti|contigo)\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"[“„\"«][^“”„\"«»]*[”“\"»]")
_APOSTROPHE = re.compile("['’]")


def addresses(prose: str) -> bool:
    """Whether it says "you" outside the quotation marks in it."""
    return _YOU.search(_APOSTROPHE.sub("", _SAID.sub("", prose))) is not None


def to_others(findings: Findings) -> dict[str, object]:
    """The fields as somebody who is not the client reads them."""
    kept = [one for one in SENTENCE_END.split(findings.session_summary) if one and not addresses(one)]
    changed: dict[str, object] = {"session_summary": " ".join(kept)}
    for section in SECTIONS:
        items = tuple(_item(item) for item in findings.items(section.name))
        if items:
            changed[section.name] = items if section.many else items[0]
    return changed


def _item(item: SectionItem) -> SectionItem:
    quotes = [said.quote for said in item.evidence]
    changes: dict[str, object] = {}
    for name, field in type(item).model_fields.items():
        match getattr(item, name):
            case str() as prose if addresses(prose) and not any(prose in quote for quote in quotes):
                changes[name] = quotes[0] if quotes and field.is_required() else ""
            case (str(), *_) as several:
                changes[name] = tuple(one for one in several if not addresses(one))
            case _:
                pass
    return item.model_copy(update=changes) if changes else item
