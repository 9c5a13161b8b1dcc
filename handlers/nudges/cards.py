"""How promises that are asked about, and reminders, read. A reminder says the client's own line and nothing of being late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import translation
from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Divider,
    Fold,
    Say,
    Style,
    Text,
    Tone,
)
from core.nudges import acts, forms
from core.nudges import record as records
from core.nudges.acts import Today
from core.nudges.record import Kept, Record
from core.nudges.schedule import When
from core.nudges.settings import clock
from core.people import relationships as appointment
from core.promises.commitments import Commitment
from core.translation import N_, _, ngettext
from handlers.insight import routes as insight
from handlers.nudges import routes
from handlers.nudges.routes import Found, Hour, Offered, On, Row, Told
from handlers.promises.cards import state, when
from handlers.routing import Id

MOST = 8
"""Promises asked about in one message; what there are more of is in the list."""
PLAN = N_("When and where will you do it, and what might get in the way?")


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody's reminders stand: their record, and what time it is for them."""

    record: Record
    now: Today

    def comes(self, id: str) -> str:
        """When a promise is spoken of next, in words; empty if it is not."""
        found = acts.comes(self.record, self.now, id)
        return said(found) if found else ""


def said(moment: When) -> str:
    return (
        _("{day}, {time}", day=translation.day(moment.day), time=clock(moment.at))
        if moment.at
        else translation.day(moment.day)
    )


def line(promise: Commitment) -> str:
    """What a reminder says: the plan in the client's words, or else the promise."""
    return (promise.plan.line if promise.plan else "") or promise.action


# --- what was found ---


@dataclass(frozen=True, slots=True)
class Meeting:
    """The next session: of which relationship, empty for who has none, and its day."""

    relationship: str
    day: date


@dataclass(frozen=True, slots=True)
class Session:
    """What belongs to the promises of one session: the next one, if it is known, and those of the one before."""

    meeting: Meeting | None
    before: Sequence[Commitment] = ()


def found(
    made: Sequence[Commitment],
    standing: Standing,
    insight_id: str,
    session: Session | None = None,
    *,
    more: bool,
) -> Card:
    """Each promise with what can be decided about it. `insight_id` is empty where they are of several sessions."""
    on = routes.FOUND.packed(Found(insight_id))
    blocks: list[Block] = [Text(_("Keep what you want to be reminded of. I come back to nothing else."))]
    for promise in made:
        blocks += [Text(promise.action, Style.STRONG), *_decide(promise, standing, on)]
    if not made:
        blocks = [Text(_("Nothing is left to decide here."))]
    waiting = [one for one in made if standing.record.of(one.id) is None]
    if len(waiting) > 1 or (waiting and more):
        button = routes.KEEP_ALL.button(_("Keep all of these"), Found(insight_id), Tone.PRIMARY)
        blocks += [Divider(), Actions((button,))]
    if session:
        blocks += _became(session.before, standing)
        blocks += _meets(session.meeting, on) if session.meeting else []
    if more:
        blocks.append(Text(_("{actions} lists all of them.", actions=Say("actions")), Style.SMALL))
    return Card(_("What you said you would do") if insight_id else _("Promises of before, still open"), tuple(blocks))


def _meets(meeting: Meeting, on: str) -> list[Block]:
    """Where it is not known, the session's card asks for it."""
    known = _("You meet next on {day}.", day=translation.day(meeting.day))
    say = routes.MEETING.button(_("Another day"), Row(meeting.relationship, on))
    return [Divider(), Text(known, Style.SMALL), Actions((say,))]


def _became(before: Sequence[Commitment], standing: Standing) -> list[Block]:
    """Of each promise of the session before, with the session that shows it where one does."""
    if not before:
        return []
    done = [one for one in before if one.state == "done"]
    alone = sum(one.id not in standing.record.spoken for one in done)
    blocks: list[Block] = [Divider(), Text(_("What became of the last ones"), Style.HEADING)]
    for promise in before:
        proof = promise.proof if promise.state == "done" and promise.changed and promise.changed.by is None else None
        told = f"{state(promise)}: {promise.action}"
        shows = insight.OPEN.button(_("Open the session"), Id(proof.insight_id)) if proof else None
        blocks.append(Fold(told, (), shows) if shows else Text(told))
    if alone and alone == len(done):
        blocks.append(
            Text(
                ngettext("You did it without a reminder.", "You did all {count} without a reminder.", alone),
                Style.SMALL,
            )
        )
    elif alone:
        said_ = _("You did {alone} of {done} without a reminder.", alone=alone, done=len(done))
        blocks.append(Text(said_, Style.SMALL))
    return blocks


