"""No text can hold whoever reads it: files, and what is written in a direct message, at growing sizes of the worst kind."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from bot.slack import inbound
from core.reading import extraction
from core.refusal import Refused
from handlers import text_commands
from handlers.events import TextSaid
from handlers.intake import labels, paste
from handlers.routes import COMMANDS
from tests.patterns.growth import SLOW, order

BY_NAME = {command.name: command for command in COMMANDS}
SIZES = (4_000, 16_000, 64_000, 256_000)
LINES = (
    "Ann: hi", "[0:01] Ann: hi", "0:01 Ann", "Ann  0:01", "0:01 - Ann", "Ann Lee   00:01", "[Ann] 00:00:01", "Ann (00:01.100)",
    "00:00:01.000 --> 00:00:02.000", "WEBVTT", "<v Ann>hi", "1", "Transcript", "# Notes", "**Ann**", "Speaker 1", "---",
    "Attendees: Ann", "Ann 3 minutes 5 seconds", "ACTION ITEM: x - WATCH: y", "view recording ", "transcription ended after ",
    "Ann,hi", 'Ann,"hi', "a:b:c:", "::::", "", " ", "\t", "{", "[", "2026-01-01",
)  # fmt: skip
"""What headings of each format look like, and what almost does."""
SPEECH = "Ann: How are you?\nBob: I am well.\n" * 3


def repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def read(text: str) -> None:
    """A refusal is an answer, too."""
    with suppress(Refused):
        extraction.read(text.encode(), "session.txt")


@pytest.mark.parametrize("line", LINES)
def test_a_file_of_one_line_over_and_over_is_read_in_linear_time(line: str) -> None:
    assert order(lambda size: lambda: read(repeated(f"{line}\n", size)), SIZES) <= SLOW
    assert order(lambda size: lambda: read(SPEECH + repeated(f"{line}\n", size)), SIZES) <= SLOW
    assert order(lambda size: lambda: read(SPEECH + repeated(f"{line} ", size)), SIZES) <= SLOW


MADE: dict[str, Callable[[int], str]] = {
    "many speakers": lambda size: "".join(f"Ann Lee{n}: hi\n" for n in range(size // 13)),
    "many voices": lambda size: (
        "WEBVTT\n\n" + "".join(f"00:00:01.000 --> 00:00:02.000\n<v A{n}>hi\n\n" for n in range(size // 42))
    ),
    "entities": lambda size: "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "&" * size,
    "objects": lambda size: json.dumps([{"speaker": "ab"[n % 2], "text": "x y"} for n in range(size // 30)]),
    "names in objects": lambda size: json.dumps([{"speaker": f"a{n}", "text": "x y"} for n in range(size // 30)]),
}


@pytest.mark.parametrize("kind", MADE)
def test_a_file_of_many_things_is_read_in_linear_time(kind: str) -> None:
    assert order(lambda size: lambda: read(MADE[kind](size)), SIZES) <= SLOW


def said(text: str) -> None:
    """A direct message from Slack's payload to what it amounts to."""
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1", "text": text}
    arrival = inbound.read({"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event})
    if arrival is not None and isinstance(arrival.event, TextSaid):
        paste.is_session(arrival.event.text)
        text_commands.command_in(arrival.event, BY_NAME)
        labels.beside(arrival.event.text, datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "piece", ["\n", " ", "a", "a ", "a:", "a: ", "\na: b", "<@U1|", "<", "<@U1>", "&lt;", "- ", "1 May ", "?"]
)
def test_a_direct_message_is_understood_in_linear_time(piece: str) -> None:
    assert order(lambda size: lambda: said(f"a{repeated(piece, size)}b"), SIZES) <= SLOW
    assert order(lambda size: lambda: said(f"share {repeated(piece, size)}"), SIZES) <= SLOW
