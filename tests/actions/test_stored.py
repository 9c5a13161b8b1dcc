"""Promises on the database: those recorded before they could be changed by hand, their words, and their pages."""

from datetime import UTC, date, datetime, timedelta

from core.changes import Kind
from core.people.person import Person
from core.promises.commitments import Commitment, Proof, renegotiate
from storage import Storage
from storage.database import key
from storage.migrations import MIGRATIONS
from tests.relationships.house import HERE, START
from tests.storage.samples import change

ADA = Person(HERE, "ada")
CANARY = "zephyrquokka"
NEW = ("version", "settled", "listed_at", "changed", "again")


def made(n: int, due: date | None = None, *, recurring: bool = False) -> Commitment:
    return Commitment(
        f"{'a' * 24}-{n}",
        HERE,
        "a" * 24,
        ADA.id,
        "client",
        f"thing {n}",
        "I will",
        3,
        START,
        due=due,
        recurring=recurring,
    )


async def test_those_of_before_are_listed_and_changed_like_the_others(storage: Storage) -> None:
    rows = [made(0, recurring=True), made(1), made(2, date(2026, 4, 2)), made(3, date(2026, 4, 1)), made(4)]
    await storage.commitments.record(ADA, "a" * 24, rows)
    proof = Proof("b" * 24, 5, START + timedelta(days=7))
    assert await storage.commitments.settle(ADA, rows[4].id, proof)
    stored = storage.db.collection("commitments")
    whole = {row["_id"]["id"]: row async for row in stored.find({})}
    await stored.update_many({}, {"$unset": dict.fromkeys(NEW, "")})
    for _ in range(2):  # once more after a crash
        await MIGRATIONS[5](storage.db)
    for row in await stored.find({}).to_list():
        before = whole[row["_id"]["id"]]
        assert {name: row[name] for name in NEW if name != "version"} == {
            name: before[name] for name in NEW if name != "version"
        }
        assert row["version"] == 0
    page = await storage.commitments.listed(ADA, settled=False, limit=9)
    assert [row.action for row in page.rows] == ["thing 3", "thing 2", "thing 1", "thing 0"]
    done = await storage.commitments.listed(ADA, settled=True, limit=9)
    assert [(row.action, row.proof) for row in done.rows] == [("thing 4", proof)]
    moved = renegotiate(page.rows[0], "thing anew", None, ADA.id, START)
    assert moved is not None
    assert await storage.commitments.move(ADA, moved, change(Kind.PROMISE_DONE))
    assert not await storage.commitments.move(ADA, moved, change(Kind.PROMISE_DONE)), "by compare-and-set"


async def test_words_agreed_anew_are_sealed(storage: Storage) -> None:
    await storage.commitments.record(ADA, "a" * 24, [made(0)])
    moved = renegotiate(made(0), f"call the {CANARY}", date(2026, 4, 1), ADA.id, START)
    assert moved is not None
    assert await storage.commitments.move(ADA, moved, change(Kind.PROMISE_DONE))
    assert (await storage.commitments.of(HERE, "a" * 24))[0].action == f"call the {CANARY}"
    raw = await storage.db.collection("commitments").find_one({"_id": key(HERE, made(0).id)})
    assert CANARY not in str(raw)
    assert raw is not None
    assert raw["due"] == datetime(2026, 4, 2, tzinfo=UTC)


async def test_of_another_tenant_or_person_nothing_moves(storage: Storage) -> None:
    await storage.commitments.record(ADA, "a" * 24, [made(0)])
    moved = renegotiate(made(0), "else", None, "bo", START)
    assert moved is not None
    assert not await storage.commitments.move(Person(HERE, "bo"), moved, change(Kind.PROMISE_DONE))
    assert (await storage.commitments.listed(Person(HERE, "bo"), settled=False, limit=5)).rows == ()
    assert (await storage.commitments.of(HERE, "a" * 24))[0].state == "open"
