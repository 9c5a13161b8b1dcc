"""Somebody's sessions from before, brought in from a folder: what is said before, what is stored, and that nothing is lost or
doubled however often it is cut short."""

import asyncio
import os
import pty
import re
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from bot.app import Overrides, build
from bot.config import Config, SlackConfig
from core.jobs.job import JobState
from core.people.person import Person
from core.people.relationships import accept, request
from core.ports.insights import InsightQuery, Scope
from core.sandbox.pool import ChildServer
from core.transcript import Role
from storage import Storage, StorageConfig
from tests.cli.conftest import ROOT, Machine
from tests.fakes.slack import FakeSlack
from tests.storage.samples import ACME, START, change

DANA, ANA = Person(ACME, "U0DANA"), Person(ACME, "U0ANA")
WHO = "slack/T1/U0DANA"
SESSION = (ROOT / "samples" / "short.txt").read_text(encoding="utf-8")
ALIKE = (
    "Kim: I went there and it was fine, as we said in the office.\nSam: I went there too and it was fine, as we said.\n"
    * 8
)


def session(number: int) -> str:
    return SESSION.replace("head of school", f"head of school number {number}")


def put(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


async def coming(used: Storage) -> list[dict[str, str]]:
    """The refs of the stored sessions, oldest first."""
    rows = await used.db.collection("jobs").find({"kind": "intake"}).sort("created_at").to_list()
    return [row["refs"] for row in rows]


async def answering(machine: Machine, answers: str, *arguments: object) -> tuple[int, str]:
    """The command at a terminal, whose person answers: how it ended, and what was to be seen."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers.encode())
        process = await machine.start(*arguments, stdin=theirs)
        async with asyncio.timeout(240):
            out, said = await process.communicate()
    finally:
        os.close(ours)
        os.close(theirs)
    assert process.returncode is not None
    return process.returncode, (out + said).decode()


async def test_a_folder_is_shown_asked_about_and_analysed_in_one_thread(
    machine: Machine, used: Storage, slack: FakeSlack, storage_config: StorageConfig, child_server: ChildServer
) -> None:
    slack.member(DANA.id, name="Dana")
    slack.member(ANA.id, name="Ana")
    asked = request("R1", DANA, ANA, Role.COACH, START)
    await used.relationships.create(asked, change())
    await used.relationships.move(accept(asked, ANA, START), change())
    folder = machine.folder / "old"
    for number, name in enumerate(
        ("ana/2024-03-05 with Ana.txt", "ana/2024-02-06.txt", "12 January 2024.txt", "notes.txt")
    ):
        put(folder, name, session(number))
    put(folder, "notes2.txt", session(3))
    put(folder, "unclear.txt", ALIKE)
    put(folder, "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(2000))
    put(folder, ".hidden.txt", session(9))
    os.utime(folder / "notes.txt", (1_700_000_000, 1_700_000_000))

    dry = await machine.bot("import", folder, "--for", WHO, "--dry-run")
    assert dry.code == 2, "some of them cannot be taken"
    lines = [" ".join(line.split()) for line in dry.out.splitlines()]
    assert lines == [
        "In the folder itself: 2, for slack/T1/U0DANA alone",
        "2024-01-12 its name 12 January 2024.txt",
        "no day notes.txt",
        "ana: 2, for slack/T1/U0DANA alone",
        "2024-02-06 its name ana/2024-02-06.txt",
        "2024-03-05 its name ana/2024-03-05 with Ana.txt",
        "Nothing was taken in: this was a dry run.",
    ]
    left = re.findall(r"Left out: (.*?): (.*)", dry.said)
    assert [name for name, _why in left] == ["notes2.txt", "picture.png", "unclear.txt"]
    assert left[0][1] == "It is the same as notes.txt."
    assert left[2][1].startswith("It is not clear who coached.")
    assert (await coming(used), slack.messages) == ([], [])
    silent = await machine.bot("import", folder, "--for", WHO)
    assert (silent.code, "--yes where nobody can be asked" in silent.said) == (2, True)

    # Days of the last change: yes. Of the folder itself: nobody else. Of ana/: the first of those who are named. And: so be it.
    code, seen = await answering(machine, "y\n\n1\ny\n", "import", folder, "--for", WHO, "--coach", "Kim")
    assert (code, "Taken in: 5." in seen) == (2, True), seen
    assert "Ana will see what is found." in seen
    stored = await coming(used)
    assert [refs.get("relationship") for refs in stored].count("R1") == 2
    threads = {refs.get("relationship", ""): refs["thread"] for refs in stored}
    roots = {message.ts: message.words for message in slack.messages}
    assert len(roots) == 3, "one to her for each of the two, and one to Ana"
    assert "They belong to you alone." in roots[threads[""]]
    assert "Ana and you" in roots[threads["R1"]]
    [told] = slack.in_channel(slack.direct_channel(ANA.id))
    assert "Dana" in told.words
    entries = {(entry.actor, entry.operation) for entry in await used.audit.of(ACME, DANA.id)}
    assert ("operator", "import") in entries
    assert [entry.operation for entry in await used.audit.by(ACME, "operator")].count("confirm") == 1

    again = await machine.bot("import", folder, "--for", WHO, "--coach", "Kim", "--yes")
    assert "There already: 5." in again.out
    assert len(await coming(used)) == 5

    config = Config(
        data=storage_config.data,
        mongodb_uri=storage_config.uri,
        mongodb_database=storage_config.database,
        slack=SlackConfig(slack.token, slack.signing_secret, slack.api_url, (slack.file_host,)),
    )
    async with build(config, Overrides(storage_timeout=20.0, child_server=child_server)) as app, app.working():
        await until(lambda: ended(used, 5))
    page = await used.insights.list(InsightQuery(DANA, Scope.ALL), limit=20)
    days = sorted((row.session_date.date() if row.session_date else None, row.client_user_id) for row in page.rows)
    assert days[:2] == [(date(2023, 11, 14), DANA.id), (date(2024, 1, 12), DANA.id)]
    assert (date(2024, 3, 5), ANA.id) in days
    assert len(slack.in_channel(slack.direct_channel(ANA.id))) == 1, "the client is told once, not for each session"
    cards = [message for message in slack.in_channel(slack.direct_channel(DANA.id)) if message.thread]
    assert len(cards) == 5
    assert not [
        message for message in cards if "Who coached" in message.words or "Where does it belong" in message.words
    ]


async def ended(used: Storage, count: int) -> bool:
    jobs = used.db.collection("jobs")
    return await jobs.count_documents({"kind": "intake", "state": JobState.DONE.value}) == count


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(240):
        while True:
            if await so():
                return
            await asyncio.sleep(0.01)


@pytest.mark.long
async def test_nothing_is_lost_or_doubled_however_often_it_is_cut_short(
    machine: Machine, used: Storage, slack: FakeSlack
) -> None:
    slack.member(DANA.id, name="Dana")
    folder = machine.folder / "old"
    for number in range(12):
        put(folder, f"2024-01-{number + 1:02}.txt", session(number))
    command = ("import", folder, "--for", WHO, "--yes")

    async def more_than(count: int) -> bool:
        return len(await coming(used)) > count

    killed = await machine.start(*command)
    await until(lambda: more_than(0))
    killed.kill()
    await killed.wait()
    before = len(await coming(used))
    stopped = await machine.start(*command)
    if before < 12:
        await until(lambda: more_than(before))
    with suppress(ProcessLookupError):
        stopped.send_signal(signal.SIGINT)
    out, said = await stopped.communicate()
    assert b"Traceback" not in said, said.decode()
    if stopped.returncode:
        assert (stopped.returncode, b"Give the same command again for the rest." in out) == (130, True)
    last = await machine.bot(*command)
    assert last.code == 0, last.said
    stored = await coming(used)
    days = [refs["insight"] for refs in stored]
    assert (len(stored), len(set(days))) == (12, 12)
    assert len({refs["thread"] for refs in stored}) == 1, "what goes on answers in the same thread"
    for row in await used.db.collection("jobs").find({"kind": "intake"}).to_list():
        assert await used.uploads.get(ACME, row["_id"]["id"]), "each with its bytes"
