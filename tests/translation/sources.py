"""Where the sentences stand that people read, and what babel finds there."""

from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).parents[2]
ROOMS = (
    "bot/render",
    "core/analysis/icf/competencies.py",
    "core/card.py",
    "core/insight",
    "core/people",
    "core/promises",
    "core/sharing",
    "handlers/access",
    "handlers/account",
    "handlers/arguments.py",
    "handlers/cards.py",
    "handlers/coaching",
    "handlers/dispatcher.py",
    "handlers/effects",
    "handlers/events.py",
    "handlers/home",
    "handlers/insight",
    "handlers/jobs.py",
    "handlers/lanes.py",
    "handlers/lists",
    "handlers/messages",
    "handlers/presses.py",
    "handlers/promises",
    "handlers/routes.py",
    "handlers/routing.py",
    "handlers/services.py",
    "handlers/sharing",
    "handlers/text_commands.py",
)
"""Folders and files in which whatever a person reads goes through the catalogue."""


def _of(room: str) -> list[Path]:
    there = ROOT / room
    return [there] if there.suffix else list(there.rglob("*.py"))


SAID_IN = sorted({source for room in ROOMS for source in _of(room)})
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
