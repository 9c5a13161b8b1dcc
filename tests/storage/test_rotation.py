"""Erased is erased: after the rotation that follows an erasure no copy of the database opens anything of the erased, and every
copy opens everything of everybody else, with the keys of today."""

import asyncio
import shutil
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bson.binary import Binary
from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient

from bot.app import Overrides, build
from bot.config import Config
from core.people.person import Person
from handlers.account.privacy import erase_again
from storage import NoDatabase, Storage, StorageConfig, open_storage
from storage.database import CODEC
from storage.embedded import EmbeddedMongo
from storage.key_start import Places
from storage.keyring import ID
from storage.masterkeys import KeyService, key_files
from storage.rotation import Pace, Rotation
from storage.vault import Vault, encryption
from tests.storage import thief
from tests.storage.samples import ACME, CLIENT, COACH, START
from tests.storage.test_privacy_store import Died, Mortal
from tests.storage.test_vault import store_all

NOW = Pace(timedelta(), timedelta())
THIRD = Person(ACME, "U-third")
Dump = dict[str, list[dict[str, Any]]]


@pytest.fixture
async def config(mongo: EmbeddedMongo, tmp_path: Path) -> AsyncIterator[StorageConfig]:
    name = f"test_{uuid.uuid4().hex}"
    yield StorageConfig(tmp_path / "data", mongo.uri, name, 20.0, keys=tmp_path / "keys", pace=NOW)
    async with AsyncMongoClient[dict[str, object]](mongo.uri) as client:
        await client.drop_database(name)


def folder_of(config: StorageConfig) -> Path:
    assert config.keys is not None
    return config.keys


async def rotate(rotation: Rotation, *, patient: bool = False) -> None:
    for _ in range(20):
        if (wait := await rotation.advance()) is None:
            return
        if patient:
            await asyncio.sleep(wait.total_seconds())
    raise AssertionError("the rotation does not come to its end")


async def dump(storage: Storage) -> Dump:
    names = await storage.db.database.list_collection_names()
    return {name: await storage.db.collection(name).find({}).to_list() for name in names}


async def restore(config: StorageConfig, backup: Dump) -> None:
    async with AsyncMongoClient[dict[str, Any]](config.uri) as client:
        await client.drop_database(config.database)
        codec: CodecOptions[dict[str, Any]] = CODEC
        database = client.get_database(config.database, codec)
        for name, rows in backup.items():
            if rows:
                await database[name].insert_many(rows)


def names_of(config: StorageConfig) -> list[str]:
    return [path.name for path in key_files(folder_of(config))]


async def test_yesterday_s_backup_with_today_s_keys_opens_everybody_but_the_erased(config: StorageConfig) -> None:
    async with open_storage(config) as storage:
        ids = {person: await store_all(storage, person) for person in (CLIENT, COACH, THIRD)}
        backup = await dump(storage)
        await storage.privacy.erase(CLIENT, START)
        newer = Person(ACME, "U-newer")
        ids[newer] = await store_all(storage, newer)
        await rotate(storage.rotation)
        assert names_of(config) == ["master-2.key"]
        for person in (COACH, THIRD, newer):
            assert await storage.insights.get(ACME, ids[person]) is not None
    await restore(config, backup)
    for _ in range(2):  # and the next start finds it in order
        async with open_storage(config) as storage:
            assert await storage.insights.get(ACME, ids[CLIENT]) is None
            assert await storage.transcripts.get(ACME, f"job-{CLIENT.id}") is None
            for person in (COACH, THIRD):
                assert await storage.insights.get(ACME, ids[person]) is not None
                assert await storage.transcripts.get(ACME, f"job-{person.id}") is not None
            await rotate(storage.rotation)
    async with open_storage(config) as storage:
        again = await store_all(storage, CLIENT)  # the erased may come back, under a key of their own
        assert await storage.insights.get(ACME, again) is not None


