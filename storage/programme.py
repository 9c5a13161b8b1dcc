"""Figures of a programme: counted from the audit log and the states of promises, none of which hold words; kept by month."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from core.changes import HOUSE, OPERATOR, Kind
from core.people.person import Tenant
from core.programme.figures import Figures, Part, Tally, after, begins
from storage.database import Database, Document, key, scope, tenants_along

SLOW = 30.0
NOBODYS = [HOUSE, OPERATOR]
NOT_ACTIVE = ["deliver", "erase", "view figures"]
"""What makes nobody active: what was sent to them, that they left, and that they looked at figures."""
OPENED = ["view", "view section", "view craft", "view transcript"]
SHARED = [Kind.SHARE.value, Kind.PAIR.value]
JOB, WAITED = "facts.job", "facts.waited"
FIGURES = tuple(field.name for field in fields(Figures))


class MongoProgramme:
    """`core.programme.figures.ProgrammeStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._log = db.collection("audit_log")
        self._commitments = db.collection("commitments")
        self._programme = db.collection("programme")

    async def began(self, tenant: Tenant) -> datetime | None:
        async with self._db.turn():
            first = await self._log.find_one(scope(tenant), {"at": 1}, sort=[("at", 1)], hint="month")
        return first["at"] if first else None

    async def tally(self, tenant: Tenant, month: date) -> Tally:
        since = begins(month)
        erased = await self._distinct({**scope(tenant), "at": {"$gte": since}, "operation": "erase"})
        span = {"$gte": since, "$lt": begins(after(month))}
        within: Document = {**scope(tenant), "at": span, "actor": {"$nin": [*NOBODYS, *erased]}}
        analysed = await self._rows({**within, "operation": "analyse"}, JOB)
        jobs = {row.get("facts", {}).get("job") for row in analysed}
        failed = await self._rows({**within, "operation": "fail"}, "subject")
        waits = await self._rows({**within, "operation": "deliver", WAITED: {"$exists": True}}, WAITED)
        judged = await self._judged(within)
        settled = await self._settled({**scope(tenant), "client": {"$nin": erased}, "listed_at": span})
        active = len(await self._distinct({**within, "operation": {"$nin": NOT_ACTIVE}}))
        return Tally(
            active=Part(active, active),
            analysed=_part(analysed),
            # Tried again and analysed after all, it did not come to nothing.
            not_analysed=_part([row for row in failed if row["subject"] not in jobs]),
            opened=await self._pairs({**within, "operation": {"$in": OPENED}}),
            helpful=judged.get(True, Part()),
            not_helpful=judged.get(False, Part()),
            shared=await self._pairs({**within, "operation": {"$in": SHARED}}),
            kept=settled.get("done", Part()),
            let_go=settled.get("dropped", Part()),
            waits=[(row["actor"], float(row["facts"]["waited"])) for row in waits],
            whole=None not in jobs,
        )

    async def keep(self, tenant: Tenant, month: date, figures: Figures, at: datetime) -> None:
        row = {**scope(tenant), "at": at, **asdict(figures)}
        async with self._db.turn():
            # Of two that count the same month at the same moment, one is kept.
            with suppress(DuplicateKeyError):
                await self._programme.update_one({"_id": _id(tenant, month)}, {"$setOnInsert": row}, upsert=True)

    async def kept(self, tenant: Tenant, months: Sequence[date]) -> Mapping[date, Figures]:
        by_id = {_name(month): month for month in months}
        async with self._db.turn():
            rows = await self._programme.find({"_id": {"$in": [_id(tenant, month) for month in months]}}).to_list()
        return {
            by_id[row["_id"]["id"]]: Figures(**{name: row[name] for name in FIGURES if name in row}) for row in rows
        }

    def tenants(self) -> AsyncIterator[Tenant]:
        return tenants_along(self._db, self._log, "month")

    async def _distinct(self, about: Document) -> list[str]:
        """The people, from the index alone."""
        stages: list[Document] = [{"$match": about}, {"$group": {"_id": "$actor"}}]
        return [row["_id"] for row in await self._grouped(stages)]

    async def _rows(self, about: Document, field: str) -> list[Document]:
        async with self._db.turn(seconds=SLOW):
            return await self._log.find(about, {"_id": 0, "actor": 1, field: 1}).hint("month").to_list()

    async def _pairs(self, about: Document) -> Part:
        """How often a person did it to a thing, each pair of both counted once."""
        pairs: Document = {"$group": {"_id": {"actor": "$actor", "subject": "$subject"}}}
        people: Document = {"$group": {"_id": "$_id.actor", "count": {"$sum": 1}}}
        rows = await self._grouped([{"$match": about}, pairs, people])
        return Part(sum(row["count"] for row in rows), len(rows))

    async def _judged(self, within: Document) -> dict[bool, Part]:
        """By what readers said last of each insight in the month."""
        about = {**within, "operation": Kind.FEEDBACK.value, "facts.helpful": {"$type": "bool"}}
        said = {"_id": {"actor": "$actor", "subject": "$subject"}, "last": {"$last": "$facts.helpful"}}
        people: Document = {"$group": {"_id": {"who": "$_id.actor", "what": "$last"}, "count": {"$sum": 1}}}
        return _by_kind(await self._grouped([{"$match": about}, {"$sort": {"at": 1}}, {"$group": said}, people]))

    async def _settled(self, about: Document) -> dict[str, Part]:
        """Promises of clients, by how they were settled. A settled one is listed by when it was."""
        about = {**about, "settled": True, "owner": "client"}
        people: Document = {"$group": {"_id": {"who": "$client", "what": "$state"}, "count": {"$sum": 1}}}
        async with self._db.turn(seconds=SLOW):
            rows = await (await self._commitments.aggregate([{"$match": about}, people], hint="listed")).to_list()
        return _by_kind(rows)

    async def _grouped(self, stages: list[Document]) -> list[Document]:
        async with self._db.turn(seconds=SLOW):
            return await (await self._log.aggregate(stages, hint="month")).to_list()


def _part(rows: Sequence[Document]) -> Part:
    return Part(len(rows), len({row["actor"] for row in rows}))


def _by_kind(rows: Sequence[Document]) -> dict[Any, Part]:
    """Of groups by who and what, each of one person."""
    kinds = {row["_id"]["what"] for row in rows}
    by_kind = {kind: [row["count"] for row in rows if row["_id"]["what"] == kind] for kind in kinds}
    return {kind: Part(sum(counts), len(counts)) for kind, counts in by_kind.items()}


def _name(month: date) -> str:
    return f"{month:%Y-%m}"


def _id(tenant: Tenant, month: date) -> Document:
    return key(tenant, _name(month))
