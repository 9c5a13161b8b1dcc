"""When the two meet again, if they say so towards the end: "see you on the twenty-first". "Next time" is due "
"on that day."""

import re
from datetime import date

from core import timeline
from core.transcript import Role, Transcript

_CLOSING = 0.85  # appointments are made in the last part of a session
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
    found = None
    for turn in transcript.turns[int(len(transcript.turns) * _CLOSING) :]:
        if turn.role not in {Role.COACH, Role.CLIENT}:
            continue
        for sentence in re.split(r"(?<=[.!?…])\s+", turn.text):
            if _MEET.search(sentence):
                read = timeline.parse(sentence, session_date, language=transcript.language)
                if read.due and not read.recurring and read.due > session_date:
                    found = read.due
    return found
