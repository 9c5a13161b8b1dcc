"""The brief in one Slack workspace, on the real bot with a wound clock: both agree, the client is shown it the day before and
hides a line, and the coach gets the rest once; asked for with a command, it waits for the yes of the client."""

from dataclasses import replace
from datetime import timedelta

from core.people.person import Person
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.nudges.test_story import Wound, monday, wind
from tests.scenario.conftest import QUICK, Open, models, open_house, slack
from tests.scenario.test_main_job import finished, tenant
from tests.scenario.test_two_people import CLIENT, COACH, work_together

__all__ = ["models", "open_house", "slack"]

SESSION = """Date: {day}

Coach: Good to see you. What would you like to look at today?
Client: I keep putting off the talk with my sister about the house, and it sits on me every evening.
Coach: What would it be like to have had it?
Client: Lighter, I think. I would sleep better, and she would know where I stand on the whole thing.
Coach: What could be a first step towards that?
Client: I'll call my sister by next time. And I'll write the letter to the bank this week.
Coach: What might get in the way of it?
Client: Only my own cowardice, and that one I know quite well by now. I feel calmer already.
Coach: What do you take with you from today?
Client: That it is a conversation and not a trial, which is something new for me.
Coach: Good. So we meet again next Thursday at three.
"""


async def test_both_agree_the_client_hides_a_line_and_the_coach_gets_the_rest(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    wound, begin = Wound(), monday()
    wound.to(begin)
    ours, theirs = slack.direct_channel(CLIENT), slack.direct_channel(COACH)
    async with open_house(slack, models, engine="offline", overrides=replace(QUICK, ahead=wound, tick=0.5)) as house:
        await work_together(house)
        drop = await slack.drop_file(COACH, "session.txt", SESSION.format(day=begin.date()).encode())
        placing = await slack.wait_for("Where does this session belong", channel=drop.channel)
        await slack.press(COACH, placing, "place.with")
        await finished(house, drop.file_ids[0])
        bond = await house.app.storage.relationships.between(tenant(slack), CLIENT, COACH)
        assert bond is not None
        assert bond.next_session is not None
        assert (bond.next_session.day - begin.date()).days == 10
        assert str(bond.next_session.at) == "15:00:00"
        assert not [message for message in slack.messages if "When do you meet next?" in message.words]
        client = Person(tenant(slack), CLIENT)
        open_ = (await house.app.storage.commitments.listed(client, settled=False, limit=9)).rows
        assert bond.next_session.day in {one.due for one in open_}  # "by next time"

        await slack.command(COACH, "coach", f"prep <@{CLIENT}|ana>")
        settings = await slack.wait_for("Briefs before sessions: off.", channel=theirs)
        await slack.press(COACH, settings, "Yes to briefs")
        wished = await slack.wait_for("would like a brief before your sessions", channel=ours)
        await slack.press(CLIENT, wished, "Yes to briefs")
        await slack.wait_for("Briefs for U0COACH: on.", channel=ours)

        await slack.command(COACH, "coach", f"prep <@{CLIENT}|ana>")
        await slack.wait_for("I show it to U0CLIENT first.", channel=theirs)
        asked = await slack.wait_for("Nothing is sent without your yes.", channel=ours)
        await slack.press(CLIENT, asked, "Nothing this time")
        await slack.wait_for("gets no brief this time", channel=ours)
        assert not [message for message in slack.messages if "Before your next session with" in message.words]

        # Another day: what was declined was before the session of the first.
        meets = begin + timedelta(days=11)
        await slack.command(CLIENT, "coach", "")
        card = await slack.wait_for("your coach since", channel=ours)
        await slack.press(CLIENT, card, "Next session")
        form = await slack.wait_for_view("The next session")
        await slack.submit(CLIENT, form, {"date": meets.date().isoformat(), "time": "15:00"})
        await slack.wait_for("You meet next on", channel=ours)

        await wind(house, wound, meets - timedelta(days=1) + timedelta(hours=3, minutes=33))
        preview = await slack.wait_for("gets this before your next session", channel=ours)
        await slack.press(CLIENT, preview, "Hide it")
        await slack.wait_for("Hidden: it is not in the brief.", channel=ours)
        await wind(house, wound, meets + timedelta(hours=3, minutes=33))
        brief = await slack.wait_for("Before your next session with U0CLIENT", channel=theirs)
        told = [one for one in ("call my sister", "letter to the bank") if one in brief.words]
        assert len(told) == 1
        await wind(house, wound, meets + timedelta(hours=5))
        await slack.command(COACH, "debrief", "help", channel=theirs)
        await slack.wait_for("What I can do", channel=theirs)
        sent = [message for message in slack.messages if "Before your next session with" in message.words]
        assert len(sent) == 1
