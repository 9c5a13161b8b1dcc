"""Where the sentences stand that people read, and what babel finds there."""

from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).parents[2]
ROOMS = (
    "bot/local.py",
    "bot/render",
    "bot/slack",
    "core/analysis/analyse.py",
    "core/analysis/icf/competencies.py",
    "core/analysis/metrics.py",
    "core/analysis/quality.py",
    "core/analysis/safety.py",
    "core/card.py",
    "core/insight",
    "core/limits.py",
    "core/people",
    "core/promises",
    "core/reading/measurability.py",
    "core/sharing",
    "core/transcript.py",
    "handlers",
)
"""Folders and files in which whatever a person reads goes through the catalogue."""


def _of(room: str) -> list[Path]:
    there = ROOT / room
    return [there] if there.suffix else list(there.rglob("*.py"))


SAID_IN = sorted({source for room in ROOMS for source in _of(room)})
REFUSE_IN = sorted(source for room in ("bot", "core", "handlers") for source in _of(room) if "cli" not in source.parts)
"""Everything but the terminal, which speaks English."""
LOCALES = ROOT / "core" / "locales"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}


@cache
def messages() -> frozenset[str | tuple[str, str]]:
    """Every message of the code; one with a plural as (one, several)."""
    found: set[str | tuple[str, str]] = set()
    for room in ("handlers", "core", "bot"):
        for source in ROOT.joinpath(room).rglob("*.py"):
            for _, said, _, _ in extract_from_file("python", source, keywords=KEYWORDS):
                found.add(said if isinstance(said, str) else (str(said[0]), str(said[1])))
    return frozenset(found)
