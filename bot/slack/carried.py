"""What a message carries: its own files and words, and those of the messages it forwards, however deep they lie."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

DEEPEST = 20
"""Forwards within forwards that are followed. Slack itself shows fewer."""
INSIDE = ("attachments", "message_blocks", "blocks")
"""Lists in which a message holds what it forwards."""


def files(message: Json, *, beyond: Json | None = None) -> dict[str, str]:
    """Names by id, in the order they stand in; deleted ones are left out, and those that `beyond` carries, too."""
    found = {file_id: name for part in _parts(message) for file_id, name in _own(part)}
    known = files(beyond) if beyond else {}
    return {file_id: name for file_id, name in found.items() if file_id not in known}


def text(message: Json, longest: int) -> str:
    """As written, with the words of forwarded messages after its own."""
    shared = [part.get("text") for part in _parts(message) if part.get("is_share") or part.get("is_msg_unfurl")]
    return "\n\n".join(each for each in (message.get("text"), *shared) if isinstance(each, str) and each)[:longest]


def _own(part: Json) -> Iterator[tuple[str, str]]:
    """The files of one message. A file has been a single `file` in old kinds of messages, and may be a block."""
    listed = [*(part.get("files") or ()), part.get("file")]
    for file in listed:
        if isinstance(file, Mapping) and file.get("id") and file.get("mode") != "tombstone":
            yield str(file["id"]), str(file.get("name") or "")
    if part.get("type") == "file" and part.get("file_id"):
        yield str(part["file_id"]), ""


def _parts(message: Json, depth: int = 0) -> Iterator[Json]:
    yield message
    inner: list[Any] = [message.get("message")]
    for name in INSIDE:
        inner += held if isinstance(held := message.get(name), Sequence) else ()
    for part in inner:
        if isinstance(part, Mapping) and depth < DEEPEST:
            yield from _parts(part, depth + 1)
