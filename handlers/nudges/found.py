"""How promises read that are asked about: keep, change, plan or leave each; and what became of the last ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import translation
from core.card import Actions, Block, Button, Card, Divider, Fold, Say, Style, Text, Tone
from core.nudges import acts
from core.promises.commitments import Commitment
from core.translation import N_, _, ngettext
from handlers.insight import routes as insight
from handlers.nudges import routes
from handlers.nudges.cards import Standing, coming, line
from handlers.nudges.routes import Found, Offered, Row
from handlers.promises.cards import state, when
from handlers.routing import Id

MOST = 8
"""Promises asked about in one message; what there are more of is in the list."""
PLAN = N_("When and where will you do it, and what might get in the way?")


@dataclass(frozen=True, slots=True)
class Meeting:
    """The next session: of which relationship, empty for who has none, and its day."""

    relationship: str
    day: date


@dataclass(frozen=True, slots=True)
class Session:
    """What belongs to the promises of one session: the next one, if it is known, and those of the one before."""

    meeting: Meeting | None
    before: Sequence[Commitment] = ()


def found(
    made: Sequence[Commitment],
    standing: Standing,
    insight_id: str,
    session: Session | None = None,
    *,
    more: bool,
) -> Card:
    """Each promise with what can be decided about it. `insight_id` is empty where they are of several sessions."""
    on = routes.FOUND.packed(Found(insight_id))
    blocks: list[Block] = [Text(_("Keep what you want to be reminded of. I come back to nothing else."))]
    for promise in made:
        blocks += [Text(promise.action, Style.STRONG), *_decide(promise, standing, on)]
    if not made:
        blocks = [Text(_("Nothing is left to decide here."))]
    waiting = [one for one in made if standing.record.of(one.id) is None]
    if len(waiting) > 1 or (waiting and more):
        button = routes.KEEP_ALL.button(_("Keep all of these"), Found(insight_id), Tone.PRIMARY)
        blocks += [Divider(), Actions((button,))]
    if session:
        blocks += _became(session.before, standing)
        blocks += _meets(session.meeting, on) if session.meeting else []
    if more:
        blocks.append(Text(_("{actions} lists all of them.", actions=Say("actions")), Style.SMALL))
    return Card(_("What you said you would do") if insight_id else _("Promises of before, still open"), tuple(blocks))


def _meets(meeting: Meeting, on: str) -> list[Block]:
    """Where it is not known, the session's card asks for it."""
    known = _("You meet next on {day}.", day=translation.day(meeting.day))
    say = routes.MEETING.button(_("Another day"), Row(meeting.relationship, on))
    return [Divider(), Text(known, Style.SMALL), Actions((say,))]


def _became(before: Sequence[Commitment], standing: Standing) -> list[Block]:
    """Of each promise of the session before, with the session that shows it where one does."""
    if not before:
        return []
    done = [one for one in before if one.state == "done"]
    alone = sum(one.id not in standing.record.spoken for one in done)
    blocks: list[Block] = [Divider(), Text(_("What became of the last ones"), Style.HEADING)]
    for promise in before:
        proof = promise.proof if promise.state == "done" and promise.changed and promise.changed.by is None else None
        told = f"{state(promise)}: {promise.action}"
        shows = insight.OPEN.button(_("Open the session"), Id(proof.insight_id)) if proof else None
        blocks.append(Fold(told, (), shows) if shows else Text(told))
    if alone and alone == len(done):
        blocks.append(
            Text(
                ngettext("You did it without a reminder.", "You did all {count} without a reminder.", alone),
                Style.SMALL,
            )
        )
    elif alone:
        said_ = _("You did {alone} of {done} without a reminder.", alone=alone, done=len(done))
        blocks.append(Text(said_, Style.SMALL))
    return blocks


def _decide(promise: Commitment, standing: Standing, on: str) -> list[Block]:
    kept, row = standing.record.of(promise.id), Row(promise.id, on)
    until = when(promise)
    if kept is None:
        keep = routes.KEEP.button(_("Keep"), row, Tone.PRIMARY)
        change = routes.CHANGE.button(_("Change"), row)
        none = routes.NOT_ONE.button(_("Not a promise"), row)
        return [Text(until or _("No day was said."), Style.SMALL), Actions((keep, change, none))]
    if kept.when is None:
        return _offer(promise, standing, row)
    another = routes.ANOTHER.button(_("Another day"), row)
    rest = routes.REST.button(_("Do not remind me"), row)
    blocks: list[Block] = [Text(coming(standing, promise.id), Style.SMALL)]
    if promise.plan and promise.plan.line:
        return [*blocks, Text(promise.plan.line), Actions((_planned(promise, row), another, rest))]
    return [*blocks, Text(_(PLAN), Style.SMALL), Actions((_planned(promise, row), another, rest))]


def _offer(promise: Commitment, standing: Standing, row: Row) -> list[Block]:
    """A day, for one that is kept without."""
    day = acts.in_a_week(standing.record.settings, standing.now.day)
    offered = routes.DAY.button(translation.day(day), Offered(promise.id, day.isoformat(), row.on), Tone.PRIMARY)
    another = routes.ANOTHER.button(_("Another day"), row)
    rest = routes.REST.button(_("Do not remind me"), row)
    return [Text(_("Kept. When shall I come back to it?"), Style.SMALL), Actions((offered, another, rest))]


def _planned(promise: Commitment, row: Row) -> Button:
    made = promise.plan is not None and promise.plan.line != ""
    return routes.PLAN.button(_("Change the plan") if made else _("Make a plan"), row)


# --- after a form ---


def noted(promise: Commitment, standing: Standing, trouble: str = "") -> Card:
    """After a form, whose message is drawn anew besides. `trouble`: a sentence about what could not be taken from it."""
    blocks: list[Block] = [Text(line(promise), Style.STRONG), *([Text(trouble)] if trouble else [])]
    kept = standing.record.of(promise.id)
    if kept is not None and kept.when is None and not standing.record.settings.off:
        row = Row(promise.id, routes.FOUND.packed(Found(promise.insight_id)))
        return Card(_("Noted"), (*blocks, *_offer(promise, standing, row)))
    return Card(_("Noted"), (*blocks, Text(coming(standing, promise.id), Style.SMALL)))
