"""A session analysed once more on the real program, by another engine than the one that made its card."""

import asyncio

import pytest

from core.people.person import Person
from core.promises import acts
from handlers.intake import again
from tests.fakes.messages_api import MessagesApi, overloaded
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
async def test_what_was_added_stays_and_two_presses_are_one(
    open_house: Open, slack: FakeSlack, models: MessagesApi, locale: str
) -> None:
    slack.member(CLIENT, name="Leila", locale=locale)
    english = locale == "en-GB"
    async with open_house(slack, models, engine="claude") as house:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await finished(house, drop.file_ids[0])
        (insight_id,) = await insights(house)
        before = await house.app.services.insights.get(tenant(slack), insight_id)
        assert before is not None
        assert "intake.again" not in str(slack.in_channel(drop.channel)), "it is analysed as today"
        done = await house.app.services.commitments.of(tenant(slack), insight_id)
        promised = [one for one in done if one.owner == "client"]
        assert await acts.done(house.app.services, Person(tenant(slack), CLIENT), promised[0].id)
    async with open_house(slack, models, engine="offline") as house:
        await slack.command(CLIENT, "insights", channel=drop.channel)
        listed = await slack.wait_for("Sessions" if english else "Sitzungen", channel=drop.channel)
        await slack.press(CLIENT, listed, "insight.open")
        card = await slack.wait_for("Analyse again" if english else "Neu auswerten", channel=drop.channel)
        await asyncio.gather(*(slack.press(CLIENT, card, "intake.again") for _press in range(2)))
        await slack.wait_for("Analysed again" if english else "Neu ausgewertet", channel=drop.channel)
        assert await house.app.storage.db.collection("jobs").count_documents({"kind": again.KIND}) == 1
        after = await house.app.services.insights.get(tenant(slack), insight_id)
        assert after is not None
        assert after.metadata.engine == "offline"
        assert await insights(house) == [insight_id]
        still = {one.id: one.state for one in await house.app.services.commitments.of(tenant(slack), insight_id)}
        assert still[promised[0].id] == "done"
        async with asyncio.timeout(120):
            while "intake.again" in str(card.blocks):  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)


async def test_a_transcript_that_is_gone_and_an_engine_that_is_down_are_told(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await finished(house, drop.file_ids[0])
        (insight_id,) = await insights(house)
        before = await house.app.services.insights.get(tenant(slack), insight_id)
    async with open_house(slack, models, engine="claude") as house:
        await slack.command(CLIENT, "insights", channel=drop.channel)
        listed = await slack.wait_for("Sessions", channel=drop.channel)
        await slack.press(CLIENT, listed, "insight.open")
        card = await slack.wait_for("Analyse again", channel=drop.channel)
        models.always(overloaded())
        await slack.press(CLIENT, card, "intake.again")
        await slack.wait_for("The new analysis did not work out", channel=drop.channel)
        assert await house.app.services.insights.get(tenant(slack), insight_id) == before
        assert before is not None
        await house.app.services.transcripts.delete(tenant(slack), before.source_document_id or "")
        await slack.press(CLIENT, card, "intake.again")
        await slack.wait_for("I no longer have the transcript of this session", channel=drop.channel)
