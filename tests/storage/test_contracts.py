"""What the ports promise of a store (core/ports, core/changes.py, core/promises, core/jobs), where no other test of this folder
says it: what is not there is None or False, and a change that came too late writes nothing."""

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.engines.guard import MemoryCounters
from core.changes import Kind, Outbox
from core.inbox.record import Inbox, InboxStore
from core.insight.draft import Draft, DraftDone, DraftItem, DraftQuote, Usage
from core.insight.engine import AnswerStore
from core.insight.model import Grant, Status
from core.jobs.job import Job, JobStore
from core.nudges.record import NudgeStore, Record
from core.people.conversations import ConversationStore
from core.people.installations import Installation, InstallationStore, Removal, Workspaces
from core.people.person import MessageRef, Person, Place, Tenant
from core.people.privacy import Retention
from core.people.relationships import accept
from core.people.tokens import TokenStore
from core.ports.insights import CommentStore, CorrectionStore, FeedbackStore, InsightStore
from core.ports.people import PostedCards, PrivacyStore, RelationshipStore, TenantStore
from core.ports.sessions import AuditEntry, AuditLog, PeopleStore, TranscriptStore, UploadStore
from core.promises.commitments import CommitmentStore, Plan, Proof, made_in, renegotiate, settle
from core.webhooks.record import MOST as MOST_WEBHOOKS
from core.webhooks.record import Event, Webhook, WebhookStore
from storage import Storage
from tests.storage.samples import (
    ACME,
    CLIENT,
    COACH,
    OTHER,
    START,
    change,
    comment,
    completed,
    correction,
    findings,
    insight,
    metadata,
    paired,
    relationship,
    transcript,
)

LATER = START + timedelta(hours=1)
GRANT = Grant(granted_at=START)
NO_IDS = ("", "nonsense", "é" * 24, "0" * 24)
"""Malformed, and well-formed of nothing: one is as little there as the other."""

