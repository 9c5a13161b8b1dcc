"""How a command is written in Teams: as a message to the bot, without a slash."""

import re

from core.card import Say

BEGINS, ENDS = "\ue003", "\ue004"
_MARKS = re.compile(f"[{BEGINS}{ENDS}]")


def typed(said: Say) -> str:
    """`share list`, marked so that it can be set in bold."""
    return f"{BEGINS}{f'{said.verb} {said.rest}'.strip() or 'debrief'}{ENDS}"


def spoken(text: str) -> str:
    """The text with its commands as they are, for where nothing can be bold."""
    return _MARKS.sub("", text)


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a command."""
    return [(piece, number % 2 == 1) for number, piece in enumerate(_MARKS.split(text)) if piece]
