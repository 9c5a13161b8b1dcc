"""The pages of the playground: what is asked for, and what becomes of it.

Whatever somebody does is a POST, answered by the way back to the page once it is done. A page with a script looks at the stream
instead, and stays where it is.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web
from aiohttp.helpers import content_disposition_header
from aiohttp.typedefs import Handler

from bot import uploads
from bot.playground import doors
from bot.playground.cast import Cast, Player
from bot.playground.place import PATH, Window
from bot.playground.respond import PlaygroundRespond
from bot.playground.screen import Kind, Named, Screens
from bot.playground.sheets import Sheets
from bot.playground.stream import Stream
from bot.playground.view import View
from bot.playground.winding import WINDS, Busy, Winding
from bot.render import html, html_form, site
from bot.render.wording import typed
from bot.web import Body, stream
from core.card import written
from core.people.person import MessageRef, Place
from core.refusal import Refused
from core.translation import N_, _, languages, preferred, reading
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FileDropped,
    FilesWithdrawn,
    FormSent,
    HomeOpened,
    Inbox,
    TextSaid,
)

log = logging.getLogger(__name__)

OUT_OF_DATE = N_("This page is out of date. Please open it again.")
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "session.vtt"


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, in their order, and its file; `name` empty where there is none."""

    pairs: Sequence[tuple[str, str]]
    name: str = ""
    data: bytes = b""


@dataclass(frozen=True)
class Asked:
    """A POST that was let in: who did it, in which window, and what was sent."""

    player: Player
    window: Window
    fields: Mapping[str, str]
    sent: Sent

    @property
    def place(self) -> Place:
        return Place(self.player.person.tenant, self.player.id)


Does = Callable[["Asked"], Awaitable[None]]


