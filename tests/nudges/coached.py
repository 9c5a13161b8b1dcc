"""Briefs and weekly overviews in the simulated year: a client and a coach who agree, take it back, hide lines and move sessions.

What may be sent is decided by core/briefs; what was sent is held here against what the two said.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.briefs import acts, digest, planning
from core.briefs.acts import BRIEF, PREVIEW
from core.nudges import acts as nudges
from core.nudges import record as records
from core.nudges.acts import Today
from core.nudges.record import Note
from core.nudges.schedule import When
from core.people.appointments import begins
from core.people.person import Person
from core.people.relationships import Briefs, Meeting, Relationship, State
from tests.nudges.life import BEGINS, ENDS, HOUSE, LATE, NEAR, Life, told

SHOWN_AT_LEAST = timedelta(hours=12)
LINES = 6


@dataclass
class Pair:
    """`yes` and `hidden` are what the two said last; `previews` and `briefs` what was taken: when, and which lines."""

    bond: Relationship
    client: Life
    coach: Life
    counts: Counter[str]
    lines: list[str] = field(default_factory=list)
    yes: dict[str, bool] = field(default_factory=lambda: {"client": False, "coach": False})
    since: datetime = BEGINS
    """When both had said yes."""
    hidden: set[str] = field(default_factory=set)
    previews: list[tuple[datetime, set[str]]] = field(default_factory=list)
    briefs: list[tuple[datetime, Meeting]] = field(default_factory=list)
    overviews: list[datetime] = field(default_factory=list)
    changed: list[datetime] = field(default_factory=list)

    # --- the house ---

    def note(self, step: Briefs) -> None:
        self.bond = replace(self.bond, briefs=step)

    def plan(self, _life: Life, at: datetime) -> None:
        """The effect of a change: the notes of both follow."""
        there, here = self._today(self.client, at), self._today(self.coach, at)
        settings = self.client.record.settings, self.coach.record.settings
        preview, brief = planning.wanted(self.bond, (settings[0], there), (settings[1], here))
        for life, name, wanted in (
            (self.client, f"{PREVIEW}:{self.bond.id}", preview),
            (self.coach, f"{BRIEF}:{self.bond.id}", brief),
        ):
            before = next((one for one in life.record.notes if one.id == name), None)
            if before != wanted:
                life.become(records.note(life.record, name, wanted), at, "note")
                told(life, at)

    def _today(self, life: Life, at: datetime) -> Today:
        zone = life.zone(at)
        return Today(at.astimezone(zone), zone.key)

    def follows(self, life: Life, at: datetime) -> None:
        """Something has changed: the effects are carried soon, after an outage too."""
        self.changed.append(at)
        soon = life.awake(at + timedelta(seconds=self.client.rng.uniform(0.1, 90)))
        self.client.later(soon, self.plan)

    def is_due(self, id: str, at: datetime) -> bool:
        """As handlers/briefs/notes.py asks."""
        if id == digest.WEEKLY:
            return True
        if id.startswith(PREVIEW):
            return acts.may_be_shown(self.bond.briefs, self.bond.next_session, at) and bool(self.lines)
        ready = acts.may_be_sent(self.bond.briefs, self.bond.next_session, at)
        return ready and bool(self._in_it())

    def _in_it(self) -> set[str]:
        return set(self.lines) & acts.open_lines(self.bond.briefs, fresh=True)

    def taken(self, life: Life, id: str, at: datetime, *, sure: bool) -> None:
        """The platform has it. One that is not `sure` was cut short: the house does not know."""
        meeting = self.bond.next_session
        if id == digest.WEEKLY:
            self._overview(life, at, sure=sure)
        elif meeting is None:
            life.totals.fault("a brief before no session", at)
        elif id.startswith(PREVIEW):
            self.previews.append((at, set(self.lines)))
            self.counts["previews"] += 1
            if sure:
                self.note(acts.seen(self.bond.briefs, tuple(self.lines), at, meeting.day))
                self.client.later(self.client.awake(at + timedelta(seconds=5)), self.plan)
        else:
            self._brief(life, meeting, at)
            if sure:
                self.note(acts.had(self.bond.briefs, tuple(self._in_it()), meeting.day))

    # --- the rules, worked out apart ---

    def _brief(self, life: Life, meeting: Meeting, at: datetime) -> None:
        shown = [lines for seen, lines in self.previews if self.since <= seen <= at - SHOWN_AT_LEAST]
        said = self._in_it()
        if not all(self.yes.values()):
            life.totals.fault("a brief without the yes of both", at)
        if said & self.hidden:
            life.totals.fault("hidden lines in a brief", at, said & self.hidden)
        if not shown or not said <= set.union(*shown):
            life.totals.fault("a brief the client did not see in time", at, said)
        if at >= datetime.combine(meeting.day, meeting.at or time(), ZoneInfo(meeting.zone)).astimezone(UTC):
            life.totals.fault("a brief after the session began", at, meeting)
        if any(of.day == meeting.day for _at, of in self.briefs):
            life.totals.fault("a brief twice", at, meeting)
        self.briefs.append((at, meeting))
        self.counts["briefs"] += 1

    def _overview(self, life: Life, at: datetime, *, sure: bool) -> None:
        """One that was cut short comes with the next message, as promises do."""
        if self.overviews and at - self.overviews[-1] < timedelta(days=5):
            life.totals.fault("a weekly overview too soon", at, self.overviews[-1])
        self.overviews += [at] * sure
        self.counts["weekly overviews"] += 1

    def met(self, meeting: Meeting, _life: Life, at: datetime) -> None:
        """The session begins: a brief came, or there is a reason."""
        if self.bond.next_session != meeting:
            self.counts["sessions moved"] += 1
            return
        briefs = self.bond.briefs
        if any(of.day == meeting.day for _at, of in self.briefs):
            why = "with a brief"
        elif not all(self.yes.values()):
            why = "without the yes of both"
        elif briefs.skipped == meeting.day:
            why = "of which the client wanted none"
        elif briefs.seen_for != meeting.day or briefs.seen_at is None or not self._in_it():
            why = "not shown in time, or nothing to say"
        elif self._hour_left(briefs.seen_at + SHOWN_AT_LEAST, at):
            self.coach.totals.fault("a brief missed", meeting, briefs)
            return
        else:
            why = "with no hour of the coach's left"
        self.counts[f"sessions {why}"] += 1

    def _hour_left(self, since: datetime, until: datetime) -> bool:
        """Whether a day of the coach's has its hour between the two, with nothing to explain the silence on the last."""
        coach, settings, zone = self.coach, self.coach.record.settings, self.coach.zone(until)
        if settings.off or any(
            until - timedelta(days=4) < each < until + NEAR for each in (*coach.changed, *self.changed)
        ):
            return False
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        hours = [datetime.combine(day, settings.at, zone).astimezone(UTC) for day in days if settings.theirs(day)]
        left = [opens for opens in hours if since <= opens < until - timedelta(hours=1)]
        if not left:
            return False
        opens = left[-1]  # it is planned for the last of them
        down = any(begins < opens + LATE and ends > opens - LATE for begins, ends in coach.outages)
        return not down and not any(abs(one.at - opens) < timedelta(days=1) for one in coach.sent)

    # --- what the two do ---

    def agree(self, who: str, wanted: bool, life: Life, at: datetime) -> None:
        self.yes[who] = wanted
        if all(self.yes.values()):
            self.since = at
        self.note(acts.agreed(self.bond.briefs, at if wanted else None, coach=who == "coach"))
        self.follows(life, at)

    def hide(self, life: Life, at: datetime) -> None:
        line = life.rng.choice(self.lines or ["none"])
        self.hidden ^= {line}
        self.note(acts.kept_back(self.bond.briefs, line, hidden=line in self.hidden))
        self.follows(life, at)

    def skip(self, life: Life, at: datetime) -> None:
        day = self.bond.next_session.day if self.bond.next_session else None
        self.note(acts.skipped(self.bond.briefs, day))
        self.follows(life, at)

    def says(self, life: Life, at: datetime) -> None:
        """A session, or something put right: other lines."""
        self.lines = [f"line {life.rng.randrange(20)}" for _line in range(life.rng.randrange(LINES))]

    def meet(self, life: Life, at: datetime) -> None:
        zone = life.zone(at)
        day = at.astimezone(zone).date() + timedelta(days=life.rng.randrange(1, 15))
        hour = life.rng.choice([None, time(9), time(14, 30), time(18)])
        meeting = Meeting(day, hour, zone.key, life.record.person.id, "", at.date())
        self.bond = replace(self.bond, next_session=meeting)
        if at < begins(meeting) < ENDS:
            life.later(begins(meeting), partial(self.met, meeting))
        self.follows(life, at)


