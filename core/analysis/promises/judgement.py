"""What is said of words that may be a promise."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.analysis.promises.talk import Line
from core.analysis.speech.text import Span


class Verdict(StrEnum):
    SURE = "sure"
    DOUBTFUL = "doubtful"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`kind` names the pattern that promises; `act` is a slice of `line` from the verb on, `verb` its first word in lower case;
    `piece` where in the turn the promise stands. `proposal` is what a yes agrees to."""

    verdict: Verdict
    reason: str
    line: Line
    piece: Span
    kind: str = ""
    verb: str = ""
    act: str = ""
    rest: str = ""
    proposal: Line | None = None

    def but(self, verdict: Verdict, reason: str) -> "Judgement":
        return replace(self, verdict=verdict, reason=reason)
