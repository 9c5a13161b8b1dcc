"""Effects that run late say how things stand by then."""

from dataclasses import replace
from datetime import timedelta

from core.changes import JOB, Change, Kind, job_of
from core.jobs.handler import Later
from core.people.person import Person
from core.sharing import acts
from handlers.effects.table import Effects
from tests.relationships.house import HERE, House, person

ADA, IVA = person("ada"), person("iva")


def told(house: House, who: Person) -> list[str]:
    return [card.title for card in house.chat.of(who)]


async def share(house: House, insight_id: str) -> None:
    await acts.share(house.services, ADA, acts.ShareRequest((insight_id,), IVA, frozenset()))


async def test_shared_and_taken_back_at_once_shows_nothing(house: House) -> None:
    insight_id = await house.session(ADA)
    await share(house, insight_id)
    await acts.revoke(house.services, ADA, insight_id, IVA)
    before = len(told(house, IVA))
    await house.settle()
    (only,) = house.chat.of(IVA)[before:]
    assert "open" not in str(only).lower(), "nothing of it to press"


async def test_an_end_that_was_overtaken_is_not_told(house: House) -> None:
    insight_id = await house.session(ADA)
    await share(house, insight_id)
    await acts.revoke(house.services, ADA, insight_id, IVA)
    await share(house, insight_id)
    await house.settle()
    first = told(house, IVA)
    assert first
    assert len(set(first)) == 1, "whoever sees it is told of no end"
    await acts.revoke(house.services, ADA, insight_id, IVA)
    await house.settle()
    assert len(told(house, IVA)) == len(first) + 1


async def test_a_change_of_a_newer_version_waits_for_one_that_knows_it(house: House) -> None:
    job = job_of(Change(Kind.SHARE, HERE, "0" * 24, "ada", house.clock.now()))
    newer = replace(job, kind=JOB, refs={**job.refs, "done": "something of tomorrow"})
    outcome = await Effects(house.services).run(newer)
    assert isinstance(outcome, Later)
    assert not outcome.failed


async def test_effects_that_another_version_has_not_done_are_done(house: House) -> None:
    insight_id = await house.session(ADA)
    await share(house, insight_id)
    job = await house.services.jobs.claim(timedelta(minutes=1))
    assert job is not None
    job = await house.services.jobs.save(job, step="homes of_another_version shown_as_it_is")
    await Effects(house.services).run(job)
    assert [entry.operation for entry in await house.done_to(insight_id)].count("share") == 1
    assert len(told(house, IVA)) == 1
    job = await house.services.jobs.get(HERE, job.id)
    assert job is not None
    assert set(job.step.split()) > {"recorded", "tell_coach"}
