"""Guarded children: same answers, nothing left, ended by their own limits, trouble of the machine told apart from the text's,
the service unharmed."""

import asyncio
import contextvars
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis import safety
from core.analysis.assessment import assess
from core.analysis.offline import drafting
from core.faults import ChildFault, ChildLost, NotInstalled
from core.insight.engine import AnalysisRequest
from core.limits import MAX_TEXT
from core.reading import roles
from core.reading.extraction import read
from core.refusal import Reason, Refused
from core.sandbox import tasks
from core.sandbox.pool import ChildServer, Sandbox
from core.sandbox.tasks import READ, RECEIVE
from core.sandbox.walls import NICE
from core.transcript import Cue, Role, Transcript
from tests.intake.bad_files import BAD
from tests.intake.writers import WRITERS
from tests.sandbox.hostile import CRASH, DECLINE, ECHO, ERR, FORGE, HOLD, SAY, SLEEP, SPIN, WHEN

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "tests.sandbox.hostile"
CUES = [
    Cue("Amara Abbott", "What would you like to look at today?", 1.0, 3.5),
    Cue("Björn Brandt", "My week. I keep saying yes to everything.", 4.0, 8.0),
    Cue("Amara Abbott", "What does yes cost you?", 8.5, 10.0),
    Cue("Björn Brandt", "Sleep, mostly. And my evenings. I will write the plan by Friday.", 12.0, 15.0),
] * 3
DATA = WRITERS["plain_txt"].write(CUES)


@asynccontextmanager
async def sandbox(children: int = 2, table: str = "core.sandbox.tasks", up: float = 120.0) -> AsyncIterator[Sandbox]:
    made = Sandbox(table, children, up=up)
    try:
        yield made
    finally:
        await made.stop()


def children_of(made: Sandbox) -> list[int]:
    assert made._server is not None
    return forked(made._server)


def forked(server: ChildServer) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == server._process.pid:
                found.append(int(entry.parent.name))
    return found


async def one_left(made: Sandbox) -> None:
    while len(await asyncio.to_thread(children_of, made)) > 1:  # noqa: ASYNC110 - another process, which signals nothing
        await asyncio.sleep(0.05)


# --- the same answers ---


async def test_the_child_answers_what_reading_gives() -> None:
    async with sandbox() as made:
        for writer in WRITERS.values():
            data = writer.write(CUES)
            assert await made.run(READ, data, writer.name) == read(data, writer.name)


async def test_every_task_answers_what_its_function_gives() -> None:
    transcript = read(DATA).with_roles(roles.infer(read(DATA)).roles)
    request = AnalysisRequest(transcript)
    draft = drafting.draft(request)
    async with sandbox() as made:
        assert await made.run(RECEIVE, DATA, "a.txt") == tasks.receive(DATA, "a.txt")
        assert await made.run(tasks.GUESS, transcript) == roles.infer(transcript)
        assert await made.run(tasks.SCREEN, transcript) is safety.find(transcript) is None
        assert await made.run(tasks.DRAFT, request) == draft
        assert await made.run(tasks.ASSESS, request, draft) == assess(request, draft)


GERMAN = b"""\
Coach: Guten Tag. Was m\xc3\xb6chten Sie heute mitnehmen?
Ana: Ich m\xc3\xb6chte wieder in Bewegung kommen, ich stecke seit Monaten fest.
Coach: Was noch?
Ana: Ich rufe am Montag Frau Keller an.
"""


async def test_what_another_language_needs_is_there_before_the_walls_are_up() -> None:
    transcript = read(GERMAN).with_roles({"Coach": Role.COACH, "Ana": Role.CLIENT})
    async with sandbox() as made:
        draft = await made.run(tasks.DRAFT, AnalysisRequest(transcript))
    assert [item.evidence[0].quote for item in draft.sections["action_items"]] == ["Ich rufe am Montag Frau Keller an."]


