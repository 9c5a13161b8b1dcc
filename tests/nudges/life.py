"""One person's year of nudges: their job, what is posted held against the rules, and what they do.

The rules are worked out here and not in core/nudges. The clock is an argument; what a job does to the record is what
handlers/nudges does.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.nudges import record as records
from core.nudges.record import Kept, Record, Why
from core.nudges.schedule import When, look_at, open_at
from core.nudges.settings import Settings
from core.nudges.settings import paused as paused_for_a_week
from core.nudges.settings import weekly as one_a_week
from core.people.person import Platform, Tenant

if TYPE_CHECKING:
    from tests.nudges.coached import Pair

BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
ENDS = datetime(2027, 1, 1, tzinfo=UTC)
HOUSE = Tenant(Platform.LOCAL, "year")
LATE = timedelta(hours=6)
NEAR = timedelta(days=2)
"""Of a journey, an outage or changed settings: within it a day may pass without a message."""
Act = Callable[["Life", datetime], None]


@dataclass
class Totals:
    """`planned` counts each time a promise was given a day; what became of it is `sent` or in `suppressed`, by reason."""

    people: int = 0
    planned: int = 0
    sent: int = 0
    waiting: int = 0
    suppressed: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    messages: int = 0
    questions: int = 0
    zones: set[str] = field(default_factory=set)
    journeys: int = 0
    briefs: Counter[str] = field(default_factory=Counter)
    """Of briefs and weekly overviews: what was sent, and what became of each session."""
    cut_short: Counter[str] = field(default_factory=Counter)
    late: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def fault(self, what: str, *about: object) -> None:
        self.wrong[what] += 1
        if len(self.examples) < 5:
            self.examples.append(f"{what}: {' '.join(map(str, about))}")


@dataclass(frozen=True)
class Message:
    at: datetime
    zone: str
    form: int
    ids: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass
class Life:
    """One person's year. `ended` holds the promises that may not be spoken of any more, and why."""

    record: Record
    places: list[tuple[datetime, str]]
    rng: random.Random
    outages: Sequence[tuple[datetime, datetime]]
    totals: Totals
    answers: float
    ended: dict[str, Why] = field(default_factory=dict)
    sent: list[Message] = field(default_factory=list)
    unanswered: Counter[str] = field(default_factory=Counter)
    asked: set[str] = field(default_factory=set)
    pair: "Pair | None" = None
    """With a coach, or a client (tests/nudges/coached.py)."""
    set_at: dict[str, datetime] = field(default_factory=dict)
    """When each promise was given its day."""
    changed: list[datetime] = field(default_factory=list)
    """When settings changed, a message was not taken or cut short, or somebody travelled."""
    due: datetime = BEGINS
    """When the job looks next."""
    settings: list[tuple[datetime, Settings]] = field(default_factory=list)
    """All they had, each with its beginning."""
    number: Iterator[int] = field(default_factory=count)
    events: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def zone(self, at: datetime) -> ZoneInfo:
        return ZoneInfo([name for since, name in self.places if since <= at][-1])

    def later(self, at: datetime, act: Act) -> None:
        heapq.heappush(self.events, (at, next(self.number), act))

    def awake(self, at: datetime) -> datetime:
        """The moment, or the end of the outage it falls into."""
        return next((ends for begins, ends in self.outages if begins <= at < ends), at)

    def become(self, after: Record, at: datetime, why: str) -> None:
        """Take the new record, and count what became of every day a promise had."""
        before = {one.id: one for one in self.record.kept}
        for one in after.kept:
            old = before.pop(one.id, None)
            if (old.when if old else None) == one.when:
                continue
            if old and old.when:
                self._ends(old, why)
            if one.when:
                self.totals.planned += 1
                self.set_at[one.id] = at
        for old in before.values():
            if old.when:
                self._ends(old, str(self.ended.get(old.id, why)))
        self.record = after

    def _ends(self, one: Kept, why: str) -> None:
        if why == "sent" and self.record.sending and one.id in self.record.sending.ids:
            self.totals.sent += 1
        else:
            self.totals.suppressed[str(Why.MANY) if why == "sent" else why] += 1

    def next(self) -> datetime:
        """When something happens next; the end of the year where nothing does."""
        return min(self.events[0][0], ENDS) if self.events else ENDS

    def step(self) -> None:
        at, _number, act = heapq.heappop(self.events)
        act(self, at)

    def end(self) -> None:
        for one in self.record.kept:
            if one.when and (one.id in self.ended or self.record.settings.off):
                self.totals.suppressed[str(self.ended.get(one.id, Why.OFF))] += 1
            elif one.when:
                self.totals.waiting += 1


def live(*lives: Life) -> None:
    """Together, one thing after the other."""
    while (life := min(lives, key=Life.next)).next() < ENDS:
        life.step()
    for each in lives:
        each.end()


# --- the job ---


def told(life: Life, at: datetime) -> None:
    """The job looks soon: something has changed."""
    due_at(life, at + timedelta(seconds=life.rng.uniform(0.1, 60)))


