"""When the two meet again, if they say so towards the end: "see you on the twenty-first". "Next time" is due on that
day."""

import re
from datetime import date

from core.dates import phrases
from core.transcript import Role, Transcript

_CLOSING = 0.85  # appointments are made in the last part of a session
_ANY_DAY = date(2000, 1, 3)
_LONGEST = 200
_BESIDE = 2  # characters between a day and its time
_MEET = re.compile(
    r"\b(?:see you|speak|talk|meet|catch up|next session|next time|next call|same time|back here|our next)\b"
    r"|\b(?:sehen (?:wir )?uns|sehe ich (?:sie|dich)|nächste sitzung|nächste[ns]? (?:mal|termin)|hören (?:wir )?uns|"
    r"treffen (?:wir )?uns|gleiche zeit|selbe zeit)\b",
    re.IGNORECASE,
)


def next_session(transcript: Transcript, session_date: date | None) -> date | None:
    """The last date named for meeting again, None if none is."""
    if session_date is None:
        return None
    found = _named(transcript, session_date)
    return found[0] if found else None


def words(transcript: Transcript, session_date: date | None) -> str:
    """The words that say when they meet again, to be counted anew should the session's date change; "" if there are none."""
    day = session_date or _ANY_DAY
    found = _named(transcript, day)
    if found is None:
        return ""
    due, sentence = found
    place = phrases.find(sentence, language=transcript.language)
    start, end = _with_time(sentence, *place, transcript.language) if place else (0, 0)
    said = sentence[start:end]
    if phrases.parse(said, day, language=transcript.language).due == due:
        return said
    return sentence if len(sentence) <= _LONGEST else ""


def _with_time(sentence: str, start: int, end: int, language: str) -> tuple[int, int]:
    """The same words with the time of day beside them."""
    for other in phrases.spans(sentence, language=language):
        if (
            0 <= other[0] - end <= _BESIDE
            or 0 <= start - other[1] <= _BESIDE
            or (other[0] <= end and start <= other[1])
        ):
            start, end = min(start, other[0]), max(end, other[1])
    return start, end


def _named(transcript: Transcript, day: date) -> tuple[date, str] | None:
    found = None
    for turn in transcript.turns[int(len(transcript.turns) * _CLOSING) :]:
        if turn.role not in {Role.COACH, Role.CLIENT}:
            continue
        for sentence in re.split(r"(?<=[.!?…])\s+", turn.text):
            if _MEET.search(sentence):
                read = phrases.parse(sentence, day, language=transcript.language)
                if read.due and not read.recurring and read.due > day:
                    found = (read.due, sentence)
    return found
