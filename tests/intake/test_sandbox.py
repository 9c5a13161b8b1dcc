"""The guarded child: same answers, nothing inherited, nothing reachable, killed on time, the parent unharmed."""

import asyncio
import contextvars
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.extraction import read
from core.refusal import Reason, Refused
from core.sandbox import Limits, Sandbox
from core.transcript import Cue
from tests.intake.bad_files import BAD
from tests.intake.writers import WRITERS

ROOT = Path(__file__).resolve().parents[2]
CUES = [
    Cue("Amara Abbott", "What would you like to look at today?", 1.0, 3.5),
    Cue("Björn Brandt", "My week. I keep saying yes to everything.", 4.0, 8.0),
    Cue("Amara Abbott", "What does yes cost you?", 8.5, 10.0),
    Cue("Björn Brandt", "Sleep, mostly. And my evenings.", 12.0, 15.0),
] * 3


@pytest.mark.parametrize("kind", WRITERS)
async def test_the_child_answers_what_reading_gives(kind: str) -> None:
    writer = WRITERS[kind]
    data = writer.write(CUES)
    sandbox = Sandbox(Limits(children=1))
    try:
        assert await sandbox.extract(data, writer.name) == read(data, writer.name)
    finally:
        await sandbox.stop()


async def test_many_files_at_once() -> None:
    sandbox = Sandbox()
    data = {kind: writer.write(CUES) for kind, writer in WRITERS.items()}
    try:
        answers = await asyncio.gather(*(sandbox.extract(data[kind], WRITERS[kind].name) for kind in WRITERS))
    finally:
        await sandbox.stop()
    assert [answer.format for answer in answers] == [writer.format for writer in WRITERS.values()]


async def test_alone_nothing_else_is_read() -> None:
    sandbox = Sandbox()
    data = WRITERS["plain_txt"].write(CUES)
    order: list[str] = []

    async def other() -> None:
        await sandbox.extract(data)
        order.append("other")

    try:
        async with sandbox.alone():
            waiting = [asyncio.create_task(other(), context=contextvars.Context()) for _ in range(3)]
            for _ in range(3):
                await sandbox.extract(data)
                order.append("alone")
        await asyncio.gather(*waiting)
        assert (await sandbox.extract(data)).format == "plain-text"
    finally:
        await sandbox.stop()
    assert order == ["alone"] * 3 + ["other"] * 3


async def test_an_empty_file_is_called_empty_every_time() -> None:
    """Its child has all it waits for with the name, so it may have answered and gone before we send on."""
    sandbox = Sandbox()
    try:
        for _ in range(60):
            with pytest.raises(Refused) as refused:
                await sandbox.extract(b"", "a.txt")
            assert refused.value.reason is Reason.EMPTY
    finally:
        await sandbox.stop()


async def test_a_warm_child_starts_nothing() -> None:
    """Beside the first file, which waits for the server to start, the next ones cost little."""
    sandbox = Sandbox()
    data = WRITERS["zoom_vtt"].write(CUES)
    took = []
    try:
        for _ in range(9):
            begun = time.perf_counter()
            await sandbox.extract(data, "a.vtt")
            took.append(time.perf_counter() - begun)
            await asyncio.sleep(0.05)
    finally:
        await sandbox.stop()
    first, *warm = took
    assert sorted(warm)[len(warm) // 2] < first / 2


async def test_a_slow_file_is_killed_and_the_next_is_read() -> None:
    sandbox = Sandbox(Limits(seconds=0.4))
    try:
        await sandbox.extract(WRITERS["plain_txt"].write(CUES))
        begun = time.perf_counter()
        with pytest.raises(Refused) as refusal:
            await sandbox.extract(BAD["pdf_many_operators_on_many_pages"].build(), "a.pdf")
        assert refusal.value.reason is Reason.TOO_COMPLEX
        assert time.perf_counter() - begun < 3
        assert (await sandbox.extract(WRITERS["plain_txt"].write(CUES))).format == "plain-text"
    finally:
        await sandbox.stop()


async def test_processor_time_is_bounded_too() -> None:
    sandbox = Sandbox(Limits(cpu_seconds=1))
    try:
        with pytest.raises(Refused) as refusal:
            await sandbox.extract(BAD["pdf_many_operators_on_many_pages"].build(), "a.pdf")
        assert refusal.value.reason is Reason.TOO_COMPLEX
    finally:
        await sandbox.stop()


async def test_memory_is_bounded() -> None:
    sandbox = Sandbox(Limits(memory=16 * 1024 * 1024))
    try:
        with pytest.raises(Refused) as refusal:
            await sandbox.extract(b"Coach: " + b"words " * 1_500_000, "a.txt")
        assert refusal.value.reason is Reason.TOO_COMPLEX
        assert (await sandbox.extract(WRITERS["plain_txt"].write(CUES))).format == "plain-text"
    finally:
        await sandbox.stop()


async def test_a_server_that_dies_is_replaced() -> None:
    sandbox = Sandbox()
    data = WRITERS["plain_txt"].write(CUES)
    try:
        await sandbox.extract(data)
        server = sandbox._server
        assert server is not None
        server._process.kill()
        await asyncio.to_thread(server._process.wait)
        assert (await sandbox.extract(data)).format == "plain-text"
    finally:
        await sandbox.stop()


async def test_nothing_is_left_running() -> None:
    sandbox = Sandbox()
    await sandbox.extract(WRITERS["plain_txt"].write(CUES))
    server = sandbox._server
    assert server is not None
    pid = server._process.pid
    await sandbox.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def run_guarded(code: str) -> str:
    """What a guarded interpreter prints through a pipe it was given before."""
    script = (
        "import os, sys\nout = os.dup(1)\n"
        "from core.sandbox_child import guard\nguard(5, 64 * 1024 * 1024, open_files=out + 1)\n"
        "def say(text):\n    os.write(out, text.encode())\n" + code
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"SECRET": "s"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="The limits are those of Linux.")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("say(str(dict(os.environ)))", "{}"),
        (
            "try:\n    os.open('/etc/hostname', os.O_RDONLY)\n    say('opened')\nexcept OSError:\n    say('no')",
            "no",
        ),
        ("try:\n    bytearray(200_000_000)\n    say('held')\nexcept MemoryError:\n    say('no')", "no"),
        ("import resource\nsay(str(resource.getrlimit(resource.RLIMIT_CPU)[1]))", "5"),
        ("say(str(os.nice(0)))", "10"),
        ("print('words of a file')\nsys.stderr.write('words')\nsay('quiet')", "quiet"),
    ],
)
def test_a_guarded_child_has_nothing(code: str, said: str) -> None:
    assert run_guarded(code) == said


@pytest.mark.skipif(sys.platform != "linux", reason="The limits are those of Linux.")
def test_a_guarded_child_has_no_network() -> None:
    code = "import socket\ntry:\n    socket.socket()\n    say('made')\nexcept OSError:\n    say('no')"
    assert run_guarded(code) == "no"


def test_importing_the_sandbox_is_light() -> None:
    code = "import sys, core.sandbox; print([m for m in ('pypdf', 'charset_normalizer', 'pycld2', 'docx') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
