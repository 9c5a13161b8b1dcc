"""What a signed-in person presses and sends: a POST, kept before it is handled as a platform's presses are. Its answer stands
above the page it was pressed on, drawn anew."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import partial

from aiohttp import web
from multidict import MultiDictProxy

from bot.pages.addresses import ROOT, SAVED, UPLOAD, Shown, file
from bot.pages.answer import Answer
from bot.pages.doors import same
from bot.pages.entering import CSRF
from bot.pages.reading import BACK, KEY, OPENED, Reading
from bot.pages.uploads import Uploads
from bot.render.html import ACTION, VALUE
from bot.render.html_form import Filled, sent
from bot.uploads import FORM
from bot.web import stream
from core.card import Card, Text
from core.people.person import Person
from core.translation import _
from handlers.events import ButtonPressed, FormSent
from handlers.insight import routes as insight
from handlers.promises import routes as promises

Sent = MultiDictProxy[str | bytes | bytearray | web.FileField]
QUIET = frozenset({promises.DONE_ON_CARD.name, insight.NAME.name})
"""Presses whose answer is on the page already."""


@dataclass(frozen=True)
class Pressing:
    reading: Reading
    uploads: Uploads

    def mount(self, server: web.Application) -> None:
        mine = self.reading.mine
        server.add_routes([web.post(f"{ROOT}/press", mine(self._press)), web.post(f"{ROOT}/send", mine(self._send))])
        stream(server, "POST", f"{ROOT}/upload", mine(self._upload), FORM)

    async def _press(self, request: web.Request, person: Person) -> web.StreamResponse:
        data = await self._sent(request)
        action, value = _text(data, ACTION), _text(data, VALUE)
        back = Shown.unpacked(_text(data, BACK))
        if action in SAVED:
            raise web.HTTPSeeOther(file(action, value))
        if shown := Shown.of(action, value):
            raise web.HTTPSeeOther(shown.address(back if shown.asks else None))
        answer = await self._kept(ButtonPressed(person, None, action, value))
        return await self._after(request, person, answer, back, quiet=action in QUIET)

    async def _send(self, request: web.Request, person: Person) -> web.StreamResponse:
        data = await self._sent(request)
        action, value, fields = _text(data, ACTION), _text(data, VALUE), sent(_pairs(data))
        back, opened = Shown.unpacked(_text(data, BACK)), Shown.unpacked(_text(data, OPENED))
        # Whoever makes a key up can meet none of another person's.
        key = hashlib.sha256(f"{person.id}/{_text(data, KEY)}".encode()).hexdigest()
        answer = await self._kept(FormSent(person, action, value, fields, key))
        if answer.errors_of:
            again = await self.reading.look(person, opened) if opened.asks else Answer()
            if again.form and again.form.action == action:
                filled = Filled(kept=fields, errors=answer.errors_of)
                return await self.reading.page(request, person, opened, again, back=back, filled=filled, status=422)
            wrong = tuple(Text(each) for each in dict.fromkeys(answer.errors_of.values()))
            answer.said.append(Card(_("That did not work"), wrong))
        if answer.form:
            return await self.reading.page(request, person, opened, answer, back=back)
        return await self._after(request, person, answer, back)

    async def _kept(self, event: ButtonPressed | FormSent) -> Answer:
        key = f"page-{secrets.token_hex(16)}"
        await self.reading.dispatcher.keep(event, key)
        return await self.reading.handled(event, key)

    async def _after(
        self, request: web.Request, person: Person, answer: Answer, back: Shown, *, quiet: bool = False
    ) -> web.StreamResponse:
        """What came of it, above the page it was pressed on; where that says it by itself, the page alone."""
        if answer.form:
            return await self.reading.page(request, person, back, answer, back=back)
        page = await self.reading.look(person, back)
        stands = page.status == 200 and bool(page.shown or page.form)
        own = page.shown[0].title if stands and page.shown else None
        told = () if quiet and answer.status == 200 else tuple(card for card in answer.shown if card.title != own)
        if not told:
            raise web.HTTPSeeOther(back.address())
        if not stands:
            return await self.reading.page(request, person, Shown(), answer)
        return await self.reading.page(request, person, back, page, told, status=answer.status)

    async def _sent(self, request: web.Request) -> Sent:
        data = await request.post()
        self._check(request, _text(data, CSRF))
        return data

    def _check(self, request: web.Request, csrf: str) -> None:
        if not same(csrf, self.reading.entering.csrf(request)):
            raise web.HTTPForbidden(text=_("This page is out of date. Please open it again."))

    async def _upload(self, request: web.Request, person: Person) -> web.StreamResponse:
        key = await self.uploads.take(request, person, partial(self._check, request))
        raise web.HTTPSeeOther(Shown(UPLOAD, key).address())


def _pairs(data: Sent) -> list[tuple[str, str]]:
    return [(name, value) for name, value in data.items() if isinstance(value, str)]


def _text(data: Sent, name: str) -> str:
    value = data.get(name, "")
    return value if isinstance(value, str) else ""
