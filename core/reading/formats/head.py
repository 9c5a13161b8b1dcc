"""Title, date and people from what stands above the speech: front matter, meeting headers, attendee lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from core.reading.formats import names
from core.reading.formats.sections import is_notes_heading, plain

_MONTHS = {
    month: number
    for number, forms in enumerate(
        (
            "january jan januar januari janvier enero ene gennaio janeiro",
            "february feb februar februari février fevrier febrero febbraio fevereiro",
            "march mar märz marz maart mars marzo março",
            "april apr avril abril aprile abr",
            "may mai mei mayo maggio maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto augustus ago",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro december",
        ),
        start=1,
    )
    for month in forms.split()
}
_WORDY = re.compile(
    r"\b(?:(?P<d1>[0-3]?[0-9])(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<m1>[^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(?P<y1>(?:19|20)[0-9]{2})"
    r"|(?P<m2>[^\W\d_]{3,10})\.?\s+(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)[0-9]{2}))\b"
)
_ISO = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<s>[-/.年]?)(?P<m>[01][0-9]|[1-9](?=[-/.年]))(?:(?P=s)|月)(?P<d>[0-3][0-9]|[1-9](?![0-9]))(?![0-9])"
)
_CLOCK = re.compile(
    r"(?<![0-9:])(?P<h>[0-2]?[0-9])[:h](?P<m>[0-5][0-9])(?::[0-5][0-9])?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?P<zone>UTC|GMT|CET|CEST|BST|WET|WEST|EET|EEST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|IST|JST|AEST|AEDT|Z)\b)?(?:\s*(?P<off>[+-][0-9]{2}:?[0-9]{2})\b)?"
)
# Hours from UTC. Abbreviations with two common meanings (CST, IST, BST) are left out: no zone is better than a wrong one.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "EST": -5, "EDT": -4, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip
_COMPACT = re.compile(r"(?<![0-9])(?P<day>20[0-9]{6})[_T-]?(?P<time>[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)(?![0-9])")
_FIELD = re.compile(r"^(?P<key>[\w ]{3,20})\s*[:：]\s*(?P<value>.+)$")
_ROSTER = re.compile(
    r"(?:attendees|participants|speakers|present|invited|teilnehmer(?:innen)?|participantes|参加者|参会人)\s*[:：]?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_TITLE_JUNK = re.compile(
    r"(?:(?<!\s)\s++)?[-–—|]\s*+(?:(?:notes by .*)|transcript|meeting transcript|notes|recording"
    r"|(?:19|20)[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{2}.*"
    r"|20[0-9]{6}_[0-9]{4,6}.*)\s*+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    title: str | None = None
    session_date: datetime | None = None
    roster: tuple[str, ...] = ()


def read_head(lines: Sequence[str]) -> Head:
    """What the first lines say of the session. Only lines up to the first that looks like speech count for title and date."""
    front, rest = _front_matter(lines)
    top = [plain(line) for line in rest[:14] if line.strip()]
    title, when, roster = front.title, front.session_date, list(front.roster)
    for index, line in enumerate(top[:8]):
        if len(line) > 160:
            break
        found = find_date(line)
        if found is not None:
            when = when or found
        elif index > 0 and _speechy(line):
            break
        if title is None and index == 0 and not _speechy(line):
            title = _clean_title(line)
    roster += _roster(rest[:80])
    return Head(title, when, tuple(dict.fromkeys(name for name in roster if not names.is_bot(name))))


def _speechy(line: str) -> bool:
    return (
        bool(re.match(r"[^:]{1,60}:\s", line))
        or "-->" in line
        or bool(re.search(r"\s[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?[\])]?:?\s*$", line))
    )


def _clean_title(line: str) -> str | None:
    title = line
    for _ in range(4):
        title = _TITLE_JUNK.sub("", title).strip()
    if not title or len(title) > 120 or _is_date(title) or is_notes_heading(title) or title.upper() == "WEBVTT":
        return None
    return title


def _is_date(line: str) -> bool:
    return find_date(line) is not None and len(re.sub(r"[\W\d_]", "", without_date(line))) < 14


def without_date(line: str) -> str:
    """What a line says besides a date and a time of day."""
    return _CLOCK.sub("", _ISO.sub("", _WORDY.sub("", line)))


def find_date(line: str) -> datetime | None:
    """The date a line states, with its time of day if one stands beside it; midnight if none does.

    Numeric dates count only in the order year, month, day: `03/04/2026` is two different days in two countries. The
    result is aware only if the line names a zone or an offset.
    """
    line = line[:300]
    compact = _COMPACT.search(line)
    if compact is not None:
        day = _make(compact["day"][:4], compact["day"][4:6], compact["day"][6:8])
        if day is not None and int(compact["time"][:2]) < 24:
            return day.replace(hour=int(compact["time"][:2]), minute=int(compact["time"][2:4]))
    wordy = _WORDY.search(line)
    iso = _ISO.search(line)
    if wordy is not None and (wordy["m1"] or wordy["m2"]).casefold() in _MONTHS:
        month = str(_MONTHS[(wordy["m1"] or wordy["m2"]).casefold()])
        day, end = _make(wordy["y1"] or wordy["y2"], month, wordy["d1"] or wordy["d2"]), wordy.end()
    elif iso is not None:
        day, end = _make(iso["y"], iso["m"], iso["d"]), iso.end()
    else:
        return None
    return _with_time(day, line[end : end + 40]) if day is not None else None


def _make(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the file states no zone
    except ValueError:
        return None


def _with_time(day: datetime, rest: str) -> datetime:
    match = _CLOCK.search(rest)
    if match is None:
        return day
    hour, half = int(match["h"]), (match["half"] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        return day
    moment = day.replace(hour=hour, minute=int(match["m"]))
    if match["off"]:
        sign = -1 if match["off"][0] == "-" else 1
        digits = match["off"][1:].replace(":", "")
        delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return moment.replace(tzinfo=timezone(sign * delta)) if delta < timedelta(hours=24) else moment
    if match["zone"] in _ZONES:
        return moment.replace(tzinfo=timezone(timedelta(hours=_ZONES[match["zone"]])))
    return moment


def _roster(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for index, raw in enumerate(lines):
        match = _ROSTER.match(plain(raw)) if len(raw) <= 600 else None
        if match is None:
            continue
        rest = match["rest"] or next((line for line in lines[index + 1 :] if line.strip()), "")
        for part in re.split(r"[,;、，]|\s[·•|]\s", plain(rest)):
            name = names.clean(part.strip(" '\"[]"))
            if names.possible(name):
                found.append(name)
    return found


def _front_matter(lines: Sequence[str]) -> tuple[Head, Sequence[str]]:
    """YAML front matter as a flat list of fields; anything nested is ignored."""
    if not lines or lines[0].strip() != "---":
        return Head(), lines
    end = next((i for i, line in enumerate(lines[1:80], start=1) if line.strip() in {"---", "..."}), None)
    if end is None:
        return Head(), lines
    title: str | None = None
    when: datetime | None = None
    for line in lines[1:end]:
        match = _FIELD.match(line.strip()[:600])
        if match is None:
            continue
        key, value = match["key"].strip().casefold(), match["value"].strip().strip("'\"")
        if key == "title":
            title = value[:120]
        elif key in {"date", "session date", "session_date", "recorded", "created"}:
            when = find_date(value)
    return Head(title, when, tuple(_roster(lines[1:end]))), lines[end + 1 :]
