"""What is known of one person's nudges, as one document: settings, the promises they kept, what was sent. Pure, and its port.

A promise that is to be spoken of has a day. A message gathers those whose day has come; it is begun before it is posted, so that
one cut short is never sent twice: its promises then come with the next message. Ids, days and counts alone; words lie elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from core.nudges import forms
from core.nudges.schedule import When, Window, next_window
from core.nudges.settings import A_WEEK, Settings
from core.people.person import Person

AGAIN = (timedelta(days=2), timedelta(days=4), timedelta(days=7))
"""After the first, the second and the third message about a promise that nobody answered."""
HALF_A_WEEK = timedelta(days=3)
"""The least between two times of what comes again each week, where one of them was moved."""
UNANSWERED = len(AGAIN)
"""So many, then one question: keep, change or let go? Then it rests."""
AT_ONCE = 5
"""Promises in one message; what there are more of comes a week later."""
REMEMBERED = 200
"""Promises of which it is known that they were spoken of."""
NOTES_AT_ONCE = 10
"""Besides; what there are more of comes with the next."""
MOVES = 3
"""Moves to the same hour after which it is offered for good."""


class Why(StrEnum):
    """Why a promise whose day has come is not spoken of."""

    DONE = "done"
    LET_GO = "let go"
    GONE = "gone"
    """Deleted, put right as none, or erased."""
    CLOSED = "closed"
    """Its session is withdrawn from, its relationship has ended, or a coach holds it."""
    OFF = "off"
    MANY = "many"
    """There were enough in that message."""


FOR_GOOD = frozenset({Why.DONE, Why.LET_GO, Why.GONE})


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise its client kept. `when` None: it has no day, and is not spoken of. `zone` is where `when` was said.

    `weekly`: it comes again each week, on that `weekday` (None: a week after it came). `due`: the day of the promise from which
    `when` was worked out; None where its client said when. `asked`: the question was sent, and so it rests until it is answered.
    """

    id: str
    when: When | None = None
    zone: str = ""
    weekly: bool = False
    unanswered: int = 0
    asked: bool = False
    moves: tuple[time, ...] = ()
    weekday: int | None = None
    due: date | None = None

    @property
    def is_question(self) -> bool:
        """Whether the next message about it asks what is to become of it."""
        return self.unanswered >= UNANSWERED and not self.asked


