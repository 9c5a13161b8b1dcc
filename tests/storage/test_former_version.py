"""A database and its master key as the version before fingerprints left them: everything opens, and goes on opening.

Two people, each with one session of the samples, dropped into that version's running bot. The documents are as they were; their
indexes are made by the migrations."""

import gzip
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bson
import pytest
from pymongo import AsyncMongoClient

from core.people.person import Person, Platform, Tenant
from core.ports.insights import InsightQuery
from storage import Storage, StorageConfig, open_storage
from storage.database import CODEC, Database
from storage.embedded import EmbeddedMongo
from storage.masterkeys import key_files
from storage.migrations import migrate
from storage.rotation import Pace
from tests.storage.samples import START

LEFT = Path(__file__).parent / "data" / "before-fingerprints.bson.gz"
NOW = Pace(timedelta(), timedelta())


@pytest.fixture
async def left(mongo: EmbeddedMongo, tmp_path: Path) -> AsyncIterator[StorageConfig]:
    """The configuration that version had; the database is there, and the key is in the data folder."""
    config = StorageConfig(tmp_path / "data", mongo.uri, f"test_{uuid.uuid4().hex}", 20.0, pace=NOW)
    head, *rows = bson.decode_all(gzip.decompress(LEFT.read_bytes()), CODEC)
    (config.data / "keys").mkdir(parents=True)
    (config.data / "keys" / "master-1.key").write_bytes(head["key"])
    db = Database(mongo.uri, config.database, timeout=20.0)
    await migrate(db)
    await db.collection("schema").delete_many({})
    await db.close()
    async with AsyncMongoClient[dict[str, Any]](mongo.uri) as client:
        for each in rows:
            await client.get_database(config.database, CODEC)[each["collection"]].insert_one(each["row"])
        yield config
        await client.drop_database(config.database)


async def people(storage: Storage) -> list[Person]:
    rows = await storage.db.collection("session_insights").find({}).sort("client_user_id").to_list()
    return [Person(Tenant(Platform(row["platform"]), row["tenant_id"]), row["client_user_id"]) for row in rows]


async def opened(storage: Storage, person: Person) -> tuple[str | None, int, int]:
    """Of a person's session: its title, how many turns its transcript has, how many promises are listed."""
    (row,) = (await storage.insights.list(InsightQuery(person), limit=9)).rows
    insight = await storage.insights.get(person.tenant, row.id)
    assert insight is not None
    assert insight.intention
    transcript = await storage.transcripts.get(person.tenant, insight.source_document_id or "")
    assert transcript is not None
    promises = await storage.commitments.listed(person, settled=False, limit=20)
    assert all(each.action for each in promises.rows)
    return row.session_title, len(transcript.turns), len(promises.rows)


async def test_everything_opens_where_it_was_after_adoption_and_after_an_erasure(
    left: StorageConfig, tmp_path: Path
) -> None:
    async with open_storage(left) as storage:
        ada, bo = await people(storage)
        held = [await opened(storage, each) for each in (ada, bo)]
        assert [title for title, _, _ in held] == ["A session of U0ADA", "A session of U0BO"]
        assert held[0][1:] == held[1][1:]
        assert min(held[0][1:]) > 3
    apart = replace(left, keys=tmp_path / "keys")
    for old_copies in (1, 0, 0):
        async with open_storage(apart) as storage:
            assert [await opened(storage, each) for each in (ada, bo)] == held
        assert len(key_files(left.data / "keys")) == old_copies
    async with open_storage(apart) as storage:
        await storage.privacy.erase(bo, START)
        while await storage.rotation.advance() is not None:
            pass
        assert await opened(storage, ada) == held[0]
    async with open_storage(apart) as storage:
        assert await opened(storage, ada) == held[0]
        assert [path.name for path in key_files(tmp_path / "keys")] == ["master-2.key"]