def due_at(life: Life, at: datetime) -> None:
    """There is one job a person, with one time at which it is due."""
    life.due = life.awake(at)
    life.later(life.due, run)


def run(life: Life, at: datetime) -> None:
    if at != life.due:
        return
    if life.awake(at) != at:
        due_at(life, at)
        return
    life.totals.looks += 1
    if life.record.sending is not None:
        life.become(records.cut_short(life.record), at, "cut short")
    zone = life.zone(at)
    found = records.look(life.record, at, zone, life.ended)
    if life.pair and found.window and open_at(found.window, life.record.settings, zone, at):
        over = {note: Why.GONE for note in found.notes if not life.pair.is_due(note, at)}
        found = records.look(life.record, at, zone, {**life.ended, **over})
    life.become(found.record, at, "gone")
    if found.window is None:
        return
    if not open_at(found.window, life.record.settings, zone, at):
        due_at(life, look_at(found.window, at))
        return
    life.become(records.begin(found, at), at, "begun")
    fate = life.rng.random()
    if fate < 0.01:  # killed before the post, or while nobody knows
        life.totals.cut_short["before the post"] += 1
        life.changed.append(at)
        told(life, at + timedelta(seconds=30))
        return
    if fate < 0.02:  # the platform surely did not take it
        life.become(records.not_sent(life.record), at, "not sent")
        life.changed.append(at)
        due_at(life, at + timedelta(minutes=life.rng.uniform(1, 90)))
        return
    posted(life, at, zone, sure=fate >= 0.03)
    if fate < 0.03:  # killed between the platform's answer and our write
        life.totals.cut_short["after the post"] += 1
        life.changed.append(at)
        told(life, at + timedelta(seconds=30))
        return
    life.become(records.sent(life.record), at, "sent")
    told(life, at)


def posted(life: Life, at: datetime, zone: ZoneInfo, *, sure: bool) -> None:
    """Held against the rules, as its person would see it. Then the person answers, or not. One that is not `sure` was cut short:
    nobody knows that it was seen, so that it does not count as unanswered."""
    sending = life.record.sending
    assert sending is not None
    of = {one.id: one for one in life.record.kept}
    questions = tuple(name for name in sending.ids if of[name].is_question)
    message = Message(at, zone.key, sending.form, sending.ids, questions)
    _in_window(life, message, zone, [of[name] for name in sending.ids])
    _not_too_often(life, message)
    for note in sending.notes if life.pair else ():
        assert life.pair
        life.pair.taken(life, note, at, sure=sure)
    for name in sending.ids:
        _may_be_spoken_of(life, message, name, of[name], sure=sure)
        if life.rng.random() < life.answers:
            life.later(at + timedelta(hours=life.rng.expovariate(1 / 5)), partial(answer, name))
    life.sent.append(message)
    life.totals.messages += 1
    life.totals.questions += len(questions)


# --- the rules, worked out apart ---


def _in_window(life: Life, message: Message, zone: ZoneInfo, about: Sequence[Kept]) -> None:
    settings, there = life.record.settings, message.at.astimezone(zone)
    night = settings.quiet_from, settings.quiet_until
    now = there.time()
    at_night = night[0] <= now < night[1] if night[0] <= night[1] else now >= night[0] or now < night[1]
    if at_night:
        life.totals.fault("at night", message, there)
    away = any(first <= there.date() <= last for first, last in settings.holidays)
    if away or (settings.paused_until and there.date() < settings.paused_until):
        life.totals.fault("on a holiday", message, there)
    if there.weekday() not in settings.days or settings.weekly not in {None, there.weekday()} or settings.off:
        life.totals.fault("not on their days", message, there)
    hours = {settings.at, *(one.when.at for one in about if one.when and one.when.at)}
    opens = [datetime.combine(there.date(), hour, zone).astimezone(UTC) for hour in hours]
    if not any(begins <= message.at < begins + LATE for begins in opens):
        life.totals.fault("outside its window", message, there, hours)
    if not any(message.at < begins + timedelta(minutes=5) for begins in opens if begins <= message.at):
        life.totals.late += 1


def _not_too_often(life: Life, message: Message) -> None:
    day = message.at.astimezone(ZoneInfo(message.zone)).date()
    for other in life.sent[-3:]:
        if other.at.astimezone(ZoneInfo(other.zone)).date() == day:
            life.totals.fault("two on one day", other, message)
        if message.at - other.at < timedelta(hours=12):
            life.totals.fault("too close", other, message)
    if message.form in [other.form for other in life.sent[-6:]]:
        life.totals.fault("a form within six", message)


