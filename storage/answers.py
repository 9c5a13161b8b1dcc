"""What an engine has answered of a session under way, sealed, so that an attempt cut short costs no call a second time."""

from collections.abc import Mapping

from pydantic import TypeAdapter

from core.insight.draft import Draft
from core.people.person import Person, Tenant
from storage.database import Database, key, scope
from storage.expiry import lives
from storage.vault import Unreadable, Vault

SLOW = 30.0  # seconds
_KEPT = TypeAdapter(tuple[str, Draft])


class MongoAnswers:
    """`core.insight.engine.AnswerStore` on MongoDB: one document an analysis. What was asked is sealed, too, as it tells of the
    words it was asked about."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._answers = db.collection("engine_answers")

    async def of(self, tenant: Tenant, session: str) -> Mapping[str, Draft]:
        """Nothing also if the owner's key was destroyed."""
        about = {"_id": key(tenant, session), **lives("engine_answers", self._db.clock.now())}
        async with self._db.turn(seconds=SLOW):
            row = await self._answers.find_one(about)
        try:
            bodies = [await self._vault.open(tenant, _place(session), one) for one in row["answers"]] if row else []
        except Unreadable:
            return {}
        return dict(_KEPT.validate_json(body) for body in bodies)

    async def keep(self, owner: Person, session: str, asked: str, answer: Draft) -> None:
        if not await self._vault.still_has_key(owner):
            return
        sealed = await self._vault.seal(owner, _place(session), _KEPT.dump_json((asked, answer)))
        new = {**scope(owner.tenant), "owner": owner.id, "created_at": self._db.clock.now()}
        async with self._db.turn(seconds=SLOW):
            await self._answers.update_one(
                {"_id": key(owner.tenant, session)}, {"$push": {"answers": sealed}, "$setOnInsert": new}, upsert=True
            )

    async def forget(self, tenant: Tenant, session: str) -> None:
        async with self._db.turn():
            await self._answers.delete_one({"_id": key(tenant, session)})


def _place(session: str) -> str:
    return f"engine_answers/{session}/answers"
