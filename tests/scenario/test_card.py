"""The card of a session as it stands in the conversation: whom it names, what can be pressed on it, and that it keeps up."""

from typing import Any

from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant


def containers(blocks: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    return [each for each in blocks if each["type"] == "container" and each["title"]["text"].startswith(title)]


async def test_promises_of_the_sample_are_checked_off_on_the_card(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await finished(house, drop.file_ids[0])
        card = next(message for message in slack.in_channel(drop.channel) if "Every quote" in message.words)
        (insight_id,) = await insights(house)
        insight = await house.app.services.insights.get(tenant(slack), insight_id)
        assert insight is not None
        assert len(insight.action_items) > 3
        promised = containers(card.blocks, "Promised")
        assert len(promised) > 1, "more than one holds ten blocks"
        assert str(promised).count("'insight.done#") == len(insight.action_items)
        assert "container" not in str([box["child_blocks"] for box in promised])
        for item in insight.action_items:
            assert item.evidence[0].quote in str(promised), "the receipt stands with its promise"