Try = Callable[[Storage, str], Awaitable[object]]
MISSES: dict[str, Try] = {
    "insights.get": lambda s, id: s.insights.get(ACME, id),
    "readings.read": lambda s, id: s.readings.read(ACME, id),
    "insights.places": lambda s, id: s.insights.places(ACME, [id]),
    "insights.complete": lambda s, id: s.insights.complete(ACME, id, findings(), metadata(), LATER),
    "insights.set_status": lambda s, id: s.insights.set_status(ACME, id, Status.FAILED, None, LATER),
    "insights.edit": lambda s, id: s.insights.edit(ACME, id, title="t", session_date=None, change=change()),
    "insights.delete": lambda s, id: s.insights.delete(ACME, id),
    "insights.share": lambda s, id: s.insights.share(CLIENT, id, COACH.id, GRANT, change()),
    "insights.revoke": lambda s, id: s.insights.revoke(CLIENT, id, COACH.id, change()),
    "insights.pair": lambda s, id: s.insights.pair(CLIENT, id, relationship(), change()),
    "insights.set_visible": lambda s, id: s.insights.set_visible(ACME, id, client=False, coach=True, change=change()),
    "insights.set_hold_end": lambda s, id: s.insights.set_hold_end(
        ACME, id, since=START, ends_at=LATER, change=change()
    ),
    "insights.end_hold": lambda s, id: s.insights.end_hold(ACME, id, change()),
    "insights.set_craft_shared": lambda s, id: s.insights.set_craft_shared(ACME, id, True, change()),
    "insights.close_to_coach": lambda s, id: s.insights.close_to_coach(ACME, id),
    "insights.renew": lambda s, id: s.insights.renew(ACME, id, findings(), metadata(), change()),
    "insights.retell": lambda s, id: s.insights.retell(ACME, id, findings()),
    "insights.count_before": lambda s, id: s.insights.count_before(ACME, id, LATER),
    "relationships.get": lambda s, id: s.relationships.get(ACME, id),
    "relationships.between": lambda s, id: s.relationships.between(ACME, CLIENT.id, id),
    "relationships.move": lambda s, id: s.relationships.move(
        replace(accept(relationship(), CLIENT, LATER), id=id), change(Kind.END)
    ),
    "comments.get": lambda s, id: s.comments.get(ACME, id),
    "comments.delete": lambda s, id: s.comments.delete(ACME, id, COACH.id),
    "comments.delete_all": lambda s, id: s.comments.delete_all(ACME, id),
    "corrections.remove": lambda s, id: s.corrections.remove(ACME, id, "K0"),
    "corrections.remove_all": lambda s, id: s.corrections.remove_all(ACME, id),
    "commitments.settle": lambda s, id: s.commitments.settle(CLIENT, id, Proof("j", 3, LATER)),
    "commitments.plan": lambda s, id: s.commitments.plan(CLIENT, id, Plan("When it is Friday, I call.")),
    "nudges.get": lambda s, id: s.nudges.get(Person(ACME, id)),
    "inboxes.whose": lambda s, id: s.inboxes.whose(id),
    "webhooks.get": lambda s, id: s.webhooks.get(CLIENT, id),
    "webhooks.turn": lambda s, id: s.webhooks.turn(CLIENT, id, LATER),
    "webhooks.remove": lambda s, id: s.webhooks.remove(CLIENT, id),
    "webhooks.remove_all": lambda s, id: s.webhooks.remove_all(Person(ACME, id)),
    "feedback.get": lambda s, id: s.feedback.get(CLIENT, id),
    "transcripts.get": lambda s, id: s.transcripts.get(ACME, id),
    "transcripts.held": lambda s, id: s.transcripts.held(ACME, id),
    "transcripts.seen_before": lambda s, id: s.transcripts.seen_before(CLIENT, id),
    "transcripts.delete": lambda s, id: s.transcripts.delete(ACME, id),
    "uploads.get": lambda s, id: s.uploads.get(ACME, id),
    "uploads.delete": lambda s, id: s.uploads.delete(ACME, id),
    "people.has_home": lambda s, id: s.people.has_home(Person(ACME, id)),
    "people.get": lambda s, id: s.people.get(Person(ACME, id)),
    "jobs.get": lambda s, id: s.jobs.get(ACME, id),
    "jobs.wake": lambda s, id: s.jobs.wake(ACME, id, step="x"),
    "jobs.go_on": lambda s, id: s.jobs.go_on(Person(ACME, id)),
    "jobs.cancel": lambda s, id: s.jobs.cancel(ACME, id),
    "posted.forget": lambda s, id: s.posted.forget(ACME, id),
    "outbox.done": lambda s, id: s.outbox.done(change(subject=id)),
}


@pytest.mark.parametrize("name", MISSES)
async def test_what_is_not_there_is_none_false_or_nothing(storage: Storage, name: str) -> None:
    """Beside others that are there, which stay as they are."""
    kept = completed()
    await storage.insights.create(kept)
    for none in NO_IDS:
        assert not await MISSES[name](storage, none), none
    assert await storage.insights.get(ACME, kept.id) == kept


LISTS: dict[str, Try] = {
    "posted.of": lambda s, id: s.posted.of(ACME, id),
    "posted.readers": lambda s, id: s.posted.readers(ACME, id),
    "posted.shown": lambda s, id: s.posted.shown(ACME, id, COACH.id),
    "corrections.of": lambda s, id: s.corrections.of(ACME, id),
    "commitments.of": lambda s, id: s.commitments.of(ACME, id),
    "commitments.by_insight": lambda s, id: s.commitments.by_insight(ACME, [id]),
    "relationships.get_many": lambda s, id: s.relationships.get_many(ACME, [id]),
    "audit.of": lambda s, id: s.audit.of(ACME, id),
    "audit.by": lambda s, id: s.audit.by(ACME, id),
    "jobs.open_of": lambda s, id: s.jobs.open_of(Person(ACME, id), "intake"),
}


@pytest.mark.parametrize("name", LISTS)
async def test_of_nothing_there_is_an_empty_list(storage: Storage, name: str) -> None:
    for none in NO_IDS:
        found = await LISTS[name](storage, none)
        assert found is not None
        assert not found


