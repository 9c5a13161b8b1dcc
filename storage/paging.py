"""Pages by key, both ways: the 500th costs what the first does, and rows that come or go meanwhile neither repeat nor hide
others. Rows are ordered by a moment and an id, newest first; the id decides between equal moments."""

import base64
import binascii
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId

from core.refusal import Reason, Refused
from storage.database import Collection, Document

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEAD = struct.Struct(">?q")  # towards older, milliseconds since 1970; then the mark and the id
MOST = 200  # rows of a page


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: the fields of the moment and of the id (`_id`, an ObjectId, or `_id.id`, a caller's string).
    `mark` tells its cursors from those of other lists. `ascending`: the earliest first instead, and "older" is further on."""

    mark: bytes = b"i"
    at: str = "listed_at"
    id: str = "_id"
    ascending: bool = False


BY_SESSION = Order()


@dataclass(frozen=True, slots=True)
class Position:
    """Between two rows: the row named is the last one seen, and the way goes on from there."""

    older: bool
    at: datetime
    id: ObjectId | str

    def cursor(self, order: Order = BY_SESSION) -> str:
        last = self.id.binary if isinstance(self.id, ObjectId) else self.id.encode()
        packed = HEAD.pack(self.older, (self.at - EPOCH) // timedelta(milliseconds=1)) + order.mark + last
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str, order: Order = BY_SESSION) -> "Position":
        """Raises Refused for what was never a cursor of this list. It opens nothing: every query has its own scope."""
        try:
            packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            older, milliseconds = HEAD.unpack_from(packed)
            at = EPOCH + timedelta(milliseconds=milliseconds)
            last = packed[HEAD.size :].removeprefix(order.mark)
            if len(packed) - len(last) == HEAD.size + len(order.mark):
                return cls(older, at, ObjectId(last) if order.id == "_id" else last.decode())
        except (ValueError, struct.error, binascii.Error, OverflowError, InvalidId):
            pass
        raise Refused(Reason.BAD_INPUT, "This page link does not work any more. Please open the list again.")


@dataclass(frozen=True, slots=True)
class Found:
    """Documents of one page, newest first, and the cursors around it."""

    documents: Sequence[Document]
    older: str | None
    newer: str | None


async def fetch(
    collection: Collection,
    scope: Mapping[str, Any],
    *,
    limit: int,
    cursor: str | None,
    hint: str,
    order: Order = BY_SESSION,
    skip: int = 0,
    only: Sequence[str] = (),
) -> Found:
    """One page of the rows in `scope`, past `skip` of them. `hint` names the index, which ends in the fields of `order`; `only`
    these fields, all where there are none."""
    size = min(max(limit, 1), MOST)
    position = Position.of(cursor, order) if cursor else None
    older = position is None or position.older
    step = 1 if older == order.ascending else -1
    wanted = {**scope, **(_beyond(position, order) if position else {})}
    rows = await (
        collection.find(wanted, only or None)
        .sort([(order.at, step), (order.id, step)])
        .hint(hint)
        .skip(skip)
        .limit(size + 1)
        .to_list(size + 1)
    )
    more = len(rows) > size
    rows = rows[:size] if older else rows[:size][::-1]
    if not rows:
        return Found((), None, None)
    ahead = more if older else True
    behind = more if not older else position is not None or skip > 0
    return Found(
        rows,
        _at(rows[-1], order, older=True) if ahead else None,
        _at(rows[0], order, older=False) if behind else None,
    )


def _at(row: Document, order: Order, *, older: bool) -> str:
    last = row["_id"] if order.id == "_id" else row["_id"]["id"]
    return Position(older, row[order.at], last).cursor(order)


def _beyond(position: Position, order: Order) -> Document:
    # The first condition bounds the index scan, the second settles equal times within it.
    reach, past = ("$lte", "$lt") if position.older != order.ascending else ("$gte", "$gt")
    return {
        order.at: {reach: position.at},
        "$or": [{order.at: {past: position.at}}, {order.id: {past: position.id}}],
    }
