"""Title, date and people from what stands above the speech: front matter, meeting headers, attendee lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.reading.formats import names
from core.reading.formats.days import find_date, without_date
from core.reading.formats.sections import is_notes_heading, plain

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