async def test_what_a_restore_brings_back_of_the_erased_is_erased_again_and_said(
    config: StorageConfig, mongo: EmbeddedMongo
) -> None:
    folder = folder_of(config)
    house = Config(config.data, mongodb_uri=mongo.uri, mongodb_database=config.database, keys=folder)
    back = Person(ACME, "U-back")
    async with open_storage(config) as storage:
        ids = {person: await store_all(storage, person) for person in (CLIENT, COACH, back)}
        backup = await dump(storage)
        backup["schema"] = [
            row for row in backup["schema"] if row["_id"] != "schema"
        ]  # so that the start makes its indexes
        for person in (CLIENT, back):
            await storage.privacy.erase(person, START)
        await rotate(storage.rotation)
    await restore(config, backup)
    async with open_storage(config) as storage:
        (note,) = storage.key_notes
        assert "people in it were erased since: 2." in note
        assert (await storage.privacy.holdings(CLIENT)).counts["insights"] == 1
        fresh = await store_all(storage, back)  # came back before the bot could erase again: what is new stays
    async with build(house, Overrides(storage_timeout=20.0)) as app:
        async with app.working():
            left = {""}
            for _ in range(600):
                if not (left := {*(await app.storage.privacy.holdings(CLIENT)).counts} - {"audit"}):
                    break
                await asyncio.sleep(0.1)
            assert left == set()
        assert (await app.storage.privacy.holdings(COACH)).counts["insights"] == 1
        assert await app.storage.insights.get(ACME, ids[COACH]) is not None
        assert await app.storage.insights.get(ACME, fresh) is not None
        assert await app.storage.set_aside.hand_over(partial(erase_again, app.services)) == 0
        assert app.storage.key_notes == ()


async def test_a_backup_of_many_rotations_ago_opens_with_today_s_keys(config: StorageConfig) -> None:
    people = [Person(ACME, f"U-{n}") for n in range(6)]
    async with open_storage(config) as storage:
        ids = [await store_all(storage, person) for person in people]
        backup = await dump(storage)
        for person in people[:3]:
            await storage.privacy.erase(person, START)
            await rotate(storage.rotation)
    assert names_of(config) == ["master-4.key"]
    await restore(config, backup)
    async with open_storage(config) as storage:
        assert [await storage.insights.get(ACME, each) is not None for each in ids] == [False] * 3 + [True] * 3


async def test_a_backup_made_by_a_version_without_fingerprints_opens_too(config: StorageConfig) -> None:
    async with open_storage(config) as storage:
        ids = [await store_all(storage, person) for person in (CLIENT, COACH)]
        backup = await dump(storage)
        backup["schema"] = [row for row in backup["schema"] if row["_id"] != ID["_id"]]
        await storage.privacy.erase(CLIENT, START)
        await rotate(storage.rotation)
    await restore(config, backup)
    async with open_storage(config) as storage:
        assert await storage.insights.get(ACME, ids[0]) is None
        assert await storage.insights.get(ACME, ids[1]) is not None


async def test_yesterday_s_keys_do_not_open_today_s_database_and_nothing_is_lost_by_trying(
    config: StorageConfig, tmp_path: Path
) -> None:
    async with open_storage(config) as storage:
        ids = [await store_all(storage, person) for person in (CLIENT, COACH)]
        shutil.copytree(folder_of(config), tmp_path / "yesterday")
        await storage.privacy.erase(CLIENT, START)
        await rotate(storage.rotation)
    with pytest.raises(NoDatabase, match=r"master-2\.key is expected there"):
        async with open_storage(replace(config, keys=tmp_path / "yesterday")):
            pass
    async with open_storage(config) as storage:
        assert await storage.insights.get(ACME, ids[1]) is not None


async def test_the_log_of_the_database_opens_nothing_of_the_erased(
    config: StorageConfig, mongo: EmbeddedMongo, mongo_folder: Path
) -> None:
    """The oplog holds every version of everything that was ever written: wrapped data keys and what was sealed under them."""

    async def loot() -> Counter[bytes]:
        cluster_key = (mongo_folder / "cluster.key").read_text()
        return await thief.opened(mongo.port, cluster_key, config.database, folder_of(config))

    async with open_storage(config) as storage:
        await store_all(storage, CLIENT)
        (row,) = await storage.db.collection("keys").find({}).to_list()
        erased = bytes(Binary.from_uuid(row["_id"]))
        await store_all(storage, COACH)
        await storage.privacy.erase(CLIENT, START)
        before = await loot()
        await rotate(storage.rotation)
        after = await loot()
    assert len(before) == 2
    assert min(before.values()) > 5  # until the rotation all of it opens
    assert after[erased] == 0
    del before[erased], after[erased]
    assert before == after


# --- no replica is blinded, no step is lost ---


