"""Slack's rate limits, kept to: what Slack has asked us to wait is remembered by workspace, method and channel.

While a wait lasts nothing is sent: a short one is slept out, a longer one goes back to the caller as a passing fault with
the seconds left, so that no worker sleeps on a job. Where a person waits for an answer (`patiently`) nothing would try again
later: there the wait is slept out. Posting is limited by channel; once two channels of a workspace are held back at the same
time it is the workspace that is limited.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from core.faults import ChatFault
from core.people.person import Tenant

BY_CHANNEL = frozenset({"chat.postMessage"})
PATIENCE = 1.0
"""Seconds that are slept out."""
LONGEST = 900.0
"""Seconds believed at most; what is asked beyond that is asked again."""

ANSWER_WITHIN = 60.0
"""Seconds that an answer to a person may wait for Slack in all."""
ANSWERS = frozenset(
    {
        "chat.postMessage",
        "chat.update",
        "conversations.open",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "views.update",
    }
)
"""Methods that carry an answer. A view can only be opened at once, and what is merely looked up has other ways round."""

Key = tuple[Tenant, str, str]

_patient_until: ContextVar[float] = ContextVar("patient_until", default=0.0)


@contextmanager
def patiently(seconds: float = ANSWER_WITHIN) -> Iterator[None]:
    """What is sent in here, by this task and those it starts, is an answer to somebody: it waits for Slack up to so many
    seconds in all."""
    before = _patient_until.set(monotonic() + seconds)
    try:
        yield
    finally:
        _patient_until.reset(before)


def patience(method: str) -> float:
    """Seconds that a call of the method may still wait, beyond what every call may."""
    return max(0.0, _patient_until.get() - monotonic()) if method in ANSWERS else 0.0


class Limits:
    """`clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: dict[Key, float] = {}

    async def keep(self, tenant: Tenant, method: str, channel: str) -> None:
        """Return once the call may be made. Raises ChatFault `ratelimited` where that is not soon."""
        wait = self.wait(tenant, method, channel)
        if wait > max(PATIENCE, patience(method)):
            raise ChatFault("ratelimited", transient=True, retry_after=wait)
        if wait:
            await asyncio.sleep(wait)

    def wait(self, tenant: Tenant, method: str, channel: str) -> float:
        """Seconds until the call may be made."""
        now = self._clock()
        keys = {(tenant, method, ""), _key(tenant, method, channel)}
        return max(0.0, *(self._until.get(key, now) - now for key in keys))

    def asked(self, tenant: Tenant, method: str, channel: str, seconds: float) -> None:
        """Slack has asked for a wait."""
        now = self._clock()
        until = now + min(seconds, LONGEST)
        self._until = {key: ends for key, ends in self._until.items() if ends > now}
        key = _key(tenant, method, channel)
        if any(other[:2] == key[:2] and other != key for other in self._until):
            key = (tenant, method, "")
        self._until[key] = max(until, self._until.get(key, until))


def _key(tenant: Tenant, method: str, channel: str) -> Key:
    return (tenant, method, channel if method in BY_CHANNEL else "")
