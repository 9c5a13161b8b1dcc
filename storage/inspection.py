"""What can be asked of a database without changing anything that stays: whether a bot may stand on it."""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.faults import StorageFault
from storage.database import Database
from storage.key_start import complete
from storage.keyring import Keyring
from storage.masterkeys import KeyService
from storage.migrations import version


@dataclass(frozen=True, slots=True)
class Inspection:
    """`schema` is the version of what it holds, 0 for nothing. `members` of a replica set, 0 behind a router. `free` is the share
    of its disk, None where it does not say. `zlib`: it takes requests compressed so from whoever has not logged in."""

    members: int
    schema: int
    free: float | None
    zlib: bool


async def inspect(db: Database) -> Inspection:
    """Raises StorageFault."""
    async with db.turn():
        hello = await db.client.admin.command("hello", compression=["zlib"])
        stats = await db.database.command("dbStats")
    total = float(stats.get("fsTotalSize") or 0)
    free = 1 - float(stats["fsUsedSize"]) / total if total else None
    members = len(hello.get("hosts", ())) if "setName" in hello else 0
    return Inspection(members, await version(db), free, "zlib" in hello.get("compression", ()))


async def may_write(db: Database) -> tuple[float, str]:
    """Milliseconds of a write that the majority has and the journal, and what this account may not do; empty where it may all
    the bot needs. Tried on a collection that is deleted again. Raises StorageFault."""
    tried = db.collection(f"doctor_{secrets.token_hex(4)}")
    began, took = time.perf_counter(), 0.0
    steps: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
        ("write", lambda: tried.insert_one({"n": 1})),
        ("make an index", lambda: tried.create_index("n")),
        ("delete a collection", tried.drop),
    ]
    for name, step in steps:
        try:
            async with db.turn():
                await step()
        except StorageFault as fault:
            if fault.transient:
                raise
            return took, name
        took = took or (time.perf_counter() - began) * 1000
    return took, ""


async def opened_by(db: Database, folder: Path, service: KeyService | None) -> str | None:
    """The name of the present master key, with which a data key was opened to see whether it is the right one. None where the
    database knows of none yet. Raises NoDatabase, whose message says what is missing, and StorageFault."""
    ring = Keyring(db, folder, service)
    if (state := await ring.state()) is None:
        return None
    await complete(ring, state)
    return state.wraps
