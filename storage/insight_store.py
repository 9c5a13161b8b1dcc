"""Insights as several people read and change them: each change one update whose filter names all that must still be true.

Who finds an insight in a list (`found_by`) follows in the same write, computed by the database from what the write leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.changes import Change
from core.insight.model import (
    Findings,
    Grant,
    SessionInsight,
    Status,
)
from core.insight.words import Spellings
from core.people.person import Person, Tenant
from core.people.relationships import Relationship
from core.ports.insights import InsightQuery, InsightSummary, Page
from core.sharing.trends import counts
from storage.database import Document, scope
from storage.insight_documents import FOUND_BY, RETELL, insight_key, owner_of
from storage.insight_queries import HELD, INDEX, counted, held_from, sharing, wanted
from storage.insights import MongoInsights
from storage.outbox import added
from storage.paging import MOST, Order, fetch
from storage.vault import Unreadable

BY_LIST = Order(b"l")
BY_GRANTED = Order(b"g")
BY_HELD = Order(b"h")


class MongoInsightStore(MongoInsights):
    """`core.ports.insights.InsightStore` on MongoDB."""

    async def list(
        self, query: InsightQuery, *, limit: int, cursor: str | None = None, skip: int = 0
    ) -> Page[InsightSummary]:
        """As the port says. The coach of SHARED is the reader: with any other coach the page is empty."""
        return await self._page(query.reader.tenant, wanted(query), limit, cursor, INDEX, BY_LIST, skip)

    async def count(self, query: InsightQuery) -> int:
        if (about := counted(query)) is None:
            return 0
        async with self._db.turn():
            return await self._insights.count_documents({**scope(query.reader.tenant), **about}, hint=INDEX)

    async def granted(self, owner: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        return await self._page(owner.tenant, sharing(owner.id), limit, cursor, INDEX, BY_GRANTED)

    async def places(self, tenant: Tenant, ids: Sequence[str]) -> Mapping[str, str | None]:
        about = {
            "_id": {"$in": [wanted_id for each in ids if (wanted_id := insight_key(each))]},
            **scope(tenant),
            "$or": [{"is_unpaired": True}, {"visible_to_client": True, "visible_to_coach": True}],
        }
        async with self._db.turn():
            rows = await self._insights.find(about, {"is_unpaired": 1, "coaching_relationship_id": 1}).to_list()
        return {str(row["_id"]): None if row["is_unpaired"] else row["coaching_relationship_id"] for row in rows}

    async def retell(self, tenant: Tenant, id: str, findings: Findings, words: Spellings = ()) -> None:
        while (document := await self._one(tenant, id)) is not None and document["status"] == Status.COMPLETED.value:
            try:
                label = await self._label(tenant, document)
            except Unreadable:
                return
            told = replace(label.completed(findings), words=tuple(words))
            same = (told, counts(findings)) == (label, document["counts"])
            fields: Document = {} if same else {"counts": counts(findings)}
            if told != label:
                fields["label"] = await self._seal_label(owner_of(document), document["_id"], told)
            if same and RETELL not in document:
                return
            there = {"_id": document["_id"], **scope(tenant), "label": document["label"]}
            async with self._db.turn():
                # With nothing to set, the mark alone goes.
                change = {"$unset": {RETELL: ""}} | ({"$set": fields} if fields else {})
                result = await self._insights.update_one(there, change)
            if result.matched_count:  # else its title was edited meanwhile, which would be lost
                return

    async def to_retell(self, *, limit: int, after: str = "") -> Sequence[tuple[Tenant, str]]:
        about: Document = {RETELL: True}
        if last := insight_key(after):
            about["_id"] = {"$gt": last}
        async with self._db.turn(seconds=30):
            rows = await self._insights.find(about).hint(RETELL).sort("_id").limit(limit).to_list(limit)
        return [(owner_of(row).tenant, str(row["_id"])) for row in rows]

    async def delete(self, tenant: Tenant, id: str) -> bool:
        """The insight with its findings, commitments and feedback; comments, corrections and cards have stores of their own."""
        if insight_key(id) is not None:
            async with self._db.turn():
                for hanging in ("commitments", "feedback"):
                    await self._db.collection(hanging).delete_many({**scope(tenant), "insight_id": id}, hint="insight")
        return await super().delete(tenant, id)

    async def share(self, owner: Person, id: str, coach: str, grant: Grant, change: Change) -> bool:
        given = {
            # A coach's id may hold a dot or a dollar, so it is never part of a path.
            "sharing_permissions": {
                "$mergeObjects": ["$sharing_permissions", {"$literal": {coach: grant.model_dump()}}]
            },
            "shared_with_coaches": {"$setUnion": ["$shared_with_coaches", [{"$literal": coach}]]},
        }
        return await self._write(owner.tenant, id, _unpaired_of(owner), given, change)

    async def revoke(self, owner: Person, id: str, coach: str, change: Change) -> bool:
        there = {**_unpaired_of(owner), "shared_with_coaches": coach}
        return await self._write(owner.tenant, id, there, without_grant(coach), change)

    async def pair(self, owner: Person, id: str, relationship: Relationship, change: Change) -> bool:
        if Person(relationship.tenant, relationship.client) != owner:
            return False
        linked = {
            "coaching_relationship_id": {"$literal": relationship.id},
            "coach_user_id": {"$literal": relationship.coach},
            "is_unpaired": False,
            "shared_with_coaches": {"$literal": []},
            "sharing_permissions": {"$literal": {}},
            "visible_to_client": True,
            "visible_to_coach": True,
        }
        return await self._write(owner.tenant, id, _unpaired_of(owner), linked, change)

    async def set_visible(
        self,
        tenant: Tenant,
        id: str,
        *,
        client: bool,
        coach: bool,
        change: Change,
        hold_ends_at: datetime | None = None,
    ) -> bool:
        fields: Document = {"visible_to_client": {"$or": ["$is_unpaired", client]}, "visible_to_coach": coach}
        if not client:
            fields["held_since"] = {"$cond": ["$visible_to_client", change.at, {"$ifNull": ["$held_since", change.at]}]}
            fields["hold_ends_at"] = {"$ifNull": ["$hold_ends_at", hold_ends_at]}
        return await self._write(tenant, id, {}, fields, change)

    async def held_from(self, client: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        return await self._page(client.tenant, held_from(client.id), limit, cursor, "held", BY_HELD)

    async def holds_to_settle(self, now: datetime, *, limit: int) -> Sequence[SessionInsight]:
        # Over the whole index, which holds what is held at this moment and nothing else.
        about = {**HELD, "$or": [{"hold_ends_at": None}, {"hold_ends_at": {"$lte": now}}]}
        async with self._db.turn(seconds=30):
            rows = await self._insights.find(about).hint("held").limit(limit).to_list(limit)
        found = [await self.get(owner_of(row).tenant, str(row["_id"])) for row in rows]
        return [insight for insight in found if insight is not None]

    async def set_hold_end(
        self, tenant: Tenant, id: str, *, since: datetime, ends_at: datetime, change: Change
    ) -> bool:
        there = {**HELD, "hold_ends_at": None}
        return await self._write(
            tenant, id, there, {"held_since": since, "hold_ends_at": ends_at}, change, at="$updated_at"
        )

    async def end_hold(self, tenant: Tenant, id: str, change: Change) -> bool:
        there = {**HELD, "hold_ends_at": {"$lte": change.at}}
        return await self._write(tenant, id, there, {"visible_to_client": True}, change)

    async def set_craft_shared(self, tenant: Tenant, id: str, shared: bool, change: Change) -> bool:
        return await self._write(tenant, id, {"is_unpaired": False}, {"craft_shared": shared}, change)

    async def close_to_coach(self, tenant: Tenant, relationship_id: str) -> int:
        """In steps, so that no write outlasts its time; passes go on until one finds nothing left."""
        closed, before = 0, -1
        while closed != before:
            before = closed
            closed += await self._close_pass(tenant, relationship_id)
        return closed

    async def _close_pass(self, tenant: Tenant, relationship_id: str) -> int:
        about = {**scope(tenant), "coaching_relationship_id": relationship_id}
        closed, cursor = 0, None
        while True:
            async with self._db.turn(seconds=30):
                page = await fetch(self._insights, about, limit=MOST, cursor=cursor, hint="relationship")
                found = await self._insights.update_many(
                    {**about, "_id": {"$in": [row["_id"] for row in page.documents]}, "closed_to_coach": {"$ne": True}},
                    [{"$set": {"closed_to_coach": True}}, {"$set": {"found_by": FOUND_BY}}],
                    hint="_id_",
                )
            closed += found.modified_count
            if (cursor := page.older) is None:
                return closed

    async def _write(
        self,
        tenant: Tenant,
        id: str,
        there: Mapping[str, Any],
        fields: Mapping[str, Any],
        change: Change,
        at: datetime | str | None = None,
    ) -> bool:
        """One update, if the insight is as `there` says, with the change in its outbox. `at` (of `updated_at`): a moment, or the
        field that has it; the change's where it is None."""
        if (wanted_id := insight_key(id)) is None:
            return False
        new = {**fields, "outbox": added(change), "updated_at": change.at if at is None else at}
        async with self._db.turn():
            result = await self._insights.update_one(
                {"_id": wanted_id, **scope(tenant), **there}, [{"$set": new}, {"$set": {"found_by": FOUND_BY}}]
            )
        return result.matched_count == 1


def without_grant(coach: str) -> Document:
    """The change that takes one coach's grant away."""
    return {
        "sharing_permissions": {"$unsetField": {"field": {"$literal": coach}, "input": "$sharing_permissions"}},
        "shared_with_coaches": {"$setDifference": ["$shared_with_coaches", [{"$literal": coach}]]},
    }


def _unpaired_of(owner: Person) -> Document:
    return {"client_user_id": owner.id, "is_unpaired": True}
