"""Grants on unpaired insights: what may be given, for how long, and what the coach will see. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from core.dates.time_zones import zone
from core.insight.model import Grant, SessionInsight
from core.refusal import Reason, Refused

PERMISSIONS: Mapping[str, str] = {
    "view": "see it",
    "comment": "write comments",
    "export": "save it as a file",
}
"""What a grant can hold, in the words of the form. `view` is in every grant: the others need it."""

MOST_COACHES = 20
"""Coaches one insight can be shared with at a time."""


def make_grant(permissions: frozenset[str], at: datetime, until: date | None, time_zone: str | None) -> Grant:
    """A grant until the end of the day `until` where the owner lives. Raises Refused for a day that is over or unknown words."""
    if not permissions <= PERMISSIONS.keys():
        raise Refused(Reason.BAD_INPUT, "Choose from what the form offers.")
    if until and until.year > at.year + 10:
        raise Refused(Reason.BAD_INPUT, "Choose a day within the next ten years, or none.")
    expires = end_of_day(until, time_zone) if until else None
    if expires is not None and expires <= at:
        raise Refused(Reason.BAD_INPUT, "That day is over. Choose a day to come, or none.")
    return Grant(
        view=True, comment="comment" in permissions, export="export" in permissions, granted_at=at, expires_at=expires
    )


def end_of_day(day: date, time_zone: str | None) -> datetime:
    """The first moment after `day` in the zone (UTC if unknown), in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), zone(time_zone)).astimezone(UTC)


def room_for(insight: SessionInsight, coach: str) -> None:
    """Raises Refused if the insight is shared with as many coaches as it can be."""
    if coach not in insight.sharing_permissions and len(insight.sharing_permissions) >= MOST_COACHES:
        raise Refused(
            Reason.LIMIT_REACHED,
            f"This session is shared with {MOST_COACHES} people already. Revoke one of them first.",
        )


def in_words(grant: Grant, now: datetime, time_zone: str | None = None) -> str:
    """What a grant gives, in one line: `may see it and write comments, until 3 May 2026`; the day as it is where the owner
    lives (UTC if unknown), as in `make_grant`."""
    given = [
        words
        for name, words in PERMISSIONS.items()
        if name == "view" or (name == "comment" and grant.comment) or (name == "export" and grant.export)
    ]
    said = "may " + (given[0] if len(given) == 1 else ", ".join(given[:-1]) + " and " + given[-1])
    if grant.expires_at is None:
        return said
    last = (grant.expires_at - timedelta(seconds=1)).astimezone(zone(time_zone))
    day = f"{last.day} {last:%b %Y}"
    return f"{said}, until {day}" if grant.expires_at > now else f"ended on {day}"
