"""The whole story in one Slack workspace, on the real bot with a wound clock: a promise is found, kept, planned, spoken of,
moved, done, and shown in the next session's card."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from core.jobs.job import JobState
from core.people.person import Person
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import elements
from tests.scenario.conftest import QUICK, House, Open, models, open_house, slack
from tests.scenario.test_kept_presses import until
from tests.scenario.test_main_job import CLIENT, finished, tenant

__all__ = ["models", "open_house", "slack"]

FIRST = """Date: {day}

Coach: Good to see you. What would you like to look at today?
Client: I keep putting off the talk with my sister about the house, and it sits on me every evening.
Coach: What would it be like to have had it?
Client: Lighter, I think. I would sleep better, and she would know where I stand on the whole thing.
Coach: What could be a first step towards that?
Client: I'll call my sister on Thursday. And I'll write the letter to the bank this week.
Coach: What might get in the way of it?
Client: Only my own cowardice, and that one I know quite well by now. I feel calmer already.
Coach: What do you take with you from today?
Client: That it is a conversation and not a trial, which is something new for me.
"""
SECOND = """Date: {day}

Coach: Welcome back. What has happened since we spoke?
Client: I wrote the letter to the bank last week. It was easier than I had feared, and it is in the post.
Coach: How was it for you to send it?
Client: Strange at first, and then it was simply a letter between people who know each other.
Coach: What does that tell you about the next one?
Client: That nobody hands me a quiet hour, so it is mine to take, and that is a thought I like.
Coach: What would help you to keep that thought?
Client: To see it written down, somewhere that I pass by in the morning on my way out.
"""
LINE = "When I am back from lunch on Thursday, I call my sister from the garden."


class Wound:
    """The database's clock, moved on."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> timedelta:
        return self.by

    def to(self, moment: datetime) -> None:
        self.by = moment - datetime.now(UTC)


async def wind(house: House, wound: Wound, moment: datetime) -> None:
    """Once nothing is under way: what runs while the clock leaps has run for days, and counts as dead."""
    jobs = house.app.storage.db.collection("jobs")

    async def at_rest() -> bool:
        due = {"state": JobState.QUEUED.value, "due": {"$lte": house.app.services.clock.now()}}
        return await jobs.count_documents({"$or": [{"state": JobState.RUNNING.value}, due]}) == 0

    await until(at_rest)
    wound.to(moment)


def monday() -> datetime:
    """Nine in the morning of the Monday after next, in winter, when it is the same hour in London and in UTC."""
    day = datetime.now(UTC).date()
    day += timedelta(days=14 - day.weekday())
    while not (day.month in {1, 2, 11, 12} and (day + timedelta(days=14)).month in {1, 2, 11, 12}):
        day += timedelta(days=7)
    return datetime.combine(day, time(9), UTC)


async def test_found_kept_planned_spoken_of_moved_done_and_shown(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    wound, begin = Wound(), monday()
    wound.to(begin)
    async with open_house(slack, models, engine="offline", overrides=replace(QUICK, ahead=wound, tick=0.5)) as house:
        slack.member(CLIENT, name="Client")  # whose voice it is, the name says
        drop = await slack.drop_file(CLIENT, "first.txt", FIRST.format(day=begin.date()).encode())
        await finished(house, drop.file_ids[0])
        await wind(house, wound, begin + timedelta(minutes=4))
        asked = await slack.wait_for("What you said you would do")
        assert asked.words.count("Keep what you want to be reminded of") == 1

        await slack.press(CLIENT, asked, "Keep all of these")
        asked = await slack.wait_for("I come back to it on")
        await slack.press(CLIENT, asked, "Make a plan")
        form = await slack.wait_for_view("Your plan")
        await slack.submit(CLIENT, form, {"line": LINE, "obstacle": ""})
        await slack.wait_for("13:00.")

        thursday = begin + timedelta(days=3)
        await wind(house, wound, thursday + timedelta(hours=4, minutes=3))
        reminder = await slack.wait_for("back from lunch on Thursday, I call my sister from the garden”")
        assert [element["text"]["text"] for element in elements(reminder.blocks) if element.get("type") == "button"]
        await slack.press(CLIENT, reminder, "Tomorrow")
        await slack.wait_for("I come back to it on")
        before = len(slack.messages)

        await wind(house, wound, thursday + timedelta(days=1, hours=4, minutes=3))
        async with asyncio.timeout(120):
            while len(slack.messages) == before:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.05)
        second = slack.messages[-1]
        assert "from the garden" in second.words
        assert "letter to the bank" in second.words  # gathered
        await slack.press(CLIENT, second, "Done")
        await slack.wait_for("Done on")

        await wind(house, wound, begin + timedelta(days=14))
        again = await slack.drop_file(
            CLIENT, "second.txt", SECOND.format(day=(begin + timedelta(days=14)).date()).encode()
        )
        await finished(house, again.file_ids[0])
        await slack.wait_for("Done since last time (1)", channel=again.channel)
        person = Person(tenant(slack), CLIENT)
        open_ = (await house.app.storage.commitments.listed(person, settled=False, limit=9)).rows
        assert open_ == ()
        messages = len(slack.messages)
        await wind(house, wound, begin + timedelta(days=30, hours=4))
        await asyncio.sleep(2)  # several looks: nothing is left to speak of
        assert [message for message in slack.messages[messages:] if "garden" in message.words] == []
