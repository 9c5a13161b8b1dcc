"""Encryption at rest: no words in the database, one key per person, and a destroyed key opens nothing any more."""

import asyncio
from pathlib import Path

import bson
import pytest
from bson import ObjectId

from core.faults import StorageFault
from core.people.person import Person
from core.ports.sessions import Profile
from storage import Storage, StorageConfig, open_storage
from storage.database import CODEC
from storage.vault import Unreadable
from tests.storage.plans import Recorder
from tests.storage.samples import (
    ACME,
    CANARY,
    CLIENT,
    COACH,
    OTHER,
    ROLES,
    START,
    change,
    completed,
    findings,
    insight,
    metadata,
    transcript,
)

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


async def store_all(storage: Storage, owner: Person) -> str:
    """One of everything a person leaves behind; the id of the insight."""
    made = insight(client_user_id=owner.id)
    await storage.insights.create(made)
    await storage.insights.complete(owner.tenant, made.id, findings(), metadata(), START)
    await storage.insights.edit(
        owner.tenant, made.id, title=f"The {CANARY} again", session_date=START, change=change(at=START)
    )
    await storage.transcripts.put(owner, transcript(), DIGEST, id=f"job-{owner.id}")
    await storage.transcripts.set_roles(owner.tenant, f"job-{owner.id}", ROLES)
    await storage.uploads.put(owner, f"job-{owner.id}", f"I rang the {CANARY}".encode(), f"{CANARY}.txt")
    await storage.people.put(Profile(owner, f"Ada {CANARY}", "Europe/Paris"))
    return made.id


async def test_no_word_of_a_session_is_in_the_database(storage: Storage) -> None:
    await store_all(storage, CLIENT)
    seen = set()
    for name in await storage.db.database.list_collection_names():
        async for row in storage.db.collection(name).find({}):
            seen.add(name)
            raw = bson.encode(row, codec_options=CODEC)
            assert CANARY.encode() not in raw, name
            assert DIGEST.encode() not in raw, name
            assert bytes.fromhex(DIGEST) not in raw, name
    assert seen >= {"session_insights", "insight_findings", "transcripts", "uploads", "people", "keys"}


