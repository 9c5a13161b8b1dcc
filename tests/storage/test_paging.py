"""Pages, walked both ways while rows come and go."""

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import StorageConfig
from storage.database import Collection, Database
from storage.embedded import EmbeddedMongo
from storage.paging import EPOCH, Position, fetch

START = datetime(2026, 1, 1, tzinfo=UTC)
INDEX = [("list", 1), ("listed_at", -1), ("_id", -1)]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One loop for all examples, for a client belongs to its loop."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        yield runner


@pytest.fixture(scope="module")
def database(mongo: EmbeddedMongo, loop: asyncio.Runner) -> Iterator[Database]:
    name = f"test_{uuid.uuid4().hex}"

    async def opened() -> Database:
        db = Database(mongo.uri, name, timeout=20.0)
        await db.collection("rows").create_index(INDEX, name="list")
        return db

    async def closed(db: Database) -> None:
        await db.client.drop_database(name)
        await db.close()

    db = loop.run(opened())
    yield db
    loop.run(closed(db))


@dataclass(frozen=True)
class Step:
    """Rows that come at these hours, and one that goes."""

    come: tuple[int, ...] = ()
    go: int | None = None


hours = st.integers(0, 6)  # few, so that many rows share their moment
steps = st.builds(
    Step,
    come=st.lists(hours, max_size=3).map(tuple),
    go=st.none() | st.integers(0, 30),
)


@dataclass
class Walk:
    rows: Collection
    name: str
    size: int
    all: dict[ObjectId, datetime] = field(default_factory=dict)

    async def add(self, hour: int) -> None:
        row, at = ObjectId(), START + timedelta(hours=hour)
        await self.rows.insert_one({"_id": row, "list": self.name, "listed_at": at})
        self.all[row] = at

    async def drop(self, nth: int) -> None:
        if self.all:
            row = sorted(self.all)[nth % len(self.all)]
            await self.rows.delete_one({"_id": row})
            del self.all[row]

    async def page(self, cursor: str | None) -> tuple[list[ObjectId], str | None, str | None]:
        found = await fetch(self.rows, {"list": self.name}, limit=self.size, cursor=cursor, hint="list")
        ids = [row["_id"] for row in found.documents]
        order = sorted(self.all, key=lambda row: (self.all[row], row), reverse=True)
        if ids:
            first = order.index(ids[0])
            assert ids == order[first : first + len(ids)]  # nothing between them is left out
        return ids, found.older, found.newer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.lists(hours, max_size=14),
    size=st.integers(1, 4),
    script=st.lists(steps, max_size=12),
)
def test_a_walk_meets_every_row_that_stays_once(
    database: Database, loop: asyncio.Runner, start: list[int], size: int, script: list[Step]
) -> None:
    """Down to the end with rows coming and going: a row that was there all the time, and is older than where the walk began,
    is met exactly once; walking back up meets every row that is there then."""

    async def run() -> None:
        walk = Walk(database.collection("rows"), uuid.uuid4().hex, size)
        for hour in start:
            await walk.add(hour)
        there_all_along = set(walk.all)
        met: list[ObjectId] = []
        cursor, changes = None, iter(script)
        while True:
            ids, older, _ = await walk.page(cursor)
            met += ids
            change = next(changes, Step())
            for hour in change.come:
                await walk.add(hour)
            if change.go is not None:
                await walk.drop(change.go)
            there_all_along &= set(walk.all)
            if older is None:
                break
            cursor = older
        assert len(met) == len(set(met))
        assert set(met) >= there_all_along

        # Back up from the very end of the list, nothing changing: all of it, in pages.
        end = Position(False, START - timedelta(hours=1), ObjectId("0" * 24)).cursor()
        seen: list[ObjectId] = []
        up: str | None = end
        while up is not None:
            ids, _, up = await walk.page(up)
            seen = ids + seen
        assert seen == sorted(walk.all, key=lambda row: (walk.all[row], row), reverse=True)

    loop.run(run())


async def test_to_and_fro_shows_the_same_page(storage_config: StorageConfig) -> None:
    db = Database(storage_config.uri or "", storage_config.database, timeout=20.0)
    await db.collection("rows").create_index(INDEX, name="list")
    walk = Walk(db.collection("rows"), "one", 3)
    for n in range(10):
        await walk.add(n // 4)
    first, older, newer = await walk.page(None)
    assert newer is None
    second, _, back = await walk.page(older)
    assert back is not None
    again, onward, newer = await walk.page(back)
    assert again == first
    assert onward is not None
    assert newer is None
    assert (await walk.page(onward))[0] == second
    await walk.add(9)
    _, _, newest = await walk.page(back)
    assert newest is not None  # what came meanwhile is one page up
    await db.client.drop_database(storage_config.database)
    await db.close()


@given(older=st.booleans(), milliseconds=st.integers(-(2**41), 2**43), last=st.binary(min_size=12, max_size=12))
def test_a_cursor_keeps_its_place_to_the_millisecond(older: bool, milliseconds: int, last: bytes) -> None:
    place = Position(older, EPOCH + timedelta(milliseconds=milliseconds), ObjectId(last))
    assert Position.of(place.cursor()) == place
