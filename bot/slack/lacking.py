"""What a workspace was seen not to have: methods, kinds of blocks. It is not asked of it again for a day; then it may have it."""

from collections.abc import Callable
from time import monotonic

from bot.slack.recent import Recent
from core.people.person import Tenant

BELIEVED = 86_400.0
"""Seconds."""


class Lacking:
    """`clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: Recent[tuple[Tenant, str], float] = Recent()

    def add(self, tenant: Tenant, *names: str) -> None:
        for name in names:
            self._until[tenant, name] = self._clock() + BELIEVED

    def has(self, tenant: Tenant, name: str) -> bool:
        """Whether the workspace was seen to lack it, within a day."""
        return self._until.get((tenant, name), 0.0) > self._clock()

    def forget(self, tenant: Tenant) -> None:
        for key in [key for key in self._until if key[0] == tenant]:
            del self._until[key]
