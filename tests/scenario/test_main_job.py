"""A transcript dropped in a Slack DM becomes a stored insight and a card, seen from outside."""

import asyncio
import time

import pytest

from core.analysis.offline import drafting
from core.insight.engine import AnalysisRequest
from core.jobs.job import JobState
from core.people.person import Person, Platform, Tenant
from handlers.intake.jobs import job_id
from tests.fakes.messages_api import MessagesApi, Reply, broken, invented, overloaded
from tests.fakes.slack import FakeSlack
from tests.loop import longest_on_the_loop
from tests.scenario.conftest import QUICK, SAMPLES, SESSION, House, Open, delete_from

CLIENT = "U0CLIENT"


def tenant(slack: FakeSlack) -> Tenant:
    return Tenant(Platform.SLACK, slack.team)


async def finished(house: House, file_id: str, state: JobState = JobState.DONE, seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    job = None
    while time.monotonic() < deadline:
        job = await house.app.services.jobs.get(tenant(house.slack), job_id(tenant(house.slack), file_id))
        if job and job.state == state:
            return
        await asyncio.sleep(0.02)
    shown = "\n---\n".join(message.words for message in house.slack.messages)
    at = f"{job.state} at {job.step!r}, attempt {job.attempt}" if job else "not there"
    raise AssertionError(f"the job did not become {state}, it is {at}; what was shown:\n{shown}")


async def insights(house: House, user: str = CLIENT) -> list[str]:
    page = await house.app.services.insights.mine(Person(tenant(house.slack), user), limit=50)
    return [row.id for row in page.rows]


async def test_a_dropped_file_becomes_one_insight_and_one_card(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    assert drop.status == 200
    card = await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])

    assert card.edits >= 2, "the status message is edited in place until it is the card"
    assert card.thread == drop.ts, "everything happens in the thread of the file"
    assert len(await insights(house)) == 1
    words = [message.words for message in house.slack.in_channel(drop.channel)]
    assert sum("Promised" in text for text in words) == 1
    assert sum("Your insights are ready" in text for text in words) == 1


async def test_it_is_the_same_where_temporal_carries_the_jobs(
    open_house: Open, slack: FakeSlack, models: MessagesApi, temporal: dict[str, str]
) -> None:
    async with open_house(slack, models, temporal=temporal) as house:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await slack.wait_for("Promised", channel=drop.channel)
        await finished(house, drop.file_ids[0])
        words = [message.words for message in slack.in_channel(drop.channel)]
        assert sum("Promised" in text for text in words) == 1
        assert sum("Your insights are ready" in text for text in words) == 1
        assert len(await insights(house)) == 1


async def test_every_stored_quote_stands_in_its_turn(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    (insight_id,) = await insights(house)
    insight = await house.app.services.insights.get(tenant(house.slack), insight_id)
    assert insight is not None
    assert insight.source_document_id is not None
    transcript = await house.app.services.transcripts.get(tenant(house.slack), insight.source_document_id)
    assert transcript is not None
    quotes = [
        found
        for name in ("action_items", "client_discoveries")
        for item in insight.items(name)
        for found in item.evidence
    ]
    assert quotes
    for found in quotes:
        turn = transcript.turn(found.turn)
        assert turn is not None
        assert found.quote in turn.text


async def test_the_same_event_three_times_gives_one_insight_and_one_card(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    again = await asyncio.gather(house.slack.again(drop, retry=1), house.slack.again(drop, retry=2))
    assert [delivery.status for delivery in again] == [200, 200]
    await finished(house, drop.file_ids[0])
    await house.slack.again(drop, retry=3)
    await asyncio.sleep(0.2)
    assert len(await insights(house)) == 1
    assert sum("Promised" in message.words for message in house.slack.in_channel(drop.channel)) == 1


@pytest.mark.parametrize(
    ("mode", "words"),
    [("login_page", "sign-in page"), ("missing_scope", "files:read"), ("gone", "not in Slack any more")],
)
async def test_a_file_that_cannot_be_fetched_gets_its_own_reply(house: House, mode: str, words: str) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION, mode=mode)
    message = await house.slack.wait_for("I could not use this file", channel=drop.channel)
    assert words in message.words
    assert await insights(house) == []


@pytest.mark.parametrize("told", [11 * 1024 * 1024, None], ids=["size told", "size not told"])
async def test_a_file_too_large_is_refused(house: House, told: int | None) -> None:
    drop = await house.slack.drop_file(CLIENT, "long.txt", b"x" * (11 * 1024 * 1024), size=told)
    message = await house.slack.wait_for("10 MB", channel=drop.channel)
    assert "I could not use this file" in message.words
    assert await insights(house) == []


async def test_a_file_nobody_spoke_in_is_refused_with_the_reason(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "notes.txt", b"")
    message = await house.slack.wait_for("I could not use this file", channel=drop.channel)
    assert "empty" in message.words.lower()


async def test_engine_down_keeps_the_session_and_try_again_works(house: House) -> None:
    house.models.always(overloaded())
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("Your session is safe with me; nothing needs", channel=drop.channel)
    await finished(house, drop.file_ids[0], JobState.FAILED)
    house.models.always(Reply())
    await house.slack.press(CLIENT, message, "Try again")
    await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert len(await insights(house)) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (overloaded(), "did not answer, although I tried several times"),
        (Reply(answer=invented), "nothing of its answer could be proven with your session"),
        (Reply(answer="It went well."), "nothing of its answer could be proven with your session"),
        (Reply(status=401, error="authentication_error"), "Your file is not to blame"),
    ],
    ids=["down", "lies", "prose", "no key"],
)
async def test_what_kept_a_session_from_its_card_is_told_as_what_it_is(house: House, reply: Reply, said: str) -> None:
    house.models.always(reply)
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0], JobState.FAILED)
    await house.slack.wait_for(said, channel=drop.channel)


