"""Programs of people's own are told what is done, by ids alone, at least once, and only of what their person may see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.webhooks import poster
from core.card import Form
from core.insight.model import Status
from core.jobs.handler import Finished, Later
from core.jobs.job import Job, JobState
from core.people.person import Person
from core.people.relationships import State
from core.promises.recording import record
from core.webhooks import acts
from core.webhooks.record import Event
from handlers.intake.analysis import fail
from handlers.webhooks.sending import DELAYS, Sending
from tests.relationships.house import HERE, START, House, person, words_of
from tests.webhooks.receiver import Receiver, receiver

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


@dataclass
class Told:
    """A house in which messages go to `there`; `run` sends what waits."""

    house: House
    there: Receiver

    async def add(self, who: Person = ADA, events: tuple[str, ...] = tuple(Event)) -> None:
        card = (await self.house.write(who, "webhook")).cards[0]
        form = (await self.house.press_on(who, card, "Add a webhook")).forms[0]
        shown = (await self.house.send(who, form, url=self.there.url, events=events)).forms[0]
        self.there.secrets.add(secret_of(shown))

    async def run(self) -> list[Finished | Later]:
        """Every message that waits, once, whenever it is due."""
        jobs = self.house.storage.db.collection("jobs")
        now = self.house.storage.clock.moment()
        await jobs.update_many({"kind": acts.KIND, "state": "queued"}, [{"$set": {"due": now}}])
        done: list[Finished | Later] = []
        while job := await self.house.services.jobs.claim(timedelta(minutes=1)):
            if job.kind != acts.KIND:
                await self.house.services.jobs.finish(job, JobState.DONE)
                continue
            outcome = await Sending(self.house.services).run(job)
            match outcome:
                case Finished(state):
                    await self.house.services.jobs.finish(job, state)
                case Later():
                    await self.house.services.jobs.release(job, delay=timedelta(days=1), failed=False)
                case Job():
                    raise AssertionError("it is one step")
            done.append(outcome)
        return done

    async def completed(self, insight_id: str) -> None:
        await acts.tell(self.house.services, await self.house.insight(insight_id), Event.COMPLETED)

    @property
    def ids(self) -> set[str]:
        return {sent for sent, _body in self.there.got}

    @property
    def types(self) -> list[str]:
        return [body["type"] for _sent, body in self.there.got]


def secret_of(form: Form) -> str:
    return next(word for word in words_of(form.title, form.blocks).split() if word.startswith("whsec_"))


@pytest_asyncio.fixture(loop_scope="session")
async def told(house: House) -> AsyncIterator[Told]:
    async with receiver() as there, poster(loopback=True) as post:
        yield Told(replace(house, services=replace(house.services, poster=post)), there)


async def test_what_is_sent_is_ids_alone_and_signed(told: Told) -> None:
    insight_id = await told.house.session(ADA)
    await told.add()
    told.house.clock.pass_(
        days=40
    )  # as the playground's is wound on: whoever checks the signature has the time of the world
    await told.completed(insight_id)
    await told.completed(insight_id)
    assert await told.run() == [Finished()]
    assert told.there.moments == [str(int(START.timestamp()))]
    ((sent, body),) = told.there.got
    assert sent.startswith("msg_")
    assert body == {"type": "insight.completed", "timestamp": body["timestamp"], "data": {"insight_id": insight_id}}
    row = await told.house.storage.db.collection("webhooks").find_one({})
    assert told.there.url not in repr(row)
    assert not any(secret in repr(row) for secret in told.there.secrets)


async def test_a_promise_is_kept_by_hand_and_opened_again_and_kept(told: Told) -> None:
    insight_id = await told.house.session(ADA)
    await record(told.house.services, HERE, insight_id)
    await told.add()
    promise = (await told.house.services.commitments.of(HERE, insight_id))[0].id
    for _round in range(2):
        await told.house.press(ADA, "insight.done", promise)
        await told.run()
        await told.house.press(ADA, "actions.reopen", f"{promise}||done||")
    assert [body["data"] for _sent, body in told.there.got] == [{"insight_id": insight_id, "promise_id": promise}] * 2
    assert len(told.ids) == 2
    await told.house.press(ADA, "insight.done", promise)
    await told.house.press(ADA, "actions.reopen", f"{promise}||done||")
    await told.run()
    assert len(told.there.got) == 2, "by the time it is sent it is not kept any more"


async def test_a_failure_is_told_each_time(told: Told) -> None:
    insight_id = await told.house.session(ADA, status=Status.PROCESSING, completed_at=None)
    await told.add()
    job = Job("J", "intake", HERE, refs={"person": ADA.id, "insight": insight_id})
    for _ in range(2):
        await fail(told.house.services, job, insight_id, "no")
    await told.run()
    assert told.types == ["insight.failed"]


async def test_who_may_not_see_it_is_not_told_and_is_once_they_may(told: Told) -> None:
    """By a coach's hold, and by a grant that ends before the message is sent."""
    held = await told.house.paired_session(IVA, ADA, visible_to_client=False, held_since=told.house.clock.now())
    await told.add(ADA)
    await told.completed(held)
    assert await told.run() == []
    await told.house.press(IVA, "insight.hold", f"{held}|")
    await told.run()
    assert told.types == ["insight.completed"]
    await told.run()
    assert len(told.there.got) == 1
    alone = await told.house.session(ADA, 2)
    await told.add(BO)
    await told.completed(alone)
    assert [job for job in await told.run() if job == Finished()] == [Finished()], "Ada alone"


