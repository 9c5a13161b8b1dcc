"""The start waits out a database that is away for a moment; what waiting does not mend is said at once."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

from core.faults import StorageFault
from storage.data_folder import NoDatabase
from storage.database import Database
from storage.servers import Server

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds."""
PAUSES = (0.5, 1.0, 2.0, 4.0)
T = TypeVar("T")


async def outlast(step: Callable[[], Awaitable[T]], seconds: float = PATIENCE) -> T:
    """What a step of the start gives; it may be run several times. Raises NoDatabase with what to do: at once for a fault that
    stays (a refused account), and where the database has been away for so long."""
    begun = time.monotonic()
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            return await step()
        except StorageFault as fault:
            waited = time.monotonic() - begun
            if not fault.transient or waited + pause > seconds:
                raise NoDatabase(_told(fault, waited)) from fault
            log.warning("MongoDB does not answer yet", extra={"fault": fault.kind, "waited": round(waited, 1)})
        await asyncio.sleep(pause)
    raise AssertionError("the pauses have no end")


def _told(fault: StorageFault, waited: float) -> str:
    how = f"has not answered for {waited:.0f} seconds" if fault.transient else "does not answer as it should"
    return (
        f"MongoDB {how} ({fault.kind}). Is it running, does MONGODB_URI name it, has its replica set a primary, and is the "
        "account right?"
    )


async def check(db: Database, *, embedded: bool) -> Server:
    """Which server it is. Raises NoDatabase for one that stands alone, StorageFault."""
    if not await db.is_replicated():
        raise NoDatabase(
            "This MongoDB is a single server. Debrief needs a replica set, which may have one member: start mongod with "
            "--replSet and run rs.initiate() once."
        )
    return Server(await db.version(), embedded)
