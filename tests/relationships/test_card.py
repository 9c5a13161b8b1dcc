"""What the card of a session says and offers to each who may see it: people, day, date, hold."""

from datetime import UTC, date, datetime

from core.card import Facts
from core.insight.model import SessionInsight
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.powerful_question import PowerfulQuestion
from core.ports.sessions import Profile
from core.sharing.seen import heard
from core.transcript import Role
from tests.relationships.house import HERE, Answer, House, person, sample

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


def facts_of(answer: Answer) -> dict[str, str]:
    return dict(next(block for block in answer.cards[-1].blocks if isinstance(block, Facts)).pairs)


def offered(answer: Answer) -> list[str]:
    return [label for label, _, _ in House.pressables(answer.cards[-1])]


def spoken(client: str, coach: str) -> SessionInsight:
    asked = PowerfulQuestion(
        question="What is it about?", evidence=(Evidence(quote="What is it?", turn=1, speaker=coach),)
    )
    told = Celebration(description="Said no.", evidence=(Evidence(quote="I said no.", turn=2, speaker=client),))
    return sample(ADA, celebration=told, powerful_questions=(asked,), client_discoveries=(), action_items=())


def said(quote: str) -> Evidence:
    return Evidence(quote=quote, turn=3, speaker="Ada")


async def test_a_pair_is_named_as_it_is_known_here(house: House) -> None:
    insight_id = await house.paired_session(IVA, ADA)
    for reader in (ADA, IVA):
        facts = facts_of(await house.press(reader, "insight.open", insight_id))
        assert (facts["Client"], facts["Coach"]) == ("Ada", "Iva")
        assert next(iter(facts)) == "Session"


async def test_a_private_session_names_people_as_the_transcript_does(house: House) -> None:
    insight = spoken("Adalyn", "Ivana")
    await house.insights.create(insight)
    facts = facts_of(await house.press(ADA, "insight.open", insight.id))
    assert (facts["Client"], facts["Coach"]) == ("Adalyn", "Ivana")


def test_lanes_and_roles_are_no_names() -> None:
    assert heard(spoken("Adalyn", "Speaker 1")) == {Role.CLIENT: "Adalyn"}
    assert heard(spoken("Client", "Coach")) == {}
    assert heard(sample(ADA, celebration=None, client_discoveries=(), action_items=(), passages=())) == {}


async def test_a_missing_day_is_proposed_and_counts_once_it_is_kept(house: House) -> None:
    call = ActionItem(action="Call Noor.", timeline="by Friday", evidence=(said("I call Noor by Friday."),))
    maybe = ActionItem(action="Write.", timeline="tomorrow", evidence=(said("I might write tomorrow."),))
    insight_id = await house.session(ADA, session_date=None, action_items=(call,), doubtful=(maybe,))
    opened = await house.press(ADA, "insight.open", insight_id)
    assert "no date" not in opened.text
    assert "Session" not in facts_of(opened)
    assert "by Fri" not in (await house.write(ADA, "actions")).text, "nothing is counted from a guess"
    kept = await house.press_on(ADA, opened.cards[-1], "It was Mon 20 Jan 2025")
    assert facts_of(kept)["Session"] == "Mon 20 Jan 2025"
    assert "It was Mon 20 Jan 2025" not in offered(kept)
    assert "By Fri 24 Jan 2025" in kept.text
    assert "by Fri 24 Jan 2025" in (await house.write(ADA, "actions")).text
    stored = await house.insights.get(HERE, insight_id)
    assert stored is not None
    assert [item.due for item in stored.doubtful] == [date(2025, 1, 21)]


async def test_another_day_is_given_in_a_form_and_stays(house: House) -> None:
    insight_id = await house.session(ADA, session_date=None)
    opened = await house.press(ADA, "insight.open", insight_id)
    (form,) = (await house.press_on(ADA, opened.cards[-1], "Another day")).forms
    assert "2025, 1, 20" in str(form.fields), "it begins with the day that was proposed"
    await house.send(ADA, form, title="Letting go", date="2026-03-05")
    pressed_late = await house.press_on(ADA, opened.cards[-1], "It was Mon 20 Jan 2025")
    assert facts_of(pressed_late)["Session"] == "Thu 5 Mar 2026"
    assert "Another day" not in offered(pressed_late)


async def test_the_day_proposed_is_that_of_whoever_gave_it_when_they_did(house: House) -> None:
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    await house.services.people.put(Profile(IVA, time_zone="Asia/Tokyo"))
    insight_id = await house.paired_session(IVA, ADA, session_date=None, given_at=late)
    coach, client = [await house.press(reader, "insight.open", insight_id) for reader in (IVA, ADA)]
    assert "It was Tue 10 Mar 2026" in offered(coach)
    assert not [label for label in offered(client) if label.startswith(("It was", "Another day"))]


async def test_a_list_says_when_a_session_without_a_day_was_added(house: House) -> None:
    await house.session(ADA, 1, session_date=None)
    await house.session(ADA, 2)
    listed = (await house.write(ADA, "insights")).text
    assert listed.count("added ") == 1


async def test_hold_is_offered_only_where_there_is_somebody_to_hold_it_from(house: House) -> None:
    alone = await house.session(ADA)
    assert "Hold for review" not in offered(await house.press(ADA, "insight.open", alone))
    together = await house.paired_session(IVA, ADA, 2)
    assert "Hold for review" in offered(await house.press(IVA, "insight.open", together))