async def test_no_word_of_a_session_is_in_the_files_of_the_database(tmp_path: Path) -> None:
    async with open_storage(StorageConfig(tmp_path, timeout=20.0)) as storage:
        await store_all(storage, CLIENT)
    files = [path for path in (tmp_path / "mongo").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path.name


async def test_a_destroyed_key_makes_everything_of_that_person_unreadable_and_nothing_else(storage: Storage) -> None:
    mine, theirs = await store_all(storage, CLIENT), await store_all(storage, COACH)
    kept = await storage.insights.get(ACME, theirs)
    assert await storage.forget(CLIENT)
    assert not await storage.forget(CLIENT)

    assert await storage.insights.get(ACME, mine) is None
    assert (await storage.insights.mine(CLIENT, limit=5)).rows == ()
    assert not await storage.insights.edit(ACME, mine, title="x", session_date=None, change=change(at=START))
    assert await storage.transcripts.get(ACME, f"job-{CLIENT.id}") is None
    assert await storage.transcripts.seen_before(CLIENT, DIGEST) is None
    assert await storage.uploads.get(ACME, f"job-{CLIENT.id}") is None
    assert await storage.people.get(CLIENT) is None

    assert kept is not None
    assert await storage.insights.get(ACME, theirs) == kept
    assert await storage.transcripts.get(ACME, f"job-{COACH.id}") == transcript().with_roles(ROLES)


async def test_a_person_who_was_forgotten_may_come_back(fresh_storage: Storage, storage_config: StorageConfig) -> None:
    async with open_storage(storage_config) as other_process:
        await store_all(other_process, CLIENT)
        await fresh_storage.forget(CLIENT)
        # The other process still remembers the old key's id, until the database says it is gone.
        other_process.vault._crypt = other_process.vault._fresh()
        fresh = await store_all(other_process, CLIENT)
        assert await fresh_storage.insights.get(ACME, fresh) is not None


async def test_forgetting_reaches_a_restored_backup(storage: Storage) -> None:
    mine = await store_all(storage, CLIENT)
    backup = {
        name: await storage.db.collection(name).find({}).to_list()
        for name in ("session_insights", "insight_findings", "transcripts", "uploads", "people")
    }
    await storage.forget(CLIENT)
    for name, rows in backup.items():
        await storage.db.collection(name).delete_many({})
        await storage.db.collection(name).insert_many(rows)
    assert await storage.insights.get(ACME, mine) is None
    assert await storage.transcripts.get(ACME, f"job-{CLIENT.id}") is None


async def test_a_value_moved_elsewhere_does_not_open(storage: Storage) -> None:
    sealed = await storage.vault.seal(CLIENT, "transcripts/a/body", bytes(300_000))
    assert await storage.vault.open(ACME, "transcripts/a/body", sealed) == bytes(300_000)
    for tenant, place, parts in (
        (ACME, "transcripts/b/body", sealed),
        (OTHER, "transcripts/a/body", sealed),
        (ACME, "transcripts/a/body", sealed[::-1]),
        (ACME, "transcripts/a/body", sealed[:1]),
        (ACME, "transcripts/a/body", [*sealed, sealed[1]]),
    ):
        with pytest.raises(StorageFault) as fault:
            await storage.vault.open(tenant, place, parts)
        assert not fault.value.transient


async def test_findings_swapped_between_insights_do_not_open(storage: Storage) -> None:
    one, two = completed(1), completed(2)
    for made in (one, two):
        await storage.insights.create(made)
    rows = storage.db.collection("insight_findings")
    of_two = await rows.find_one({"insight_id": ObjectId(two.id)})
    assert of_two is not None
    await rows.update_one({"insight_id": ObjectId(one.id)}, {"$set": {"body": of_two["body"]}})
    with pytest.raises(StorageFault):
        await storage.insights.get(ACME, one.id)
    assert await storage.insights.get(ACME, two.id) == two


async def test_a_damaged_value_is_a_fault_and_not_an_absence(storage: Storage) -> None:
    (sealed,) = await storage.vault.seal(CLIENT, "here", b"words")
    damaged = bytearray(sealed)
    damaged[-1] ^= 1
    with pytest.raises(StorageFault):
        await storage.vault.open(ACME, "here", [bytes(damaged)])
    unknown = bytearray(sealed)
    unknown[1] ^= 1
    with pytest.raises(Unreadable):
        await storage.vault.open(ACME, "here", [bytes(unknown)])


async def test_rows_open_with_one_look_at_their_keys_and_without_those_whose_key_is_gone(
    fresh_storage: Storage, storage_config: StorageConfig
) -> None:
    recorder, people = Recorder(), [Person(ACME, f"U{n}") for n in range(5)]
    rows = {person.id: await fresh_storage.vault.seal(person, person.id, person.id.encode()) for person in people}
    whole = {person.id: person.id.encode() for person in people}
    async with open_storage(storage_config, listeners=[recorder]) as other:
        recorder.commands.clear()
        assert await other.vault.open_rows(ACME, rows) == whole
        assert [command["find"] for command in recorder.commands] == ["keys"]
        assert await other.vault.open_rows(ACME, {}) == {}
        with pytest.raises(StorageFault):
            await other.vault.open_rows(ACME, {"U0": rows["U1"]})
        with pytest.raises(StorageFault):
            await other.vault.open_rows(OTHER, rows)
    await fresh_storage.forget(people[2])
    del whole["U2"]
    assert await fresh_storage.vault.open_rows(ACME, rows) == whole


async def test_many_who_meet_a_person_first_make_one_key(fresh_storage: Storage, storage_config: StorageConfig) -> None:
    async with open_storage(storage_config) as other:
        vaults = [fresh_storage.vault, other.vault] * 5
        sealed = await asyncio.gather(*(vault.seal(CLIENT, "here", b"words") for vault in vaults))
        assert await fresh_storage.db.collection("keys").count_documents({}) == 1
        assert {await fresh_storage.vault.open(ACME, "here", each) for each in sealed} == {b"words"}


async def test_the_same_digest_of_two_people_does_not_look_the_same(storage: Storage) -> None:
    prints = [await storage.vault.fingerprint(person, DIGEST, create=True) for person in (CLIENT, COACH, CLIENT)]
    assert prints[0] == prints[2] != prints[1]
