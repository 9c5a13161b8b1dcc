"""What an assessment tells: read by the service, which assesses nothing itself."""

from dataclasses import dataclass

from core.insight.draft import Draft, Rejected
from core.insight.model import CoachTurn, Findings


@dataclass(frozen=True, slots=True)
class Fallen:
    """That the item at `place` (counted from 0) of a draft's section did not hold, and why."""

    section: str
    place: int
    reason: str

    def rejected(self, draft: Draft) -> Rejected:
        """With the item itself, out of the draft that was assessed."""
        return Rejected(self.section, draft.sections[self.section][self.place], self.reason)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What of a draft holds, with the figures of the session. `coach_turns` belong into the findings; they travel beside them
    because they are as many as the coach's turns. `minutes` None where the file has no times."""

    findings: Findings
    coach_turns: tuple[CoachTurn, ...]
    fallen: tuple[Fallen, ...]
    dropped: dict[str, int]
    proposed: int
    kept: int
    confidence: float | None
    notes: tuple[str, ...]
    words: int
    minutes: float | None
