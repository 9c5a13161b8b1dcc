"""The one way out to Slack's Web API: a shared HTTP session, the workspace's token, and faults in our own type.

The SDK's own retries are off: they would send a message twice when an answer is lost. Who calls decides what to repeat.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
from cachetools import LRUCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config.checks import LOOPBACK
from bot.slack.pacing import Limits, patience
from core.faults import ChatFault
from core.people.installations import CLOCKS, Removal
from core.people.person import Tenant

log = logging.getLogger(__name__)
sdk_log = logging.getLogger("slack_sdk.debrief")
sdk_log.setLevel(logging.WARNING)  # below that the SDK writes what is said in messages

Json = dict[str, Any]

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
"""Below the worker's lease, so that a hanging call cannot outlive it."""
PASSING = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "message_limit_exceeded",
        # A wrong token is the operator's to mend; what people gave us waits for that.
        "invalid_auth",
        "not_authed",
        "token_expired",
    }
)
READS = frozenset({"files.info", "conversations.replies", "users.info"})
"""Methods that take no JSON body."""
FORMS = frozenset({"files.getUploadURLExternal", "files.completeUploadExternal"})
"""Methods that take a form, as the SDK sends them."""
REVOKED = frozenset(
    {"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired", "team_access_not_granted"}
)
"""What Slack says of a token that it does not take (any more)."""
AFTER_WRONG_TOKEN = 60.0
"""Seconds until work is tried again with a token that the operator has to mend."""
CLIENTS = 2_000
ASK_WITHIN = 1.0
"""Seconds for Slack to say whether a token still speaks."""


class Installations(Protocol):
    """Which token speaks for which workspace. One fixed token now, a store of installations where there are many."""

    async def token(self, tenant: Tenant) -> str:
        """Raises ChatFault `not_installed` where the bot is not installed (any more)."""
        ...

    async def instead(self, tenant: Tenant, token: str, fault: ChatFault) -> str:
        """Another token to try, since Slack did not take this one. Raises ChatFault where there is none: a lasting one
        where the installation has ended, so that work for it is let go rather than repeated."""
        ...

    async def installed(self, tenant: Tenant) -> bool:
        """Whether the app is installed in the workspace. Raises ChatFault where that cannot be known now."""
        ...

    async def joins(self, tenant: Tenant, organisation: str, told: datetime | None) -> None:
        """Something was told of a workspace that its organisation's installation may serve; `told` is when it happened."""
        ...

    async def granted(self, tenants: Sequence[Tenant], organisation: str, told: datetime | None) -> None:
        """The organisation has added workspaces to its installation."""
        ...

    async def came_back(self, removal: Removal, now: datetime) -> bool:
        """Whether the removal is of an earlier installation, as far as its own moment does not say."""
        ...

    def forget(self, tenant: Tenant) -> None:
        """Nothing is remembered of a workspace the app was removed from."""
        ...


class Web:
    """Calls Slack's Web API for a tenant. `session` is shared with the file downloads and closed by whoever opened it."""

    def __init__(self, api_url: str, session: aiohttp.ClientSession, installations: Installations) -> None:
        self.session = session
        self.installations = installations
        self.limits = Limits()
        self._api_url = api_url
        self._clients: LRUCache[str, AsyncWebClient] = LRUCache(CLIENTS)  # refreshed tokens leave old ones behind

    async def call(self, tenant: Tenant, method: str, **arguments: Any) -> Json:
        """Slack's answer. Arguments that are None are left out. Raises ChatFault.

        What Slack puts off has not been done, so that an answer to a person (bot.slack.pacing.patiently) may be sent again.
        """
        channel = str(arguments.get("channel") or "")
        while True:
            await self.limits.keep(tenant, method, channel)
            try:
                return await self._call(tenant, method, arguments)
            except ChatFault as fault:
                if fault.kind != "ratelimited":
                    raise
                wait = fault.retry_after or 1.0
                self.limits.asked(tenant, method, channel, wait)
                if wait > patience(method):
                    raise

    async def _call(self, tenant: Tenant, method: str, arguments: Mapping[str, Any]) -> Json:
        token = await self.installations.token(tenant)
        try:
            return await call(self._client(token), method, arguments)
        except ChatFault as fault:
            if fault.kind not in REVOKED:
                raise
            token = await self.installations.instead(tenant, token, fault)
            return await call(self._client(token), method, arguments)

    def _client(self, token: str) -> AsyncWebClient:
        if token not in self._clients:
            self._clients[token] = client(self._api_url, self.session, token)
        return self._clients[token]


