"""What a process remembers of Slack for a while, in caches that are bounded, and forgets when the app is removed."""

from collections.abc import Callable, MutableMapping
from time import monotonic
from typing import Any, TypeVar

from cachetools import TTLCache

from core.people.person import Tenant

K = TypeVar("K")

REMEMBERED = 4_096
"""Entries of a cache that has no reason for another number."""
BELIEVED = 86_400.0
"""Seconds for which a workspace is believed to lack what it was seen not to have."""

Missing = TTLCache[tuple[Tenant, str], None]
"""Methods and kinds of blocks that a workspace was seen not to have: not asked of it again for a day; then it may have them."""


def missing(clock: Callable[[], float] = monotonic) -> Missing:
    """`clock` in seconds."""
    return TTLCache(REMEMBERED, BELIEVED, clock)


def forget(cache: MutableMapping[K, Any], gone: Callable[[K], bool]) -> None:
    """Forget all whose key is of something gone."""
    for key in [key for key in cache if gone(key)]:
        cache.pop(key, None)
