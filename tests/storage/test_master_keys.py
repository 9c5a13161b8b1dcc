"""Master keys at the start: made once, told apart by their fingerprints, adopted into a folder of their own."""

import asyncio
import os
import shutil
import stat
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient

from bot.cli.serve import banner
from bot.config import read
from storage import NoDatabase, StorageConfig, open_storage
from storage.embedded import EmbeddedMongo
from storage.key_export import NAME
from storage.keyring import ID
from storage.masterkeys import LENGTH, KeyService, faults_of, is_volume, key_files, of_service
from tests.storage.samples import ACME, CLIENT, COACH
from tests.storage.test_vault import store_all


@pytest.fixture
async def beside(mongo: EmbeddedMongo, tmp_path: Path) -> AsyncIterator[StorageConfig]:
    """A database and data folder of this test's own, with the keys where they lie if nothing is said."""
    config = StorageConfig(tmp_path / "data", mongo.uri, f"test_{uuid.uuid4().hex}", 20.0)
    yield config
    async with AsyncMongoClient[dict[str, object]](mongo.uri) as client:
        await client.drop_database(config.database)


@pytest.fixture
def apart(beside: StorageConfig, tmp_path: Path) -> StorageConfig:
    """The same with a folder of their own."""
    return replace(beside, keys=tmp_path / "keys")


async def opens(config: StorageConfig, *ids: str) -> bool:
    """Whether a start with this opens all of these insights."""
    async with open_storage(config) as storage:
        return all([await storage.insights.get(ACME, each) is not None for each in ids])


