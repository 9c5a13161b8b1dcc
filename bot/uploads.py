"""Files that come over HTTP, in a form: read as they come, so many at a time, each held in memory until it is stored sealed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web import Body, Limits
from core.limits import MAX_BYTES
from core.people.person import Person

AT_ONCE, EACH = 16, 2
"""Files that come in at a time: of all, and of one person. What has come of them, 160 MB at the most, is in memory."""
AGAIN = "30"
"""Seconds after which who finds it full may ask again."""
FIELD, FIELDS = 4096, 12
"""Bytes of a field besides the file, and how many there may be."""
PIECE = 64 * 1024
FORM = Limits(MAX_BYTES + 256 * 1024, 300.0)
"""For `bot.web.stream`: a file, with the form around it. 10 MB take 160 seconds at 64 KB a second."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form held. `data` None: no file. `name`, the file's, is content, as the fields are."""

    fields: Mapping[str, str]
    data: bytes | None = None
    name: str = ""


@dataclass(frozen=True)
class Receiving:
    """The files that come in at this moment, of all people."""

    _going: Counter[Person] = field(default_factory=Counter)
    _keys: set[str] = field(default_factory=set)

    @contextmanager
    def of(self, person: Person) -> Iterator[None]:
        """For as long as a file of theirs comes in. Raises HTTPTooManyRequests and HTTPServiceUnavailable where too many do."""
        if self._going[person] >= EACH:
            raise web.HTTPTooManyRequests(headers={"Retry-After": AGAIN})
        if self._going.total() >= AT_ONCE:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": AGAIN})
        self._going[person] += 1
        try:
            yield
        finally:
            self._going[person] -= 1
            if not self._going[person]:
                del self._going[person]

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """For as long as what has this key is stored. Raises HTTPConflict where that is under way already."""
        if key in self._keys:
            raise web.HTTPConflict
        self._keys.add(key)
        try:
            yield
        finally:
            self._keys.remove(key)


async def read(body: Body, file: str, before: Callable[[Mapping[str, str]], None] = lambda _fields: None) -> Sent:
    """The form, its one file being the field `file`; `before` is shown the fields so far, before any of the file is read. Raises
    as `Body.step` does; HTTPUnsupportedMediaType for what is no form; HTTPRequestEntityTooLarge as soon as more than 10 MB of the
    file have come; HTTPBadRequest for a broken form."""
    if body.request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType
    fields: dict[str, str] = {}
    data, name = None, ""
    try:
        parts = await body.request.multipart()
        while (part := await body.step(parts.next())) is not None:
            if not isinstance(part, BodyPartReader) or len(fields) >= FIELDS:
                raise web.HTTPBadRequest
            if part.name == file and data is None:
                before(fields)
                name = part.filename or ""
                data = await _part(body, part, MAX_BYTES)
            elif part.name and part.name not in {file, *fields}:
                fields[part.name] = (await _part(body, part, FIELD)).decode()
            else:
                raise web.HTTPBadRequest  # without a name, or twice
    except (ValueError, AssertionError, HttpProcessingError):  # what aiohttp has for a form that is none
        raise web.HTTPBadRequest from None
    return Sent(fields, data, name)


async def _part(body: Body, part: BodyPartReader, largest: int) -> bytes:
    data = bytearray()
    while piece := await body.step(part.read_chunk(PIECE)):
        data += piece
        if len(data) > largest:
            raise web.HTTPRequestEntityTooLarge(largest, len(data))
    return bytes(data)
