"""core.ports.people.Directory for Slack: who somebody is, by users.info, remembered for some minutes."""

import asyncio
import contextlib
import re
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from cachetools import TTLCache

from bot.slack.memory import forget
from bot.slack.web import Web
from core.faults import ChatFault
from core.people.person import Person, Tenant
from core.ports.people import Kind, Member
from core.refusal import Reason, Refused
from core.translation import N_, _

REMEMBERED = 5_000
"""Members kept in memory, about 2 MB."""
FRESH = 300.0
"""Seconds an answer holds: a deactivated account is known as such at the latest then."""
USER = re.compile(r"[UW][A-Z0-9]{1,30}")
NOBODY = frozenset({"user_not_found", "user_not_visible"})
SLACKBOT = "USLACKBOT"
MISSING_SCOPE = N_(
    "Slack does not let me see who is who here. Please ask whoever manages apps in this workspace to reinstall Debrief with "
    "the users:read permission, then try again."
)


class SlackDirectory:
    """Several questions about one person at the same time are one call."""

    def __init__(
        self, web: Web, *, fresh: float = FRESH, most: int = REMEMBERED, clock: Callable[[], float] = monotonic
    ) -> None:
        self._web = web
        self._known: TTLCache[Person, Member | None] = TTLCache(most, fresh, clock)
        self._asking: dict[Person, asyncio.Task[Member | None]] = {}

    async def look_up(self, person: Person) -> Member | None:
        """As the port says. Raises Refused where the permission is missing, with what to do."""
        if not USER.fullmatch(person.id):
            return None
        with contextlib.suppress(KeyError):
            return self._known[person]
        if (asking := self._asking.get(person)) is None:
            asking = asyncio.create_task(self._ask(person))
            self._asking[person] = asking
            asking.add_done_callback(lambda _: self._asking.pop(person, None))
        return await asyncio.shield(asking)  # one who gives up waiting does not take the answer from the others

    def remembered(self, person: Person) -> Member | None:
        """Whoever was looked up in the last minutes, for what has no time to ask."""
        return self._known.get(person)

    def forget(self, tenant: Tenant) -> None:
        """Nothing of a workspace is remembered once the bot is not installed there."""
        forget(self._known, lambda person: person.tenant == tenant)

    async def _ask(self, person: Person) -> Member | None:
        try:
            answer = await self._web.call(person.tenant, "users.info", user=person.id, include_locale="true")
        except ChatFault as fault:
            if fault.kind == "missing_scope":
                raise Refused(Reason.MISSING_SCOPE, _(MISSING_SCOPE)) from None
            if fault.kind not in NOBODY:
                raise
            return self._remember(person, None)
        return self._remember(person, member(person, answer.get("user") or {}))

    def _remember(self, person: Person, found: Member | None) -> Member | None:
        self._known[person] = found
        return found


def member(person: Person, user: Mapping[str, Any]) -> Member:
    """What Slack's user object says. Names are content: they are shown, never logged."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return Member(
        person=person,
        kind=_kind(person, user),
        name=next((name for name in names if name), ""),
        time_zone=user.get("tz") or None,
        locale=user.get("locale") or "",
        admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
    )


def _kind(person: Person, user: Mapping[str, Any]) -> Kind:
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == SLACKBOT:
        return Kind.BOT
    if user.get("deleted"):
        return Kind.DEACTIVATED
    if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger"):
        return Kind.GUEST
    return Kind.PERSON if _at_home(person.tenant, user) else Kind.GUEST


def _at_home(tenant: Tenant, user: Mapping[str, Any]) -> bool:
    """Whether the user belongs to the tenant: a workspace, a workspace of their organisation, or the organisation itself."""
    organisation: Mapping[str, Any] = user.get("enterprise_user") or {}
    homes = {user.get("team_id"), organisation.get("enterprise_id"), *(organisation.get("teams") or ())} - {None, ""}
    return not homes or tenant.id in homes
