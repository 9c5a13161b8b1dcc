"""The settings through the whole bot in one Slack workspace: the command, the form that finds a fault, and what is stored."""

import asyncio

from core.people.person import Person
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import House, Open, models, open_house, slack
from tests.scenario.test_main_job import CLIENT, tenant

__all__ = ["models", "open_house", "slack"]


async def zone(house: House) -> str | None:
    profile = await house.app.services.people.get(Person(tenant(house.slack), CLIENT))
    return profile.time_zone if profile else None


async def test_a_time_zone_is_set(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    async with open_house(slack, models, working=False) as house:
        slack.member(CLIENT, real_name="Ana Client", tz="Europe/Lisbon", is_admin=True)
        await slack.command(CLIENT, "debrief", "settings")
        card = await slack.wait_for("Europe/Lisbon, as in your profile")
        assert "Organisation settings" in card.words
        await slack.press(CLIENT, card, "Set the time zone")
        view = await slack.wait_for_view("A city is enough")
        (field,) = [block for block in view["blocks"] if block["type"] == "input"]
        assert field["element"]["initial_value"] == "Europe/Lisbon"
        wrong = await slack.submit(CLIENT, view, {"zone": "Berln"})
        assert wrong.json == {
            "response_action": "errors",
            "errors": {"zone": "I do not know “Berln”. Did you mean Europe/Berlin?"},
        }
        assert await zone(house) is None
        assert (await slack.submit(CLIENT, view, {"zone": "Berlin"})).status == 200
        await slack.wait_for("I go by Europe/Berlin for you")
        async with asyncio.timeout(120):
            while await zone(house) != "Europe/Berlin":  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)


async def test_commands_as_they_are_written_in_the_direct_message(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    """A message opens no form: the button under the answer does, and knows whom it is for."""
    async with open_house(slack, models, working=False):
        slack.member("U2IVA")
        await slack.say(CLIENT, "insigths")
        await slack.wait_for("Did you mean insights?")
        await slack.say(CLIENT, "coach invite @iva")
        await slack.wait_for("Pick the name from the list that opens when you type @")
        await slack.say(CLIENT, "coach invite <@U2IVA>")
        await slack.wait_for("U2IVA is my coach")
        await slack.say(CLIENT, "share <@U2IVA>")
        offered = await slack.wait_for("Choose what to share")
        assert not slack.views
        await slack.press(CLIENT, offered, "Choose what to share")
        await slack.wait_for_view("You have no private session to share")
