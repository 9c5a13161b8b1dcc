"""What the vendors' engines share around their SDKs: a client made when first used, and an answer asked for twice at most."""

import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from bot.engines import answers, faults
from core.insight.draft import Draft, Usage
from core.insight.engine import UNUSABLE_ANSWER, EngineFault

PATIENCE = 300.0
"""Seconds one call may take, where nothing else is configured."""
STRETCH = 40_000
"""Input tokens of one call, where nothing else is configured: some two hours of talk."""


class Closes(Protocol):
    async def close(self) -> None: ...


Sdk = TypeVar("Sdk", bound=Closes)


def options(api_key: str, base_url: str | None, patience: float) -> dict[str, Any]:
    """What every SDK's client is made with. It repeats nothing by itself: whoever carries the session decides that."""
    return {"api_key": api_key, "base_url": base_url, "max_retries": 0, "timeout": patience}


class Client(Generic[Sdk]):
    """A vendor's client, made when it is first asked for. Making it loads the SDK, which takes a second: in a thread where
    others wait."""

    def __init__(self, make: Callable[[], Sdk]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._sdk: Sdk | None = None

    def get(self) -> Sdk:
        with self._making:
            if self._sdk is None:
                self._sdk = self._make()
        return self._sdk

    async def close(self) -> None:
        if self._sdk is not None:
            await self._sdk.close()
            self._sdk = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one call. `stop` in the words of the Messages API, whatever the vendor's own are."""

    text: str
    stop: str | None
    usage: Usage
    model: str
    refused: bool = False


async def draft(create: Callable[[], Awaitable[Answer]], wanted: Sequence[str]) -> Draft:
    """A draft of the sections wanted. An answer that is of no use is asked for once afresh. Raises EngineFault and Refused."""
    used = Usage()
    for last in (False, True):
        answer = await create()
        used += answer.usage
        fault = faults.of_stop("refusal" if answer.refused else answer.stop)
        if fault is not None:
            raise fault
        try:
            return replace(answers.read(answer.text, wanted), usage=used, model=answer.model)
        except answers.NotADraft:
            if last:
                raise EngineFault(UNUSABLE_ANSWER, transient=True) from None
    raise AssertionError("both tries return or raise")
