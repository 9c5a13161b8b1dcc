"""What nobody without a signature can do: hold the bot, fill its memory or its log, or keep it from ending. Real processes."""

import asyncio
import gzip
import hashlib
import hmac
import os
import re
import signal
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.embedded import EmbeddedMongo
from tests.bot.serving import SECRET, Bot, answer, serving

DESCRIPTORS = 128
MORE = 150
"""Connections beyond what those descriptors could hold."""
POST = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HALVES = {
    "nothing": b"",
    "half a line": b"POST /sla",
    "half a header": POST + b"X-Slack-Sig",
    "half a body": POST + b"Content-Length: 100000\r\n\r\n{",
    "half a chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n{",
    "half a body for nobody": b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{",
    "a whole request and half of another": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HT",
    "answers nobody reads": b"GET /slack/nowhere HTTP/1.1\r\nHost: x\r\n\r\n" * 400,
}


@pytest.fixture(scope="module")
def bot(mongo: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    folder = tmp_path_factory.mktemp("doors")
    with serving(folder, DESCRIPTORS, MONGODB_URI=mongo.uri, MONGODB_DATABASE="test_doors") as bot:
        yield bot


def signed(body: bytes, *headers: bytes) -> bytes:
    now = str(int(time.time()))
    mark = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    facts = [f"X-Slack-Request-Timestamp: {now}".encode(), f"X-Slack-Signature: v0={mark}".encode(), *headers]
    return POST + b"\r\n".join(facts) + f"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def status(said: bytes) -> int:
    found = re.match(rb"HTTP/1\.[01] (\d+)", said)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("half", HALVES)
async def test_connections_beyond_the_limit_keep_nobody_out(bot: Bot, half: str) -> None:
    with ExitStack() as held:
        for _ in range(MORE):
            held.enter_context(bot.connect(HALVES[half]))
        for _ in range(3):
            assert await asyncio.to_thread(bot.get, "/healthz") == 200
            assert status(await answer(bot, signed(b'{"type":"url_verification","challenge":"c"}'))) == 200
        assert bot.descriptors() < DESCRIPTORS
    assert len(bot.lines()) < 20


async def test_what_does_not_arrive_is_not_waited_for(bot: Bot) -> None:
    halves = [half for half in HALVES.values() if not half.startswith(b"GET")]
    ends = await asyncio.gather(*(answer(bot, half) for half in halves))
    assert len(ends) == len(halves) >= 6  # each was closed, long before the minute in which `answer` gives up


@pytest.mark.parametrize(
    "coding", [b"gzip", b"deflate", b"br", b"GZIP", b"gzip, gzip", b"identity, gzip", b"unheard-of"]
)
async def test_a_compressed_body_is_refused_unread(bot: Bot, coding: bytes) -> None:
    zeros = bytes(50_000_000)
    body = gzip.compress(zeros, 9) if b"gzip" in coding.lower() else zlib.compress(zeros, 9)
    before = peak(bot)
    headers = b"Content-Encoding: " + coding + f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    said = await asyncio.gather(*(answer(bot, POST + b"Connection: close\r\n" + headers + body) for _ in range(5)))
    assert {status(each) for each in said} == {415}
    assert status(await answer(bot, signed(body, b"Content-Encoding: " + coding))) == 415
    assert peak(bot) - before < 40_000_000


def peak(bot: Bot) -> int:
    """The most memory the process has held, in bytes."""
    facts = Path(f"/proc/{bot.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", facts)
    assert found is not None
    return int(found[1]) * 1024


MEGABYTE = 1024 * 1024
CLOSE = b"Connection: close\r\n"
WRONG = {
    "a length that is too large": (POST + f"Content-Length: {MEGABYTE + 1}\r\n\r\n".encode(), {413}),
    "a length beyond all numbers": (POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", {400, 413}),
    "no length at all": (POST + b"Content-Length: -1\r\n\r\n", {400}),
    "a length and chunks": (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    "chunks beyond the limit": (
        POST
        + CLOSE
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + (b"10000\r\n" + bytes(65536) + b"\r\n") * 17
        + b"0\r\n\r\n",
        {413},
    ),
    "chunks that are none": (POST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
    "more than was said": (POST + b"Content-Length: 2\r\n\r\n{}xyz\r\n\r\n", {400, 401}),
    "a header too long": (POST + b"X-Long: " + b"x" * 9000 + b"\r\n\r\n", {400, 431}),
    "too many headers": (POST + b"X-A: b\r\n" * 200 + b"\r\n", {400, 431}),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "a path nobody has": (b"GET /admin HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n", {404}),
    "a method nobody takes": (b"OPTIONS /slack/events HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n", {405}),
    "a page asked for its head": (b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n", {200}),
    "a socket asked for": (
        POST + b"Connection: Upgrade, close\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
        {401},
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_wrong_has_its_answer_at_once(bot: Bot, wrong: str) -> None:
    sent, expected = WRONG[wrong]
    assert status(await answer(bot, sent)) in expected


async def test_a_flood_of_wrong_requests_is_a_few_lines(bot: Bot) -> None:
    before = len(bot.lines())
    kinds = [sent for name, (sent, _) in WRONG.items() if "chunks beyond" not in name]
    for _ in range(4):
        await asyncio.gather(*(answer(bot, sent) for sent in kinds))
    assert len(bot.lines()) - before < 8


class TestEnding:
    """The limit is what the process was given, 8 seconds, with room for a busy machine; it was a minute."""

    LIMIT = 20.0

    def test_whatever_is_open(self, mongo: EmbeddedMongo, tmp_path: Path) -> None:
        with (
            serving(tmp_path, MONGODB_URI=mongo.uri, MONGODB_DATABASE="test_ending") as bot,
            ExitStack() as held,
        ):
            for half in HALVES.values():
                for _ in range(5):
                    held.enter_context(bot.connect(half))
            assert bot.end() < self.LIMIT
            assert bot.process.returncode == 0

    def test_while_the_database_does_not_answer(self, mongo: EmbeddedMongo, tmp_path: Path) -> None:
        with serving(tmp_path, MONGODB_URI=mongo.uri, MONGODB_DATABASE="test_ending_away") as bot:
            assert mongo.pid is not None
            os.kill(mongo.pid, signal.SIGSTOP)
            try:
                assert bot.end() < self.LIMIT
            finally:
                os.kill(mongo.pid, signal.SIGCONT)

    def test_while_its_own_database_does_not_end(self, tmp_path: Path) -> None:
        with serving(tmp_path) as bot:
            mongod = int((tmp_path / "data" / "mongo" / "db" / "mongod.lock").read_text())
            os.kill(mongod, signal.SIGSTOP)
            try:
                assert bot.end() < self.LIMIT
            finally:
                os.kill(mongod, signal.SIGCONT)  # it was told to end, and now does
