"""Where people are reached, and what was sent there."""

from dataclasses import replace

from core.people.conversations import Conversation, Sent
from core.people.person import Person, Place
from storage import Storage
from storage.conversations import KEPT
from tests.storage.samples import ACME, CLIENT, COACH, OTHER, TEAMS

HERE = Conversation(CLIENT, "D1", "https://chat.example/eu/", "29:1", "28:app", "Europe/Vienna", "de-AT")
PLACE = Place(ACME, "D1")


async def test_the_newest_holds_and_what_is_not_told_stays(storage: Storage) -> None:
    await storage.conversations.keep(HERE)
    await storage.conversations.note(PLACE, Sent("1"))
    moved = replace(HERE, address="https://chat.example/us/", time_zone=None, locale="")
    await storage.conversations.keep(moved)
    held = replace(HERE, address=moved.address)
    assert await storage.conversations.of(CLIENT) == held
    assert await storage.conversations.at(PLACE) == held
    assert await storage.conversations.called(ACME, "29:1") == held
    assert await storage.conversations.address(ACME) == moved.address
    assert await storage.conversations.sent(PLACE, id="1") == [Sent("1")]


async def test_one_that_is_closed_opens_when_the_person_is_heard_of_again(storage: Storage) -> None:
    await storage.conversations.close(COACH)  # never heard of
    assert await storage.conversations.of(COACH) is None
    await storage.conversations.keep(HERE)
    await storage.conversations.close(CLIENT)
    assert await storage.conversations.of(CLIENT) == replace(HERE, open=False)
    await storage.conversations.keep(HERE)
    assert await storage.conversations.of(CLIENT) == HERE


async def test_nothing_crosses_a_tenant(storage: Storage) -> None:
    await storage.conversations.keep(HERE)
    for tenant in (OTHER, TEAMS):
        assert await storage.conversations.of(Person(tenant, CLIENT.id)) is None
        assert await storage.conversations.at(Place(tenant, "D1")) is None
        assert await storage.conversations.called(tenant, "29:1") is None
        assert await storage.conversations.address(tenant) == ""
        assert not await storage.conversations.note(Place(tenant, "D1"), Sent("1"))


async def test_what_was_sent_is_found_by_id_and_by_mark_and_forgotten(storage: Storage) -> None:
    await storage.conversations.keep(HERE)
    first, second = Sent("1", "job/$status"), Sent("2", "job/$status", ("3", "4"), ("insight.feedback|$i|yes",))
    for sent in (first, replace(second, parts=()), second):
        assert await storage.conversations.note(PLACE, sent)
    assert await storage.conversations.sent(PLACE, mark="job/$status") == [first, second]
    assert await storage.conversations.sent(PLACE, id="2") == [second]
    assert await storage.conversations.sent(PLACE, id="$sent") == []
    await storage.conversations.forget(PLACE, "1")
    assert await storage.conversations.sent(PLACE, mark="job/$status") == [second]


async def test_the_newest_are_kept(storage: Storage) -> None:
    await storage.conversations.keep(HERE)
    many = [{"id": str(n), "mark": "", "parts": [], "judged": []} for n in range(KEPT)]
    await storage.db.collection("conversations").update_one({}, {"$set": {"sent": many}})
    await storage.conversations.note(PLACE, Sent("new"))
    assert await storage.conversations.sent(PLACE, id="0") == []
    assert await storage.conversations.sent(PLACE, id="new") == [Sent("new")]
