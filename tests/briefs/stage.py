"""Coach and client with a session on Thursday, and the jobs of both carried as a worker does."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.briefs.acts import KIND
from core.card import Card
from core.insight.model import Asked
from core.insight.sections.base import Evidence
from core.insight.sections.goal_progress import GoalProgress
from core.jobs.handler import Finished, Later
from core.nudges import acts
from core.nudges.settings import Settings
from core.people import meetings
from core.people.person import Person
from core.people.relationships import Relationship
from core.ports.sessions import Profile
from core.promises.recording import record
from handlers.briefs.asked import AskedBrief
from handlers.nudges.sending import Nudge
from tests.nudges.test_reminders import ADA, IVA, item, shown
from tests.relationships.house import HERE, START, House

MEETS = date(2026, 3, 12)
"""A Thursday; the stage opens on the Monday before, at noon in London."""
GOAL = "I can hear myself say no now."
QUESTION = "What would it cost you to wait?"
PROMISE = "Call Noor."


def findings() -> dict[str, object]:
    said = Evidence(quote=GOAL, turn=9, speaker="Ada")
    hindered = Evidence(quote="Only my boss hates it.", turn=11, speaker="Ada")
    asked = Evidence(quote=QUESTION, turn=31, speaker="Iva")
    return {
        "goal_progress": (GoalProgress(progress_description="She says no.", evidence=(said, hindered)),),
        "questions": (Asked(evidence=asked, kind="open", answered=4, left_open=True),),
        "action_items": (item(PROMISE, date(2026, 3, 20)),),
    }


async def furnished(house: House, *, coach: bool = True, client: bool = True, at: time | None = time(15)) -> str:
    """The id of their session; who of them agrees to briefs."""
    house.directory.add(ADA, "Ada")
    house.directory.add(IVA, "Iva")
    made = await house.paired_session(IVA, ADA, 1, session_date=START - timedelta(days=1), **findings())
    await record(house.services, HERE, made)
    bond = await house.bond(ADA, IVA)
    await meetings.set_next_session(house.services, IVA, bond.id, MEETS, at)
    for wanted, who in ((coach, IVA), (client, ADA)):
        if wanted:
            await house.press(who, "briefs.agree", f"{bond.id}|1|")
    await house.settle()
    return made


async def bond_of(house: House) -> Relationship:
    return await house.bond(ADA, IVA)


async def lives(house: House, who: Person, at: datetime) -> list[Card]:
    """What somebody is sent when their jobs look at that moment."""
    before = len(house.chat.of(who))
    house.clock.time = at
    for job in await house.claimed():
        mine = job.refs.get("person") == who.id
        handler = Nudge(house.services) if job.kind == "nudge" else AskedBrief(house.services)
        if not mine or job.kind not in {"nudge", KIND}:
            await house.services.jobs.release(job, delay=timedelta(), failed=False)
            continue
        outcome = await handler.run(job)
        for _again in range(10):
            if outcome != Later(timedelta()):
                break
            outcome = await handler.run(job)
        if isinstance(outcome, Finished):
            await house.services.jobs.finish(job, outcome.state)
        elif isinstance(outcome, Later):
            await house.services.jobs.release(job, delay=outcome.delay, failed=False)
    await house.settle()
    return house.chat.of(who)[before:]


def noon(day: date, minutes: int = 35) -> datetime:
    return datetime.combine(day, time(12, minutes), START.tzinfo)


async def in_zone(house: House, who: Person, zone: str) -> None:
    await house.services.people.put(Profile(who, time_zone=zone))


async def settings(house: House, who: Person, **changes: object) -> None:
    def step(before: Settings) -> Settings:
        return replace(before, **changes)  # type: ignore[arg-type]  # the fields are named in each test

    await acts.set_settings(house.services, who, step)
    await house.settle()


__all__ = ["ADA", "IVA", "shown"]
