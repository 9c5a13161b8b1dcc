"""A session as sentences, with what stands around each."""

import re
from dataclasses import dataclass
from functools import cached_property

from core.analysis.speech.text import Span, language_of, plain, sentences, words
from core.transcript import Role, Transcript, Turn

NOD = 2
"""Words of a turn that only keeps the other going."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `index` is its place in its turn, `at` the turn's in the session, 0 to 1."""

    turn: Turn
    span: Span
    index: int
    at: float

    @property
    def low(self) -> str:
        return plain(self.span.text)

    @property
    def asks(self) -> bool:
        return self.span.text.rstrip("\"'”’) ").endswith("?")


class Talk:
    """Reads each turn once."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.language = language_of((turn.text for turn in transcript.turns), transcript.language)
        self._lines: dict[int, tuple[Line, ...]] = {}

    def lines(self, turn: Turn | None) -> tuple[Line, ...]:
        if turn is None:
            return ()
        if turn.n not in self._lines:
            at = (turn.n - 1) / max(1, len(self.transcript.turns) - 1)
            self._lines[turn.n] = tuple(Line(turn, span, i, at) for i, span in enumerate(sentences(turn.text)))
        return self._lines[turn.n]

    def next(self, line: Line) -> Line | None:
        return next(iter(self.lines(line.turn)[line.index + 1 :]), None)

    def resumed(self, line: Line) -> Line | None:
        """The first sentence of the same speaker's next turn."""
        other, later = self.transcript.turn(line.turn.n + 1), self.transcript.turn(line.turn.n + 2)
        if (
            other is None
            or later is None
            or later.speaker != line.turn.speaker
            or any(x.asks for x in self.lines(other))
        ):
            return None
        return next(iter(self.lines(later)), None)

    def told(self, line: Line, question: re.Pattern[str]) -> tuple[Line, ...]:
        """The same speaker's next turn, where the other asks that question in between."""
        asked, later = self.lines(self.transcript.turn(line.turn.n + 1)), self.transcript.turn(line.turn.n + 2)
        if not asked or not asked[-1].asks or later is None or later.speaker != line.turn.speaker:
            return ()
        return self.lines(later) if question.search(asked[-1].low) else ()

    def previous(self, line: Line) -> Line | None:
        return self.lines(line.turn)[line.index - 1] if line.index else None

    def asked(self, turn: Turn) -> Turn | None:
        """The turn of the other that this one answers; a nod in between is stepped over."""
        for n in range(turn.n - 1, max(0, turn.n - 4), -1):
            other = self.transcript.turn(n)
            others = other and other.role is not turn.role and other.role in {Role.COACH, Role.CLIENT}
            if other and others and (len(words(other.text)) > NOD or "?" in other.text):
                return other
        return None

    def before(self, turn: Turn, role: Role) -> Turn | None:
        """The last turn of `role` close before, nods stepped over."""
        for n in range(turn.n - 1, max(0, turn.n - 6), -1):
            other = self.transcript.turn(n)
            if other and other.role is role and len(words(other.text)) > NOD:
                return other
        return None

    def answered(self, turn: Turn) -> Turn | None:
        """The other's next turn."""
        other = self.transcript.turn(turn.n + 1)
        return other if other and other.role is not turn.role else None

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(part.lower() for speaker in self.transcript.speakers for part in speaker.split())
