"""What a form of the page sends: fields in their order, and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Sent:
    pairs: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, bytes]]
    """(name, bytes) of each."""


async def read(request: web.Request) -> Sent:
    """The body is here already, whole (bot/web.py): what is no form sends nothing."""
    if request.content_type != "multipart/form-data":
        pairs = [(name, value) for name, value in (await request.post()).items() if isinstance(value, str)]
        return Sent(pairs, ())
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode("utf-8", "surrogateescape")
    whole = BytesParser(policy=policy.HTTP).parsebytes(head + await request.read())
    parts = [part for part in whole.get_payload() if isinstance(part, Message)] if whole.is_multipart() else []
    pairs, files = [], []
    for part in parts:
        data = part.get_payload(decode=True)
        content = data if isinstance(data, bytes) else b""
        if (name := part.get_filename()) is not None:
            files.append((name, content))
        else:
            field = part.get_param("name", "", "content-disposition")
            pairs.append((str(field), content.decode("utf-8", "replace")))
    return Sent(pairs, files)
