"""What an uploader says of a session besides giving it: its title, its day, the file's name. Words of theirs, so they are sealed
beside the upload, never in a job.

Title and day go over into the transcript when it is read, and from there to the insight.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from core.insight.label import LONGEST_TITLE, check_day, title_of
from core.insight.model import SessionInsight
from core.jobs.job import Job
from core.people.locales import locale
from core.people.person import Person
from core.people.zones import today
from core.reading.formats.days import Order, find_date, named_day, order_of, without_date
from core.refusal import Reason, Refused
from core.transcript import Transcript
from core.translation import _
from handlers.intake.beside import said_beside
from handlers.services import Services

ADDRESSED = frozenset(
    {"hi", "hello", "hey", "dear", "please", "pls", "kindly", "thanks", "thank", "can", "could", "would", "will", "you"}
    | {"here", "analyse", "analyze", "read", "look", "take", "try", "test", "ok", "okay", "yes", "no", "sorry", "fyi"}
)
"""First words of what is said to the bot rather than of the session."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TAGE = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
BESIDE_A_DAY = frozenset(
    {"on", "of", "from", "the", "session", "date", "day", "our", "my", "st", "nd", "rd", "th"}
    | {"vom", "am", "der", "die", "sitzung", "termin", "datum", "de", "del", "el", "la", "sesión", "fecha"}
    | {day[:length] for day in _DAYS for length in (3, len(day))}
    | {day[:length] for day in _TAGE for length in (2, len(day))}
)
"""Words that make no title of a date."""
GREETED = tuple({"good morning", "good afternoon", "good evening", "good day", "this is", "these are", "my transcript"})


@dataclass(frozen=True, slots=True)
class Label:
    """`title`, `name` (of the file) empty and `day` None where nothing was said."""

    title: str = ""
    day: date | None = None
    name: str = ""

    def __bool__(self) -> bool:
        return self != Label()

    def differs(self, insight: SessionInsight) -> bool:
        """Whether it says another title or day than the session has."""
        day = insight.session_date.date() if insight.session_date else None
        return (bool(self.title) and self.title != insight.session_title) or (self.day is not None and self.day != day)


def day_of(text: str) -> date | None:
    """The day a date field holds. Raises ValueError for what is no day."""
    return date.fromisoformat(text) if text else None


async def given(services: Services, person: Person, title: str, text: str, name: str = "") -> Label:
    """What a form says. Raises Refused, about `date` for a day that is none or cannot be."""
    try:
        day = day_of(text)
    except ValueError:
        said = _("Pick the day of the session, or leave it empty.")
        raise Refused(Reason.BAD_INPUT, said, about="date") from None
    await check_day(services, person, day)
    return Label(title_of(title), day, name)


def beside(text: str, now: datetime) -> Label:
    """What was written beside a file: its one short line is the title, and a past day it names the session's."""
    text = text.strip()
    if not text or "\n" in text or len(text) > LONGEST_TITLE or text[0] in "/!" or "<" in text:
        return Label()
    day = named_day(text, now.date())
    only_day = find_date(text) and {*re.findall(r"[^\W\d_]+", without_date(text).casefold())} <= BESIDE_A_DAY
    return Label("" if only_day or _to_the_bot(text) else title_of(text), day)


def _to_the_bot(text: str) -> bool:
    words = text.casefold()
    first = next(iter(words.replace(",", " ").replace("!", " ").replace(".", " ").split()), "")
    asked = words.rstrip().endswith("?") or "please" in words
    return asked or first in ADDRESSED or words.startswith(GREETED) or not any(letter.isalnum() for letter in words)


def put_on(label: Label, transcript: Transcript) -> Transcript:
    """What a person says goes before what the file says; the file's hour is kept on the day it names."""
    if label.title:
        transcript = replace(transcript, title=label.title)
    if label.day and not (transcript.session_date and transcript.session_date.date() == label.day):
        transcript = _on(transcript, label.day)
    return transcript


async def dated(services: Services, uploader: Person, transcript: Transcript, name: str) -> Transcript:
    """Where neither the file nor anybody says its day, the one that its title or the file's `name` states, if one does."""
    said = (transcript.title or "", name)
    if transcript.session_date or not any(_may_name_a_day(text, services.clock.now().date()) for text in said):
        return transcript
    now, order = await today(services, uploader), order_of(transcript.language, await locale(services, uploader))
    days = (named_day(text, now, order) for text in said)
    day = next((day for day in days if day), None)
    return _on(transcript, day) if day else transcript


def _may_name_a_day(text: str, utc: date) -> bool:
    """Whatever day it is where its uploader is, and in whichever order they write dates."""
    days = (utc - timedelta(days=1), utc, utc + timedelta(days=1))
    return any(named_day(text, day, order) for day in days for order in (None, *get_args(Order)))


def _on(transcript: Transcript, day: date) -> Transcript:
    return replace(transcript, session_date=datetime(day.year, day.month, day.day, tzinfo=UTC))


# --- kept with the upload ---


def _key(job_id: str) -> str:
    return f"{job_id}/label"


async def keep(services: Services, person: Person, job_id: str, label: Label) -> None:
    """Before the job is stored, so that no job goes without. Nothing is stored where nothing was said."""
    if label:
        said = {"title": label.title, "day": label.day.isoformat() if label.day else "", "name": label.name}
        await services.uploads.put(person, _key(job_id), json.dumps(said).encode(), "label.json")


async def keep_with(services: Services, person: Person, job_id: str, data: bytes, name: str, label: Label) -> None:
    """The bytes of a session, with what is said of it: sealed, before the job that reads them."""
    await keep(services, person, job_id, label)
    await services.uploads.put(person, job_id, data, name)


async def kept(services: Services, job: Job) -> Label:
    """Empty where nothing was said, or it is gone."""
    if not said_beside(job, "label"):
        return Label()
    found = await services.uploads.get(job.tenant, _key(job.id))
    if found is None:
        return Label()
    said = json.loads(found[0])
    return Label(said["title"], day_of(said["day"]), said["name"])


async def forget(services: Services, job: Job) -> None:
    if said_beside(job, "label"):
        await services.uploads.delete(job.tenant, _key(job.id))
