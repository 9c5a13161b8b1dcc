"""The judge: reads what the workspace shows and the raw documents, and nothing of the product's code.

`events` are the files people dropped: `file`, `channel`, `ts`, `statuses` (every answer of every delivery).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CARD = "Every quote was found"
WORKING = "Working on your session"
PING = "Your insights are ready"


@dataclass
class Verdict:
    dropped: int = 0
    accepted: int = 0
    refused: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    duplicate_insights: list[str] = field(default_factory=list)
    duplicate_cards: list[str] = field(default_factory=list)
    orphan_placeholders: list[str] = field(default_factory=list)
    pings_missing: list[str] = field(default_factory=list)
    pings_doubled: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    attempts: Counter[int] = field(default_factory=Counter)

    @property
    def passed(self) -> bool:
        """Pings may be missing only where a thread could not be read; that is told, and no loss."""
        wrong = (self.lost, self.stuck, self.duplicate_insights, self.duplicate_cards, self.orphan_placeholders)
        return not any((*wrong, self.left_over, self.pings_doubled))


def check(database: Any, team: str, events: Sequence[Mapping[str, Any]], shown: Sequence[Mapping[str, Any]]) -> Verdict:
    verdict = Verdict(dropped=len(events))
    jobs = {_id(job): job for job in database["jobs"].find({"kind": "intake"})}
    insights: dict[str, list[Any]] = defaultdict(list)
    for insight in database["session_insights"].find({}):
        insights[insight["source_document_id"]].append(insight)
    threads: dict[tuple[str, str], list[str]] = defaultdict(list)
    for message in shown:
        threads[message["channel"], message["thread"]].append(message["words"])
    for event in events:
        name = f"slack:{team}:{event['file']}"
        accepted = 200 in event["statuses"]
        verdict.accepted += accepted
        if not accepted:
            verdict.refused.append(f"{event['file']} {event['statuses']}")
        if job := jobs.get(name):
            verdict.attempts[job["attempt"]] += 1
        if accepted or job:
            _one(verdict, name, job, insights.get(name, []), threads[event["channel"], event["ts"]])
    known = {f"slack:{team}:{event['file']}" for event in events}
    verdict.left_over += [f"{database['uploads'].count_documents({})} uploads"] * bool(
        database["uploads"].count_documents({})
    )
    verdict.left_over += [f"job of nothing: {name}" for name in jobs if name not in known]
    verdict.left_over += [f"insight of nothing: {name}" for name in insights if name not in known]
    findings = database["insight_findings"].count_documents({})
    if findings != sum(len(found) for found in insights.values()):
        # Not named by any insight, so never shown; the product's sweep removes them after an hour.
        verdict.attempts[-1] = findings - sum(len(found) for found in insights.values())
    return verdict


def _one(verdict: Verdict, name: str, job: Any, insights: list[Any], words: list[str]) -> None:
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
    cards = sum(CARD in text for text in words)
    if done and cards == 0:
        verdict.lost.append(f"{name}: an insight and no card")
    if cards > 1:
        verdict.duplicate_cards.append(f"{name}: {cards}")
    if job["state"] == "done" and any(WORKING in text for text in words):
        verdict.orphan_placeholders.append(name)
    pings = sum(PING in text for text in words)
    if job["state"] == "done" and pings == 0:
        verdict.pings_missing.append(name)
    if pings > 1:
        verdict.pings_doubled.append(f"{name}: {pings}")


def _id(document: Mapping[str, Any]) -> str:
    found = document["_id"]
    return str(found["id"] if isinstance(found, Mapping) else found)
