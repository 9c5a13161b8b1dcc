"""The card of a session as it stands in the conversation: whom it names, what can be pressed on it, and that it keeps up."""

import asyncio
from typing import Any

from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, House, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant


def containers(blocks: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    return [each for each in blocks if each["type"] == "container" and each["title"]["text"].startswith(title)]


async def test_promises_of_the_sample_are_checked_off_on_the_card(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        slack.member(CLIENT, name="Leila Nassiri")
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await finished(house, drop.file_ids[0])
        card = next(message for message in slack.in_channel(drop.channel) if "Every quote" in message.words)
        (insight_id,) = await insights(house)
        insight = await house.app.services.insights.get(tenant(slack), insight_id)
        assert insight is not None
        assert len(insight.action_items) > 3
        promised = containers(card.blocks, "Promised")
        assert promised
        assert str(promised).count("'insight.done#") == sum(item.owner == "client" for item in insight.action_items)
        assert "container" not in str([box["child_blocks"] for box in promised])
        for item in insight.action_items:
            assert item.evidence[0].quote in str(promised), "the receipt stands with its promise"


async def test_what_is_done_elsewhere_shows_on_the_card(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        slack.member(CLIENT, name="Leila Nassiri")
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await finished(house, drop.file_ids[0])
        card = next(message for message in slack.in_channel(drop.channel) if "Every quote" in message.words)
        assert "done on" not in card.words
        await slack.wait_for("Keep what you want to be reminded of", channel=drop.channel)
        before = len(slack.in_channel(drop.channel))
        await slack.command(CLIENT, "actions")
        listed = await slack.wait_for("Open promises", channel=drop.channel)
        await slack.press(CLIENT, listed, "actions.done")
        async with asyncio.timeout(120):
            while "Done on" not in card.words:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
        assert len(slack.in_channel(drop.channel)) == before + 1, "the list, and nothing else"


async def test_title_and_day_are_changed_on_the_card_itself(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    card = next(message for message in house.slack.in_channel(drop.channel) if "Every quote" in message.words)
    before = len(house.slack.in_channel(drop.channel))
    await house.slack.press(CLIENT, card, "Another day")
    view = await house.slack.wait_for_view("Title and date")
    await house.slack.submit(CLIENT, view, {"title": "Leaving the old office", "date": "2026-03-12"})
    async with asyncio.timeout(120):
        while "Leaving the old office" not in card.words:  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)
    assert "12 Mar 2026" in card.words
    assert len(house.slack.in_channel(drop.channel)) == before