@dataclass(frozen=True)
class Routes:
    """`keep` stores what the cast knows of the browser; `about` is what the page says of this machine."""

    screens: Screens
    cast: Cast
    winding: Winding | None
    inbox: Inbox
    keep: Callable[[], Awaitable[None]]
    sheets: Sheets

    def mount(self, server: web.Application) -> None:
        does: Mapping[str, Does] = {
            "say": self._say,
            "sample": self._sample,
            "press": self._press,
            "take-back": self._take_back,
            "wind": self._wind,
            "language": self._language,
        }
        server.add_routes(
            [
                web.get(PATH, self._let_in(self._page)),
                web.get(f"{PATH}/stream", self._let_in(self._stream)),
                web.get(f"{PATH}/close", self._let_in(self._close)),
                web.get(f"{PATH}/files/{{file}}", self._let_in(self._file)),
                *(web.post(f"{PATH}/{name}", self._let_in(self._done(act))) for name, act in does.items()),
            ]
        )
        stream(server, "POST", f"{PATH}/drop", self._let_in(self._done(self._drop)), uploads.FORM)

    def _let_in(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            with reading(self.cast.locale):
                if why := doors.refusal(request):
                    return web.Response(status=403, text=why, headers=site.HEADERS)
                return await handler(request)

        return answer

    # --- looking ---

    async def _page(self, request: web.Request) -> web.Response:
        if not self.cast.locale:
            self.cast.locale = preferred(request.headers.get("Accept-Language", ""))
            await self.keep()
        with reading(self.cast.locale):
            window = Window.read(request.query, self.cast)
            secret = request.cookies.get(doors.COOKIE) or doors.new_secret()
            view = View(self.cast, window, doors.token(secret))
            await self._draw_homes(window)
            people = [player for who in (window.left, window.right) if (player := self.cast.find(who))]
            rows = {each.id: view.shown(each.id, await self.screens.rows.rows(each.person)) for each in people}
            sheets = {each.id: self.sheets.over(each.id, window.tab) for each in people}
            windable = self.winding is not None
            page = view.page(self.screens.now(), rows, sheets, windable=windable, language=self.cast.locale)
        response = web.Response(text=page, content_type="text/html", headers=site.HEADERS)
        doors.give(response, secret)
        return response

    async def _draw_homes(self, window: Window) -> None:
        for who in window.homes:
            if player := self.cast.find(who):
                respond = PlaygroundRespond(self.screens, self.sheets, player.person, window.tab, home=True)
                await self._handle(HomeOpened(player.person), respond)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        window = Window.read(request.query, self.cast)
        await self._remember_zone(request.query.get("zone", ""))
        view = View(self.cast, window, doors.token(request.cookies.get(doors.COOKIE, "")))
        since = request.query.get("since", "0")
        stream = Stream(self.screens, self.sheets, view, int(since) if since.isdecimal() else 0)
        return await stream.answer(request)

    async def _remember_zone(self, zone: str) -> None:
        if not zone or zone == self.cast.zone:
            return
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return
        self.cast.zone = zone
        await self.keep()

    async def _close(self, request: web.Request) -> web.StreamResponse:
        """Forgets what lies over a conversation, and nothing else."""
        window = Window.read(request.query, self.cast)
        if self.sheets.close(request.query.get("who", ""), window.tab, request.query.get("sheet", "-")):
            self.screens.tell()
        raise web.HTTPSeeOther(window.address)

    async def _file(self, request: web.Request) -> web.Response:
        try:
            name, data = await self.screens.file(self.screens.tenant, request.match_info["file"])
        except Refused as gone:
            return web.Response(status=404, text=written(gone.message, typed), headers=site.HEADERS)
        saved = content_disposition_header("attachment", filename=name)
        headers = {**site.HEADERS, "Content-Disposition": saved, "Content-Security-Policy": "sandbox"}
        return web.Response(body=data, content_type="application/octet-stream", headers=headers)

    # --- doing ---

    def _done(self, act: Does) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                sent = await _sent(request)
            except web.HTTPRequestEntityTooLarge:
                return web.Response(status=413, text=_("This file is too large for me."))
            fields = dict(sent.pairs)
            if not doors.carries_token(request, fields.get(doors.FIELD, "")):
                return web.Response(status=403, text=_(OUT_OF_DATE))
            window = Window.read(_query(fields.get("window", "")), self.cast)
            player = self.cast.find(fields.get("who", window.left))
            if player is None:
                return web.Response(status=400, text=_("Nobody of that name is here."))
            try:
                await act(Asked(player, window, fields, sent))
            except Busy:
                said = _("Something is still under way. Please try once more in a moment.")
                return web.Response(status=503, text=said)
            raise web.HTTPSeeOther(window.address)

        return answer

    async def _handle(self, event: Event, respond: PlaygroundRespond) -> None:
        """Kept first, as on any platform: should this process end meanwhile, the next one goes on."""
        key = secrets.token_hex(16)
        await self.inbox.keep(event, key)
        try:
            await self.inbox.handle(event, respond, key)
        except Exception as error:  # noqa: BLE001 - the person was told, and the reference is in the log
            log.error("an event was not handled: %s", type(error).__name__)  # noqa: TRY400

    def _respond(self, asked: Asked) -> PlaygroundRespond:
        return PlaygroundRespond(self.screens, self.sheets, asked.player.person, asked.window.tab)

    async def _say(self, asked: Asked) -> None:
        text = asked.fields.get("text", "").replace("\r\n", "\n").strip()
        if not text:
            return
        person, message = asked.player.person, await self.screens.said(asked.player.person, text)
        words, mentioned = self.cast.read(text)
        if text.startswith("/"):
            name, _space, rest = words.lstrip("/").partition(" ")
            event: Event = CommandGiven(person, asked.place, name.lower(), rest.strip(), mentioned=mentioned)
        else:
            place = Place(person.tenant, asked.player.id, message)
            event = TextSaid(person, place, text, words, mentioned, message)
            await self.inbox.accept([event])
        await self._handle(event, self._respond(asked))

    async def _drop(self, asked: Asked) -> None:
        if asked.sent.name:
            await self._dropped(asked, asked.sent.name, asked.sent.data)

    async def _sample(self, asked: Asked) -> None:
        """The sample session as one of today."""
        today = self.screens.now().astimezone(ZoneInfo(self.cast.zone or "UTC")).date()
        data = await asyncio.to_thread(SAMPLE.read_bytes)
        await self._dropped(asked, f"{today.isoformat()}.vtt", data)

    async def _dropped(self, asked: Asked, name: str, data: bytes) -> None:
        person = asked.player.person
        message, file = await self.screens.dropped(person, name, data)
        await self.inbox.accept([FileDropped(person, Place(person.tenant, person.id, message), file, name=name)])

    async def _press(self, asked: Asked) -> None:
        person, fields = asked.player.person, asked.fields
        over = self.sheets.over(asked.player.id, asked.window.tab) if "sheet" in fields else None
        action, value = fields.get(html.ACTION, ""), fields.get(html.VALUE, "")
        respond = self._respond(asked)
        respond.home, respond.over, respond.action = "home" in fields, over, action
        event: Event
        if html_form.SENT in fields:
            respond.sent = sent = html_form.sent(asked.sent.pairs)
            key = fields.get("sheet", "")
            self.sheets.close(asked.player.id, asked.window.tab, key)
            self.screens.tell()
            event = FormSent(person, action, value, sent, key)
        else:
            place = asked.place if "message" in fields else None
            respond.message = MessageRef(place, fields["message"]) if place else None
            event = ButtonPressed(person, place, action, value, respond.message)
        await self._handle(event, respond)

    async def _take_back(self, asked: Asked) -> None:
        row = await self.screens.rows.get(self.screens.tenant, asked.fields.get("message", ""))
        if row is None or row.person != asked.player.id or row.kind not in {Kind.SAID, Kind.DROPPED}:
            return
        person = asked.player.person
        files = (Named.unpacked(row.body).file,) if row.kind == Kind.DROPPED else ()
        text = "" if files else row.body.decode()
        place = Place(person.tenant, person.id, row.id)
        await self._handle(FilesWithdrawn(person, place, files, text, row.id), self._respond(asked))
        await self.screens.taken_back(person, row)

    async def _wind(self, asked: Asked) -> None:
        if self.winding and (how := asked.fields.get("by", "")) in WINDS:
            await self.winding.on(how, self.cast.zone)
            self.screens.tell()

    async def _language(self, asked: Asked) -> None:
        if (chosen := asked.fields.get("language", "")) in languages():
            self.cast.locale = chosen
            await self.keep()
            for player in self.cast.players:
                if self.screens.home_note(player.person) is not None:
                    await self._handle(HomeOpened(player.person), self._respond(asked))


async def _sent(request: web.Request) -> Sent:
    """What a form of the page sends. A file is read once the form's token is here."""
    if request.content_type != "multipart/form-data":
        return Sent([(name, value) for name, value in (await request.post()).items() if isinstance(value, str)])

    def check(fields: Mapping[str, str]) -> None:
        if not doors.carries_token(request, fields.get(doors.FIELD, "")):
            raise web.HTTPForbidden(text=_(OUT_OF_DATE))

    sent = await uploads.read(Body(request), "file", check)
    return Sent([*sent.fields.items()], sent.name, sent.data or b"")


def _query(text: str) -> Mapping[str, str]:
    return dict(parse_qsl(text))
