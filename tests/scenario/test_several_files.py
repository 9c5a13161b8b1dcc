"""Several files in one message: all are told of first, each says which it is, and one note says that they are ready."""

import asyncio
import json

from core.jobs.job import JobState
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SAMPLES, SESSION, House, Open
from tests.scenario.test_main_job import CLIENT, finished, insights

SHORT = (SAMPLES / "short.txt").read_bytes()
FILES = {"first.vtt": SESSION, "second.txt": b"", "third.txt": SHORT}


def notes(slack: FakeSlack, channel: str) -> list[str]:
    return [message.words for message in slack.in_channel(channel) if "Your insights are ready" in message.words]


async def test_each_says_which_it_is_and_one_note_ends_it(house: House) -> None:
    files = [house.slack.add_file(CLIENT, name, data) for name, data in FILES.items()]
    drop = await house.slack.drop_files(CLIENT, files)
    states = (JobState.DONE, JobState.FAILED, JobState.DONE)
    for file_id, state in zip(drop.file_ids, states, strict=True):
        await finished(house, file_id, state)
    async with asyncio.timeout(120):
        while not notes(house.slack, drop.channel):  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)
    assert len(await insights(house)) == 2
    said = [message.words for message in house.slack.in_channel(drop.channel)]
    assert len(said) == 4, "one message a file, and the note"
    for number, name in enumerate(FILES, start=1):
        assert sum(f"File {number} of 3: {name}" in words for words in said) == 1
    (refused,) = [words for words in said if "I could not use this file" in words]
    assert "File 2 of 3: second.txt" in refused
    assert [("2 of 3 files are analysed" in words) for words in notes(house.slack, drop.channel)] == [True]
    assert house.slack.in_channel(drop.channel)[-1].words == notes(house.slack, drop.channel)[0]
    rows = await house.app.storage.db.collection("jobs").find({}).to_list()
    assert "second.txt" not in json.dumps(rows, default=str), "a file's name is content"


async def test_all_are_told_of_before_any_is_worked_on(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    async with open_house(slack, models, working=False) as house:
        drop = await slack.drop_files(CLIENT, [slack.add_file(CLIENT, f"{n}.txt", SHORT + b"\n" * n) for n in range(8)])
        fetched_at: list[int] = []

        async def watch() -> None:
            while not slack.downloads:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0)
            fetched_at.append(sum("of 8" in message.words for message in slack.in_channel(drop.channel)))

        house.app.worker.slots.seconds = lambda: 0.0  # however long it takes to tell of them
        watching = asyncio.create_task(watch())
        async with house.app.working():
            await asyncio.wait_for(watching, 120)
        assert fetched_at == [8]


async def test_a_file_alone_says_nothing_of_its_place(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "alone.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    said = [message.words for message in house.slack.in_channel(drop.channel)]
    assert not any("File 1" in words or "alone.vtt" in words for words in said)
    assert len(notes(house.slack, drop.channel)) == 1