@dataclass(frozen=True, slots=True)
class Note:
    """What joins the message of a day besides promises, such as a brief: `id` says what (handlers/briefs/notes.py draws it).

    `once`: it is not said again where nobody knows whether it was. `weekly`: it comes again each week.
    """

    id: str
    when: When
    once: bool = False
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that was begun. `before` are day and moment of the one before it; `left` the promises that were too many; `notes`
    the ids of what joins it."""

    day: date
    form: int
    ids: tuple[str, ...]
    left: tuple[str, ...] = ()
    before: tuple[date | None, datetime | None] = (None, None)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """`forms` are those of the last messages, the newest last, as `forms.choose` takes them; `last_day` and `last_at` are of the
    last message begun. `look_at` is when the job looks again: None, it need not. `unreachable` is why nothing can be sent.
    `asked_before`: the person was asked about the promises of earlier versions. `hour_declined` was offered and is not wanted.
    `spoken` are the promises of the last messages, the newest last."""

    person: Person
    settings: Settings = field(default_factory=Settings)
    kept: tuple[Kept, ...] = ()
    forms: tuple[int, ...] = ()
    last_day: date | None = None
    last_at: datetime | None = None
    sending: Sending | None = None
    look_at: datetime | None = None
    unreachable: str = ""
    asked_before: bool = False
    hour_declined: time | None = None
    spoken: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    version: int = 0

    def of(self, id: str) -> Kept | None:
        return next((one for one in self.kept if one.id == id), None)


class NudgeStore(Protocol):
    """`nudges`, one document a person."""

    async def get(self, person: Person) -> Record | None: ...

    async def save(self, record: Record) -> bool:
        """By compare-and-set: only if the stored version is one less (1: none is stored). False if it changed, or is gone."""
        ...

    async def left(self, *, limit: int) -> Sequence[Person]:
        """Those whose job was not told, or looks no more although it should have a minute ago: a crash left them."""
        ...


# --- what the person does ---


def keep(
    record: Record, id: str, when: When | None, zone: str, *, weekly: bool = False, due: date | None = None
) -> Record:
    """From now on it is spoken of. One that was kept before stays as it is."""
    if record.of(id) is not None:
        return record
    weekday = when.day.weekday() if weekly and when else None
    return replace(record, kept=(*record.kept, Kept(id, when, zone, weekly, weekday=weekday, due=due)))


def forget(record: Record, id: str) -> Record:
    return replace(record, kept=tuple(one for one in record.kept if one.id != id))


def move(record: Record, id: str, when: When, zone: str, *, weekly: bool | None = None) -> Record:
    """To another day, at a time of it if one was named. Whoever moves has answered. `weekly` None: as it was."""

    def moved(one: Kept) -> Kept:
        one = replace(one, when=when, zone=zone, due=None, unanswered=0, asked=False)
        if weekly is not None:
            one = replace(one, weekly=weekly, weekday=when.day.weekday() if weekly else None)
        return replace(one, moves=(*one.moves, when.at)[-MOVES:]) if when.at else one

    return _each(record, {id}, moved)


def follow(record: Record, id: str, when: When, due: date) -> Record:
    """To the day that follows from another one of the promise: nobody has answered by that. One that rests does so on."""
    return _each(record, {id}, lambda one: one if one.asked else replace(one, when=when, due=due))


def hour_to_offer(record: Record, id: str) -> time | None:
    """The hour to which the promise was moved MOVES times in a row, if it is not the person's own already, nor declined."""
    one = record.of(id)
    if one is None or len(one.moves) < MOVES or len(set(one.moves)) != 1:
        return None
    hour = one.moves[0]
    taken = {record.settings.at, record.hour_declined}
    return None if hour in taken or record.settings.quiet(hour) else hour


def done_this_time(record: Record, id: str, today: date) -> Record:
    """Of what comes again each week: it is spoken of again on its weekday of the next."""

    def again(one: Kept) -> Kept:
        at = one.when.at if one.when else None
        return replace(one, when=When(_a_week_on(one, today), at), unanswered=0, asked=False)

    return _each(record, {id}, again)


def _a_week_on(one: Kept, day: date) -> date:
    """Its weekday of the next week, also where this time it came on another."""
    if one.weekday is None:
        return day + A_WEEK
    first = day + HALF_A_WEEK
    return first + timedelta(days=(one.weekday - first.weekday()) % 7)


def note(record: Record, id: str, wanted: Note | None) -> Record:
    """With this note of the id, or without one."""
    others = tuple(each for each in record.notes if each.id != id)
    return replace(record, notes=(*others, wanted) if wanted else others)


# --- what is sent ---


@dataclass(frozen=True, slots=True)
class Look:
    """How things stand at a moment: the record without what is over, when the next message comes, what it would say, and what is
    due and yet not said."""

    record: Record
    window: Window | None
    ids: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    suppressed: Mapping[str, Why] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def look(record: Record, now: datetime, zone: ZoneInfo, stands: Mapping[str, Why]) -> Look:
    """`stands` holds why a promise, or a note, may not be spoken of; of those it does not name, nothing is known against them."""
    today = now.astimezone(zone).date()
    known = {*(one.id for one in record.kept), *(one.id for one in record.notes)}
    suppressed = {name: why for name, why in stands.items() if name in known}
    over = {name for name, why in suppressed.items() if why in FOR_GOOD}
    record = replace(
        record,
        kept=tuple(one for one in record.kept if one.id not in over),
        notes=tuple(one for one in record.notes if one.id not in over),
    )
    waiting = [(one, one.when) for one in record.kept if one.when and one.id not in suppressed]
    notes = [one for one in record.notes if one.id not in suppressed]
    found = next_window(
        record.settings,
        zone,
        now,
        [*(when for _one, when in waiting), *(one.when for one in notes)],
        last_day=record.last_day,
        last_at=record.last_at,
    )
    if found is None:
        why = Why.OFF if record.settings.off else None
        due = {one.id: why for one, when in waiting if why and when.day <= today}
        return Look(record, None, suppressed=suppressed | due)
    # Those whose moment it is come first: it is for them that the window opens then. Then those that were spoken of least, so
    # that none waits behind what is said again.
    come = sorted(
        (when.day != found.day or when.at is None, one.unanswered, when.day, one.id)
        for one, when in waiting
        if when.day <= found.day
    )
    ids = tuple(name for _moment, _spoken, _day, name in come)
    left = ids[AT_ONCE:]
    joins = tuple(one.id for one in notes if one.when.day <= found.day)[:NOTES_AT_ONCE]
    return Look(record, found, ids[:AT_ONCE], left, suppressed | dict.fromkeys(left, Why.MANY), joins)