def pair_up(number: int, client: Life, coach: Life) -> Pair:
    """Their year, in the events of the client."""
    rng = client.rng
    bond = Relationship(
        f"b{number}", HOUSE, coach.record.person.id, client.record.person.id, State.ACTIVE, "", BEGINS, BEGINS
    )
    pair = Pair(bond, client, coach, client.totals.briefs)
    pair.says(client, BEGINS)
    for who in ("client", "coach"):
        client.later(BEGINS + timedelta(days=rng.uniform(0, 30)), partial(pair.agree, who, True))
        for _change in range(rng.choice([0, 0, 0, 1, 2])):
            back = BEGINS + timedelta(days=rng.uniform(30, 340))
            client.later(back, partial(pair.agree, who, False))
            client.later(back + timedelta(days=rng.uniform(0.01, 20)), partial(pair.agree, who, True))
    for act, most in ((pair.meet, 30), (pair.hide, 8), (pair.skip, 2), (pair.says, 20)):
        for _time in range(rng.randrange(most)):
            client.later(BEGINS + timedelta(days=rng.uniform(0, 360)), act)
    if rng.random() < 0.5:
        first = When(nudges.next_week(coach.record.settings, BEGINS.date()))
        coach.record = records.note(coach.record, digest.WEEKLY, Note(digest.WEEKLY, first, weekly=True))
        told(coach, BEGINS + timedelta(days=1))
    client.pair = coach.pair = pair
    return pair


def coach_of(client: Person) -> Person:
    return Person(client.tenant, f"C{client.id[1:]}")
