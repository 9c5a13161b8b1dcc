"""The Bot Connector's REST calls: tried again where Teams says so, and told as core.faults.ChatFault.

Nothing is sent to a host that is not on the list, whatever a payload gave as the address for answers.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Collection, Iterator, Mapping
from contextvars import ContextVar
from time import monotonic
from typing import Any

import aiohttp
from yarl import URL

from bot.teams.hosts import allowed
from bot.teams.tokens import AppToken
from core.faults import ChatFault

Json = dict[str, Any]

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
AGAIN = frozenset({412, 429, 502, 504})
"""Answers after which Teams wants a call to be repeated."""
TRIES = 4
PAUSE = 0.25
"""Seconds before the second try, doubled for each that follows; half of it is chance."""
PATIENCE = 1.0
"""Seconds that are slept out where Teams names a time; a longer one goes back to the caller."""
ANSWER_WITHIN = 60.0

_patient_until: ContextVar[float] = ContextVar("teams_patient_until", default=0.0)


@contextlib.contextmanager
def patiently(seconds: float = ANSWER_WITHIN) -> Iterator[None]:
    """What is sent in here is an answer to somebody, which nothing would try again later: it waits for Teams so long in all."""
    before = _patient_until.set(monotonic() + seconds)
    try:
        yield
    finally:
        _patient_until.reset(before)


class Connector:
    """`pause` in seconds, as PAUSE says."""

    def __init__(
        self, session: aiohttp.ClientSession, token: AppToken, hosts: Collection[str], *, pause: float = PAUSE
    ) -> None:
        self._session = session
        self._token = token
        self._hosts = frozenset(hosts)
        self._pause = pause

    def allowed(self, address: str) -> bool:
        """Whether the app's token may go there."""
        return allowed(address, self._hosts) and not URL(address).query_string and not URL(address).fragment

    async def call(
        self, method: str, address: str, path: str, body: Json | None = None, *, repeats: bool = False
    ) -> Json:
        """The answer. `path` begins with a slash and is quoted. A POST that was cut off may have been done: it is told as `lost`,
        and repeated only if that does no harm (`repeats`). Raises ChatFault."""
        if not self.allowed(address):
            raise ChatFault("service_host", transient=False)
        url = URL(address.rstrip("/") + path, encoded=True)
        harmless = repeats or method != "POST"
        fault = ChatFault("unanswered", transient=True)
        for tried in range(TRIES):
            if tried:
                await asyncio.sleep(fault.retry_after or self._pause * 2 ** (tried - 1) * (0.5 + random.random()))
            try:
                return await self._once(method, url, body)
            except ChatFault as found:
                fault = found
            if not fault.transient or (fault.lost and not harmless) or not _worth_waiting(fault):
                break
        raise fault

    async def _once(self, method: str, url: URL, body: Json | None) -> Json:
        token = await self._token.get()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._session.request(
                method, url, json=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                text = await response.text(errors="replace")
                if response.status == 401:
                    self._token.not_taken(token)
                if response.status >= 300:
                    raise _fault(response.status, _read(text), response.headers)
                return _read(text)
        except aiohttp.ClientConnectorError:
            raise ChatFault("unreachable", transient=True) from None
        except (aiohttp.ClientError, TimeoutError):
            raise ChatFault("unanswered", transient=True, lost=True) from None


def _worth_waiting(fault: ChatFault) -> bool:
    return (fault.retry_after or 0.0) <= max(PATIENCE, _patient_until.get() - monotonic())


def _read(text: str) -> Json:
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _fault(status: int, told: Json, headers: Mapping[str, str]) -> ChatFault:
    """Teams' codes for "nobody is there" under the names core.faults knows; others as they are."""
    error = told.get("error")
    code = str((error.get("code") if isinstance(error, dict) else "") or f"http_{status}")
    if status == 429:
        return ChatFault("ratelimited", transient=True, retry_after=_seconds(headers))
    if status == 401:
        return ChatFault("unauthorized", transient=True)
    if status == 403:
        return ChatFault("not_installed", transient=False)  # removed or blocked, by the person or by who administers
    if status == 404:
        gone = code in {"ActivityNotFoundInConversation", "MessageNotFound"}
        return ChatFault("message_not_found" if gone else "channel_not_found", transient=False)
    if status >= 500 or status in AGAIN:
        return ChatFault(code, transient=True, lost=status >= 500 and status not in AGAIN)
    return ChatFault(code, transient=False)


def _seconds(headers: Mapping[str, str]) -> float | None:
    told = headers.get("Retry-After", "")
    return float(told) if told.isdigit() else None
