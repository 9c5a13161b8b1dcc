"""Promises through the whole bot in one Slack workspace: the command, a press, the form, the card and the Home tab."""

import asyncio
from datetime import UTC, datetime, timedelta

from core.promises.commitments import Commitment
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import visible_text
from tests.scenario.conftest import House, Open, models, open_house, slack
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

__all__ = ["models", "open_house", "slack"]

SESSION = """Date: 2026-03-02

Coach: Good to have you here. Where shall we begin today?
Client: With the choir. I have put off telling them that I need a season without it, and it weighs on me.
Coach: What would be different once they know?
Client: I would breathe again. My evenings would be mine, and nobody would wait for me in vain.
Coach: What could be a first step towards that?
Client: I'll write to the choir on Thursday. And I'll book the train to my brother this week.
Coach: What might get in the way?
Client: My wish to please everybody, which I know rather well by now. I feel lighter already.
Coach: What do you take with you from this hour?
Client: That a pause is not the same as leaving, and that is new for me.
"""


async def stored(house: House) -> list[Commitment]:
    (insight,) = await insights(house)
    return list(await house.app.storage.commitments.of(tenant(house.slack), insight))


async def says_who(house: House, channel: str) -> None:
    """Nothing is followed up until the uploader says which voice is theirs."""
    card = await house.slack.wait_for("Which voice is you?", channel=channel)
    assert await stored(house) == []
    await house.slack.press(CLIENT, card, "I am “Client”")
    async with asyncio.timeout(120):
        while "Which voice is you?" in card.words:  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)
    await states(house, "open", "open")


async def states(house: House, *wanted: str) -> list[Commitment]:
    """The promises, once they are in these states, in any order."""
    async with asyncio.timeout(120):
        while sorted(row.state for row in await stored(house)) != sorted(wanted):  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.02)
    return await stored(house)


async def on_record(house: House, operation: str) -> int:
    insight = (await stored(house))[0].insight_id
    told = await house.app.services.audit.of(tenant(house.slack), insight)
    return [entry.operation for entry in told].count(operation)


async def test_promises_from_the_card_to_the_command(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    async with open_house(slack, models, engine="offline") as house:
        slack.member(CLIENT, real_name="Ana Client")
        drop = await slack.drop_file(CLIENT, "session.txt", SESSION.encode())
        await finished(house, drop.file_ids[0])
        await says_who(house, drop.channel)
        assert [row.state for row in await stored(house)] == ["open", "open"]
        card = await slack.wait_for("Every quote was found", channel=drop.channel)
        edits = card.edits
        await asyncio.gather(*(slack.press(CLIENT, card, "insight.done") for _ in range(2)))
        await states(house, "done", "open")
        edited = await slack.wait_for("Done on", channel=drop.channel)
        assert (edited.ts, edited.words.count("Done on")) == (card.ts, 1)
        assert edited.edits > edits
        async with asyncio.timeout(120):  # a job enters it, which the card does not wait for
            while not await on_record(house, "commitment done"):  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        assert await on_record(house, "commitment done") == 1

        await slack.command(CLIENT, "actions", channel=drop.channel)
        listed = await slack.wait_for("Another date", channel=drop.channel)
        assert "The day has passed" in listed.words
        await slack.press(CLIENT, listed, "Another date")
        form = await slack.wait_for_view("Change this promise")
        later = datetime.now(UTC).date() + timedelta(days=3)
        await slack.submit(CLIENT, form, {"action": "In my own words, kindly", "date": later.isoformat()})
        anew = await slack.wait_for("In my own words, kindly", channel=drop.channel)
        renewed = next(row for row in await states(house, "done", "renegotiated") if row.renewed)
        assert (renewed.due, renewed.action) == (later, "In my own words, kindly")
        assert renewed.changed is not None
        assert renewed.changed.by == CLIENT

        await slack.open_home(CLIENT)
        async with asyncio.timeout(120):
            while "kindly" not in visible_text(slack.homes.get(CLIENT, {"blocks": []})["blocks"]):  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        assert "In my own words, kindly" in visible_text(slack.homes[CLIENT]["blocks"])
        await slack.press(CLIENT, anew, "Done")
        await slack.wait_for("You have no open promises here.", channel=drop.channel)
        await states(house, "done", "done")
        async with asyncio.timeout(120):
            while "kindly" in visible_text(slack.homes[CLIENT]["blocks"]):  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        await slack.command(CLIENT, "actions", "done", channel=drop.channel)
        settled = await slack.wait_for("Promises that are settled", channel=drop.channel)
        assert settled.words.count("Done on") == 2


async def test_checked_off_on_the_home_tab_and_in_an_opened_part(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        slack.member(CLIENT, real_name="Ana Client")
        drop = await slack.drop_file(CLIENT, "session.txt", SESSION.encode())
        await finished(house, drop.file_ids[0])
        await says_who(house, drop.channel)
        await slack.open_home(CLIENT)
        async with asyncio.timeout(120):
            while visible_text(slack.homes.get(CLIENT, {"blocks": []})["blocks"]).count("Done") != 2:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        await slack.press(CLIENT, slack.homes[CLIENT], "Done")
        await states(house, "done", "open")
        async with asyncio.timeout(120):
            while visible_text(slack.homes[CLIENT]["blocks"]).count("Done") != 1:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        await slack.press(CLIENT, slack.homes[CLIENT], "actions.list")
        over = await slack.wait_for_view("The day has passed")
        await slack.press(CLIENT, over, "Drop")
        await states(house, "done", "dropped")
        await slack.wait_for_view("You have no open promises here.")
