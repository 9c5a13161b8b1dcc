"""What an insight looks like in the database, and back. Pure."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from pydantic import TypeAdapter

from core.insight.earlier import UNCLAIMED, is_earlier
from core.insight.model import Findings, Grant, SessionInsight
from core.insight.words import respelt
from core.people.person import Person, Platform, Tenant
from core.ports.insights import InsightSummary
from core.sharing.trends import figures
from storage.database import Document

SEALED = frozenset(Findings.model_fields)
IN_LABEL = frozenset({"session_title"})


@dataclass(frozen=True, slots=True)
class Label:
    """The words and figures of a list's row; sealed as one value, so that a row costs one decryption. `words` are those corrected
    in the insight."""

    title: str | None = None
    themes: tuple[str, ...] = ()
    quality: str | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    words: tuple[tuple[str, str], ...] = ()

    @property
    def title_read(self) -> str | None:
        return respelt(self.title, self.words) if self.title else self.title

    def completed(self, findings: Findings) -> "Label":
        quality = findings.overall_session_quality
        return replace(
            self,
            themes=findings.key_themes,
            quality=quality.value if quality else None,
            figures=figures(findings),
        )

    def titled(self, title: str | None) -> "Label":
        return replace(self, title=title)

    @classmethod
    def unpack(cls, data: bytes) -> "Label":
        return _LABEL.validate_json(data)


_LABEL = TypeAdapter(Label)


def insight_key(id: str) -> ObjectId | None:
    """The `_id` of an insight's id, 24 hex digits; None for what could not be one."""
    try:
        return ObjectId(id)
    except InvalidId:
        return None


def pack_label(label: Label) -> bytes:
    return _LABEL.dump_json(label)


def label_of(insight: SessionInsight) -> Label:
    return Label(title=insight.session_title).completed(insight)


def pack_findings(findings: Findings) -> bytes:
    """Deflated before it is sealed: the database cannot compress ciphertext."""
    return zlib.compress(findings.model_dump_json().encode(), 6)


def findings_of(insight: SessionInsight) -> Findings:
    return Findings.model_construct(**{name: getattr(insight, name) for name in SEALED})


class Side(StrEnum):
    """As what a person finds an insight; one character each, for they are part of an index."""

    VIEWER = "v"  # its client, or the coach of a paired one, as far as the flags let them
    CLIENT = "c"
    COACH = "k"
    GRANTED = "g"  # shared with the person
    SHARING = "s"  # the owner, who shares it with somebody


SEPARATOR = "\x1f"


def found_as(person_id: str, side: Side, other: str | None = None) -> str:
    """A name under which lists find an insight: the person, on this side, and with this other person if one is meant."""
    return SEPARATOR.join((person_id, side.value) if other is None else (person_id, side.value, other))


def found_by(document: Document) -> list[str]:
    """All names under which lists find the insight. Kept beside the fields it follows from, written with them.

    One array, so that one index carries every list: a name, a pairing, a status, then newest first. FOUND_BY is the same as
    the database computes it.
    """
    client, coach, unpaired = document["client_user_id"], document["coach_user_id"], document["is_unpaired"]
    names: list[str] = []
    if document["visible_to_client"] or unpaired:
        names += [found_as(client, Side.VIEWER), found_as(client, Side.CLIENT)]
        if coach is not None:
            names.append(found_as(client, Side.CLIENT, coach))
    closed = not document["visible_to_coach"] or document.get("closed_to_coach", False)
    if coach not in {None, client} and not unpaired and not closed:
        names += [found_as(coach, Side.VIEWER), found_as(coach, Side.COACH), found_as(coach, Side.COACH, client)]
    shared = document["shared_with_coaches"] if unpaired else []
    names += [found_as(granted, Side.GRANTED) for granted in shared]
    names += [found_as(granted, Side.GRANTED, client) for granted in shared]
    if shared:
        names.append(found_as(client, Side.SHARING))
    return names


def _name(who: str, side: Side, other: str | None = None) -> Document:
    parts: list[str] = [who, SEPARATOR + side.value] + ([] if other is None else [SEPARATOR, other])
    return {"$concat": parts}


def _if(condition: object, names: object) -> Document:
    return {"$cond": [condition, names, []]}


