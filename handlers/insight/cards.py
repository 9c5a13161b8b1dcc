"""The card of a session: what it says of an insight, before anybody is asked what its reader may do with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from core.card import (
    Block,
    Button,
    Card,
    Confirm,
    Divider,
    Facts,
    Fold,
    Quote,
    Style,
    Text,
    Tone,
)
from core.insight.corrections import DOUBTFUL, PASSAGES, Correction
from core.insight.merging import content
from core.insight.model import SessionInsight, Status
from core.insight.sections import SECTIONS, Section, SectionItem
from core.insight.words import Spellings
from core.sharing.seen import heard
from core.transcript import Role
from core.translation import N_, _, listed, ngettext, stored
from handlers.cards import day
from handlers.insight import naming, routes
from handlers.insight.routes import Part
from handlers.once import Told, bare, beside
from handlers.routing import Id

MOST_QUESTIONS, AT_LENGTH = 5, 30
"""Questions that are shown, and from how many words an answer is long."""
ORDER = (
    *(
        "done_since_last",
        "celebration",
        "action_items",
        DOUBTFUL,
        "client_discoveries",
        "intention",
        "powerful_questions",
    ),
    *(PASSAGES, "questions", "goal_progress", "emotional_shifts", "values_beliefs", "coaching_presence"),
)
"""The parts of a card, what matters most first; a section that is not named comes last."""
OTHER_PARTS = {"done_since_last": N_("Done since last time"), "questions": N_("Questions answered at length")}
SAME = 0.8
"""The share of a sentence's meaning that its quote has to say, for the sentence to be left out."""
NOTHING_PROVEN = N_(
    "I found nothing here that I could show you in words that were said. That is my limit, and says nothing about your session."
)
DELETE_QUESTION = N_("Delete this session?")
DELETE_FOLLOWS = N_("The insight, its transcript and its comments are deleted for good, for everybody.")
OFFLINE = "offline"
"""The engine of rules; every other one is a model."""
SPEAKERS = {Role.CLIENT: N_("Client"), Role.COACH: N_("Coach")}


def speaker(role: Role, otherwise: str) -> str:
    """Client or coach; `otherwise` for anybody else."""
    return _(SPEAKERS[role]) if role in SPEAKERS else otherwise


def _as_it_is(fold: Fold) -> Fold:
    return fold


def insight_card(
    insight: SessionInsight, people: Mapping[Role, str] | None = None, part: Callable[[Fold], Fold] = _as_it_is
) -> Card:
    """Without buttons, but for those that open its parts. `people` by role; without them as the transcript calls them. `part`
    draws what is in a part for its reader."""
    title = insight.session_title or _("Your coaching session")
    if insight.status == Status.FAILED:
        return Card(title, (Text(stored(insight.processing_error or "") or _("The analysis did not work out.")),))
    if insight.status != Status.COMPLETED:
        return Card(title, (Text(_("I am still working on this one.")),))
    facts = _facts(insight, heard(insight) if people is None else people)
    blocks: list[Block] = [Facts(facts)] if facts else []
    if line := insight.session_summary or " · ".join(insight.key_themes):
        blocks.append(Text(line))
    blocks.append(Divider())
    folds = [part(fold) for fold in _folds(insight)]
    blocks += folds or [Text(_(NOTHING_PROVEN))]
    blocks += [Divider(), Text(" ".join(_footer(insight, any_shown=bool(folds))), Style.SMALL)]
    return Card(title, Told().once(blocks), generated=insight.metadata.engine != OFFLINE)


def shows_something(insight: SessionInsight) -> bool:
    return bool(_folds(insight))


def _folds(insight: SessionInsight) -> list[Fold]:
    named = {section.name: _fold(insight, section) for section in SECTIONS if insight.items(section.name)}
    named |= naming.folds(insight)
    named |= other_parts(insight)
    return [named[name] for name in in_order(named)]


def in_order(names: Iterable[str]) -> list[str]:
    """Parts of a card as they follow each other on it."""
    return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


def _facts(insight: SessionInsight, people: Mapping[Role, str]) -> tuple[tuple[str, str], ...]:
    facts = [(_("Session"), day(insight.session_date))] if insight.session_date else []
    facts += [(_(label), people[role]) for role, label in SPEAKERS.items() if people.get(role)]
    if minutes := insight.metadata.session_duration_minutes:
        facts.append((_("Length"), length(minutes)))
    return tuple(facts)


def length(minutes: float) -> str:
    return _("{minutes} min", minutes=f"{minutes:.0f}")


def _fold(insight: SessionInsight, section: Section[SectionItem]) -> Fold:
    items = insight.items(section.name)
    count = f" ({len(items)})" if section.many else ""
    blocks: list[Block] = []
    for _place, item in by_weight(section, items):
        new = item_blocks(section, item)
        if blocks and not isinstance(
            new[0], Text
        ):  # without a claim of its own it would read as the receipt of the one before
            blocks.append(Divider())
        blocks += new
    return Fold(_(section.title) + count, tuple(blocks), _opened(insight, section.name))


def _opened(insight: SessionInsight, name: str) -> Button:
    return routes.SECTION.button(_("Open"), Part(insight.id, name))


