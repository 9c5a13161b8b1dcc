"""The craft view in words: what was counted, and which markers could be heard, with the words that show it."""

from core.analysis.icf.competencies import BY_ID, NOTICE
from core.card import (
    Block,
    Style,
    Table,
    Text,
)
from core.insight.model import Marker, Metric, SessionInsight

SHORT = 80
"""Characters of a quote beside its marker; the whole of it is in the transcript's turn that is named."""

LABELS = {
    "client_talk_share_words": "Client's share of the words",
    "coach_talk_share_words": "Coach's share of the words",
    "client_talk_share_time": "Client's share of the time",
    "coach_talk_share_time": "Coach's share of the time",
    "client_words_per_minute": "Client's pace",
    "coach_words_per_minute": "Coach's pace",
    "turns": "Turns in all",
    "client_turns": "Client's turns",
    "coach_turns": "Coach's turns",
    "duration_minutes": "Length",
    "client_longest_monologue_words": "Client's longest turn, in words",
    "coach_longest_monologue_words": "Coach's longest turn, in words",
    "client_longest_monologue_seconds": "Client's longest turn, in seconds",
    "coach_longest_monologue_seconds": "Coach's longest turn, in seconds",
    "stacked_questions": "Turns with several questions at once",
    "open_question_share": "Share of questions that are open",
    "reflections": "Turns that reflect",
    "complex_reflections": "Turns that reflect and add meaning",
    "reflection_to_question_ratio": "Reflections for each question",
    "advice": "Turns with advice",
    "longest_pause_seconds": "Longest pause",
    "overlaps": "Both speaking at once",
    "coach_interruptions": "Coach begins before the client has ended",
    "client_response_latency_seconds": "Client's time to answer",
    "coach_response_latency_seconds": "Coach's time to answer",
}
"""Names of metrics in words; one that is not here reads as it is named."""
_UNITS = {"ratio": "", "words/min": "words a minute"}


def blocks(insight: SessionInsight) -> tuple[Block, ...]:
    """The figures, the markers with a quote of each that was observed, and what the label for the session rests on."""
    rows = tuple((label(metric), figure(metric)) for metric in insight.metrics)
    found: list[Block] = [
        Text(
            "What was counted in this session. It describes the words of one conversation, not a person.", Style.SMALL
        ),
        Table(("What", "Here"), rows),
    ]
    if insight.markers:
        table = Table(("Marker", "In this transcript"), tuple((named(one), heard(one)) for one in insight.markers))
        found += [Text("Markers", Style.HEADING), Text(NOTICE, Style.SMALL), table]
    if insight.quality_evidence:
        found += [Text("What the label for the session rests on", Style.HEADING)]
        found += [Text(sentence) for sentence in insight.quality_evidence]
    return tuple(found)


def label(metric: Metric) -> str:
    return LABELS.get(metric.name) or metric.name.replace("_", " ").capitalize()


def figure(metric: Metric) -> str:
    if metric.value is None:
        return f"not measurable: {metric.why_not}" if metric.why_not else "not measurable"
    if metric.unit == "share":
        return f"{metric.value * 100:.0f} %"
    unit = _UNITS.get(metric.unit, metric.unit)
    number = f"{metric.value:.1f}".removesuffix(".0")
    return f"{number} {unit[:-1] if number == '1' and unit in _MANY else unit}".strip()


_MANY = frozenset({"turns", "questions", "pauses", "times", "words"})


def named(marker: Marker) -> str:
    text = BY_ID.get(marker.id)
    return f"{marker.id} {text.text}" if text else marker.id


def heard(marker: Marker) -> str:
    """`observed, turn 3: “So, how are you arriving today?”`"""
    if not marker.evidence:
        return marker.observed
    first = marker.evidence[0]
    quote = first.quote if len(first.quote) <= SHORT else first.quote[: SHORT - 1].rstrip() + "…"
    return f"{marker.observed}, turn {first.turn}: “{quote}”"
