"""After an erasure the master key goes, too: what the database once held of the erased (its log, its backups) opens no more.

A new master key is made; every data key that is left is wrapped with it; the wrapped keys are written into the key folder;
the old master key is destroyed. What is reached is in the database, so that any process goes on where another stopped. Doing
a step twice, or two processes at once, is harmless.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from storage import key_export
from storage.key_start import Places, export
from storage.keyring import Keyring, State
from storage.masterkeys import destroy, file_name, fingerprint, new_key_file, next_number, provider_of, read_keys
from storage.vault import Vault

log = logging.getLogger(__name__)

OWN_DATABASES = {"admin", "config", "local"}


@dataclass(frozen=True, slots=True)
class Pace:
    """`gather`: how long the first erasure waits for others to share its rotation. `settle`: how long the old master key outlives
    the new one's coming, so that what other processes were just writing is seen."""

    gather: timedelta = timedelta(minutes=1)
    settle: timedelta = timedelta(minutes=2)


ALONE = Pace(timedelta(), timedelta())
"""Where no other process can use the database: this one seals nothing under a data key before it is sure of it."""
SHORTLY = timedelta(seconds=5)


class Rotation:
    """`core.ports.people.KeyRotation`. With `alone` the database is this process's own."""

    def __init__(self, ring: Keyring, vault: Vault, places: Places, *, alone: bool, pace: Pace | None = None) -> None:
        self._ring = ring
        self._vault = vault
        self._places = places
        self._alone = alone
        self._pace = pace or (ALONE if alone else Pace())

    @property
    def shuts_backups(self) -> bool:
        return self._places.apart and not self._places.copies_left and self._ring.service is None

    async def asked(self) -> bool:
        """Whether one was asked for and has not come to its end, be it that it cannot be done here."""
        state = await self._ring.state()
        return state is not None and state.asked > state.done

    async def possible(self) -> bool:
        """Whether the master key may change here at all: everybody who needs it finds it in one place."""
        state = await self._ring.state()
        return state is None or await self._may_rotate(state)

    async def advance(self) -> timedelta | None:
        """As the port says. One step; the files are checked against their fingerprints at each."""
        state = await self._ring.state()
        if state is None or not await self._may_rotate(state):
            return None
        if self._ring.service:
            await self._by_service(state)
            return None
        if not state.retiring:
            if state.asked <= state.done:
                return None
            if state.waited < self._pace.gather:
                return self._pace.gather - state.waited
            await self._begin(state)
            return self._pace.settle
        await self._vault.reread()
        await self._vault.rewrap()
        if state.since < self._pace.settle:
            return self._pace.settle - state.since
        if not await self._end(state):
            return SHORTLY
        state = await self._ring.state() or state
        return self._pace.gather if state.asked > state.done else None

    async def _may_rotate(self, state: State) -> bool:
        """Whether every process that uses the database shares the key folder, and no other database does."""
        if self._ring.service is not None or self._places.apart:
            return True
        if not self._alone:
            return False
        there = key_export.read(self._places.folder)
        return (there is None or there.ring == state.ring) and not await self._others()

    async def _others(self) -> bool:
        """Whether another database of this server has data keys: they may need the same master key."""
        db = self._ring.db
        async with db.turn():
            names = set(await db.client.list_database_names()) - OWN_DATABASES - {db.name}
            return any([await db.client[name]["keys"].find_one({}, {"_id": 1}) for name in names])

    async def _begin(self, state: State) -> None:
        """The new master key wraps from now on; the old one still opens."""
        path = new_key_file(self._places.folder, next_number(list(state.known)))
        name = provider_of(path)
        printed = fingerprint(read_keys(self._places.folder)[name])
        values = {
            "wraps": {"$literal": name},
            "known": {"$literal": {**state.known, name: printed}},
            "retiring": {"$literal": [state.wraps]},
            "since": self._ring.db.clock.moment(),
            "covered": "$asked",
        }
        if await self._ring.change(state, values):
            log.info("a new master key wraps", extra={"key": path.stem})
        await self._vault.reread()
        await self._vault.rewrap()

    async def _end(self, state: State) -> bool:
        """The old master key is destroyed, once nothing needs it. False if something still does."""
        used = set(await self._ring.providers_in_use())
        lost = used - set(self._ring.keys.providers)
        before = key_export.read(self._places.folder)
        if lost and before is not None and lost <= set(before.destroyed):
            await key_export.put_back(self._ring.db, before, sorted(lost))
        if used - {state.wraps}:
            return False
        await export(self._ring, state)
        folders = [self._places.folder, *([self._places.old] if self._places.old else [])]
        for name in set(state.known) - {state.wraps}:
            for folder in folders:
                if (folder / file_name(name)).exists():
                    destroy(folder / file_name(name))
        if await self._ring.change(state, {"retiring": [], "done": "$covered"}):
            log.info("the old master key is destroyed", extra={"erasures": state.covered - state.done})
        await self._vault.reread()
        return True

    async def _by_service(self, state: State) -> None:
        """A key of the service cannot be made or destroyed from here; data keys follow the one that is configured."""
        count = await self._vault.rewrap()
        wraps = {"$literal": self._ring.keys.provider}
        await self._ring.change(state, {"wraps": wraps, "retiring": [], "covered": "$asked", "done": "$asked"})
        if count:
            log.info("all data keys are wrapped with the key service's present key", extra={"wrapped": count})
