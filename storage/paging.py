"""Pages by key, both ways: the 500th costs what the first does, and rows that come or go meanwhile neither repeat nor hide
others. Rows are ordered by (`listed_at`, `_id`), newest first; the `_id` decides between equal times."""

import base64
import binascii
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId

from core.refusal import Reason, Refused
from storage.database import Collection, Document

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAYOUT = struct.Struct(">?q12s")  # towards older, milliseconds since 1970, ObjectId
MOST = 100  # rows of a page


@dataclass(frozen=True, slots=True)
class Position:
    """Between two rows: the row named is the last one seen, and the way goes on from there."""

    older: bool
    at: datetime
    id: ObjectId

    def cursor(self) -> str:
        packed = LAYOUT.pack(self.older, (self.at - EPOCH) // timedelta(milliseconds=1), self.id.binary)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str) -> "Position":
        """Raises Refused for what was never a cursor of ours. It opens nothing: every query has its own scope."""
        try:
            packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            older, milliseconds, last = LAYOUT.unpack(packed)
            return cls(older, EPOCH + timedelta(milliseconds=milliseconds), ObjectId(last))
        except (ValueError, struct.error, binascii.Error, OverflowError):
            raise Refused(
                Reason.BAD_INPUT, "This page link does not work any more. Please open the list again."
            ) from None


@dataclass(frozen=True, slots=True)
class Found:
    """Documents of one page, newest first, and the cursors around it."""

    documents: Sequence[Document]
    older: str | None
    newer: str | None


async def fetch(
    collection: Collection, scope: Mapping[str, Any], *, limit: int, cursor: str | None, hint: str
) -> Found:
    """One page of the rows in `scope`. `hint` names the index, which ends in (listed_at, _id)."""
    size = min(max(limit, 1), MOST)
    position = Position.of(cursor) if cursor else None
    older = position is None or position.older
    step = -1 if older else 1
    wanted = {**scope, **(_beyond(position) if position else {})}
    rows = await (
        collection.find(wanted).sort([("listed_at", step), ("_id", step)]).hint(hint).limit(size + 1).to_list(size + 1)
    )
    more = len(rows) > size
    rows = rows[:size] if older else rows[:size][::-1]
    if not rows:
        return Found((), None, None)
    ahead = more if older else True
    behind = more if not older else position is not None
    return Found(rows, _at(rows[-1], older=True) if ahead else None, _at(rows[0], older=False) if behind else None)


def _at(row: Document, *, older: bool) -> str:
    return Position(older, row["listed_at"], row["_id"]).cursor()


def _beyond(position: Position) -> Document:
    # The first condition bounds the index scan, the second settles equal times within it.
    reach, past = ("$lte", "$lt") if position.older else ("$gte", "$gt")
    return {
        "listed_at": {reach: position.at},
        "$or": [{"listed_at": {past: position.at}}, {"_id": {past: position.id}}],
    }
