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

from core.insight.corrections import lay_over, make
from core.insight.telling import retell_former
from core.people.person import Person, Platform, Tenant
from core.ports.insights import InsightQuery, InsightSummary
from core.sharing.trends import counts
from storage import Storage, StorageConfig, open_storage
from storage.database import CODEC, Database
from storage.embedded import EmbeddedMongo
from storage.masterkeys import key_files
from storage.migrations import migrate
from storage.rotation import Pace
from tests.relationships.house import furnish
from tests.storage.samples import START, change

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


async def test_lists_tell_what_is_read_of_former_sessions_today(left: StorageConfig) -> None:
    """At once no section that is claimed no more; what was put right or is worth coming back to, once they are counted anew."""
    async with open_storage(left) as storage:
        services = furnish(storage).services
        ada, _bo = await people(storage)

        async def row() -> InsightSummary:
            return (await storage.insights.list(InsightQuery(ada), limit=9)).rows[0]

        first = await row()
        assert set(first.counts) == {"action_items"}
        assert (first.themes, first.quality) == ((), None)
        assert len(await storage.insights.to_retell(limit=9)) == 2
        insight = await storage.insights.get(ada.tenant, first.id)
        assert insight is not None
        at = insight.created_at
        kept = make(insight, "intention", 0, by=ada.id, voice="client", at=at, text="Rest.", id="a" * 24)
        await storage.corrections.put(ada, insight.id, kept, change())
        for _ in range(2):
            await retell_former(services)
            counted = await row()
            laid = lay_over(insight, [kept]).findings
            assert counted.counts == counts(laid)
            assert (counted.counts["intention"], counted.counts["action_items"]) == (1, first.counts["action_items"])
            assert await storage.insights.to_retell(limit=9) == []


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
