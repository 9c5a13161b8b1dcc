"""Every query has an index that carries it: no scan of a collection, no sort in memory, and work that does not grow."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId
from bson.binary import Binary

from core.changes import Kind
from core.inbox.record import Inbox, Link, Series
from core.insight.draft import Draft
from core.insight.model import Grant
from core.jobs.job import (
    Job,
    JobState,
    Lane,
    Owner,
)
from core.nudges.record import Record
from core.people.browsers import BrowserSession, SignInLink
from core.people.conversations import Conversation, Sent
from core.people.installations import Installation, Removal
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.people.privacy import Retention
from core.people.relationships import Briefs, State, accept
from core.people.tokens import Scope as TokenScope
from core.people.tokens import Token
from core.ports.insights import InsightQuery, Scope
from core.ports.sessions import AuditEntry, Profile
from core.programme.figures import Figures
from core.promises.commitments import (
    Plan,
    Proof,
    made_in,
    renegotiate,
    settle,
)
from core.webhooks.record import Event, Webhook
from storage import Storage, StorageConfig, outbox
from storage.insight_documents import found_by, stored_form
from storage.insight_queries import wanted
from tests.storage.plans import Recorder, explain, stages, work
from tests.storage.samples import (
    ACME,
    CLIENT,
    COACH,
    OTHER,
    ROLES,
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
    transcript,
)

LEASE = timedelta(seconds=30)
TENANT = {"platform": "slack", "tenant_id": "T1"}


async def use_jobs(storage: Storage) -> None:
    jobs = storage.jobs
    for n in range(4):
        await jobs.enqueue(Job(f"J{n}", "intake", ACME))
    await jobs.enqueue(Job("J0", "intake", ACME))
    held = await jobs.claim(LEASE)
    assert held
    await jobs.extend(await jobs.save(held, step="a", refs={"file": "c"}), LEASE)
    await jobs.release(held, delay=timedelta(), failed=True)
    await jobs.waiting(9)
    await jobs.quiet()
    await jobs.next_due()
    held = await jobs.claim(LEASE, busy=frozenset({OTHER}))
    assert held
    await jobs.finish(held, JobState.DONE)
    held = await jobs.claim(LEASE, lanes=[Lane.QUICK, Lane.READ], busy=frozenset({OTHER, COACH}))
    assert held
    await jobs.release(held, delay=timedelta(), failed=False, lane=Lane.READ)
    await jobs.outlived(held)
    await jobs.get(ACME, "J1")
    await jobs.open_of(CLIENT, "intake")
    await jobs.go_on(CLIENT)
    await jobs.backlog()
    await jobs.wake(ACME, "J1", step="x")
    await jobs.cancel(ACME, "J1")


async def use_insights(storage: Storage) -> None:
    insights = storage.insights
    one = insight(1, source_document_id="J")
    two = [paired(n) for n in range(2, 6)]
    for made in (one, *two):
        await insights.create(made)
    await insights.create(completed(7, shared_with_coaches=(COACH.id,)))
    await insights.complete(ACME, one.id, findings(), metadata(), START)
    await insights.set_status(ACME, one.id, "failed", None, START)
    await insights.edit(ACME, one.id, title="t", session_date=START, change=change(at=START))
    await insights.edit(ACME, one.id, title="t", session_date=START, change=change(), findings=findings())
    await insights.get(ACME, one.id)
    row = await insights.row(ACME, one.id)
    assert row
    await insights.of_row(ACME, row)
    await insights.places(ACME, [one.id, two[0].id])
    for cursor in await both_ways(lambda at: insights.mine(CLIENT, limit=2, cursor=at)):
        await insights.mine(CLIENT, limit=2, cursor=cursor)
        await insights.of_relationship(ACME, "R1", limit=2, cursor=cursor)
    for cursor in await both_ways(lambda at: insights.list(InsightQuery(COACH), limit=2, cursor=at)):
        for query in QUERIES:
            await insights.list(query, limit=2, cursor=cursor)
    for query in QUERIES:
        await insights.count(query)
    grant = Grant(granted_at=START)
    alone = [insight(n) for n in (10, 11, 12, 13, 14)]
    for made in alone:
        await insights.create(made)
        await insights.share(CLIENT, made.id, COACH.id, grant, change())
    for cursor in await both_ways(lambda at: insights.granted(CLIENT, limit=2, cursor=at)):
        await insights.granted(CLIENT, limit=2, cursor=cursor)
    await insights.revoke(CLIENT, alone[0].id, COACH.id, change())
    await insights.pair(CLIENT, alone[0].id, relationship(), change())
    await insights.set_visible(ACME, one.id, client=False, coach=True, change=change(at=START))
    for made in two:
        await insights.set_visible(ACME, made.id, client=False, coach=True, change=change(at=START))
    for cursor in await both_ways(lambda at: insights.held_from(CLIENT, limit=2, cursor=at)):
        await insights.held_from(CLIENT, limit=2, cursor=cursor)
    await insights.holds_to_settle(START, limit=2)
    await insights.renew(ACME, one.id, findings(), metadata(), change(at=START))
    await insights.retell(ACME, two[0].id, findings())
    await insights.to_retell(limit=2)
    await insights.to_retell(limit=2, after=two[0].id)
    await insights.set_hold_end(ACME, one.id, since=START, ends_at=START, change=change())
    await insights.end_hold(ACME, one.id, change(at=START))
    await insights.set_craft_shared(ACME, alone[0].id, True, change(at=START))
    await insights.close_to_coach(ACME, "R1")
    await insights.count_before(ACME, "R1", START + timedelta(days=4))
    await storage.db.collection("insight_findings").update_many(TENANT, {"$currentDate": {"loose_since": True}})
    await insights.sweep(timedelta())
    await insights.delete(ACME, one.id)


QUERIES = [
    InsightQuery(reader, kind, client, coach, status)
    for reader in (CLIENT, COACH)
    for kind in Scope
    for client in (None, CLIENT.id)
    for coach in (None, COACH.id, "U-third")
    for status in (None, "failed")
]
QUERIES += [
    InsightQuery(reader, kind, other="U-third", status=status)
    for reader in (CLIENT, COACH)
    for kind in Scope
    for status in (None, "failed")
]


async def both_ways(turn: Callable[[str | None], Awaitable[Any]]) -> list[str | None]:
    first = await turn(None)
    second = await turn(first.older)
    assert first.older
    assert second.newer
    return [None, first.older, second.newer]


async def use_transcripts(storage: Storage) -> None:
    transcripts = storage.transcripts
    await transcripts.put(CLIENT, transcript(), "d", id="J")
    await transcripts.set_roles(ACME, "J", ROLES)
    await transcripts.get(ACME, "J")
    await transcripts.held(ACME, "J")
    await transcripts.seen_before(CLIENT, "d")
    await transcripts.put(CLIENT, transcript(), "d", id="K")
    await transcripts.let_go(ACME, "J")
    await transcripts.delete(ACME, "J")


async def use_uploads(storage: Storage) -> None:
    await storage.uploads.put(CLIENT, "J", b"bytes", "name.txt")
    await storage.uploads.get(ACME, "J")
    await storage.uploads.sweep(datetime.now(UTC) + timedelta(days=2))
    await storage.uploads.delete(ACME, "J")


async def use_counters(storage: Storage) -> None:
    await storage.counters.add("sessions/slack/T1/U1/2026-03-01", 1)
    await storage.counters.get("sessions/slack/T1/U1/2026-03-01")
    await storage.counters.count("sessions/slack/T1/U1/2026-03-01", "J")
    await storage.counters.uncount("sessions/slack/T1/U1/2026-03-01", "J")


async def use_answers(storage: Storage) -> None:
    await storage.vault.seal(CLIENT, "place", b"x")
    await storage.answers.keep(CLIENT, "J", "asked", Draft(sections={}))
    await storage.answers.of(ACME, "J")
    await storage.answers.forget(ACME, "J")


async def use_people(storage: Storage) -> None:
    await storage.people.put(Profile(CLIENT, "Ada"))
    await storage.people.get(CLIENT)
    await storage.people.opened_home(CLIENT)
    await storage.people.has_home(CLIENT)


async def use_audit(storage: Storage) -> None:
    await storage.audit.append(AuditEntry(ACME, CLIENT.id, "view", "i", START))
    await storage.audit.append_once(AuditEntry(ACME, CLIENT.id, "deliver", "i", START))
    await storage.audit.of(ACME, "i")
    await storage.audit.by(ACME, CLIENT.id)


async def use_programme(storage: Storage) -> None:
    await use_audit(storage)
    programme, month = storage.programme, date(2026, 3, 1)
    assert await programme.began(ACME) == START
    assert (await programme.tally(ACME, month)).whole
    await programme.keep(ACME, month, Figures(active=7), START)
    await programme.keep(ACME, month, Figures(active=9), START)
    assert await programme.kept(ACME, [month, date(2026, 2, 1)]) == {month: Figures(active=7)}
    assert [tenant async for tenant in programme.tenants()] == [ACME]


async def use_vault(storage: Storage) -> None:
    vault = storage.vault
    sealed = await vault.seal(CLIENT, "place", b"x")
    await vault.open(ACME, "place", sealed)
    await vault.open_rows(ACME, {"place": sealed})
    await vault.fingerprint(CLIENT, "d", create=True)
    await vault.rewrap()
    await vault.forget(CLIENT)
    await vault.forget_all(ACME)
    await vault.ask_rotation()
    await vault.reread()
    await vault.has_key(CLIENT)
    await vault.still_has_key(CLIENT)


async def use_relationships(storage: Storage) -> None:
    relationships = storage.relationships
    for n in range(5):
        await relationships.create(relationship(f"R{n}", f"U{n}"), change(Kind.END))
    await relationships.create(relationship("R0", "U0"), change(Kind.END))
    await relationships.get(ACME, "R0")
    await relationships.get_many(ACME, ["R0", "R1"])
    await relationships.between(ACME, "U0", COACH.id)
    await relationships.between(ACME, "U0", "nobody")
    await relationships.move(accept(relationship("R0", "U0"), Person(ACME, "U0"), START), change(Kind.END))
    agreed = Briefs(coach=START, version=1)
    await relationships.keep_briefs(relationship("R0", "U0"), agreed, change(Kind.END))
    for cursor in await both_ways(lambda at: relationships.of(COACH, states=frozenset(State), limit=2, cursor=at)):
        for states in (frozenset(State), frozenset({State.PENDING})):
            await relationships.of(COACH, states=states, limit=2, cursor=cursor)


async def use_comments(storage: Storage) -> None:
    comments = storage.comments
    for n in range(5):
        await comments.add(CLIENT, comment(n), change())
    for cursor in await both_ways(lambda at: comments.of(ACME, "i", limit=2, cursor=at)):
        await comments.of(ACME, "i", limit=2, cursor=cursor)
    for cursor in await both_ways(lambda at: comments.by(COACH, limit=2, cursor=at)):
        await comments.by(COACH, limit=2, cursor=cursor)
    await comments.get(ACME, comment().id)
    await comments.delete(ACME, comment().id, COACH.id)
    await comments.delete_all(ACME, "i")


async def use_corrections(storage: Storage) -> None:
    corrections = storage.corrections
    await corrections.put(CLIENT, "i", correction(), change())
    await corrections.put(CLIENT, "i", correction(), change())
    await corrections.of(ACME, "i")
    await corrections.remove(ACME, "i", correction().id)
    await corrections.remove_all(ACME, "i")
    await storage.corrections.of_rows(ACME, completed(3).id, [])


async def use_commitments(storage: Storage) -> None:
    await storage.db.collection("commitments").insert_one(commitment())
    await storage.commitments.by_insight(ACME, ["i", "j"])
    made = made_in(completed(3))
    await storage.commitments.record(CLIENT, made[0].insight_id, made)
    await storage.commitments.of(ACME, made[0].insight_id)
    await storage.commitments.open_of(CLIENT, before=START + timedelta(days=9), limit=5)
    later = renegotiate(made[0], "Call later", START.date(), CLIENT.id, START)
    assert later is not None
    assert await storage.commitments.move(CLIENT, later, change(Kind.PROMISE_DONE))
    await storage.commitments.reword(later)
    for settled in (False, True):
        page = await storage.commitments.listed(CLIENT, settled=settled, limit=1)
        await storage.commitments.listed(CLIENT, settled=settled, limit=1, cursor=page.older)
    dropped = settle(later, "dropped", CLIENT.id, START)
    assert dropped is not None
    assert await storage.commitments.move(CLIENT, dropped, change(Kind.PROMISE_DONE))
    await storage.commitments.settle(CLIENT, made[0].id, Proof("j", 3, START))
    assert await storage.commitments.plan(CLIENT, made[0].id, Plan("When it is Friday, I call."))
    await storage.commitments.of_rows([])


async def use_readings(storage: Storage) -> None:
    made = completed(9)
    await storage.insights.create(made)
    assert await storage.readings.read(ACME, made.id)


async def use_nudges(storage: Storage) -> None:
    record = Record(CLIENT, look_at=START, version=1)
    assert await storage.nudges.save(record)
    assert await storage.nudges.save(replace(record, version=2))
    assert await storage.nudges.get(CLIENT) == replace(record, version=2)
    assert await storage.nudges.left(limit=5) == [CLIENT]


async def use_inboxes(storage: Storage) -> None:
    series = Series("s", "Session with Iva", "zoom", "", START)
    made = Inbox(CLIENT, (series,), 1, Link("ana@example.com"))
    assert await storage.inboxes.save(made)
    assert await storage.inboxes.get(CLIENT) == made
    assert await storage.inboxes.whose("ana@example.com") == CLIENT


async def use_tokens(storage: Storage) -> None:
    token = Token("ab", CLIENT, "name", frozenset({TokenScope.READ}), START, datetime(2100, 1, 1, tzinfo=UTC))
    assert await storage.tokens.put(token, "digest")
    assert await storage.tokens.find("digest") == token
    await storage.tokens.used(token, START)
    assert len(await storage.tokens.of(CLIENT)) == 1
    assert await storage.tokens.remove(CLIENT, "ab")
    assert await storage.tokens.put(token, "digest")
    assert await storage.tokens.remove_all(CLIENT) == 1
    assert await storage.tokens.put(token, "digest")


async def use_webhooks(storage: Storage) -> None:
    made = Webhook("w", CLIENT, "https://example.com/", "whsec_x", frozenset(Event), START)
    assert await storage.webhooks.put(made)
    assert await storage.webhooks.of(CLIENT) == [made]
    assert await storage.webhooks.listening(ACME, [CLIENT.id], Event.KEPT) == [(CLIENT, "w")]
    assert await storage.webhooks.turn(CLIENT, "w", START)
    assert await storage.webhooks.get(CLIENT, "w") == replace(made, off_since=START)
    assert await storage.webhooks.remove(CLIENT, "w")
    await storage.webhooks.remove_all(COACH)
    await storage.webhooks.put(made)


async def use_outbox(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    done = change(subject=made.id)
    await storage.insights.share(CLIENT, made.id, COACH.id, Grant(view=True, granted_at=START), done)
    await storage.outbox.left()
    await storage.outbox.done(done)


async def use_posted(storage: Storage) -> None:
    for n in range(3):
        await storage.posted.remember("i", COACH, MessageRef(Place(ACME, "D1"), f"{n}"))
    await storage.posted.of(ACME, "i")
    await storage.posted.of(ACME, "i", COACH.id)
    await storage.posted.readers(ACME, "i")
    await storage.posted.shown(ACME, "i", COACH.id)
    await storage.posted.forget(ACME, "i", COACH.id)
    await storage.posted.forget(ACME, "i")


async def use_conversations(storage: Storage) -> None:
    place = Place(ACME, "D1")
    for _ in range(2):
        await storage.conversations.keep(Conversation(COACH, "D1", "https://chat.example/", "29:1"))
    await storage.conversations.of(COACH)
    await storage.conversations.at(place)
    await storage.conversations.called(ACME, "29:1")
    await storage.conversations.address(ACME)
    await storage.conversations.note(place, Sent("1", "job/status"))
    await storage.conversations.sent(place, mark="job/status")
    await storage.conversations.forget(place, "1")
    await storage.conversations.close(COACH)


async def use_tenants(storage: Storage) -> None:
    await storage.tenants.set_retention(ACME, Retention(7, 30))
    await storage.tenants.retention(ACME)
    await storage.tenants.set_care_note(ACME, "Words.")
    await storage.tenants.care_note(ACME)
    await storage.insights.create(completed(0))
    await storage.transcripts.put(CLIENT, transcript(), "d", id="J")
    await storage.tenants.sweep(START + timedelta(days=400))


async def use_privacy(storage: Storage) -> None:
    for use in (use_insights, use_relationships, use_comments, use_corrections, use_commitments, use_posted):
        await use(storage)
    await storage.insights.create(completed(20))
    await storage.insights.create(completed(21, shared_with_coaches=(COACH.id,)))
    await storage.insights.create(paired(22))
    await storage.comments.add(CLIENT, comment(9), change())
    await storage.corrections.put(CLIENT, "i", correction(), change())
    for person in (COACH, CLIENT):
        await storage.privacy.holdings(person)
        await storage.privacy.is_gone(person)
        await storage.privacy.comments_by(person, limit=2)
        await storage.privacy.erase(person, datetime.now(UTC))  # an old receipt is the TTL monitor's to take


async def use_feedback(storage: Storage) -> None:
    assert await storage.feedback.put(CLIENT, "i", True, change(at=START))
    assert not await storage.feedback.put(CLIENT, "i", False, change(at=START))
    assert await storage.feedback.get(CLIENT, "i") is False


async def use_installations(storage: Storage) -> None:
    installations, organisation = storage.installations, Tenant(Platform.SLACK, "E1")
    for tenant in (ACME, organisation):
        await installations.save(Installation(tenant, "token", installed_at=START))
    await installations.get(ACME)
    assert await installations.lease(ACME, "holder", LEASE)
    assert await installations.refreshed(Installation(ACME, "newer"), "holder")
    await installations.give_back(ACME, "holder")
    await installations.remove(Removal(ACME, START), START)
    await installations.removed_at(ACME)
    await installations.join(ACME, organisation.id, after=START + LEASE, told=START + LEASE)
    assert await installations.served(organisation) == [ACME]
    await installations.issue("state", LEASE)
    await installations.consume("state")


async def use_browsers(storage: Storage) -> None:
    browsers, until = storage.browsers, storage.clock.now() + LEASE
    for name in ("a", "b"):
        await browsers.keep_link(name, SignInLink(CLIENT, "insight.open", "i", until))
        await browsers.begin(name, BrowserSession(CLIENT, until - LEASE, until))
    await browsers.link("a")
    await browsers.use_link("a")
    await browsers.find("a")
    await browsers.go_on("a", until + LEASE)
    await browsers.end("a")
    await browsers.end_all(CLIENT)
    await browsers.end_in(ACME)


USES = {
    "browsers": use_browsers,
    "installations": use_installations,
    "feedback": use_feedback,
    "jobs": use_jobs,
    "insights": use_insights,
    "transcripts": use_transcripts,
    "uploads": use_uploads,
    "people": use_people,
    "audit": use_audit,
    "vault": use_vault,
    "relationships": use_relationships,
    "comments": use_comments,
    "corrections": use_corrections,
    "commitments": use_commitments,
    "nudges": use_nudges,
    "programme": use_programme,
    "inboxes": use_inboxes,
    "webhooks": use_webhooks,
    "counters": use_counters,
    "answers": use_answers,
    "readings": use_readings,
    "tokens": use_tokens,
    "outbox": use_outbox,
    "posted": use_posted,
    "conversations": use_conversations,
    "tenants": use_tenants,
    "privacy": use_privacy,
}


@pytest.mark.parametrize("store", USES)
async def test_every_query_is_carried_by_an_index(
    recorded: Storage, recorder: Recorder, storage_config: StorageConfig, store: str
) -> None:
    recorder.commands.clear()
    await USES[store](recorded)
    asked = list(recorder.commands)
    assert asked
    for command in asked:
        found = set(stages(await explain(recorded.db.client, storage_config.database, command)))
        if command.get("find") == "keys" and "masterKey.provider" in dict(command["filter"]):
            continue  # a rotation reads all keys, once in years
        assert "COLLSCAN" not in found, command
        assert "SORT" not in found, command


@pytest.mark.parametrize("store", USES)
def test_every_method_of_a_store_is_among_the_uses(storage: Storage, store: str) -> None:
    methods = {
        name
        for name, _ in inspect.getmembers(getattr(storage, store), inspect.iscoroutinefunction)
        if not name.startswith("_") and name != "close"
    }
    source = inspect.getsource(USES[store])
    assert methods
    assert {name for name in methods if f".{name}(" not in source} == set()


WITHOUT_TENANT = {
    ("jobs", "claim"): "a worker claims across tenants",
    ("jobs", "lane"): "a worker claims across tenants",
    ("jobs", "ended"): "a TTL index has one field",
    ("counters", "expires"): "a TTL index has one field",
    ("uploads", "kept"): "a TTL index has one field",
    ("engine_answers", "kept"): "a TTL index has one field",
    ("transcripts", "expires"): "a TTL index has one field",
    ("erasures", "kept"): "a TTL index has one field",
    ("sign_in_links", "expires"): "a TTL index has one field",
    ("browser_sessions", "expires"): "a TTL index has one field",
    ("oauth_states", "expires"): "a TTL index has one field; whose installation begins is not known yet",
    ("insight_findings", "loose"): "housekeeping across tenants; holds only what is between two writes",
    ("session_insights", "retell"): "housekeeping across tenants; holds only what an earlier version left",
    ("installations", "served"): "which workspaces an organisation's installation serves",
    ("tokens", "digest"): "a program shows nothing but its token",
    ("screens", "expires"): "a TTL index has one field",
    ("tokens", "expires"): "a TTL index has one field",
    ("nudges", "look_at"): "a tick across tenants; holds only those whose job is to look",
    ("inboxes", "address"): "a vendor tells of a host's e-mail address alone",
    ("keys", "names"): "the driver's own layout of a key vault; the name begins with a hash of the tenant",
    **{
        (name, "outbox"): "a sweep across tenants; holds only what waits for its effects"
        for name in outbox.COLLECTIONS.values()
    },
}
"""Indexes that do not start with platform and tenant, and why."""


async def test_every_index_starts_with_the_tenant_or_says_why_not(storage: Storage) -> None:
    exceptions = set()
    for name in await storage.db.database.list_collection_names():
        for index, facts in (await storage.db.collection(name).index_information()).items():
            fields = [field for field, _ in facts["key"]]
            if index != "_id_" and fields[:2] != ["platform", "tenant_id"]:
                exceptions.add((name, index))
    assert exceptions == set(WITHOUT_TENANT)


async def test_every_document_names_its_tenant(storage: Storage) -> None:
    for store in ("privacy", "jobs", "insights", "people", "audit", "relationships", "commitments", "counters"):
        await USES[store](storage)
    await use_feedback(storage)
    await use_nudges(storage)
    await use_programme(storage)
    await storage.screens.add(CLIENT, "message", b"words")
    await use_inboxes(storage)
    await use_tokens(storage)
    await storage.browsers.keep_link("a", SignInLink(CLIENT, "insight.open", "i", datetime.now(UTC) + LEASE))
    await storage.browsers.begin("a", BrowserSession(CLIENT, datetime.now(UTC), datetime.now(UTC) + LEASE))
    await use_webhooks(storage)
    await storage.comments.add(CLIENT, comment(), change())
    await storage.corrections.put(CLIENT, "i", correction(), change())
    await storage.posted.remember("i", COACH, MessageRef(Place(ACME, "D1"), "1"))
    await storage.conversations.keep(Conversation(COACH, "D1", "https://chat.example/"))
    await storage.tenants.set_retention(ACME, Retention())
    await storage.installations.save(Installation(ACME, "token"))
    await storage.transcripts.put(CLIENT, transcript(), "d", id="J")
    await storage.uploads.put(CLIENT, "J", b"bytes", "name.txt")
    await storage.answers.keep(CLIENT, "J", "asked", Draft(sections={}))
    for name in await storage.db.database.list_collection_names():
        if name in {"schema", "keys", "oauth_states"}:  # whose installation begins is not known before it has ended
            continue
        rows = storage.db.collection(name)
        assert await rows.count_documents({}) > 0, name
        assert await rows.count_documents(TENANT) == await rows.count_documents({}), name


# --- work per page, in keys and documents: the same on the first page and the hundredth ---

MANY = 3000


async def fill(storage: Storage) -> None:
    """Many sessions of one coach, some of them at the same moment, with labels nobody opens."""
    row = stored_form(
        paired(0, shared_with_coaches=(COACH.id,), sharing_permissions={COACH.id: Grant(granted_at=START)})
    )
    row["label"] = [Binary(b"\x02" * 200, 6)]
    kinds = [row | {"is_unpaired": unpaired} for unpaired in (True, False)]
    found = [kind | {"found_by": found_by(kind)} for kind in kinds]
    rows = [found[n % 2] | {"_id": ObjectId(), "listed_at": START + timedelta(hours=n // 3)} for n in range(MANY)]
    await storage.db.collection("session_insights").insert_many(rows)


FOUND = [
    InsightQuery(COACH),
    InsightQuery(COACH, Scope.PAIRED),
    InsightQuery(COACH, client=CLIENT.id),
    InsightQuery(COACH, coach=COACH.id, status="processing"),
    InsightQuery(COACH, Scope.SHARED),
    InsightQuery(COACH, Scope.SHARED, client=CLIENT.id),
    InsightQuery(CLIENT, coach=COACH.id),
    InsightQuery(CLIENT, Scope.UNPAIRED, client=CLIENT.id),
]


async def test_a_deep_page_costs_what_the_first_does(
    recorded: Storage, recorder: Recorder, storage_config: StorageConfig
) -> None:
    from storage.paging import Position, fetch  # noqa: PLC0415 - the lists' one way to read, without its decryption

    await fill(recorded)
    insights = recorded.db.collection("session_insights")
    middle = START + timedelta(hours=MANY // 6)
    for about, index in (
        *((wanted(query), "found_by") for query in FOUND),
        ({"coaching_relationship_id": "R1"}, "relationship"),
    ):
        for cursor in (
            None,
            Position(True, middle, ObjectId()).cursor(),
            Position(False, middle, ObjectId()).cursor(),
        ):
            recorder.commands.clear()
            found = await fetch(insights, TENANT | (about or {}), limit=20, cursor=cursor, hint=index)
            assert len(found.documents) == 20
            (command,) = recorder.commands
            keys, documents = work(await explain(recorded.db.client, storage_config.database, command))
            # One row ahead, those of the very same moment, and the ends of the eight scans that are merged.
            assert keys <= 21 + 3 + 8, (about, cursor)
            assert documents <= 21 + 3, (about, cursor)


async def test_a_count_opens_no_document(recorded: Storage, recorder: Recorder, storage_config: StorageConfig) -> None:
    await fill(recorded)
    recorder.commands.clear()
    for query, many in (
        (InsightQuery(CLIENT), MANY),
        (InsightQuery(CLIENT, coach=COACH.id, status="processing"), MANY),
        (InsightQuery(CLIENT, status="failed"), 0),
        (InsightQuery(COACH, Scope.PAIRED, client=CLIENT.id), MANY // 2),
        (InsightQuery(COACH, Scope.SHARED), MANY // 2),
    ):
        assert await recorded.insights.count(query) == many
    assert await recorded.insights.count_before(ACME, "R1", START + timedelta(hours=100)) == 300
    for command in recorder.commands:
        _, documents = work(await explain(recorded.db.client, storage_config.database, command))
        assert documents == 0


async def waiting(storage: Storage, rows: int) -> None:
    """Jobs of every lane that wait, have ended or are not due: the two newest are another person's and another tenant's."""
    lanes = [{}, {"lane": "read"}, {"lane": "analyse"}]
    made = [
        {
            "_id": {**TENANT, "id": f"J{n}"},
            **TENANT,
            **lanes[n % 3],
            "state": "done" if n % 4 == 0 else "queued",
            "due": START + timedelta(seconds=n, days=9999 if n % 5 == 0 else 0),
            "refs": {"person": CLIENT.id},
            "attempt": 0,
        }
        for n in range(rows)
    ]
    for n, row in enumerate(made[-9:-1]):
        owner = {"tenant_id": OTHER.id} if n % 2 else {"refs": {"person": COACH.id}}
        row |= {"state": "queued", "due": START + timedelta(days=1), **owner}
    await storage.db.collection("jobs").insert_many(made)


@pytest.mark.parametrize("lanes", [(Lane.QUICK,), (Lane.READ,), tuple(Lane)], ids=len)
@pytest.mark.parametrize("busy", [frozenset(), frozenset({CLIENT}), frozenset({ACME})], ids=len)
async def test_a_claim_fetches_one_job_among_thousands(
    recorded: Storage,
    recorder: Recorder,
    storage_config: StorageConfig,
    lanes: tuple[Lane, ...],
    busy: frozenset[Owner],
) -> None:
    await waiting(recorded, MANY)
    recorder.commands.clear()
    with pytest.raises(KeyError):  # these rows are no whole jobs
        await recorded.jobs.claim(LEASE, lanes=lanes, busy=busy)
    (command,) = recorder.commands
    keys, documents = work(await explain(recorded.db.client, storage_config.database, command))
    assert documents <= 1
    if not busy:  # else the keys of those who are passed over
        assert keys <= 2 * max(1, len(lanes)) + 1
