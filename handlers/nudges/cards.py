"""How reminders read. One says the client's own line and nothing of being late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import translation
from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Divider,
    Say,
    Style,
    Text,
    Tone,
)
from core.nudges import acts, forms
from core.nudges import record as records
from core.nudges.acts import Today
from core.nudges.record import AT_ONCE, Kept, Record
from core.nudges.schedule import When
from core.nudges.settings import WEEKDAYS, Settings, clock
from core.people import relationships as appointment
from core.promises.commitments import Commitment
from core.translation import _, ngettext
from handlers.nudges import routes
from handlers.nudges.routes import Hour, Offered, On, Row, Told
from handlers.promises.cards import state


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


def coming(standing: Standing, id: str) -> str:
    if standing.record.settings.off:
        return _("Your reminders are off.")
    day, kept = standing.comes(id), standing.record.of(id)
    if not day:
        return _("I do not come back to it.")
    if kept and kept.weekly and kept.weekday is not None:
        return _("I come back to it every {weekday}, next on {day}.", weekday=_(WEEKDAYS[kept.weekday]), day=day)
    return _("I come back to it on {day}.", day=day)


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
    if len(made) >= AT_ONCE:
        blocks.append(Text(_("{actions} lists all that is open.", actions=Say("actions")), Style.SMALL))
    for part in joins:
        blocks += [Divider(), Text(part.title, Style.HEADING), *part.blocks]
    more = len(made) - 1 + len(joins)
    summary = ngettext("One more is below.", "{count} more are below.", more) if more else ""
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
        again = coming(standing, promise.id)
        another = routes.ANOTHER.button(_("Another day"), row)
        return [*blocks, Text(again, Style.SMALL), Actions((another,)), *_for_good(promise, standing, on)]
    if kept.is_question or kept.asked:
        asked = _(
            "I have come back to this three times. Keep it, change it, or let it go? Until you say, I leave it be."
        )
        return [*blocks, Text(asked), Actions(_choices(promise, standing, row))]
    return [*blocks, Actions((*_done(kept, row), *_days(promise, kept, standing, row), *_changes(row)))]


def _done(kept: Kept, row: Row) -> tuple[Button, ...]:
    if not kept.weekly:
        return (routes.DONE.button(_("Done"), row, Tone.PRIMARY),)
    for_good = routes.FINISHED.button(_("Done for good"), row)
    return routes.DONE.button(_("Done this time"), row, Tone.PRIMARY), for_good


def _days(promise: Commitment, kept: Kept, standing: Standing, row: Row) -> tuple[Button, ...]:
    settings, today = standing.record.settings, standing.now.day
    soon, later = acts.tomorrow(settings, today), acts.next_week(settings, today)
    name = _("Tomorrow") if (soon - today).days == 1 else translation.short_day(soon)
    days = [routes.DAY.button(name, Offered(promise.id, soon.isoformat(), row.on))]
    if later > soon and not kept.weekly:
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
    if settings.paused_until and settings.paused_until > standing.now.day:
        paused = _("Paused until {day}.", day=translation.day(settings.paused_until))
        return [Text(paused, Style.SMALL), Actions((routes.RESUME.button(_("End the pause"), value), change, stop))]
    ways = (routes.PAUSE.button(_("Pause for a week"), value), change, stop)
    if settings.weekly is not None:
        return [Text(_once_a_week(settings), Style.SMALL), Actions(ways)]
    return [Actions((routes.WEEKLY.button(_("Once a week instead"), value), *ways))]


# --- after a form or a setting ---


def settled(standing: Standing) -> Card:
    """After a change of settings."""
    settings, today = standing.record.settings, standing.now.day
    if settings.off:
        again = routes.AGAIN.button(_("Turn on again"), On())
        return Card(_("Reminders are off"), (Text(_("I remind you of nothing any more.")), Actions((again,))))
    # At most one message a day.
    earliest = today + timedelta(days=standing.record.last_day == today)
    first = translation.day(settings.first_from(earliest))
    said = _("I write at {hour}, from {day} on, when a promise you kept is due.", hour=clock(settings.at), day=first)
    weekly = (Text(_once_a_week(settings)),) if settings.weekly is not None else ()
    return Card(_("Saved"), (Text(said), *weekly))


def _once_a_week(settings: Settings) -> str:
    """Of settings with a day for it."""
    return _("I write once a week, on {day}.", day=_(WEEKDAYS[settings.weekly or 0]))


def meeting_noted(known: appointment.Meeting) -> Card:
    return Card(_("Noted"), (Text(_("You meet next on {day}.", day=said(When(known.day, known.at)))),))
