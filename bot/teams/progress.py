"""The line under a chat that says what is being done: Teams' informative updates, beside the card that says so as well.

Teams shows one such line a chat and allows two minutes in all: after 100 seconds it is taken away, and the card alone goes on. An
update is never worth a failure: nothing here raises, and nothing waits. That Teams refuses one may be the person's stop or no
leave to stream: the work goes on, for the card has a Stop that is meant.
"""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

from cachetools import LRUCache

from bot.background import Background
from bot.teams.connector import Json
from bot.teams.references import References
from core.card import Block, Card, Fold, Progress, Step, StepState
from core.faults import ChatFault
from core.people.person import MessageRef, Place
from core.translation import _

log = logging.getLogger(__name__)

LONGEST = 100.0
"""Seconds for which a line is kept up to date."""
GAP = 1.5
"""Seconds between two updates."""
GRACE = 1.0
REMEMBERED = 4_096


@dataclass
class _Line:
    message: MessageRef
    begun: float
    id: str = ""
    told: int = 0
    at: float = -GAP
    step: int = 0
    over: bool = False


class Informing:
    """`clock` in seconds."""

    def __init__(self, references: References, *, gap: float = GAP, clock: Callable[[], float] = monotonic) -> None:
        self._references = references
        self._gap = gap
        self._clock = clock
        self._lines: LRUCache[Place, _Line] = LRUCache(REMEMBERED)
        self._background = Background(GRACE)
        self.close = self._background.drain

    def shown(self, message: MessageRef, card: Card) -> None:
        """Keep the line in step with the card that the message is now."""
        chat = Place(message.place.tenant, message.place.channel)
        line, steps, now = self._lines.get(chat), _steps(card.blocks), self._clock()
        running = next((number for number, one in enumerate(steps, 1) if one.state is StepState.RUNNING), 0)
        if line is not None and line.message.id == message.id and not running:
            del self._lines[chat]
            self._end(chat, line)
            return
        if line is not None and not line.over and now - line.begun >= LONGEST:
            self._end(chat, line)
        if running and (line is None or (line.over and line.message.id != message.id)):
            line = self._lines[chat] = _Line(message, now)
        if not running or line is None or line.over or line.message.id != message.id:
            return
        if line.step == running or now - line.at < self._gap:
            return
        line.step, line.at = running, now
        said = _("{title}: step {number} of {count}", title=card.title, number=running, count=len(steps))
        self._background.start(self._tell(chat, line, said))

    def _end(self, chat: Place, line: _Line) -> None:
        line.over = True
        if line.id:
            self._background.start(self._remove(chat, line.id))

    async def _remove(self, chat: Place, line: str) -> None:
        await self._quietly(self._references.call("DELETE", chat, f"/activities/{quote(line, safe='')}"))

    async def _tell(self, chat: Place, line: _Line, said: str) -> None:
        line.told += 1
        stream: Json = {"streamType": "informative", "streamSequence": line.told}
        if line.id:
            stream["streamId"] = line.id
        elif line.told > 1:  # the first has no answer yet
            line.told -= 1
            return
        activity = {
            "type": "typing",
            "text": said,
            "entities": [{"type": "streaminfo", **stream}],
            "channelData": stream,
        }
        told = await self._quietly(self._references.call("POST", chat, "/activities", activity))
        if told is None:
            line.over = True
            return
        line.id = line.id or str(told.get("id") or "")
        if line.over:
            self._end(chat, line)

    async def _quietly(self, call: Coroutine[Any, Any, Json]) -> Json | None:
        """Its answer; None where there was none."""
        try:
            return await call
        except ChatFault as fault:
            log.info("a line of progress was refused", extra={"fault": fault.kind})
        except Exception as error:  # noqa: BLE001 - beside the point of what is going on, whatever it is
            log.warning("a line of progress failed: %s", type(error).__name__)
        return None


def _steps(blocks: tuple[Block, ...]) -> tuple[Step, ...]:
    for block in blocks:
        if isinstance(block, Progress):
            return block.steps
        if isinstance(block, Fold) and (found := _steps(block.blocks)):
            return found
    return ()