async def test_a_short_outage_of_the_engine_is_waited_out(house: House) -> None:
    house.models.then(broken(), overloaded())
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])


async def test_work_goes_on_after_a_restart(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    """Accepted by a process that does no work and ends; carried on by the next one."""
    async with open_house(slack, models, working=False) as first:
        drop = await first.slack.drop_file(CLIENT, "session.vtt", SESSION)
        assert drop.status == 200
    async with open_house(slack, models) as second:
        await second.slack.wait_for("Promised", channel=drop.channel)
        await finished(second, drop.file_ids[0])


async def test_a_forged_or_stale_signature_stores_nothing(house: House) -> None:
    honest = house.slack.envelope(house.slack.message(CLIENT, subtype="file_share", files=[{"id": "F0FORGED"}]))
    import json  # noqa: PLC0415

    raw = json.dumps(honest)
    forged = await house.slack.send(raw, headers=house.slack.signed(raw, secret="another app's"))
    stale = await house.slack.send(raw, headers=house.slack.signed(raw, at=time.time() - 400))
    unsigned = await house.slack.send(raw, headers={"Content-Type": "application/json"})
    assert [forged.status, stale.status, unsigned.status] == [401, 401, 401]
    assert await house.app.services.jobs.get(tenant(house.slack), job_id(tenant(house.slack), "F0FORGED")) is None


async def test_listing_opening_and_deleting(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    listed = await house.slack.command(CLIENT, "insights")
    assert listed.status == 200
    message = await house.slack.wait_for("Coaching session")
    await house.slack.press(CLIENT, message, "Open")
    card = await house.slack.wait_for("Every quote was found")
    assert "turn" in card.words, "quotes come with their receipts"
    await delete_from(house.slack, CLIENT, card)
    await house.slack.wait_for("The insight and its transcript are gone")
    assert await insights(house) == []


async def test_another_person_finds_nothing_behind_a_button(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    card = await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    await house.slack.press("U0STRANGER", card, "More", choice="Delete")
    await house.slack.wait_for_view("I cannot find that")
    assert len(await insights(house)) == 1


async def test_stop_deletes_what_the_file_left(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    models.always(Reply(hang=600))
    async with open_house(slack, models, overrides=QUICK) as house:
        drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
        message = await house.slack.wait_for("Analysed", channel=drop.channel)
        await house.slack.press(CLIENT, message, "Stop")
        await house.slack.wait_for("I have deleted the file", channel=drop.channel)
        await finished(house, drop.file_ids[0], JobState.CANCELLED)
        assert await insights(house) == []
        assert await house.app.services.transcripts.get(tenant(slack), job_id(tenant(slack), drop.file_ids[0])) is None


async def test_the_person_is_asked_who_coached_where_it_is_not_certain(house: House) -> None:
    unclear = "\n\n".join(
        f"Speaker {n % 2}: {words}"
        for n, words in enumerate(
            ["It was a long week and the rain would not stop.", "Yes, the same here, I walked home in it."] * 12
        )
    ).encode()
    drop = await house.slack.drop_file(CLIENT, "walk.txt", unclear)
    message = await house.slack.wait_for("who of these was the coach", channel=drop.channel)
    assert "“" in message.words, "two samples of each voice are shown"
    assert house.models.calls() == [], "nothing is analysed until it is answered"
    await house.slack.press(CLIENT, message, "Speaker 0 coached")
    await house.slack.wait_for("Every quote was found", channel=drop.channel)
    await finished(house, drop.file_ids[0])


async def test_greeting_and_help(house: House) -> None:
    await house.slack.say(CLIENT, "hello")
    greeting = await house.slack.wait_for("Hello, I am Debrief")
    assert "Drop a file here" in greeting.words
    answer = await house.slack.command(CLIENT, "debrief", "help")
    assert answer.status == 200
    await house.slack.wait_for("What I can do")


async def test_the_same_file_again_is_shown_and_not_done_twice(house: House) -> None:
    first = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, first.file_ids[0])
    calls = len(house.models.calls())
    second = await house.slack.drop_file(CLIENT, "another name.vtt", SESSION)
    await finished(house, second.file_ids[0])
    again = await house.slack.wait_for("here it is", channel=second.channel)
    assert "You gave me this on" in again.words
    assert again.thread == second.ts
    assert len(house.models.calls()) == calls
    assert len(await insights(house)) == 1


async def test_the_same_file_from_somebody_else_is_their_own(house: House) -> None:
    first = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, first.file_ids[0])
    other = await house.slack.drop_file("U0OTHER", "session.vtt", SESSION)
    await finished(house, other.file_ids[0])
    assert len(await insights(house, "U0OTHER")) == 1
    assert all("You gave me this" not in message.words for message in house.slack.in_channel(other.channel))


async def test_several_files_at_once_each_get_their_answer(house: House) -> None:
    files = [
        house.slack.add_file(CLIENT, "session.vtt", SESSION),
        house.slack.add_file(CLIENT, "empty.txt", b""),
        house.slack.add_file(CLIENT, "short.txt", (SAMPLES / "short.txt").read_bytes()),
    ]
    drop = await house.slack.drop_files(CLIENT, files)
    await finished(house, drop.file_ids[0])
    await finished(house, drop.file_ids[1], JobState.FAILED)
    await finished(house, drop.file_ids[2])
    assert len(await insights(house)) == 2


PASTED = (SAMPLES / "short.txt").read_text(encoding="utf-8")


async def test_pasted_text_from_the_form(house: House) -> None:
    await house.slack.command(CLIENT, "insights", "new")
    view = await house.slack.wait_for_view("Paste a session")
    empty = await house.slack.submit(CLIENT, view, {"part1": "nothing said by anybody"})
    assert empty.json["response_action"] == "errors"
    lines = PASTED.splitlines(keepends=True)
    parts = ["".join(lines[n : n + 30])[:3000] for n in range(0, len(lines), 30)]
    sent = await house.slack.submit(CLIENT, view, {f"part{n}": part for n, part in enumerate(parts[:5], start=1)})
    assert sent.status == 200
    await house.slack.wait_for("Every quote was found")
    (insight_id,) = await insights(house)
    insight = await house.app.services.insights.get(tenant(house.slack), insight_id)
    assert insight is not None
    assert insight.transcript_source == "text_input"


async def test_a_session_written_into_the_direct_message(house: House) -> None:
    said = await house.slack.say(CLIENT, PASTED)
    card = await house.slack.wait_for("Every quote was found")
    assert card.thread == said.ts


async def test_the_shortcut_answers_in_a_direct_message(house: House) -> None:
    file = house.slack.add_file("U0SOMEBODY", "session.vtt", SESSION)
    message = {"ts": house.slack.ts(), "user": "U0SOMEBODY", "files": [house.slack.describe(file)]}
    delivery = await house.slack.shortcut(CLIENT, "analyse", "C0PUBLIC", message)
    assert delivery.status == 200
    card = await house.slack.wait_for("Every quote was found")
    assert card.channel == house.slack.direct_channel(CLIENT)
    assert house.slack.in_channel("C0PUBLIC") == []


async def test_a_session_written_into_the_conversation_is_stored_before_the_answer(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as first:
        said = await first.slack.say(CLIENT, PASTED)
        assert said.status == 200
    async with open_house(slack, models) as second:
        card = await second.slack.wait_for("Every quote was found")
        assert card.thread == said.ts


@pytest.mark.parametrize("stamp", ["9" * 400, "now", "", "-1"])
@pytest.mark.parametrize("signature", ["v0=é", "v0=", "", "v0=" + "0" * 64])
async def test_odd_signatures_are_turned_away(house: House, stamp: str, signature: str) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    answer = await house.slack.send("{}", headers=headers)
    assert answer.status == 401


async def test_the_loop_answers_while_a_long_session_is_analysed(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    """Everything slow is in a thread or a child."""
    lines = (
        line
        for n in range(1500)
        for line in (f"Ana: What would you like to do about week {n}?", f"Bo: I feel that I want to stop week {n} now.")
    )
    async with open_house(slack, models, engine="offline") as house:
        drop = await house.slack.drop_file(CLIENT, "long.txt", "\n".join(lines).encode())
        longest = await longest_on_the_loop(finished(house, drop.file_ids[0]))
        (insight_id,) = await insights(house)
        insight = await house.app.services.insights.get(tenant(slack), insight_id)
        assert insight is not None
        transcript = await house.app.services.transcripts.get(tenant(slack), insight.source_document_id or "")
        assert transcript is not None
    before = time.thread_time()
    drafting.draft(AnalysisRequest(transcript))
    took = time.thread_time() - before
    assert longest < took / 2, "as long as a part of the work: it ran on the loop"
