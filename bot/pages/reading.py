"""What a signed-in person reads: a second face of the same handlers. A route that changes nothing is the page at its address; for
the others there is `pressing`."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from aiohttp import web
from markupsafe import Markup

from bot.pages import guide, layout, transcripts
from bot.pages.addresses import NAMED, PAPER, ROOT, SHOWN, TRANSCRIPT, UPLOAD, Shown
from bot.pages.answer import Answer
from bot.pages.doors import Doors, Handler
from bot.pages.drawing import notice, page_card, page_form, paper, said
from bot.pages.entering import CSRF, Entering, Signed
from bot.pages.uploads import Uploads
from bot.render.html import Post
from bot.render.html_form import Filled
from core.card import Card, Form, PersonField, Text, written
from core.faults import StorageFault
from core.people.locales import read_by
from core.people.members import name_of, names
from core.people.person import Person
from core.people.relationships import State
from core.ports.insights import Scope
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.translation import _
from handlers.cards import answer_to
from handlers.dispatcher import KNOWN_WITHIN, Dispatcher
from handlers.events import ButtonPressed, FormSent
from handlers.home import home
from handlers.home import routes as at_home
from handlers.insight import export
from handlers.insight import routes as insight
from handlers.lists import routes as lists
from handlers.services import Services

BACK, OPENED, KEY = "back", "opened", "key"
"""What a page's forms carry besides: the page they stand on, what opened them, and a name of their own."""
EMPTY = Filled()
KNOWN = 100
"""Coaches and clients among whom a form lets one choose."""
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "json": "application/json",
}
"""By the end of a file's name, which holds no content."""