def other_parts(insight: SessionInsight) -> dict[str, Fold]:
    """Parts of the card that are neither a section nor named by the client, but for those that are empty."""
    found: dict[str, Fold | None] = {"questions": _questions(insight)}
    if insight.done_since_last:
        found["done_since_last"] = done_since_last(insight)
    return {name: fold for name, fold in found.items() if fold}


def by_weight(section: Section[SectionItem], items: Iterable[SectionItem]) -> Iterator[tuple[int, SectionItem]]:
    """The items with their places, what matters most first."""
    yield from sorted(enumerate(items), key=lambda placed: section.weight(placed[1]))


def done_since_last(insight: SessionInsight) -> Fold:
    """Promises of earlier sessions that were kept, each with the words that show it."""
    blocks: list[Block] = []
    for done in insight.done_since_last:
        action = done.action if done.owner == "client" else _("Coach: {action}", action=done.action)
        blocks.append(Text(action, Style.STRONG))
        blocks += [Quote(found.quote, found.speaker, found.turn, found.start) for found in done.evidence]
    title = _("Done since last time ({count})", count=len(insight.done_since_last))
    return Fold(title, tuple(blocks), _opened(insight, "done_since_last"))


def item_blocks(section: Section[SectionItem], item: SectionItem, *, reworded: bool = False) -> tuple[Block, ...]:
    """Where an item says no more than its quote, the quote is the item. `reworded`: somebody put it so, and it is shown."""
    receipts = tuple(Quote(found.quote, found.speaker, found.turn, found.start) for found in item.evidence)
    shown = section.show(item)
    claim = next((block for block in shown[:1] if isinstance(block, Text)), None)
    others = beside(shown[1:] if claim else shown, receipts)
    if claim is None or reworded or not is_quoted(claim.text, item):
        return (*((claim,) if claim else ()), *others, *receipts)
    facts = tuple(block for block in others if not isinstance(block, Text))
    more = tuple(block for block in others if isinstance(block, Text))
    return (*facts, receipts[0], *more, *receipts[1:])


def is_quoted(words: str, item: SectionItem) -> bool:
    """Whether its quotes say it already, in the same words or nearly: what is left out then is an "I" turned into a "you"."""
    if not item.evidence:
        return False
    if any(bare(words) in bare(found.quote) for found in item.evidence):
        return True
    meant = content(words)
    heard = frozenset[str]().union(*(content(found.quote) for found in item.evidence))
    return len(meant & heard) >= SAME * max(1, len(meant))


def _questions(insight: SessionInsight) -> Fold | None:
    """Those answered at greatest length, where no engine says which questions mattered."""
    shown = {passage.asked.turn for passage in insight.passages if passage.asked}
    others = (asked for asked in insight.questions if asked.evidence.turn not in shown)
    longest = sorted(others, key=lambda asked: -asked.answered)[:MOST_QUESTIONS]
    told = sorted((asked for asked in longest if asked.answered >= AT_LENGTH), key=lambda asked: asked.evidence.turn)
    if insight.powerful_questions or not told:
        return None
    blocks: list[Block] = []
    for asked in told:
        said = asked.evidence
        blocks.append(Quote(said.quote, said.speaker, said.turn, said.start))
        answered = ngettext("Answer: {count} word", "Answer: {count} words", asked.answered)
        blocks.append(Text(answered, Style.SMALL))
    return Fold(_("Questions answered at length"), tuple(blocks), _opened(insight, "questions"))


def note(correction: Correction) -> Text:
    """Beneath an item that was put in other words."""
    if correction.kind == "named":
        said = _("Named by the client.")
    else:
        said = _("The coach’s wording.") if correction.voice == "coach" else _("The client’s wording.")
    return Text(said, Style.SMALL)


def words_corrected(words: Spellings) -> list[str]:
    """What stands in the transcript instead, so that the receipts still lead there."""
    return [_("“{wrong}” in the transcript reads “{right}” here.", wrong=wrong, right=right) for wrong, right in words]


def _footer(insight: SessionInsight, *, any_shown: bool) -> list[str]:
    meta = insight.metadata
    lines = [_("Every quote was found in the transcript.")] if any_shown else []
    if insight.session_summary and insight.key_themes:
        lines.insert(0, _("Themes: {themes}.", themes=", ".join(insight.key_themes)))
    counts = meta.items_kept < meta.items_proposed and meta.engine != OFFLINE  # of the rules, it would say nothing
    if any_shown and counts:
        lines.append(
            _(
                "{kept} of {proposed} points could be proven; the others are left out.",
                kept=meta.items_kept,
                proposed=meta.items_proposed,
            )
        )
    if meta.engine == OFFLINE:
        lines.append(
            _("Analysed offline by rules; nothing left this machine. It may miss what is said between the lines.")
        )
    else:
        lines.append(
            _(
                "Analysed by {engine} ({model}). It may miss irony and what is said between the lines.",
                engine=meta.engine,
                model=meta.model_version,
            )
        )
    if missing := [_(section.title) for section in SECTIONS if section.name in meta.missing_sections]:
        lines.append(_("Missing this time: {parts}. Try again to fill them in.", parts=listed(missing)))
    return [*lines, *map(stored, meta.notes)]


def delete_button(insight_id: str) -> Button:
    question = Confirm(_(DELETE_QUESTION), _(DELETE_FOLLOWS), _("Delete"), _("Keep it"))
    return routes.DELETE.button(_("Delete"), Id(insight_id), Tone.DANGER, question)
