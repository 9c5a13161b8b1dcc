"""Vendors of meetings, which tell that a transcript is ready by a signed request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.inbox.arrival import Arrival


@dataclass(frozen=True, slots=True)
class Event:
    """A transcript is ready. `key` names it at the vendor, however often that tells of it; `host` is the e-mail address of whose
    meeting it was. `wanted` is what `Source.fetch` needs, a secret or the words themselves: it is sealed."""

    key: str
    host: str
    arrival: Arrival
    wanted: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """Nothing came; this is answered. None: nothing but that it was heard."""

    body: Mapping[str, str] | None = None


def parsed(raw: bytes) -> Any:
    """JSON as programs send it. Half of a character, which cutting a title leaves behind and which can be neither stored nor
    encoded, is replaced. Raises ValueError, RecursionError."""
    told = json.dumps(json.loads(raw), ensure_ascii=False)
    return json.loads(told.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


class SourceFault(Exception):  # noqa: N818 - named like ChatFault
    """A vendor did not give what it told of. `kind` is a short word fit for logs; a transient one is worth another try."""

    def __init__(self, kind: str, *, transient: bool) -> None:
        super().__init__(kind)
        self.kind = kind
        self.transient = transient


class Source(Protocol):
    @property
    def name(self) -> str: ...

    def verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Event | Answer | None:
        """None for what the vendor did not sign, or not lately. `headers` by name in small letters."""
        ...

    async def fetch(self, wanted: str) -> bytes:
        """The transcript: speech alone, nothing that the vendor's own model wrote. Raises SourceFault."""
        ...