def begin(look: Look, now: datetime) -> Record:
    """The record with the message begun: to be saved before it is posted. The look has a window."""
    record, found = look.record, look.window
    if found is None or record.sending is not None:
        raise ValueError("nothing to begin")
    form = forms.choose(record.forms, record.person, found.day)
    return replace(
        record,
        forms=(*record.forms, form)[-2 * forms.APART :],
        last_day=found.day,
        last_at=now,
        sending=Sending(found.day, form, look.ids, look.left, (record.last_day, record.last_at), look.notes),
    )


def sent(record: Record) -> Record:
    """The message begun was posted. The record as it is with no message begun."""

    def told(one: Kept) -> Kept:
        if one.is_question:
            return replace(one, asked=True, when=None)
        at = one.when.at if one.when else None
        day = _day(record)
        again = _a_week_on(one, day) if one.weekly else day + AGAIN[min(one.unanswered, UNANSWERED - 1)]
        return replace(one, unanswered=one.unanswered + 1, when=When(again, at))

    def said(one: Note) -> Note | None:
        return replace(one, when=When(_day(record) + A_WEEK)) if one.weekly else None

    return _ended(record, told, said)


def cut_short(record: Record) -> Record:
    """Nobody knows whether the message begun was posted: it is not sent again, does not count as one unanswered, and what it was
    about comes with the next. The record as it is with no message begun."""

    def again(one: Kept) -> Kept:
        return replace(one, when=When(_day(record) + timedelta(days=1)))

    def next_day(one: Note) -> Note | None:
        return None if one.once else replace(one, when=When(_day(record) + timedelta(days=1)))

    if record.sending is None:
        return record
    return replace(_ended(record, again, next_day), forms=(*record.forms[:-1], ~record.sending.form))


def not_sent(record: Record) -> Record:
    """The message begun was surely not posted."""
    if record.sending is None:
        return record
    day, at = record.sending.before
    return replace(record, sending=None, last_day=day, last_at=at, forms=record.forms[:-1])


def _day(record: Record) -> date:
    if record.sending is None:
        raise ValueError("no message was begun")
    return record.sending.day


def _ended(record: Record, told: Callable[[Kept], Kept], said: Callable[[Note], Note | None]) -> Record:
    sending = record.sending
    if sending is None:
        return record

    def unless_answered(one: Kept) -> Kept:
        # Moved while it was being sent: what the person said counts.
        return told(one) if one.when and one.when.day <= sending.day else one

    def later(one: Kept) -> Kept:
        return replace(one, when=When(sending.day + A_WEEK, None)) if one.when else one

    for joined in record.notes:
        if joined.id in sending.notes and joined.when.day <= sending.day:
            record = note(record, joined.id, said(joined))
    spoken = (*(one for one in record.spoken if one not in sending.ids), *sending.ids)[-REMEMBERED:]
    record = replace(_each(record, set(sending.ids), unless_answered), spoken=spoken)
    return replace(_each(record, set(sending.left), later), sending=None)


def _each(record: Record, ids: set[str], change: Callable[[Kept], Kept]) -> Record:
    return replace(record, kept=tuple(change(one) if one.id in ids else one for one in record.kept))
