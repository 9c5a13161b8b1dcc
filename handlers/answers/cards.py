"""How answers read: short, each with its receipts and a way to the session."""

from collections.abc import Mapping, Sequence
from datetime import date

from core import translation
from core.answers import receipts
from core.card import Actions, Block, Bullets, Card, Divider, Quote, Say, Style, Text
from core.insight.model import SessionInsight
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.people.relationships import Meeting
from core.sharing.seen import Seen
from core.transcript import Role
from core.translation import N_, _, ngettext
from handlers.briefs import settings as briefs
from handlers.cards import day_of, session_title
from handlers.insight import routes as insight
from handlers.insight.cards import is_quoted, speaker
from handlers.promises import cards as promises
from handlers.routing import Id

MOST_PROMISES = 6
"""Promises of one session that are told; its card has the others."""
People = Mapping[Role, str]

ASKED = (
    N_("What did I promise?"),
    N_("What is open?"),
    N_("When did we last speak?"),
    N_("What did I say about work?"),
)
"""What is offered to be asked."""


def welcome() -> Card:
    """The thanks of somebody are answered."""
    return Card(_("You are welcome"))


def nod() -> Card:
    return Card(_("Good. I am here when you have a session for me."))


def hello_again() -> Card:
    return Card(_("Hello"), (Text(_("Drop a session here, or ask me something about those you gave me:")), _asked()))


def not_understood() -> Card:
    said = _("I answer a few plain questions about your sessions. {help} says what else I can do.", help=Say("help"))
    return Card(_("I did not understand that"), (Text(said), _asked()))


def _asked() -> Bullets:
    return Bullets(tuple(_("“{question}”", question=_(question)) for question in ASKED))


def nothing(looked_at: int, *, more: bool) -> Card:
    """`more`: there are older sessions than those that were looked at."""
    blocks: list[Block] = []
    if looked_at:
        blocks.append(Text(_("I look at what your cards show, not at every word of a session."), Style.SMALL))
    if more:
        said = ngettext("I looked at your newest session.", "I looked at your newest {count} sessions.", looked_at)
        blocks.append(Text(said, Style.SMALL))
    return Card(_("I found nothing about that in your sessions"), tuple(blocks))


def no_next_day() -> Card:
    return Card(_("When your next session is, I do not know yet"))


def day_told(meeting: Meeting, name: str) -> Card:
    """As it is kept here. `name` is the other's, empty for who has nobody here."""
    day = briefs.moment(meeting)
    blocks: list[Block] = [Text(day, Style.STRONG)]
    if name:
        blocks.append(Text(_("With {name}.", name=name), Style.SMALL))
    return Card(_("The next session"), tuple(blocks))


def out_of_date() -> Card:
    """What an answer turns into of which nothing can be shown any more."""
    return Card(_("What stood here can no longer be shown"))


# --- with receipts ---


def promised(seen: Seen, people: People, voices: Sequence[Role]) -> tuple[Block, ...]:
    """What each of them promised in it; nothing where that is nothing."""
    blocks: list[Block] = []
    for voice in voices:
        made = receipts.promised(seen.insight, voice)
        if not made:
            continue
        blocks.append(Text(_promised(seen, people, voice, len(made)), Style.STRONG))
        for n, item in made[:MOST_PROMISES]:
            blocks += _promise(seen, n, item)
        if (more := len(made) - MOST_PROMISES) > 0:
            blocks.append(Text(ngettext("And one more.", "And {count} more.", more), Style.SMALL))
    return (*blocks, _open(seen.insight)) if blocks else ()


def _promised(seen: Seen, people: People, voice: Role, count: int) -> str:
    day = _day(seen.insight)
    mine = receipts.voice_of(seen)
    if voice is mine and (name := people.get(_other(voice))):
        return ngettext(
            "You promised {name} one thing ({day}):",
            "You promised {name} {count} things ({day}):",
            count,
            name=name,
            day=day,
        )
    if voice is mine:
        return ngettext("You promised one thing ({day}):", "You promised {count} things ({day}):", count, day=day)
    name = people.get(voice) or speaker(voice, "")
    return ngettext(
        "{name} promised one thing ({day}):", "{name} promised {count} things ({day}):", count, name=name, day=day
    )


def _promise(seen: Seen, n: int, item: ActionItem) -> list[Block]:
    blocks: list[Block] = [] if is_quoted(item.action, item) else [Text(item.action)]
    blocks += map(_quote, item.evidence)
    if commitment := seen.promises.get(seen.places["action_items"][n]):
        blocks.append(promises.standing(commitment))
    return blocks


def said(seen: Seen, people: People, found: Sequence[Evidence]) -> tuple[Block, ...]:
    """The quotes, under the session they are of."""
    return (Text(_heading(seen, people), Style.SMALL), *map(_quote, found), _open(seen.insight)) if found else ()


def last(seen: Seen, people: People) -> tuple[Block, ...]:
    return (Text(_heading(seen, people)), _open(seen.insight))


def next_day(seen: Seen, people: People, day: date) -> tuple[Block, ...]:
    """As it was said in a session."""
    told = Text(_("So it was said: “{words}”", words=seen.insight.next_session_words))
    return (
        Text(translation.day(day), Style.STRONG),
        told,
        Text(_heading(seen, people), Style.SMALL),
        _open(seen.insight),
    )


TITLES = {
    "promised": N_("What was promised"),
    "about": N_("What was said about that"),
    "last": N_("The last session"),
    "next": N_("The next session"),
}


def answer(kind: str, parts: Sequence[tuple[Block, ...]], *, listed: bool) -> Card:
    """One of `TITLES`, the parts of its sessions one after the other. `listed`: the list of open promises is not empty."""
    blocks = [block for part in parts for block in (*part, Divider())][:-1]
    if kind == "promised" and listed:
        blocks.append(Text(_("{actions} lists everything that is open.", actions=Say("actions")), Style.SMALL))
    return Card(_(TITLES[kind]), tuple(blocks))


def _heading(seen: Seen, people: People) -> str:
    title, day = session_title(seen.insight.session_title), _day(seen.insight)
    mine = receipts.voice_of(seen)
    if name := people.get(_other(mine) if mine else Role.CLIENT):
        return _("{title}, {day}, with {name}", title=title, day=day, name=name)
    return _("{title}, {day}", title=title, day=day)


def _day(of: SessionInsight) -> str:
    return day_of(of.session_date, of.created_at)


def _other(voice: Role) -> Role:
    return Role.COACH if voice is Role.CLIENT else Role.CLIENT


def _quote(found: Evidence) -> Quote:
    return Quote(found.quote, found.speaker, found.turn, found.start)


def _open(of: SessionInsight) -> Actions:
    return Actions((insight.OPEN.button(_("Open the session"), Id(of.id)),))