def _each_granted(other: str | None = None) -> Document:
    return {"$map": {"input": "$shared_with_coaches", "in": _name("$$this", Side.GRANTED, other)}}


_CLIENT, _COACH, _UNPAIRED = "$client_user_id", "$coach_user_id", "$is_unpaired"
_CLIENT_SEES: Document = {"$or": ["$visible_to_client", _UNPAIRED]}
_HAS_COACH: Document = {"$ne": [_COACH, None]}
_COACH_SEES: Document = {
    "$and": [
        _HAS_COACH,
        {"$ne": [_COACH, _CLIENT]},
        {"$not": [_UNPAIRED]},
        "$visible_to_coach",
        {"$ne": ["$closed_to_coach", True]},
    ]
}
_IS_SHARED: Document = {"$and": [_UNPAIRED, {"$ne": ["$shared_with_coaches", []]}]}

FOUND_BY: Document = {
    "$concatArrays": [
        _if(_CLIENT_SEES, [_name(_CLIENT, Side.VIEWER), _name(_CLIENT, Side.CLIENT)]),
        _if({"$and": [_CLIENT_SEES, _HAS_COACH]}, [_name(_CLIENT, Side.CLIENT, _COACH)]),
        _if(
            _COACH_SEES,
            [_name(_COACH, Side.VIEWER), _name(_COACH, Side.COACH), _name(_COACH, Side.COACH, _CLIENT)],
        ),
        _if(_UNPAIRED, _each_granted()),
        _if(_UNPAIRED, _each_granted(_CLIENT)),
        _if(_IS_SHARED, [_name(_CLIENT, Side.SHARING)]),
    ]
}
"""`found_by` as an expression, for updates that change what it follows from."""


def stored_form(insight: SessionInsight) -> Document:
    """All but `_id` and what is sealed."""
    document: Document = insight.model_dump(mode="python", exclude=set(SEALED | IN_LABEL | {"id"}))
    document["platform"] = insight.platform.value
    document["status"] = insight.status.value
    document["shared_with_coaches"] = list(insight.shared_with_coaches)
    document["listed_at"] = insight.session_date or insight.created_at
    document["found_by"] = found_by(document)
    document["counts"] = {}
    document["findings_id"] = None
    return document


def owner_of(document: Document) -> Person:
    return Person(Tenant(Platform(document["platform"]), document["tenant_id"]), document["client_user_id"])


def insight_of(document: Document, label: Label, findings: bytes | None) -> SessionInsight:
    kept = {name: document[name] for name in SessionInsight.model_fields if name in document}
    words: dict[str, Any] = {}
    if findings is not None:
        found = Findings.model_validate_json(zlib.decompress(findings))
        words = {name: getattr(found, name) for name in SEALED}
    return SessionInsight(id=str(document["_id"]), session_title=label.title_read, **kept, **words)


RETELL = "retell"
"""Marks a row that tells what an earlier version stored, until housekeeping has brought it up to date."""


ROW = (
    *(each.name for each in fields(InsightSummary)),
    *("label", "listed_at", "metadata.engine", "metadata.prompt_version", RETELL),
)
"""The fields of a document that `summary_of` and a list's cursors read."""


def summary_of(document: Document, label: Label) -> InsightSummary:
    counts, meta = document["counts"], document["metadata"]
    if RETELL in document and is_earlier(meta["engine"], meta["prompt_version"]):
        counts = {name: count for name, count in counts.items() if name not in UNCLAIMED}
        label = replace(label, themes=(), quality=None)
    return InsightSummary(
        id=str(document["_id"]),
        status=document["status"],
        is_unpaired=document["is_unpaired"],
        client_user_id=document["client_user_id"],
        coach_user_id=document["coach_user_id"],
        session_date=document["session_date"],
        session_title=label.title_read,
        created_at=document["created_at"],
        quality=label.quality,
        themes=label.themes,
        counts=counts,
        figures=label.figures,
        created_by=document["created_by"],
        coaching_relationship_id=document["coaching_relationship_id"],
        visible_to_client=document["visible_to_client"],
        visible_to_coach=document["visible_to_coach"],
        craft_shared=document.get("craft_shared", False),
        held_since=document.get("held_since"),
        hold_ends_at=document.get("hold_ends_at"),
        sharing_permissions={
            coach: Grant.model_validate(grant) for coach, grant in document["sharing_permissions"].items()
        },
    )
