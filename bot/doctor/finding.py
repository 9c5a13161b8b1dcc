"""What a look found."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    """It works, and whoever runs it should know."""
    WRONG = "wrong"
    NOT_LOOKED = "not looked at"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` names the part; `said` what was found, and `mend` what to do about it."""

    about: str
    state: State
    said: str
    mend: str = ""


def fine(about: str, said: str) -> Finding:
    return Finding(about, State.FINE, said)


def warning(about: str, said: str, mend: str) -> Finding:
    return Finding(about, State.WARNING, said, mend)


def wrong(about: str, said: str, mend: str) -> Finding:
    return Finding(about, State.WRONG, said, mend)


def not_looked(about: str, said: str, mend: str = "") -> Finding:
    return Finding(about, State.NOT_LOOKED, said, mend)


Findings = AsyncIterator[Finding]
