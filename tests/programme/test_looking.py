"""Who may look at a programme's figures, what the card says, and that every look is on record."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.card import Card, Chart, Table
from core.faults import ChatFault, StorageFault
from core.people.person import Person, Tenant
from core.ports.people import Kind
from core.programme import acts
from core.programme.figures import Tally
from handlers.dispatcher import Dispatcher
from handlers.events import ButtonPressed
from storage.programme import MongoProgramme
from tests.pages.conftest import site_over
from tests.programme.months import (
    ADA,
    BOSS,
    IN_FEBRUARY,
    IN_JANUARY,
    analysed,
    did,
    each,
    kept,
    people,
    promised,
)
from tests.relationships.house import ELSEWHERE, GONE, HERE, Answer, House, person

OPEN = "programme.open"


async def lived(house: House) -> None:
    """Two months of twelve people, and who found it helpful."""
    for at, days in ((IN_JANUARY, 1), (IN_FEBRUARY, 2)):
        for n, who in enumerate(people(12)):
            for m in range(days):
                await analysed(house, who, f"{who.id}-{at:%m}-{m}", at, waited=20.0 + n + 100 * m)
                await promised(house, who, f"{who.id}{at:%m}{m}", "done", at)
            await did(house, who, "feedback", f"{who.id}-{at:%m}-0", at, helpful=n > 1)
    await each(house, people(5), "fail")


def table(card: Card) -> dict[str, tuple[str, ...]]:
    (found,) = [block for block in card.blocks if isinstance(block, Table)]
    return {row[0]: row[1:] for row in (found.header, *found.rows)}


async def pressed(house: House, who: Person, value: str = "") -> Answer:
    answer = Answer()
    await Dispatcher(house.services).handle(ButtonPressed(who, None, OPEN, value), answer)
    return answer


async def test_an_administrator_sees_a_month_beside_the_one_before(house: House) -> None:
    await lived(house)
    card = (
        await house.press_on(BOSS, (await house.write(BOSS, "settings")).cards[0], "Figures of the programme")
    ).cards[0]
    assert card.title == "The programme in February 2026"
    few = "too few people"
    assert table(card) == {
        "Figure": ("February 2026", "January 2026"),
        "People active": ("12", "12"),
        "Sessions that became an insight": ("24 (83 %)", "12"),
        "Sessions that came to nothing": ("5 (17 %)", few),
        "Half of the cards came within": ("31 seconds", "25 seconds"),
        "Nine in ten cards came within": (few, few),
        "Sessions opened": (few, few),
        "Insights found helpful": ("10", "10"),
        "Insights found not helpful": (few, few),
        "Sessions shared": (few, few),
        "Promises kept": ("24", "12"),
        "Promises let go": (few, few),
    }
    (chart,) = [block for block in card.blocks if isinstance(block, Chart)]
    assert (chart.labels, [line.values for line in chart.series]) == (("Jan", "Feb"), [(12, 12), (12, 24)])


async def test_typed_it_is_the_same_and_earlier_months_are_a_choice(house: House) -> None:
    await lived(house)
    typed = await house.write(BOSS, "settings", " Programme ")
    (another,) = [label for label, action, _value in house.pressables(typed.cards[0]) if action == OPEN]
    assert another == "January 2026"
    earlier = await house.press_on(BOSS, typed.cards[0], another)
    assert earlier.cards[0].title == "The programme in January 2026"
    assert table(earlier.cards[0])["Figure"] == ("January 2026",)
    in_channel = await house.write(BOSS, "settings", "programme", in_channel=True)
    assert "February" not in in_channel.text
    assert house.chat.of(BOSS)[-1].title == "The programme in February 2026"


async def test_no_total_stands_beside_a_side_that_is_hidden(house: House) -> None:
    """Ten found it helpful and two did not: neither twelve nor a share is anywhere but among who was active."""
    await lived(house)
    rows = table((await pressed(house, BOSS)).cards[0])
    assert rows.pop("People active") == ("12", "12")
    helpful = {name: cells for name, cells in rows.items() if "helpful" in name}
    assert not re.search(r"12|%", str(helpful))


@pytest.mark.parametrize("who", ["ada", "guest", "left", "robot", "nobody"])
@pytest.mark.parametrize("value", ["", "2026-02", "none"])
async def test_whoever_is_no_administrator_gets_what_is_said_of_what_is_not_there(
    house: House, who: str, value: str
) -> None:
    await lived(house)
    answer = await pressed(house, person(who), value)
    other = Answer()
    asked = ButtonPressed(person(who), None, "insight.open", "0" * 24)
    await Dispatcher(house.services).handle(asked, other)
    assert answer.cards == other.cards
    assert GONE in answer.text
    assert await house.done_by(person(who)) == []
    assert await house.storage.db.collection("programme").count_documents({}) == 0


async def test_typed_by_others_it_is_a_word_like_any(house: House) -> None:
    await lived(house)
    said = (await house.write(ADA, "settings", "programme")).refused
    assert said == (await house.write(ADA, "settings", "qwertz")).refused.replace("qwertz", "programme")
    assert "Figures" not in (await house.write(ADA, "settings")).text


async def test_who_administers_no_more_sees_nothing_from_then_on(house: House) -> None:
    await lived(house)
    assert (await pressed(house, BOSS)).cards[0].title == "The programme in February 2026"
    house.directory.add(BOSS, "Boss")
    assert GONE in (await pressed(house, BOSS)).text
    for kind in (Kind.DEACTIVATED, Kind.GUEST, Kind.BOT):
        house.directory.add(BOSS, "Boss", kind, admin=True)
        assert GONE in (await pressed(house, BOSS)).text
        assert "Figures" not in (await house.write(BOSS, "settings")).text


async def test_a_platform_that_does_not_answer_shows_nothing(house: House) -> None:
    class Silent:
        async def look_up(self, person: Person) -> None:
            raise ChatFault("timeout", transient=True)

    await lived(house)
    services = replace(house.services, directories={HERE.platform: Silent()})
    answer = Answer()
    await Dispatcher(services).handle(ButtonPressed(BOSS, None, OPEN, ""), answer)
    assert "slow just now" in answer.text


async def test_every_look_is_on_record_and_makes_nobody_active(house: House) -> None:
    await lived(house)
    await pressed(house, BOSS)
    await pressed(house, BOSS, "2026-01")
    await pressed(house, BOSS, "2019-01")
    entries = await house.done_by(BOSS)
    assert [(one.operation, one.subject, one.facts) for one in entries] == [
        ("view figures", HERE.id, {"month": "2026-02"}),
        ("view figures", HERE.id, {"month": "2026-01"}),
    ]


@pytest.mark.parametrize("value", ["2026-03", "2019-01", "February", "2026-02|x"])
async def test_a_month_that_is_none_to_look_at(house: House, value: str) -> None:
    """Not over yet, before the record began, and no month at all."""
    await lived(house)
    assert "This card is out of date" in (await pressed(house, BOSS, value)).text


async def test_before_the_first_month_has_ended_it_says_when(house: House) -> None:
    said = (await pressed(house, BOSS)).text
    assert "Those of March 2026 can be seen from Thu 2 Apr 2026." in said
    await did(house, ADA, "list", at=IN_FEBRUARY)
    house.clock.time = IN_FEBRUARY + timedelta(days=5)
    assert "Those of February 2026 can be seen from Mon 2 Mar 2026." in (await pressed(house, BOSS)).text


async def test_it_is_said_in_german(house: House) -> None:
    await lived(house)
    house.directory.add(BOSS, "Boss", admin=True, locale="de-DE")
    card = (await pressed(house, BOSS)).cards[0]
    assert card.title == "Das Programm im Februar 2026"
    assert table(card)["Nicht hilfreiche Auswertungen"] == ("zu wenige Personen",) * 2


async def test_what_an_older_version_did_not_count_is_said(house: House) -> None:
    for who in people(6):
        await did(house, who, "analyse", who.id)
    rows = table((await pressed(house, BOSS)).cards[0])
    assert rows["Sessions that became an insight"] == ("6",)
    assert {rows[name] for name in rows if "cards came" in name or "nothing" in name} == {("not counted yet then",)}


async def test_it_is_a_page_for_who_administers_and_for_nobody_else(house: House) -> None:
    await lived(house)
    async with site_over(house) as site:
        boss, ada = await site.signed_in(BOSS), await site.signed_in(ADA)
        await boss.get("/me/settings")
        page = await boss.press("Figures of the programme")
        assert page.url.endswith("/me/programme")
        # The pages go by the database's clock: what is newest there has nobody in it.
        assert (page.status, "The programme in" in page.text, "too few people" in page.text) == (
            200,
            True,
            True,
        )
        assert "Figures" not in (await ada.get("/me/settings")).text
        for path in ("/me/programme", "/me/programme?v=2026-02", f"/me/open/{OPEN}"):
            hers, none = await ada.get(path), await ada.get("/me/sessions/" + "0" * 24)
            assert (hers.status, none.status) == (404, 404)
            assert hers.read.text.partition("Sign out")[2] == none.read.text.partition("Sign out")[2]


class Slow(MongoProgramme):
    """Of one workspace there is too much to count it in time."""

    async def tally(self, tenant: Tenant, month: date) -> Tally:
        if tenant == HERE:
            raise StorageFault("ExecutionTimeout", transient=True)
        return await super().tally(tenant, month)


async def test_a_workspace_that_cannot_be_counted_keeps_nobody_waiting(house: House) -> None:
    await each(house, [*people(5), *(person(f"e{n}", ELSEWHERE) for n in range(5))], "view")
    await acts.count_all(replace(house.services, programme=Slow(house.storage.db)))
    assert [row["tenant_id"] for row in await kept(house)] == [ELSEWHERE.id]
    await acts.count_all(house.services)
    assert {row["tenant_id"] for row in await kept(house)} == {HERE.id, ELSEWHERE.id}
