"""Which token speaks for which workspace, where many have installed the app: looked up, remembered for a while, refreshed.

A refresh token is good once, so of all processes one refreshes at a time (a lease in the database) and the others take what
it stored. An AsyncInstallationStore besides, for Bolt's installation flow.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import aiohttp
from cachetools import TLRUCache, TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation as SlackInstallation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.memory import forget
from core.faults import ChatFault, StorageFault
from core.people.installations import CLOCKS, Installation, InstallationStore, Removal
from core.people.person import Platform, Tenant

log = logging.getLogger(__name__)

REMEMBERED = 2_000
"""Installations kept in memory."""
FRESH = 60.0
"""Seconds a token is used without looking again: another process may have removed or refreshed it."""
SOON = 5.0
"""Seconds, for a token that ought to be refreshed: another process may be doing it."""
REFRESH_BEFORE = timedelta(hours=2)
"""Tokens live twelve hours; there is time to try again."""
LEASE = timedelta(seconds=60)
"""Longer than a call to Slack may take, with the writes around it."""
WAIT = 5.0
"""Seconds to wait for the process that is refreshing a token which has ended already."""
STATE_HOLDS = timedelta(minutes=10)
SAVES = (0.2, 0.5, 1.0, 2.0)
PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Errors after which Slack may answer differently the next time."""