# --- inboxes ---


async def test_an_inbox_moves_by_compare_and_set_and_is_empty_where_nothing_is(storage: Storage) -> None:
    assert await storage.inboxes.get(CLIENT) == Inbox(CLIENT)
    assert await storage.inboxes.save(Inbox(CLIENT, version=1))
    assert not await storage.inboxes.save(Inbox(CLIENT, version=1)), "one is there"
    assert not await storage.inboxes.save(Inbox(CLIENT, version=3)), "it is not of the version before"
    assert not await storage.inboxes.save(Inbox(COACH, version=2)), "nothing is there"
    assert await storage.inboxes.save(Inbox(CLIENT, version=2))
    await storage.forget(CLIENT)
    assert await storage.inboxes.get(CLIENT) == Inbox(CLIENT, version=2), "erased, and about to be deleted"


# --- webhooks ---


def hook(n: int = 0) -> Webhook:
    events = frozenset({Event.COMPLETED, Event.KEPT})
    return Webhook(f"{n}", CLIENT, f"https://example.com/{n}", "whsec_x", events, START + timedelta(minutes=n))


async def test_webhooks_are_sealed_counted_and_turned_off_and_on(storage: Storage) -> None:
    for n in range(MOST_WEBHOOKS):
        assert await storage.webhooks.put(hook(n))
    assert not await storage.webhooks.put(hook(MOST_WEBHOOKS))
    assert await storage.webhooks.put(hook(1)), "it takes its own place"
    assert await storage.webhooks.of(CLIENT) == [hook(n) for n in reversed(range(MOST_WEBHOOKS))]
    assert await storage.webhooks.turn(CLIENT, "1", LATER)
    assert not await storage.webhooks.turn(CLIENT, "1", LATER), "it is off"
    assert await storage.webhooks.get(CLIENT, "1") == replace(hook(1), off_since=LATER)
    heard = await storage.webhooks.listening(ACME, [CLIENT.id, COACH.id], Event.KEPT)
    assert {name for _person, name in heard} == {"0", "2", "3", "4"}
    assert list(await storage.webhooks.listening(ACME, [CLIENT.id], Event.FAILED)) == []
    assert list(await storage.webhooks.listening(OTHER, [CLIENT.id], Event.KEPT)) == []
    assert await storage.webhooks.turn(CLIENT, "1", None)
    assert await storage.webhooks.remove(CLIENT, "1")
    await storage.forget(CLIENT)
    assert await storage.webhooks.get(CLIENT, "2") is None
    assert await storage.webhooks.remove_all(CLIENT) == 4


# --- nudges ---


async def test_a_record_of_nudges_moves_by_compare_and_set(storage: Storage) -> None:
    first = Record(CLIENT, look_at=START, version=1)
    assert await storage.nudges.save(first)
    assert not await storage.nudges.save(first), "one is there"
    assert not await storage.nudges.save(replace(first, version=3)), "it is not of the version before"
    assert not await storage.nudges.save(replace(first, person=COACH, version=2)), "nothing is there"
    assert await storage.nudges.left(limit=5) == [CLIENT]
    assert await storage.nudges.save(replace(first, look_at=None, version=2))
    assert await storage.nudges.left(limit=5) == []
    assert await storage.nudges.get(CLIENT) == replace(first, look_at=None, version=2)


# --- insights ---


async def test_none_is_to_be_counted_anew_but_what_an_earlier_version_left(storage: Storage) -> None:
    await storage.insights.create(completed())
    assert await storage.insights.to_retell(limit=5) == []


async def test_an_insight_that_is_not_completed_has_no_findings_to_count_anew(storage: Storage) -> None:
    made = insight()
    await storage.insights.create(made)
    edit = storage.insights.edit
    assert not await edit(ACME, made.id, title="t", session_date=LATER, change=change(), findings=findings())
    assert await storage.insights.get(ACME, made.id) == made