async def test_a_grave_word_is_found_in_a_child_too() -> None:
    transcript = read(b"Coach: How are you?\nAna: I don't want to be alive anymore.\n" * 3)
    async with sandbox() as made:
        assert await made.run(tasks.SCREEN, transcript) == safety.find(transcript) is not None


async def test_half_a_character_pair_does_not_stop_a_file() -> None:
    turn = rb'{"speaker": "Coach", "text": "What would you like today? \ud800"}'
    data = b"[%s]" % b",".join([turn, turn.replace(b"Coach", b"Ana")] * 4)
    async with sandbox() as made:
        assert len((await made.run(READ, data, "a.json")).turns) == 8


async def test_many_at_once() -> None:
    async with sandbox() as made:
        answers = await asyncio.gather(*(made.run(READ, w.write(CUES), w.name) for w in WRITERS.values()))
    assert [answer.format for answer in answers] == [writer.format for writer in WRITERS.values()]


async def test_an_empty_file_is_called_empty_every_time() -> None:
    async with sandbox() as made:
        for _ in range(60):
            with pytest.raises(Refused) as refused:
                await made.run(READ, b"", "a.txt")
            assert refused.value.reason is Reason.EMPTY


async def test_a_warm_child_starts_nothing() -> None:
    """Beside the first file, which waits for the server to start, the next ones cost little."""
    took = []
    async with sandbox() as made:
        for _ in range(9):
            begun = time.perf_counter()
            await made.run(READ, DATA, "a.vtt")
            took.append(time.perf_counter() - begun)
            await asyncio.sleep(0.05)
    first, *warm = took
    assert sorted(warm)[len(warm) // 2] < first / 2


async def test_the_server_does_nothing_while_a_child_goes() -> None:
    """One with much memory takes a while to go, after its answer was taken; the server waits for it asleep."""
    async with sandbox(children=1, table=HOSTILE) as made:
        await made.run(ECHO, "up")
        assert made._server is not None
        process = Path(f"/proc/{made._server._process.pid}")
        before = int((process / "schedstat").read_text().split()[0])
        for _ in range(8):
            with pytest.raises(Refused):
                await made.run(HOLD, "")
        await asyncio.wait_for(one_left(made), 60)
        own = (int((process / "schedstat").read_text().split()[0]) - before) / 1e9
        children = sum(map(int, (process / "stat").read_text().rpartition(") ")[2].split()[13:15]))
        assert own < children / os.sysconf("SC_CLK_TCK") / 9


async def test_what_is_asked_for_alone_is_done_with_nothing_beside_it() -> None:
    async with sandbox(table=HOSTILE) as made:

        async def by_itself() -> tuple[float, float]:
            async with made.alone():
                return await made.run(WHEN, 0.1)

        others = [made.run(WHEN, 0.1) for _ in range(6)]
        spans = await asyncio.gather(*others[:3], by_itself(), by_itself(), *others[3:])
        for began, ended in spans[3:5]:
            assert [span for span in spans if span[0] < ended and began < span[1]] == [(began, ended)]


async def test_between_two_things_alone_others_have_their_turns() -> None:
    async with sandbox(table=HOSTILE) as made, made.alone():
        assert await made.run(ECHO, "one") == "one"
        assert await asyncio.create_task(made.run(ECHO, "other"), context=contextvars.Context()) == "other"
        assert await made.run(ECHO, "two") == "two"


# --- its own limits: the text is refused ---


async def test_a_text_that_takes_too_much_processor_time_is_refused() -> None:
    async with sandbox(table=HOSTILE) as made:
        with pytest.raises(Refused) as refusal:
            await made.run(SPIN, "")
        assert refusal.value.reason is Reason.TOO_COMPLEX
        with pytest.raises(Refused) as refusal:
            await made.run(replace(READ, cpu_seconds=1), BAD["pdf_many_operators_on_many_pages"].build(), "a.pdf")
        assert refusal.value.reason is Reason.TOO_COMPLEX
        assert await made.run(ECHO, "on it goes") == "on it goes"


async def test_a_text_that_takes_too_much_memory_is_refused() -> None:
    async with sandbox(table=HOSTILE) as made:
        with pytest.raises(Refused) as refusal:
            await made.run(HOLD, "")
        assert refusal.value.reason is Reason.TOO_COMPLEX
        with pytest.raises(Refused) as refusal:
            await made.run(replace(READ, memory=16 * 1024 * 1024), b"Coach: " + b"words " * 1_500_000, "a.txt")
        assert refusal.value.reason is Reason.TOO_COMPLEX


async def test_others_are_served_while_texts_loop_and_the_service_never_waits() -> None:
    """The loop's waits are counted in its own processor time, which is the same on a machine that is busy."""
    waits: list[float] = []

    async def watch() -> None:
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0.002)
            waits.append(time.thread_time() - begun)

    async with sandbox(children=4, table=HOSTILE) as made:
        await made.run(ECHO, "up")
        watching = asyncio.create_task(watch())
        looping = [asyncio.create_task(made.run(replace(SPIN, cpu_seconds=2), "")) for _ in range(3)]
        for n in range(20):
            assert await made.run(ECHO, str(n)) == str(n)
            assert not all(task.done() for task in looping)
        ended = await asyncio.gather(*looping, return_exceptions=True)
        watching.cancel()
    assert [type(each) for each in ended] == [Refused] * 3
    assert max(waits) < 0.25