async def test_access_that_ends_before_it_is_sent_ends_it(told: Told) -> None:
    shared = await told.house.paired_session(IVA, ADA)
    await told.add(IVA)
    await told.completed(shared)
    bond = await told.house.bond(ADA, IVA)
    await told.house.press(ADA, "coach.withdraw", bond.id)
    assert (await told.house.bond(ADA, IVA)).state is State.ENDED
    assert await told.run() == [Finished(JobState.CANCELLED)]
    assert told.there.got == []


async def test_what_is_not_taken_comes_again_under_the_same_id_and_is_given_up_after_days(told: Told) -> None:
    insight_id = await told.house.session(ADA)
    await told.add()
    told.there.status = 503
    await told.completed(insight_id)
    waits = [(await told.run())[0] for _ in DELAYS]
    assert waits == [Later(delay) for delay in DELAYS]
    assert timedelta(days=3) < sum(DELAYS, timedelta()) < timedelta(days=4)
    assert await told.run() == [Finished(JobState.FAILED)]
    assert len(told.ids) == 1
    assert len(told.there.got) == len(DELAYS) + 1
    said = told.house.chat.of(ADA)[-1]
    assert "has not answered for days" in words_of(said.title, said.blocks)
    told.there.status = 204
    await told.completed(await told.house.session(ADA, 2))
    assert await told.run() == []
    await told.house.press_on(ADA, said, "Turn it on again")
    await told.completed(await told.house.session(ADA, 3))
    assert await told.run() == [Finished()]


async def test_a_crash_after_it_was_sent_sends_it_once_more_under_the_same_id(told: Told) -> None:
    await told.add()
    await told.completed(await told.house.session(ADA))
    for _process in range(2):
        job = await told.house.services.jobs.claim(timedelta())
        while job and job.kind != acts.KIND:
            job = await told.house.services.jobs.claim(timedelta())
        assert job is not None
        assert await Sending(told.house.services).run(job) == Finished()
    assert len(told.there.got) == 2
    assert len(told.ids) == 1


async def test_a_program_that_says_it_is_gone_is_believed(told: Told) -> None:
    await told.add()
    told.there.status = 410
    await told.completed(await told.house.session(ADA))
    assert await told.run() == [Finished(JobState.FAILED)]
    (webhook,) = await told.house.services.webhooks.of(ADA)
    assert webhook.off_since is not None


async def test_where_nobody_listens_nothing_is_waited_for(told: Told) -> None:
    insight_id = await told.house.session(ADA)
    await told.add(events=("promise.kept",))
    await told.completed(insight_id)
    assert await told.run() == []
    card = (await told.house.write(ADA, "webhook")).cards[0]
    await told.house.press_on(ADA, card, "Remove")
    assert list(await told.house.services.webhooks.of(ADA)) == []


@pytest.mark.parametrize(
    ("url", "events", "about"),
    [("https://10.0.0.1/", ("insight.completed",), "url"), ("https://example.com/", (), "events")],
)
async def test_what_is_wrong_is_said_beside_its_field(
    house: House, url: str, events: tuple[str, ...], about: str
) -> None:
    card = (await house.write(ADA, "webhook")).cards[0]
    form = (await house.press_on(ADA, card, "Add a webhook")).forms[0]
    answer = await house.send(ADA, form, url=url, events=events)
    assert list(answer.wrong) == [about]
    assert await house.services.webhooks.of(ADA) == []


async def test_a_guest_has_none_and_nobody_has_many(house: House) -> None:
    for n in range(6):
        card = (await house.write(ADA, "webhook")).cards[0]
        form = (await house.press_on(ADA, card, "Add a webhook")).forms[0]
        answer = await house.send(ADA, form, url=f"https://example.com/{n}", events=("insight.completed",))
        again = await house.send(ADA, form, url=f"https://example.com/{n}", events=("insight.completed",))
        assert bool(answer.refused) == bool(again.refused) == (n == 5)
    assert len(await house.services.webhooks.of(ADA)) == 5
    guest = person("guest")
    form = (await house.press(guest, "webhook.add")).forms[0]
    refused = await house.send(guest, form, url="https://example.com/", events=("insight.completed",))
    assert refused.refused
    assert await house.services.webhooks.of(guest) == []
