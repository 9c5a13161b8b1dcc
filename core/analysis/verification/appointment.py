"""When the two meet again, if they say so towards the end: "see you on the twenty-first". "Next time" is due on that
day."""

import re
from datetime import date

from core.dates import agreed, phrases
from core.transcript import SENTENCE_END, Role, Transcript

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
_UNTIL = re.compile(r"^(?:(?:gut|also|okay|dann|ja|schön|great|good|so|then)[, ]+){0,3}(?:bis|until)\b", re.IGNORECASE)
"""A farewell if nothing but the time follows: "Bis Dienstag um 15 Uhr"."""
_ANSWER = 4
"""Words of a no to what was just proposed."""
_BESIDE_TIME = 2  # other words in one


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
    if agreed.day(said, day, language=transcript.language).due == due and not agreed.unsure(sentence):
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
    """The last such sentence, unless what is said after it takes it back."""
    language = transcript.language
    found = None
    for turn in transcript.turns[int(len(transcript.turns) * _CLOSING) :]:
        if turn.role not in {Role.COACH, Role.CLIENT}:
            continue
        for sentence in SENTENCE_END.split(turn.text):
            if _MEET.search(sentence) or _farewell(sentence, language):
                read = phrases.parse(sentence, day, language=language)
                if due := agreed.day(sentence, day, language=language).due:
                    found = (due, sentence)
                elif read.due and not read.recurring:  # a day is named, and it is open which
                    found = None
            elif found and _changed(found, sentence, day, language):
                found = None
    return found


def _changed(found: tuple[date, str], sentence: str, day: date, language: str) -> bool:
    """Whether what is said later refuses it, or answers the question for it with another day."""
    if agreed.taken_back(sentence):
        return len(sentence.split()) <= _ANSWER or phrases.find(sentence, language=language) is not None
    if not found[1].endswith("?"):
        return False
    return agreed.day(sentence, day, language=language).due not in {None, found[0]}


def _farewell(sentence: str, language: str) -> bool:
    start = _UNTIL.match(sentence)
    if start is None:
        return False
    rest = sentence[start.end() :]
    for begin, end in reversed(phrases.spans(rest, language=language)):
        rest = rest[:begin] + rest[end:]
    return len(re.findall(r"\w+", rest)) <= _BESIDE_TIME