class SlackInstallations(AsyncInstallationStore):
    """`client` is for calls without a workspace's token; `clock` in seconds, `now` the time of day, `serves` tells of ids
    whether one of them is served."""

    def __init__(
        self,
        store: InstallationStore,
        client: AsyncWebClient,
        client_id: str,
        client_secret: str,
        *,
        now: Callable[[], datetime],
        serves: Callable[..., bool] = lambda *_: True,
        fresh: float = FRESH,
        most: int = REMEMBERED,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._client = client
        self._secrets = {"client_id": client_id, "client_secret": client_secret}
        self._fresh = fresh
        self._now = now
        self._serves = serves
        self._known: TLRUCache[Tenant, Installation] = TLRUCache(most, self._until, clock)
        self._asking: dict[Tenant, asyncio.Task[Installation]] = {}
        self._joined: TTLCache[tuple[Tenant, str], None] = TTLCache(most, fresh, clock)

    # --- for calls to Slack ---

    async def token(self, tenant: Tenant) -> str:
        """Raises ChatFault `not_installed`, or a transient one while the token cannot be had."""
        if (known := self._known.get(tenant)) is not None:
            return known.token
        if (asking := self._asking.get(tenant)) is None:
            asking = asyncio.create_task(self._look_up(tenant))
            self._asking[tenant] = asking
            asking.add_done_callback(lambda _: self._asking.pop(tenant, None))
        return (await asyncio.shield(asking)).token

    async def installed(self, tenant: Tenant) -> bool:
        """Whether there is an installation, whatever state its token is in."""
        return await self._store.get(tenant) is not None

    async def joins(self, tenant: Tenant, organisation: str, told: datetime | None) -> None:
        """Slack has told something of a workspace that is served by its organisation's installation.

        An event from before the workspace was removed, or from the same second, does not bring it back, however late it comes;
        a press or a command, which does not say when it was, by our own clock a little later."""
        if (tenant, organisation) in self._joined:
            return
        after = told - timedelta(seconds=1) if told else self._now() - CLOCKS
        if await self._store.join(tenant, organisation, after=after, told=told):
            self._joined[tenant, organisation] = None

    async def granted(self, tenants: Sequence[Tenant], organisation: str, told: datetime | None) -> None:
        """The organisation has added workspaces to its installation."""
        for tenant in tenants:
            await self._store.join(tenant, organisation, after=told or self._now(), told=told)
            self.forget(tenant)

    async def came_back(self, removal: Removal, now: datetime) -> bool:
        """The store compares the moments."""
        return False

    async def instead(self, tenant: Tenant, token: str, fault: ChatFault) -> str:
        """Another process may have stored a newer one. If not, the installation has ended, which is said once for each call
        that still comes."""
        self.forget(tenant)
        newer = await self.token(tenant)
        if newer != token:
            return newer
        log.error(
            "Slack takes the workspace's token no more; the app has to be installed anew",
            extra={"tenant": tenant.id, "fault": fault.kind},
        )
        raise ChatFault(fault.kind, transient=False)

    def forget(self, tenant: Tenant) -> None:
        """Nothing of the workspace, nor of those served by it, is remembered."""
        served = {known for known in self._known if (found := self._known.get(known)) and found.tenant == tenant}
        forget(self._known, lambda known: known == tenant or known in served)
        forget(self._joined, lambda pair: pair[0] == tenant or pair[1] == tenant.id)

    async def _look_up(self, tenant: Tenant) -> Installation:
        found = await self._stored(tenant)
        if self._due(found):
            found = await self._refresh(found)
        self._known[tenant] = found
        return found

    def _until(self, _: Tenant, found: Installation, now: float) -> float:
        """A token that is being refreshed elsewhere, or could not be, is looked at again soon."""
        return now + (min(self._fresh, SOON) if self._due(found) else self._fresh)

    async def _stored(self, tenant: Tenant) -> Installation:
        try:
            found = await self._store.get(tenant)
        except StorageFault as fault:
            raise ChatFault("no_token_now", transient=fault.transient) from fault
        if found is None:
            raise ChatFault("not_installed", transient=False)
        if not self._serves(tenant.id, found.tenant.id):
            raise ChatFault("not_installed", transient=False)  # from before DEBRIEF_WORKSPACES named others
        return found

    # --- refreshing ---

    def _due(self, found: Installation) -> bool:
        return found.expires_at is not None and found.expires_at - self._now() < REFRESH_BEFORE

    def _ended(self, found: Installation) -> bool:
        return found.expires_at is not None and found.expires_at <= self._now()

    async def _refresh(self, found: Installation) -> Installation:
        holder = secrets.token_hex(8)
        if await self._store.lease(found.tenant, holder, LEASE):
            try:
                return await self._refresh_held(found.tenant, holder)
            finally:
                await self._store.give_back(found.tenant, holder)
        waited = 0.0
        while self._ended(found):
            if waited >= WAIT:
                raise ChatFault("token_refreshing", transient=True, retry_after=2.0)
            await asyncio.sleep(0.1)
            waited += 0.1
            found = await self._stored(found.tenant)
        return found

    async def _refresh_held(self, tenant: Tenant, holder: str) -> Installation:
        """Read again under the lease: who held it before may have done the work."""
        found = await self._stored(tenant)
        if not self._due(found) or not found.refresh_token:
            return found
        try:
            # The SDK's own rotator reckons by the machine's clock.
            answer = await self._client.oauth_v2_access(
                **self._secrets, grant_type="refresh_token", refresh_token=found.refresh_token
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            return self._not_refreshed(found, error)
        fresh = replace(
            found,
            token=answer["access_token"],
            refresh_token=answer.get("refresh_token"),
            expires_at=self._now() + timedelta(seconds=int(answer["expires_in"])),
        )
        if not await self._kept(fresh, holder):
            log.error("a refreshed token came after its lease had ended", extra={"tenant": tenant.id})
        return fresh

    async def _kept(self, fresh: Installation, holder: str) -> bool:
        """The old refresh token is spent, so the new one must not be lost to a moment's fault of the store."""
        for pause in SAVES:
            try:
                return await self._store.refreshed(fresh, holder)
            except StorageFault:
                await asyncio.sleep(pause)
        try:
            return await self._store.refreshed(fresh, holder)
        except StorageFault:
            raise ChatFault("token_not_kept", transient=True) from None

    def _not_refreshed(self, found: Installation, error: Exception) -> Installation:
        refused = isinstance(error, SlackApiError) and not _passing(error)
        level = logging.ERROR if refused else logging.WARNING
        log.log(level, "a token was not refreshed", extra={"tenant": found.tenant.id, "refused": refused})
        if not self._ended(found):
            return found
        raise ChatFault("token_expired", transient=not refused, retry_after=None if refused else 5.0)

    # --- for Bolt's installation flow ---

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_save(self, installation: SlackInstallation) -> None:
        """The one thing the flow asks of a store. `installed_at` is when Slack gave the token, by its own clock."""
        at = datetime.fromtimestamp(installation.installed_at, UTC)
        fresh = replace(_from_bot(installation.to_bot()), installed_at=at)
        await self._store.save(fresh)
        self.forget(fresh.tenant)
        log.info("installed", extra={"tenant": fresh.tenant.id})


class SlackStates(AsyncOAuthStateStore):
    """The states of installations that have begun; each is good once, for ten minutes."""

    def __init__(self, store: InstallationStore) -> None:
        self._store = store

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_issue(self, *_: Any, **__: Any) -> str:
        state = secrets.token_urlsafe(32)
        await self._store.issue(state, STATE_HOLDS)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._store.consume(state)


def _tenant(enterprise_id: str | None, team_id: str | None, *, whole: bool) -> Tenant:
    return Tenant(Platform.SLACK, (enterprise_id if whole else team_id or enterprise_id) or "")


def _from_bot(bot: Bot) -> Installation:
    ends = bot.bot_token_expires_at
    return Installation(
        tenant=_tenant(bot.enterprise_id, bot.team_id, whole=bool(bot.is_enterprise_install)),
        token=bot.bot_token,
        bot_user=bot.bot_user_id or "",
        scopes=tuple(bot.bot_scopes or ()),
        refresh_token=bot.bot_refresh_token,
        expires_at=datetime.fromtimestamp(ends, UTC) if ends is not None else None,
    )


def _passing(error: SlackApiError) -> bool:
    """Whether Slack may answer differently the next time."""
    response: Any = error.response
    kind = response.get("error") if response is not None and isinstance(getattr(response, "data", None), dict) else None
    return kind is None or kind in PASSING
