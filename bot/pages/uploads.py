"""A session given in the browser: its bytes counted while they come, then its way as if it had been dropped into the chat."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Never

from aiohttp import BodyPartReader, web
from markupsafe import Markup

from bot.pages import words
from bot.pages.addresses import ROOT
from bot.pages.answer import Answer
from bot.pages.entering import CSRF
from bot.render import html_form
from bot.render.html import hidden
from bot.render.html_form import Filled
from core.card import DateField, TextField
from core.limits import MAX_BYTES
from core.people.person import Person
from core.translation import _
from handlers import cards
from handlers.intake import handed, labels
from handlers.intake.steps import CARD_STANDS
from handlers.services import Services

ROOM = 16 * 1024
"""Bytes of a request besides its file."""
CHUNK = 64 * 1024
WITHIN, BETWEEN = 600.0, 30.0
"""Seconds for the whole of it, and for each chunk: the slowest line that is served carries 10 MB at 17 KB/s."""
AT_ONCE, IN_ALL = 2, 16
"""Uploads under way of one person and of everybody: each may hold 10 MB of memory."""


@dataclass(frozen=True)
class Uploads:
    services: Services
    _coming: Counter[Person] = field(default_factory=Counter)

    def form(self, csrf: str) -> Markup:
        """Title and day are optional; the file comes last, so that whatever is checked comes before it."""
        drawn = html_form.Drawn("upload", Filled())
        fields = Markup().join(
            drawn.field(each)
            for each in (
                TextField("title", _("Title"), required=False, max_length=labels.LONGEST_TITLE),
                DateField("date", _("The day of the session")),
            )
        )
        return Markup(
            '<article class="card"><h1>{title}</h1><p>{about}</p><form class="upload" method="post" action="{root}/upload" '
            'enctype="multipart/form-data" data-limit="{limit}" data-large="{large}">{token}{fields}<div class="field">'
            '<label for="file">{file}</label><p class="small" id="file-hint">{accepted}</p>'
            '<input type="file" id="file" name="file" required aria-describedby="file-hint"></div>'
            '<p class="small">{consent}</p><div class="actions"><button type="submit" class="button primary">{add}</button></div>'
            '<progress max="1" hidden aria-label="{sent}"></progress><p class="error" role="alert" hidden></p></form></article>'
        ).format(
            title=_("Add a session"),
            about=_(
                "It goes the same way as a file in our private chat, and stays yours and private until you share it."
            ),
            root=ROOT,
            limit=MAX_BYTES,
            large=_(words.TOO_LARGE.words[0]),
            token=hidden({CSRF: csrf}),
            fields=fields,
            file=_("The transcript"),
            accepted=_(cards.ACCEPTED),
            consent=_("By giving me a session you confirm that those in it agreed to this kind of analysis."),
            add=_("Add"),
            sent=_("How much has arrived"),
        )

    async def take(self, request: web.Request, person: Person, check: Callable[[str], None]) -> str:
        """The key of what was given. `check` is given the form's token before any byte of the file is read. Raises
        web.HTTPException for what cannot be taken."""
        if (request.content_length or 0) > MAX_BYTES + ROOM:
            _refuse(words.TOO_LARGE)
        if self._coming[person] >= AT_ONCE or self._coming.total() >= IN_ALL:
            _refuse(words.MANY)
        self._coming[person] += 1
        try:
            async with asyncio.timeout(WITHIN):
                data, label = await _read(request, check)
        except (TimeoutError, ConnectionError, web.RequestPayloadError):
            raise web.HTTPRequestTimeout from None  # half of it is nothing
        finally:
            self._coming[person] -= 1
            if not self._coming[person]:
                del self._coming[person]
        key = secrets.token_hex(16)
        await handed.take(self.services, person, f"page-{key}", data, label)
        return key

    async def look(self, person: Person, key: str) -> Answer:
        job = await handed.find(self.services, person, f"page-{key}")
        if job is None:
            return Answer([cards.gone()])
        card, goes_on = await handed.shown(self.services, job)
        return Answer(card=card, goes_on=goes_on)

    async def done(self, person: Person, key: str) -> str | None:
        """The id of the insight that came of it."""
        job = await handed.find(self.services, person, f"page-{key}")
        if job is None or job.step not in CARD_STANDS:
            return None
        earlier = (
            await self.services.jobs.get(job.tenant, job.refs.get("earlier", "")) if "earlier" in job.refs else None
        )
        return job.refs.get("insight") or (earlier.refs.get("insight") if earlier else None)


async def _read(request: web.Request, check: Callable[[str], None]) -> tuple[bytes, labels.Label]:
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    told: dict[str, str] = {}
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            break
        if part.name == "file":
            check(told.get(CSRF, ""))
            data = await _bytes(part, MAX_BYTES)
            try:
                day = labels.day_of(told.get("one:date", ""))
            except ValueError:
                day = None
            title = labels.title_of(told.get("one:title", ""))
            return data, labels.Label(title, day, part.filename or "")
        told[part.name or ""] = (await _bytes(part, ROOM)).decode(errors="replace")
    raise web.HTTPBadRequest


async def _bytes(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while True:
        async with asyncio.timeout(BETWEEN):
            chunk = await part.read_chunk(CHUNK)
        if not chunk:
            return bytes(data)
        data += chunk
        if len(data) > most:
            _refuse(words.TOO_LARGE)


def _refuse(said: words.Said) -> Never:
    page = words.page(said)
    stopped = web.HTTPRequestEntityTooLarge(MAX_BYTES, MAX_BYTES) if said.status == 413 else web.HTTPTooManyRequests()
    stopped.text, stopped.content_type = page.text or "", "text/html"
    raise stopped