@dataclass(frozen=True)
class Reading:
    services: Services
    dispatcher: Dispatcher
    doors: Doors
    entering: Entering
    uploads: Uploads

    def routes(self) -> list[web.RouteDef]:
        return [
            *(self._get(path, partial(_named, route)) for route, path in NAMED.items()),
            self._get("/sessions/{id}", lambda request: Shown(insight.OPEN.name, request.match_info["id"])),
            self._get("/open/{route}", _opened),
            self._get("/upload/{key}", lambda request: Shown(UPLOAD, request.match_info["key"])),
            web.get(f"{ROOT}/sessions/{{id}}/transcript", self.mine(self._transcript), allow_head=False),
            web.get(f"{ROOT}/sessions/{{id}}/print", self.mine(self._paper), allow_head=False),
            web.get(f"{ROOT}/save/{{route}}", self.mine(self._save), allow_head=False),
            web.get(f"{ROOT}/upload", self.mine(self._choose), allow_head=False),
        ]

    def mine(self, handler: Signed) -> Handler:
        """For who is signed in, in their language."""

        async def answer(request: web.Request, person: Person) -> web.StreamResponse:
            async with read_by(self.services, person, KNOWN_WITHIN):
                return await handler(request, person)

        return self.doors.through(self.entering.signed_in(answer))

    def _get(self, path: str, shown: Callable[[web.Request], Shown]) -> web.RouteDef:
        async def answer(request: web.Request, person: Person) -> web.StreamResponse:
            it = shown(request)
            await self._move_on(person, it)
            back = Shown.unpacked(request.query[BACK]) if BACK in request.query else None
            return await self.page(request, person, it, await self.look(person, it), back=back)

        return web.get(f"{ROOT}{path}", self.mine(answer), allow_head=False)

    async def _move_on(self, person: Person, shown: Shown) -> None:
        """From a session on its way to what came of it."""
        if shown.route == UPLOAD and (made := await self.uploads.done(person, shown.value)):
            raise web.HTTPSeeOther(Shown(insight.OPEN.name, made).address())

    # --- reading ---

    async def look(self, person: Person, shown: Shown) -> Answer:
        if shown.route == at_home.SHOW.name:
            scope = Scope(shown.value) if shown.value in set(Scope) else Scope.ALL
            card = await home.home(self.services, person, scope)
            return Answer(card=replace(card, title=_("Overview")))
        if shown.route == at_home.HELP.name:
            return Answer(card=guide.card())
        if shown.route == UPLOAD:
            return await self.uploads.look(person, shown.value)
        if shown.route == TRANSCRIPT:  # a press never stands on it
            return Answer()
        value = shown.value
        if not value and shown.route in SHOWN:
            try:
                value = SHOWN[shown.route].takes().packed()
            except TypeError:  # it has to be told what it is about
                value = ""
        return await self.handled(ButtonPressed(person, None, shown.route, value))

    async def handled(self, event: ButtonPressed | FormSent, key: str = "") -> Answer:
        answer = Answer()
        try:
            await self.dispatcher.handle(event, answer, key)
        except StorageFault:
            raise
        except Exception:  # noqa: BLE001 - a bug, which the dispatcher has logged and told
            answer.broken = True
        return answer

    async def page(
        self,
        request: web.Request,
        person: Person,
        shown: Shown,
        answer: Answer,
        told: Iterable[Card] = (),
        *,
        back: Shown | None = None,
        filled: Filled = EMPTY,
        status: int = 0,
    ) -> web.Response:
        """`told` stands above; `back` is where a form leads when it is closed."""
        write = partial(said, person.tenant.platform)
        hidden = {CSRF: self.entering.csrf(request), BACK: shown.packed()}
        post = Post(f"{ROOT}/press", hidden, "page")
        above = written(tuple(told), write)
        parts = [notice(card, replace(post, name=f"notice{n}"), shown) for n, card in enumerate(above)]
        if answer.form:
            form = written(answer.form, write)
            filled = replace(filled, errors={name: written(text, write) for name, text in filled.errors.items()})
            parts.append(await self._form(person, form, shown, back or Shown(), hidden[CSRF], filled))
        else:
            nothing = Card(_("Nothing here"), (Text(_("There is nothing to show here.")),))
            page, *more = written(answer.shown, write) or (nothing,)
            parts += [notice(card, replace(post, name=f"more{n}"), shown) for n, card in enumerate(more)]
            parts += await self._card(person, answer, page, post, shown)
        around = layout.Around(
            await name_of(self.services, person.tenant, person.id), hidden[CSRF], shown, back if answer.form else None
        )
        return layout.page(around, parts, status or answer.status)

    async def _card(self, person: Person, answer: Answer, card: Card, post: Post, shown: Shown) -> list[Markup]:
        if answer.goes_on:
            return [Markup('<div data-again="2">{}</div>').format(page_card(card, post, shown))]
        if shown.route != insight.OPEN.name or answer.status != 200:
            return [page_card(card, post, shown)]
        transcript = Shown(TRANSCRIPT, shown.value).address()
        readable = await transcripts.there(self.services, person, shown.value)
        also = [(transcript, _("Transcript"))] if readable else []
        if await self._may_save(person, shown.value):
            also.append((Shown(PAPER, shown.value).address(), _("To print")))
        links = Markup(" · ").join(Markup('<a href="{}">{}</a>').format(*each) for each in also)
        drawn = page_card(card, post, shown, (lambda turn: f"{transcript}#t{turn}") if readable else None)
        return [drawn, *([Markup('<p class="also">{}</p>').format(links)] if also else [])]

    async def _may_save(self, person: Person, insight_id: str) -> bool:
        try:
            await find(self.services, person, Operation.EXPORT, insight_id)
        except Refused:
            return False
        return True

    async def _form(self, person: Person, form: Form, opened: Shown, back: Shown, csrf: str, filled: Filled) -> Markup:
        hidden = {CSRF: csrf, BACK: back.packed(), OPENED: opened.packed(), KEY: secrets.token_hex(16)}
        asks_whom = any(isinstance(each, PersonField) for each in form.fields)
        people = await self._people(person) if asks_whom else ()
        filled = replace(filled, people=people, close=back.address())
        presses = Post(f"{ROOT}/press", {CSRF: csrf, BACK: back.packed()}, "shown")
        return page_form(form, Post(f"{ROOT}/send", hidden, "form"), filled, presses, back)

    async def _people(self, person: Person) -> tuple[tuple[str, str], ...]:
        """Whom a form lets one choose from: the people one works or has worked with, and those one shares with."""
        bonds = await self.services.relationships.of(person, states=frozenset(State), limit=KNOWN)
        shares = await self.services.insights.granted(person, limit=KNOWN)
        ids = [bond.other(person.id) for bond in bonds.rows]
        ids += [coach for row in shares.rows for coach in row.sharing_permissions]
        known = await names(self.services, person.tenant, ids)
        return tuple(sorted(known.items(), key=lambda each: each[1].casefold()))

    # --- files ---

    async def _save(self, request: web.Request, person: Person) -> web.StreamResponse:
        route, value = request.match_info["route"], request.query.get("v", "")
        try:
            if route == insight.EXPORT.name:
                wanted = insight.Saved.unpacked(value)
                name, body = await export.insight_file(self.services, person, wanted.insight, wanted.form)
            elif route == lists.TIMELINE_EXPORT.name:
                asked = lists.Saved.unpacked(value)
                name, body = await export.timeline_file(self.services, person, asked.other, asked.form)
            else:
                raise web.HTTPNotFound
        except Refused as refusal:
            return await self._refused(request, person, refusal)
        response = web.Response(body=body, content_type=TYPES[name.rpartition(".")[2]])
        response.headers["Content-Disposition"] = "; ".join(("attachment", f'filename="{name}"'))
        return response

    async def _transcript(self, request: web.Request, person: Person) -> web.StreamResponse:
        shown = Shown(TRANSCRIPT, request.match_info["id"])
        try:
            body = await transcripts.drawn(self.services, person, shown.value)
        except Refused as refusal:
            return await self._refused(request, person, refusal)
        name = await name_of(self.services, person.tenant, person.id)
        return layout.page(layout.Around(name, self.entering.csrf(request), shown), [body])

    async def _paper(self, request: web.Request, person: Person) -> web.StreamResponse:
        shown = Shown(PAPER, request.match_info["id"])
        try:
            card = await export.on_paper(self.services, person, shown.value)
            body = paper(written(card, partial(said, person.tenant.platform)))
        except Refused as refusal:
            return await self._refused(request, person, refusal)
        name = await name_of(self.services, person.tenant, person.id)
        return layout.page(layout.Around(name, self.entering.csrf(request), shown), [body])

    async def _refused(self, request: web.Request, person: Person, refusal: Refused) -> web.Response:
        status = 404 if refusal.reason is Reason.NOT_FOUND else 403
        return await self.page(request, person, Shown(), Answer([answer_to(refusal)]), status=status)

    # --- a new session ---

    async def _choose(self, request: web.Request, person: Person) -> web.StreamResponse:
        name, csrf = await name_of(self.services, person.tenant, person.id), self.entering.csrf(request)
        return layout.page(layout.Around(name, csrf, Shown(UPLOAD)), [self.uploads.form(csrf)])


def _named(route: str, request: web.Request) -> Shown:
    return Shown(route, request.query.get("v", ""))


def _opened(request: web.Request) -> Shown:
    shown = Shown.of(request.match_info["route"], request.query.get("v", ""))
    if shown is None or shown.route in {UPLOAD, TRANSCRIPT}:
        raise web.HTTPNotFound
    return shown
