"""What was promised, by whom, until when."""

from datetime import date
from typing import Literal

from core.card import Block, Facts, Text
from core.insight.sections.base import Section, SectionItem, measured
from core.translation import N_, _, day


class ActionItem(SectionItem):
    """`due` is counted from the session date by core (core/dates/phrases.py); an act tied to an event, or recurring without an
    end, has none. `owner` is whoever said it."""

    action: str
    timeline: str | None = None
    accountability_measure: str | None = None
    client_commitment_level: Literal["High", "Medium", "Low"] = "Medium"
    owner: Literal["client", "coach"] = "client"
    due: date | None = measured(None)
    recurring: bool = measured(default=False)
    state: Literal["open", "done", "renegotiated", "dropped"] = measured("open")


STATES = {"open": N_("open"), "done": N_("done"), "renegotiated": N_("changed"), "dropped": N_("let go")}


def _show(item: ActionItem) -> tuple[Block, ...]:
    facts = [(_("Who"), _("Coach"))] if item.owner == "coach" else []
    if item.due:
        facts.append((_("Due"), day(item.due)))
    elif item.timeline:
        facts.append((_("When"), item.timeline))
    if item.recurring:
        facts.append((_("Repeats"), _("Yes")))
    if item.state != "open":
        facts.append((_("State"), _(STATES[item.state])))
    if item.accountability_measure:
        facts.append((_("How it will show"), item.accountability_measure))
    return (Text(item.action), *((Facts(tuple(facts)),) if facts else ()))


SECTION = Section(
    name="action_items",
    title=N_("Promised"),
    item=ActionItem,
    many=True,
    voice=None,
    ask=(
        "A definite promise by client or coach about their own action after the session, in the first person, or an explicit "
        "agreement to a proposal (then evidence is the agreement and, second, the proposal). Not: wishes, abilities, habits, "
        "hypotheticals, reported or quoted speech, jokes, what the other says was agreed. `timeline`: the words that say when. "
        "`owner`: who promised."
    ),
    show=_show,
    asks_for_promise=True,
)