async def test_a_master_key_is_made_once_and_read_by_its_owner_alone(apart: StorageConfig) -> None:
    async with open_storage(apart) as storage:
        mine = await store_all(storage, CLIENT)
    folder = apart.keys
    assert folder is not None
    (file,) = key_files(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    assert file.stat().st_size == LENGTH
    assert await opens(apart, mine)
    assert key_files(folder) == [file]
    assert not (apart.data / "keys").exists()


# --- one key ---


def lost(file: Path) -> None:
    file.unlink()


def short(file: Path) -> None:
    key = file.read_bytes()
    file.unlink()
    file.write_bytes(key[:-1])


def foreign(file: Path) -> None:
    file.unlink()
    file.write_bytes(os.urandom(LENGTH))


def misnamed(file: Path) -> None:
    (file.parent / "master-new.key").write_bytes(os.urandom(LENGTH))


def unreadable(file: Path) -> None:
    file.unlink()
    file.mkdir()


FAULTS = [
    (lost, "its master key is not in"),
    (short, "95 bytes, and a master key has 96"),
    (foreign, "not the key that the database"),
    (misnamed, "master-new.key is not a name of a key file"),
    (unreadable, "cannot be read"),
]


@pytest.mark.parametrize("known", [True, False], ids=["", "before-fingerprints"])
@pytest.mark.parametrize(("spoil", "said"), FAULTS, ids=[spoil.__name__ for spoil, _ in FAULTS])
async def test_a_key_that_is_not_the_one_stops_the_start(
    beside: StorageConfig, spoil: Callable[[Path], None], said: str, known: bool
) -> None:
    async with open_storage(beside) as storage:
        await store_all(storage, CLIENT)
        if not known:
            await storage.db.collection("schema").delete_one(ID)
    (file,) = key_files(beside.data / "keys")
    spoil(file)
    with pytest.raises(NoDatabase, match=said) as refusal:
        async with open_storage(beside):
            pass
    assert str(file.parent) in str(refusal.value)
    assert "master-" in str(refusal.value)
    assert not lost_and_made_anew(spoil, file)
    if spoil in (lost, foreign):  # nobody is led to copy keys into the data folder
        assert "Set DEBRIEF_KEYS to the folder that holds the keys of this database" in str(refusal.value)


def lost_and_made_anew(spoil: Callable[[Path], None], file: Path) -> bool:
    return spoil is lost and file.exists()


async def test_a_wrong_key_is_refused_although_nothing_is_sealed_yet(beside: StorageConfig) -> None:
    async with open_storage(beside):
        pass
    (file,) = key_files(beside.data / "keys")
    foreign(file)
    with pytest.raises(NoDatabase, match="not the key"):
        async with open_storage(beside):
            pass


async def test_a_database_without_fingerprints_proves_its_key_and_has_one_from_then_on(beside: StorageConfig) -> None:
    async with open_storage(beside) as storage:
        mine = await store_all(storage, CLIENT)
        await storage.db.collection("schema").delete_one(ID)
    assert await opens(beside, mine)
    async with open_storage(beside) as storage:
        row = await storage.db.collection("schema").find_one(ID)
        assert row is not None
        assert list(row["known"]) == ["local:1"]
        (file,) = key_files(beside.data / "keys")
        assert file.read_bytes() not in str(row).encode()
        assert len(row["known"]["local:1"]) == 64


async def test_of_replicas_that_start_at_once_with_keys_of_their_own_one_is_taken(
    beside: StorageConfig, tmp_path: Path
) -> None:
    configs = [replace(beside, keys=tmp_path / f"keys-{n}") for n in range(4)]
    taken = await asyncio.gather(*(opens(config) for config in configs), return_exceptions=True)
    assert [type(each) for each in taken if each is not True] == [NoDatabase] * 3
    assert sum(bool(key_files(config.keys)) for config in configs if config.keys) == 1  # no stray key is left behind


async def test_replicas_that_share_a_folder_start_at_once(apart: StorageConfig) -> None:
    assert await asyncio.gather(*(opens(apart) for _ in range(4))) == [True] * 4
    assert apart.keys
    assert len(key_files(apart.keys)) == 1


# --- a folder of its own ---


async def test_keys_are_adopted_by_copying_and_the_old_copy_goes_with_the_next_start(
    beside: StorageConfig, apart: StorageConfig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "storage.key_start")
    async with open_storage(beside) as storage:
        mine = await store_all(storage, CLIENT)
        assert storage.key_notes == ()
    (old,) = key_files(beside.data / "keys")
    async with open_storage(apart) as storage:
        assert await storage.insights.get(ACME, mine)
        assert not storage.rotation.shuts_backups
        (note,) = storage.key_notes
        assert note == (
            f"The keys were copied from {old.parent} to {apart.keys}. The old copy is deleted at the next start."
        )
        assert note in "\n".join(banner(read({}), storage.key_notes))
    assert caplog.messages == []
    assert apart.keys is not None
    (new,) = key_files(apart.keys)
    assert new.read_bytes() == old.read_bytes()
    async with open_storage(apart) as storage:
        assert await storage.insights.get(ACME, mine)
        assert storage.rotation.shuts_backups
        assert storage.key_notes == ()
    assert not old.exists()
    assert await opens(apart, mine)
    assert caplog.messages == ["the old copy of the master keys is deleted"]  # and once alone


async def test_the_old_copy_stays_where_the_new_one_does_not_open(beside: StorageConfig, apart: StorageConfig) -> None:
    async with open_storage(beside) as storage:
        mine = await store_all(storage, CLIENT)
    assert await opens(apart, mine)
    assert apart.keys is not None
    foreign(key_files(apart.keys)[0])
    with pytest.raises(NoDatabase, match="two different keys"):
        await opens(apart, mine)
    assert await opens(beside, mine)


async def test_two_databases_do_not_share_a_folder_of_their_own(apart: StorageConfig) -> None:
    assert await opens(apart)
    other = replace(apart, database=f"{apart.database}_2")
    with pytest.raises(NoDatabase, match="belongs to another database"):
        await opens(other)
    assert await opens(apart)


async def test_a_new_database_starts_once_the_key_folder_of_the_one_that_is_gone_is_moved_away(
    apart: StorageConfig, tmp_path: Path
) -> None:
    async with open_storage(apart) as storage:
        await store_all(storage, CLIENT)
        await storage.db.client.drop_database(apart.database)
    for _ in range(2):
        with pytest.raises(NoDatabase, match="If that database is gone, move the key folder away"):
            await opens(apart)
    assert apart.keys
    apart.keys.rename(tmp_path / "away")
    assert await opens(apart)


async def test_what_the_folder_keeps_beside_the_key_is_written_again_where_it_is_missing(apart: StorageConfig) -> None:
    async with open_storage(apart) as storage:
        mine = await store_all(storage, COACH)
    assert apart.keys is not None
    (apart.keys / NAME).unlink()
    assert await opens(apart, mine)
    assert (apart.keys / NAME).exists()


async def test_keys_are_not_written_into_a_container_s_own_layer(apart: StorageConfig) -> None:
    with pytest.raises(NoDatabase, match="mount a volume"):
        await opens(replace(apart, keys_mounted=True))
    assert apart.keys is not None
    assert not apart.keys.exists()


LAYER = "1 0 0:1 / / rw - overlay overlay rw"
NAMED = "2 1 0:2 /var/lib/docker/volumes/debrief-keys/_data /keys rw - ext4 /dev/sda rw"
NAMELESS = f"2 1 0:2 /var/lib/docker/volumes/{'0a' * 32}/_data /keys rw - ext4 /dev/sda rw"
CLAIM = "2 1 0:3 / /keys rw - nfs4 server:/debrief rw"


@pytest.mark.skipif(shutil.which("mount") is None, reason="no Linux")
@pytest.mark.parametrize(
    ("mounts", "volume"),
    [([LAYER], False), ([LAYER, NAMED], True), ([LAYER, NAMELESS], False), ([LAYER, CLAIM], True)],
    ids=["layer", "named", "nameless", "claim"],
)
def test_a_volume_is_one_that_somebody_mounted(tmp_path: Path, mounts: list[str], volume: bool) -> None:
    (tmp_path / "mountinfo").write_text("\n".join(mounts))
    assert is_volume(Path("/keys"), tmp_path / "mountinfo") is volume


def test_every_fault_of_the_files_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "master-1.key").write_bytes(b"short")
    (tmp_path / "master-2.key").write_bytes(bytes(LENGTH))
    (tmp_path / "master-x.key").write_bytes(bytes(LENGTH))
    assert [fault.partition(" ")[0] for fault in faults_of(tmp_path)] == [
        str(tmp_path / "master-x.key"),
        str(tmp_path / "master-1.key"),
    ]
    assert faults_of(tmp_path / "nothing") == []


def test_a_key_service_wraps_and_local_keys_still_open() -> None:
    service = KeyService(
        "aws", {"region": "eu-west-1", "key": "arn:of:key"}, {"accessKeyId": "a", "secretAccessKey": "b"}
    )
    keys = of_service(service, {"local:1": bytes(LENGTH)})
    assert keys.provider == "aws"
    assert set(keys.providers) == {"local:1", "aws"}
    assert keys.master_key == {"region": "eu-west-1", "key": "arn:of:key"}
    assert "accessKeyId" not in repr(service) + repr(keys)
