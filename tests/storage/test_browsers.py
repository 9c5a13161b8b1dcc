"""Links that sign in once, and the sessions of browsers: how they end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from core.people import browsers
from core.people.browsers import IDLE, LINK_HOLDS, LONGEST, BrowserSession, SignInLink, digest
from core.people.person import Person
from storage import Storage
from tests.storage.samples import ACME, CLIENT, COACH, OTHER

Ends = Callable[[Storage], Awaitable[object]]
ENDS: dict[str, Ends] = {
    "signed out": lambda s: s.browsers.end(digest("session")),
    "all of theirs": lambda s: s.browsers.end_all(CLIENT),
    "erased": lambda s: s.privacy.erase(CLIENT, s.clock.now()),
    "the app is removed": lambda s: s.workspaces.sign_out(ACME),
    "the workspace is erased": lambda s: s.workspaces.erase(ACME),
}


def link(person: Person, until: datetime) -> SignInLink:
    return SignInLink(person, "insight.open", "i", until)


async def test_of_many_who_use_a_link_one_is_let_in(storage: Storage) -> None:
    kept = link(CLIENT, storage.clock.now() + LINK_HOLDS)
    await storage.browsers.keep_link(digest("word"), kept)
    seen = await storage.browsers.link(digest("word"))
    assert seen is not None
    assert (seen.person, seen.route, seen.value) == (CLIENT, "insight.open", "i")
    used = await asyncio.gather(*(storage.browsers.use_link(digest("word")) for _ in range(8)))
    assert [each for each in used if each] == [seen]
    assert await storage.browsers.link(digest("word")) is None


async def test_what_has_expired_is_not_there_though_it_is_not_deleted_yet(storage: Storage) -> None:
    now = storage.clock.now()
    await storage.browsers.keep_link(digest("late"), link(CLIENT, now))
    await storage.browsers.begin(digest("late"), BrowserSession(CLIENT, now, now))
    assert await storage.browsers.link(digest("late")) is None
    assert await storage.browsers.use_link(digest("late")) is None
    await storage.browsers.go_on(digest("late"), now + IDLE)
    assert await storage.browsers.find(digest("late")) is None


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_how_a_session_ends_and_whose_goes_on(storage: Storage, end: Ends) -> None:
    now = storage.clock.now()
    others = (COACH, Person(OTHER, CLIENT.id))
    for person in (CLIENT, *others):
        word = "session" if person == CLIENT else f"{person.tenant.id} {person.id}"
        await storage.browsers.begin(digest(word), browsers.begun(person, now))
        await storage.browsers.keep_link(digest(word), link(person, now + LINK_HOLDS))
    await end(storage)
    assert await storage.browsers.find(digest("session")) is None
    alone = end in {ENDS["signed out"], ENDS["all of theirs"], ENDS["erased"]}
    left = [await storage.browsers.find(digest(f"{each.tenant.id} {each.id}")) for each in others]
    assert [each is not None for each in left] == [alone, True]
    if end is not ENDS["signed out"]:
        assert await storage.browsers.link(digest("session")) is None


async def test_nobody_finds_a_secret_in_the_database(storage: Storage) -> None:
    word, now = browsers.secret(), storage.clock.now()
    assert len(word) >= 43
    await storage.browsers.keep_link(digest(word), link(CLIENT, now + LINK_HOLDS))
    await storage.browsers.begin(digest(word), browsers.begun(CLIENT, now))
    for name in ("sign_in_links", "browser_sessions"):
        row = await storage.db.collection(name).find_one({})
        assert row is not None
        assert word not in str(row)


def test_a_session_goes_on_with_its_use_and_not_for_ever() -> None:
    now = datetime.fromisoformat("2026-03-09T12:00+00:00")
    session = browsers.begun(CLIENT, now)
    assert session.expires_at == now + IDLE
    assert browsers.ends_at(session, now + timedelta(hours=1)) == now + timedelta(hours=1) + IDLE
    assert browsers.ends_at(session, now + LONGEST - timedelta(minutes=1)) == now + LONGEST
