"""People whose data keys a restore has set aside: they were erased since the backup, and it has brought rows of theirs back.

The keys name their owners by a hash alone, so the owners are looked for among those whom rows are about.
"""

from collections.abc import Awaitable, Callable

from core.people.person import Person
from storage.database import Database, Document, tenant_of
from storage.privacy import COUNTED
from storage.vault import Vault, alt_name

SLOW = 60.0  # seconds; all rows are gone through, once after a restore
NOT_YET = {"handed_over": {"$exists": False}}
OWNERS = (*((part.collection, part.field) for part in COUNTED if part.kind != "audit"), ("people", "_id.id"))


class SetAside:
    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._keys = db.collection("keys_set_aside")

    async def hand_over(self, erase: Callable[[Person], Awaitable[None]]) -> int:
        """Call `erase`, which has to be durable, for each of them who has not come back; how many. Those of one call that ended
        well are in no later one. Raises StorageFault."""
        async with self._db.turn(seconds=SLOW):
            rows = await self._keys.find(NOT_YET, {"keyAltNames": 1}).to_list()
        if not rows:
            return 0
        names = {name for row in rows for name in row.get("keyAltNames", ())}
        people = [person for person in await self._owners() if alt_name(person) in names]
        gone = [person for person in people if not await self._vault.has_key(person)]
        for person in gone:
            await erase(person)
        async with self._db.turn(seconds=SLOW):
            await self._keys.update_many(
                {"_id": {"$in": [row["_id"] for row in rows]}}, {"$set": {"handed_over": True}}
            )
        return len(gone)

    async def _owners(self) -> set[Person]:
        found: set[Person] = set()
        for collection, field in OWNERS:
            one = {"platform": "$platform", "tenant_id": "$tenant_id", "person": f"${field}"}
            stages: list[Document] = [{"$unwind": f"${field}"}, {"$group": {"_id": one}}]
            async with self._db.turn(seconds=SLOW):
                rows = await (await self._db.collection(collection).aggregate(stages, allowDiskUse=True)).to_list()
            found |= {Person(tenant_of(row["_id"]), row["_id"]["person"]) for row in rows}
        return found
