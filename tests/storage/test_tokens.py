"""Access tokens as they are kept: by their digests, each person's apart, gone when they are over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.people.person import Person
from core.people.tokens import MOST, Scope, Token, digest
from storage import Storage
from tests.storage.samples import ACME, CANARY, CLIENT, COACH, OTHER

SECRET = "debrief_" + "s" * 43


def token(storage: Storage, owner: Person = CLIENT, id: str = "ab" * 8) -> Token:
    """Of the first day of this year, to the end of next."""
    now = datetime(storage.clock.now().year, 1, 1, tzinfo=UTC)
    return Token(id, owner, CANARY, frozenset({Scope.READ, Scope.INBOX}), now, now + timedelta(days=700))


async def test_a_token_is_found_by_what_a_program_shows_and_kept_without_it(storage: Storage) -> None:
    made = token(storage)
    assert await storage.tokens.put(made, digest(SECRET))
    assert await storage.tokens.find(digest(SECRET)) == made
    assert await storage.tokens.find(digest(SECRET + "x")) is None
    (row,) = await storage.db.collection("tokens").find({}).to_list()
    assert SECRET not in repr(row)
    assert CANARY not in repr(row)


async def test_a_second_one_of_the_same_id_takes_its_place(storage: Storage) -> None:
    made = token(storage)
    await storage.tokens.put(made, digest(SECRET))
    assert await storage.tokens.put(made, digest("other"))
    assert await storage.tokens.find(digest(SECRET)) is None
    assert await storage.tokens.of(CLIENT) == [made]


async def test_each_has_their_own(storage: Storage) -> None:
    for owner in (CLIENT, COACH, Person(OTHER, CLIENT.id)):
        assert await storage.tokens.put(token(storage, owner), digest(f"{owner}"))
    assert await storage.tokens.of(CLIENT) == [token(storage)]
    assert await storage.tokens.remove(CLIENT, "ab" * 8)
    assert not await storage.tokens.remove(CLIENT, "ab" * 8)
    assert [len(await storage.tokens.of(Person(tenant, CLIENT.id))) for tenant in (ACME, OTHER)] == [0, 1]
    assert await storage.tokens.remove_all(COACH) == 1
    assert await storage.tokens.find(digest(f"{COACH}")) is None


async def test_when_it_was_used_last(storage: Storage) -> None:
    made = token(storage)
    await storage.tokens.put(made, digest(SECRET))
    later = made.created_at + timedelta(hours=2)
    await storage.tokens.used(made, later)
    await storage.tokens.used(made, made.created_at)
    assert await storage.tokens.find(digest(SECRET)) == replace(made, used_at=later)


async def test_there_is_a_limit_and_what_is_over_makes_room(storage: Storage) -> None:
    for n in range(MOST):
        assert await storage.tokens.put(token(storage, id=f"{n:016x}"), digest(f"{n}"))
    assert not await storage.tokens.put(token(storage), digest(SECRET))
    assert await storage.tokens.put(token(storage, id=f"{3:016x}"), digest("again"))
    over = {"$set": {"expires_at": storage.clock.now() - timedelta(seconds=1)}}
    await storage.db.collection("tokens").update_one({"token": f"{0:016x}"}, over)
    assert await storage.tokens.find(digest("0")) is None
    assert await storage.tokens.put(token(storage), digest(SECRET))
    assert len(await storage.tokens.of(CLIENT)) == MOST


async def test_whoever_was_erased_has_none(storage: Storage) -> None:
    await storage.tokens.put(token(storage), digest(SECRET))
    await storage.vault.forget(CLIENT)
    assert await storage.tokens.find(digest(SECRET)) is None
    assert await storage.tokens.of(CLIENT) == []
