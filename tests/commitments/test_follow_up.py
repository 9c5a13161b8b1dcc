"""Commitments on the database: recorded once, followed up by the next session, and gone with what they belong to."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.engines.offline import Offline
from core.analysis import analyse
from core.changes import Change, Kind
from core.insight import acts as insight_acts
from core.insight import remarks
from core.insight.corrections import make
from core.insight.model import (
    DoneCommitment,
    Findings,
    SessionInsight,
    Status,
)
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.people.person import Person
from core.people.relationships import Relationship, State, accept
from core.people.relationships import request as ask
from core.ports.insights import Kept
from core.promises import acts
from core.promises.commitments import Proof, made_in
from core.promises.recording import record
from core.sharing.access import facts_of
from core.sharing.finding import see
from core.sharing.seen import as_seen
from core.transcript import Role, Transcript, Turn
from handlers.insight.cards import insight_card
from handlers.promises import commitments
from handlers.services import Services
from tests.fakes.in_process import InProcess
from tests.relationships.house import HERE, House
from tests.storage.samples import change

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CANARY = "quokkazephyr"
ADA, BEN = Person(HERE, "ada"), Person(HERE, "ben")


def proof(turn: int, quote: str) -> tuple[Evidence, ...]:
    return (Evidence(quote=quote, turn=turn, speaker="Ada", start=12.0),)


ITEMS = (
    ActionItem(
        action=f"Call the {CANARY}",
        timeline="on Friday",
        due=date(2026, 3, 6),
        evidence=proof(4, f"I'll call the {CANARY}"),
    ),
    ActionItem(action="Write the outline", evidence=proof(6, "I'll write the outline")),
    ActionItem(action="Send the list", owner="coach", evidence=proof(7, "I'll send the list")),
)


def session(n: int = 0, **changes: Any) -> SessionInsight:
    """Ada's `n`th session, a week after the one before it."""
    at = DAY + timedelta(weeks=n)
    values: dict[str, Any] = {
        "id": secrets.token_hex(12),
        "platform": HERE.platform,
        "tenant_id": HERE.id,
        "client_user_id": ADA.id,
        "created_by": ADA.id,
        "session_date": at,
        "status": Status.COMPLETED,
        "action_items": ITEMS,
        "created_at": at,
        "updated_at": at,
        "completed_at": at,
    }
    return SessionInsight(**values | changes)


def transcript(at: datetime | None, *lines: str) -> Transcript:
    turns = tuple(Turn(n, "Ada", text, role=Role.CLIENT) for n, text in enumerate(lines or ("Hello there.",), 1))
    return Transcript("test", turns, "en", session_date=at)


@pytest.fixture
def services(house: House) -> Services:
    return house.services


async def stored(services: Services, insight: SessionInsight) -> SessionInsight:
    await services.insights.create(insight)
    await record(services, HERE, insight.id)
    return insight


async def states(services: Services, insight: SessionInsight) -> list[str]:
    return [f"{row.action}: {row.state}" for row in await services.commitments.of(HERE, insight.id)]


async def test_each_action_item_becomes_one_commitment_however_often_it_is_recorded(services: Services) -> None:
    insight = session()
    await services.insights.create(insight)
    await asyncio.gather(*(record(services, HERE, insight.id) for _ in range(5)))
    rows = await services.commitments.of(HERE, insight.id)
    assert tuple(rows) == made_in(insight)
    first = rows[0]
    assert (first.owner, first.due, first.timeline, first.turn) == ("client", date(2026, 3, 6), "on Friday", 4)
    assert first.quote == f"I'll call the {CANARY}"
    assert rows[2].owner == "coach"


async def test_nothing_of_the_words_is_in_the_clear(services: Services, house: House) -> None:
    await stored(services, session())
    rows = await house.storage.db.collection("commitments").find({}).to_list()
    assert len(rows) == 3
    assert CANARY not in str(rows)
    assert "on Friday" not in str(rows)