def _decide(promise: Commitment, standing: Standing, on: str) -> list[Block]:
    kept, row = standing.record.of(promise.id), Row(promise.id, on)
    until = when(promise)
    if kept is None:
        keep = routes.KEEP.button(_("Keep"), row, Tone.PRIMARY)
        change = routes.CHANGE.button(_("Change"), row)
        none = routes.NOT_ONE.button(_("Not a promise"), row)
        return [Text(until or _("No day was said."), Style.SMALL), Actions((keep, change, none))]
    another = routes.ANOTHER.button(_("Another day"), row)
    rest = routes.REST.button(_("Do not remind me"), row)
    if kept.when is None:
        day = acts.in_a_week(standing.record.settings, standing.now.day)
        offered = routes.DAY.button(translation.day(day), Offered(promise.id, day.isoformat(), on), Tone.PRIMARY)
        return [Text(_("Kept. When shall I come back to it?"), Style.SMALL), Actions((offered, another, rest))]
    blocks: list[Block] = [Text(_coming(standing, promise.id), Style.SMALL)]
    if promise.plan and promise.plan.line:
        return [*blocks, Text(promise.plan.line), Actions((_planned(promise, row), another, rest))]
    return [*blocks, Text(_(PLAN), Style.SMALL), Actions((_planned(promise, row), another, rest))]


def _planned(promise: Commitment, row: Row) -> Button:
    made = promise.plan is not None and promise.plan.line != ""
    return routes.PLAN.button(_("Change the plan") if made else _("Make a plan"), row)


def _coming(standing: Standing, id: str) -> str:
    if standing.record.settings.off:
        return _("Your reminders are off.")
    day = standing.comes(id)
    return _("I come back to it on {day}.", day=day) if day else _("I do not come back to it.")


# --- the reminder ---


def told(
    form: int,
    made: Sequence[Commitment],
    standing: Standing,
    ids: tuple[str, ...],
    joins: Sequence[Card] = (),
    *,
    fresh: bool = False,
) -> Card:
    """`made` are those of `ids` that are there, `joins` what comes with them; `fresh`: it is not posted yet, so that nothing on
    it is answered."""
    on = routes.TOLD.packed(Told.of(form, ids))
    if not made:
        return _joined(joins, standing, on) if joins else Card(_("This is not there any more."))
    blocks: list[Block] = []
    for promise in made:
        blocks += _row(promise, standing, on, titled=promise is made[0], fresh=fresh)
    for part in joins:
        blocks += [Divider(), Text(part.title, Style.HEADING), *part.blocks]
    summary = ngettext("One more is below.", "{count} more are below.", len(made) - 1) if len(made) > 1 else ""
    return Card(forms.said(form, line(made[0])), (*blocks, Divider(), *_ways(standing, on)), summary)


def _joined(joins: Sequence[Card], standing: Standing, on: str) -> Card:
    """Without any promise: the first gives the title."""
    blocks = list(joins[0].blocks)
    for part in joins[1:]:
        blocks += [Divider(), Text(part.title, Style.HEADING), *part.blocks]
    return Card(joins[0].title, (*blocks, Divider(), *_ways(standing, on)))