class OneWorkspace:
    """The installation of a single workspace: a bot token from the configuration. Learns by one call whose token it is,
    and speaks for no other workspace."""

    def __init__(self, api_url: str, session: aiohttp.ClientSession, token: str) -> None:
        self._token = token
        self._client = client(api_url, session, token)
        self._identity: Json | None = None
        self._asking = asyncio.Lock()
        self._told_at = -AFTER_WRONG_TOKEN

    async def identity(self) -> Json:
        """Slack's answer to auth.test: `team_id`, `team`, `user_id`, … Asked until it has been answered once."""
        async with self._asking:
            if self._identity is None:
                self._identity = await call(self._client, "auth.test", {})
        return self._identity

    async def token(self, tenant: Tenant) -> str:
        identity = self._identity or await self.identity()
        mine = {identity.get("team_id"), identity.get("enterprise_id")}
        if tenant.id not in mine and not identity.get("is_enterprise_install"):
            raise ChatFault("not_installed", transient=False)
        return self._token

    async def installed(self, tenant: Tenant) -> bool:
        """Whether the token still speaks for the workspace, by asking Slack. Raises ChatFault if Slack does not answer."""
        try:
            self._identity = await call(self._client, "auth.test", {})
            await self.token(tenant)
        except ChatFault as fault:
            if fault.kind in REVOKED or fault.kind == "not_installed":
                return False
            raise
        return True

    async def joins(self, tenant: Tenant, organisation: str, told: datetime | None) -> None:
        """The token says itself for whom it speaks."""

    async def granted(self, tenants: Sequence[Tenant], organisation: str, told: datetime | None) -> None:
        """The same."""

    async def came_back(self, removal: Removal, now: datetime) -> bool:
        """Nothing says when the app was installed, but Slack does say whether the token speaks for the workspace. It is not asked
        in the first seconds, when it may still take a token that has just ended. Where it does not answer the removal counts:
        before anything is erased it is asked again."""
        if removal.told is None or removal.organisation or now - removal.told <= CLOCKS:
            return False
        with contextlib.suppress(ChatFault, TimeoutError):
            async with asyncio.timeout(ASK_WITHIN):
                return await self.installed(removal.tenant)
        return False

    def forget(self, tenant: Tenant) -> None:
        """The token is the configuration's."""

    async def instead(self, tenant: Tenant, token: str, fault: ChatFault) -> str:
        """There is no other. What people gave us waits where the operator can mend it."""
        if monotonic() - self._told_at >= AFTER_WRONG_TOKEN:
            self._told_at = monotonic()
            log.error("Slack does not take SLACK_BOT_TOKEN", extra={"tenant": tenant.id, "fault": fault.kind})
        if not fault.transient:
            raise fault
        raise ChatFault(fault.kind, transient=True, retry_after=AFTER_WRONG_TOKEN)


def client(api_url: str, session: aiohttp.ClientSession, token: str) -> AsyncWebClient:
    made = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[], timeout=10, logger=sdk_log)
    if urlsplit(api_url).hostname in LOOPBACK:
        made.proxy = None  # the SDK takes one from the environment even for this machine
    return made


async def call(client: AsyncWebClient, method: str, arguments: Mapping[str, Any]) -> Json:
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        if method in READS:
            response = await client.api_call(method, http_verb="GET", params=given)
        elif method in FORMS:
            response = await client.api_call(method, data=given)
        else:
            response = await client.api_call(method, json=given)
    except SlackApiError as error:
        raise refused(error) from None
    except aiohttp.ClientConnectorError:
        raise ChatFault("unreachable", transient=True) from None
    except (aiohttp.ClientError, TimeoutError):
        raise ChatFault("unanswered", transient=True, lost=True) from None
    except (AttributeError, TypeError, ValueError):  # the SDK trips over bodies that are not JSON objects
        raise ChatFault("garbled", transient=True, lost=True) from None
    return response.data if isinstance(response.data, dict) else {}


def refused(error: SlackApiError) -> ChatFault:
    response = error.response
    data = getattr(response, "data", None)
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    kind = str(data.get("error") or f"http_{status}") if isinstance(data, dict) else f"http_{status}"
    if status == 429 or kind == "ratelimited":
        return ChatFault("ratelimited", transient=True, retry_after=retry_after(getattr(response, "headers", {})))
    broken = status >= 500
    return ChatFault(kind, transient=broken or kind in PASSING, lost=broken)


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds Slack asks to wait; 1 where it does not say."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(found) if found.isdigit() else 1.0
