"""Two sessions through the whole bot: what the first promised, the second shows as done."""

import time
from dataclasses import replace
from typing import Any

import pytest

from core.faults import ChildFault, ChildLost
from core.insight.engine import OpenCommitment
from core.insight.sections.action_item import ActionItem
from core.people.person import Person, Platform, Tenant
from core.ports.insights import Kept
from core.promises.commitments import made_in
from core.promises.recording import record
from core.refusal import Reason, Refused
from core.sandbox import tasks
from core.transcript import Role, Transcript, Turn
from handlers.account import housekeeping
from handlers.intake.intake import Intake
from handlers.promises import commitments
from handlers.services import Services
from tests.commitments.test_follow_up import proof, session
from tests.fakes.guarded_work import Failing
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.loop import longest_on_the_loop
from tests.scenario.conftest import QUICK, House, Open, models, open_house, slack
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


@pytest.mark.parametrize(
    "fault",
    [ChildLost("killed"), ChildFault("ValueError", "a.py:1"), Refused(Reason.TOO_COMPLEX, "Too much.")],
    ids=str,
)
async def test_where_the_child_is_lost_promises_stay_open_and_the_card_comes(
    open_house: Open, slack: FakeSlack, models: MessagesApi, fault: Exception
) -> None:
    works: list[Failing] = []

    def around(services: Services) -> Services:
        works.append(Failing(services.work, lambda task, _given: task == tasks.CHECK_OFF.name, fault))
        return replace(services, work=works[0])

    async with open_house(slack, models, engine="offline", overrides=replace(QUICK, around=around)) as house:
        here = tenant(slack)
        first = await given(house, "first.txt", FIRST)
        assert works[0].tried == 0, "nothing was open, so no child is asked"
        second = await given(house, "second.txt", SECOND)
        await slack.wait_for("Done since last time (1)")
        assert works[0].tried == 1
        states = {row.quote: row.state for row in await house.app.storage.commitments.of(here, first)}
        assert sorted(states.values()) == ["done", "open"]  # the one that the analysis itself had proven
        job = await house.app.services.jobs.get(here, (await _stored(house, second)).source_document_id or "")
        assert job is not None
        assert (job.lost, job.fails) == (0, 0)


async def _stored(house: House, insight: str) -> Any:
    return await house.app.services.insights.get(tenant(house.slack), insight)


async def test_the_loop_answers_while_a_long_session_is_searched_for_kept_promises(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    turns = tuple(
        Turn(n, "Ana", f"I talked with aunt {n} and I wrote down name {n}.", role=Role.CLIENT) for n in range(1, 800)
    )
    items = tuple(ActionItem(action=f"Buy boat {n}", evidence=proof(1, f"I'll buy boat {n}")) for n in range(20))
    async with open_house(slack, models, engine="offline", working=False) as house:
        services, here = house.app.services, tenant(slack)
        mine: dict[str, Any] = {
            "platform": here.platform,
            "tenant_id": here.id,
            "client_user_id": CLIENT,
            "created_by": CLIENT,
        }
        before, later = session(**mine, action_items=items), session(1, **mine, source_document_id="long")
        long = Transcript("test", turns, "en", session_date=later.session_date)
        await services.transcripts.put(Person(here, CLIENT), long, "", id="long")
        for insight in (before, later):
            await services.insights.create(insight)
            await record(services, here, insight.id)
        longest = await longest_on_the_loop(commitments.check_off_again(services, later, None))
        assert {row.state for row in await services.commitments.of(here, before.id)} == {"open"}
    open_ones = tuple(
        OpenCommitment(str(n), item.action, "client", f"I'll buy boat {n}") for n, item in enumerate(items)
    )
    start = time.thread_time()
    assert tasks.check_off(long, open_ones) == ()
    assert longest < (time.thread_time() - start) / 2, "as long as a part of the work: it ran on the loop"


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
