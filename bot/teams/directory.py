"""core.ports.people.Directory for Teams: who somebody is, by the member of their conversation with the bot; remembered for some
minutes. Time zone and language are told with every message and are in the reference.

Without Microsoft Graph nobody can be looked up who does not have the app: they are as unknown as somebody who is not there.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any
from urllib.parse import quote

from cachetools import TTLCache

from bot.config import TeamsConfig
from bot.teams.connector import Json
from bot.teams.references import References
from core.faults import ChatFault
from core.people.person import Person
from core.ports.people import Kind, Member

REMEMBERED = 5_000
FRESH = 300.0
"""Seconds an answer holds."""
LONGEST_ID = 128
OUTSIDE = frozenset({"guest", "anonymous", "federated"})


class TeamsDirectory:
    """Several questions about one person at the same time are one call."""

    def __init__(
        self,
        references: References,
        config: TeamsConfig,
        *,
        fresh: float = FRESH,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._references = references
        self._config = config
        self._known: TTLCache[Person, Member | None] = TTLCache(REMEMBERED, fresh, clock)
        self._asking: dict[Person, asyncio.Task[Member | None]] = {}

    async def look_up(self, person: Person) -> Member | None:
        """As the port says. Raises ChatFault; it is `unreachable` for somebody who has removed or blocked the app."""
        if not person.id or len(person.id) > LONGEST_ID or not self._config.serves(person.tenant.id):
            return None
        if person in self._known:
            return self._known[person]
        if (asking := self._asking.get(person)) is None:
            asking = asyncio.create_task(self._ask(person))
            self._asking[person] = asking
            asking.add_done_callback(lambda _: self._asking.pop(person, None))
        return await asyncio.shield(asking)

    def remembered(self, person: Person) -> Member | None:
        """Whoever was looked up in the last minutes, for what has no time to ask."""
        return self._known.get(person)

    def forget(self, person: Person) -> None:
        self._known.pop(person, None)

    async def _ask(self, person: Person) -> Member | None:
        known = await self._references.of(person)
        try:
            place = await self._references.place(person)
            who = known.user if known else person.id  # Teams takes either
            told = await self._references.call("GET", place, f"/members/{quote(who, safe='')}")
        except ChatFault as fault:
            away = known is not None and fault.kind == "not_installed"
            if away or fault.transient or fault.kind == "service_host":
                raise
            self._known[person] = None
            return None
        if (
            str(told.get("aadObjectId") or person.id) != person.id
        ):  # called by another of their names: they have one id here
            self._known[person] = None
            return None
        found = Member(
            person,
            _kind(person, told),
            name=str(told.get("name") or told.get("givenName") or ""),
            time_zone=known.time_zone if known else None,
            locale=known.locale if known else "",
            admin=person.id.lower() in self._config.admins,
        )
        self._known[person] = found
        return found


def _kind(person: Person, told: Json) -> Kind:
    tenant, role = str(told.get("tenantId") or ""), str(told.get("userRole") or "user")
    if role.lower() == "bot":
        return Kind.BOT
    elsewhere = tenant.lower() not in {"", person.tenant.id}
    if elsewhere or role.lower() in OUTSIDE or "#ext#" in _principal(told):
        return Kind.GUEST
    return Kind.PERSON


def _principal(told: dict[str, Any]) -> str:
    return str(told.get("userPrincipalName") or "").lower()
