"""An insight, or a person's sessions, as data: what the JSON of an export holds. Pure.

Only what `core.sharing.seen` shows is exported. Keys are the specification's field names; `format` and `version` head every file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.insight.comments import Comment
from core.ports.insights import InsightSummary, Kept
from core.sharing.seen import CRAFT, Seen
from core.sharing.trends import Theme

VERSION = 1
_INSIDE = frozenset({"platform", "tenant_id", "source_document_id", "processing_error", "held_since", "hold_ends_at"})
"""Fields that say how it is stored, not what the session held."""


def insight(seen: Seen, comments: Sequence[Comment] = ()) -> dict[str, Any]:
    seen = seen.as_it_stands()
    left_out = set(_INSIDE) | (set() if seen.craft else set(CRAFT))
    data = seen.insight.model_dump(mode="json", exclude=left_out)
    data["corrections"] = [
        {"section": section, "place": place, "by": note.voice, "at": note.at.isoformat()}
        for (section, place), note in seen.notes.items()
    ]
    data["items_dismissed"] = seen.dismissed
    data["words_corrected"] = [{"transcript": wrong, "reads": right} for wrong, right in seen.words]
    data["comments"] = [{"author": c.author, "at": c.at.isoformat(), "text": c.text} for c in comments]
    return {"format": "debrief-insight", "version": VERSION, "insight": data}


def timeline(
    rows: Sequence[InsightSummary], kept: Mapping[str, Kept], themes: Sequence[Theme], at: datetime
) -> dict[str, Any]:
    """Sessions oldest first."""
    return {
        "format": "debrief-timeline",
        "version": VERSION,
        "exported_at": at.isoformat(),
        "sessions": [_session(row, kept.get(row.id)) for row in reversed(rows)],
        "themes": [
            {"theme": t.name, "sessions": t.sessions, "first": t.first.isoformat(), "last": t.last.isoformat()}
            for t in themes
        ],
    }


def _session(row: InsightSummary, kept: Kept | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "session_date": row.session_date.isoformat() if row.session_date else None,
        "session_title": row.session_title,
        "created_at": row.created_at.isoformat(),
        "paired": not row.is_unpaired,
        "quality": row.quality,
        "themes": list(row.themes),
        "counts": dict(row.counts),
        "figures": dict(row.figures),
        "commitments": asdict(kept) if kept else None,
    }


def as_json(data: Mapping[str, Any]) -> bytes:
    """In pieces of one session, turn or entry: run in a thread, none holds the interpreter for long."""
    lines = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(data)
    return ("".join(lines) + "\n").encode()
