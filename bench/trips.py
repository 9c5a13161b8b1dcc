"""What an act costs: how many of the project's files it enters, how often it goes from one to another, and what it asks the
database.

    python -m bench.trips [--commands]

The real bot on loopback with its own MongoDB and the Slack of the tests, one act after the other. A file is entered when one
of its functions is called; a move is a call into another file than that of the call before. A command is one that the driver
sends; a write one of those that change something, each with a majority's word. Background work counts as well, so an act has two
seconds of silence before and after it; `--commands` lists what was asked.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from aiohttp import web
from pymongo import monitoring
from rich.console import Console
from rich.table import Table

from bot.app import Overrides, build
from bot.config import Config, SlackConfig
from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).resolve().parent.parent
ROOMS = tuple(f"{ROOT}/{room}/" for room in ("bot", "handlers", "core", "storage"))
SESSION = (ROOT / "samples" / "session.vtt").read_bytes()
CLIENT, COACH = "U0CLIENT", "U0COACH"
SILENCE = 2.0
WRITES = frozenset({"insert", "update", "delete", "findAndModify", "bulkWrite"})


class Asked(monitoring.CommandListener):
    """What the driver was given to send, by command and collection, in order."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, str]] = []
        self.places: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name not in {"hello", "ping"}:
            self.commands.append((event.command_name, str(event.command.get(event.command_name))))
            self.places.append(_place(sys._getframe()))  # noqa: SLF001 - where a command comes from is asked of the stack

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


def _place(frame: FrameType | None) -> str:
    """The innermost functions of the project that lead to here, the driver's and the worker's left out."""
    found: list[str] = []
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(ROOMS) and "/bot/" not in name and "/core/jobs/" not in name:
            found.append(f"{name.removeprefix(f'{ROOT}/').removesuffix('.py')}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(found[:4])


ASKED = Asked()


@dataclass
class Trip:
    files: set[str] = field(default_factory=set)
    functions: set[object] = field(default_factory=set)
    moves: int = 0
    last: str = ""
    commands: list[tuple[str, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def profile(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        name = frame.f_code.co_filename
        if not name.startswith(ROOMS):
            return
        self.files.add(name)
        self.functions.add(frame.f_code)
        self.moves += name != self.last
        self.last = name


@asynccontextmanager
async def served(slack: FakeSlack, data: Path) -> AsyncIterator[None]:
    config = Config(data=data, slack=SlackConfig(slack.token, slack.signing_secret, slack.api_url, (slack.file_host,)))
    async with build(config, Overrides(poll=30.0, storage_timeout=20.0, lease=600.0, tick=3600.0)) as app:
        runner = web.AppRunner(app.web, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        slack.app_url = f"http://{host}:{port}/slack/events"
        async with app.working():
            while not await app.storage.jobs.quiet():  # noqa: ASYNC110 - state of the database, told by no event
                await asyncio.sleep(0.1)
            yield
        await runner.cleanup()


async def followed(act: Callable[[], Awaitable[Any]]) -> Trip:
    await asyncio.sleep(SILENCE)
    trip = Trip()
    before = len(ASKED.commands)
    sys.setprofile(trip.profile)
    try:
        await act()
        await asyncio.sleep(SILENCE)
    finally:
        sys.setprofile(None)
    trip.commands, trip.places = ASKED.commands[before:], ASKED.places[before:]
    return trip


async def run() -> None:
    trips: dict[str, Trip] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with FakeSlack() as slack, served(slack, Path(folder)):
            slack.member(CLIENT, name="Cleo Client")
            slack.member(COACH, name="Cora Coach")

            async def drop(session: bytes = SESSION) -> None:
                slack.messages.clear()
                await slack.drop_file(CLIENT, "session.vtt", session)
                await slack.wait_for("Your insights are ready")

            async def command() -> None:
                await slack.command(CLIENT, "share")
                await slack.wait_for_view("Which session")

            async def preview() -> None:
                form = await slack.wait_for_view("Which session")
                (block,) = [each for each in form["blocks"] if each.get("block_id") == "sessions"]
                choice = block["element"]["options"][0]["value"]
                await slack.submit(CLIENT, form, {"sessions": [choice], "coach": COACH})
                await slack.wait_for_view("Share with")

            async def confirm() -> None:
                await slack.submit(CLIENT, await slack.wait_for_view("Share with"), {})
                await slack.wait_for("shares a session", channel=slack.direct_channel(COACH))

            async def home() -> None:
                await slack.open_home(CLIENT)

            trips["a dropped file, to its card"] = await followed(drop)
            trips["one more of theirs"] = await followed(partial(drop, SESSION + b"\n"))
            trips["/share: command"] = await followed(command)
            trips["/share: preview"] = await followed(preview)
            trips["/share: confirm"] = await followed(confirm)
            shares = [trips[name] for name in trips if name.startswith("/share")]
            whole = Trip(
                set().union(*(trip.files for trip in shares)), set().union(*(trip.functions for trip in shares))
            )
            whole.moves = sum(trip.moves for trip in shares)
            whole.commands = [each for trip in shares for each in trip.commands]
            trips["/share in all"] = whole
            trips["Home"] = await followed(home)
    report(trips)


def report(trips: dict[str, Trip]) -> None:
    table = Table("Act", "Files entered", "Functions", "Moves between files", "Database commands", "Writes")
    for name, trip in trips.items():
        writes = sum(command in WRITES for command, _ in trip.commands)
        row = (len(trip.files), len(trip.functions), trip.moves, len(trip.commands), writes)
        table.add_row(name, *map(str, row))
    Console().print(table)
    if "--commands" in sys.argv:
        for name in ("a dropped file, to its card", "one more of theirs"):
            print(name)
            asked = zip(trips[name].commands, trips[name].places, strict=True)
            for number, ((command, where), place) in enumerate(asked, start=1):
                print(f"{number:3} {'W' if command in WRITES else ' '} {command} {where}: {place}")


if __name__ == "__main__":
    monitoring.register(ASKED)
    asyncio.run(run())
