"""Words worth coming back to, and what may be a promise: how they read, and what their client can say of each."""

from collections.abc import Sequence

from core.card import Actions, Block, Button, Divider, Fold, Menu, Quote, Style, Text
from core.insight.corrections import DOUBTFUL, PASSAGES
from core.insight.model import Passage, SessionInsight
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


def folds(insight: SessionInsight) -> dict[str, Fold]:
    """Without anything to press but what opens them; doubtful promises are there only where their client reads."""
    parts = {PASSAGES: _passages(insight), DOUBTFUL: _doubtful(insight)}
    return {
        among: Fold(_(TITLES[among]), _parted(found), routes.SECTION.button(_("Open"), Part(insight.id, among)))
        for among, found in parts.items()
        if found
    }


def _passages(insight: SessionInsight) -> list[tuple[Block, ...]]:
    """Each beneath its question, which is not said again for a second answer to it."""
    asked_before = (None, *(passage.asked for passage in insight.passages))
    return [
        _passage(passage, again=passage.asked is not None and passage.asked == before)
        for passage, before in zip(insight.passages, asked_before, strict=False)
    ]


def _doubtful(insight: SessionInsight) -> list[tuple[Block, ...]]:
    return [tuple(_quote(said) for said in item.evidence) for item in insight.doubtful]


def _parted(found: Sequence[tuple[Block, ...]]) -> tuple[Block, ...]:
    return tuple(block for each in found for block in (*each, Divider()))[:-1]


def blocks(seen: Seen, among: str, *, mine: bool) -> tuple[Block, ...]:
    """`mine`: with what its client may press."""
    found = _passages(seen.insight) if among == PASSAGES else _doubtful(seen.insight)
    if not mine:
        return _parted(found)
    press = _names if among == PASSAGES else _yes_or_no
    return _parted([(*each, press(seen, place)) for place, each in zip(seen.places.get(among, ()), found, strict=True)])


def _passage(passage: Passage, *, again: bool) -> tuple[Block, ...]:
    asked: tuple[Block, ...] = ()
    if passage.asked and not again:
        asked = (Text(_("Asked: {question}", question=passage.asked.quote), Style.SMALL),)
    return (*asked, _quote(passage.evidence))


def _quote(said: Evidence) -> Quote:
    return Quote(said.quote, said.speaker, said.turn, said.start)


def _names(seen: Seen, place: int) -> Actions:
    choices = ((_(said), Named(seen.insight.id, PASSAGES, str(place), section)) for section, said in AS)
    return Actions((routes.NAME.menu(_("What is it to you?"), choices),))


def _yes_or_no(seen: Seen, place: int) -> Actions:
    def button(label: str, section: str) -> Button | Menu:
        return routes.NAME.button(label, Named(seen.insight.id, DOUBTFUL, str(place), section))

    return Actions((button(_("Yes, it was"), "action_items"), button(_("No"), NOTHING)))