async def test_replicas_go_on_through_rotations(config: StorageConfig) -> None:
    """Both seal and open all the time, for people who are there and for new ones, while one of them rotates again and again."""
    seen: list[str] = []
    over = asyncio.Event()
    paced = replace(config, pace=Pace(timedelta(), timedelta(seconds=1)))

    async def live(storage: Storage, others: Storage, name: str) -> None:
        number = 0
        while not over.is_set():
            for person in (Person(ACME, f"U-{name}-{number}"), Person(ACME, f"U-{name}")):
                made = await store_all(storage, person)
                assert await others.insights.get(ACME, made) is not None
                assert await storage.insights.get(ACME, made) is not None
                seen.append(made)
            number += 1

    async with open_storage(paced) as one, open_storage(paced) as two:
        lives = [asyncio.create_task(live(*pair)) for pair in ((one, two, "a"), (two, one, "b"))]
        for n in range(3):
            await store_all(one, Person(ACME, f"U-erased-{n}"))
            await two.privacy.erase(Person(ACME, f"U-erased-{n}"), START)
            await rotate(one.rotation, patient=True)
        over.set()
        await asyncio.gather(*lives)
        assert names_of(config) == ["master-4.key"]
        assert await one.db.collection("keys").distinct("masterKey.provider") == ["local:4"]
    async with open_storage(config) as later:
        assert len(seen) >= 4
        assert all([await later.insights.get(ACME, made) is not None for made in seen])


async def test_a_data_key_that_a_rotation_passed_by_is_wrapped_anew(config: StorageConfig) -> None:
    """A process that slept for a whole rotation while it met somebody new: it has read which key wraps, and not yet written."""
    async with open_storage(config) as one, open_storage(config) as slow:
        mine = await store_all(one, CLIENT)
        asleep = slow.vault._ring.keys
        await one.privacy.erase(COACH, START)
        await rotate(one.rotation)
        async with encryption(slow.db, asleep) as crypt:
            made = await crypt.create_data_key(asleep.provider, key_alt_names=["late"])
            await slow.vault._confirm(made, asleep)
        row = await one.db.collection("keys").find_one({"keyAltNames": "late"})
        assert row is not None
        assert row["masterKey"]["provider"] == "local:2"
        assert await slow.insights.get(ACME, mine) is not None


async def test_several_erasures_share_a_rotation_and_one_that_comes_later_has_its_own(config: StorageConfig) -> None:
    async with open_storage(config) as storage:
        people = [Person(ACME, f"U-{n}") for n in range(4)]
        for person in people:
            await store_all(storage, person)
        for person in people[:2]:
            await storage.privacy.erase(person, START)
        assert await storage.rotation.advance() is not None  # begun
        await storage.privacy.erase(people[2], START)
        assert await storage.rotation.advance() is not None  # ended, and another is due
        assert names_of(config) == ["master-2.key"]
        await rotate(storage.rotation)
        assert names_of(config) == ["master-3.key"]
        assert await storage.rotation.advance() is None


async def test_erasures_wait_a_while_for_each_other_and_the_old_key_outlives_the_new_one_s_coming(
    config: StorageConfig,
) -> None:
    slow = Pace(timedelta(minutes=1), timedelta(minutes=2))
    async with open_storage(replace(config, pace=slow)) as storage:
        await store_all(storage, CLIENT)
        await storage.privacy.erase(CLIENT, START)
        wait = await storage.rotation.advance()
        assert wait is not None
        assert timedelta() < wait <= slow.gather
        assert names_of(config) == ["master-1.key"]
    async with open_storage(replace(config, pace=replace(slow, gather=timedelta()))) as storage:
        await storage.rotation.advance()
        wait = await storage.rotation.advance()
        assert wait is not None
        assert timedelta() < wait <= slow.settle
        assert names_of(config) == ["master-1.key", "master-2.key"]


