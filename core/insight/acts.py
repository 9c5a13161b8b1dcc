"""What its carers do with an insight: title and date, the craft view, deleting it; and whether it helped a reader."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.changes import Change, Fact, Kind
from core.insight.label import check_day, title_of
from core.insight.model import SessionInsight, Status
from core.insight.source import forget_source
from core.people.person import Person, Tenant
from core.promises import due_dates
from core.promises.recording import proven_in, record
from core.refusal import Reason, Refused
from core.sharing.access import Operation, can, concerned
from core.sharing.finding import find
from core.translation import N_, _
from core.world import World

CHANGED = N_("This session changed just now. Open it again.")
NO_DAY = N_("Pick the day of the session.")


async def edit(
    world: World, actor: Person, insight_id: str, title: str, day: date | None, *, seen: datetime | None = None
) -> SessionInsight:
    """Give it a title (empty: none) and its day; due dates are counted anew where the day changes. A day once given can be
    changed, not taken away. `seen`: only if it was not changed since (SessionInsight.updated_at). The insight as it was. Raises
    Refused, about `date` for a day that is missing or cannot be, CHANGED where it was changed."""
    insight, _facts = await find(world, actor, Operation.EDIT, insight_id)
    before = insight.session_date
    if day is None and before is not None:
        raise Refused(Reason.BAD_INPUT, _(NO_DAY), about="date")
    if day and not (before and before.date() == day):
        await check_day(world, actor, day)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    if day and before and before.date() == day:
        moment = before  # the hour is kept
    moved = moment != before and insight.status is Status.COMPLETED
    change = Change(Kind.EDIT, actor.tenant, insight.id, actor.id, world.clock.now())
    if not await world.insights.edit(
        actor.tenant,
        insight.id,
        title=title_of(title) or None,
        session_date=moment,
        findings=due_dates.count(insight, day) if moved else None,
        change=change,
        seen=seen,
    ):
        raise Refused(Reason.CHANGED, _(CHANGED))
    await record(world, actor.tenant, insight.id)
    await world.announce(change)
    return insight


async def show_craft(world: World, actor: Person, insight_id: str, *, shown: bool) -> None:
    """Whether the client of a paired insight sees the craft view. It may be so already. Raises Refused."""
    insight, _facts = await find(world, actor, Operation.SHARE_CRAFT, insight_id)
    if shown == insight.craft_shared:
        return
    kind = Kind.SHOW_CRAFT if shown else Kind.HIDE_CRAFT
    change = Change(kind, actor.tenant, insight.id, actor.id, world.clock.now())
    if not await world.insights.set_craft_shared(actor.tenant, insight.id, shown, change):
        raise Refused(Reason.CHANGED, _(CHANGED))
    await world.announce(change)


@dataclass(frozen=True, slots=True)
class Judged:
    """`first`: the person had not said anything of it before. `may_correct`: they may put something right."""

    first: bool
    may_correct: bool


async def judge(world: World, actor: Person, insight_id: str, *, helpful: bool) -> Judged:
    """Whether it helped; a reader's last word counts. Raises Refused."""
    insight, facts = await find(world, actor, Operation.VIEW, insight_id)
    change = Change(Kind.FEEDBACK, actor.tenant, insight.id, actor.id, world.clock.now(), {"helpful": helpful})
    first = await world.feedback.put(actor, insight.id, helpful, change)
    await world.announce(change)
    return Judged(first, can(actor, Operation.CORRECT, facts))


async def delete(world: World, actor: Person, insight_id: str) -> None:
    """For good and for everybody: insight, transcript, comments, corrections. Raises Refused."""
    insight, facts = await find(world, actor, Operation.DELETE, insight_id)
    people = tuple(sorted(person.id for person in concerned(facts)))
    known: dict[str, Fact] = {
        "source": insight.source_document_id,
        "client": insight.client_user_id,
        "relationship": insight.coaching_relationship_id,
    }
    if later := await proven_in(world, actor.tenant, insight.id):
        known["proven_in"] = later
    change = Change(Kind.DELETE, actor.tenant, insight.id, actor.id, world.clock.now(), known, people)
    await world.announce(change)  # first: nothing is left to keep it, and its first effect repeats what follows
    await remove(world, actor.tenant, insight.id, insight.source_document_id)


async def remove(world: World, tenant: Tenant, insight_id: str, source: str | None) -> None:
    """What hangs on it goes first, and what was written meanwhile last: cut short at any point, it can be repeated."""
    if source:
        await forget_source(world, tenant, source)
    await _remove_words(world, tenant, insight_id)
    await world.insights.delete(tenant, insight_id)
    await _remove_words(world, tenant, insight_id)


async def _remove_words(world: World, tenant: Tenant, insight_id: str) -> None:
    """What people wrote about an insight."""
    await world.comments.delete_all(tenant, insight_id)
    await world.corrections.remove_all(tenant, insight_id)
