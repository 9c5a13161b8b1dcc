"""Every message with a file is answered, on the whole way from the signed request to what is shown."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from core.jobs.job import JobState
from tests.scenario.conftest import SAMPLES, House
from tests.scenario.test_main_job import CLIENT, finished, insights

TEXT = (SAMPLES / "short.txt").read_bytes()
SHARE = {"is_share": True, "is_msg_unfurl": True, "channel_id": "C0X", "author_id": "U0OTHER", "ts": "1.1"}


async def test_a_forwarded_file_is_read_and_a_deleted_forward_ends_it(house: House) -> None:
    file = house.slack.add_file("U0OTHER", "session.txt", TEXT)
    inner = [SHARE | {"files": [house.slack.describe(file)]}]
    event = house.slack.message(CLIENT, "", attachments=[SHARE | {"text": "see below", "attachments": inner}])
    await house.slack.event(event, ts=event["ts"], channel=event["channel"])
    await finished(house, file.id)
    assert len(await insights(house)) == 1
    card = await house.slack.wait_for("Promised")
    assert card.thread == event["ts"]


async def test_the_shortcut_reads_what_the_message_forwards(house: House) -> None:
    file = house.slack.add_file("U0OTHER", "session.txt", TEXT)
    message = {
        "ts": house.slack.ts(),
        "user": "U0OTHER",
        "attachments": [SHARE | {"files": [house.slack.describe(file)]}],
    }
    await house.slack.shortcut(CLIENT, "analyse", "C0PUBLIC", message)
    await finished(house, file.id)
    assert len(await insights(house)) == 1


async def test_a_file_that_an_edit_adds_is_read(house: House) -> None:
    file = house.slack.add_file(CLIENT, "session.txt", TEXT)
    before = house.slack.message(CLIENT, "a moment")
    now = before | {"files": [house.slack.describe(file)]}
    change: dict[str, Any] = {"type": "message", "subtype": "message_changed", "channel_type": "im"}
    change |= {"channel": before["channel"], "ts": house.slack.ts(), "message": now, "previous_message": before}
    await house.slack.event(change)
    await finished(house, file.id)
    assert len(await insights(house)) == 1
    assert len(house.slack.called("files.info")) == 1


@pytest.mark.parametrize("late", ["unknown", "a stub", "not there to fetch"])
async def test_a_file_that_slack_has_not_shared_yet_is_asked_for_again(house: House, late: str) -> None:
    file = house.slack.add_file(CLIENT, "session.txt", TEXT)
    if late == "unknown":
        house.slack.fail("files.info", error="file_not_found", times=3)
    elif late == "a stub":
        house.slack.files[file.id] = replace(file, mode="pending")
    else:
        house.slack.fail("download", status=404, times=2)
    drop = await house.slack.drop_files(CLIENT, [file])
    await asyncio.sleep(0.3)
    house.slack.files[file.id] = file
    await finished(house, drop.file_ids[0])
    assert len(await insights(house)) == 1


async def test_a_file_that_never_comes_is_refused_without_a_guess(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.txt", TEXT, mode="pending")
    message = await house.slack.wait_for("I could not use this file", channel=drop.channel)
    assert "not shared with me" in message.words
    assert "reinstall" not in message.words
    await finished(house, drop.file_ids[0], JobState.FAILED)


CANVASES: list[dict[str, str]] = [
    {"mode": "quip", "filetype": "quip", "mimetype": "application/vnd.slack-docs"},
    {"mode": "canvas", "filetype": "canvas"},
    {"filetype": "quip"},
    {"mimetype": "application/vnd.slack-docs"},
]


@pytest.mark.parametrize("facts", CANVASES)
async def test_a_canvas_is_refused_with_what_to_do(house: House, facts: dict[str, str]) -> None:
    drop = await house.slack.drop_file(CLIENT, "Huddle notes", TEXT, described=facts)
    message = await house.slack.wait_for("I could not use this file", channel=drop.channel)
    assert "save it as text" in message.words
    assert "notes are not a transcript" in message.words
    await finished(house, drop.file_ids[0], JobState.FAILED)
    assert await insights(house) == []


async def test_a_form_sent_twice_is_one_session_and_two_forms_are_two(house: House) -> None:
    await house.slack.command(CLIENT, "insights", "new")
    view = await house.slack.wait_for_view("Paste a session")
    fields = {"part1": TEXT.decode()}
    answers = await asyncio.gather(*(house.slack.submit(CLIENT, view, fields) for _ in range(3)))
    assert [answer.status for answer in answers] == [200, 200, 200]
    await house.slack.wait_for("Promised")
    late = await house.slack.submit(CLIENT, view, fields)
    assert late.status == 200
    await house.slack.command(CLIENT, "insights", "new")
    another = await house.slack.wait_for_view("Paste a session")
    assert another["id"] != view["id"]
    await house.slack.submit(CLIENT, another, {"part1": TEXT.decode().replace("Tomas", "Tobias")})
    for _ in range(600):
        if len(await insights(house)) == 2:
            break
        await asyncio.sleep(0.1)
    assert len(await insights(house)) == 2


async def test_who_posts_a_file_among_others_is_told_in_private_and_once(house: House) -> None:
    file = house.slack.add_file(CLIENT, "session.txt", TEXT)
    event = house.slack.message(CLIENT, "", files=[house.slack.describe(file)], subtype="file_share")
    event |= {"channel": "C0PUBLIC", "channel_type": "channel"}
    await house.slack.event(event)
    await house.slack.event(event | {"type": "app_mention"})
    told = await house.slack.wait_for("I read files in our private chat only")
    await asyncio.sleep(0.2)
    assert told.channel == house.slack.direct_channel(CLIENT)
    assert house.slack.in_channel("C0PUBLIC") == []
    assert sum("I read files in our private chat" in message.words for message in house.slack.messages) == 1
    assert await insights(house) == []
