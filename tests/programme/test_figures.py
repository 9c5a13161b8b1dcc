"""What is counted of a month, and what of it is kept: never a figure that fewer than five people stand behind."""

import asyncio
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.faults import StorageFault
from core.people.person import Person, Platform, Tenant
from core.programme import acts
from core.programme.figures import FEWEST, Figures, Part, Tally, ended, figures_of, ready
from core.promises.commitments import CommitmentState
from storage.database import Database
from storage.programme import MongoProgramme
from tests.programme.months import (
    ADA,
    BOSS,
    FEBRUARY,
    IN_FEBRUARY,
    IN_JANUARY,
    JANUARY,
    analysed,
    counted,
    did,
    each,
    kept,
    of,
    people,
    promised,
)
from tests.relationships.house import ELSEWHERE, House, person

COUNTS = tuple(field.name for field in fields(Figures) if field.name != "whole")


async def test_a_month_in_figures(house: House) -> None:
    """Eight people; each figure counted by hand."""
    eight = people(8)
    for n, who in enumerate(eight):
        for m in range(2):
            await analysed(house, who, f"{who.id}-{m}", waited=n + 20.0 * m + 1)
        await did(house, who, "view", f"{who.id}-0")
        await did(house, who, "view section", f"{who.id}-0", section="action_items")
        await did(house, who, "feedback", f"{who.id}-0", helpful=True)
        await did(house, who, "share", f"{who.id}-0", coach="iva")
        await did(house, who, "share", f"{who.id}-0", coach="cy")
        await promised(house, who, f"k{n}", "done")
    for n, who in enumerate(eight[:5]):
        await did(house, who, "fail", f"lost-{who.id}")
        await did(house, who, "view", f"{eight[7 - n].id}-1")
        await did(house, who, "feedback", f"{who.id}-1", helpful=True)
        await did(house, who, "feedback", f"{who.id}-1", IN_FEBRUARY + timedelta(hours=1), helpful=False)
        await promised(house, who, f"d{n}", "dropped")
    assert await of(house) == Figures(
        active=8,
        analysed=16,
        not_analysed=5,
        half_within=8,  # the eighth of sixteen: 1 to 8, and 21 to 28
        most_within=None,  # one in ten is two sessions
        opened=13,
        helpful=8,
        not_helpful=5,
        shared=8,
        kept=8,
        let_go=5,
    )


async def test_nine_in_ten_where_five_people_waited_longer(house: House) -> None:
    for n, who in enumerate(people(50)):
        await analysed(house, who, who.id, waited=float(n + 1))
    found = await of(house)
    assert (found.half_within, found.most_within) == (25, 45)
    assert (await of(house)).analysed == 50


async def do(house: House, kind: str, who: Person, thing: str) -> None:
    match kind:
        case "analysed":
            await analysed(house, who, thing)
        case "not_analysed":
            await did(house, who, "fail", thing)
        case "opened":
            await did(house, who, "view transcript", thing)
        case "helpful" | "not_helpful":
            await did(house, who, "feedback", thing, helpful=kind == "helpful")
        case "shared":
            await did(house, who, "pair", thing)
        case _:
            state: CommitmentState = "done" if kind == "kept" else "dropped"
            await promised(house, who, thing, state)


async def few(house: House, kind: str, count: int) -> None:
    """So many people, of whom each does it twice."""
    for n, who in enumerate(people(count, kind)):
        for m in range(2):
            await do(house, kind, who, f"{kind[:3]}{n}-{m}")


PAIRS = {
    "analysed": "not_analysed",
    "not_analysed": "analysed",
    "helpful": "not_helpful",
    "not_helpful": "helpful",
    "kept": "let_go",
    "let_go": "kept",
    "opened": "shared",
    "shared": "opened",
}


@pytest.mark.parametrize("kind", PAIRS)
async def test_four_people_are_not_shown_and_five_are(house: House, kind: str) -> None:
    """Beside fifty of the other side, from which nothing of the few can be worked out."""
    await did(house, ADA, "list")
    await few(house, kind, 4)
    await few(house, PAIRS[kind], 50)
    assert (getattr(await of(house), kind), getattr(await of(house), PAIRS[kind])) == (None, 100)
    (row,) = await kept(house)
    assert {row[name] for name in COUNTS if name not in {"active", "half_within", "most_within"}} == {None, 100}
    await house.storage.db.collection("programme").delete_many({})
    await do(house, kind, person("a fifth"), "fifth")
    assert getattr(await of(house), kind) == 9


