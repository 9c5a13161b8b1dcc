"""Relationships, comments, corrections, posted cards and shared insights: each change happens once, whoever tries."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import bson
import pytest

from core.changes import Kind
from core.insight.corrections import MOST
from core.insight.model import Grant
from core.people import relationships
from core.people.person import MessageRef, Person, Place
from core.people.relationships import State
from core.ports.insights import InsightQuery, Kept, Page, Scope
from core.refusal import Refused
from core.transcript import Role
from storage import Storage
from storage.database import CODEC
from storage.insight_documents import FOUND_BY, found_by
from storage.migrations import migrate
from storage.posted import KEPT
from tests.storage.samples import (
    ACME,
    CANARY,
    CLIENT,
    COACH,
    OTHER,
    START,
    change,
    comment,
    commitment,
    completed,
    correction,
    findings,
    insight,
    metadata,
    paired,
    relationship,
)

LATER = START + timedelta(hours=1)
GRANT = Grant(granted_at=START)
DOTTED = "29:1ab.c$d"


# --- relationships ---


async def test_a_relationship_comes_back_as_it_was(storage: Storage) -> None:
    asked = relationship()
    assert await storage.relationships.create(asked, change(Kind.END))
    accepted = relationships.accept(asked, CLIENT, LATER)
    assert await storage.relationships.move(accepted, change(Kind.END))
    assert await storage.relationships.get(ACME, asked.id) == accepted
    over = relationships.withdraw(accepted, CLIENT, LATER)
    assert await storage.relationships.move(over, change(Kind.END))
    assert await storage.relationships.get_many(ACME, [asked.id, "R9"]) == {asked.id: over}
    assert await storage.relationships.get(OTHER, asked.id) is None
    assert await storage.relationships.between(OTHER, CLIENT.id, COACH.id) is None


async def test_of_many_who_ask_each_other_one_is_stored(storage: Storage) -> None:
    back = relationships.request("back", CLIENT, COACH, Role.COACH, START)
    asks = [relationship(f"R{n}") for n in range(4)]
    results = await asyncio.gather(*(storage.relationships.create(ask, change(Kind.END)) for ask in (*asks, back)))
    assert sorted(results) == [False] * 4 + [True]
    (one,) = (await storage.relationships.of(COACH, states=frozenset(State), limit=9)).rows
    assert await storage.relationships.move(relationships.decline(one, CLIENT, LATER), change(Kind.END))
    assert await storage.relationships.create(relationship("again"), change(Kind.END))
    standing = await storage.relationships.between(ACME, COACH.id, CLIENT.id)
    assert standing is not None
    assert standing.id == "again"


async def test_briefs_move_by_themselves_while_the_two_work_together(storage: Storage) -> None:
    asked = relationship()
    await storage.relationships.create(asked, change(Kind.END))
    agreed = relationships.Briefs(coach=START, hidden=("goal:i:3",), version=1)
    assert not await storage.relationships.keep_briefs(asked, agreed, None), "they do not work together yet"
    active = relationships.accept(asked, CLIENT, LATER)
    await storage.relationships.move(active, change(Kind.END))
    assert await storage.relationships.keep_briefs(asked, agreed, change(Kind.BRIEFS))
    assert not await storage.relationships.keep_briefs(asked, agreed, None), "it is not of the version before"
    later = replace(agreed, client=LATER, version=2)
    assert await storage.relationships.keep_briefs(asked, later, None)
    meeting = relationships.Meeting(date(2026, 3, 12), time(10), "Europe/Berlin", "", "i", date(2026, 3, 5))
    met = relationships.meet(active, CLIENT, meeting)
    assert await storage.relationships.move(met, change(Kind.NEXT_SESSION))
    assert await storage.relationships.get(ACME, asked.id) == replace(met, briefs=later)
    assert await storage.relationships.move(relationships.end(met, CLIENT, LATER), change(Kind.END))
    assert not await storage.relationships.keep_briefs(asked, replace(later, version=3), None)


async def test_of_two_moves_at_once_one_happens(storage: Storage) -> None:
    asked = relationship()
    await storage.relationships.create(asked, change(Kind.END))
    active = relationships.accept(asked, CLIENT, LATER)
    await storage.relationships.move(active, change(Kind.END))
    moves = [relationships.end(active, person, LATER) for person in (CLIENT, COACH)] * 3
    results = await asyncio.gather(*(storage.relationships.move(move, change(Kind.END)) for move in moves))
    assert sorted(results) == [False] * 5 + [True]
    assert await storage.relationships.get(ACME, asked.id) == moves[results.index(True)]
    assert not await storage.relationships.move(replace(active, id="not there"), change(Kind.END))


async def test_between_two_is_the_open_one_else_the_last(storage: Storage) -> None:
    for n in range(3):
        asked = replace(relationship(f"R{n}"), changed_at=START + timedelta(days=n))
        await storage.relationships.create(asked, change(Kind.END))
        await storage.relationships.move(
            relationships.decline(asked, CLIENT, START + timedelta(days=n if n != 1 else 9)), change(Kind.END)
        )
    last = await storage.relationships.between(ACME, CLIENT.id, COACH.id)
    assert last is not None
    assert last.id == "R1"
    await storage.relationships.create(relationship("open"), change(Kind.END))
    standing = await storage.relationships.between(ACME, CLIENT.id, COACH.id)
    assert standing is not None
    assert standing.id == "open"


async def test_relationships_are_paged_both_ways_by_state(storage: Storage) -> None:
    for n in range(5):
        await storage.relationships.create(
            replace(relationship(f"R{n}", f"U{n}"), changed_at=START + timedelta(days=n // 2)), change(Kind.END)
        )
    gone = await storage.relationships.get(ACME, "R1")
    assert gone
    await storage.relationships.move(
        relationships.decline(gone, Person(ACME, "U1"), LATER + timedelta(days=9)), change(Kind.END)
    )
    store = storage.relationships
    seen, cursor = [], None
    while True:
        page = await store.of(COACH, states=frozenset({State.PENDING}), limit=2, cursor=cursor)
        seen += [row.id for row in page.rows]
        if (cursor := page.older) is None:
            break
    assert seen == ["R4", "R3", "R2", "R0"]
    back = await store.of(COACH, states=frozenset({State.PENDING}), limit=2, cursor=page.newer)
    assert [row.id for row in back.rows] == ["R4", "R3"]
    assert (await store.of(COACH, states=frozenset(State), limit=9)).rows[0].id == "R1"
    assert (await store.of(COACH, states=frozenset(), limit=9)).rows == ()
    assert (await store.of(Person(OTHER, COACH.id), states=frozenset(State), limit=9)).rows == ()


async def test_a_cursor_of_another_list_is_refused(storage: Storage) -> None:
    for n in range(3):
        await storage.insights.create(
            insight(n, shared_with_coaches=(COACH.id,), sharing_permissions={COACH.id: GRANT})
        )
        await storage.comments.add(CLIENT, comment(n), change())
        await storage.relationships.create(relationship(f"R{n}", f"U{n}"), change(Kind.END))
    everything = frozenset(State)
    insights, comments = storage.insights, storage.comments
    lists: dict[str, Callable[[str | None], Awaitable[Page[Any]]]] = {
        "mine": lambda at: insights.mine(CLIENT, limit=1, cursor=at),
        "list": lambda at: insights.list(InsightQuery(CLIENT), limit=1, cursor=at),
        "granted": lambda at: insights.granted(CLIENT, limit=1, cursor=at),
        "of": lambda at: comments.of(ACME, "i", limit=1, cursor=at),
        "by": lambda at: comments.by(COACH, limit=1, cursor=at),
        "relationships": lambda at: storage.relationships.of(COACH, states=everything, limit=1, cursor=at),
    }
    cursors = {name: (await turn(None)).older for name, turn in lists.items()}
    for name, turn in lists.items():
        for of, cursor in cursors.items():
            if of == name:
                assert len((await turn(cursor)).rows) == 1
                continue
            with pytest.raises(Refused):
                await turn(cursor)


# --- comments and corrections ---


async def test_a_comment_comes_back_sealed_under_the_owner_s_key(storage: Storage) -> None:
    written = [comment(n) for n in range(3)]
    assert [await storage.comments.add(CLIENT, each, change()) for each in written] == [True] * 3
    assert not await storage.comments.add(CLIENT, replace(written[0], text="other words"), change())
    page = await storage.comments.of(ACME, "i", limit=2)
    assert page.rows == (written[2], written[1])
    assert (await storage.comments.of(ACME, "i", limit=2, cursor=page.older)).rows == (written[0],)
    assert (await storage.privacy.comments_by(COACH, limit=9)).rows == tuple(reversed(written))
    assert not await storage.comments.delete(ACME, "C0", CLIENT.id)
    assert not await storage.comments.delete(OTHER, "C0", COACH.id)
    assert await storage.comments.delete(ACME, "C0", COACH.id)
    await storage.forget(COACH)
    assert await storage.comments.get(ACME, "C1") == written[1]
    await storage.forget(CLIENT)
    assert await storage.comments.get(ACME, "C1") is None
    assert (await storage.comments.of(ACME, "i", limit=9)).rows == ()
    assert await storage.comments.delete_all(ACME, "i") == 2


async def test_corrections_of_one_insight_are_kept_apart_and_replaced_by_id(storage: Storage) -> None:
    first, second = correction(1), correction(2, text="put again", by=CLIENT.id)
    for each in (second, first):
        assert await storage.corrections.put(CLIENT, "i", each, change())
    assert await storage.corrections.of(ACME, "i") == (first, second)
    changed = replace(first, text="in other words", at=LATER + timedelta(days=1))
    assert await storage.corrections.put(CLIENT, "i", changed, change())
    assert await storage.corrections.of(ACME, "i") == (second, changed)
    assert await storage.corrections.of(OTHER, "i") == ()
    assert await storage.corrections.of(ACME, "j") == ()
    assert not await storage.corrections.remove(ACME, "j", first.id)
    assert await storage.corrections.remove(ACME, "i", first.id)
    assert not await storage.corrections.remove(ACME, "i", first.id)
    assert await storage.corrections.remove_all(ACME, "i") == 1


async def test_many_at_once_never_pass_the_most(storage: Storage) -> None:
    for n in range(MOST - 3):
        await storage.corrections.put(CLIENT, "i", correction(n), change())
    results = await asyncio.gather(
        *(storage.corrections.put(CLIENT, "i", correction(n), change()) for n in range(MOST, MOST + 12))
    )
    assert sum(results) == 3
    assert len(await storage.corrections.of(ACME, "i")) == MOST
    assert await storage.corrections.put(CLIENT, "i", correction(0, text="replaced when full"), change())
    assert len(await storage.corrections.of(ACME, "i")) == MOST


async def test_many_who_correct_first_make_one_document(storage: Storage) -> None:
    results = await asyncio.gather(*(storage.corrections.put(CLIENT, "i", correction(n), change()) for n in range(8)))
    assert all(results)
    assert len(await storage.corrections.of(ACME, "i")) == 8
    assert await storage.db.collection("corrections").count_documents({}) == 1


async def test_no_word_of_what_people_write_is_in_the_database(storage: Storage) -> None:
    await storage.comments.add(CLIENT, comment(), change())
    await storage.corrections.put(CLIENT, "i", correction(), change())
    for name in ("comments", "corrections"):
        rows = await storage.db.collection(name).find({}).to_list()
        assert rows
        for row in rows:
            assert CANARY.encode() not in bson.encode(row, codec_options=CODEC)


async def test_commitments_are_counted_by_session(storage: Storage) -> None:
    past = START - timedelta(days=9)
    rows = [
        commitment("P1", "i", state="done", due=past),
        commitment("P2", "i", state="open", due=past),
        commitment("P3", "i", state="dropped"),
        commitment("P4", "i"),
        commitment("P5", "i", owner="coach", state="done"),
        commitment("P6", "j", state="renegotiated", due=START + timedelta(days=36_500)),
    ]
    await storage.db.collection("commitments").insert_many(rows)
    assert await storage.commitments.by_insight(ACME, ["i", "j", "k"]) == {"i": Kept(5, 3, 2, 1), "j": Kept(1, 0, 0)}
    assert await storage.commitments.by_insight(OTHER, ["i"]) == {}
    assert await storage.commitments.by_insight(ACME, []) == {}


async def test_commitments_and_feedback_go_with_their_insight(storage: Storage) -> None:
    gone, kept = completed(1), completed(2)
    for made in (gone, kept):
        await storage.insights.create(made)
        await storage.feedback.put(COACH, made.id, True, change(at=START))
    await storage.db.collection("commitments").insert_many([commitment("P1", gone.id), commitment("P2", kept.id)])
    assert not await storage.insights.delete(OTHER, gone.id)
    assert len(await storage.commitments.by_insight(ACME, [gone.id, kept.id])) == 2
    assert await storage.insights.delete(ACME, gone.id)
    assert await storage.commitments.by_insight(ACME, [gone.id, kept.id]) == {kept.id: Kept(1, 0, 0)}
    assert [await storage.feedback.get(COACH, made.id) for made in (gone, kept)] == [None, True]


async def test_the_newest_cards_of_a_subject_and_reader_are_remembered(storage: Storage) -> None:
    def message(n: int) -> MessageRef:
        return MessageRef(Place(ACME, "D1", "thread" if n % 2 else None), f"{n}")

    await storage.posted.remember("i", COACH, message(0))
    row = await storage.db.collection("posted_cards").find_one({})
    assert row
    many = [{"channel": "D1", "thread": message(n).place.thread, "id": f"{n}", "kind": ""} for n in range(KEPT)]
    await storage.db.collection("posted_cards").update_one({"_id": row["_id"]}, {"$set": {"messages": many}})
    for n in (*range(KEPT, KEPT + 5), KEPT + 4):
        await storage.posted.remember("i", COACH, message(n))
    await storage.posted.remember("i", CLIENT, message(0))
    assert await storage.posted.of(ACME, "i", COACH.id) == [message(n) for n in range(5, KEPT + 5)]
    assert len(await storage.posted.of(ACME, "i")) == KEPT + 1
    assert await storage.posted.of(OTHER, "i") == []
    await storage.posted.forget(ACME, "i", COACH.id)
    assert await storage.posted.of(ACME, "i") == [message(0)]
    await storage.posted.forget(ACME, "i")
    assert await storage.posted.of(ACME, "i") == []


# --- insights as several see them ---


async def found(storage: Storage, *queries: InsightQuery) -> list[set[str]]:
    pages = [await storage.insights.list(query, limit=100) for query in queries]
    for query, page in zip(queries, pages, strict=True):
        assert await storage.insights.count(query) == len(page.rows)
    return [{row.id for row in page.rows} for page in pages]


async def test_a_grant_is_given_changed_and_taken_in_one_write(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    shared = InsightQuery(Person(ACME, DOTTED), Scope.SHARED)
    assert not await storage.insights.share(COACH, made.id, DOTTED, GRANT, change(at=LATER))
    for grant in (GRANT, GRANT.model_copy(update={"comment": True, "expires_at": LATER})):
        assert await storage.insights.share(CLIENT, made.id, DOTTED, grant, change(at=LATER))
        stored = await storage.insights.get(ACME, made.id)
        assert stored
        assert stored.sharing_permissions == {DOTTED: grant}
        assert stored.shared_with_coaches == (DOTTED,)
        assert (await storage.insights.granted(CLIENT, limit=9)).rows[0].sharing_permissions == {DOTTED: grant}
    assert await found(storage, shared, replace(shared, client=CLIENT.id), replace(shared, client="U9")) == [
        {made.id},
        {made.id},
        set(),
    ]
    assert not await storage.insights.revoke(COACH, made.id, DOTTED, change(at=LATER))
    results = await asyncio.gather(
        *(storage.insights.revoke(CLIENT, made.id, DOTTED, change(at=LATER)) for _ in range(4))
    )
    assert sorted(results) == [False] * 3 + [True]
    assert await found(storage, shared) == [set()]
    assert (await storage.insights.granted(CLIENT, limit=9)).rows == ()
    assert await storage.insights.get(ACME, made.id) == made.model_copy(update={"updated_at": LATER})


async def test_pairing_ends_grants_and_happens_once(storage: Storage) -> None:
    made = completed(shared_with_coaches=("U3",), sharing_permissions={"U3": GRANT}, visible_to_coach=False)
    await storage.insights.create(made)
    bond = relationship()
    assert not await storage.insights.pair(COACH, made.id, bond, change(at=LATER))
    assert not await storage.insights.pair(Person(OTHER, CLIENT.id), made.id, bond, change(at=LATER))
    assert await storage.insights.pair(CLIENT, made.id, bond, change(at=LATER))
    assert not await storage.insights.pair(CLIENT, made.id, bond, change(at=LATER))
    assert not await storage.insights.share(CLIENT, made.id, "U3", GRANT, change(at=LATER))
    stored = await storage.insights.get(ACME, made.id)
    assert stored
    assert (stored.coaching_relationship_id, stored.coach_user_id, stored.is_unpaired) == (bond.id, COACH.id, False)
    assert (stored.shared_with_coaches, stored.sharing_permissions) == ((), {})
    assert (stored.visible_to_client, stored.visible_to_coach) == (True, True)
    coach, third = InsightQuery(COACH), InsightQuery(Person(ACME, "U3"), Scope.SHARED)
    assert await found(storage, coach, third) == [{made.id}, set()]


async def test_sharing_and_pairing_at_once_leave_no_grant_on_a_paired_one(storage: Storage) -> None:
    for n in range(6):
        made = completed(n)
        await storage.insights.create(made)
        shares = (storage.insights.share(CLIENT, made.id, f"U{m}", GRANT, change(at=LATER)) for m in range(3))
        await asyncio.gather(*shares, storage.insights.pair(CLIENT, made.id, relationship(), change(at=LATER)))
        stored = await storage.insights.get(ACME, made.id)
        assert stored
        assert not stored.is_unpaired
        assert stored.sharing_permissions == {}
        assert stored.shared_with_coaches == ()


async def test_hold_and_release_are_seen_in_the_lists(storage: Storage) -> None:
    together, alone = paired(1), insight(2)
    for made in (together, alone):
        await storage.insights.create(made)
        assert await storage.insights.set_visible(ACME, made.id, client=False, coach=True, change=change(at=LATER))
    assert await found(storage, InsightQuery(CLIENT), InsightQuery(COACH)) == [{alone.id}, {together.id}]
    stored = await storage.insights.get(ACME, alone.id)
    assert stored
    assert stored.visible_to_client
    assert await storage.insights.set_visible(ACME, together.id, client=True, coach=False, change=change(at=LATER))
    assert await found(storage, InsightQuery(CLIENT), InsightQuery(COACH)) == [{alone.id, together.id}, set()]
    assert not await storage.insights.set_visible(OTHER, together.id, client=True, coach=True, change=change(at=LATER))
    assert await storage.insights.set_craft_shared(ACME, together.id, True, change(at=LATER))
    assert not await storage.insights.set_craft_shared(ACME, alone.id, True, change(at=LATER))


async def test_withdrawn_consent_empties_the_coach_s_lists_and_the_client_s_stay(storage: Storage) -> None:
    old = [paired(n) for n in range(205)]  # more than one step
    new = paired(1, coaching_relationship_id="R2")
    for made in (*old, new):
        await storage.insights.create(made)
    assert await storage.insights.close_to_coach(ACME, "R1") == 205
    assert await storage.insights.close_to_coach(ACME, "R1") == 0
    assert await found(storage, InsightQuery(COACH), InsightQuery(COACH, client=CLIENT.id)) == [{new.id}, {new.id}]
    assert await storage.insights.count(InsightQuery(CLIENT, coach=COACH.id)) == 206
    await storage.insights.set_visible(ACME, old[0].id, client=True, coach=True, change=change(at=LATER))
    assert await found(storage, InsightQuery(COACH)) == [{new.id}]


async def test_a_list_is_what_reading_every_row_would_give(storage: Storage) -> None:
    third = "U-third"
    made = [
        insight(1),
        insight(2, status="failed", coach_user_id=third),
        insight(3, shared_with_coaches=(COACH.id,), sharing_permissions={COACH.id: GRANT}),
        insight(4, client_user_id=COACH.id, shared_with_coaches=(CLIENT.id, third)),
        paired(5),
        paired(6, visible_to_client=False),
        paired(7, visible_to_coach=False, status="failed"),
        paired(8, coach_user_id=third),
        paired(9, client_user_id=COACH.id, coach_user_id=CLIENT.id),
    ]
    for each in made:
        await storage.insights.create(each)
    for reader in (CLIENT, COACH, Person(ACME, third), Person(OTHER, CLIENT.id)):
        for scope in Scope:
            for client in (None, CLIENT.id, COACH.id, third):
                for coach in (None, CLIENT.id, COACH.id, third):
                    for status in (None, "failed"):
                        query = InsightQuery(reader, scope, client, coach, status)
                        expected = {
                            each.id
                            for each in made
                            if reader.tenant == ACME
                            and (status is None or each.status == status)
                            and (client is None or each.client_user_id == client)
                            and (
                                (
                                    each.is_unpaired
                                    and reader.id in each.shared_with_coaches
                                    and coach in {None, reader.id}
                                )
                                if scope is Scope.SHARED
                                else (coach is None or each.coach_user_id == coach)
                                and (scope is Scope.ALL or each.is_unpaired == (scope is Scope.UNPAIRED))
                                and (
                                    (each.client_user_id == reader.id and (each.visible_to_client or each.is_unpaired))
                                    or (
                                        each.coach_user_id == reader.id
                                        and each.visible_to_coach
                                        and not each.is_unpaired
                                    )
                                )
                            )
                        }
                        assert await found(storage, query) == [expected], query


async def test_completing_shows_in_rows_and_figures(storage: Storage) -> None:
    made = insight(source_document_id="J")
    await storage.insights.create(made)
    await storage.insights.complete(ACME, made.id, findings(), metadata(), LATER)
    (row,) = (await storage.insights.list(InsightQuery(CLIENT, status="completed"), limit=9)).rows
    assert row.created_by == CLIENT.id
    assert row.themes == findings().key_themes


async def test_the_database_computes_the_same_names(storage: Storage) -> None:
    rows = [
        {
            "client_user_id": "U1",
            "coach_user_id": coach,
            "is_unpaired": bool(bits & 1),
            "visible_to_client": bool(bits & 2),
            "visible_to_coach": bool(bits & 4),
            "shared_with_coaches": ["U3", DOTTED] if bits & 8 else [],
            **({"closed_to_coach": bool(bits & 16)} if bits & 32 else {}),
        }
        for bits in range(64)
        for coach in (None, "U1", "U2")
    ]
    trial = storage.db.collection("trial")
    await trial.insert_many([dict(row) for row in rows])
    async for row in await trial.aggregate([{"$set": {"names": FOUND_BY}}]):
        assert row["names"] == found_by(row), row
    await trial.drop()


async def test_insights_of_an_older_schema_are_found_after_the_migration(storage: Storage) -> None:
    made = paired(shared_with_coaches=())
    await storage.insights.create(made)
    rows = storage.db.collection("session_insights")
    await rows.drop_index("found_by")
    await rows.create_index([("platform", 1), ("tenant_id", 1), ("viewers", 1)], name="viewers")
    await rows.update_many({}, {"$set": {"viewers": [CLIENT.id, COACH.id]}, "$unset": {"found_by": ""}})
    await storage.db.collection("schema").update_one({"_id": "schema"}, {"$set": {"version": 1}})
    await migrate(storage.db)
    assert await found(storage, InsightQuery(CLIENT), InsightQuery(COACH, client=CLIENT.id)) == [{made.id}, {made.id}]
    assert "viewers" not in await rows.index_information()
    assert await rows.count_documents({"viewers": {"$exists": True}}) == 0
