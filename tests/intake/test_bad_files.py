"""Every file of the bad corpus gets its sentence, in process and through the sandbox, and the service goes on."""

import asyncio
import time

import pytest

from core.reading.extraction import read
from core.reading.roles import infer
from core.refusal import Refused
from core.sandbox.pool import Sandbox
from core.sandbox.tasks import RECEIVE
from tests.intake.bad_files import BAD


def test_the_corpus_is_large_enough() -> None:
    assert len(BAD) >= 60


@pytest.mark.parametrize("name", BAD)
def test_refused_for_the_right_reason(name: str) -> None:
    bad = BAD[name]
    with pytest.raises(Refused) as refusal:
        infer(read(bad.build(), bad.file))
    assert refusal.value.reason is bad.reason
    assert refusal.value.message.startswith(bad.begins)
    assert refusal.value.message.endswith(".")
    assert "!" not in refusal.value.message


@pytest.mark.long
async def test_the_whole_corpus_through_the_sandbox() -> None:
    """The refusals are the same, an ordinary file is read after each, and the event loop is never held long."""
    ordinary = b"Coach: What would you like from our time?\nClient: I want to think about my week.\n" * 8
    sandbox = Sandbox()
    await sandbox.start()
    held: list[float] = []
    running = True

    async def watch() -> None:
        while running:
            before = time.thread_time()
            await asyncio.sleep(0.005)
            held.append(time.thread_time() - before)

    files = {name: (await asyncio.to_thread(bad.build), bad) for name, bad in BAD.items()}
    watcher = asyncio.create_task(watch())
    wrong: list[str] = []
    try:
        for name, (data, bad) in files.items():
            try:
                await sandbox.run(RECEIVE, data, bad.file)
                wrong.append(f"{name}: accepted")
            except Refused as refused:
                if refused.reason is not bad.reason:
                    wrong.append(f"{name}: {refused.reason.value}")
        assert len((await sandbox.run(RECEIVE, ordinary, "a.txt")).transcript.turns) == 16
    finally:
        running = False
        await watcher
        await sandbox.stop()
    assert wrong == []
    held.sort()
    # Processor time of the loop's own thread, so that others who run beside us do not count.
    assert held[int(len(held) * 0.99)] < 0.05
