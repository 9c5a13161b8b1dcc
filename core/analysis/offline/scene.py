"""A session laid out for reading: every sentence with who said it, where, and what the coach had said before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from core.analysis.coach_turns import classify
from core.analysis.speech.text import (
    Span,
    language_of,
    plain,
    sentences,
    words,
)
from core.insight.draft import DraftQuote
from core.insight.model import CoachTurn
from core.transcript import Role, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `at` is where the turn stands in the session, 0 to 1. `last` is the index of the sentence in its turn."""

    turn: Turn
    span: Span
    index: int
    of: int
    at: float

    @property
    def low(self) -> str:
        return plain(self.span.text)

    @property
    def words(self) -> int:
        return len(words(self.span.text))

    @property
    def quote(self) -> DraftQuote:
        return DraftQuote(self.turn.n, self.span.text)

    @property
    def asks(self) -> bool:
        return self.span.text.rstrip("\"'”’)").endswith("?")


@dataclass(frozen=True)
class Scene:
    """A transcript with confirmed roles, read once. Everything found points back to a Line or a slice of a turn."""

    transcript: Transcript
    coach_turns: tuple[CoachTurn, ...] = field(default=())
    _held: dict[tuple[int, re.Pattern[str]], bool] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, transcript: Transcript) -> "Scene":
        return cls(transcript, classify(transcript))

    @cached_property
    def language(self) -> str:
        return language_of((turn.text for turn in self.transcript.turns), self.transcript.language)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        total = max(1, len(self.transcript.turns) - 1)
        return tuple(
            Line(turn, span, i, len(spans), (turn.n - 1) / total)
            for turn in self.transcript.turns
            if turn.role in {Role.COACH, Role.CLIENT}
            for spans in (sentences(turn.text),)
            for i, span in enumerate(spans)
        )

    @cached_property
    def by_turn(self) -> dict[int, tuple[Line, ...]]:
        grouped: dict[int, list[Line]] = {}
        for line in self.lines:
            grouped.setdefault(line.turn.n, []).append(line)
        return {n: tuple(lines) for n, lines in grouped.items()}

    @cached_property
    def _more_than_a_nod(self) -> frozenset[int]:
        return frozenset(turn.n for turn in self.transcript.turns if len(words(turn.text)) > 2)

    @cached_property
    def coached(self) -> dict[int, CoachTurn]:
        return {turn.n: turn for turn in self.coach_turns}

    def holds(self, turn: Turn, pattern: re.Pattern[str]) -> bool:
        """Whether the turn holds the pattern; looked up once for all the sentences that answer it."""
        key = (turn.n, pattern)
        if key not in self._held:
            self._held[key] = bool(pattern.search(plain(turn.text)))
        return self._held[key]

    def said_by(self, role: Role) -> Iterator[Line]:
        return (line for line in self.lines if line.turn.role is role)

    def before(self, turn: Turn, role: Role = Role.COACH) -> Turn | None:
        """The last turn of `role` before `turn`; a back-channel ("mm-hm") is stepped over."""
        for n in range(turn.n - 1, max(0, turn.n - 6), -1):
            other = self.transcript.turn(n)
            if other and other.role is role and n in self._more_than_a_nod:
                return other
        return None

    def after(self, turn: Turn, role: Role = Role.COACH) -> Turn | None:
        """The next turn of `role` after `turn`, None if there is none close by."""
        for n in range(turn.n + 1, turn.n + 3):
            other = self.transcript.turn(n)
            if other and other.role is role:
                return other
        return None

    def next_line(self, line: Line) -> Line | None:
        lines = self.by_turn[line.turn.n]
        return lines[line.index + 1] if line.index + 1 < len(lines) else None
