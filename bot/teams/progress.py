"""The line under a chat that says what is being done: Teams' informative updates, beside the card that says so as well.

Teams shows one such line a chat, takes it away by itself, and allows two minutes in all: from 100 seconds on the card alone goes
on. An update is never worth a failure: nothing here raises, and nothing waits. That Teams refuses one may be the person's stop or
no leave to stream: the work goes on, for the card has a Stop that is meant.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

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
            return
        if not running:
            return
        if line is None or now - line.begun >= LONGEST:
            if line is not None and line.message.id == message.id:
                return  # the card alone goes on
            line = self._lines[chat] = _Line(message, now)
        if line.message.id != message.id or line.step == running or now - line.at < self._gap:
            return
        line.step, line.at = running, now
        said = _("{title}: step {number} of {count}", title=card.title, number=running, count=len(steps))
        self._background.start(self._tell(chat, line, said))

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
        try:
            told = await self._references.call("POST", chat, "/activities", activity)
        except ChatFault as fault:
            line.begun = -LONGEST
            log.info("a line of progress was refused", extra={"fault": fault.kind})
            return
        except Exception as error:  # noqa: BLE001 - beside the point of what is going on, whatever it is
            log.warning("a line of progress failed: %s", type(error).__name__)
            return
        line.id = line.id or str(told.get("id") or "")


def _steps(blocks: tuple[Block, ...]) -> tuple[Step, ...]:
    for block in blocks:
        if isinstance(block, Progress):
            return block.steps
        if isinstance(block, Fold) and (found := _steps(block.blocks)):
            return found
    return ()
