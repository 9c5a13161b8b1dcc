"""One process of the chaos of reminders: the real worker and handler over a real database, and a platform over loopback.

    python -m tests.nudges.replica MONGODB_URI DATA_FOLDER PLATFORM_URL

The file `ahead` in the folder holds the seconds by which the clock is wound on.
"""

import asyncio
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp

from core.card import Actions, Button, Card
from core.faults import ChatFault
from core.jobs.worker import Worker
from core.nudges.acts import KIND, tell_left
from core.people.person import MessageRef, Person, Place, Platform
from handlers.lanes import lane_of
from handlers.nudges import routes
from handlers.nudges.sending import Nudge
from handlers.services import Services
from storage import Storage, StorageConfig, open_storage
from tests.fakes.face import Face
from tests.relationships.house import NoFiles, services_over, words_of

DATABASE = "nudges"
TICK = 2.0


@dataclass
class Loopback:
    """A chat whose messages another process keeps. An answer that does not come leaves it open whether it was taken."""

    url: str
    http: aiohttp.ClientSession

    async def post(self, place: Place, card: Card) -> MessageRef:
        raise AssertionError("nothing is posted into a thread here")

    async def update(self, message: MessageRef, card: Card) -> None:
        raise AssertionError("nothing is edited here")

    async def direct(self, person: Person, card: Card) -> MessageRef:
        told = {"pid": os.getpid(), "person": person.id, "ids": about(card), "text": words_of(card.title, card.blocks)}
        try:
            async with self.http.post(self.url, json=told) as answer:
                answer.raise_for_status()
                return MessageRef(Place(person.tenant, person.id), await answer.text())
        except aiohttp.ClientError:
            raise ChatFault("unreachable", transient=True, lost=True) from None


def about(card: Card) -> list[str]:
    """The ids of the promises a reminder is about, and of the notes that joined it, by what its buttons carry."""
    for block in card.blocks:
        for button in block.items if isinstance(block, Actions) else ():
            if isinstance(button, Button) and f"{routes.TOLD.name}|" in button.value:
                return button.value.rpartition("|")[2].split(",")
    return []


def config(uri: str, folder: Path) -> StorageConfig:
    wound = folder / "ahead"
    return StorageConfig(folder, uri, DATABASE, ahead=lambda: timedelta(seconds=float(wound.read_text() or 0)))


def services(storage: Storage, chat: Loopback | None = None) -> Services:
    faces = {Platform.LOCAL: Face(chat, NoFiles())} if chat else {}
    return services_over(storage, faces, {}, storage.clock)


async def main(uri: str, folder: str, url: str) -> None:
    async with open_storage(config(uri, Path(folder))) as storage, aiohttp.ClientSession() as http:
        made = services(storage, Loopback(url, http))
        worker = Worker(storage.jobs, {KIND: Nudge(made)}, lane_of=lane_of, lease=timedelta(seconds=3), poll=0.1)
        running = asyncio.create_task(worker.run())
        while True:
            await asyncio.sleep(TICK)
            try:
                await tell_left(made)
            except Exception as error:  # noqa: BLE001 - as a tick of bot/schedule.py: the next one tries again
                print(type(error).__name__, file=sys.stderr)  # noqa: T201 - the log of the replica
            if running.done():
                running.result()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
