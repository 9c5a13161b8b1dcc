"""How promises read: a row with its state and its date, gathered by when they are due, on a list, a card and at home.

A promise whose day has passed is told as just that. To agree on another day is offered beside done, in the same breath.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import translation
from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Confirm,
    DateField,
    Divider,
    Facts,
    Fold,
    Form,
    Quote,
    Style,
    Text,
    TextField,
    Tone,
)
from core.insight.model import SessionInsight
from core.insight.sections.action_item import ActionItem
from core.promises.commitments import LONGEST, Commitment
from core.transcript import Role
from core.translation import N_, _
from handlers.cards import capital, day, day_of, session_title
from handlers.insight import routes as insight
from handlers.insight.cards import SPEAKERS, is_quoted
from handlers.nudges import routes as nudges
from handlers.once import beside
from handlers.promises import routes
from handlers.promises.routes import Row, Seen, View
from handlers.routing import Id

MOST_CHECKED = 10
"""Promises of one session that can be checked off on its card; more are in /actions."""
GROUPS = (N_("The day has passed"), N_("In the next seven days"), N_("Later"), N_("No date"), N_("Again and again"))


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment and the session it was made in, both open to the reader. `mine`: the reader may change it. `by`: the name of
    who promised, empty for the reader."""

    commitment: Commitment
    session: SessionInsight
    mine: bool
    by: str = ""


def group(commitment: Commitment, today: date) -> str:
    """Which of GROUPS it stands under; `today` is the reader's."""
    if commitment.due is None:
        return GROUPS[4] if commitment.recurring else GROUPS[3]
    if commitment.due < today:
        return GROUPS[0]
    return GROUPS[1] if commitment.due < today + timedelta(days=7) else GROUPS[2]


def state(commitment: Commitment) -> str:
    """How it stands, in words."""
    since = commitment.changed.at if commitment.changed else None
    match commitment.state:
        case "done" if commitment.changed and commitment.changed.by is None:
            return _("Done, as the session of {day} shows", day=day(since))
        case "done":
            return _("Done on {day}", day=day(since)) if since else _("Done")
        case "dropped":
            return _("Let go on {day}", day=day(since)) if since else _("Let go")
        case "renegotiated":
            return _("Changed on {day}", day=day(since)) if since else _("Changed")
        case _:
            return _("Still open")


def when(commitment: Commitment) -> str:
    """Until when, or how often; empty where nothing was said."""
    if commitment.due:
        due = translation.day(commitment.due)
        return _("until {day}", day=due) if commitment.recurring else _("by {day}", day=due)
    if commitment.timeline and not commitment.renewed:
        return translation.quoted(commitment.timeline)
    return _("again and again") if commitment.recurring else ""


def _standing(commitment: Commitment) -> list[str]:
    until = "" if commitment.settled else when(commitment)
    return [state(commitment), *([until] if until else [])]


def line(promise: Promise) -> str:
    """How it stands, who promised, and in which session."""
    commitment = promise.commitment
    parts = [*_standing(commitment), _("{name} promised", name=promise.by) if promise.by else _("you promised")]
    title = session_title(promise.session.session_title)
    parts.append(f"{title}, {day_of(promise.session.session_date, promise.session.created_at)}")
    return " · ".join(parts)


def row(promise: Promise, view: View) -> tuple[Block, ...]:
    """The promise, how it stands, and what can be done with it. `view` comes back with each press."""
    commitment = promise.commitment
    value = Row.of(commitment.id, view)
    buttons: list[Button] = []
    if promise.mine and commitment.settled:
        buttons.append(routes.REOPEN.button(_("Open it again"), value))
    elif promise.mine:
        buttons += [
            routes.DONE.button(_("Done"), value, Tone.PRIMARY),
            routes.MOVE.button(_("Another date"), value),
            routes.DROP.button(_("Drop"), value, confirm=_let_go()),
        ]
        if not promise.by:
            buttons.append(nudges.KEEP.button(_("Remind me"), nudges.Row(commitment.id)))
    buttons.append(insight.OPEN.button(_("Open the session"), Id(commitment.insight_id)))
    return (
        Text(commitment.action, Style.STRONG),
        Text(line(promise), Style.SMALL),
        Actions(tuple(buttons)),
    )


