"""A session as turns: who said what, when. Times are seconds from the start of the recording; unknown is None, never 0."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
"""Where what is said, or a summary, goes on with the next sentence."""
_GENERIC = re.compile(
    r"(?:unknown )?(?:speaker|spk|sprecher(?:in)?|locuteur|hablante|orador|participant|person|voice"
    r"|話者|发言人|說話人|说话人)[ _-]?(?:[0-9]{1,3}|[A-Z])?$",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"(?:S|spk|ch|channel)[ _-]?[0-9]{1,3}$", re.IGNORECASE)


class Role(StrEnum):
    COACH = "coach"
    CLIENT = "client"
    OTHER = "other"  # a third voice: context, never quoted
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption or block of a file, before merging. `speaker` is None where the file names nobody."""

    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A speaker's consecutive cues. `n` counts from 1. `start` and `end` in seconds or None."""

    n: int
    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    role: Role = Role.UNKNOWN
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a reader made of one file.

    `format` is a name from the format table (`zoom-vtt`, `otter-txt`, …), `language` an ISO 639-1 code or `und`,
    `speakers` in order of first speech, `roles` maps speaker to role (empty until inferred or confirmed),
    `warnings` are sentences a person may read.
    """

    format: str
    turns: tuple[Turn, ...]
    language: str = "und"
    roles: dict[str, Role] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    session_date: datetime | None = None
    title: str | None = None

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    @property
    def words(self) -> int:
        return sum(len(turn.text.split()) for turn in self.turns)

    def turn(self, n: int) -> Turn | None:
        """The turn counted from 1, or None if there is no such turn."""
        return self.turns[n - 1] if 1 <= n <= len(self.turns) else None

    def with_roles(self, roles: dict[str, Role]) -> "Transcript":
        """The same transcript with every turn carrying its speaker's role; a speaker not named is OTHER."""
        turns = tuple(replace(turn, role=roles.get(turn.speaker, Role.OTHER)) for turn in self.turns)
        return replace(self, roles=dict(roles), turns=turns)

    def exchanged(self, one: str, other: str) -> "Transcript":
        """Each of two speakers under the other's name, with the role they had."""
        names = {one: other, other: one}
        turns = tuple(replace(turn, speaker=names.get(turn.speaker, turn.speaker)) for turn in self.turns)
        roles = {names.get(speaker, speaker): role for speaker, role in self.roles.items()}
        return replace(self, roles=roles, turns=turns)


def is_generic(name: str) -> bool:
    """`Speaker 0`, `SPEAKER_00`, `Unknown Speaker`: a lane, not a person."""
    return _GENERIC.match(name.strip()) is not None or _CHANNEL.match(name.strip()) is not None