async def test_a_rotation_cut_short_anywhere_is_gone_on_with(config: StorageConfig) -> None:
    """A process dies before each of its calls in turn; another one brings the rotation to its end."""
    folder = folder_of(config)
    died = True
    async with open_storage(config) as storage:
        sealed = await storage.vault.seal(CLIENT, "here", b"words")
        for turns in count():
            await storage.vault.seal(COACH, "here", b"words")
            await storage.vault.forget(COACH)
            await storage.vault.ask_rotation()
            dying = Mortal(config.uri or "", config.database, timeout=20.0)
            ring = replace(storage.vault._ring, db=dying)
            vault = Vault(dying, ring)
            dying.turns = turns
            try:
                await rotate(Rotation(ring, vault, Places(folder, config.data / "keys"), alone=False, pace=NOW))
                died = False
            except Died:
                await rotate(storage.rotation)
            await vault.close()
            await dying.close()
            assert await storage.vault.open(ACME, "here", sealed) == b"words", turns
            assert names_of(config) == [f"master-{turns + 2}.key"]
            if not died:
                break
        assert turns > 10
    async with open_storage(config) as storage:
        assert await storage.vault.open(ACME, "here", sealed) == b"words"


async def test_a_folder_that_is_away_for_a_while_blinds_nobody(config: StorageConfig) -> None:
    async with open_storage(config) as storage:
        mine = await store_all(storage, CLIENT)
        away = folder_of(config).rename(folder_of(config).with_name("away"))
        await storage.vault.reread()
        assert await storage.insights.get(ACME, mine) is not None
        assert await store_all(storage, COACH)
        away.rename(folder_of(config))


async def test_what_an_outdated_process_writes_back_is_taken_from_the_folder(config: StorageConfig) -> None:
    async with open_storage(config) as storage:
        mine = await store_all(storage, CLIENT)
        old = await storage.db.collection("keys").find_one({})
        assert old is not None
        await store_all(storage, COACH)
        await storage.privacy.erase(COACH, START)
        await rotate(storage.rotation)
        await storage.db.collection("keys").replace_one({"_id": old["_id"]}, old)
        await storage.privacy.erase(THIRD, START)
        await rotate(storage.rotation)
        assert await storage.insights.get(ACME, mine) is not None
        assert await storage.db.collection("keys").distinct("masterKey.provider") == ["local:3"]


# --- where there is no folder of its own, and with a key service ---


async def test_replicas_that_may_not_share_their_folder_do_not_rotate(config: StorageConfig) -> None:
    beside = replace(config, keys=None)
    async with open_storage(beside) as storage:
        await store_all(storage, CLIENT)
        await storage.privacy.erase(CLIENT, START)
        assert await storage.rotation.advance() is None
        assert not storage.rotation.shuts_backups
    # What was erased before is caught up with once there is a folder.
    async with open_storage(config) as storage:
        await rotate(storage.rotation)
        assert names_of(config) == ["master-2.key"]
        assert key_files(config.data / "keys") == []


async def test_a_database_of_the_process_s_own_rotates_in_the_data_folder(tmp_path: Path) -> None:
    config = StorageConfig(tmp_path, timeout=20.0, pace=NOW)
    async with open_storage(config) as storage:
        ids = [await store_all(storage, person) for person in (CLIENT, COACH)]
        await storage.privacy.erase(CLIENT, START)
        await rotate(storage.rotation)
        assert not storage.rotation.shuts_backups
        assert await storage.insights.get(ACME, ids[1]) is not None
    assert [path.name for path in key_files(tmp_path / "keys")] == ["master-2.key"]
    async with open_storage(config) as storage:
        assert await storage.insights.get(ACME, ids[1]) is not None


async def test_a_key_service_wraps_what_was_wrapped_before(config: StorageConfig, tmp_path: Path) -> None:
    """A local key stands in for the service: to the driver both are providers."""
    async with open_storage(config) as storage:
        mine = await store_all(storage, CLIENT)
    service = KeyService("local:service", {}, {"key": bytes(range(96))})
    with_service = replace(config, key_service=service)
    async with open_storage(with_service) as storage:
        assert await storage.insights.get(ACME, mine) is not None
        assert await storage.rotation.advance() is None
        assert await storage.db.collection("keys").distinct("masterKey.provider") == ["local:service"]
        assert not storage.rotation.shuts_backups
        fresh = await store_all(storage, COACH)
    shutil.rmtree(folder_of(config))
    async with open_storage(with_service) as storage:
        assert await storage.insights.get(ACME, mine) is not None
        assert await storage.insights.get(ACME, fresh) is not None
    other = replace(config, key_service=replace(service, credentials={"key": bytes(96)}))
    with pytest.raises(NoDatabase, match="does not open what is stored"):
        async with open_storage(other):
            pass
    with pytest.raises(NoDatabase, match="DEBRIEF_KEY_SERVICE"):
        async with open_storage(config):
            pass
