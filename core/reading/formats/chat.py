"""Typed chat (Zoom, WhatsApp, Teams, Slack, Telegram): told apart from speech, so that it can be refused kindly."""

import re
from collections.abc import Sequence

from core.translation import N_

TYPED_CHAT = N_(
    "This is a typed chat, not spoken words. Send the transcript of the session itself, not the chat beside it."
)
_PATTERNS = (
    re.compile(r"^[0-9]{2}:[0-9]{2}:[0-9]{2}[^\S\t]*+\t\s*+[^\t:]{1,60}\s*:"),  # Zoom: 10:02:33<tab>Name:<tab>text
    re.compile(r"^[0-9]{2}:[0-9]{2}:[0-9]{2}\s++From\s++.{1,60}?\s+(?:to|To)\s++.{1,60}?:"),  # Zoom, newer
    re.compile(  # WhatsApp, Telegram, Teams: [12/03/2026, 10:22:33] Name: text
        r"\[?(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4},?|[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2},)\s+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
        r"\]?\s*(?:-\s*)?[^:\n]{1,60}:"
    ),
    re.compile(r"\[[0-9]{1,2}:[0-9]{2}\s?[AaPp][Mm]\]\s*[^:\n]{1,60}$"),  # Teams, Slack
    # IRC: [2026-03-05 10:58:01] <nick> text; without a date it may be a transcript, and people are asked who is who
    re.compile(
        r"\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?\S{0,8}\s{1,4}<[@+%&~ ]?[^\s<>A-Z][^\s<>]{0,30}>\s"
    ),
    re.compile(r"^[^\n:]{1,60}?\s+(?:— )?(?:(?:Today|Yesterday) at )?[0-9]{1,2}:[0-9]{2}\s?[AaPp][Mm]$"),
)  # fmt: skip


_OPENS = frozenset("[0123456789")
"""What all of them begin with but the last, which ends in a half of the day."""


def is_chat(lines: Sequence[str]) -> bool:
    """Whether most blocks of a text open the way typed chat does."""
    filled = [line.strip()[:160] for line in lines[:400] if line.strip()]
    likely = [line for line in filled if line[0] in _OPENS or line[-1] in "Mm"]
    enough = max(3, len(filled) / 4)
    return len(likely) >= enough and any(
        sum(pattern.match(line) is not None for line in likely) >= enough for pattern in _PATTERNS
    )