@pytest.mark.parametrize("count", [4, 5])
async def test_people_active(house: House, count: int) -> None:
    """Whoever was sent something, left, or looked at figures did nothing here; nor did the bot and its operator."""
    await each(house, people(count), "list")
    for operation in ("deliver", "view figures"):
        await each(house, people(9, "x"), operation)
    for nobody in ("debrief", "operator"):
        await did(house, person(nobody), "release")
    assert (await of(house)).active == (count if count == FEWEST else None)


async def test_what_coaches_promised_in_their_clients_sessions_is_not_counted(house: House) -> None:
    """One coach could stand behind all of it."""
    for n, who in enumerate(people(9)):
        await promised(house, who, f"c{n}", "done", owner="coach")
        await did(house, who, "list")
    assert (await of(house)).kept is None


async def test_what_was_tried_again_and_analysed_came_to_something(house: House) -> None:
    for who in people(6):
        await did(house, who, "fail", f"job-{who.id}")
        await analysed(house, who, who.id)
    assert ((await of(house)).analysed, (await of(house)).not_analysed) == (6, None)


async def test_a_month_begins_and_ends_in_utc(house: House) -> None:
    """The last millisecond of January, the first moment of February as it is told fourteen hours to the east, and March."""
    east = timezone(timedelta(hours=14))
    for who, at in (
        ("last", datetime(2026, 1, 31, 23, 59, 59, 999000, tzinfo=UTC)),
        ("first", datetime(2026, 2, 1, 14, 0, tzinfo=east)),
        ("end", datetime(2026, 2, 28, 23, 59, 59, 999000, tzinfo=UTC)),
        ("next", datetime(2026, 3, 1, tzinfo=UTC)),
    ):
        for n, one in enumerate(people(5, who)):
            await did(house, one, "view", f"{n}", at)
            await promised(house, one, f"{who[0]}{n}", "done", at)
    months = await counted(house)
    assert {month: (one.active, one.kept) for month, one in months.items()} == {FEBRUARY: (10, 10), JANUARY: (5, 5)}


async def test_a_month_is_counted_once_and_stays(house: House) -> None:
    await each(house, people(6), "view")
    before, rows = await of(house), await kept(house)
    await each(house, people(3, "late"), "view")
    await asyncio.gather(*(acts.count_all(house.services) for _ in range(4)))
    assert (await of(house), await kept(house)) == (before, rows)
    assert before.active == 6


async def test_several_processes_that_count_at_once_keep_one(house: House) -> None:
    await each(house, people(6), "view")
    found = await asyncio.gather(*(of(house) for _ in range(6)))
    assert {one.active for one in found} == {6}
    assert len(await kept(house)) == 1


async def test_whoever_is_erased_before_it_is_counted_is_left_out_and_afterwards_it_stays(house: House) -> None:
    """Six in January and in February; three of them leave before February is counted."""
    six = people(6)
    for who in six:
        for at in (IN_JANUARY, IN_FEBRUARY):
            await analysed(house, who, f"{who.id}-{at:%m}", at)
            await promised(house, who, f"{at:%m}{who.id}", "done", at)
    house.clock.time = datetime(2026, 2, 20, tzinfo=UTC)
    assert ((await of(house, JANUARY)).analysed, (await of(house, JANUARY)).kept) == (6, 6)
    for who in six[:3]:
        assert (await house.services.privacy.erase(who, house.clock.now())).complete
    house.clock.time = datetime(2026, 3, 9, tzinfo=UTC)
    months = await counted(house)
    assert (months[JANUARY].analysed, months[JANUARY].kept, months[JANUARY].active) == (6, 6, 6)
    assert (months[FEBRUARY].analysed, months[FEBRUARY].kept, months[FEBRUARY].active) == (None, None, None)
    for who in six:
        await house.services.privacy.erase(who, house.clock.now())
    assert await counted(house) == months


async def test_what_is_kept_holds_figures_and_nothing_of_anybody(house: House) -> None:
    """A word in everything that is counted is in no document, and no count of fewer than five is."""
    canary = "quokkazephyr"
    for who in people(7, canary):
        await analysed(house, who, f"{canary}-{who.id}")
        await did(house, who, "feedback", canary, helpful=True, note=canary)
        await promised(house, who, who.id[-4:], "done")
    await each(house, people(4, canary), "share", coach=canary)
    await of(house)
    (row,) = await kept(house)
    assert canary not in repr(row)
    assert set(row) == {"_id", "platform", "tenant_id", "at", *(field.name for field in fields(Figures))}
    assert all(row[name] is None or type(row[name]) is int for name in COUNTS)
    assert row["shared"] is None


