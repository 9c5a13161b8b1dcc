"""The Home tab, whether an insight helped, and Slack's own Stop."""

import pytest

from core.card import Button
from core.jobs.job import Job
from core.people.person import Person, Place
from core.ports.insights import Scope
from handlers.events import StopPressed
from handlers.home import home
from handlers.intake import buttons as sessions
from handlers.intake.jobs import KIND, job_id
from tests.relationships.house import HERE, Answer, House, buttons, person, words_of

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


async def text(house: House, who: Person = ADA, scope: Scope = Scope.ALL) -> str:
    card = await home.home(house.services, who, scope)
    return words_of(card.title, card.blocks)


async def test_it_shows_what_is_mine_and_nothing_else(house: House) -> None:
    await house.session(ADA, 1, session_title="Mine alone")
    await house.paired_session(IVA, ADA, 2, session_title="Of us two")
    mine, theirs, stranger = [await text(house, who) for who in (ADA, IVA, BO)]
    assert "Mine alone" in mine
    assert "Of us two" in mine
    assert "Mine alone" not in theirs
    assert "Of us two" in theirs
    assert "Mine alone" not in stranger
    assert "Of us two" not in stranger


async def test_its_filters(house: House) -> None:
    await house.session(ADA, 1, session_title="Mine alone")
    await house.paired_session(IVA, ADA, 2, session_title="Of us two")
    assert "Of us two" not in await text(house, scope=Scope.UNPAIRED)
    assert "Mine alone" not in await text(house, scope=Scope.PAIRED)
    assert "Nobody shares a private session with you." in await text(house, scope=Scope.SHARED)


async def test_an_invitation_can_be_answered_there(house: House) -> None:
    await house.write(ADA, "coach", "invite coach", IVA)
    card = await home.home(house.services, IVA, Scope.ALL)
    accept = next(one for one in buttons(card.blocks) if isinstance(one, Button) and one.label == "Accept")
    await house.press(IVA, accept.action, accept.value)
    assert "your client since" in await text(house, IVA)


async def test_work_under_way_is_shown_to_its_owner_and_can_be_stopped(house: House) -> None:
    job = Job(job_id(HERE, "F1"), KIND, HERE, refs={"person": "ada", "channel": "D", "thread": "1.1"})
    await house.services.jobs.enqueue(job)
    assert "A session is being read" in await text(house)
    assert "A session is being read" not in await text(house, BO)
    answer = Answer()
    await sessions.stop_thread(house.services, StopPressed(BO, Place(HERE, "D", "1.1")), answer)
    await sessions.stop_thread(house.services, StopPressed(ADA, Place(HERE, "D", "9.9")), answer)
    assert len(answer.cards) == 2  # nothing of theirs goes on there, and they are told
    stored = await house.services.jobs.get(HERE, job.id)
    assert stored is not None
    assert stored.step == ""
    await sessions.stop_thread(house.services, StopPressed(ADA, Place(HERE, "D", "1.1")), answer)
    stopped = await house.services.jobs.get(HERE, job.id)
    assert stopped is not None
    assert stopped.step == "stopping"
    assert len(answer.cards) == 2
    assert "A session is being read" not in await text(house)


@pytest.mark.parametrize("said", [("yes", "no"), ("no", "yes"), ("yes", "yes")])
async def test_the_last_judgement_counts(house: House, said: tuple[str, str]) -> None:
    insight = await house.session(ADA)
    for word in said:
        await house.press(ADA, "insight.feedback", f"{insight}|{word}")
    assert await house.services.feedback.get(ADA, insight) is (said[-1] == "yes")
    assert await house.services.feedback.get(BO, insight) is None


async def test_a_stranger_judges_nothing(house: House) -> None:
    insight = await house.session(ADA)
    assert (await house.press(BO, "insight.feedback", f"{insight}|yes")).refused
    assert await house.services.feedback.get(BO, insight) is None