def _change(kind: Kind, insight: SessionInsight) -> Change:
    return Change(kind, HERE, insight.id, ADA.id, DAY)


async def test_what_was_done_stays_done_when_words_or_dates_change(services: Services) -> None:
    insight = await stored(services, session())
    store = services.commitments
    done = Proof("0" * 24, 3, DAY)
    assert await store.settle(ADA, f"{insight.id}-1", done)
    assert not await store.settle(ADA, f"{insight.id}-1", done)
    assert not await store.settle(BEN, f"{insight.id}-0", done)
    again = correction(insight, 1, "Write the long outline")
    await services.corrections.put(ADA, insight.id, again, _change(Kind.CORRECT, insight))
    await record(services, HERE, insight.id)
    assert await states(services, insight) == [
        f"Call the {CANARY}: open",
        "Write the long outline: done",
        "Send the list: open",
    ]
    assert (await store.of(HERE, insight.id))[1].proof == done


def correction(insight: SessionInsight, place: int, text: str | None) -> Any:
    return make(insight, "action_items", place, by=ADA.id, voice="client", at=DAY, text=text, id=f"{place:024d}")


async def test_what_is_dismissed_is_no_commitment_and_comes_back_when_that_is_undone(services: Services) -> None:
    insight = await stored(services, session())
    dismissal = correction(insight, 0, None)
    await services.corrections.put(ADA, insight.id, dismissal, _change(Kind.CORRECT, insight))
    await record(services, HERE, insight.id)
    assert [row.id for row in await services.commitments.of(HERE, insight.id)] == [
        f"{insight.id}-1",
        f"{insight.id}-2",
    ]
    await services.corrections.remove(HERE, insight.id, dismissal.id)
    await record(services, HERE, insight.id)
    assert len(await services.commitments.of(HERE, insight.id)) == 3


async def test_they_go_with_their_insight_also_while_it_is_recorded(services: Services, house: House) -> None:
    insight = await stored(services, session())
    await services.insights.delete(HERE, insight.id)
    assert await services.commitments.of(HERE, insight.id) == []
    await record(services, HERE, insight.id)
    assert await house.storage.db.collection("commitments").count_documents({}) == 0


async def test_they_go_with_the_person(services: Services) -> None:
    insight = await stored(services, session())
    await services.privacy.erase(ADA, DAY)
    assert await services.commitments.of(HERE, insight.id) == []


async def test_the_counts_of_a_timeline_are_true(services: Services) -> None:
    first, second = await stored(services, session()), await stored(services, session(1))
    await services.commitments.settle(ADA, f"{first.id}-1", Proof(second.id, 1, DAY))
    counted = await services.commitments.by_insight(HERE, [first.id, second.id])
    # The call was due in March 2026 and is long past, of which nobody said anything; the others have no date.
    assert counted == {first.id: Kept(3, 1, 1, not_told=1), second.id: Kept(3, 0, 0, not_told=1)}


async def test_a_due_date_is_past_once_its_day_is_over(services: Services) -> None:
    today = datetime.now(UTC).date()
    for due, not_told in ((today, 0), (today - timedelta(days=1), 1)):
        item = ActionItem(action="Go", due=due, evidence=proof(1, "I'll go today"))
        insight = await stored(services, session(action_items=(item,)))
        counted = await services.commitments.by_insight(HERE, [insight.id])
        assert counted[insight.id] == Kept(1, 0, 0, not_told)
        assert (await services.commitments.of(HERE, insight.id))[0].due == due


@pytest.mark.parametrize("first", [0, 1])
async def test_of_two_sessions_analysed_in_any_order_the_later_checks_off_the_earlier(
    services: Services, first: int
) -> None:
    said = ("I did send the invitation. On the Friday.", "And I'll call the bank.")
    made = (ActionItem(action="Send the invitation", evidence=proof(1, "I'll send the invitation")),)
    both = session(0, action_items=made), session(1, action_items=(), source_document_id=secrets.token_hex(12))
    source = both[1].source_document_id
    assert source is not None
    await services.transcripts.put(ADA, transcript(both[1].session_date, *said), "", id=source)
    for insight in (both[first], both[1 - first]):
        await stored(services, insight)
        await commitments.check_off_again(services, insight, None)
    assert await states(services, both[0]) == ["Send the invitation: done"]
    (row,) = await services.commitments.of(HERE, both[0].id)
    assert row.proof is not None
    assert (row.proof.insight_id, row.proof.turn) == (both[1].id, 1)