async def test_the_longest_session_is_taken_within_a_fraction_of_the_limits() -> None:
    """Where one grows beyond half of what its task may use, people with long sessions will be refused on slower machines."""
    said = b"Coach: What would you like to look at now, and why?\nAna: I will write to Tom by Friday, because it helps me.\n"
    data = said * (MAX_TEXT // len(said))
    async with sandbox() as made:
        transcript = (await made.run(replace(RECEIVE, cpu_seconds=RECEIVE.cpu_seconds // 2), data)).transcript
        assert isinstance(transcript, Transcript)


# --- trouble of the machine: it is tried again ---


async def test_a_child_killed_from_outside_is_lost_and_says_nothing_of_the_text() -> None:
    async with sandbox(table=HOSTILE) as made:
        await made.run(ECHO, "up")
        work = asyncio.create_task(made.run(SLEEP, ""))
        await asyncio.sleep(0.3)
        for pid in await asyncio.to_thread(children_of, made):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(ChildLost) as lost:
            await work
        assert lost.value.kind == "killed"


async def test_running_out_of_wall_time_is_lost() -> None:
    async with sandbox(table=HOSTILE) as made:
        await made.run(ECHO, "up")
        with pytest.raises(ChildLost) as lost:
            await made.run(replace(SLEEP, seconds=0.3), "")
        assert lost.value.kind == "overdue"
        assert await made.run(ECHO, "on") == "on"


async def test_a_crash_is_lost() -> None:
    async with sandbox(table=HOSTILE) as made:
        with pytest.raises(ChildLost):
            await made.run(CRASH, "")


async def test_a_server_that_stands_still_is_replaced() -> None:
    async with sandbox(children=1, table=HOSTILE, up=120.0) as made:
        await made.run(ECHO, "up")
        assert made._server is not None
        before = made._server._process.pid
        await made.run(ECHO, "the one that was ready is used up")
        os.kill(before, signal.SIGSTOP)
        made._up = 1.0
        for _ in range(5):
            with suppress(ChildLost):
                await made.run(ECHO, "")
        made._up = 120.0
        assert await made.run(ECHO, "on") == "on"
        assert made._server._process.pid != before


async def test_a_server_that_can_never_start_says_why() -> None:
    async with sandbox(table="tests.sandbox.no_such_tasks") as made:
        with pytest.raises(NotInstalled) as why:
            await made.run(ECHO, "words of a person")
    assert why.value.kind == "not_up"
    assert "ModuleNotFoundError: No module named 'tests.sandbox.no_such_tasks'" in str(why.value)


async def test_what_is_said_beside_a_text_goes_nowhere() -> None:
    async with sandbox(children=1, table=HOSTILE) as made:
        assert await made.run(SAY, "words of a person") == "said"
        server = made._server
        assert server is not None
        server._process.kill()
        assert await asyncio.to_thread(server.end) == ""
        made._server = None


async def test_a_server_that_dies_is_replaced() -> None:
    async with sandbox() as made:
        await made.run(READ, DATA)
        server = made._server
        assert server is not None
        server._process.kill()
        await asyncio.to_thread(server._process.wait)
        assert (await made.run(READ, DATA)).format == "plain-text"


async def test_work_that_is_given_up_ends_its_child() -> None:
    async with sandbox(children=1, table=HOSTILE) as made:
        await made.run(ECHO, "up")
        work = asyncio.create_task(made.run(SLEEP, ""))
        await asyncio.sleep(0.2)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert await made.run(ECHO, "on") == "on"
        await asyncio.wait_for(one_left(made), 60)


# --- faults, and answers that are none ---


async def test_a_bug_is_a_fault_without_words() -> None:
    async with sandbox(table=HOSTILE) as made:
        with pytest.raises(ChildFault) as fault:
            await made.run(ERR, "words of a person")
    assert fault.value.kind == "KeyError"
    assert fault.value.where.startswith("hostile.py:")
    assert "words" not in str(fault.value)


async def test_a_refusal_keeps_its_reason_and_sentence() -> None:
    async with sandbox(table=HOSTILE) as made:
        with pytest.raises(Refused) as refused:
            await made.run(DECLINE, "This file is empty.")
    assert (refused.value.reason, refused.value.message) == (Reason.EMPTY, "This file is empty.")


async def test_a_forged_answer_is_a_fault() -> None:
    async with sandbox(table=HOSTILE) as made:
        with pytest.raises(ChildFault):
            await made.run(FORGE, "")


# --- nothing around it ---


async def test_nothing_is_left_running() -> None:
    made = Sandbox()
    await made.run(READ, DATA)
    assert made._server is not None
    pid = made._server._process.pid
    await made.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_lent_server_goes_on_and_nothing_is_left_in_it() -> None:
    server = ChildServer(HOSTILE)
    try:
        for _ in range(2):
            made = Sandbox(HOSTILE, children=2, lent=server)
            await made.start()
            assert await made.run(ECHO, "one") == "one"
            await made.stop()
            assert server.alive
            async with asyncio.timeout(60):
                while await asyncio.to_thread(forked, server):  # noqa: ASYNC110 - state of another process
                    await asyncio.sleep(0.02)
    finally:
        server.end()


async def test_a_lent_server_that_died_is_replaced() -> None:
    server = ChildServer(HOSTILE)
    server._process.kill()
    server._process.wait()
    made = Sandbox(HOSTILE, children=1, lent=server)
    assert await made.run(ECHO, "on") == "on"
    await made.stop()
    server.end()


async def test_a_child_is_less_urgent_than_the_service() -> None:
    async with sandbox(children=1, table=HOSTILE) as made:
        await made.run(ECHO, "up")
        work = asyncio.create_task(made.run(SLEEP, ""))
        await asyncio.sleep(0.2)
        (child, *_) = await asyncio.to_thread(children_of, made)
        expected = min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICE)
        assert os.getpriority(os.PRIO_PROCESS, child) == expected
        work.cancel()


def test_the_service_loads_nothing_of_what_its_children_do() -> None:
    names = (
        "pypdf",
        "charset_normalizer",
        "docx",
        "core.reading.extraction",
        "core.analysis.speech",
        "core.analysis.safety",
    )
    code = f"import sys, bot.app, bot.engines.offline; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
