"""The folder of the embedded database: one bot at a time, no server left over from one that was killed, secrets read by their
owner alone."""

import asyncio
import fcntl
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

STOP_TIMEOUT = 30.0


class NoDatabase(Exception):  # noqa: N818 - read by the person who starts the bot, like Refused by the person it concerns
    """There is no MongoDB to work with. The message says what to do."""


def secret(path: Path) -> str:
    """The secret kept in a file that only its owner reads, made at first use."""
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(48))
        fresh.replace(path)
    return path.read_text()


def lock(folder: Path) -> IO[str]:
    """Held until the file is closed, or its process ends however it does. Raises NoDatabase while another one holds it."""
    file = (folder / "bot.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        owner = file.read().strip() or "unknown"
        file.close()
        raise NoDatabase(
            f"Another Debrief (process {owner}) is using the data folder {folder}. Stop it first, or set DEBRIEF_DATA to "
            "another folder."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


async def end_orphan(dbpath: Path) -> None:
    """End a mongod whose bot was killed. We hold the bot's lock, so nobody else uses this folder. A lock file of mongod's own
    that is left without a process, or names one that is something else by now, is nobody's."""
    with suppress(OSError, ValueError):
        pid = int((dbpath / "mongod.lock").read_text())
        if not _serves(pid, dbpath):
            return
        os.kill(pid, signal.SIGTERM)
        if not await until(lambda: not _serves(pid, dbpath), STOP_TIMEOUT):
            os.kill(pid, signal.SIGKILL)
            await until(lambda: not _serves(pid, dbpath), STOP_TIMEOUT)


def _serves(pid: int, dbpath: Path) -> bool:
    """Whether the process runs on this folder; one that has ended and waits to be collected has no arguments any more."""
    arguments = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        return arguments.exists() and str(dbpath).encode() in arguments.read_bytes().split(b"\0")
    shown = subprocess.run(  # noqa: S603 - our own arguments
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return f"--dbpath {dbpath} " in shown.stdout


async def until(done: Callable[[], bool], timeout: float) -> bool:  # noqa: ASYNC109 - a limit of the wait, not a cancellation
    """Wait until it is so; False if `timeout` seconds were not enough."""
    deadline = time.monotonic() + timeout
    while not done():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True
