"""A coach and a client in one Slack workspace, seen from outside: who is told what, and what each can open."""

import asyncio
from datetime import UTC, datetime

from core.changes import Kind
from core.people.person import Person
from core.people.relationships import withdraw
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, House, Open
from tests.scenario.test_main_job import finished, insights, tenant
from tests.storage.samples import change

CLIENT, COACH = "U0CLIENT", "U0COACH"


async def work_together(house: House) -> None:
    """The client invites the coach, who accepts."""
    for user, name in ((CLIENT, "Ana Client"), (COACH, "Cora Coach")):
        house.slack.member(user, real_name=name)
    await house.slack.command(CLIENT, "coach", f"invite <@{COACH}|cora>")
    asked = await house.slack.wait_for("coach", channel=house.slack.direct_channel(CLIENT))
    await house.slack.press(CLIENT, asked, "coach.ask")
    invitation = await house.slack.wait_for("Accept", channel=house.slack.direct_channel(COACH))
    await house.slack.press(COACH, invitation, "Accept")
    async with asyncio.timeout(120):
        while not await _active(house):  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)


async def _active(house: House) -> bool:
    found = await house.app.services.relationships.between(tenant(house.slack), CLIENT, COACH)
    return found is not None and found.state.value == "active"


async def test_a_session_put_into_a_relationship_reaches_both(house: House) -> None:
    await work_together(house)
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    asked = await house.slack.wait_for("Where does this session belong", channel=drop.channel)
    assert house.models.calls() == [], "nothing is analysed until it is answered"
    await house.slack.press(CLIENT, asked, "place.with")
    await finished(house, drop.file_ids[0])
    await house.slack.wait_for("Every quote was found", channel=house.slack.direct_channel(COACH))
    assert len(await insights(house, COACH)) == 1
    profile = await house.app.services.people.get(Person(tenant(house.slack), CLIENT))
    assert profile is not None
    assert any(key.startswith("spoken/") for key in profile.consents), "the confirmation is recorded"


async def test_a_session_kept_to_oneself_stays_there(house: House) -> None:
    await work_together(house)
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    asked = await house.slack.wait_for("Where does this session belong", channel=drop.channel)
    await house.slack.press(CLIENT, asked, "To me alone")
    await finished(house, drop.file_ids[0])
    assert await insights(house, COACH) == []
    assert all("Every quote" not in m.words for m in house.slack.in_channel(house.slack.direct_channel(COACH)))


async def test_a_coach_holds_a_session_and_it_stays_hidden(house: House) -> None:
    await work_together(house)
    drop = await house.slack.drop_file(COACH, "session.vtt", SESSION)
    asked = await house.slack.wait_for("Where does this session belong", channel=drop.channel)
    await house.slack.press(COACH, asked, "place.held")
    await finished(house, drop.file_ids[0])
    assert len(await insights(house, COACH)) == 1
    assert await insights(house, CLIENT) == []
    (insight_id,) = await insights(house, COACH)
    stored = await house.app.services.insights.get(tenant(house.slack), insight_id)
    assert stored is not None
    assert (stored.client_user_id, stored.visible_to_client) == (CLIENT, False)
    told = await house.slack.wait_for("is looking through a session", channel=house.slack.direct_channel(CLIENT))
    assert "Every quote" not in str([m.words for m in house.slack.in_channel(told.channel)])
    assert await house.app.services.jobs.get(tenant(house.slack), f"hold.ends:{insight_id}")
    await house.slack.press(CLIENT, told, "insight.delete")
    await house.slack.wait_for("Deleted", channel=told.channel)
    assert await insights(house, COACH) == []


async def test_another_person_cannot_answer_for_the_uploader(house: House) -> None:
    await work_together(house)
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    asked = await house.slack.wait_for("Where does this session belong", channel=drop.channel)
    await house.slack.press(COACH, asked, "To me alone")
    await house.slack.wait_for("I cannot find that")
    assert await insights(house) == []


async def test_a_session_meant_for_two_is_let_go_when_they_part_before_it_is_analysed(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models) as house:
        await work_together(house)
        drop = await house.slack.drop_file(COACH, "session.vtt", SESSION)
        asked = await house.slack.wait_for("Where does this session belong", channel=drop.channel)
    async with open_house(slack, models, working=False) as idle:
        await idle.slack.press(COACH, asked, "place.with")
        await idle.slack.wait_for("Working on your session", channel=drop.channel)
        relationships = idle.app.services.relationships
        between = await relationships.between(tenant(slack), CLIENT, COACH)
        assert between is not None
        assert await relationships.move(
            withdraw(between, Person(tenant(slack), CLIENT), datetime.now(UTC)), change(Kind.END)
        )
    async with open_house(slack, models) as house:
        await house.slack.wait_for("no longer work together", channel=drop.channel)
        assert await insights(house, COACH) == []
        assert models.calls() == []
