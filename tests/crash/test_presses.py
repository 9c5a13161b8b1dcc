"""Buttons pressed twice, late, or against each other have one effect."""

import asyncio

from core.jobs.job import JobState
from handlers.intake.jobs import job_id
from tests.fakes.messages_api import Reply, overloaded
from tests.scenario.conftest import SESSION, House
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

UNCLEAR = "\n\n".join(
    f"Speaker {n % 2}: {words}"
    for n, words in enumerate(
        ["It was a long week and the rain would not stop.", "Yes, the same here, I walked home in it."] * 12
    )
).encode()


async def calls_of_one_analysis(house: House, data: bytes) -> int:
    """How often the model is asked for this file, seen with another person's."""
    drop = await house.slack.drop_file("U0OTHER", "session.vtt", data)
    if b"Speaker 0" in data:
        await house.slack.press(
            "U0OTHER", await house.slack.wait_for("who of these was", channel=drop.channel), "Speaker 0 coached"
        )
    await finished(house, drop.file_ids[0])
    return len(house.models.calls())


async def pings(house: House, channel: str) -> int:
    return sum("Your insights are ready" in message.words for message in house.slack.in_channel(channel))


async def test_try_again_pressed_twice_and_once_more_when_done(house: House) -> None:
    each = await calls_of_one_analysis(house, SESSION)
    house.models.always(overloaded())
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("Your session is safe with me; nothing needs", channel=drop.channel)
    await finished(house, drop.file_ids[0], JobState.FAILED)
    failed_card = list(message.blocks)
    before = len(house.models.calls())
    house.models.always(Reply(hang=0.3))
    await asyncio.gather(*(house.slack.press(CLIENT, message, "Try again") for _ in range(3)))
    await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert len(house.models.calls()) == before + each

    shown, message.blocks = message.blocks, failed_card  # somebody's screen still shows the old card
    press = house.slack.press(CLIENT, message, "Try again")
    pressed = asyncio.ensure_future(press)
    await asyncio.sleep(0)
    message.blocks = shown
    assert (await pressed).status == 200
    await asyncio.sleep(0.3)
    assert len(house.models.calls()) == before + each
    assert "Promised" in message.words
    assert await pings(house, drop.channel) == 1
    assert len(await insights(house)) == 1


async def test_two_answers_to_one_question_start_one_analysis(house: House) -> None:
    each = await calls_of_one_analysis(house, UNCLEAR)
    drop = await house.slack.drop_file(CLIENT, "walk.txt", UNCLEAR)
    message = await house.slack.wait_for("who of these was the coach", channel=drop.channel)
    house.models.always(Reply(hang=0.3))
    await asyncio.gather(
        house.slack.press(CLIENT, message, "Speaker 0 coached"),
        house.slack.press(CLIENT, message, "Speaker 1 coached"),
        house.slack.press(CLIENT, message, "Speaker 0 coached"),
    )
    await house.slack.wait_for("Every quote was found", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert len(house.models.calls()) == 2 * each
    assert len(await insights(house)) == 1
    assert await pings(house, drop.channel) == 1
    job = await house.app.services.jobs.get(tenant(house.slack), job_id(tenant(house.slack), drop.file_ids[0]))
    transcript = await house.app.services.transcripts.get(
        tenant(house.slack), job_id(tenant(house.slack), drop.file_ids[0])
    )
    assert job is not None
    assert transcript is not None
    first = f"Speaker {transcript.speakers.index('Speaker 0') and 1}"
    assert (transcript.roles[first].value == "coach") == (job.refs["coach"] == "0")


async def test_stop_twice_while_it_is_analysed_then_an_answer_too_late(house: House) -> None:
    house.models.always(Reply(hang=600))
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("Analysed", channel=drop.channel)
    while not house.models.calls():  # noqa: ASYNC110 - state of another party, told by no event
        await asyncio.sleep(0.02)
    await asyncio.gather(*(house.slack.press(CLIENT, message, "Stop") for _ in range(2)))
    await finished(house, drop.file_ids[0], JobState.CANCELLED)
    assert await insights(house) == []
    (only,) = house.slack.in_channel(drop.channel)
    assert "I have deleted the file" in only.words


async def test_stop_after_the_card_is_there_deletes_nothing(house: House) -> None:
    house.models.always(Reply(hang=0.5))
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("Analysed", channel=drop.channel)
    working = list(message.blocks)
    await finished(house, drop.file_ids[0])
    shown, message.blocks = message.blocks, working
    pressed = asyncio.ensure_future(house.slack.press(CLIENT, message, "Stop"))
    await asyncio.sleep(0)
    message.blocks = shown
    assert (await pressed).status == 200
    await house.slack.wait_for("This session is analysed already")
    assert len(await insights(house)) == 1
    assert "Promised" in message.words


async def test_a_file_given_again_in_another_message_is_answered_there(house: House) -> None:
    file = house.slack.add_file(CLIENT, "session.vtt", SESSION)
    first = await house.slack.drop_files(CLIENT, [file])
    await finished(house, file.id)
    second = await house.slack.drop_files(CLIENT, [file])
    message = await house.slack.wait_for("You gave me this on", channel=second.channel)
    assert message.thread == second.ts
    await house.slack.again(second)
    await house.slack.again(first)
    await asyncio.sleep(0.3)
    assert sum("You gave me this on" in m.words for m in house.slack.in_channel(first.channel)) == 1
    assert len(await insights(house)) == 1


async def test_the_shortcut_on_a_file_somebody_else_gave_is_ones_own_session(house: House) -> None:
    file = house.slack.add_file("U0SOMEBODY", "session.vtt", SESSION)
    await house.slack.drop_files("U0SOMEBODY", [file])
    await finished(house, file.id)
    message = {"ts": house.slack.ts(), "user": "U0SOMEBODY", "files": [house.slack.describe(file)]}
    await house.slack.shortcut(CLIENT, "analyse", "C0PUBLIC", message)
    card = await house.slack.wait_for("Promised", channel=house.slack.direct_channel(CLIENT))
    assert card.thread is not None
    assert len(await insights(house)) == 1
