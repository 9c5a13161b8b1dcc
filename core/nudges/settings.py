"""When somebody wants to be reminded: their hour and days, quiet hours, holidays, a pause, or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from core import translation
from core.refusal import Reason, Refused
from core.translation import N_, _

WORKING = frozenset(range(5))
WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
A_WEEK = timedelta(days=7)
LONGEST_AWAY = timedelta(days=366)
MOST_HOLIDAYS = 20
AHEAD = 800
"""Days that are looked through for one of the person's own: more than the holidays that follow on each other."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`at` and the quiet hours are wall time wherever the person is; `days` are weekdays, Monday 0; `holidays` are first and last
    days. Nothing is sent before the day `paused_until`, and with `weekly` (a weekday) only on that one.
    """

    at: time = time(12, 30)
    days: frozenset[int] = WORKING
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    holidays: tuple[tuple[date, date], ...] = ()
    paused_until: date | None = None
    weekly: int | None = None
    off: bool = False

    def quiet(self, at: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def away(self, day: date) -> bool:
        paused = self.paused_until is not None and day < self.paused_until
        return paused or any(first <= day <= last for first, last in self.holidays)

    def theirs(self, day: date) -> bool:
        """Whether something may be sent on that day."""
        return day.weekday() in self.days and self.weekly in {None, day.weekday()} and not self.away(day)

    def on_or_before(self, day: date, *, not_before: date) -> date:
        """The last day of theirs up to `day`, so that what is due on a Sunday is said on the Friday; `day` if there is none."""
        for back in range((day - not_before).days + 1 if day >= not_before else 0):
            if self.theirs(day - timedelta(days=back)):
                return day - timedelta(days=back)
            if back >= 2 * A_WEEK.days:
                break
        return day

    def days_from(self, day: date) -> Iterator[date]:
        """The days of theirs from `day` on, for about two years."""
        for ahead in range(AHEAD):
            if self.theirs(day + timedelta(days=ahead)):
                yield day + timedelta(days=ahead)

    def first_from(self, day: date) -> date:
        """`day` itself where there is none."""
        return next(self.days_from(day), day)


def checked(settings: Settings) -> Settings:
    """The same. Raises Refused for settings by which nothing could ever be sent, or not as they say."""
    if not settings.days:
        raise Refused(Reason.BAD_INPUT, _("Choose at least one day of the week, or turn reminders off."))
    if settings.quiet(settings.at):
        said = _("{hour} is within your quiet hours. Choose an hour outside of them.", hour=clock(settings.at))
        raise Refused(Reason.BAD_INPUT, said)
    if settings.weekly is not None and settings.weekly not in settings.days:
        day = _(WEEKDAYS[settings.weekly])
        raise Refused(Reason.BAD_INPUT, _("{day} is not one of your days, so nothing would ever come.", day=day))
    for first, last in settings.holidays:
        if last < first:
            raise Refused(Reason.BAD_INPUT, _("The last day of a holiday comes before its first."))
        if last - first > LONGEST_AWAY:
            raise Refused(Reason.BAD_INPUT, _("A holiday can be a year long. For longer, turn reminders off."))
    return settings


def paused(settings: Settings, today: date) -> Settings:
    """For a week from today. What is off stays off."""
    return replace(settings, paused_until=today + A_WEEK)


def weekly(settings: Settings, today: date) -> Settings:
    """One message a week, on this weekday if it is one of theirs. What is off stays off."""
    day = today.weekday() if today.weekday() in settings.days else min(settings.days)
    return replace(settings, weekly=day)


def clock(at: time) -> str:
    return f"{at:%H:%M}"


def named(days: frozenset[int]) -> str:
    return translation.listed([_(WEEKDAYS[day]) for day in sorted(days)])
