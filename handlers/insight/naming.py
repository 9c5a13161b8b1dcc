"""Words worth coming back to, and what may be a promise: how they read, and what their client can say of each."""

from core.card import Actions, Block, Button, Divider, Fold, Menu, Quote, Style, Text
from core.insight.corrections import DOUBTFUL, PASSAGES
from core.insight.model import Passage
from core.insight.sections.base import Evidence
from core.sharing.seen import Seen
from core.translation import N_, _
from handlers.insight import routes
from handlers.insight.routes import Named, Part

TITLES = {PASSAGES: N_("Words worth coming back to"), DOUBTFUL: N_("Was this a promise?")}
NOTHING = ""
"""The section of what is nothing to the client."""
AS = (
    ("celebration", N_("Something to celebrate")),
    ("intention", N_("I want this")),
    ("client_discoveries", N_("I saw something new")),
    ("values_beliefs", N_("This matters to me")),
    ("emotional_shifts", N_("Something shifted")),
    ("goal_progress", N_("Progress")),
    (NOTHING, N_("Leave it out")),
)
"""What a passage can be to its client: the section it is then an item of, and how that is said."""


def folds(seen: Seen, *, mine: bool) -> tuple[Fold, ...]:
    """`mine`: with what its client may press."""
    made = []
    for among, title in TITLES.items():
        if found := blocks(seen, among, mine=mine):
            opened = routes.SECTION.button(_("Open"), Part(seen.insight.id, among))
            made.append(Fold(_(title), found, opened, in_place=mine))
    return tuple(made)


def blocks(seen: Seen, among: str, *, mine: bool) -> tuple[Block, ...]:
    made: list[Block] = []
    if among == PASSAGES:
        for place, passage in zip(seen.places.get(among, ()), seen.insight.passages, strict=True):
            made += [*_passage(passage), *((_names(seen, place),) if mine else ()), Divider()]
    elif among == DOUBTFUL and mine:
        for place, item in zip(seen.places.get(among, ()), seen.insight.doubtful, strict=True):
            made += [*(_quote(said) for said in item.evidence), _yes_or_no(seen, place), Divider()]
    return tuple(made[:-1])


def _passage(passage: Passage) -> tuple[Block, ...]:
    asked = (Text(_("Asked: {question}", question=passage.asked.quote), Style.SMALL),) if passage.asked else ()
    return (*asked, _quote(passage.evidence))


def _quote(said: Evidence) -> Quote:
    return Quote(said.quote, said.speaker, said.turn, said.start)


def _names(seen: Seen, place: int) -> Actions:
    choices = ((_(said), Named(seen.insight.id, PASSAGES, str(place), section)) for section, said in AS)
    return Actions((routes.NAME.menu(_("What is it to you?"), choices),))


def _yes_or_no(seen: Seen, place: int) -> Actions:
    def button(label: str, section: str) -> Button | Menu:
        return routes.NAME.button(label, Named(seen.insight.id, DOUBTFUL, str(place), section))

    return Actions((button(_("Yes, I promised this"), "action_items"), button(_("No"), NOTHING)))
