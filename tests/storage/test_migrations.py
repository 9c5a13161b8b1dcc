"""The schema: made once, by any number of processes, and gone on with after a crash."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.people.person import Platform, Tenant
from storage import NoDatabase, StorageConfig, open_storage
from storage.database import Database, key, scope
from storage.migrations import MIGRATIONS, migrate


@pytest.fixture
async def empty(unused_config: StorageConfig) -> AsyncIterator[Database]:
    """A database nobody has used."""
    db = Database(unused_config.uri or "", unused_config.database, timeout=20.0)
    yield db
    await db.close()


async def version(db: Database) -> int:
    found = await db.collection("schema").find_one({"_id": "schema"})
    return int(found["version"]) if found else 0


async def test_a_database_is_brought_up_to_date_once(empty: Database) -> None:
    assert await migrate(empty) == len(MIGRATIONS)
    indexes = {
        name: await empty.collection(name).index_information() for name in await empty.database.list_collection_names()
    }
    assert await migrate(empty) == len(MIGRATIONS)
    assert await version(empty) == len(MIGRATIONS)
    for name, before in indexes.items():
        assert await empty.collection(name).index_information() == before


async def test_many_processes_may_start_at_once(empty: Database, unused_config: StorageConfig) -> None:
    others = [Database(unused_config.uri or "", unused_config.database, timeout=20.0) for _ in range(3)]
    await asyncio.gather(*(migrate(db) for db in (empty, *others)))
    assert await version(empty) == len(MIGRATIONS)
    for db in others:
        await db.close()


class Crash(Exception):  # noqa: N818 - not an error of this code: the process ends
    """The process ends here."""


async def test_a_step_that_was_cut_short_is_run_again_and_those_before_it_are_not(empty: Database) -> None:
    ran: list[str] = []
    crashes = [True]

    async def first(db: Database) -> None:
        ran.append("first")
        await db.collection("things").insert_one({"made_by": "first"})

    async def second(db: Database) -> None:
        ran.append("second")
        if crashes.pop():
            crashes.append(False)
            raise Crash
        await db.collection("things").insert_one({"made_by": "second"})

    with pytest.raises(Crash):
        await migrate(empty, (first, second))
    assert await version(empty) == 1
    assert await migrate(empty, (first, second)) == 2
    assert ran == ["first", "second", "second"]
    assert await empty.collection("things").count_documents({"made_by": "first"}) == 1


async def test_a_database_of_a_newer_version_is_left_alone(empty: Database, unused_config: StorageConfig) -> None:
    await empty.collection("schema").insert_one({"_id": "schema", "version": len(MIGRATIONS) + 1})
    with pytest.raises(NoDatabase, match="newer Debrief"):
        async with open_storage(unused_config):
            pass
    assert await empty.database.list_collection_names() == ["schema"]


@pytest.mark.parametrize("field", ["writeConcern", "readConcern"])
async def test_no_address_weakens_what_is_promised(unused_config: StorageConfig, field: str) -> None:
    db = Database(f"{unused_config.uri}&w=1&journal=false&readConcernLevel=local", "promises", timeout=20.0)
    rows = db.collection("rows")
    promised = {"writeConcern": rows.write_concern.document, "readConcern": rows.read_concern.document}
    assert (
        promised[field] == {"writeConcern": {"w": "majority", "j": True}, "readConcern": {"level": "majority"}}[field]
    )
    await db.close()


async def test_callers_wait_their_turn_in_order(empty: Database) -> None:
    """More callers than turns: all are served, and none overtakes another."""
    served: list[int] = []

    async def call(n: int) -> None:
        async with empty.turn():
            served.append(n)
            await asyncio.sleep(0)

    await asyncio.gather(*(call(n) for n in range(500)))
    assert served == list(range(500))


def test_a_key_names_its_tenant_before_anything_else() -> None:
    tenant = Tenant(Platform.TEAMS, "t")
    assert list(key(tenant, "x").items()) == [*scope(tenant).items(), ("id", "x")]
