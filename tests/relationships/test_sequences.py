"""After any sequence of acts by anybody, what each person can read is what a model of a few lines says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.card import Form
from core.ports.insights import InsightQuery, Scope
from core.sharing import finding
from core.sharing.grants import end_of_day
from handlers.insight.held import held_from
from tests.open_database import OpenDatabase
from tests.relationships.house import ELSEWHERE, HERE, START, House, furnish, person

NAMES = ("ada", "iva", "bo", "cy")
ACTS = (
    "new",
    "ask",
    "accept",
    "end",
    "withdraw",
    "upload",
    "share",
    "lend",
    "revoke",
    "pair",
    "hold",
    "free",
    "delete",
    "wait",
)
Act = tuple[str, str, str, int]
acts = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 4)),
    min_size=1,
    max_size=12,
)


@dataclass
class Bond:
    id: str
    coach: str
    client: str
    state: str = "asked"  # by the client; then active, over, closed


@dataclass
class Session:
    """`hidden` names the side it is held from."""

    id: str
    owner: str
    maker: str
    bond: Bond | None = None
    hidden: str = ""
    grants: dict[str, datetime | None] = field(default_factory=dict)
    there: bool = True


def readers(it: Session, now: datetime) -> set[str]:
    """The model: who can read a session."""
    if not it.there:
        return set()
    if it.bond is None:
        lent = {who for who, until in it.grants.items() if until is None or now < until}
        return {it.owner} | (set() if it.hidden == "coach" else lent)
    both = {"client": it.owner, "coach": it.bond.coach}
    if it.bond.state == "closed":
        both.pop("coach")
    return {who for side, who in both.items() if side != it.hidden}


@dataclass
class Street:
    """The house and the model side by side; every act is done to both."""

    house: House
    now: datetime = START
    bonds: list[Bond] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    async def do(self, what: str, who: str, other: str, n: int) -> None:
        if what == "wait":
            self.house.clock.pass_(hours=13)
            self.now += timedelta(hours=13)
        elif what == "new":
            self.sessions.append(Session(await self.house.session(person(who), len(self.sessions) + 1), who, who))
        elif what == "ask":
            await self._ask(who, other)
        elif what in {"accept", "end", "withdraw"}:
            if self.bonds:
                await self._move(what, who, self.bonds[n % len(self.bonds)])
        elif what == "upload":
            await self._upload(who, n)
        elif self.sessions:
            await self._on(what, who, other, self.sessions[n % len(self.sessions)])

    def _open(self, one: str, other: str) -> bool:
        return any({b.coach, b.client} == {one, other} and b.state in {"asked", "active"} for b in self.bonds)

    async def _ask(self, who: str, other: str) -> None:
        await self.house.write(person(who), "coach", "invite coach", person(other))
        if who != other and not self._open(who, other):
            found = await self.house.bond(person(who), person(other))
            self.bonds.append(Bond(found.id, other, who))

    async def _move(self, what: str, who: str, bond: Bond) -> None:
        await self.house.press(person(who), f"coach.{what}", bond.id)
        if what == "accept" and who == bond.coach and bond.state == "asked":
            bond.state = "active"
        if what == "end" and who in {bond.coach, bond.client} and bond.state == "active":
            bond.state = "over"
        if what == "withdraw" and who == bond.client and bond.state in {"active", "over"}:
            bond.state = "closed"

    async def _upload(self, who: str, n: int) -> None:
        mine = [b for b in self.bonds if b.state == "active" and who in {b.coach, b.client}]
        if mine:
            bond = mine[n % len(mine)]
            linked = {"coaching_relationship_id": bond.id, "coach_user_id": bond.coach, "is_unpaired": False}
            made = await self.house.session(person(bond.client), len(self.sessions) + 1, created_by=who, **linked)
            self.sessions.append(Session(made, bond.client, who, bond))

    async def _on(self, what: str, who: str, other: str, it: Session) -> None:  # noqa: C901 - one arm for each act
        me, sees = person(who), who in readers(it, self.now)
        carer = (who in {it.maker, it.bond.coach} and it.bond.state == "active") if it.bond else who == it.owner
        if what in {"share", "lend"}:
            until = self.now.date() if what == "lend" else None
            value = f"{it.id}|{other}||{until or ''}"
            await self.house.send(me, Form("", "share.confirm", value=value))
            if it.there and it.bond is None and who == it.owner != other:
                it.grants[other] = end_of_day(until, None) if until else None
        elif what == "revoke":
            await self.house.press(me, "share.revoke", f"{it.id}|{other}")
            if it.bond is None and who == it.owner:
                it.grants.pop(other, None)
        elif what == "pair":
            bond = next((b for b in self.bonds if b.state == "active" and b.client == who), None)
            await self.house.send(me, Form("", "insight.pair", value=it.id), relationship=bond.id if bond else "")
            if it.there and it.bond is None and bond and who == it.owner:
                it.bond, it.hidden, it.grants = bond, "", {}
        elif what in {"hold", "free"}:
            await self.house.press(me, "insight.hold", f"{it.id}|{'yes' if what == 'hold' else 'no'}")
            if sees and carer:
                it.hidden = "" if what == "free" else "coach" if who == it.owner else "client"
        elif what == "delete":
            await self.house.press(me, "insight.delete", it.id)
            if who == it.owner or (sees and carer):
                it.there = False

    # --- what can be read ---

    async def check(self) -> int:
        looked = 0
        for it in self.sessions:
            may = readers(it, self.now)
            for name in NAMES:
                opened = await self.house.press(person(name), "insight.open", it.id)
                assert bool(opened.cards) is (name in may), (name, it)
                looked += 1
            elsewhere = await self.house.press(person(it.owner, ELSEWHERE), "insight.open", it.id)
            assert not elsewhere.cards
        for name in NAMES:
            wanted = {it.id for it in self.sessions if name in readers(it, self.now)}
            assert await self._listed(name) == wanted, name
            kept = {
                it.id for it in self.sessions if it.there and it.owner == name and it.bond and it.hidden == "client"
            }
            assert {held.id async for held in held_from(self.house.services, person(name))} == kept, name
        return looked

    async def _listed(self, name: str) -> set[str]:
        """What the lists show, all pages of both scopes."""
        found: set[str] = set()
        for scope in (Scope.ALL, Scope.SHARED):
            cursor: str | None = None
            while True:
                page = await self.house.insights.list(InsightQuery(person(name), scope), limit=3, cursor=cursor)
                found |= {row.id for row in await finding.rows(self.house.services, person(name), page.rows)}
                if (cursor := page.older) is None:
                    break
        return found


BEGUN: tuple[Act, ...] = (
    ("ask", "ada", "iva", 0),
    ("accept", "iva", "ada", 0),
    ("upload", "iva", "", 0),
    ("upload", "ada", "", 0),
    ("new", "ada", "", 0),
    ("share", "ada", "bo", 2),
    ("lend", "ada", "cy", 2),
)
"""Something of everything, so that an act at random mostly finds something to act on."""


async def play(database: OpenDatabase, sequence: Sequence[Act]) -> int:
    street = Street(furnish(await database.emptied()))
    for what, who, other, n in (*BEGUN, *sequence):
        await street.do(what, who, other, n)
    return await street.check()


@settings(max_examples=4)
@given(acts)
async def test_what_each_can_read_is_what_the_model_says(open_database: OpenDatabase, sequence: list[Act]) -> None:
    await play(open_database, sequence)


@pytest.mark.long
@settings(max_examples=400)
@given(acts)
async def test_the_same_for_many_more(open_database: OpenDatabase, sequence: list[Act]) -> None:
    await play(open_database, sequence)


FULL: tuple[Act, ...] = (
    ("ask", "ada", "iva", 0),
    ("accept", "iva", "ada", 0),
    ("upload", "iva", "", 0),
    ("new", "ada", "", 0),
    ("share", "ada", "bo", 1),
    ("lend", "ada", "cy", 1),
    ("hold", "iva", "", 0),
    ("wait", "", "", 0),
    ("pair", "ada", "", 1),
    ("free", "iva", "", 0),
    ("end", "ada", "", 0),
    ("withdraw", "ada", "", 0),
)


async def test_the_model_and_the_house_agree_after_every_step(house: House) -> None:
    """One sequence in which every kind of change happens, looked at after each."""
    street = Street(house)
    seen: list[int] = []
    for what, who, other, n in FULL:
        await street.do(what, who, other, n)
        await street.check()
        seen.append(sum(len(readers(it, street.now)) for it in street.sessions))
    assert seen == [0, 0, 2, 3, 4, 5, 4, 3, 3, 4, 4, 2]


async def test_a_long_sequence_by_everybody(house: House) -> None:
    """Sixty acts drawn by a seed of its own."""
    dice = Random(20260309)
    street = Street(house)
    for _ in range(60):
        await street.do(dice.choice(ACTS), dice.choice(NAMES), dice.choice(NAMES), dice.randrange(5))
    assert await street.check() == len(NAMES) * len(street.sessions) > 0


def test_days_end_where_the_owner_lives() -> None:
    moments: list[Any] = [
        end_of_day(date(2026, 3, 28), zone) for zone in ("Europe/Berlin", "America/New_York", None, "No/Where")
    ]
    assert [f"{moment:%d %H:%M}" for moment in moments] == ["28 23:00", "29 04:00", "29 00:00", "29 00:00"]
    assert HERE != ELSEWHERE