async def test_a_record_of_an_older_version_counts_what_it_can(house: House) -> None:
    """It did not put on record what came to nothing, nor how long a card took."""
    for n, who in enumerate(people(20)):
        await did(house, who, "analyse", who.id, engine="offline")
        await did(house, who, "feedback", who.id, helpful=n % 2 == 0)
        await did(house, who, "feedback", f"{who.id}-0")
        await did(house, who, "fail", f"new-{who.id}")
        await did(house, who, "deliver", f"new-{who.id}", waited=3.0)
    found = await of(house)
    assert found == Figures(active=20, analysed=20, helpful=10, not_helpful=10, whole=False)


async def test_another_workspace_is_another_programme(house: House) -> None:
    await each(house, people(6), "view")
    elsewhere = [person(f"e{n}", ELSEWHERE) for n in range(7)]
    await each(house, elsewhere, "view")
    on_teams = [person(f"t{n}", Tenant(Platform.TEAMS, "T1")) for n in range(8)]
    await each(house, on_teams, "view")
    await acts.count_all(house.services)
    assert {(row["platform"], row["tenant_id"]): row["active"] for row in await kept(house)} == {
        ("slack", "T1"): 6,
        ("slack", "T2"): 7,
        ("teams", "T1"): 8,
    }
    await house.storage.workspaces.erase(ELSEWHERE)
    assert {row["tenant_id"] for row in await kept(house)} == {"T1"}


async def test_months_from_the_first_to_the_last_that_has_ended(house: House) -> None:
    """An empty one between them has no figures; the first begins with the record; a month waits a day for its last minutes."""
    assert await counted(house) == {}
    await each(house, people(6), "view", datetime(2025, 12, 31, tzinfo=UTC))
    await each(house, people(6), "view", IN_FEBRUARY)
    months = await counted(house)
    assert list(months) == [FEBRUARY, JANUARY, date(2025, 12, 1)]
    assert [one.active for one in months.values()] == [6, None, 6]
    assert months[JANUARY] == Figures()
    house.clock.time = ready(date(2026, 3, 1)) - timedelta(seconds=1)
    assert next(iter(await counted(house))) == FEBRUARY
    house.clock.time += timedelta(seconds=1)
    assert next(iter(await counted(house))) == date(2026, 3, 1)
    house.clock.time += timedelta(days=3650)
    assert len(await counted(house)) == 12


async def test_a_database_that_does_not_answer_is_an_error_and_not_an_empty_month(house: House) -> None:
    away = Database("mongodb://127.0.0.1:9/?replicaSet=x", "away", timeout=0.2)
    gone = replace(house.services, programme=MongoProgramme(away))
    with pytest.raises(StorageFault):
        await acts.look(gone, BOSS)
    with pytest.raises(StorageFault):
        await acts.count_all(gone)
    await away.close()
    assert await kept(house) == []


# --- the rule itself, on any tally ---

parts = st.builds(Part, st.integers(0, 40), st.integers(0, 8))
waits = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 1e6)), max_size=60)


@given(st.builds(Tally, *([parts] * 9), waits=waits, whole=st.booleans()))
def test_nothing_stands_on_fewer_than_five(tally: Tally) -> None:
    told = asdict(figures_of(tally))
    for name, part in asdict(tally).items():
        if name in told and name != "whole" and told[name] is not None:
            assert part["people"] >= FEWEST
            assert told[name] == part["count"]
    ordered = sorted(tally.waits, key=lambda wait: wait[1])
    for name, share in (("half_within", 0.5), ("most_within", 0.9)):
        if told[name] is not None:
            within = [wait for wait in ordered if wait[1] <= told[name]]
            assert len(within) >= share * len(ordered)
            assert len({who for who, _ in within}) >= FEWEST
            assert len({who for who, seconds in ordered[int(share * len(ordered)) :]}) >= FEWEST
    assert get_args(Figures.__annotations__["active"]) == (int, type(None))


@given(st.integers(0, 3650), st.integers(0, 900))
def test_every_month_that_is_listed_has_ended(later: int, days: int) -> None:
    at = IN_FEBRUARY + timedelta(days=later, seconds=later)
    months = ended(at, at - timedelta(days=days))
    assert list(months) == sorted(months, reverse=True)
    assert all(ready(month) <= at for month in months)
    assert len(months) <= 12
