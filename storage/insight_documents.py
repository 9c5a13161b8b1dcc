"""What an insight looks like in the database, and back. Pure."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from core.insight import Findings, Grant, SessionInsight
from core.people import Person, Platform, Tenant
from core.ports import InsightSummary
from core.sections import SECTIONS
from core.trends import figures
from storage.database import Document

SEALED = frozenset(Findings.model_fields)
IN_LABEL = frozenset({"session_title"})


@dataclass(frozen=True, slots=True)
class Label:
    """The words and figures of a list's row; sealed as one value, so that a row costs one decryption."""

    title: str | None = None
    themes: tuple[str, ...] = ()
    quality: str | None = None
    figures: Mapping[str, float] = field(default_factory=dict)

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


def pack_label(label: Label) -> bytes:
    return _LABEL.dump_json(label)


def label_of(insight: SessionInsight) -> Label:
    return Label(title=insight.session_title).completed(insight)


def pack_findings(findings: Findings) -> bytes:
    """Deflated before it is sealed: the database cannot compress ciphertext."""
    return zlib.compress(findings.model_dump_json().encode(), 6)


def findings_of(insight: SessionInsight) -> Findings:
    return Findings.model_construct(**{name: getattr(insight, name) for name in SEALED})


def section_counts(findings: Findings) -> dict[str, int]:
    """Items per section, by section name; sections without any are left out."""
    counts = {section.name: len(findings.items(section.name)) for section in SECTIONS}
    return {name: count for name, count in counts.items() if count}


def viewers_of(document: Document) -> list[str]:
    """Who finds the insight among their own: its client, and the coach of a paired one, as far as the flags let them.

    The owner of an unpaired insight always does. Kept beside the fields it follows from, written with them.
    """
    viewers: list[str] = []
    if document["visible_to_client"] or document["is_unpaired"]:
        viewers.append(document["client_user_id"])
    if document["coach_user_id"] and document["visible_to_coach"] and not document["is_unpaired"]:
        viewers.append(document["coach_user_id"])
    return viewers


def stored_form(insight: SessionInsight) -> Document:
    """All but `_id` and what is sealed."""
    document: Document = insight.model_dump(mode="python", exclude=set(SEALED | IN_LABEL | {"id"}))
    document["platform"] = insight.platform.value
    document["status"] = insight.status.value
    document["shared_with_coaches"] = list(insight.shared_with_coaches)
    document["listed_at"] = insight.session_date or insight.created_at
    document["viewers"] = viewers_of(document)
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
    return SessionInsight(id=str(document["_id"]), session_title=label.title, **kept, **words)


def summary_of(document: Document, label: Label) -> InsightSummary:
    return InsightSummary(
        id=str(document["_id"]),
        status=document["status"],
        is_unpaired=document["is_unpaired"],
        client_user_id=document["client_user_id"],
        coach_user_id=document["coach_user_id"],
        session_date=document["session_date"],
        session_title=label.title,
        created_at=document["created_at"],
        quality=label.quality,
        themes=label.themes,
        counts=document["counts"],
        figures=label.figures,
        created_by=document["created_by"],
        coaching_relationship_id=document["coaching_relationship_id"],
        visible_to_client=document["visible_to_client"],
        visible_to_coach=document["visible_to_coach"],
        craft_shared=document.get("craft_shared", False),
        sharing_permissions={
            coach: Grant.model_validate(grant) for coach, grant in document["sharing_permissions"].items()
        },
    )
