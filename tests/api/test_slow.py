"""A file of 10 MB over a slow line, into a bot of its own: it arrives, and nobody else is the worse for it."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles

import aiohttp
import pytest

from core.limits import MAX_BYTES
from core.people.person import Person
from core.people.tokens import Scope, Token, digest
from storage import StorageConfig, open_storage
from storage.embedded import EmbeddedMongo
from tests.bot.serving import Bot, serving
from tests.fakes.slack import FakeSlack
from tests.scenario.test_main_job import CLIENT, tenant

SECRET = "debrief_" + "s" * 43
PIECE, SECONDS = 64 * 1024, 1.0
MEGABYTE = 1024 * 1024


def memory(bot: Bot) -> int:
    """Bytes that the process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{bot.process.pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


async def others(bot: Bot, http: aiohttp.ClientSession, until: asyncio.Event) -> list[float]:
    """Seconds that each of somebody else's requests took."""
    took = []
    while not until.is_set():
        began = time.monotonic()
        async with http.get(f"{bot.url}/api/v1/session-insights/my-insights") as answer:
            assert answer.status == 200
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.1)
    return took


async def slowly(data: bytes) -> AsyncIterator[bytes]:
    head = b'--x\r\nContent-Disposition: form-data; name="transcript_file"; filename="session.vtt"\r\n\r\n'
    yield head
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]
        await asyncio.sleep(SECONDS)
    yield b"\r\n--x--\r\n"


async def a_while() -> asyncio.Event:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(10, over.set)
    return over


@pytest.mark.long
async def test_ten_megabytes_at_64_kb_a_second(
    mongo: EmbeddedMongo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = {"MONGODB_URI": mongo.uri, "MONGODB_DATABASE": "test_slow", "DEBRIEF_API_RATE": "0"}
    async with FakeSlack() as slack:
        slack.member(CLIENT)
        keys = {"SLACK_BOT_TOKEN": slack.token, "SLACK_API_URL": slack.api_url}
        process = serving(tmp_path, None, **where, **keys)
        bot = await asyncio.to_thread(process.__enter__)
        with ExitStack() as stack:
            stack.push(process.__exit__)
            await _token(tmp_path, mongo.uri, Person(tenant(slack), CLIENT))
            async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {SECRET}"}) as http:
                alone = await others(bot, http, await a_while())
                before, over = memory(bot), asyncio.Event()
                beside = asyncio.create_task(others(bot, http, over))
                kind = {"Content-Type": "multipart/form-data; boundary=x"}
                sent = http.post(
                    f"{bot.url}/api/v1/session-insights/unpaired", data=slowly(bytes(MAX_BYTES)), headers=kind
                )
                began = time.monotonic()
                async with sent as answer:
                    assert answer.status == 202
                took, after = time.monotonic() - began, memory(bot)
                over.set()
                meanwhile = await beside
    with capsys.disabled():
        print(  # noqa: T201 - the figures are the proof
            f"\n10 MB in {took:.0f} s; memory {before / MEGABYTE:.0f} to {after / MEGABYTE:.0f} MB; others' p50 and p99: "
            f"{_figures(alone)} alone, {_figures(meanwhile)} beside it ({len(meanwhile)} requests)"
        )
    assert after - before < 80 * MEGABYTE
    assert len(meanwhile) > took


def _figures(took: list[float]) -> str:
    cuts = quantiles(took, n=100)
    return f"{cuts[49] * 1000:.0f} and {cuts[98] * 1000:.0f} ms"


async def _token(folder: Path, uri: str, owner: Person) -> None:
    async with open_storage(
        StorageConfig(data=folder / "data", uri=uri, database="test_slow", timeout=20.0)
    ) as storage:
        now = storage.clock.now()
        token = Token("ab" * 8, owner, "test", frozenset(Scope), now, now.replace(year=now.year + 1))
        assert await storage.tokens.put(token, digest(SECRET))
