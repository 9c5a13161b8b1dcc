"""The judge of `make chaos` finds what is wrong: each rule is broken once, and nothing else is."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient
from pymongo.database import Database

from storage import StorageConfig
from tests.chaos.checker import CARD, PING, WORKING, Verdict, check

Documents = dict[str, list[dict[str, Any]]]
Shown = list[dict[str, Any]]
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ONE, TWO = ObjectId(), ObjectId()
FILE, FORM = "slack:T:F1", "slack:T:text-V1"


def job(name: str, channel: str, status: str) -> dict[str, Any]:
    refs = {"channel": channel, "status": status}
    return {"_id": {"id": name}, "kind": "intake", "state": "done", "step": "shown", "attempt": 2, "refs": refs}


def insight(name: ObjectId, source: str, person: str) -> dict[str, Any]:
    return {
        "_id": name,
        "source_document_id": source,
        "status": "completed",
        "client_user_id": person,
        "created_by": person,
        "visible_to_client": True,
        "completed_at": NOW,
    }


def analysed(name: ObjectId, person: str) -> dict[str, Any]:
    return {"operation": "analyse", "subject": str(name), "actor": person}


def message(channel: str, ts: str, words: str, thread: str | None = None) -> dict[str, Any]:
    return {"channel": channel, "ts": ts, "thread": thread, "words": words}


EVENTS = (
    {"number": 0, "kind": "file", "user": "U1", "channel": "D0U1", "file": "F1", "ts": "1", "statuses": [0, 200]},
    {"number": 1, "kind": "form", "user": "U2", "channel": "D0U2", "file": "text-V1", "ts": "", "statuses": [200]},
    {"number": 2, "kind": "file", "user": "U1", "channel": "D0U1", "file": "F9", "ts": "9", "statuses": [503, 0]},
)
PRESSES = ({"user": "U1", "action": "insight.feedback", "value": f"{ONE}|yes", "statuses": [0, 200]},)
TOOK = {("U1", str(ONE), "msg_1"): 1}


def fine() -> tuple[Documents, Shown]:
    documents: Documents = {
        "jobs": [job(FILE, "D0U1", "2"), job(FORM, "D0U2", "5")],
        "session_insights": [insight(ONE, FILE, "U1"), insight(TWO, FORM, "U2")],
        "insight_findings": [{"insight_id": ONE}, {"insight_id": TWO}],
        "audit_log": [analysed(ONE, "U1"), analysed(TWO, "U2")],
        "feedback": [{"insight_id": str(ONE), "person": "U1"}],
        "webhooks": [{"person": "U1"}],
    }
    shown = [
        message("D0U1", "2", f"A card. {CARD}", "1"),
        message("D0U1", "3", PING, "1"),
        message("D0U2", "5", f"A card. {CARD}"),
        message("D0UR", "6", "Finish the thing of UR."),
    ]
    return documents, shown


@pytest.fixture
def database(storage_config: StorageConfig) -> Iterator[Database[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](storage_config.uri) as client:
        yield client[storage_config.database]


def judged(database: Database[dict[str, Any]], documents: Documents, shown: Shown, **more: Any) -> Verdict:
    for name, rows in documents.items():
        if rows:
            database[name].insert_many(deepcopy(rows))
    told: dict[str, Any] = {"presses": PRESSES, "took": TOOK, "reminded": ["UR"], "cut": 2, **more}
    return check(database, {"slack": "T", "teams": "X"}, EVENTS, shown, **told)


def faults(verdict: Verdict) -> dict[str, int]:
    return {name: len(found) for name, found in vars(verdict).items() if isinstance(found, list) and found}


def test_a_run_in_which_all_is_well_passes(database: Database[dict[str, Any]]) -> None:
    verdict = judged(database, *fine())
    assert verdict.passed
    assert faults(verdict) == {"refused": 1}
    assert (verdict.dropped, verdict.accepted) == (3, 2)


Breaks = Callable[[Documents, Shown], object]


@pytest.mark.parametrize(
    ("name", "breaks"),
    [
        ("lost", lambda documents, _shown: documents["jobs"].pop(0) and documents["session_insights"].pop(0)),
        ("lost", lambda _documents, shown: shown[0].update(words="Something went wrong")),
        ("stuck", lambda documents, _shown: documents["jobs"][0].update(state="running")),
        (
            "stuck",
            lambda documents, _shown: documents["jobs"].append(
                {"_id": {"id": "c"}, "kind": "change", "state": "queued"}
            ),
        ),
        ("duplicate_insights", lambda documents, _shown: _again(documents)),
        ("duplicate_cards", lambda _documents, shown: shown.append(message("D0U1", "4", CARD, "1"))),
        ("orphan_placeholders", lambda _documents, shown: shown.append(message("D0U1", "4", WORKING, "1"))),
        ("pings_doubled", lambda _documents, shown: shown.append(message("D0U1", "4", PING, "1"))),
        ("left_over", lambda documents, _shown: documents.update(engine_answers=[{"_id": {"id": FILE}}])),
        ("presses_lost", lambda documents, _shown: documents["feedback"].clear()),
        ("audit_missing", lambda documents, _shown: documents["audit_log"].pop(0)),
        ("audit_doubled", lambda documents, _shown: documents["audit_log"].append(analysed(ONE, "U1"))),
        (
            "reminders_doubled",
            lambda _documents, shown: shown.append(message("D0UR", "7", "The thing of UR; thing of UR.")),
        ),
        ("deliveries_doubled", lambda _documents, shown: shown.append(message("D0U2", "8", CARD))),
        ("forms_shown_twice", lambda _documents, shown: shown.append(message("D0U2", "8", WORKING))),
        ("pings_missing", lambda _documents, shown: shown.pop(1)),
        ("reminders_missing", lambda _documents, shown: shown.pop()),
        ("left_for_the_sweep", lambda documents, _shown: documents.update(uploads=[{"_id": {"id": "press:1"}}])),
    ],
)
def test_what_is_wrong_is_found(database: Database[dict[str, Any]], name: str, breaks: Breaks) -> None:
    documents, shown = fine()
    breaks(documents, shown)
    verdict = judged(database, documents, shown)
    assert name in faults(verdict)
    assert verdict.passed == (name not in Verdict.NONE)


def _again(documents: Documents) -> None:
    third = ObjectId()
    documents["session_insights"].append(insight(third, FILE, "U1"))
    documents["audit_log"].append(analysed(third, "U1"))


def test_a_program_that_was_told_of_nothing_or_under_two_names(database: Database[dict[str, Any]]) -> None:
    assert faults(judged(database, *fine(), took={})) == {"refused": 1, "webhooks_missing": 1}
    twice = {**TOOK, ("U1", str(ONE), "msg_2"): 1}
    documents: Documents = {}
    assert faults(judged(database, documents, fine()[1], took=twice)) == {"refused": 1, "webhooks_missing": 1}
    again = {("U1", str(ONE), "msg_1"): 2}
    assert faults(judged(database, documents, fine()[1], took=again)) == {"refused": 1, "webhooks_doubled": 1}


def test_a_day_s_count_may_miss_what_was_cut_short_and_never_has_one_too_many(
    database: Database[dict[str, Any]],
) -> None:
    assert judged(database, *fine(), cut=2).counted_wrong == []
    assert judged(database, {}, fine()[1], cut=1).counted_wrong == ["2 sessions are in no count"]
    name = "sessions/slack/T/U1/2026-11-29"
    database["counters"].insert_one({"_id": sha256(name.encode()).hexdigest(), "sum": 2.0})
    assert judged(database, {}, fine()[1], cut=1).counted_wrong == ["U1: 2 for 1"]
