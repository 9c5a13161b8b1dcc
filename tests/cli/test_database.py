"""Bringing the database to this version and changing the master key at the command line."""

from dataclasses import replace
from pathlib import Path

from storage import StorageConfig, open_database
from storage.migrations import MIGRATIONS, version
from tests.cli.conftest import Machine

LATEST = len(MIGRATIONS)


async def test_a_database_is_brought_to_this_version_and_checked(
    machine: Machine, unused_config: StorageConfig
) -> None:
    machine = replace(machine, keys={**machine.keys, "MONGODB_DATABASE": unused_config.database})
    async with open_database(unused_config) as (db, _server):
        for command in (["migrate", "--check"], ["export", "slack/T1/U1"], ["rotate-keys"]):
            none = await machine.bot(*command)
            assert (none.code, none.out) == (1, "")
            assert none.said.startswith(f"There is no database of Debrief's called {db.name}.")
        assert await version(db) == 0
        assert (await machine.bot("migrate")).out.startswith(f"The database {db.name} is brought from version 0 to ")
        assert await version(db) == LATEST
        await db.collection("schema").update_one({"_id": "schema"}, {"$set": {"version": LATEST - 1}})
        due = await machine.bot("migrate", "--check")
        assert (due.code, due.out) == (1, "")
        assert due.said.startswith(f"The database {db.name} is at version {LATEST - 1}, this Debrief at {LATEST}.")
        assert (await machine.bot("migrate")).code == 0
        assert (await machine.bot("migrate", "--check")).code == 0
        await db.collection("schema").update_one({"_id": "schema"}, {"$set": {"version": LATEST + 1}})
        ahead = await machine.bot("migrate", "--check")
        assert (ahead.code, "newer Debrief" in ahead.said) == (1, True)


async def test_the_master_key_changes_where_it_may(machine: Machine, tmp_path: Path) -> None:
    """With the embedded database, whose key no other bot needs; and not where others may have copies."""
    alone = {"MONGODB_URI": "", "DEBRIEF_DATA": str(tmp_path / "data")}
    none = await machine.bot("rotate-keys", **alone)
    assert (none.code, none.said.startswith(f"There is no database in {tmp_path / 'data'}.")) == (1, True)
    assert (await machine.bot("migrate", **alone)).code == 0
    done = await machine.bot("rotate-keys", **alone)
    assert done.code == 0, done.said
    assert [path.name for path in (tmp_path / "data" / "keys").glob("*.key")] == ["master-2.key"]

    assert (await machine.bot("migrate")).code == 0
    refused = await machine.bot("rotate-keys")
    assert (refused.code, refused.out) == (1, "")
    assert refused.said.startswith("The master key was not rotated: other bots of this database may have copies of it.")
