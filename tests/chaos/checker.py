"""The judge: reads what the platforms show and the raw documents, and nothing of the product's code.

`events` are what people gave: `file`, `kind`, `user`, `channel`, `ts`, `statuses` (every answer of every delivery); `presses`
what they pressed until it was taken: `user`, `action`, `value`, `statuses`; `took` how often a program was told, by who listens,
insight and message.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CARD = "Every quote was found"
WORKING = "Working on your session"
PING = "Your insights are ready"
ONCE = frozenset({"analyse", "deliver", "fail"})
"""What is on record once for each actor and subject; all that tells of a change is, too."""

BESIDE: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = {
    "form": lambda event, _insight: str(event["channel"]),
    "teams": lambda event, _insight: str(event["channel"]),
    "pair": lambda _event, insight: f"D0{insight['client_user_id']}",
}
"""In which conversation a card stands by itself, by what was given."""
SOON = ("change", "deliver", "press", "webhook")
"""Kinds of jobs that wait for nothing."""


@dataclass
class Verdict:
    dropped: int = 0
    accepted: int = 0
    refused: list[str] = field(default_factory=list)
    # There must be none of these.
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    duplicate_insights: list[str] = field(default_factory=list)
    duplicate_cards: list[str] = field(default_factory=list)
    orphan_placeholders: list[str] = field(default_factory=list)
    pings_doubled: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    deliveries_missing: list[str] = field(default_factory=list)
    presses_lost: list[str] = field(default_factory=list)
    audit_missing: list[str] = field(default_factory=list)
    audit_doubled: list[str] = field(default_factory=list)
    counted_wrong: list[str] = field(default_factory=list)
    webhooks_missing: list[str] = field(default_factory=list)
    reminders_doubled: list[str] = field(default_factory=list)
    # These are told: the moment between a platform's answer and our write.
    pings_missing: list[str] = field(default_factory=list)
    left_for_the_sweep: list[str] = field(default_factory=list)
    forms_shown_twice: list[str] = field(default_factory=list)
    deliveries_doubled: list[str] = field(default_factory=list)
    webhooks_doubled: list[str] = field(default_factory=list)
    reminders_missing: list[str] = field(default_factory=list)
    attempts: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    NONE = (
        "lost", "stuck", "duplicate_insights", "duplicate_cards", "orphan_placeholders", "pings_doubled", "left_over",
        "deliveries_missing", "presses_lost", "audit_missing", "audit_doubled", "counted_wrong", "webhooks_missing",
        "reminders_doubled",
    )  # fmt: skip

    @property
    def passed(self) -> bool:
        return not any(getattr(self, name) for name in self.NONE)


@dataclass(frozen=True)
class Seen:
    """What the platforms show, and what the documents hold, looked up in the ways that are needed."""

    database: Any
    shown: Sequence[Mapping[str, Any]]
    jobs: Mapping[str, Any]
    insights: Mapping[str, list[Any]]

    def in_thread(self, channel: str, ts: str) -> list[str]:
        return [one["words"] for one in self.shown if one["channel"] == channel and one["thread"] == ts]

    def beside(self, channel: str) -> list[str]:
        """What stands in a conversation, outside of threads."""
        return [one["words"] for one in self.shown if one["channel"] == channel and not one["thread"]]

    def message(self, channel: str, ts: str) -> str:
        return next((one["words"] for one in self.shown if (one["channel"], one["ts"]) == (channel, ts)), "")


def check(
    database: Any,
    tenants: Mapping[str, str],
    events: Sequence[Mapping[str, Any]],
    shown: Sequence[Mapping[str, Any]],
    *,
    presses: Iterable[Mapping[str, Any]] = (),
    took: Mapping[tuple[str, str, str], int] | None = None,
    reminded: Sequence[str] = (),
    cut: int = 0,
) -> Verdict:
    """`tenants` by platform. `reminded` are those who are to be reminded once. `cut` says how often a process was paused or
    killed, after each of which a session may be missing in a day's count."""
    verdict = Verdict(dropped=len(events))
    jobs = {_id(job): job for job in database["jobs"].find({"kind": "intake"})}
    insights: dict[str, list[Any]] = defaultdict(list)
    for insight in database["session_insights"].find({"source_document_id": {"$ne": None}}):
        insights[insight["source_document_id"]].append(insight)
    seen = Seen(database, shown, jobs, insights)
    names = [_name(event, tenants) for event in events]
    for event, name in zip(events, names, strict=True):
        verdict.kinds[event["kind"]] += 1
        accepted = 200 in event["statuses"]
        verdict.accepted += accepted
        job = jobs.get(name)
        if not accepted:
            verdict.refused.append(f"{event['kind']} {event['number']} {event['statuses']}")
        if job:
            verdict.attempts[job["attempt"]] += 1
        if accepted or job:
            _one(verdict, seen, event, name, job)
    _left(verdict, seen, set(names))
    _deliveries(verdict, seen, events, names)
    _record(verdict, seen)
    _counters(verdict, seen, tenants, cut)
    _presses(verdict, seen, presses)
    _webhooks(verdict, seen, took or {})
    _reminders(verdict, seen, reminded)
    return verdict


