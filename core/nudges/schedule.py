"""When the next message may come: a window on one of the person's days, worked out from wall time and their zone of now.

A window opens at the hour and closes six hours later, or when quiet hours or the next day begin. What could not be sent within
it comes with the next. Wall time that a day does not have is the moment the clocks have skipped to, and what it has twice is the
first (`fold=0`), so that a day has one window.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.nudges.settings import Settings

LATE = timedelta(hours=6)
APART = timedelta(hours=12)
"""Between two messages to one person, whatever zones they were in."""
LOOK = LATE / 2
FURTHEST_EAST = timedelta(hours=26)
"""From the zone that has a moment last to the one that has it first."""


@dataclass(frozen=True, slots=True)
class When:
    """A day, and a time of it where one was named: else it is the person's hour."""

    day: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """`day` is the person's; the moments are in UTC, and the second is not within."""

    day: date
    opens: datetime
    closes: datetime


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def window(settings: Settings, zone: ZoneInfo, day: date, at: time | None = None) -> Window | None:
    """That of one day, whoever's it is; `at` counts if it is not within quiet hours. None where there is no such day or hour."""
    hour = settings.at if at is None or settings.quiet(at) else at
    opens = moment(day, hour, zone)
    there = opens.astimezone(zone)
    if there.date() != day or settings.quiet(there.time()):
        return None
    ends = [opens + LATE, moment(day + timedelta(days=1), time(), zone)]
    if settings.quiet_from > there.time():
        ends.append(moment(day, settings.quiet_from, zone))
    return Window(day, opens, min(ends))


def next_window(
    settings: Settings,
    zone: ZoneInfo,
    now: datetime,
    due: Iterable[When],
    *,
    last_day: date | None = None,
    last_at: datetime | None = None,
) -> Window | None:
    """The first that has not closed, on a day after `last_day` on which something is due; None if nothing is, or never can be.

    `last_day` and `last_at` are the day and the moment of the last message.
    """
    waiting = tuple(due)
    if settings.off or not waiting:
        return None
    earliest = max(now, last_at + APART) if last_at else now
    first = max(min(when.day for when in waiting), now.astimezone(zone).date())
    if last_day is not None:
        first = max(first, last_day + timedelta(days=1))
    for day in settings.days_from(first):
        own = [when.at for when in waiting if when.day == day and when.at is not None]
        found = window(settings, zone, day, min(own, default=None))
        if found is not None and found.closes > earliest:
            return replace(found, opens=max(found.opens, earliest)) if found.opens < earliest else found
    return None


def look_at(found: Window, now: datetime) -> datetime:
    """When to look again: as the window opens, and every three hours of the day before, for who travels east has it earlier."""
    if found.opens <= now:
        return now + LOOK
    return min(found.opens, max(now + LOOK, found.opens - FURTHEST_EAST))


def open_at(found: Window, settings: Settings, zone: ZoneInfo, now: datetime) -> bool:
    """Whether it may be sent now: within the window, and by the clock on the person's wall."""
    there = now.astimezone(zone)
    return found.opens <= now < found.closes and there.date() == found.day and not settings.quiet(there.time())
