"""Insights: what goes in comes out, once, for the right tenant, to the right eyes."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from core.faults import StorageFault
from core.insight.model import Findings, Grant, Status
from core.people.person import Person, Tenant
from core.ports.insights import InsightQuery, Scope
from core.promises.commitments import made_in
from core.promises.readings import Reading
from core.refusal import Refused
from storage import Storage
from storage.insight_documents import RETELL
from tests.storage.samples import (
    ACME,
    CANARY,
    CLIENT,
    COACH,
    OTHER,
    START,
    TEAMS,
    change,
    completed,
    correction,
    findings,
    insight,
    metadata,
    paired,
)

LATER = START + timedelta(minutes=5)


async def test_an_insight_comes_back_as_it_was(storage: Storage) -> None:
    grant = Grant(view=True, export=True, granted_at=START, expires_at=START + timedelta(days=3))
    for made in (
        insight(session_date=None, session_title=None),
        completed(shared_with_coaches=("29:1ab.c$d",), sharing_permissions={"29:1ab.c$d": grant}),
        paired(status=Status.FAILED, processing_error="The engine did not answer.", visible_to_client=False),
    ):
        await storage.insights.create(made)
        assert await storage.insights.get(ACME, made.id) == made


async def test_creating_again_changes_nothing(storage: Storage) -> None:
    made = insight()
    await storage.insights.create(made)
    await storage.insights.complete(ACME, made.id, findings(), metadata(), LATER)
    done = await storage.insights.get(ACME, made.id)
    await storage.insights.create(made)
    assert await storage.insights.get(ACME, made.id) == done


async def test_completing_happens_once_whoever_tries(storage: Storage) -> None:
    made = insight()
    await storage.insights.create(made)
    mine = [findings(f"word{n}") for n in range(6)]
    results = await asyncio.gather(
        *(storage.insights.complete(ACME, made.id, each, metadata(), LATER) for each in mine)
    )
    (won,) = [result for result in results if result]
    stored = await storage.insights.get(ACME, made.id)
    assert stored == won
    winner = mine[results.index(won)]
    assert {name: getattr(stored, name) for name in Findings.model_fields} == dict(winner)
    assert (stored.status, stored.completed_at, stored.metadata) == (Status.COMPLETED, LATER, metadata())
    assert await storage.db.collection("insight_findings").count_documents({}) == 1

    await storage.insights.set_status(ACME, made.id, "failed", "too late", LATER)
    assert await storage.insights.get(ACME, made.id) == stored


async def test_what_was_created_is_completed_without_a_look_unless_somebody_has_changed_it(storage: Storage) -> None:
    made, renamed = insight(1), insight(2)
    for one in (made, renamed):
        await storage.insights.create(one)
    assert await storage.insights.edit(ACME, renamed.id, title="New", session_date=None, change=change(at=LATER))
    for one in (made, renamed):
        done = await storage.insights.complete(ACME, one.id, findings(), metadata(), LATER, new=one)
        assert done is not None
        assert done == await storage.insights.get(ACME, one.id)
        assert not await storage.insights.complete(ACME, one.id, findings("later"), metadata(), LATER, new=one)
    stored = await storage.insights.get(ACME, renamed.id)
    assert stored is not None
    assert stored.session_title == "New"
    assert await storage.db.collection("insight_findings").count_documents({}) == 2


async def test_a_reading_is_the_insight_with_its_own_corrections_and_promises(storage: Storage) -> None:
    made, other = completed(1), completed(2)
    for one in (made, other):
        await storage.insights.create(one)
        await storage.corrections.put(CLIENT, one.id, correction(), change())
        await storage.commitments.record(CLIENT, one.id, made_in(one))
    found = await storage.readings.read(ACME, made.id)
    assert found == Reading(
        made, await storage.corrections.of(ACME, made.id), await storage.commitments.of(ACME, made.id)
    )
    assert found.corrections
    assert found.commitments
    assert await storage.readings.read(OTHER, made.id) is None
    await storage.forget(CLIENT)
    assert await storage.readings.read(ACME, made.id) is None


async def test_a_title_given_while_the_analysis_runs_is_kept(storage: Storage) -> None:
    made = insight()
    await storage.insights.create(made)
    edits = (
        storage.insights.edit(ACME, made.id, title=f"Title {n}", session_date=None, change=change(at=LATER))
        for n in range(4)
    )
    assert all(await asyncio.gather(storage.insights.complete(ACME, made.id, findings(), metadata(), LATER), *edits))
    stored = await storage.insights.get(ACME, made.id)
    assert stored is not None
    assert str(stored.session_title).startswith("Title ")
    assert stored.session_date is None
    assert stored.key_themes == findings().key_themes
    row = (await storage.insights.mine(CLIENT, limit=5)).rows[0]
    assert (row.themes, row.quality, row.session_title) == (findings().key_themes, "Good", stored.session_title)
    assert row.counts == {"celebration": 1, "client_discoveries": 2, "action_items": 1}


async def test_a_row_tells_what_it_is_given_and_the_insight_stays(storage: Storage) -> None:
    """Also where the title changes meanwhile, and not while the analysis runs."""
    made, running = completed(), insight()
    for each in (made, running):
        await storage.insights.create(each)
        await storage.db.collection("session_insights").update_one({"_id": ObjectId(each.id)}, {"$set": {RETELL: True}})
    less = findings().model_copy(update={"client_discoveries": (), "key_themes": ("delegation",)})
    edits = (
        storage.insights.edit(ACME, made.id, title=f"Title {n}", session_date=None, change=change(at=LATER))
        for n in range(4)
    )
    first, second = sorted((made.id, running.id))
    assert await storage.insights.to_retell(limit=1) == [(ACME, first)]
    assert await storage.insights.to_retell(limit=5, after=first) == [(ACME, second)]
    await asyncio.gather(*edits, *(storage.insights.retell(ACME, each.id, less) for each in (made, running)))
    row = next(row for row in (await storage.insights.mine(CLIENT, limit=5)).rows if row.id == made.id)
    assert (row.counts, row.themes) == ({"celebration": 1, "action_items": 1}, ("delegation",))
    assert str(row.session_title).startswith("Title ")
    stored = await storage.insights.get(ACME, made.id)
    assert stored is not None
    assert stored.client_discoveries == findings().client_discoveries
    assert await storage.insights.to_retell(limit=5) == [(ACME, running.id)]
    await storage.insights.retell(ACME, made.id, findings())
    row = next(row for row in (await storage.insights.mine(CLIENT, limit=5)).rows if row.id == made.id)
    assert (row.counts["client_discoveries"], row.themes) == (2, findings().key_themes)


async def test_findings_replaced_while_they_are_read_are_read_anew(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)

    async def move(tenant: Tenant, at: datetime) -> bool:
        new = findings(f"word{at.day}")
        return await storage.insights.edit(
            tenant, made.id, title="t", session_date=at, findings=new, change=change(at=at)
        )

    async def redate() -> int:
        when = [START + timedelta(days=n) for n in range(1, 31)]
        return sum([await move(ACME, at) for at in when])

    async def read() -> None:
        for _ in range(60):
            seen = await storage.insights.get(ACME, made.id)
            assert seen is not None
            assert seen.session_date is not None
            expected = CANARY if seen.updated_at == made.updated_at else f"word{seen.session_date.day}"
            assert seen.session_summary == findings(expected).session_summary

    moved, *_ = await asyncio.gather(redate(), read(), read())
    assert moved == 30
    assert await storage.db.collection("insight_findings").count_documents({}) == 1
    assert not await move(OTHER, LATER)


async def test_an_insight_that_names_findings_which_are_not_there_is_a_fault(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    await storage.db.collection("insight_findings").delete_many({})
    with pytest.raises(StorageFault):
        await storage.insights.get(ACME, made.id)


async def test_a_row_carries_what_the_policy_asks(storage: Storage) -> None:
    grant = Grant(export=True, granted_at=START)
    one = paired(1, visible_to_client=False, created_by=COACH.id, craft_shared=True)
    two = completed(2, shared_with_coaches=(COACH.id,), sharing_permissions={COACH.id: grant})
    for made in (one, two):
        await storage.insights.create(made)
    (row,) = (await storage.insights.mine(COACH, limit=5)).rows
    assert (row.created_by, row.coaching_relationship_id, row.craft_shared) == (COACH.id, "R1", True)
    assert (row.visible_to_client, row.visible_to_coach) == (False, True)
    (row,) = (await storage.insights.mine(CLIENT, limit=5)).rows
    assert row.sharing_permissions == {COACH.id: grant}
    assert row.figures == {"client_talk_share_words": 0.4}


async def test_an_id_opens_nothing_in_another_tenant(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    for tenant in (OTHER, TEAMS):
        assert await storage.insights.get(tenant, made.id) is None
        assert not await storage.insights.complete(tenant, made.id, findings(), metadata(), LATER)
        assert not await storage.insights.edit(tenant, made.id, title="x", session_date=None, change=change(at=LATER))
        await storage.insights.set_status(tenant, made.id, "failed", None, LATER)
        assert not await storage.insights.delete(tenant, made.id)
        assert (await storage.insights.mine(Person(tenant, CLIENT.id), limit=5)).rows == ()
    assert await storage.insights.get(ACME, made.id) == made


async def test_ids_that_are_none_name_nothing(storage: Storage) -> None:
    for name in ("", "nonsense", "slack:T1:F1", "é" * 24, "0" * 24):
        assert await storage.insights.get(ACME, name) is None
        assert not await storage.insights.delete(ACME, name)
        await storage.insights.set_status(ACME, name, "failed", None, LATER)
    with pytest.raises(ValueError, match="24 hex digits"):
        await storage.insights.create(insight(id="slack:T1:F1"))


async def test_deleting_takes_the_findings_along(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    assert await storage.insights.delete(ACME, made.id)
    assert not await storage.insights.delete(ACME, made.id)
    assert await storage.insights.get(ACME, made.id) is None
    assert await storage.db.collection("insight_findings").count_documents({}) == 0


@pytest.mark.parametrize(
    ("flags", "client_sees", "coach_sees"),
    [
        ({}, True, True),
        ({"visible_to_client": False}, False, True),
        ({"visible_to_coach": False}, True, False),
        ({"is_unpaired": True, "coaching_relationship_id": None}, True, False),
        ({"is_unpaired": True, "coaching_relationship_id": None, "visible_to_client": False}, True, False),
    ],
)
async def test_a_list_honours_who_may_see(
    storage: Storage, flags: dict[str, Any], client_sees: bool, coach_sees: bool
) -> None:
    await storage.insights.create(paired(**flags))
    for person, sees in ((CLIENT, client_sees), (COACH, coach_sees)):
        assert len((await storage.insights.mine(person, limit=5)).rows) == sees
        assert await storage.insights.count(InsightQuery(person)) == sees
        assert len((await storage.insights.list(InsightQuery(person, client=CLIENT.id), limit=5)).rows) == sees


async def test_shared_and_relationship_lists_hold_theirs_alone(storage: Storage) -> None:
    grants = {COACH.id: Grant(granted_at=START)}
    shared = completed(1, shared_with_coaches=(COACH.id,), sharing_permissions=grants)
    together = [paired(n) for n in (2, 3, 4)]
    for made in (insight(0), shared, *together):
        await storage.insights.create(made)
    page = await storage.insights.list(InsightQuery(COACH, Scope.SHARED), limit=5)
    assert [row.id for row in page.rows] == [shared.id]
    page = await storage.insights.of_relationship(ACME, "R1", limit=5)
    assert [row.id for row in page.rows] == [made.id for made in reversed(together)]
    assert await storage.insights.count_before(ACME, "R1", together[2].created_at) == 2
    assert (await storage.insights.of_relationship(OTHER, "R1", limit=5)).rows == ()


async def test_what_a_crash_left_between_two_writes_is_swept_and_nothing_else(storage: Storage) -> None:
    kept, gone = completed(1), completed(2)
    for made in (kept, gone):
        await storage.insights.create(made)
    rows = storage.db.collection("insight_findings")
    # As if the process had died after findings were named, and in the middle of a deletion.
    await rows.update_many({}, {"$currentDate": {"loose_since": True}})
    await storage.db.collection("session_insights").delete_one({"_id": ObjectId(gone.id)})
    assert await storage.insights.sweep(timedelta(hours=1)) == 0
    assert await rows.count_documents({}) == 2
    assert await storage.insights.sweep(timedelta()) == 1
    assert await rows.count_documents({"loose_since": {"$exists": True}}) == 0
    assert await storage.insights.get(ACME, kept.id) == kept
    assert await storage.insights.get(ACME, gone.id) is None


@pytest.mark.parametrize("cursor", ["x", "AAAA", "....", "é", "A" * 28, "A" * 5000])
async def test_a_cursor_that_is_none_is_refused_with_a_sentence(storage: Storage, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        await storage.insights.mine(CLIENT, limit=5, cursor=cursor)
    assert "open the list again" in refused.value.message