def _name(event: Mapping[str, Any], tenants: Mapping[str, str]) -> str:
    """The id of its job."""
    platform = "teams" if event["kind"] == "teams" else "slack"
    return f"{platform}:{tenants[platform]}:{event['file']}"


def _one(verdict: Verdict, seen: Seen, event: Mapping[str, Any], name: str, job: Any) -> None:
    insights = seen.insights.get(name, [])
    done = [insight for insight in insights if insight["status"] == "completed"]
    if job is None:
        verdict.lost.append(f"{name}: accepted, and no job")
        return
    if job["state"] != "done":
        verdict.stuck.append(f"{name}: {job['state']} at {job['step']!r}, attempt {job['attempt']}")
    elif not done:
        verdict.lost.append(f"{name}: done without an insight")
    if len(insights) > 1:
        verdict.duplicate_insights.append(f"{name}: {len(insights)}")
    if done and CARD not in seen.message(job["refs"].get("channel", ""), job["refs"].get("status", "")):
        verdict.lost.append(f"{name}: an insight and no card")
    if event["ts"]:
        _thread(verdict, name, job, seen.in_thread(event["channel"], event["ts"]))


def _thread(verdict: Verdict, name: str, job: Any, words: Sequence[str]) -> None:
    """What stands under the message that brought it; in Teams and after a form there is none."""
    cards, pings = (sum(mark in text for text in words) for mark in (CARD, PING))
    if cards > 1:
        verdict.duplicate_cards.append(f"{name}: {cards}")
    if job["state"] == "done" and any(WORKING in text for text in words):
        verdict.orphan_placeholders.append(name)
    if job["state"] == "done" and pings == 0:
        verdict.pings_missing.append(name)
    if pings > 1:
        verdict.pings_doubled.append(f"{name}: {pings}")


def _left(verdict: Verdict, seen: Seen, names: set[str]) -> None:
    for collection in ("uploads", "engine_answers"):
        for row in seen.database[collection].find({}, {"_id": 1}):
            name = _id(row)
            # What a press carries, and where a file is to be had, is stored before its job: cut in between, the product's
            # sweep removes it after a day.
            of, _, kind = name.rpartition("/")
            cut = name.startswith("press:") or (kind == "source" and of not in seen.jobs)
            left = verdict.left_for_the_sweep if cut else verdict.left_over
            left.append(f"{collection}: {name}")
    verdict.left_over += [f"job of nothing: {name}" for name in seen.jobs if name not in names]
    verdict.left_over += [f"insight of nothing: {name}" for name in seen.insights if name not in names]
    late = {"state": {"$in": ["queued", "running"]}, "kind": {"$in": [*SOON]}}
    if count := seen.database["jobs"].count_documents(late):
        verdict.stuck.append(f"{count} of {', '.join(SOON)}")
    findings = seen.database["insight_findings"].count_documents({})
    if extra := findings - sum(len(found) for found in seen.insights.values()):
        # Not named by any insight, so never shown; the product's sweep removes them after an hour.
        verdict.attempts[-1] = extra


