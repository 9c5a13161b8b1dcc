"""What an answer is remembered with, so that it is drawn anew when something it shows changes. Nothing on it is pressed."""

from dataclasses import dataclass
from typing import Self

from core.refusal import Reason, Refused
from core.translation import _
from handlers.routing import OUT_OF_DATE, Route, Value

KINDS = frozenset({"promised", "about", "last", "next"})


@dataclass(frozen=True, slots=True)
class Receipts(Value):
    """`kind` of KINDS; `voice` a role, or empty for everybody's; `where` the sessions, each with the turns of its quotes, as
    "id.8.14,id.3": the answer without the question, which is nobody's but the asker's."""

    kind: str
    voice: str
    where: str

    @classmethod
    def unpacked(cls, text: str) -> Self:
        kind, voice, where = (*text.split("|", 2), "", "")[:3]
        if kind not in KINDS or voice not in {"", "client", "coach"}:
            raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE))
        return cls(kind, voice, where)

    @property
    def sessions(self) -> dict[str, frozenset[int]]:
        """The turns by session."""
        parts = [each.split(".") for each in self.where.split(",") if each]
        return {insight: frozenset(int(turn) for turn in turns if turn.isdecimal()) for insight, *turns in parts}


ANSWER = Route("answer", Receipts)
