"""Words that people write, as they are kept."""

import unicodedata

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the writing's direction, also of what stands after the words."""


def visible(text: str) -> str:
    """Without control characters, halves of characters and turns; lines and tabs stay."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or (letter not in _TURNS and unicodedata.category(letter) not in {"Cc", "Cs"})
    )


def one_line(text: str) -> str:
    return " ".join(visible(" ".join(text.split())).split())
