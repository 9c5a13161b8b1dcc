"""A session given in the browser: its bytes counted while they come, then its way as if it had been dropped into the chat."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Never

from aiohttp import web
from markupsafe import Markup

from bot import uploads
from bot.pages import words
from bot.pages.addresses import ROOT
from bot.pages.answer import Answer
from bot.pages.entering import CSRF
from bot.render import html_form
from bot.render.html import hidden
from bot.render.html_form import Filled
from bot.uploads import Receiving
from bot.web import Body
from core.card import DateField, TextField
from core.insight.label import LONGEST_TITLE
from core.limits import MAX_BYTES
from core.people.person import Person
from core.refusal import Refused
from core.translation import _
from handlers import cards
from handlers.intake import handed, labels
from handlers.intake.steps import CARD_STANDS
from handlers.services import Services


@dataclass(frozen=True)
class Uploads:
    services: Services
    receiving: Receiving

    def form(self, csrf: str) -> Markup:
        """Title and day are optional; the file comes last, so that whatever is checked comes before it."""
        drawn = html_form.Drawn("upload", Filled())
        fields = Markup().join(
            drawn.field(each)
            for each in (
                TextField("title", _("Title"), required=False, max_length=LONGEST_TITLE),
                DateField("date", _("The day of the session")),
            )
        )
        return Markup(
            '<article class="card"><h1>{title}</h1><p>{about}</p><form class="upload" method="post" action="{root}/upload" '
            'enctype="multipart/form-data" data-limit="{limit}" data-large="{large}" data-lost="{lost}">{token}{fields}'
            '<div class="field">'
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
            lost=_("The file did not arrive. Check that you are online, then try once more."),
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
        try:
            with self.receiving.of(person):
                sent = await uploads.read(Body(request), "file", lambda told: check(told.get(CSRF, "")))
        except web.HTTPRequestEntityTooLarge:
            _refuse(words.TOO_LARGE)
        except (web.HTTPTooManyRequests, web.HTTPServiceUnavailable):
            _refuse(words.MANY)
        if sent.data is None:
            raise web.HTTPBadRequest
        title, day = (sent.fields.get(f"one:{name}", "") for name in ("title", "date"))
        try:
            label = await labels.given(self.services, person, title, day, sent.name)
        except Refused as refusal:
            _refuse(words.not_so(refusal.message))
        key = secrets.token_hex(16)
        await handed.take(self.services, person, f"page-{key}", sent.data, label)
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


def _refuse(said: words.Said) -> Never:
    page = words.page(said)
    stopped: web.HTTPClientError = {
        413: web.HTTPRequestEntityTooLarge(MAX_BYTES, MAX_BYTES),
        422: web.HTTPUnprocessableEntity(),
        429: web.HTTPTooManyRequests(),
    }[said.status]
    stopped.text, stopped.content_type = page.text or "", "text/html"
    raise stopped
