"""What an act changed. Each change is stored with the write that makes it, so that its effects come also after a crash.

An act hands its `Change` to the store, which keeps it in the `outbox` of the document it writes; then it calls `World.announce`,
which stores the job that carries out what follows (handlers/effects). The job takes the change out of the outbox at its end; a
sweep stores the job again for every change that a crash left there, and wakes one that was given up. A change that removes its
document has nowhere to be kept: its job is stored first, and repeats the removal. One of settings or tokens is kept nowhere
either: the record alone follows, and the press that made it is handled anew after a crash (handlers/presses.py).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.jobs.job import Job
from core.jobs.refs import Refs
from core.people.person import Tenant

JOB = "change"
"""The kind of job that carries out the effects of a change."""
HOUSE = "debrief"
"""The actor of what nobody did: a hold or a grant that ends, a member who left."""
OPERATOR = "operator"
"""The actor of what was done at the command line, by whoever runs the bot."""


class Kept(StrEnum):
    """In whose outbox a change waits."""

    INSIGHT = "insight"
    RELATIONSHIP = "relationship"
    COMMENT = "comment"
    CORRECTION = "correction"
    COMMITMENT = "commitment"
    FEEDBACK = "feedback"
    NOWHERE = "nowhere"


class Kind(StrEnum):
    """What was done, as the record of who did what (`AuditEntry.operation`) calls it."""

    SHARE = "share"
    REVOKE = "revoke"
    PAIR = "pair"
    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    END = "end"
    WITHDRAW = "withdraw consent"
    HOLD = "hold"
    RELEASE = "release"  # by a person, or by HOUSE at its end
    DATE_HOLD = "date a hold"
    SHOW_CRAFT = "share craft view"
    HIDE_CRAFT = "revoke craft view"
    EDIT = "edit"
    CORRECT = "correct"
    UNDO = "undo correction"
    NAME = "name"
    ANALYSE_AGAIN = "analyse again"
    COMMENT = "comment"
    DELETE_COMMENT = "delete comment"
    FEEDBACK = "feedback"
    DELETE = "delete"
    PROMISE_DONE = "commitment done"
    PROMISE_DROP = "commitment dropped"
    PROMISE_REOPEN = "commitment reopened"
    PROMISE_AGREE = "commitment renegotiated"
    NEXT_SESSION = "date the next session"
    BRIEFS = "agree to briefs"
    SETTINGS = "change settings"
    MAKE_TOKEN = "create token"  # noqa: S105 - no secret: what was done
    REVOKE_TOKEN = "revoke token"  # noqa: S105 - the same
    WEBHOOK = "add webhook"
    REMOVE_WEBHOOK = "remove webhook"


KEPT: Mapping[Kind, Kept] = {
    Kind.SHARE: Kept.INSIGHT,
    Kind.REVOKE: Kept.INSIGHT,
    Kind.PAIR: Kept.INSIGHT,
    Kind.INVITE: Kept.RELATIONSHIP,
    Kind.ACCEPT: Kept.RELATIONSHIP,
    Kind.DECLINE: Kept.RELATIONSHIP,
    Kind.END: Kept.RELATIONSHIP,
    Kind.WITHDRAW: Kept.RELATIONSHIP,
    Kind.HOLD: Kept.INSIGHT,
    Kind.RELEASE: Kept.INSIGHT,
    Kind.DATE_HOLD: Kept.INSIGHT,
    Kind.SHOW_CRAFT: Kept.INSIGHT,
    Kind.HIDE_CRAFT: Kept.INSIGHT,
    Kind.EDIT: Kept.INSIGHT,
    Kind.CORRECT: Kept.CORRECTION,
    Kind.UNDO: Kept.CORRECTION,
    Kind.NAME: Kept.CORRECTION,
    Kind.ANALYSE_AGAIN: Kept.INSIGHT,
    Kind.COMMENT: Kept.COMMENT,
    Kind.DELETE_COMMENT: Kept.NOWHERE,
    Kind.FEEDBACK: Kept.FEEDBACK,
    Kind.DELETE: Kept.NOWHERE,
    Kind.PROMISE_DONE: Kept.COMMITMENT,
    Kind.PROMISE_DROP: Kept.COMMITMENT,
    Kind.PROMISE_REOPEN: Kept.COMMITMENT,
    Kind.PROMISE_AGREE: Kept.COMMITMENT,
    Kind.NEXT_SESSION: Kept.RELATIONSHIP,
    Kind.BRIEFS: Kept.RELATIONSHIP,
    Kind.SETTINGS: Kept.NOWHERE,
    Kind.MAKE_TOKEN: Kept.NOWHERE,
    Kind.REVOKE_TOKEN: Kept.NOWHERE,
    Kind.WEBHOOK: Kept.NOWHERE,
    Kind.REMOVE_WEBHOOK: Kept.NOWHERE,
}

Fact = str | int | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Change:
    """`subject` is the id of the insight or relationship it was done to, `actor` a person's id or HOUSE. `facts` hold ids, sizes
    and dates, never words; `people` are the ids of whom it concerns, besides those who see the session or relationship now."""

    kind: Kind
    tenant: Tenant
    subject: str
    actor: str
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)
    people: Sequence[str] = ()
    id: str = field(default_factory=lambda: secrets.token_hex(12))

    @property
    def kept(self) -> Kept:
        return KEPT[self.kind]


def job_of(change: Change) -> Job:
    refs: Refs = {
        "change": change.id,
        "done": change.kind.value,
        "subject": change.subject,
        "actor": change.actor,
        "at": change.at.isoformat(),
        "facts": json.dumps(dict(change.facts)),
        "people": json.dumps(list(change.people)),
    }
    return Job(f"{JOB}:{change.id}", JOB, change.tenant, refs=refs)


def change_of(job: Job) -> Change:
    """The change a job carries out. Raises ValueError for a kind this version does not know."""
    refs = job.refs
    return Change(
        Kind(refs["done"]),
        job.tenant,
        refs["subject"],
        refs["actor"],
        datetime.fromisoformat(refs["at"]),
        json.loads(refs["facts"]),
        tuple(json.loads(refs["people"])),
        refs["change"],
    )


class Outbox(Protocol):
    async def done(self, change: Change) -> None:
        """Take the change out of the outbox it waits in. Harmless to repeat."""
        ...

    async def left(self) -> Sequence[Change]:
        """Changes of every tenant that have waited for longer than a process needs: a crash left them."""
        ...
