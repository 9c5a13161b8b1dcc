"""Finding sessions by words of their title or themes, which are encrypted. Pure.

Rows are read in pages, opened and looked at; there is no index of words. A keyed index of words would survive the destruction
of a person's key in backups, tell which sessions share words, and find whole words only; reading finds parts of words, in
any spelling of case and accent, and leaves nothing behind. core/sharing/finding.py bounds it by rows and goes on where it
stopped. docs/access.md has the figures.
"""

import unicodedata

from core.ports.insights import InsightSummary

LONGEST = 100
"""Characters of a search."""


def words(text: str) -> tuple[str, ...]:
    """What is looked for: the words of the first LONGEST characters, without case and accents."""
    return tuple(plain(text[:LONGEST]).split())


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))


def matches(row: InsightSummary, wanted: tuple[str, ...]) -> bool:
    """Whether every word wanted is part of the title or of a theme."""
    said = plain(" ".join((row.session_title or "", *row.themes)))
    return all(word in said for word in wanted)
