"""The craft view in words: what was counted, and which markers could be heard, with the words that show it."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from core.analysis.icf.competencies import BY_ID, NOTICE
from core.card import (
    Block,
    Quote,
    Style,
    Table,
    Text,
)
from core.insight.model import Marker, Metric, SessionInsight
from core.translation import N_, _, decimal, listed, ngettext, stored
from handlers.once import Told

SHORT = 80
"""Characters of a quote beside its marker; the whole of it is in the transcript's turn that is named."""

LABELS = {
    "client_talk_share_words": N_("Client's share of the words"),
    "coach_talk_share_words": N_("Coach's share of the words"),
    "client_talk_share_time": N_("Client's share of the time"),
    "coach_talk_share_time": N_("Coach's share of the time"),
    "client_words_per_minute": N_("Client's pace"),
    "coach_words_per_minute": N_("Coach's pace"),
    "turns": N_("Turns in all"),
    "client_turns": N_("Client's turns"),
    "coach_turns": N_("Coach's turns"),
    "duration_minutes": N_("Length"),
    "client_longest_monologue_words": N_("Client's longest turn, in words"),
    "coach_longest_monologue_words": N_("Coach's longest turn, in words"),
    "client_longest_monologue_seconds": N_("Client's longest turn, in seconds"),
    "coach_longest_monologue_seconds": N_("Coach's longest turn, in seconds"),
    "stacked_questions": N_("Turns with several questions at once"),
    "open_questions": N_("Open questions"),
    "closed_questions": N_("Closed questions"),
    "open_question_share": N_("Share of questions that are open"),
    "reflections": N_("Turns that reflect"),
    "complex_reflections": N_("Turns that reflect and add meaning"),
    "reflection_to_question_ratio": N_("Reflections for each question"),
    "advice": N_("Turns with advice"),
    "pauses_after_questions": N_("Pauses after questions"),
    "longest_pause_seconds": N_("Longest pause"),
    "overlaps": N_("Both speaking at once"),
    "coach_interruptions": N_("Coach begins before the client has ended"),
    "client_response_latency_seconds": N_("Client's time to answer"),
    "coach_response_latency_seconds": N_("Coach's time to answer"),
}
"""Names of metrics in words; one that is not here reads as it is named."""


def blocks(insight: SessionInsight, told: Told | None = None, *, label_too: bool = False) -> tuple[Block, ...]:
    """The figures, the markers with a quote of each that was observed, and what the label for the session rests on; the label
    itself where its coach looks, and in no file. `told`: what stands before it in the same document."""
    told = told or Told()
    rows = tuple((label(metric), figure(metric)) for metric in insight.metrics if metric.value is not None)
    found: list[Block] = [
        Text(
            _("What was counted in this session. It describes the words of one conversation, not a person."),
            Style.SMALL,
        ),
        Table((_("What"), _("Here")), rows),
        *(Text(said, Style.SMALL) for said in _not_measurable(insight.metrics)),
    ]
    if insight.markers:
        markers = tuple((named(one), heard(one, told)) for one in insight.markers)
        table = Table((_("Marker"), _("In this transcript")), markers)
        found += [Text(_("Markers"), Style.HEADING), Text(_(NOTICE), Style.SMALL), table]
    if insight.quality_evidence:
        found += [Text(_("The session as a whole"), Style.HEADING)]
        if label_too and insight.overall_session_quality:
            found.append(Text(_(insight.overall_session_quality)))
        found += [Text(stored(sentence)) for sentence in insight.quality_evidence]
    return tuple(found)


def _not_measurable(metrics: Sequence[Metric]) -> Iterator[str]:
    """Each reason once, with all that could not be measured for it."""
    by_reason: dict[str, list[str]] = {}
    for metric in metrics:
        if metric.value is None:
            by_reason.setdefault(metric.why_not or "", []).append(label(metric))
    for why, labels in by_reason.items():
        if why:
            yield _("Not measurable here: {what}. {why}", what=listed(labels), why=stored(why))
        else:
            yield _("Not measurable here: {what}.", what=listed(labels))


def label(metric: Metric) -> str:
    return _(LABELS[metric.name]) if metric.name in LABELS else metric.name.replace("_", " ").capitalize()


def figure(metric: Metric) -> str:
    if metric.value is None:
        return _("not measurable")
    if metric.unit == "share":
        return f"{metric.value * 100:.0f} %"
    if metric.unit in COUNTED:
        return COUNTED[metric.unit](round(metric.value))
    number = decimal(metric.value)
    if metric.unit == "words/min":
        return _("{number} words a minute", number=number)
    return number if metric.unit == "ratio" else f"{number} {metric.unit}".strip()


COUNTED: Mapping[str, Callable[[int], str]] = {
    "turns": lambda count: ngettext("{count} turn", "{count} turns", count),
    "questions": lambda count: ngettext("{count} question", "{count} questions", count),
    "pauses": lambda count: ngettext("{count} pause", "{count} pauses", count),
    "times": lambda count: ngettext("{count} time", "{count} times", count),
    "words": lambda count: ngettext("{count} word", "{count} words", count),
}
"""Units of what is counted one by one; others are short signs that stand as they are."""
OBSERVED = frozenset({N_("observed"), N_("not observed"), N_("not observable")})


def named(marker: Marker) -> str:
    text = BY_ID.get(marker.id)
    return f"{marker.id} {_(text.text)}" if text else marker.id


def heard(marker: Marker, told: Told) -> str:
    """`observed, turn 3: “So, how are you arriving today?”`; of words that were shown before, the turn alone."""
    observed = _(marker.observed) if marker.observed in OBSERVED else marker.observed
    if not marker.evidence:
        return observed
    first = marker.evidence[0]
    (new,) = told.once((Quote(first.quote, first.speaker, first.turn),))
    if not isinstance(new, Quote):
        return _("{observed}, turn {turn}", observed=observed, turn=first.turn)
    quote = new.text if len(new.text) <= SHORT else new.text[: SHORT - 1].rstrip() + "…"
    return _("{observed}, turn {turn}: “{quote}”", observed=observed, turn=first.turn, quote=quote)
