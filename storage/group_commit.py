"""Many small upserts as few durable writes: what arrives while one is under way goes together with the next.

A write with majority and journal costs the same flush for one row or a hundred, so under load each waits for at most two.
"""

import asyncio
from collections.abc import Sequence

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from core.faults import StorageFault
from storage.database import Collection, Database

MOST = 200  # rows of one write
DUPLICATE_KEY = 11000

Waiting = tuple[UpdateOne, "asyncio.Future[bool]"]


class GroupCommit:
    """For upserts that insert or, where the row is there already, collide with its key."""

    def __init__(self, db: Database, collection: Collection) -> None:
        self._db = db
        self._collection = collection
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def insert(self, upsert: UpdateOne) -> bool:
        """True once the row is durably there; False if it was there before. Raises StorageFault."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((upsert, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write([(upsert, done) for upsert, done in batch if not done.done()])
        finally:
            self._writing = None

    async def _write(self, batch: Sequence[Waiting]) -> None:
        if not batch:
            return
        try:
            inserted = await self._bulk([upsert for upsert, _ in batch])
        except Exception as error:  # noqa: BLE001 - to whoever waits for it
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for number, (_, done) in enumerate(batch):
            if not done.done():
                done.set_result(number in inserted)

    async def _bulk(self, upserts: list[UpdateOne]) -> set[int]:
        """The places of those that were inserted; the others were there. Raises StorageFault if any of them may be neither."""
        async with self._db.turn():
            try:
                result = await self._collection.bulk_write(upserts, ordered=False)
            except BulkWriteError as error:
                details = dict(error.details or {})
                others = [each for each in details.get("writeErrors", []) if each.get("code") != DUPLICATE_KEY]
                if others or details.get("writeConcernErrors"):
                    raise StorageFault("BulkWriteError", transient=True) from error
                return {int(row["index"]) for row in details.get("upserted", [])}
            return set(result.upserted_ids or {})
