"""Plain questions to the real program in Slack, in two languages: short answers with receipts, and no session by mistake."""

import asyncio

from tests.commitments.test_whole_way import FIRST
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import Open
from tests.scenario.test_main_job import CLIENT, finished, insights


async def test_questions_are_answered_from_what_was_given(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    slack.member(CLIENT, name="Ana", locale="en-GB")
    async with open_house(slack, models, engine="offline") as house:
        channel = slack.direct_channel(CLIENT)
        await slack.say(CLIENT, "what did I promise?")
        await slack.wait_for("I found nothing about that in your sessions", channel=channel)
        drop = await slack.drop_file(CLIENT, "first.txt", FIRST.encode())
        await finished(house, drop.file_ids[0])
        card = await slack.wait_for("Which voice is you?", channel=channel)
        await slack.press(CLIENT, card, "I am “Client”")
        async with asyncio.timeout(120):
            while "I am “Client”" in card.words:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
        await slack.say(CLIENT, "What did I promise?")
        told = await slack.wait_for("You promised 2 things (Mon 2 Mar 2026):", channel=channel)
        assert "I'll call my sister on Sunday." in told.words
        await slack.say(CLIENT, "When did we last speak?")
        await slack.wait_for("The last session", channel=channel)
        await slack.say(CLIENT, "What did I say about my sister?")
        said = await slack.wait_for("What was said about that", channel=channel)
        assert "I'll call my sister on Sunday." in said.words
        await slack.say(CLIENT, "thanks :+1:")
        await slack.wait_for("You are welcome", channel=channel)
        assert len(await insights(house)) == 1, "no question became a session"
        await slack.press(CLIENT, said, "Open the session")
        await slack.wait_for("Promised (2)", channel=channel)


async def test_the_same_in_german(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    slack.member(CLIENT, name="Ana", locale="de-DE")
    async with open_house(slack, models, engine="offline") as house:
        channel = slack.direct_channel(CLIENT)
        drop = await slack.drop_file(CLIENT, "first.txt", FIRST.encode())
        await finished(house, drop.file_ids[0])
        card = await slack.wait_for("Welche Stimme", channel=channel)
        await slack.press(CLIENT, card, "Ich bin „Client“")
        async with asyncio.timeout(120):
            while "Ich bin „Client“" in card.words:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
        await slack.say(CLIENT, "Was habe ich versprochen?")
        await slack.wait_for("Du hast 2 Dinge zugesagt (Mo., 2. März 2026):", channel=channel)
        await slack.say(CLIENT, "Wann ist meine nächste Sitzung?")
        await slack.wait_for("weiß ich noch nicht", channel=channel)
        await slack.say(CLIENT, "Was ist offen?")
        await slack.wait_for("Offene Zusagen", channel=channel)
        await slack.say(CLIENT, "Danke!")
        await slack.wait_for("Gern geschehen", channel=channel)
        await slack.say(CLIENT, FIRST.partition("Coach:")[2])
        async with asyncio.timeout(120):
            while len(await insights(house)) < 2:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.05)
