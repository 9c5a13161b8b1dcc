"""What a client does with a promise: done, dropped, open again, agreed on anew. On a list, a card or at home it is the same.

Each is one compare-and-set on the promise as it was read, so that a second press, or one on an old message, changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.card import Say
from core.changes import Change, Fact, Kind
from core.insight.model import SessionInsight
from core.people.person import Person
from core.people.zones import today
from core.promises import commitments
from core.promises.commitments import LONGEST, Commitment, place_of, session_of
from core.refusal import Reason, Refused
from core.sharing import finding
from core.sharing.access import Operation, gone
from core.text import one_line
from core.translation import N_, _
from core.world import World

OVER = N_("Pick a day from today on.")

Step = Callable[[Commitment, str, datetime], Commitment | None]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A promise in other words, for another day, or both; `version` is that of the promise it was agreed on."""

    action: str
    due: date | None
    version: str


async def find(world: World, actor: Person, id: str) -> tuple[SessionInsight, Commitment]:
    """One the actor may change, and its session. Raises Refused, in the same words for what is not there and what is not to be
    seen."""
    insight, _facts = await finding.find(world, actor, Operation.CHANGE_COMMITMENT, session_of(id))
    for commitment in await world.commitments.of(actor.tenant, insight.id):
        if commitment.id == id:
            return insight, commitment
    raise Refused(Reason.NOT_FOUND, gone())


async def done(world: World, actor: Person, id: str) -> bool:
    """False if there was nothing to change: it was settled already, or changed just now. Raises Refused."""
    return await _take(world, actor, id, _done, Kind.PROMISE_DONE)


async def drop(world: World, actor: Person, id: str) -> bool:
    """As `done`."""
    return await _take(world, actor, id, _dropped, Kind.PROMISE_DROP)


async def reopen(world: World, actor: Person, id: str) -> bool:
    """As `done`; it is to be done after all, as it was agreed last."""
    return await _take(world, actor, id, commitments.reopen, Kind.PROMISE_REOPEN)


async def agree(world: World, actor: Person, id: str, agreed: Agreed) -> tuple[SessionInsight, Commitment]:
    """The promise as it stands then, and its session; agreeing twice on the same is once. Raises Refused: about `action` where
    nothing is said, about `date` for a day that is over, NOT_ALLOWED if it has changed since, and as `find` does."""
    insight, before = await find(world, actor, id)
    agreed = replace(agreed, action=one_line(agreed.action)[:LONGEST])
    if not agreed.action:
        raise Refused(Reason.EMPTY, _("Write what you will do."), about="action")
    if agreed.due is not None and agreed.due != before.due and agreed.due < await today(world, actor):
        raise Refused(Reason.BAD_INPUT, _(OVER), about="date")
    if (agreed.action, agreed.due) == (before.action[:LONGEST], before.due):
        return insight, before
    if str(before.version) != agreed.version:
        raise Refused(Reason.NOT_ALLOWED, _just_now())

    def step(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
        return commitments.renegotiate(commitment, agreed.action, agreed.due, by, at)

    if not await _step(world, actor, before, step, Kind.PROMISE_AGREE):
        raise Refused(Reason.NOT_ALLOWED, _just_now())
    return await find(world, actor, id)


def _just_now() -> str:
    return _("This promise changed just now. Open it again with {actions}.", actions=Say("actions"))


def _done(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
    return commitments.settle(commitment, "done", by, at)


def _dropped(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
    return commitments.settle(commitment, "dropped", by, at)


async def _take(world: World, actor: Person, id: str, step: Step, kind: Kind) -> bool:
    _insight, commitment = await find(world, actor, id)
    return await _step(world, actor, commitment, step, kind)


async def _step(world: World, actor: Person, commitment: Commitment, step: Step, kind: Kind) -> bool:
    moved = step(commitment, actor.id, world.clock.now())
    if moved is None:
        return False
    place = place_of(commitment.id)
    at = moved.changed.at if moved.changed else world.clock.now()
    facts: dict[str, Fact] = {"place": place}
    if kind is Kind.PROMISE_AGREE:  # for another day, or in other words alone
        facts["dated"] = moved.due != commitment.due
    change = Change(kind, actor.tenant, commitment.insight_id, actor.id, at, facts)
    if not await world.commitments.move(Person(actor.tenant, commitment.client), moved, change):
        return False
    await world.announce(change)
    return True