async def test_an_earlier_session_checks_off_nothing_of_a_later_one(services: Services) -> None:
    early = session(0, action_items=(), source_document_id=secrets.token_hex(12))
    assert early.source_document_id is not None
    await services.transcripts.put(
        ADA, transcript(early.session_date, "I sent the invitation."), "", id=early.source_document_id
    )
    made = (ActionItem(action="Send the invitation", evidence=proof(1, "I'll send the invitation")),)
    late = session(1, action_items=made)
    for insight in (early, late):
        await stored(services, insight)
        await commitments.check_off_again(services, insight, None)
    assert await states(services, late) == ["Send the invitation: open"]


# --- what the next analysis is given ---


async def offered(
    services: Services, at: datetime | None, relationship: Relationship | None = None, by: Person = ADA
) -> Sequence[str]:
    asked = await commitments.request(services, transcript(at), by, relationship)
    return [commitment.id for commitment in asked.open_commitments]


async def bonded(house: House) -> Relationship:
    """Ben coaches Ada from now on."""
    asked = ask("R1", BEN, ADA, Role.COACH, house.clock.now())
    assert await house.relationships.create(asked, change(Kind.END))
    agreed = accept(asked, ADA, house.clock.now())
    assert await house.relationships.move(agreed, change(Kind.END))
    return agreed


def ids(insight: SessionInsight, *places: int) -> set[str]:
    return {f"{insight.id}-{place}" for place in places}


async def test_open_ones_of_earlier_sessions_are_given_and_settled_or_later_ones_are_not(services: Services) -> None:
    first, later = await stored(services, session()), await stored(services, session(4))
    await services.commitments.settle(ADA, f"{first.id}-1", Proof(later.id, 1, DAY))
    assert set(await offered(services, DAY + timedelta(weeks=1))) == ids(first, 0, 2)
    assert set(await offered(services, DAY + timedelta(weeks=5))) == ids(first, 0, 2) | ids(later, 0, 1, 2)
    assert list(await offered(services, DAY + timedelta(hours=3))) == []  # the same day: the same session again
    assert list(await offered(services, DAY - timedelta(days=1))) == []


async def test_nothing_crosses_from_one_circle_into_another(house: House, services: Services) -> None:
    bond = await bonded(house)
    together = {"coach_user_id": BEN.id, "coaching_relationship_id": bond.id, "is_unpaired": False}
    alone, paired = await stored(services, session()), await stored(services, session(1, **together))
    held = await stored(services, session(2, **together, visible_to_client=False))
    after = DAY + timedelta(weeks=3)
    assert set(await offered(services, after)) == ids(alone, 0, 1, 2)
    assert set(await offered(services, after, bond)) == ids(paired, 0, 1, 2)
    assert set(await offered(services, after, bond, by=BEN)) == ids(paired, 0, 1, 2)
    assert set(await offered(services, after, replace(bond, id="another"))) == set()
    assert not set(await offered(services, after, bond)) & ids(held, 0, 1, 2)


async def test_how_long_and_how_often_they_met_is_given_too(house: House, services: Services) -> None:
    bond = await bonded(house)
    together = {"coach_user_id": BEN.id, "coaching_relationship_id": bond.id, "is_unpaired": False}
    for n in range(3):
        await stored(services, session(n, **together))
    house.clock.pass_(days=10)
    asked = await commitments.request(services, transcript(DAY + timedelta(weeks=2)), ADA, bond)
    assert (asked.sessions_before, asked.relationship_age) == (2, timedelta(days=10))
    assert asked.session_date == date(2026, 3, 16)
    alone = await commitments.request(services, transcript(None), ADA, None)
    assert (alone.sessions_before, alone.relationship_age, alone.session_date) == (0, None, None)


