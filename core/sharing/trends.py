"""Sessions in order: how figures, themes and quality go over time. Pure; works on rows of lists, not on whole insights."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.insight.corrections import PASSAGES
from core.insight.model import Findings
from core.insight.sections import SECTIONS
from core.ports.insights import InsightSummary, Kept

TRACKED = ("client_talk_share_words", "open_questions", "reflections", "advice")
"""Metrics (names of core.analysis.metrics) that a row carries, so that a timeline needs no whole insight."""
QUESTIONS = "questions"
"""Counted in a row besides the sections, as are PASSAGES."""


def figures(findings: Findings) -> dict[str, float]:
    """Those of TRACKED that could be measured: what a store keeps with a row, sealed as title and themes are."""
    return {
        metric.name: metric.value for metric in findings.metrics if metric.name in TRACKED and metric.value is not None
    }


def counts(findings: Findings) -> dict[str, int]:
    """How much a session holds, as a store keeps it with the row: items by section, the coach's questions, and words worth coming
    back to; what there is none of is left out."""
    found = {section.name: len(findings.items(section.name)) for section in SECTIONS}
    found |= {QUESTIONS: len(findings.questions), PASSAGES: len(findings.passages)}
    return {name: count for name, count in found.items() if count}


def when(row: InsightSummary) -> datetime:
    """The session's date, or when it was given to us."""
    return row.session_date or row.created_at


@dataclass(frozen=True, slots=True)
class Point:
    """One session of a trend. The share in per cent, None where not measurable or not to be seen; `kept` None where nothing was
    promised."""

    row: InsightSummary
    client_share: float | None
    open_questions: float | None
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of several sessions: its most frequent spelling, in how many sessions, first and last."""

    name: str
    sessions: int
    first: datetime
    last: datetime


def points(rows: Iterable[InsightSummary], kept: Mapping[str, Kept]) -> tuple[Point, ...]:
    """Oldest session first, whatever order the rows are in."""
    ordered = sorted(rows, key=lambda row: (when(row), row.id))
    return tuple(
        Point(
            row,
            _per_cent(row.figures.get("client_talk_share_words")),
            row.figures.get("open_questions"),
            kept.get(row.id),
        )
        for row in ordered
    )


def _per_cent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def themes(rows: Iterable[InsightSummary], *, at_least: int = 2) -> tuple[Theme, ...]:
    """Themes that come back, most frequent first, then the most recent. One session counts once per theme."""
    spellings: dict[str, Counter[str]] = {}
    seen: dict[str, list[datetime]] = {}
    for row in rows:
        for key, spelling in {_plain(theme): theme for theme in row.themes}.items():
            if key:
                spellings.setdefault(key, Counter())[spelling] += 1
                seen.setdefault(key, []).append(when(row))
    found = [
        Theme(max(spellings[key].items(), key=lambda pair: (pair[1], pair[0]))[0], len(days), min(days), max(days))
        for key, days in seen.items()
        if len(days) >= at_least
    ]
    return tuple(sorted(found, key=lambda theme: (-theme.sessions, -theme.last.timestamp(), theme.name)))


def _plain(theme: str) -> str:
    return " ".join(theme.casefold().replace("-", " ").split()).strip(".,;:!?")


def counted(rows: Sequence[InsightSummary], section: str) -> int:
    return sum(row.counts.get(section, 0) for row in rows)
