"""Grants on unpaired insights: what may be given, for how long, and what the coach will see. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from core.dates.time_zones import zone
from core.insight.model import Grant, SessionInsight
from core.refusal import Reason, Refused
from core.translation import N_, _, day, listed

PERMISSIONS: Mapping[str, str] = {
    "view": N_("see it"),
    "comment": N_("write comments"),
    "export": N_("save it as a file"),
}
"""What a grant can hold, in the words of the form. `view` is in every grant: the others need it."""

MOST_COACHES = 20
"""Coaches one insight can be shared with at a time."""


def make_grant(permissions: frozenset[str], at: datetime, until: date | None, time_zone: str | None) -> Grant:
    """A grant until the end of the day `until` where the owner lives. Raises Refused for a day that is over or unknown words."""
    if not permissions <= PERMISSIONS.keys():
        raise Refused(Reason.BAD_INPUT, _("Choose from what the form offers."))
    if until and until.year > at.year + 10:
        raise Refused(Reason.BAD_INPUT, _("Choose a day within the next ten years, or none."))
    expires = end_of_day(until, time_zone) if until else None
    if expires is not None and expires <= at:
        raise Refused(Reason.BAD_INPUT, _("That day is over. Choose a day to come, or none."))
    return Grant(
        view=True, comment="comment" in permissions, export="export" in permissions, granted_at=at, expires_at=expires
    )


def end_of_day(last: date, time_zone: str | None) -> datetime:
    """The first moment after the day `last` in the zone (UTC if unknown), in UTC."""
    return datetime.combine(last + timedelta(days=1), time(), zone(time_zone)).astimezone(UTC)


def room_for(insight: SessionInsight, coach: str) -> None:
    """Raises Refused if the insight is shared with as many coaches as it can be."""
    if coach not in insight.sharing_permissions and len(insight.sharing_permissions) >= MOST_COACHES:
        raise Refused(
            Reason.LIMIT_REACHED,
            _("This session is shared with {most} people already. Revoke one of them first.", most=MOST_COACHES),
        )


def in_words(grant: Grant, now: datetime, time_zone: str | None = None) -> str:
    """What a grant gives, in one line: `may see it and write comments, until 3 May 2026`; the day as it is where the owner
    lives (UTC if unknown), as in `make_grant`."""
    given = [
        _(words)
        for name, words in PERMISSIONS.items()
        if name == "view" or (name == "comment" and grant.comment) or (name == "export" and grant.export)
    ]
    said = listed(given)
    if grant.expires_at is None:
        return _("may {given}", given=said)
    last = day((grant.expires_at - timedelta(seconds=1)).astimezone(zone(time_zone)), weekday=False)
    if grant.expires_at <= now:
        return _("ended on {day}", day=last)
    return _("may {given}, until {day}", given=said, day=last)
