"""The ways in for programs, of a running bot: what they send waits for its person, and then goes the way of a dropped file."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import App, Overrides, build
from bot.config import Config
from bot.engines.offline import Offline
from core.inbox.record import Inbox, Link
from core.limits import MAX_BYTES
from core.people import token_acts
from core.people.person import Person
from core.sandbox.pool import ChildServer
from storage import StorageConfig
from tests.faces.on_toy import on_toy
from tests.faces.stage import ANA, Stage, person
from tests.fakes.in_process import InProcess
from tests.inbox.vendors import (
    FATHOM_SECRET,
    VTT,
    ZOOM_SECRET,
    Recordings,
    fathom_signed,
    fathom_told,
    recordings,
    zoom_signed,
    zoom_told,
)

ZOOM, FATHOM = "/api/v1/sources/zoom", "/api/v1/sources/fathom"


@dataclass
class Bot:
    app: App
    stage: Stage
    base: str
    session: aiohttp.ClientSession
    zoom: Recordings

    @property
    def ana(self) -> Person:
        return person(self.stage, ANA)

    async def post(self, path: str, data: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        async with self.session.post(self.base + path, data=data, headers=headers) as answer:
            said = await answer.text()
            return answer.status, json.loads(said) if "json" in answer.content_type else {}

    async def until(self, words: str) -> None:
        deadline = time.monotonic() + 120
        while words not in (seen := await self.stage.sees(ANA)):
            assert time.monotonic() < deadline, seen
            await asyncio.sleep(0.02)

    async def stored(self) -> dict[str, int]:
        """How many there are of what a session leaves."""
        names = ("uploads", "transcripts", "session_insights", "jobs")
        rows = self.app.storage.db.collection
        return {name: await rows(name).count_documents({"kind": {"$ne": "housekeeping"}}) for name in names}


@asynccontextmanager
async def running(storage_config: StorageConfig, child_server: ChildServer) -> AsyncIterator[Bot]:
    config = Config(data=storage_config.data, mongodb_uri=storage_config.uri, mongodb_database=storage_config.database)
    async with on_toy() as stage, recordings() as zoom, aiohttp.ClientSession() as session:
        overrides = Overrides(
            engine=Offline(InProcess()), faces=stage.faces, poll=0.1, storage_timeout=20.0, child_server=child_server
        )
        config = replace(
            stage.configured(config),
            zoom_secret=ZOOM_SECRET,
            zoom_hosts=(zoom.at.removeprefix("http://"),),
            fathom_secret=FATHOM_SECRET,
            api=False,  # the inbox is there without it, and says what goes wrong in the same way
        )
        async with build(config, overrides) as app:
            runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            await stage.open(base, app.dispatcher)
            try:
                async with app.working():
                    yield Bot(app, stage, base, session, zoom)
            finally:
                await runner.cleanup()


async def test_what_vendors_send_waits_for_its_person(storage_config: StorageConfig, child_server: ChildServer) -> None:
    async with running(storage_config, child_server) as bot:
        now = bot.app.services.clock.now()
        told = zoom_told(f"{bot.zoom.at}/first")
        # Nobody has confirmed the host's address: nothing is stored, and the vendor is told the same.
        before = await bot.stored()
        assert await bot.post(ZOOM, told, **zoom_signed(told, now)) == (204, {})
        assert await bot.stored() == before
        assert bot.zoom.asked == []
        assert (await bot.post(ZOOM, told, **zoom_signed(told, now, "another")))[0] == 401
        assert (await bot.post("/api/v1/sources/other", told))[0] == 404
        hello = json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}).encode()
        status, answer = await bot.post(ZOOM, hello, **zoom_signed(hello, now))
        assert (status, answer["plainToken"], len(answer["encryptedToken"])) == (200, "abc", 64)

        await bot.app.services.inboxes.save(Inbox(bot.ana, version=1, link=Link("Ana@example.com")))
        for _told_twice in range(2):
            assert await bot.post(ZOOM, told, **zoom_signed(told, now)) == (204, {})
        await bot.until("Your session of Tue 3 Nov 2026 is here")
        body = fathom_told(meeting_title="Another one")
        assert await bot.post(FATHOM, body, **fathom_signed(body, now)) == (204, {})
        await bot.until("“Another one” came through Fathom.")
        seen = await bot.stage.sees(ANA)
        assert seen.count("“Session with Iva” came through Zoom.") == 1
        stored = await bot.stored()
        assert (stored["uploads"], stored["transcripts"], stored["session_insights"]) == (2, 0, 0)
        rows = repr(await bot.app.storage.db.collection("uploads").find({}).to_list())
        assert "union" not in rows
        assert "MODEL" not in rows

        await bot.stage.press(ANA, "Another one", "Ignore")
        await bot.until("I have deleted this session, unread.")
        await bot.stage.press(ANA, "Session with Iva", "Analyse")
        await bot.until("Your insights are ready")
        (made,) = await bot.app.storage.db.collection("session_insights").find({}).to_list()
        assert made["transcript_source"] == "url_import"
        assert (await bot.stored())["uploads"] == 0


async def test_a_program_adds_what_its_token_lets_it(storage_config: StorageConfig, child_server: ChildServer) -> None:
    async with running(storage_config, child_server) as bot:
        _token, secret = await token_acts.create(
            bot.app.services, bot.ana, "My Zap", ("inbox",), "30", id="0123456789abcdef"
        )
        _other, reads = await token_acts.create(bot.app.services, bot.ana, "Reads", ("read",), "30", id="1" * 16)
        inbox, text = f"/api/v1/inbox/{secret}", VTT.encode()
        before = await bot.stored()

        # What is not taken leaves nothing behind, and says which it was.
        for path in (f"/api/v1/inbox/{reads}", "/api/v1/inbox/debrief_x", "/api/v1/inbox/x"):
            status, said = await bot.post(path, text)
            assert (status, said["title"]) == (404, "Not Found")
        assert (await bot.post(inbox, text, **{"Content-Type": "image/png"}))[0] == 415
        assert (await bot.post(inbox, text, **{"Content-Encoding": "gzip"}))[0] == 415
        status, said = await bot.post(f"{inbox}?date=tomorrow", text)
        assert (status, said["errors"][0]["field"]) == (422, "date")
        for nothing in (b"", form(b"", title="x"), aiohttp.FormData({"title": "x"}, default_to_multipart=True)):
            status, said = await bot.post(inbox, nothing)
            assert status in {400, 422}, nothing
        with suppress(aiohttp.ClientError):  # hung up on while it still sends
            assert (await bot.post(inbox, BytesIO(bytes(MAX_BYTES + 1)), Connection="close"))[0] == 413
        with suppress(aiohttp.ClientError):
            assert (await bot.post(inbox, endless(), Connection="close"))[0] == 413
        assert await bot.stored() == before

        # As a body, as a form, and as the fields of one in JSON; the same twice is one.
        first = await bot.post(f"{inbox}?title=Session with Iva&date=2026-11-03", text)
        assert first[0] == 202
        assert await bot.post(inbox, text) == first
        second = await bot.post(inbox, form(b"Iva: Good morning.", title="By form", date="2026-11-04"))
        told = json.dumps({"title": "By JSON \ud83c", "date": "2026-11-05", "transcript": "Iva: Good \ud800 evening."})
        third = await bot.post(inbox, told, **{"Content-Type": "application/json"})
        keyed = [await bot.post(inbox, body, **{"Idempotency-Key": "42"}) for body in (b"a: one", b"a: two")]
        assert keyed[0] == keyed[1]
        assert len({answer["id"] for _status, answer in (first, second, third, keyed[0])}) == 4
        for words in (
            "“Session with Iva” came through My Zap.",
            "Your session of Tue 3 Nov 2026 is here",
            "“By form” came through My Zap.",
            "Your session of Wed 4 Nov 2026 is here",
            "“By JSON \ufffd” came through My Zap.",
            "Your session of Thu 5 Nov 2026 is here",
        ):
            await bot.until(words)
        assert (await bot.stored())["transcripts"] == 0

        await bot.stage.press(ANA, "Session with Iva", "Analyse")
        await bot.until("Your insights are ready")
        await token_acts.revoke(bot.app.services, bot.ana, "0123456789abcdef")
        assert (await bot.post(inbox, text))[0] == 404


def form(data: bytes, **fields: str) -> aiohttp.FormData:
    made = aiohttp.FormData(fields, quote_fields=False)
    made.add_field("file", BytesIO(data), filename="session.vtt")
    return made


async def endless() -> AsyncIterator[bytes]:
    for _ in range(100):
        yield bytes(1024 * 1024)