async def test_a_completed_insight_stays_completed_whatever_comes_late(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    await storage.insights.set_status(ACME, made.id, Status.FAILED, "late", LATER)
    assert not await storage.insights.complete(ACME, made.id, findings("later"), metadata(), LATER)
    await storage.insights.create(made.model_copy(update={"session_title": "another"}))
    assert await storage.insights.get(ACME, made.id) == made


async def test_corrected_words_are_read_in_titles_and_rows_and_the_title_stays_as_it_was_given(
    storage: Storage,
) -> None:
    made = completed(session_title="Nikolas", key_themes=("Nikolas", "work"))
    await storage.insights.create(made)
    for words, title in (([("Nikolas", "Nicolas")], "Nicolas"), ([], "Nikolas")):
        await storage.insights.retell(ACME, made.id, made, words)
        stored = await storage.insights.get(ACME, made.id)
        (row,) = (await storage.insights.mine(CLIENT, limit=5)).rows
        assert stored is not None
        assert (stored.session_title, row.session_title, row.themes) == (title, title, made.key_themes)
        assert stored.key_themes == made.key_themes
    await storage.insights.retell(OTHER, made.id, made, [("Nikolas", "Nobody")])
    assert await storage.insights.get(ACME, made.id) == made


async def test_a_failure_is_said_and_forgotten_when_it_goes_on(storage: Storage) -> None:
    made = insight()
    await storage.insights.create(made)
    for status, error in ((Status.FAILED, "No answer."), (Status.PROCESSING, None)):
        await storage.insights.set_status(ACME, made.id, status, error, LATER)
        stored = await storage.insights.get(ACME, made.id)
        assert stored is not None
        assert (stored.status, stored.processing_error, stored.updated_at) == (status, error, LATER)


async def test_a_hold_has_the_beginning_and_the_end_it_was_given_first(storage: Storage) -> None:
    made = paired()
    await storage.insights.create(made)
    for at in (START, LATER):
        await storage.insights.set_visible(
            ACME, made.id, client=False, coach=True, change=change(at=at), hold_ends_at=at + timedelta(days=1)
        )
    stored = await storage.insights.get(ACME, made.id)
    assert stored is not None
    assert (stored.held_since, stored.hold_ends_at) == (START, START + timedelta(days=1))
    assert [row.id for row in (await storage.insights.held_from(CLIENT, limit=5)).rows] == [made.id]
    assert not await storage.insights.set_hold_end(ACME, made.id, since=LATER, ends_at=LATER, change=change())
    assert not await storage.insights.end_hold(ACME, made.id, change(at=START + timedelta(hours=23)))
    assert await storage.insights.holds_to_settle(LATER, limit=5) == []
    [due] = await storage.insights.holds_to_settle(START + timedelta(days=1), limit=5)
    assert due.id == made.id
    assert await storage.insights.end_hold(ACME, made.id, change(at=START + timedelta(days=1)))
    assert not await storage.insights.end_hold(ACME, made.id, change(at=START + timedelta(days=1)))
    assert (await storage.insights.held_from(CLIENT, limit=5)).rows == ()


async def test_a_hold_without_an_end_is_given_one_once(storage: Storage) -> None:
    made = paired(visible_to_client=False)
    await storage.insights.create(made)
    assert [one.id for one in await storage.insights.holds_to_settle(START, limit=5)] == [made.id]
    assert await storage.insights.set_hold_end(ACME, made.id, since=START, ends_at=LATER, change=change())
    assert not await storage.insights.set_hold_end(ACME, made.id, since=LATER, ends_at=START, change=change())
    assert await storage.insights.holds_to_settle(START, limit=5) == []


# --- promises ---


async def test_a_promise_moves_by_compare_and_set_and_is_settled_once(storage: Storage) -> None:
    first, *_ = made = made_in(completed())
    await storage.commitments.record(CLIENT, first.insight_id, made)
    proof = Proof("j", 3, LATER)
    dropped = settle(first, "dropped", CLIENT.id, LATER)
    assert dropped is not None
    for stranger in (COACH, Person(OTHER, CLIENT.id)):
        assert not await storage.commitments.move(stranger, dropped, change())
        assert not await storage.commitments.settle(stranger, first.id, proof)
    assert await storage.commitments.move(CLIENT, dropped, change())
    assert not await storage.commitments.move(CLIENT, dropped, change())
    assert not await storage.commitments.settle(CLIENT, first.id, proof), "it is not outstanding any more"
    assert not await storage.commitments.move(
        CLIENT, replace(dropped, id="not there", version=dropped.version + 1), change()
    )
    await storage.commitments.record(CLIENT, first.insight_id, made)
    assert [row.state for row in await storage.commitments.of(ACME, first.insight_id)] == ["dropped"]
    assert await storage.commitments.open_of(CLIENT, before=LATER + timedelta(days=9), limit=5) == []
    plan = Plan("When it is Friday, I call.", "She may be out.", "Friday")
    assert not await storage.commitments.plan(COACH, first.id, plan)
    assert await storage.commitments.plan(CLIENT, first.id, plan)
    await storage.commitments.record(CLIENT, first.insight_id, made)  # analysed once more
    assert (await storage.commitments.of(ACME, first.insight_id))[0].plan == plan
    await storage.commitments.record(CLIENT, first.insight_id, ())
    assert await storage.commitments.of(ACME, first.insight_id) == []


async def test_words_of_a_promise_agreed_anew_are_stored_if_it_is_still_that(storage: Storage) -> None:
    first, *_ = made = made_in(completed())
    await storage.commitments.record(CLIENT, first.insight_id, made)
    await storage.commitments.reword(replace(first, action="not agreed anew"))
    anew = renegotiate(first, "Call Nikolas", None, CLIENT.id, LATER)
    assert anew is not None
    assert await storage.commitments.move(CLIENT, anew, change())
    await storage.commitments.reword(replace(anew, action="too late", version=0))
    await storage.commitments.reword(replace(anew, action="Call Nicolas"))
    now = (await storage.commitments.of(ACME, first.insight_id))[0]
    assert now == replace(anew, action="Call Nicolas")


# --- the small ones ---


async def test_a_record_once_is_kept_once(storage: Storage) -> None:
    entry = AuditEntry(ACME, CLIENT.id, "deliver", "i", START)
    for one in (entry, replace(entry, at=LATER), replace(entry, actor=COACH.id)):
        await storage.audit.append_once(one)
    assert [(one.actor, one.at) for one in await storage.audit.of(ACME, "i")] == [(COACH.id, START), (CLIENT.id, START)]
    same = AuditEntry(ACME, CLIENT.id, "share", "i", START, change="c1")
    await asyncio.gather(*(storage.audit.append_once(same) for _ in range(16)))
    assert [one.operation for one in await storage.audit.by(ACME, CLIENT.id)] == ["share", "deliver"]


async def test_answers_are_kept_until_they_are_forgotten_and_not_of_who_was_erased(storage: Storage) -> None:
    await storage.transcripts.put(CLIENT, transcript(), "d", id="J")  # so that there is a key
    draft = Draft(
        sections={"celebration": (DraftItem({"what": "It went well."}, (DraftQuote(2, "It went well."),)),)},
        done=(DraftDone("P", (DraftQuote(1, "I did it."),)),),
        usage=Usage(input_tokens=3, cost_usd=0.25, calls=1, request_ids=("r",)),
        missing=("intention",),
        model="m",
    )
    await storage.answers.keep(CLIENT, "J", "asked", draft)
    await storage.answers.keep(CLIENT, "J", "another", Draft(sections={}))
    assert await storage.answers.of(ACME, "J") == {"asked": draft, "another": Draft(sections={})}
    assert await storage.answers.of(OTHER, "J") == {}
    assert "went well" not in str(await storage.db.collection("engine_answers").find({}).to_list())
    await storage.answers.forget(ACME, "J")
    assert await storage.answers.of(ACME, "J") == {}
    await storage.answers.keep(CLIENT, "J", "asked", draft)
    await storage.privacy.erase(CLIENT, LATER)
    await storage.answers.keep(CLIENT, "J", "late", draft)
    assert await storage.db.collection("engine_answers").count_documents({}) == 0
    assert not await storage.vault.still_has_key(CLIENT)


async def test_a_thing_is_counted_once_by_its_name(storage: Storage) -> None:
    key = "sessions/slack/T1/U1/2026-03-01"
    for counters in (storage.counters, MemoryCounters()):
        assert await counters.count(key, "a") == (1, True)
        assert await counters.count(key, "b") == (2, True)
        assert await counters.count(key, "a") == (2, False)
        await counters.uncount(key, "a")
        await counters.uncount(key, "a")
        assert await counters.get(key) == 1


async def test_of_the_same_file_at_the_same_moment_one_is_first(storage: Storage) -> None:
    put = storage.transcripts.put
    answers = await asyncio.gather(*(put(CLIENT, transcript(), "d", id=f"J{n}") for n in range(8)))
    first = [f"J{n}" for n, answer in enumerate(answers) if answer is None]
    assert len(first) == 1
    assert {answer[0] for answer in answers if answer} == set(first)
    assert await put(COACH, transcript(), "d", id="theirs") is None
    assert await put(CLIENT, transcript("once more"), "d", id=first[0]) is None
    await storage.transcripts.let_go(ACME, first[0])
    assert await put(CLIENT, transcript(), "d", id="next") is None
    assert await storage.transcripts.held(ACME, first[0])


async def test_the_last_word_counts_and_the_first_is_told_from_it(storage: Storage) -> None:
    assert [await storage.feedback.put(CLIENT, "i", helpful, change()) for helpful in (True, False)] == [True, False]
    assert await storage.feedback.get(CLIENT, "i") is False
    assert await storage.feedback.get(Person(OTHER, CLIENT.id), "i") is None


async def test_a_message_keeps_its_kind_until_it_is_told_another(storage: Storage) -> None:
    message = MessageRef(Place(ACME, "D1"), "1")
    for kind in ("card", ""):
        await storage.posted.remember("i", COACH, message, kind)
        assert await storage.posted.of(ACME, "i", kind="card") == [message]
    assert await storage.posted.of(ACME, "i", kind="comments") == []
    assert await storage.posted.readers(ACME, "i") == [COACH.id]
    assert (await storage.posted.shown(ACME, "i", COACH.id))[-1][1] == "card"
    await storage.posted.forget(ACME, "i", CLIENT.id)
    assert await storage.posted.readers(ACME, "i") == [COACH.id]


async def test_a_second_comment_or_job_of_an_id_changes_nothing(storage: Storage) -> None:
    assert [await storage.comments.add(CLIENT, comment(0, text=text), change()) for text in ("one", "two")] == [
        True,
        False,
    ]
    stored = await storage.comments.get(ACME, "C0")
    assert stored is not None
    assert stored.text == "one"
    assert [await storage.jobs.enqueue(Job("J", "intake", ACME, step=step)) for step in ("a", "b")] == [True, False]
    job = await storage.jobs.get(ACME, "J")
    assert job is not None
    assert job.step == "a"


async def test_settings_and_corrections_are_their_own_tenant_s(storage: Storage) -> None:
    await storage.tenants.set_retention(ACME, Retention(7, 30))
    assert await storage.tenants.retention(OTHER) == Retention()
    assert await storage.corrections.put(CLIENT, "i", correction(), change())
    assert not await storage.corrections.remove(OTHER, "i", correction().id)
    assert len(await storage.corrections.of(ACME, "i")) == 1


async def test_a_change_waits_in_the_outbox_of_what_it_changed(storage: Storage) -> None:
    made = completed()
    await storage.insights.create(made)
    told = change(subject=made.id)
    assert await storage.insights.share(CLIENT, made.id, COACH.id, GRANT, told)
    assert not await storage.insights.share(COACH, made.id, CLIENT.id, GRANT, change(subject=made.id))
    assert await storage.outbox.left() == [told], "the one that wrote nothing left nothing"
    for _ in range(2):
        await storage.outbox.done(told)
        assert await storage.outbox.left() == []


async def test_a_person_is_gone_until_something_of_theirs_opens(storage: Storage) -> None:
    assert await storage.privacy.is_gone(CLIENT), "never here"
    for _ in range(2):
        await storage.insights.create(completed())
        assert not await storage.privacy.is_gone(CLIENT)
        await storage.privacy.erase(CLIENT, LATER)
        assert await storage.privacy.is_gone(CLIENT)
        assert (await storage.privacy.holdings(CLIENT)).counts.keys() == {"audit"}


async def test_one_at_a_time_may_refresh_a_token(storage: Storage) -> None:
    installations, length = storage.installations, timedelta(minutes=5)
    await installations.save(Installation(ACME, "token", installed_at=START))
    assert await installations.lease(ACME, "one", length)
    await installations.give_back(ACME, "another")
    assert not await installations.lease(ACME, "another", length), "who has no right gives none back"
    await installations.give_back(ACME, "one")
    assert await installations.lease(ACME, "another", length)
    assert not await installations.refreshed(Installation(ACME, "late"), "one")
    assert not await installations.lease(OTHER, "one", length), "it is not installed there"


async def test_who_joined_an_organisation_is_served_until_removed(storage: Storage) -> None:
    installations, organisation = storage.installations, Tenant(ACME.platform, "E1")
    await installations.save(Installation(organisation, "token", installed_at=START))
    await installations.save(Installation(OTHER, "own", installed_at=START))
    assert await installations.join(ACME, organisation.id, after=START)
    assert not await installations.join(OTHER, organisation.id, after=START), "it has one of its own"
    assert await installations.served(organisation) == [ACME]
    await installations.remove(Removal(ACME, LATER), LATER)
    assert await installations.served(organisation) == []
    assert not await installations.join(ACME, organisation.id, after=START), "it was removed later than that"


async def test_a_tenant_that_goes_takes_nothing_of_another_along(storage: Storage) -> None:
    mine, theirs = completed(), completed(tenant_id=OTHER.id)
    for made in (mine, theirs):
        await storage.insights.create(made)
    assert (await storage.workspaces.erase(ACME))["session_insights"] == 1
    assert not any((await storage.workspaces.erase(ACME)).values())
    assert await storage.insights.get(ACME, mine.id) is None
    assert await storage.insights.get(OTHER, theirs.id) == theirs


# --- that nothing is left out ---

PORTS: dict[str, type[Any]] = {
    "insights": InsightStore,
    "relationships": RelationshipStore,
    "comments": CommentStore,
    "corrections": CorrectionStore,
    "commitments": CommitmentStore,
    "nudges": NudgeStore,
    "inboxes": InboxStore,
    "webhooks": WebhookStore,
    "feedback": FeedbackStore,
    "posted": PostedCards,
    "conversations": ConversationStore,
    "privacy": PrivacyStore,
    "tenants": TenantStore,
    "tokens": TokenStore,
    "transcripts": TranscriptStore,
    "answers": AnswerStore,
    "uploads": UploadStore,
    "people": PeopleStore,
    "audit": AuditLog,
    "jobs": JobStore,
    "outbox": Outbox,
    "installations": InstallationStore,
    "workspaces": Workspaces,
}
ROOMS = (Path(__file__).parent, Path(__file__).parent.parent / "worker", Path(__file__).parent.parent / "slack")


@pytest.mark.parametrize("store", PORTS)
def test_every_method_of_a_port_has_a_test_of_its_contract(store: str) -> None:
    """Beside its use in test_queries.py, which looks at its index alone."""
    methods = {
        name for name, _ in inspect.getmembers(PORTS[store], inspect.iscoroutinefunction) if not name.startswith("_")
    }
    source = "".join(
        file.read_text() for room in ROOMS for file in room.glob("test_*.py") if file.name != "test_queries.py"
    )
    assert methods
    assert {name for name in methods if not re.search(rf"\b{store}\.{name}\(", source)} == set()
