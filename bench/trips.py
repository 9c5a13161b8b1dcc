"""How many of the project's files an act enters, and how often it goes from one to another.

    python -m bench.trips

The real bot on loopback with its own MongoDB and the Slack of the tests, one act after the other. A file is entered when one
of its functions is called; a move is a call into another file than that of the call before. Background work counts as well, so
an act has two seconds of silence before it.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from aiohttp import web
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


@dataclass
class Trip:
    files: set[str] = field(default_factory=set)
    functions: set[object] = field(default_factory=set)
    moves: int = 0
    last: str = ""

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
    async with build(config, Overrides(poll=30.0, storage_timeout=20.0)) as app:
        runner = web.AppRunner(app.web, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        slack.app_url = f"http://{host}:{port}/slack/events"
        async with app.working():
            yield
        await runner.cleanup()


async def followed(act: Callable[[], Awaitable[Any]]) -> Trip:
    await asyncio.sleep(SILENCE)
    trip = Trip()
    sys.setprofile(trip.profile)
    try:
        await act()
    finally:
        sys.setprofile(None)
    return trip


async def run() -> None:
    trips: dict[str, Trip] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with FakeSlack() as slack, served(slack, Path(folder)):
            slack.member(CLIENT, name="Cleo Client")
            slack.member(COACH, name="Cora Coach")

            async def drop() -> None:
                await slack.drop_file(CLIENT, "session.vtt", SESSION)
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
                await asyncio.sleep(SILENCE)

            async def check_off() -> None:
                card = await slack.wait_for("Promised")
                await slack.press(CLIENT, card, "insight.done")
                await asyncio.sleep(SILENCE)

            trips["a dropped file, to its card"] = await followed(drop)
            trips["/share: command"] = await followed(command)
            trips["/share: preview"] = await followed(preview)
            trips["/share: confirm"] = await followed(confirm)
            shares = [trips[name] for name in trips if name.startswith("/share")]
            whole = Trip(
                set().union(*(trip.files for trip in shares)), set().union(*(trip.functions for trip in shares))
            )
            whole.moves = sum(trip.moves for trip in shares)
            trips["/share in all"] = whole
            trips["Home"] = await followed(home)
            trips["a promise checked off"] = await followed(check_off)
    table = Table("Act", "Files entered", "Functions", "Moves between files")
    for name, trip in trips.items():
        table.add_row(name, str(len(trip.files)), str(len(trip.functions)), str(trip.moves))
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(run())
