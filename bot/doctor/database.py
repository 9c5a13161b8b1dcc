"""The database, and the master keys that belong to it."""

import asyncio
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from bot.app import storage_config
from bot.config import Config
from bot.doctor import machine
from bot.doctor.finding import Finding, fine, not_looked, warning, wrong
from core.faults import StorageFault
from storage import NoDatabase, open_database
from storage.database import Database
from storage.inspection import Inspection, inspect, may_write, opened_by
from storage.masterkeys import faults_of, is_volume, key_files
from storage.migrations import MIGRATIONS
from storage.servers import ADVISED, SUPPORTED_UNTIL, Server

Now = Callable[[], datetime]

PATIENCE = 5.0
"""Seconds for a database that does not answer at once."""
SLOW = 250.0
"""Milliseconds of a write, acknowledged by the majority and journalled: a platform waits for one before it has its answer."""
ROOM = 0.1
"""Of the disk of the database's own machine."""
SOON = 90
"""Days before the end of fixes from which it is told."""


async def looked_at(config: Config) -> tuple[list[Finding], Now | None]:
    """All that the database can be asked, from whether it answers to whether the keys are its own; with its clock if it does."""
    about = "Database"
    if config.mongodb_uri is None and not await asyncio.to_thread((config.data / "mongo").is_dir):
        return [not_looked(about, f"There is none in {config.data} yet; the first start makes one.")], None
    found: list[Finding] = []
    now: Now | None = None
    try:
        async with open_database(replace(storage_config(config), patience=PATIENCE)) as (db, server):
            await db.look_at_clock()
            now = db.clock.unmoved
            found.append(machine.clock(now()))
            found += _server(await inspect(db), server, now().date())
            found.append(await _written(db))
            found.append(await _keys(config, db))
    except NoDatabase as error:
        if config.mongodb_uri is None and "Another Debrief" in str(error):
            found.append(
                not_looked(about, "A bot runs on its own database here, which serves one process.", str(error))
            )
        else:
            found.append(wrong(about, "It cannot be used.", str(error)))
    except StorageFault as fault:
        found.append(
            wrong(about, f"It did not do what was asked ({fault.kind}).", "See its log, and what this account may do.")
        )
    return found, now


def _server(found: Inspection, server: Server, today: date) -> Iterator[Finding]:
    about = "Database"
    first, *rest = (line.strip() for line in server.about(today))
    kind = "behind a router" if found.members == 0 else f"replica set of {found.members}"
    until = SUPPORTED_UNTIL.get(server.version[:2])
    said = f"{first} {kind.capitalize()}."
    if server.open and found.zlib:
        yield wrong(about, said, rest[0])
    elif until and (until - today).days < SOON:
        yield warning(about, said, f"Bring it to {ADVISED}, one line after another (docs/runbook.md, Upgrade).")
    else:
        yield fine(about, said)
    if found.members in {1, 2} and not server.embedded:
        yield warning(about, "It stops when one member does.", "Give the replica set three members.")
    if found.free is not None and found.free < ROOM:
        yield wrong(about, f"Its disk has {found.free:.0%} left.", "Make room: a full disk takes no writes.")
    wanted = len(MIGRATIONS)
    if found.schema > wanted:
        yield wrong(about, f"It is of version {found.schema}, this Debrief of {wanted}.", "Start the newer Debrief.")
    elif 0 < found.schema < wanted:
        yield warning(
            about, f"It is of version {found.schema}, this Debrief of {wanted}.", "The next start brings it up."
        )


async def _written(db: Database) -> Finding:
    took, refused = await may_write(db)
    if refused:
        return wrong(
            "Database", f"This account may not {refused} in {db.name}.", "Give it the role readWrite on that database."
        )
    said = f"A write that the majority has and the journal took {took:.0f} ms."
    if took > SLOW:
        return warning(
            "Database", said, "Put the database nearer, or on a quicker disk: a platform waits for such a write."
        )
    return fine("Database", said)


async def _keys(config: Config, db: Database) -> Finding:
    """Those that open what is stored, and no others. Raises StorageFault."""
    folder = folder_of(config)
    if not key_files(folder) and config.keys and key_files(config.data / "keys"):
        folder = config.data / "keys"  # the next start copies them
    try:
        name = await opened_by(db, folder, config.key_service)
    except NoDatabase as error:
        return wrong("Keys", "They do not open this database.", str(error))
    if name is None:
        return not_looked("Keys", "This database holds nothing yet; the first start makes a master key.")
    return fine("Keys", f"{name} opens what is stored, and has the fingerprint that the database knows.")


def folder_of(config: Config) -> Path:
    return config.keys or config.data / "keys"


def _others(path: Path) -> int:
    """The bits of its mode that let somebody else in. A group that is one account's alone, as Kubernetes gives a volume to by
    fsGroup, is nobody else."""
    alone = path.stat().st_gid == os.getegid() == os.geteuid() != 0
    return stat.S_IRWXO if alone else stat.S_IRWXG | stat.S_IRWXO


def key_folder(config: Config) -> Iterator[Finding]:
    """The folder itself, whatever the database says."""
    folder, about = folder_of(config), "Keys"
    for fault in faults_of(folder):
        yield wrong(about, fault, "Put the file back from its backup.")
    if config.key_service is None and config.keys_mounted and not is_volume(folder):
        yield wrong(
            about, f"{folder} is no volume of its own.", "Mount one there: else the keys go with the container."
        )
    if not folder.exists():
        yield not_looked(about, f"There is no folder {folder} yet; the first start makes it.")
        return
    if not folder.is_dir():
        yield wrong(about, f"{folder} is no folder.", "Set DEBRIEF_KEYS to the folder of the master keys.")
        return
    open_to_others = [path for path in (folder, *key_files(folder)) if path.stat().st_mode & _others(path)]
    if open_to_others:
        yield wrong(about, f"Others than its owner may use {open_to_others[0]}.", f"chmod -R go= {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        yield wrong(about, f"This account may not write to {folder}.", "An erasure makes a new master key there.")
    if config.key_service is None and folder.is_relative_to(config.data):
        yield warning(
            about,
            f"{folder} is within {config.data}, so one backup holds both.",
            "Set DEBRIEF_KEYS to a folder elsewhere: the next start copies them.",
        )
