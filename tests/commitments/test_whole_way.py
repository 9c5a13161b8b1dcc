"""Two sessions through the whole bot: what the first promised, the second shows as done."""

from dataclasses import replace

from core.people.person import Person, Platform, Tenant
from core.ports.insights import Kept
from core.promises.commitments import made_in
from handlers.account import housekeeping
from handlers.intake.intake import Intake
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import House, Open, models, open_house, slack
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

__all__ = ["models", "open_house", "slack"]

FIRST = """Date: 2026-03-02

Coach: Good to see you. What would you like to look at today?
Client: I keep putting off the talk with my sister about the house, and it sits on me every evening.
Coach: What would it be like to have had it?
Client: Lighter, I think. I would sleep better, and she would know where I stand on the whole thing.
Coach: What could be a first step towards that?
Client: I'll call my sister on Sunday. And I'll write the letter to the bank this week.
Coach: What might get in the way of it?
Client: Only my own cowardice, and that one I know quite well by now. I feel calmer already.
Coach: What do you take with you from today?
Client: That it is a conversation and not a trial, which is something new for me.
"""
SECOND = """Date: 2026-03-16

Coach: Welcome back. What has happened since we spoke?
Client: I called my sister on Sunday. It went better than I had feared, she was glad about it.
Coach: How was it for you to make that call?
Client: Strange at first, and then it was simply a talk between two people who like each other.
Coach: And what about the bank?
Client: I almost wrote the letter to the bank. It is still in my head and not on paper.
Coach: What would help you to get it onto paper?
Client: A quiet hour, which I have not had for weeks, to be honest with you.
Coach: What do you make of that?
Client: That nobody hands me a quiet hour, so it is mine to take, and that is a thought I like.
"""


async def given(house: House, name: str, text: str) -> str:
    house.slack.member(CLIENT, name="Client")  # whose voice it is, the name says
    before = set(await insights(house))
    drop = await house.slack.drop_file(CLIENT, name, text.encode())
    await finished(house, drop.file_ids[0])
    (made,) = set(await insights(house)) - before
    return made


async def test_a_promise_of_one_session_is_checked_off_in_the_next(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        here, store = tenant(slack), house.app.storage.commitments
        first = await given(house, "first.txt", FIRST)
        promised = await store.of(here, first)
        assert len(promised) == 2
        second = await given(house, "second.txt", SECOND)
        card = await slack.wait_for("Done since last time (1)")
        assert "I called my sister on Sunday." in card.words
        after = {row.quote: row for row in await store.of(here, first)}
        call = next(row for quote, row in after.items() if "sister" in quote)
        letter = next(row for quote, row in after.items() if "letter" in quote)
        assert (call.state, letter.state) == ("done", "open")
        assert call.proof is not None
        assert call.proof.insight_id == second
        # The bank's letter was due by the end of its week, which is over, and nothing was told of it.
        assert (await store.by_insight(here, [first]))[first] == Kept(2, 1, 1, not_told=1)


async def test_a_crash_between_insight_and_commitments_loses_none(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        storage, here = house.app.storage, tenant(slack)
        made = await given(house, "first.txt", FIRST)
        insight = await storage.insights.get(here, made)
        assert insight is not None
        await storage.commitments.record(Person(here, CLIENT), made, ())  # as if it had died before this write
        job = await storage.jobs.get(here, insight.source_document_id or "")
        assert job is not None
        await storage.jobs.wake(here, job.id, step="ready")
        house.app.services.wake()
        await finished(house, job.refs["file"])
        assert tuple(await storage.commitments.of(here, made)) == made_in(insight)


async def test_every_bot_keeps_house_and_says_its_own_care_note(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        clock, jobs = house.app.services.clock, house.app.services.jobs
        this_hour = await jobs.get(housekeeping.HOUSE, housekeeping.job_at(clock.now()).id)
        assert this_hour is not None
        assert this_hour.tenant.platform is Platform.LOCAL
        worker = house.app.worker
        intake = worker.handlers["intake"]
        assert isinstance(intake, Intake)
        worker.handlers = {**worker.handlers, "intake": replace(intake, care_note="Ring the bell in the hall.")}
        said = FIRST.replace("Only my own cowardice", "Sometimes I want to kill myself")
        drop = await slack.drop_file(CLIENT, "heavy.txt", said.encode())
        told = await slack.wait_for("Ring the bell in the hall.", channel=drop.channel)
        assert "kill" not in told.words
        await house.app.storage.tenants.set_care_note(Tenant(Platform.SLACK, slack.team), "Ask for Noor at the door.")
        drop = await slack.drop_file(CLIENT, "heavier.txt", said.replace("want to", "really want to").encode())
        await slack.wait_for("Ask for Noor at the door.", channel=drop.channel)
