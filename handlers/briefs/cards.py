"""How briefs read: to the coach, and to the client, who sees the same before and can hide any line."""

from collections.abc import Sequence

from core import translation
from core.briefs.digest import Standing
from core.briefs.lines import GOAL, PROMISE, QUESTION, Line
from core.card import Actions, Block, Button, Card, Divider, Quote, Say, Style, Text, Tone
from core.people.relationships import Meeting, Relationship
from core.promises.commitments import Commitment
from core.transcript import Role
from core.translation import N_, _, ngettext
from handlers.briefs import routes
from handlers.briefs.routes import NO, YES, Answer, Shown
from handlers.nudges import routes as nudges
from handlers.promises.cards import when
from handlers.routing import Id

HEADINGS = {
    GOAL: N_("Last words on the goal"),
    PROMISE: N_("Still open"),
    QUESTION: N_("A question left open"),
}
WHAT = N_(
    "A brief is a short message to the coach before a session: the client's last words on the goal, what is still open, and one "
    "question left open. The client sees it the day before and can hide any line. It comes only while both want it."
)


def moment(meeting: Meeting) -> str:
    """In the wall time in which it was said."""
    if meeting.at is None:
        return translation.day(meeting.day)
    return _("{day}, {time}", day=translation.day(meeting.day), time=f"{meeting.at:%H:%M}")


# --- the brief ---


def brief(name: str, bond: Relationship, made: Sequence[Line]) -> Card:
    """To the coach; `name` is the client's."""
    blocks = [*_when(bond), *_lines(made, bond, on=None)]
    blocks.append(Text(_("{name} has seen this, and chose what is in it.", name=name), Style.SMALL))
    return Card(_("Before your next session with {name}", name=name), tuple(blocks))


def preview(name: str, bond: Relationship, made: Sequence[Line], on: str, *, asked: bool) -> Card:
    """To the client; `name` is the coach's. `asked`: the coach asked for it, and gets it with the client's yes alone."""
    shown = Shown(bond.id, on)
    lead = (
        _("{name} would like a brief. This would be in it. Nothing is sent without your yes.", name=name)
        if asked
        else _("{name} gets this before your next session. Hide what you want to keep to yourself.", name=name)
    )
    blocks: list[Block] = [Text(lead), *_when(bond), *_lines(made, bond, on=on)]
    if not made:
        blocks.append(Text(_("There is nothing to say in it now."), Style.SMALL))
    ways: list[Button] = []
    if asked and any(line.id not in bond.briefs.hidden for line in made):
        ways.append(routes.GIVE.button(_("Send it to {name}", name=name), shown, Tone.PRIMARY))
    ways.append(routes.SKIP.button(_("Nothing this time"), shown))
    if any(line.promise for line in made):
        ways.append(_plans(bond, on))
    ways.append(routes.AGREE.button(_("No briefs any more"), Answer(bond.id, NO, on)))
    return Card(_("What {name} gets to see", name=name), (*blocks, Divider(), Actions(tuple(ways))))


def answered(name: str, *, given: bool) -> Card:
    """What a preview that was asked for becomes; `name` is the coach's."""
    if given:
        return Card(_("Sent"), (Text(_("{name} gets the brief, without what you have hidden.", name=name)),))
    return Card(_("Nothing is sent"), (Text(_("{name} gets no brief this time.", name=name)),))


def none_any_more() -> Card:
    return Card(_("This brief is not there any more"))


def _when(bond: Relationship) -> list[Block]:
    if bond.next_session is None:
        return []
    return [Text(_("You meet on {day}.", day=moment(bond.next_session)), Style.SMALL)]


def _lines(made: Sequence[Line], bond: Relationship, on: str | None) -> list[Block]:
    """With a way to hide each where `on` names the message."""
    blocks: list[Block] = []
    last = ""
    for line in made:
        hidden = line.id in bond.briefs.hidden
        if line.kind != last:
            blocks.append(Text(_(HEADINGS[line.kind]), Style.STRONG))
            last = line.kind
        blocks += _line(line, plans=bond.briefs.plans)
        if on is None:
            continue
        if hidden:
            blocks.append(Text(_("Hidden: it is not in the brief."), Style.SMALL))
        label = _("Show it") if hidden else _("Hide it")
        value = routes.Line(bond.id, line.id, NO if hidden else YES, on)
        blocks.append(Actions((routes.HIDE.button(label, value),)))
    return blocks


def _line(line: Line, *, plans: bool) -> list[Block]:
    if line.promise is not None:
        return [*promise(line.promise), *(_plan(line.promise) if plans else ())]
    return [Quote(line.said.quote, line.said.speaker, line.said.turn, line.said.start)] if line.said else []


def promise(made: Commitment) -> list[Block]:
    until = when(made)
    return [Text(made.action), *([Text(until, Style.SMALL)] if until else [])]


def _plan(made: Commitment) -> list[Block]:
    if made.plan is None or not made.plan.line:
        return []
    blocks: list[Block] = [Text(_("Plan: {plan}", plan=made.plan.line), Style.SMALL)]
    if made.plan.obstacle:
        said = _("What may get in the way: {obstacle}", obstacle=made.plan.obstacle)
        blocks.append(Text(said, Style.SMALL))
    return blocks


def _plans(bond: Relationship, on: str) -> Button:
    if bond.briefs.plans:
        return routes.PLANS.button(_("Keep my plans to myself"), Answer(bond.id, NO, on))
    return routes.PLANS.button(_("Show my plans as well"), Answer(bond.id, YES, on))


# --- the settings of the two ---