def _deliveries(verdict: Verdict, seen: Seen, events: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """Cards outside of threads: one for each session in the conversation of the other of two, and of who has no thread. A session
    held for review is told of, and not shown."""
    wanted: Counter[str] = Counter()
    for event, name in zip(events, names, strict=True):
        for insight in seen.insights.get(name, []):
            if event["kind"] in BESIDE and insight["status"] == "completed":
                wanted[BESIDE[event["kind"]](event, insight)] += 1
            if event["kind"] == "held" and insight["visible_to_client"]:
                verdict.lost.append(f"{name}: held, and seen")
    for channel, count in wanted.items():
        beside = seen.beside(channel)
        cards = sum(CARD in words for words in beside)
        if cards < count:
            verdict.deliveries_missing.append(f"{channel}: {cards} of {count}")
        if cards > count:
            verdict.deliveries_doubled.append(f"{channel}: {cards} for {count}")
        if any(WORKING in words for words in beside):
            verdict.forms_shown_twice.append(channel)


def _record(verdict: Verdict, seen: Seen) -> None:
    rows: Counter[tuple[str, str, str, str]] = Counter()
    for row in seen.database["audit_log"].find({}):
        if row["operation"] in ONCE or row.get("change"):
            rows[row["operation"], row["subject"], row["actor"], str(row.get("change", ""))] += 1
    verdict.audit_doubled += [f"{' '.join(what)}: {count}" for what, count in rows.items() if count > 1]
    analysed = Counter(subject for operation, subject, _actor, _change in rows if operation == "analyse")
    for found in seen.insights.values():
        for insight in found:
            if insight["status"] == "completed" and analysed[str(insight["_id"])] != 1:
                verdict.audit_missing.append(
                    f"{insight['_id']}: analysed {analysed[str(insight['_id'])]} times on record"
                )


def _counters(verdict: Verdict, seen: Seen, tenants: Mapping[str, str], cut: int) -> None:
    """A person's sessions of a day, which are counted by name: never one too many."""
    made: Counter[tuple[str, str, str]] = Counter()
    for name, found in seen.insights.items():
        for insight in found:
            if insight["status"] == "completed":
                made[name.partition(":")[0], insight["created_by"], insight["completed_at"].date().isoformat()] += 1
    missing = 0
    for (platform, person, day), count in made.items():
        key = hashlib.sha256(f"sessions/{platform}/{tenants[platform]}/{person}/{day}".encode()).hexdigest()
        row = seen.database["counters"].find_one({"_id": key})
        counted = int(row["sum"]) if row else 0
        if counted > count:
            verdict.counted_wrong.append(f"{person}: {counted} for {count}")
        missing += max(0, count - counted)
    if missing > cut:
        verdict.counted_wrong.append(f"{missing} sessions are in no count")


def _presses(verdict: Verdict, seen: Seen, presses: Iterable[Mapping[str, Any]]) -> None:
    """What was taken has had its effect."""
    for pressed in presses:
        if 200 not in pressed["statuses"]:
            continue
        subject = pressed["value"].partition("|")[0]
        user = pressed["user"]
        match pressed["action"]:
            case "insight.feedback":
                found = seen.database["feedback"].count_documents({"insight_id": subject, "person": user}) == 1
            case "nudges.keep" | "nudges.keep.all":
                found = seen.database["nudges"].count_documents({"person": user}) == 1
            case _:
                job = next((one for name, one in seen.jobs.items() if name in pressed["value"]), None)
                found = job is not None and bool(job["refs"].get("relationship"))
        if not found:
            verdict.presses_lost.append(f"{user}: {pressed['action']} {pressed['value']} {pressed['statuses']}")


def _webhooks(verdict: Verdict, seen: Seen, took: Mapping[tuple[str, str, str], int]) -> None:
    listening = {row["person"] for row in seen.database["webhooks"].find({})}
    told = Counter({(who, insight) for who, insight, _name in took})
    for found in seen.insights.values():
        for insight in found:
            who = insight["client_user_id"]
            if insight["status"] != "completed" or not insight["visible_to_client"] or who not in listening:
                continue
            if not told[who, str(insight["_id"])]:
                verdict.webhooks_missing.append(f"{who}: {insight['_id']}")
    names = Counter((who, insight) for who, insight, _name in took)
    verdict.webhooks_missing += [f"{who}: {insight} under two names" for (who, insight), n in names.items() if n > 1]
    verdict.webhooks_doubled += [f"{who}: {insight}" for (who, insight, _name), count in took.items() if count > 1]


def _reminders(verdict: Verdict, seen: Seen, reminded: Sequence[str]) -> None:
    for user in reminded:
        said = reminders(user, seen.shown)
        if said > 1:
            verdict.reminders_doubled.append(f"{user}: {said}")
        if not said:
            verdict.reminders_missing.append(user)


def reminders(user: str, shown: Iterable[Mapping[str, Any]]) -> int:
    """How many messages remind the person of their one promise."""
    return sum(f"thing of {user}" in one["words"] for one in shown if one["channel"] == f"D0{user}")


def _id(document: Mapping[str, Any]) -> str:
    found = document["_id"]
    return str(found["id"] if isinstance(found, Mapping) else found)
