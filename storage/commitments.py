"""Commitments: one document a promise, its words sealed under the key of the client in whose session it was made.

In the clear are `insight_id`, `client` (the insight's owner), `owner` (`client` or `coach`: who promised), `state` (open, done,
renegotiated, dropped), `made_at`, `due` (the moment its day is over, in UTC, or None), where it was proven done, `changed`
(`by`, `at`: who brought it to its state, and when), `version` (changes of state so far), `settled` and `listed_at`, by which it
is listed. `again` are the sealed words of one agreed anew, or None; its `due` is then the one agreed. `plan`, where there is one,
is the client's plan, sealed.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from core.changes import Change
from core.people.person import Person, Tenant
from core.ports.insights import Kept, Page
from core.promises.commitments import (
    OUTSTANDING,
    Changed,
    Commitment,
    CommitmentState,
    Plan,
    Proof,
)
from storage.database import Database, Document, key, scope, tenant_of
from storage.outbox import added
from storage.paging import Order, fetch
from storage.vault import Unreadable, Vault

MOST = 100  # of by_insight
DAY = timedelta(days=1)
UNDATED = datetime(9000, 1, 1, tzinfo=UTC)
RECURRING = datetime(9001, 1, 1, tzinfo=UTC)
"""Stand for a date where an outstanding one has none, so that all of them are one range of one index."""
LISTED_AT: Document = {"$ifNull": ["$due", {"$cond": ["$recurring", RECURRING, UNDATED]}]}
"""Of an outstanding one; a settled one is listed by when it was."""
BY_DUE = Order(b"d", "listed_at", "_id.id", ascending=True)
BY_CHANGE = Order(b"s", "listed_at", "_id.id")


@dataclass(frozen=True)
class _Words:
    """What is sealed."""

    action: str
    quote: str
    turn: int
    timeline: str | None


@dataclass(frozen=True)
class _Again:
    """What is sealed of one agreed anew."""

    action: str


_WORDS = TypeAdapter(_Words)
_AGAIN = TypeAdapter(_Again)
_PLAN = TypeAdapter(Plan)


class MongoCommitments:
    """`core.promises.commitments.CommitmentStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._commitments = db.collection("commitments")

    async def record(self, client: Person, insight_id: str, commitments: Sequence[Commitment]) -> None:
        ids = [key(client.tenant, commitment.id) for commitment in commitments]
        for commitment, object_id in zip(commitments, ids, strict=True):
            words = _Words(commitment.action, commitment.quote, commitment.turn, commitment.timeline)
            sealed = await self._vault.seal(client, _place(commitment.id), _WORDS.dump_json(words))
            row = {
                **scope(client.tenant),
                "insight_id": insight_id,
                "client": client.id,
                "owner": commitment.owner,
                "made_at": commitment.made_at,
                "recurring": commitment.recurring,
                "words": sealed,
            }
            async with self._db.turn():
                await self._commitments.update_one({"_id": object_id}, _recorded(row, commitment), upsert=True)
        async with self._db.turn():
            await self._commitments.delete_many(
                {**scope(client.tenant), "insight_id": insight_id, "_id": {"$nin": ids}}, hint="insight"
            )

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Commitment]:
        async with self._db.turn():
            rows = await self._commitments.find({**scope(tenant), "insight_id": insight_id}, hint="insight").to_list()
        return await self.of_rows(rows)

    async def of_rows(self, rows: Sequence[Document]) -> Sequence[Commitment]:
        """All of one insight, in its order, from its documents."""
        rows = sorted(rows, key=lambda row: int(row["_id"]["id"].rpartition("-")[2]))
        return [made for row in rows if (made := await self._commitment(row)) is not None]

    async def open_of(self, client: Person, *, before: datetime, limit: int) -> Sequence[Commitment]:
        about = {**scope(client.tenant), "client": client.id, "made_at": {"$lt": before}}
        about["state"] = {"$in": sorted(OUTSTANDING)}
        async with self._db.turn():
            rows = await self._commitments.find(about, hint="open").sort([("made_at", -1)]).limit(limit).to_list(limit)
        return [made for row in rows if (made := await self._commitment(row)) is not None]

    async def settle(self, client: Person, id: str, proof: Proof) -> bool:
        done = {"insight_id": proof.insight_id, "turn": proof.turn, "at": proof.at}
        async with self._db.turn():
            result = await self._commitments.update_one(
                {
                    "_id": key(client.tenant, id),
                    "client": client.id,
                    "state": {"$in": sorted(OUTSTANDING)},
                    "proof.insight_id": {"$ne": proof.insight_id},
                },
                {
                    "$set": {
                        "state": "done",
                        "proof": done,
                        "changed": {"by": None, "at": proof.at},
                        "settled": True,
                        "listed_at": proof.at,
                    },
                    "$inc": {"version": 1},
                },
            )
        return result.modified_count == 1

    async def listed(self, client: Person, *, settled: bool, limit: int, cursor: str | None = None) -> Page[Commitment]:
        about = {**scope(client.tenant), "client": client.id, "settled": settled}
        order = BY_CHANGE if settled else BY_DUE
        async with self._db.turn():
            found = await fetch(self._commitments, about, limit=limit, cursor=cursor, hint="listed", order=order)
        rows = [await self._commitment(row) for row in found.documents]
        return Page(tuple(row for row in rows if row is not None), found.older, found.newer)

    async def plan(self, client: Person, id: str, plan: Plan) -> bool:
        sealed = await self._vault.seal(client, _place_plan(id), _PLAN.dump_json(plan))
        async with self._db.turn():
            result = await self._commitments.update_one(
                {"_id": key(client.tenant, id), "client": client.id}, {"$set": {"plan": sealed}}
            )
        return result.matched_count == 1

    async def move(self, client: Person, commitment: Commitment, change: Change) -> bool:
        changed = commitment.changed
        if changed is None:
            raise ValueError("a change names who made it")
        row: Document = {
            "state": commitment.state,
            "changed": {"by": changed.by, "at": changed.at},
            "version": commitment.version,
            "settled": commitment.settled,
        }
        if commitment.state == "renegotiated":
            again = _AGAIN.dump_json(_Again(commitment.action))
            row["again"] = await self._vault.seal(client, _place_again(commitment.id), again)
            row["due"] = _over(commitment.due)
        async with self._db.turn():
            result = await self._commitments.update_one(
                {"_id": key(client.tenant, commitment.id), "client": client.id, "version": commitment.version - 1},
                [
                    {"$set": {**_literal(row), "outbox": added(change)}},
                    {"$set": {"listed_at": changed.at if commitment.settled else LISTED_AT}},
                ],
            )
        return result.modified_count == 1

    async def reword(self, commitment: Commitment) -> None:
        client = Person(commitment.tenant, commitment.client)
        again = _AGAIN.dump_json(_Again(commitment.action))
        sealed = await self._vault.seal(client, _place_again(commitment.id), again)
        there = {"_id": key(client.tenant, commitment.id), "version": commitment.version, "again": {"$ne": None}}
        async with self._db.turn():
            await self._commitments.update_one(there, {"$set": {"again": sealed}})

    async def by_insight(self, tenant: Tenant, insight_ids: Sequence[str]) -> Mapping[str, Kept]:
        """As the port says, from the index alone. Raises ValueError for more than MOST."""
        if len(insight_ids) > MOST:
            raise ValueError(f"at most {MOST} at a time")
        late = {"$and": [{"$ne": ["$due", None]}, {"$lt": ["$due", self._db.clock.moment()]}]}
        settled = {"$in": ["$state", ["done", "dropped"]]}
        async with self._db.turn():
            groups = await (
                await self._commitments.aggregate(
                    [
                        {"$match": {**scope(tenant), "insight_id": {"$in": list(insight_ids)}}},
                        {
                            "$group": {
                                "_id": "$insight_id",
                                "made": {"$sum": 1},
                                "settled": {"$sum": {"$cond": [settled, 1, 0]}},
                                "kept": {"$sum": {"$cond": [{"$eq": ["$state", "done"]}, 1, 0]}},
                                "not_told": {"$sum": {"$cond": [{"$and": [late, {"$not": [settled]}]}, 1, 0]}},
                            }
                        },
                    ],
                    hint="insight",
                )
            ).to_list()
        return {group.pop("_id"): Kept(**group) for group in groups}

    async def _commitment(self, row: Document) -> Commitment | None:
        """None if the client's key was destroyed."""
        name = row["_id"]["id"]
        try:
            words = _WORDS.validate_json(await self._vault.open(tenant_of(row), _place(name), row["words"]))
            action = words.action
            if row["again"]:
                anew = await self._vault.open(tenant_of(row), _place_again(name), row["again"])
                action = _AGAIN.validate_json(anew).action
            plan = None
            if row.get("plan"):
                told = await self._vault.open(tenant_of(row), _place_plan(name), row["plan"])
                plan = _PLAN.validate_json(told)
        except Unreadable:
            return None
        proof, changed = row["proof"], row["changed"]
        return Commitment(
            id=name,
            tenant=tenant_of(row),
            insight_id=row["insight_id"],
            client=row["client"],
            owner=row["owner"],
            action=action,
            quote=words.quote,
            turn=words.turn,
            made_at=row["made_at"],
            timeline=words.timeline,
            due=(row["due"] - DAY).date() if row["due"] else None,
            recurring=row["recurring"],
            state=row["state"],
            proof=Proof(proof["insight_id"], proof["turn"], proof["at"]) if proof else None,
            changed=Changed(changed["by"], changed["at"]) if changed else None,
            renewed=row["again"] is not None,
            version=row["version"],
            plan=plan,
        )


def _recorded(row: Document, commitment: Commitment) -> list[Document]:
    """The stages that bring one to what its insight says. What came by hand or by proof stays, and is looked at within the write
    itself, so that neither loses a race against the other."""
    state: CommitmentState = commitment.state
    return [
        {
            "$set": {
                **_literal(row),
                "due": {"$cond": [{"$gt": ["$again", None]}, "$due", _over(commitment.due)]},
                "state": {"$ifNull": ["$state", state]},
                "settled": {"$ifNull": ["$settled", commitment.settled]},
                "proof": {"$ifNull": ["$proof", None]},
                "changed": {"$ifNull": ["$changed", None]},
                "again": {"$ifNull": ["$again", None]},
                "version": {"$ifNull": ["$version", 0]},
            }
        },
        {"$set": {"listed_at": {"$cond": ["$settled", {"$ifNull": ["$listed_at", "$made_at"]}, LISTED_AT]}}},
    ]


def _literal(row: Document) -> Document:
    """Values as they are, in a stage that would take a text with a dollar for a field."""
    return {name: {"$literal": value} for name, value in row.items()}


def _over(due: date | None) -> datetime | None:
    """The moment the day is over."""
    return datetime(due.year, due.month, due.day, tzinfo=UTC) + DAY if due else None


def _place(id: str) -> str:
    return f"commitments/{id}/words"


def _place_again(id: str) -> str:
    return f"commitments/{id}/again"


def _place_plan(id: str) -> str:
    return f"commitments/{id}/plan"
