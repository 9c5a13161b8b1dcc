"""The card of a session: what it says of an insight, before anybody is asked what its reader may do with it."""

import re
from collections.abc import Mapping

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
from core.insight.corrections import Correction
from core.insight.model import Metric, SessionInsight, SessionMetadata, Status
from core.insight.sections import SECTIONS, Section, SectionItem
from core.insight.words import Spellings
from core.sharing.seen import heard
from core.transcript import Role
from core.translation import N_, _, listed, ngettext, stored
from handlers.cards import day
from handlers.insight import naming, routes
from handlers.insight.routes import Part
from handlers.routing import Id

MOST_QUESTIONS, AT_LENGTH = 5, 30
"""Questions that are shown, and from how many words an answer is long."""
SPEAKERS = {Role.CLIENT: N_("Client"), Role.COACH: N_("Coach")}


def speaker(role: Role, otherwise: str) -> str:
    """Client or coach; `otherwise` for anybody else."""
    return _(SPEAKERS[role]) if role in SPEAKERS else otherwise


def insight_card(insight: SessionInsight, people: Mapping[Role, str] | None = None) -> Card:
    """Without buttons, but for those that open its parts. `people` by role; without them as the transcript calls them."""
    title = insight.session_title or _("Your coaching session")
    if insight.status == Status.FAILED:
        return Card(title, (Text(stored(insight.processing_error or "") or _("The analysis did not work out.")),))
    if insight.status != Status.COMPLETED:
        return Card(title, (Text(_("I am still working on this one.")),))
    facts = _facts(insight, heard(insight) if people is None else people)
    blocks: list[Block] = [Facts(facts)] if facts else []
    if insight.session_summary:
        blocks.append(Text(insight.session_summary))
    if insight.key_themes:
        blocks.append(Text(" · ".join(insight.key_themes), Style.SMALL))
    blocks.append(Divider())
    folds = [_fold(insight, section) for section in SECTIONS if insight.items(section.name)]
    if insight.done_since_last:
        folds.insert(0, done_since_last(insight))
    if questions := _questions(insight):
        folds.append(questions)
    folds += naming.folds(insight)
    nothing = _("I found nothing in this transcript that I could prove with quotes, so I show nothing.")
    blocks += folds or [Text(nothing)]
    return Card(title, (*blocks, Divider(), Text(" ".join(_footer(insight.metadata)), Style.SMALL)))


def _facts(insight: SessionInsight, people: Mapping[Role, str]) -> tuple[tuple[str, str], ...]:
    facts = [(_("Session"), day(insight.session_date))] if insight.session_date else []
    facts += [(_(label), people[role]) for role, label in SPEAKERS.items() if people.get(role)]
    if minutes := insight.metadata.session_duration_minutes:
        facts.append((_("Length"), length(minutes)))
    share = figure(insight.metrics, "client_talk_share_words")
    if share is not None:
        facts.append((_("Client spoke"), _("{share} % of the words", share=f"{share * 100:.0f}")))
    return tuple(facts)


def length(minutes: float) -> str:
    return _("{minutes} min", minutes=f"{minutes:.0f}")


def figure(metrics: tuple[Metric, ...], name: str) -> float | None:
    return next((metric.value for metric in metrics if metric.name == name), None)


def _fold(insight: SessionInsight, section: Section[SectionItem]) -> Fold:
    items = insight.items(section.name)
    count = f" ({len(items)})" if section.many else ""
    blocks = tuple(block for item in items for block in _item(section, item))
    return Fold(_(section.title) + count, blocks, routes.SECTION.button(_("Open"), Part(insight.id, section.name)))


def done_since_last(insight: SessionInsight) -> Fold:
    """Promises of earlier sessions that were kept, each with the words that show it."""
    blocks: list[Block] = []
    for done in insight.done_since_last:
        action = done.action if done.owner == "client" else _("Coach: {action}", action=done.action)
        blocks.append(Text(action, Style.STRONG))
        blocks += [Quote(found.quote, found.speaker, found.turn, found.start) for found in done.evidence]
    return Fold(_("Done since last time ({count})", count=len(insight.done_since_last)), tuple(blocks))


def _item(section: Section[SectionItem], item: SectionItem) -> tuple[Block, ...]:
    """Where an item says no more than its quote, the quote is the item."""
    receipts = tuple(Quote(found.quote, found.speaker, found.turn, found.start) for found in item.evidence)
    first, *rest = section.show(item) or (Divider(),)
    if isinstance(first, Text) and is_quoted(first.text, item):
        return (*receipts, *rest)
    return (*section.show(item), *receipts)


def is_quoted(words: str, item: SectionItem) -> bool:
    """Whether one of its quotes says the same words."""
    return any(_bare(words) in _bare(found.quote) for found in item.evidence)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _questions(insight: SessionInsight) -> Fold | None:
    """Those answered at greatest length, where no engine says which questions mattered."""
    longest = sorted(insight.questions, key=lambda asked: -asked.answered)[:MOST_QUESTIONS]
    told = sorted((asked for asked in longest if asked.answered >= AT_LENGTH), key=lambda asked: asked.evidence.turn)
    if insight.powerful_questions or not told:
        return None
    blocks: list[Block] = []
    for asked in told:
        said = asked.evidence
        blocks.append(Quote(said.quote, said.speaker, said.turn, said.start))
        answered = ngettext("Answered in {count} word.", "Answered in {count} words.", asked.answered)
        blocks.append(Text(answered, Style.SMALL))
    return Fold(_("Questions answered at length"), tuple(blocks))


def section_blocks(insight: SessionInsight, section: Section[SectionItem]) -> tuple[Block, ...]:
    return tuple(block for item in insight.items(section.name) for block in (*_item(section, item), Divider()))[:-1]


def note(correction: Correction) -> Text:
    """Beneath an item that was put in other words."""
    when = day(correction.at)
    if correction.kind == "named":
        return Text(_("Named by the client on {day}.", day=when), Style.SMALL)
    by_coach = correction.voice == "coach"
    said = (
        _("Put right by the coach on {day}.", day=when)
        if by_coach
        else _("Put right by the client on {day}.", day=when)
    )
    return Text(said, Style.SMALL)


def words_corrected(words: Spellings) -> list[str]:
    """What stands in the transcript instead, so that the receipts still lead there."""
    return [_("“{wrong}” in the transcript reads “{right}” here.", wrong=wrong, right=right) for wrong, right in words]


def _footer(meta: SessionMetadata) -> list[str]:
    lines = [_("Every quote was found in the transcript.")]
    if meta.items_proposed and meta.engine != "offline":  # of the rules, it would say nothing
        lines.append(
            _(
                "{kept} of {proposed} points could be proven; the others are left out.",
                kept=meta.items_kept,
                proposed=meta.items_proposed,
            )
        )
    if meta.engine == "offline":
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
    question = Confirm(
        _("Delete this session?"),
        _("The insight, its transcript and its comments are deleted for good, for everybody."),
        _("Delete"),
        _("Keep it"),
    )
    return routes.DELETE.button(_("Delete"), Id(insight_id), Tone.DANGER, question)