def state(me: str, name: str, bond: Relationship) -> str:
    """How briefs stand between the two, in one line."""
    mine, theirs = _yes(me, bond)
    coach = bond.role(me) is Role.COACH
    if mine and theirs:
        return _("Briefs before your sessions: on.") if coach else _("Briefs for {name}: on.", name=name)
    if mine:
        return _("Briefs: you said yes. They come once {name} says yes, too.", name=name)
    if theirs:
        return _("Briefs: {name} would like them, you have not said yes.", name=name)
    return _("Briefs before sessions: off.")


def settings(me: str, name: str, bond: Relationship) -> Card:
    mine, _theirs = _yes(me, bond)
    on = routes.OPEN.packed(Id(bond.id))
    yes = routes.AGREE.button(_("Yes to briefs"), Answer(bond.id, YES, on), Tone.PRIMARY)
    no = routes.AGREE.button(_("No briefs any more"), Answer(bond.id, NO, on))
    ways: list[Button] = [no if mine else yes, meeting_button(bond)]
    blocks: list[Block] = [Text(_(WHAT)), Text(state(me, name, bond), Style.STRONG), *meeting_line(bond)]
    if bond.client == me and mine:
        told = _("Your plans are in it.") if bond.briefs.plans else _("Your plans are not in it.")
        blocks.append(Text(told, Style.SMALL))
        ways.append(_plans(bond, on))
    return Card(_("Briefs, with {name}", name=name), (*blocks, Actions(tuple(ways))))


def _yes(me: str, bond: Relationship) -> tuple[bool, bool]:
    coach, client = bond.briefs.coach is not None, bond.briefs.client is not None
    return (coach, client) if bond.coach == me else (client, coach)


def wished(name: str, bond: Relationship, to: str) -> Card:
    """To the other, once one has said yes."""
    if bond.client == to:
        lead = _("{name} would like a brief before your sessions.", name=name)
    else:
        lead = _("{name} would like you to have a brief before your sessions.", name=name)
    ways = (
        routes.AGREE.button(_("Yes to briefs"), Answer(bond.id, YES), Tone.PRIMARY),
        routes.AGREE.button(_("No, thank you"), Answer(bond.id, NO)),
    )
    return Card(_("Briefs before your sessions?"), (Text(lead), Text(_(WHAT), Style.SMALL), Actions(ways)))


def both(name: str, bond: Relationship, to: str) -> Card:
    """To whoever said yes first, once the other has."""
    if bond.client == to:
        said = _("{name} said yes to briefs. You see each one first, and can hide any line.", name=name)
        return Card(_("Briefs are on"), (Text(said),))
    said = _("{name} said yes to briefs. One comes before each session whose day is known.", name=name)
    return Card(_("Briefs are on"), (Text(said), *meeting_line(bond), Actions((meeting_button(bond),))))


def meeting_line(bond: Relationship) -> list[Block]:
    if bond.next_session is None:
        return []
    return [Text(_("Next session: {day}", day=moment(bond.next_session)), Style.SMALL)]


def meeting_button(bond: Relationship | None) -> Button:
    return nudges.MEETING.button(_("Next session"), nudges.Row(bond.id if bond else ""))


# --- asked for ---


def asking(name: str) -> Card:
    said = _("I show it to {name} first. You get it here once {name} says yes.", name=name)
    return Card(_("Asked"), (Text(said),))


def asked_already(name: str) -> Card:
    return Card(_("Asked already"), (Text(_("{name} has it and has not answered yet.", name=name)),))


def here(name: str) -> Card:
    return Card(_("The brief about {name} is in our private chat", name=name))


# --- the digest ---


def digest(clients: Sequence[Standing], names: dict[str, str]) -> Card:
    """Counts and open promises, of each client as far as the coach may see them."""
    blocks: list[Block] = []
    for each in clients:
        blocks += [Text(names[each.bond.client], Style.STRONG), Text(_counts(each), Style.SMALL)]
        blocks += [Text(made.action) for made in each.open[:3]]
        if (more := len(each.open) - 3) > 0:
            blocks.append(Text(ngettext("And one more.", "And {count} more.", more), Style.SMALL))
        if each.coming:
            blocks.append(Text(_("Next session: {day}", day=moment(each.coming)), Style.SMALL))
    where = _("{actions} has all of one client.", actions=Say("actions", "@name"))
    off = routes.DIGEST.button(_("No weekly overview any more"), routes.Wanted(NO))
    return Card(_("Your clients this week"), (*blocks, Text(where, Style.SMALL), Actions((off,))))


def digest_set(*, wanted: bool) -> Card:
    if wanted:
        said = _("It comes once a week from next week on, with the message of a day.")
        return Card(_("Weekly overview: on"), (Text(said),))
    return Card(_("Weekly overview: off"))


def _counts(each: Standing) -> str:
    still = ngettext("One promise is open.", "{count} promises are open.", len(each.open))
    if not each.open:
        still = _("No promise is open.")
    if not each.kept:
        return still
    kept = ngettext("One was kept in the last seven days.", "{count} were kept in the last seven days.", each.kept)
    return f"{still} {kept}"


# --- asked after a session ---


def when_next(insight_id: str, relationship_id: str | None) -> tuple[Block, ...]:
    """A small line on the card of a session."""
    say = nudges.MEETING.button(_("Say the day"), nudges.Row(relationship_id or ""))
    go = routes.LET_GO.button(_("Do not ask"), Id(insight_id))
    return (Text(_("When do you meet next?"), Style.SMALL), Actions((say, go)))
