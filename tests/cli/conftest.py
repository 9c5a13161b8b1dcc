"""The machine of whoever runs the bot: a database that has been used, a workspace,."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.__main__ import main
from storage import Storage, StorageConfig
from tests.fakes.slack import FakeSlack
from tests.storage.samples import ACME

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    said: str
    """What it wrote on standard error."""


@dataclass(frozen=True)
class Machine:
    """`folder` is where commands are given."""

    folder: Path
    keys: Mapping[str, str] = field(repr=False)
    caught: pytest.CaptureFixture[str] = field(repr=False)

    async def bot(self, *arguments: object, **keys: str) -> Done:
        """In a thread of this process: what a process costs, hundreds of tests would pay for."""
        self.caught.readouterr()
        with pytest.MonkeyPatch.context() as here:
            here.chdir(self.folder)
            for name, value in {**self.keys, **keys}.items():
                here.setenv(name, value)
            mask = os.umask(0o077)
            try:
                code = await asyncio.to_thread(main, [*map(str, arguments)])
            finally:
                os.umask(mask)
        return Done(code, *self.caught.readouterr())

    async def start(self, *arguments: object, stdin: int = asyncio.subprocess.DEVNULL) -> asyncio.subprocess.Process:
        """As a process of its own."""
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *map(str, arguments)),
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT), **self.keys},
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as workspace:
        workspace.team = ACME.id
        yield workspace


@pytest.fixture
def machine(
    slack: FakeSlack, storage_config: StorageConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Machine:
    """With the keys that the bot of this test's database has."""
    assert storage_config.uri is not None
    return Machine(
        tmp_path,
        {
            "MONGODB_URI": storage_config.uri,
            "MONGODB_DATABASE": storage_config.database,
            "DEBRIEF_DATA": str(storage_config.data),
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
        },
        capsys,
    )


@pytest.fixture
def used(fresh_storage: Storage) -> Storage:
    """The database that the commands find, looked at from here."""
    return fresh_storage
