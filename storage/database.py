"""The one way to MongoDB: majority and journalled writes, bounded callers, and faults of our own instead of the driver's."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pymongo
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.monitoring import CommandListener
from pymongo.read_concern import ReadConcern
from pymongo.synchronous.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

from core.faults import StorageFault
from core.people.person import Platform, Tenant
from storage.clock import DatabaseClock

Document = dict[str, Any]
Collection = AsyncCollection[Document]

CODEC: CodecOptions[Document] = CodecOptions(
    tz_aware=True,
    tzinfo=UTC,
    uuid_representation=UuidRepresentation.STANDARD,
    datetime_conversion=DatetimeConversion.DATETIME,
)


class Database:
    """A client and a database in it. At most `width` calls are under way at once, the others wait in order.

    The driver's own pool starves one caller in a hundred under saturation (p99 4 s; 0.25 s behind the queue, measured).
    """

    def __init__(
        self,
        uri: str,
        name: str,
        *,
        timeout: float = 2.5,
        width: int = 32,
        listeners: Sequence[CommandListener] = (),
        ahead: Callable[[], timedelta] = timedelta,
    ) -> None:
        """`timeout` in seconds bounds one call with all its retries, and the wait for a turn; `ahead` as in DatabaseClock."""
        self.client: AsyncMongoClient[Document] = AsyncMongoClient(
            uri,
            appname="debrief",
            maxPoolSize=width + 4,
            retryWrites=True,
            retryReads=True,
            timeoutMS=int(timeout * 1000),
            serverSelectionTimeoutMS=int(timeout * 1000),  # the one that bounds close() while the server is away
            event_listeners=list(listeners),
        )
        # On the database rather than in the URI, so that no URI weakens them.
        self.database = self.client.get_database(
            name, CODEC, write_concern=WriteConcern(w="majority", j=True), read_concern=ReadConcern("majority")
        )
        self.name = name
        self.clock = DatabaseClock(ahead)
        self._timeout = timeout
        self._turns = asyncio.Semaphore(width)

    def collection(self, name: str) -> Collection:
        return self.database[name]

    @asynccontextmanager
    async def turn(self, *, seconds: float | None = None) -> AsyncIterator[None]:
        """Wait for a turn, then let the driver's calls within happen; their errors leave as StorageFault.

        `seconds` is for calls that carry megabytes. Turns are never nested: a caller that
        holds one while waiting for another could wait for itself.
        """
        limit = seconds or self._timeout
        try:
            async with asyncio.timeout(limit):
                await self._turns.acquire()
        except TimeoutError:
            raise StorageFault("busy", transient=True) from None
        try:
            with pymongo.timeout(limit):
                yield
        except PyMongoError as error:
            raise fault_of(error) from error
        finally:
            self._turns.release()

    async def ping(self) -> None:
        """Return if a primary takes writes. Raises StorageFault."""
        async with self.turn():
            if not (await self.client.admin.command("hello")).get("isWritablePrimary"):
                raise StorageFault("NotPrimary", transient=True)

    async def is_replicated(self) -> bool:
        """Whether it is a replica set or a sharded cluster, and our account may read. Raises StorageFault."""
        async with self.turn():
            hello = await self.client.admin.command("hello")
            await self.collection("schema").find_one({"_id": "schema"})
        return "setName" in hello or hello.get("msg") == "isdbgrid"

    async def version(self) -> tuple[int, int, int]:
        """The server's, as in (8, 0, 17). Raises StorageFault."""
        async with self.turn():
            told = await self.client.admin.command("buildInfo")
        major, minor, patch = told["versionArray"][:3]
        return major, minor, patch

    async def look_at_clock(self) -> None:
        """Read the server's time into `clock`. Raises StorageFault."""
        async with self.turn():
            await self.clock.look(self._time)

    async def _time(self) -> datetime:
        told: datetime = (await self.client.get_database("admin", CODEC).command("hello"))["localTime"]
        return told

    async def close(self) -> None:
        await self.client.close()


def address_fault(uri: str) -> str | None:
    """What the driver has against an address, without connecting or asking a name server; None if nothing. Its own words are
    left out, since they may quote a password."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is warned of again when it is used
            parse_uri(uri.replace("mongodb+srv://", "mongodb://", 1))
    except (PyMongoError, ValueError, TypeError) as error:
        return type(error).__name__
    return None


def fault_of(error: PyMongoError) -> StorageFault:
    """The driver's error without its message, which may quote a document."""
    transient = (
        isinstance(error, ConnectionFailure)
        or error.timeout
        or error.has_error_label("RetryableWriteError")
        or error.has_error_label("TransientTransactionError")
        or (isinstance(error.__cause__, PyMongoError) and fault_of(error.__cause__).transient)
    )
    return StorageFault(type(error).__name__, transient=transient)


def scope(tenant: Tenant) -> Document:
    """What every query starts with."""
    return {"platform": tenant.platform.value, "tenant_id": tenant.id}


def key(tenant: Tenant, id: str) -> Document:
    """The `_id` of whatever is named by a caller's string: the same string of another tenant is another thing."""
    return {"platform": tenant.platform.value, "tenant_id": tenant.id, "id": id}


def tenant_of(row: Document) -> Tenant:
    """The tenant a document belongs to."""
    return Tenant(Platform(row["platform"]), row["tenant_id"])


async def tenants_along(db: Database, collection: Collection, index: str) -> AsyncIterator[Tenant]:
    """All that have documents there, from one to the next along an index that begins with platform and tenant_id: one short
    look-up each."""
    wanted: Document | None = {}
    while wanted is not None:
        async with db.turn():
            row = await collection.find_one(
                wanted, {"platform": 1, "tenant_id": 1}, sort=[("platform", 1), ("tenant_id", 1)], hint=index
            )
        if row is not None:
            yield tenant_of(row)
            wanted = {"platform": row["platform"], "tenant_id": {"$gt": row["tenant_id"]}}
        elif "tenant_id" in wanted:
            wanted = {"platform": {"$gt": wanted["platform"]}}
        else:
            wanted = None