def _let_go() -> Confirm:
    follows = _("It no longer counts as open. You find it under what is settled, and can open it again.")
    return Confirm(_("Let this one go?"), follows, _("Let it go"), _("Keep it"))


def grouped(promises: Iterable[Promise], view: View, today: date) -> list[Block]:
    """Rows in their order, each heading once."""
    blocks: list[Block] = []
    last = ""
    for promise in promises:
        heading = group(promise.commitment, today)
        if heading != last:
            blocks += [*([Divider()] if last else []), Text(_(heading), Style.HEADING)]
            last = heading
        blocks += row(promise, view)
    return blocks


def settled(promises: Iterable[Promise], view: View) -> list[Block]:
    return [block for promise in promises for block in row(promise, view)]


def form(commitment: Commitment) -> Form:
    """Another day, other words, or both."""
    fields = (
        TextField("action", _("What will you do?"), commitment.action[:LONGEST], max_length=LONGEST),
        DateField("date", _("Until when? Leave it empty for no date."), commitment.due),
    )
    seen = Seen(commitment.id, str(commitment.version))
    return routes.MOVE_SENT.form(_("Change this promise"), seen, fields, submit=_("Save"))


def moved(promise: Promise, view: View) -> Card:
    return Card(_("Changed"), row(promise, view))


# --- on the card of a session ---


def standing(commitment: Commitment) -> Text:
    """How one stands, under its words on the card."""
    return Text(_said(commitment), Style.SMALL)


def says_when(item: ActionItem, commitment: Commitment) -> bool:
    """Whether the item, as a card draws it, tells already all that `standing` would."""
    if commitment.state != "open" or commitment.renewed:
        return False
    same = commitment.due == item.due and commitment.timeline == item.timeline
    return same and bool(item.due or item.timeline)


def to_check(item: ActionItem, commitment: Commitment, *, mine: bool) -> tuple[Block, ...]:
    """One that is open, with its check-off beside it: two blocks with its receipts, so that several fit on a card. One that its
    quote says already is not said again. `mine`: the reader promised it."""
    quoted = is_quoted(item.action, item)
    who = _("You") if mine else _(SPEAKERS[Role(item.owner)])
    facts = [] if quoted else [(_("Who"), who), (_("Now"), _said(commitment))]
    if item.accountability_measure:
        facts.append((_("How it will show"), item.accountability_measure))
    done = routes.DONE_ON_CARD.button(_("Done"), Id(commitment.id))
    receipts = [Quote(found.quote, found.speaker, found.turn, found.start) for found in item.evidence]
    told = beside([Facts(tuple(facts))] if facts else [], receipts)
    standing = _said(commitment) if mine else f"{who} · {_said(commitment)}"
    return (Fold(standing if quoted else item.action, (), done), *told, *receipts)


def _said(commitment: Commitment) -> str:
    """That it is open goes without saying where a day stands."""
    until = when(commitment) if commitment.state == "open" else ""
    said = capital(until) if until else " · ".join(_standing(commitment))
    return f"{said}: {commitment.action}" if commitment.renewed else said


# --- at home ---


def at_home(promises: Sequence[Promise], *, more: bool) -> list[Block]:
    """A heading and a few rows; nothing where nothing is open."""
    blocks: list[Block] = [Text(_("Open promises"), Style.HEADING)] if promises else []
    for promise in promises:
        open_ = promise.commitment
        button = (
            routes.DONE_AT_HOME.button(_("Done"), Id(open_.id))
            if promise.mine
            else insight.OPEN.button(_("Open"), Id(open_.insight_id))
        )
        blocks += [Fold(open_.action, (), button), Text(line(promise), Style.SMALL)]
    if promises:
        label = _("All of them") if more else _("Another date, or let go")
        blocks += [Actions((routes.LIST.button(label),)), Divider()]
    return blocks
