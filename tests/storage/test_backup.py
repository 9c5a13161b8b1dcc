"""A backup made as docs/operator.md says, put back in another place, and an old insight read from it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from storage import NoDatabase, StorageConfig, open_storage
from storage.data_folder import secret
from storage.embedded import EmbeddedMongo
from tests.storage.samples import ACME, CANARY, CLIENT, COACH
from tests.storage.test_vault import store_all


def of(mongo: EmbeddedMongo, place: Path, keys: Path) -> StorageConfig:
    return StorageConfig(place / "data", mongo.uri, "debrief", timeout=20.0, keys=keys)


async def test_files_copied_of_a_running_server_open_elsewhere_with_the_key_folder_alone(tmp_path: Path) -> None:
    here, there, keys = tmp_path / "here", tmp_path / "there", tmp_path / "keys"
    async with EmbeddedMongo(here / "mongo") as running, open_storage(of(running, here, keys)) as storage:
        old = await store_all(storage, CLIENT)
        password = secret(here / "mongo" / "cluster.key")  # of the members' own account, which may lock
        async with AsyncMongoClient[dict[str, Any]](
            *("127.0.0.1", running.port),
            directConnection=True,
            username="__system",
            password=password,
            authSource="local",
        ) as members:
            await members.admin.command("fsync", lock=True)
            shutil.copytree(here / "mongo", there / "mongo", ignore=shutil.ignore_patterns("*.lock", "mongod.log"))
            await members.admin.command("fsyncUnlock")
        later = await store_all(storage, COACH)
    shutil.copytree(keys, tmp_path / "keys-backup")
    shutil.rmtree(here)
    async with EmbeddedMongo(there / "mongo") as restored:
        with pytest.raises(NoDatabase, match="master key is not in"):
            async with open_storage(of(restored, there, tmp_path / "no keys")):
                pass
        async with open_storage(of(restored, there, tmp_path / "keys-backup")) as storage:
            read = await storage.insights.get(ACME, old)
            assert read is not None
            assert CANARY in (read.session_title or "")
            assert read.celebration
            transcript = await storage.transcripts.get(ACME, f"job-{CLIENT.id}")
            assert transcript is not None
            assert transcript.turns
            assert await storage.insights.get(ACME, later) is None