def _row(promise: Commitment, standing: Standing, on: str, *, titled: bool, fresh: bool) -> list[Block]:
    kept, row = standing.record.of(promise.id), Row(promise.id, on)
    blocks: list[Block] = [] if titled else [Text(line(promise), Style.STRONG)]
    if promise.plan and promise.plan.line:
        blocks.append(Text(promise.action, Style.SMALL))
    if promise.settled:
        return [*blocks, Text(state(promise), Style.SMALL)]
    if kept is None:
        return [*blocks, Text(_("I do not come back to it."), Style.SMALL)]
    if not fresh and kept.unanswered == 0:
        coming = _coming(standing, promise.id)
        another = routes.ANOTHER.button(_("Another day"), row)
        return [*blocks, Text(coming, Style.SMALL), Actions((another,)), *_for_good(promise, standing, on)]
    if kept.is_question or kept.asked:
        asked = _(
            "I have come back to this three times. Keep it, change it, or let it go? Until you say, I leave it be."
        )
        return [*blocks, Text(asked), Actions(_choices(promise, standing, row))]
    done = routes.DONE.button(_("Done this time") if kept.weekly else _("Done"), row, Tone.PRIMARY)
    return [*blocks, Actions((done, *_days(promise, kept, standing, row), *_changes(row)))]


def _days(promise: Commitment, kept: Kept, standing: Standing, row: Row) -> tuple[Button, ...]:
    settings, today = standing.record.settings, standing.now.day
    if settings.weekly is not None or kept.weekly:
        return (routes.ANOTHER.button(_("Another day"), row),)
    soon, later = acts.tomorrow(settings, today), acts.next_week(settings, today)
    name = _("Tomorrow") if (soon - today).days == 1 else translation.short_day(soon)
    days = [routes.DAY.button(name, Offered(promise.id, soon.isoformat(), row.on))]
    if later > soon:
        days.append(routes.DAY.button(_("Next week"), Offered(promise.id, later.isoformat(), row.on)))
    return (*days, routes.ANOTHER.button(_("Another day"), row))


def _changes(row: Row) -> tuple[Button, ...]:
    return routes.CHANGE.button(_("Change it"), row), routes.LET_GO.button(_("Let it go"), row)


def _choices(promise: Commitment, standing: Standing, row: Row) -> tuple[Button, ...]:
    day = acts.next_week(standing.record.settings, standing.now.day)
    keep = routes.DAY.button(_("Keep it"), Offered(promise.id, day.isoformat(), row.on), Tone.PRIMARY)
    return (keep, *_changes(row), routes.DONE.button(_("Done"), row))


def _for_good(promise: Commitment, standing: Standing, on: str) -> list[Block]:
    hour = records.hour_to_offer(standing.record, promise.id)
    if hour is None:
        return []
    at = clock(hour)
    asked = _("You have moved this to {hour} three times. Shall I write at {hour} from now on?", hour=at)
    yes = routes.HOUR.button(_("Yes, at {hour}", hour=at), Hour(at, "1", on), Tone.PRIMARY)
    return [Text(asked), Actions((yes, routes.HOUR.button(_("No"), Hour(at, "", on))))]


def _ways(standing: Standing, on: str) -> list[Block]:
    settings, value = standing.record.settings, On(on)
    change = routes.SETTINGS.button(_("Hour and days"))
    if settings.off:
        again = routes.AGAIN.button(_("Turn on again"), value)
        return [Text(_("I remind you of nothing any more."), Style.SMALL), Actions((again, change))]
    stop = routes.STOP.button(_("Stop these"), value)
    if settings.weekly is not None:
        return [Actions((change, stop))]
    return [Actions((routes.WEEKLY.button(_("Once a week instead"), value), change, stop))]


# --- after a form or a setting ---


def settled(standing: Standing) -> Card:
    """After a change of settings."""
    settings, today = standing.record.settings, standing.now.day
    if settings.off:
        return Card(_("Reminders are off"), (Text(_("I remind you of nothing any more.")),))
    first = translation.day(settings.first_from(today))
    said = _("I write at {hour}, from {day} on, when a promise you kept is due.", hour=clock(settings.at), day=first)
    return Card(_("Saved"), (Text(said),))


def meeting_noted(known: appointment.Meeting) -> Card:
    return Card(_("Noted"), (Text(_("You meet next on {day}.", day=said(When(known.day, known.at)))),))


def noted(promise: Commitment, standing: Standing) -> Card:
    """After a form, whose message is drawn anew besides."""
    return Card(_("Noted"), (Text(line(promise), Style.STRONG), Text(_coming(standing, promise.id), Style.SMALL)))
