"""Which master keys there are, as the database and the key folder say together.

The database holds a fingerprint of each, and which one wraps; the folder holds the keys. Nothing is sealed or opened with a key
whose fingerprint differs. Replicas share both, and read them again when a data key is wrapped by one they do not know.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pymongo import ReturnDocument

from storage.data_folder import NoDatabase
from storage.database import Database, Document
from storage.masterkeys import KeyService, MasterKeys, file_name, fingerprint, is_file, local, of_service, read_keys

log = logging.getLogger(__name__)

ID = {"_id": "master_keys"}  # in the collection `schema`
SLOW = 60.0  # seconds
FRESH = 30.0
"""Seconds a process goes by what it knows when it meets somebody new; far below rotation.Pace.settle."""
LOOK = (
    "Set DEBRIEF_KEYS to the folder that holds the keys of this database (make run takes ./keys), or put them back from their "
    "backup. All bots of one database need the same keys."
)


@dataclass(frozen=True, slots=True)
class State:
    """What the database says. `ring` names this set of keys for good.

    `known` are the fingerprints of all master keys there ever were; `wraps` is the present one, `retiring` those it replaces.
    `asked` counts erasures, `covered` those whose data keys were gone when the present rotation began, `done` those whose old
    master key is destroyed. `since` and `waited`: how long ago the rotation began, and the first erasure after it was asked for.
    """

    ring: str
    version: int
    wraps: str
    known: Mapping[str, str]
    retiring: tuple[str, ...] = ()
    asked: int = 0
    covered: int = 0
    done: int = 0
    since: timedelta = timedelta()
    waited: timedelta = timedelta()


@dataclass
class Keyring:
    """`folder` holds the keys; with a `service` it may be empty. `notes` are sentences for whoever starts the bot: what the start
    has done with the keys."""

    db: Database
    folder: Path
    service: KeyService | None = None
    keys: MasterKeys = field(default_factory=lambda: MasterKeys("", {}), repr=False)
    notes: list[str] = field(default_factory=list)
    _read_at: float = float("-inf")

    @property
    def of_service(self) -> tuple[str, ...]:
        """The name of the service that wraps; none where a file does."""
        return (self.service.provider,) if self.service else ()

    async def state(self) -> State | None:
        """As the database says at this moment. None for one that was made before there were fingerprints."""
        now = self.db.clock.moment()
        ago = {f"{name}_ago": {"$subtract": [now, {"$ifNull": [f"${name}", now]}]} for name in ("since", "asked_at")}
        stages: list[Document] = [{"$match": ID}, {"$set": ago}]
        async with self.db.turn():
            rows = await (await self.db.collection("schema").aggregate(stages)).to_list()
        return _state(rows[0]) if rows else None

    async def refresh(self, *, older: float = 0.0) -> bool:
        """Read database and folder again if that was longer ago than `older` seconds; whether the keys are others now."""
        if time.monotonic() - self._read_at < older:
            return False
        before, state = self.keys, await self.state()
        try:
            if state is not None:
                self.take(state)
        except (NoDatabase, OSError) as error:
            # A folder that is away for a while blinds nobody who has read it before.
            log.error("the key folder cannot be read", extra={"fault": type(error).__name__})  # noqa: TRY400 - paths say enough
        return self.keys != before

    def take(self, state: State) -> None:
        """Go by this from now on. A key of the folder that the database does not know is left alone. Raises NoDatabase for a
        file that is not the key it is named after, and where the present key is not there."""
        present = {name: key for name, key in read_keys(self.folder).items() if name in state.known}
        if wrong := [name for name, key in present.items() if fingerprint(key) != state.known[name]]:
            raise self.foreign(wrong)
        if self.service is not None:
            self.keys = of_service(self.service, present)
        elif state.wraps in present:
            self.keys = local(present, state.wraps)
        else:
            raise self.missing([state.wraps])
        self._read_at = time.monotonic()

    async def change(self, state: State, values: Mapping[str, Any]) -> bool:
        """Write, if nobody has written since `state` was read. `values` are expressions of an update pipeline."""
        async with self.db.turn():
            found = await self.db.collection("schema").find_one_and_update(
                {**ID, "version": state.version},
                [{"$set": {**values, "version": {"$add": ["$version", 1]}}}],
                return_document=ReturnDocument.AFTER,
            )
        return found is not None

    async def ask(self) -> None:
        """Data keys were destroyed: the master key that wrapped them has to go, too."""
        change = {
            "asked": {"$add": ["$asked", 1]},
            "asked_at": {"$cond": [{"$gt": ["$asked", "$covered"]}, "$asked_at", self.db.clock.moment()]},
        }
        async with self.db.turn():
            await self.db.collection("schema").update_one(ID, [{"$set": change}])

    async def providers_in_use(self) -> list[str]:
        """Master keys that wrap at least one data key."""
        async with self.db.turn(seconds=SLOW):
            return sorted(await self.db.collection("keys").distinct("masterKey.provider"))

    def missing(self, names: Sequence[str]) -> NoDatabase:
        """For whoever starts the bot: keys that are not there."""
        if services := [name for name in names if not is_file(name)]:
            return NoDatabase(
                f"The database {self.db.name} is encrypted with the key service {services[0]}: set DEBRIEF_KEY_SERVICE."
            )
        files = " and ".join(file_name(name) for name in names)
        return NoDatabase(
            f"The database {self.db.name} is encrypted, and its master key is not in {self.folder}: {files or 'master-1.key'} "
            f"is expected there. {LOOK}"
        )

    def foreign(self, names: Sequence[str]) -> NoDatabase:
        """The same of keys of another installation."""
        files = " and ".join(str(self.folder / file_name(name)) for name in names)
        return NoDatabase(f"{files}: not the key that the database {self.db.name} was encrypted with. {LOOK}")


def _state(row: Document) -> State:
    return State(
        ring=row["ring"],
        version=row["version"],
        wraps=row["wraps"],
        known=row["known"],
        retiring=tuple(row["retiring"]),
        asked=row["asked"],
        covered=row["covered"],
        done=row["done"],
        since=timedelta(milliseconds=row["since_ago"]),
        waited=timedelta(milliseconds=row["asked_at_ago"]),
    )