async def test_a_kept_promise_is_shown_settled_and_counted(services: Services) -> None:
    first = await stored(services, session())
    spoken = transcript(DAY + timedelta(weeks=1), "It was a full week.", "I wrote the outline on Tuesday.")
    asked = await commitments.request(services, spoken, ADA, None)
    result = await analyse.analyse(Offline(InProcess()), asked, InProcess())
    findings = {name: getattr(result.findings, name) for name in Findings.model_fields}
    second = await stored(services, session(1, **findings))
    assert await states(services, first) == [
        f"Call the {CANARY}: open",
        "Write the outline: done",
        "Send the list: open",
    ]
    settled = (await services.commitments.of(HERE, first.id))[1]
    assert settled.proof == Proof(second.id, 2, second.updated_at)
    shown = str(insight_card(second))
    assert "Done since last time (1)" in shown
    assert "I wrote the outline on Tuesday." in shown
    assert (await services.commitments.by_insight(HERE, [first.id]))[first.id].kept == 1
    assert f"{first.id}-1" not in await offered(services, DAY + timedelta(weeks=2))


@pytest.mark.parametrize("made_in_relationship", [None, "R1", "R2"])
async def test_a_coach_is_told_only_of_promises_of_the_same_relationship(made_in_relationship: str | None) -> None:
    done = DoneCommitment(
        commitment_id="x",
        action="Call",
        coaching_relationship_id=made_in_relationship,
        evidence=proof(1, "I called"),
    )
    insight = session(coach_user_id=BEN.id, coaching_relationship_id="R1", is_unpaired=False, done_since_last=(done,))
    bond = Relationship(
        "R1", HERE, BEN.id, ADA.id, state=State.ACTIVE, requested_by=BEN.id, created_at=DAY, changed_at=DAY
    )
    facts = facts_of(insight, DAY, bond)
    promise = replace(made_in(session(action_items=ITEMS[:1]))[0], id="x", insight_id="before", action="Call")
    assert as_seen(ADA, insight, facts, (), (promise,)).insight.done_since_last == (done,)
    told = as_seen(BEN, insight, facts, (), (promise,)).insight.done_since_last
    assert told == ((done,) if made_in_relationship == "R1" else ())


async def test_a_promise_that_was_kept_is_told_as_it_stands_where_it_was_made(house: House) -> None:
    """In the words of now; not at all once it is left out there, opened again, let go, deleted, or not the reader's to see."""
    first = await house.session(ADA, 1, id="a" * 24, action_items=ITEMS[1:2])
    await record(house.services, HERE, first)
    done = DoneCommitment(commitment_id=f"{first}-0", action="Write the outline", evidence=proof(1, "I wrote it"))
    second = await house.session(ADA, 2, id="b" * 24, done_since_last=(done,))

    async def told() -> list[str]:
        return [each.action for each in (await see(house.services, ADA, second)).insight.done_since_last]

    assert await told() == ["Write the outline"]  # a crash came before it was settled
    await record(house.services, HERE, second)
    assert await told() == ["Write the outline"]
    await remarks.correct(house.services, ADA, first, "action_items", 0, "Draft the outline.", id="1" * 24)
    assert await told() == ["Draft the outline."]
    await acts.reopen(house.services, ADA, f"{first}-0")
    assert await told() == []
    await acts.done(house.services, ADA, f"{first}-0")
    assert await told() == ["Draft the outline."]
    house.clock.pass_(minutes=1)
    await remarks.correct(house.services, ADA, first, "action_items", 0, None, id="2" * 24)
    assert await told() == []
    await remarks.undo(house.services, ADA, first, "2" * 24)
    assert await told() == ["Draft the outline."]
    await insight_acts.delete(house.services, ADA, first)
    assert await told() == []