def _may_be_spoken_of(life: Life, message: Message, id: str, one: Kept, *, sure: bool) -> None:
    day = message.at.astimezone(ZoneInfo(message.zone)).date()
    if id in life.ended:
        life.totals.fault(f"after {life.ended[id]}", message, id)
    if one.when is None or one.when.day > day:
        life.totals.fault("too early", message, id)
        return
    if id in life.asked:
        life.totals.fault("no silence after the question", message, id)
    if id in message.questions and life.unanswered[id] != 3:
        life.totals.fault("a question too early", message, id)
    if id not in message.questions and life.unanswered[id] >= 3:
        life.totals.fault("more than three", message, id)
    if sure and id in message.questions:
        life.asked.add(id)
    elif sure:
        life.unanswered[id] += 1
    _missed(life, message, id, one, day)


def _missed(life: Life, message: Message, id: str, one: Kept, day: date) -> None:
    """Days on which it could have come and did not, with nothing to explain it."""
    zone = ZoneInfo(message.zone)
    assert one.when is not None
    each = one.when.day
    spoken = {other.at.astimezone(ZoneInfo(other.zone)).date() for other in life.sent[-400:]}
    while each < day:
        noon = datetime.combine(each, time(12), zone)
        settings = [settings for since, settings in life.settings if since <= noon][-1]
        away = any(first <= each <= last for first, last in settings.holidays)
        away |= settings.paused_until is not None and each < settings.paused_until
        theirs = each.weekday() in settings.days and settings.weekly in {None, each.weekday()} and not away
        hours = {settings.at, one.when.at or settings.at} if each == one.when.day else {settings.at}
        explained = each in spoken or any(
            _explained(life, id, datetime.combine(each, hour, zone).astimezone(UTC)) for hour in hours
        )
        if theirs and not settings.off and not explained:
            life.totals.fault("missed", each, message, one)
        each += timedelta(days=1)


def _explained(life: Life, id: str, opens: datetime) -> bool:
    return (
        life.set_at[id] > opens - timedelta(hours=12)
        or any(abs(moment - opens) < NEAR for moment in life.changed)
        or any(begins < opens + LATE and ends > opens - LATE for begins, ends in life.outages)
    )


# --- what a person does ---


def answer(id: str, life: Life, at: datetime) -> None:
    one = life.record.of(id)
    if one is None or id in life.ended:
        return
    life.unanswered[id] = 0
    life.asked.discard(id)
    fate, today = life.rng.random(), at.astimezone(life.zone(at)).date()
    if fate < 0.4:
        life.ended[id] = Why.DONE
    elif fate < 0.5:
        life.ended[id] = Why.LET_GO
    elif fate < 0.55 and one.weekly:
        life.become(records.done_this_time(life.record, id, today), at, "done")
    else:
        days = life.rng.choice([1, 7, life.rng.randrange(2, 40)])
        hour = life.rng.choice([None, None, time(life.rng.randrange(9, 19), life.rng.choice([0, 15, 30]))])
        when = When(life.record.settings.first_from(today + timedelta(days=days)), hour)
        life.become(records.move(life.record, id, when, life.zone(at).key), at, "moved")
    told(life, at)


def promise(life: Life, at: datetime) -> None:
    """One that was kept after a session."""
    today = at.astimezone(life.zone(at)).date()
    settings, rng = life.record.settings, life.rng
    day = settings.on_or_before(today + timedelta(days=rng.randrange(1, 30)), not_before=today)
    hour = rng.choice([None, None, time(rng.randrange(24), rng.choice([0, 30]))])
    name = f"{next(life.number):x}-0"
    when = None if rng.random() < 0.1 else When(day, hour)
    weekly = rng.random() < 0.15
    life.become(records.keep(life.record, name, when, life.zone(at).key, weekly=weekly), at, "kept")
    told(life, at)
    if rng.random() < 0.3:  # done, withdrawn or deleted somewhere else
        why = rng.choice([Why.DONE, Why.DONE, Why.CLOSED, Why.GONE])
        life.later(at + timedelta(days=rng.uniform(0, 60)), partial(end, name, why))


def end(id: str, why: Why, life: Life, _at: datetime) -> None:
    life.ended.setdefault(id, why)


def set_anew(life: Life, at: datetime) -> None:
    today, settings, rng = at.astimezone(life.zone(at)).date(), life.record.settings, life.rng
    what = rng.randrange(6)
    if what == 0:
        settings = paused_for_a_week(settings, today)
    elif what == 1:
        settings = one_a_week(settings, today)
    elif what == 2:
        first = today + timedelta(days=rng.randrange(40))
        settings = replace(settings, holidays=((first, first + timedelta(days=rng.randrange(1, 28))),))
    elif what == 3:
        settings = replace(settings, at=time(rng.randrange(9, 19), rng.choice([0, 30])), weekly=None)
    elif what == 4:
        settings = replace(settings, off=not settings.off)
    else:
        settings = replace(settings, days=frozenset(rng.sample(range(7), rng.randrange(1, 8))), weekly=None)
    life.become(replace(life.record, settings=settings), at, "settings")
    life.settings.append((at, settings))
    life.changed.append(at)
    told(life, at)
    if life.pair:
        life.pair.follows(life, at)
