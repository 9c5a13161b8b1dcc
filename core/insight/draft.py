"""What an engine answers: claims with the quotes that carry them. Nothing in a draft is believed before core verified it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.insight.model import CoachTurn

FieldValue = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """Words said to be in turn `turn` (counted from 1)."""

    turn: int
    quote: str


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One item of a section: the fields the section's model asks for, by name (absent: "" or ()), and its quotes. `doubtful`: a
    promise its person is to be asked about, whatever its words."""

    fields: Mapping[str, FieldValue]
    evidence: tuple[DraftQuote, ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that fell, with the reason; for the one repair pass."""

    section: str
    item: DraftItem
    reason: str


@dataclass(frozen=True, slots=True)
class DraftDone:
    """That an open promise of an earlier session was kept: `commitment` its id, and the quotes that say so."""

    commitment: str
    evidence: tuple[DraftQuote, ...]


@dataclass(frozen=True, slots=True)
class DraftPassage:
    """Words of the client worth coming back to, and the question they answer."""

    words: DraftQuote
    asked: DraftQuote | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What the analysis used. Tokens as the vendor counts them, cost in US dollars at list price, 0 for a local engine."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0
    calls: int = 0
    request_ids: tuple[str, ...] = ()

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.cost_usd + other.cost_usd,
            self.calls + other.calls,
            self.request_ids + other.request_ids,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """`sections` by section name; `missing` names sections the engine could not give (a fault, not an absence);
    `done` are promises of earlier sessions that the engine takes for kept. `coach_turns` is what
    `core.analysis.coach_turns.classify` made of this transcript, from an engine that runs it anyhow;
    never an outside engine's own view."""

    sections: Mapping[str, tuple[DraftItem, ...]]
    summary: str = ""
    themes: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    missing: tuple[str, ...] = ()
    done: tuple[DraftDone, ...] = ()
    passages: tuple[DraftPassage, ...] = ()
    model: str = ""
    prompt_version: str = ""
    coach_turns: tuple[CoachTurn, ...] | None = None
