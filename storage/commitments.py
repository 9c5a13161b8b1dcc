"""Commitments: one document a promise, its words sealed under the key of the client in whose session it was made.

In the clear are `insight_id`, `client` (the insight's owner), `owner` (`client` or `coach`: who promised), `state` (open, done,
renegotiated, dropped), `made_at`, `due` (the moment its day is over, in UTC, or None) and where it was proven done.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from core.commitments import Commitment, Proof
from core.people import Person, Tenant
from core.ports_people import Kept
from storage.database import Database, Document, key, scope, tenant_of
from storage.vault import Unreadable, Vault

MOST = 100  # of by_insight
DAY = timedelta(days=1)
_SETTLED: Document = {
    "$or": [
        {"$in": ["$state", ["done", "dropped"]]},
        {"$and": [{"$ne": ["$due", None]}, {"$lt": ["$due", "$$NOW"]}]},
    ]
}


@dataclass(frozen=True)
class _Words:
    """What is sealed."""

    action: str
    quote: str
    turn: int
    timeline: str | None


_WORDS = TypeAdapter(_Words)


class MongoCommitments:
    """`core.commitments.CommitmentStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._commitments = db.collection("commitments")

    async def record(self, client: Person, insight_id: str, commitments: Sequence[Commitment]) -> None:
        ids = [key(client.tenant, commitment.id) for commitment in commitments]
        for commitment, object_id in zip(commitments, ids, strict=True):
            words = _Words(commitment.action, commitment.quote, commitment.turn, commitment.timeline)
            sealed = await self._vault.seal(client, _place(commitment.id), _WORDS.dump_json(words))
            due = commitment.due
            row = {
                **scope(client.tenant),
                "insight_id": insight_id,
                "client": client.id,
                "owner": commitment.owner,
                "made_at": commitment.made_at,
                "due": datetime(due.year, due.month, due.day, tzinfo=UTC) + DAY if due else None,
                "recurring": commitment.recurring,
                "words": sealed,
            }
            async with self._db.turn():
                await self._commitments.update_one(
                    {"_id": object_id},
                    {"$set": row, "$setOnInsert": {"state": commitment.state, "proof": None}},
                    upsert=True,
                )
        async with self._db.turn():
            await self._commitments.delete_many(
                {**scope(client.tenant), "insight_id": insight_id, "_id": {"$nin": ids}}, hint="insight"
            )

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Commitment]:
        async with self._db.turn():
            rows = await self._commitments.find({**scope(tenant), "insight_id": insight_id}, hint="insight").to_list()
        rows.sort(key=lambda row: int(row["_id"]["id"].rpartition("-")[2]))
        return [made for row in rows if (made := await self._commitment(row)) is not None]

    async def open_of(self, client: Person, *, before: datetime, limit: int) -> Sequence[Commitment]:
        about = {**scope(client.tenant), "client": client.id, "state": "open", "made_at": {"$lt": before}}
        async with self._db.turn():
            rows = await self._commitments.find(about, hint="open").sort([("made_at", -1)]).limit(limit).to_list(limit)
        return [made for row in rows if (made := await self._commitment(row)) is not None]

    async def settle(self, client: Person, id: str, proof: Proof) -> bool:
        done = {"insight_id": proof.insight_id, "turn": proof.turn, "at": proof.at}
        async with self._db.turn():
            result = await self._commitments.update_one(
                {"_id": key(client.tenant, id), "client": client.id, "state": {"$in": ["open", "renegotiated"]}},
                {"$set": {"state": "done", "proof": done}},
            )
        return result.modified_count == 1

    async def by_insight(self, tenant: Tenant, insight_ids: Sequence[str]) -> Mapping[str, Kept]:
        """As the port says, from the index alone. Raises ValueError for more than MOST."""
        if len(insight_ids) > MOST:
            raise ValueError(f"at most {MOST} at a time")
        async with self._db.turn():
            groups = await (
                await self._commitments.aggregate(
                    [
                        {"$match": {**scope(tenant), "insight_id": {"$in": list(insight_ids)}, "owner": "client"}},
                        {
                            "$group": {
                                "_id": "$insight_id",
                                "made": {"$sum": 1},
                                "settled": {"$sum": {"$cond": [_SETTLED, 1, 0]}},
                                "kept": {"$sum": {"$cond": [{"$eq": ["$state", "done"]}, 1, 0]}},
                            }
                        },
                    ],
                    hint="insight",
                )
            ).to_list()
        return {group["_id"]: Kept(group["made"], group["settled"], group["kept"]) for group in groups}

    async def _commitment(self, row: Document) -> Commitment | None:
        """None if the client's key was destroyed."""
        name = row["_id"]["id"]
        try:
            words = _WORDS.validate_json(await self._vault.open(tenant_of(row), _place(name), row["words"]))
        except Unreadable:
            return None
        proof = row["proof"]
        return Commitment(
            id=name,
            tenant=tenant_of(row),
            insight_id=row["insight_id"],
            client=row["client"],
            owner=row["owner"],
            action=words.action,
            quote=words.quote,
            turn=words.turn,
            made_at=row["made_at"],
            timeline=words.timeline,
            due=(row["due"] - DAY).date() if row["due"] else None,
            recurring=row["recurring"],
            state=row["state"],
            proof=Proof(proof["insight_id"], proof["turn"], proof["at"]) if proof else None,
        )


def _place(id: str) -> str:
    return f"commitments/{id}/words"
