"""Who cannot be reached for a while loses nothing: what is on its way waits, goes on once they are back, and not for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from core.card import Card, Text
from core.faults import ChatFault
from core.jobs.handler import Finished, Later
from core.jobs.job import Job, JobState
from core.sandbox.pool import ChildServer
from handlers.access import away
from handlers.access.members import NEWS, tell
from handlers.account.leaving import News
from storage import StorageConfig
from tests.faces.conftest import Staged, served
from tests.faces.on_slack import OnSlack, on_slack
from tests.faces.on_teams import OnTeams, on_teams
from tests.faces.stage import ANA, person
from tests.fakes.teams_wire import Fault
from tests.relationships.house import House
from tests.relationships.house import person as somebody
from tests.scenario.conftest import SAMPLES

SHORT = (SAMPLES / "short.txt").read_bytes()
AWAY = ChatFault("not_installed", transient=False)
STAGES: dict[str, Callable[[], AbstractAsyncContextManager[OnSlack | OnTeams]]] = {"slack": on_slack, "teams": on_teams}


@pytest.fixture(params=STAGES)
async def staged(
    request: pytest.FixtureRequest, storage_config: StorageConfig, child_server: ChildServer
) -> AsyncIterator[Staged]:
    async with STAGES[request.param]() as stage, served(stage, storage_config, child_server) as opened:
        yield opened


def goes(staged: Staged) -> None:
    """Whatever is said to anybody from here on is refused."""
    match staged.stage:
        case OnSlack(slack):
            for method in ("chat.postMessage", "chat.update"):
                slack.fail(method, error="account_inactive", times=99)
        case OnTeams(teams):
            teams.faults = [Fault(403, 99)]
        case _:
            raise AssertionError("neither of the two")


async def comes_back(staged: Staged) -> None:
    match staged.stage:
        case OnSlack(slack):
            slack.works()
            await slack.open_home(ANA)
        case OnTeams(teams):
            teams.faults = []
            await teams.install(ANA)
        case _:
            raise AssertionError("neither of the two")


async def session(staged: Staged, state: JobState) -> Job:
    """Her session's job, once it stands so; a waiting one waits for her."""
    wanted = {"kind": "intake", "state": state.value, "refs.away": {"$gt": ""}}
    while True:
        if found := await staged.app.storage.db.collection("jobs").find_one(wanted):
            job = await staged.app.services.jobs.get(staged.stage.tenant, found["_id"]["id"])
            assert job
            return job
        await asyncio.sleep(0.02)


async def test_a_session_goes_on_when_its_person_is_back(staged: Staged) -> None:
    goes(staged)
    await staged.stage.drop(ANA, "short.txt", SHORT)
    await session(staged, JobState.QUEUED)
    assert "Reading" not in await staged.stage.sees(ANA)
    await comes_back(staged)
    await staged.until(ANA, "Your insights are ready")
    assert len((await staged.app.services.insights.mine(person(staged.stage, ANA), limit=5)).rows) == 1
    assert (await staged.stage.sees(ANA)).count("Your insights are ready") == 1


async def test_of_who_stays_away_nothing_is_kept(staged: Staged) -> None:
    goes(staged)
    await staged.stage.drop(ANA, "short.txt", SHORT)
    job = await session(staged, JobState.QUEUED)
    long_ago = (staged.app.services.clock.now() - away.LONGEST).isoformat()
    jobs = staged.app.storage.db.collection("jobs")
    await jobs.update_one({"_id.id": job.id}, {"$set": {"refs.away": long_ago}})
    assert await staged.app.services.jobs.go_on(person(staged.stage, ANA)) == 1
    staged.app.services.wake()
    await session(staged, JobState.CANCELLED)
    for kept in ("uploads", "transcripts", "session_insights"):
        assert await staged.app.storage.db.collection(kept).count_documents({}) == 0


async def test_who_removed_the_app_is_told_of_news_when_they_are_back(house: House) -> None:
    """Tried ever more seldom, for a day."""
    ada, house.chat.fault = somebody("ada"), AWAY
    assert not await tell(house.services, ada, Card("News", (Text("What it is"),)))
    (job,) = await house.claimed()
    assert job.kind == NEWS
    tries = 0
    while isinstance(outcome := await News(house.services).run(job), Later):
        tries += 1
        house.clock.time += outcome.delay
        job = await house.services.jobs.save(job)
    assert outcome == Finished(JobState.CANCELLED)
    assert 24 <= tries < 40
    house.chat.fault = None
    assert await News(house.services).run(job) == Finished()
    assert [card.title for card in house.chat.of(ada)] == ["Something is new for you here"]
