"""The pages of the playground: what is asked for, and what becomes of it.

Whatever somebody does is a POST, answered by the way back to the page once it is done. A page with a script looks at the stream
instead, and stays where it is.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web
from aiohttp.helpers import content_disposition_header
from aiohttp.typedefs import Handler

from bot import uploads
from bot.playground import doors
from bot.playground.doing import Asked, Doing, Sent
from bot.playground.place import PATH, Window
from bot.playground.respond import PlaygroundRespond
from bot.playground.stream import Stream
from bot.playground.view import View
from bot.playground.winding import Busy
from bot.render import site
from bot.render.wording import typed
from bot.web import Body, stream
from core.card import written
from core.faults import StorageFault
from core.refusal import Refused
from core.translation import N_, _, preferred, reading
from handlers.events import HomeOpened

log = logging.getLogger(__name__)

LATER = N_("Something I need did not answer just now. Nothing of yours is lost. Please try again in a minute.")
OUT_OF_DATE = N_("This page is out of date. Please open it again.")


@dataclass(frozen=True)
class Routes:
    doing: Doing

    def mount(self, server: web.Application) -> None:
        server.add_routes(
            [
                web.get(PATH, self._let_in(self._page)),
                web.get(f"{PATH}/stream", self._let_in(self._stream)),
                web.get(f"{PATH}/close", self._let_in(self._close)),
                web.get(f"{PATH}/files/{{file}}", self._let_in(self._file)),
                *(web.post(f"{PATH}/{name}", self._let_in(self._done(act))) for name, act in self.doing.acts().items()),
            ]
        )
        stream(server, "POST", f"{PATH}/drop", self._let_in(self._done(self.doing.drop)), uploads.FORM)

    def _let_in(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            with reading(self.doing.cast.locale):
                if why := doors.refusal(request):
                    return _told(403, why)
                try:
                    return await handler(request)
                except StorageFault as fault:
                    log.warning("the playground did not answer", extra={"fault": fault.kind})
                    return _told(503, _(LATER))

        return answer

    # --- looking ---

    async def _page(self, request: web.Request) -> web.Response:
        if not self.doing.cast.locale:
            self.doing.cast.locale = preferred(request.headers.get("Accept-Language", ""))
            await self.doing.keep()
        with reading(self.doing.cast.locale):
            window = Window.read(request.query, self.doing.cast)
            secret = request.cookies.get(doors.COOKIE) or doors.new_secret()
            view = View(self.doing.cast, window, doors.token(secret))
            await self._draw_homes(window)
            people = [player for who in (window.left, window.right) if (player := self.doing.cast.find(who))]
            rows = {each.id: view.shown(each.id, await self.doing.screens.rows.rows(each.person)) for each in people}
            sheets = {each.id: self.doing.sheets.over(each.id, window.tab) for each in people}
            windable = self.doing.winding is not None
            page = view.page(self.doing.screens.now(), rows, sheets, windable=windable, language=self.doing.cast.locale)
        response = web.Response(text=page, content_type="text/html", headers=site.HEADERS)
        doors.give(response, secret)
        return response

    async def _draw_homes(self, window: Window) -> None:
        for who in window.homes:
            if player := self.doing.cast.find(who):
                respond = PlaygroundRespond(self.doing.screens, self.doing.sheets, player.person, window.tab, home=True)
                await self.doing.handle(HomeOpened(player.person), respond)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        window = Window.read(request.query, self.doing.cast)
        await self._remember_zone(request.query.get("zone", ""))
        view = View(self.doing.cast, window, doors.token(request.cookies.get(doors.COOKIE, "")))
        since = request.query.get("since", "0")
        stream = Stream(self.doing.screens, self.doing.sheets, view, int(since) if since.isdecimal() else 0)
        return await stream.answer(request)

    async def _remember_zone(self, zone: str) -> None:
        if not zone or zone == self.doing.cast.zone:
            return
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return
        self.doing.cast.zone = zone
        await self.doing.keep()

    async def _close(self, request: web.Request) -> web.StreamResponse:
        """Forgets what lies over a conversation, and nothing else."""
        window = Window.read(request.query, self.doing.cast)
        if self.doing.sheets.close(request.query.get("who", ""), window.tab, request.query.get("sheet", "-")):
            self.doing.screens.tell()
        raise web.HTTPSeeOther(window.address)

    async def _file(self, request: web.Request) -> web.Response:
        try:
            name, data = await self.doing.screens.file(self.doing.screens.tenant, request.match_info["file"])
        except Refused as gone:
            return _told(404, written(gone.message, typed))
        saved = content_disposition_header("attachment", filename=name)
        headers = {**site.HEADERS, "Content-Disposition": saved, "Content-Security-Policy": "sandbox"}
        return web.Response(body=data, content_type="application/octet-stream", headers=headers)

    # --- doing ---

    def _done(self, act: Callable[[Asked], Awaitable[None]]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                sent = await _sent(request)
            except web.HTTPRequestEntityTooLarge:
                return _told(413, _("This file is too large for me."))
            fields = dict(sent.pairs)
            if not doors.carries_token(request, fields.get(doors.FIELD, "")):
                return _told(403, _(OUT_OF_DATE))
            window = Window.read(_query(fields.get("window", "")), self.doing.cast)
            player = self.doing.cast.find(fields.get("who", window.left))
            if player is None:
                return _told(400, _("Nobody of that name is here."))
            try:
                await act(Asked(player, window, fields, sent))
            except Busy:
                return _told(503, _("Something is still under way. Please try once more in a moment."))
            raise web.HTTPSeeOther(window.address)

        return answer


async def _sent(request: web.Request) -> Sent:
    """What a form of the page sends. A file is read once the form's token is here."""
    if request.content_type != "multipart/form-data":
        return Sent([(name, value) for name, value in (await request.post()).items() if isinstance(value, str)])

    def check(fields: Mapping[str, str]) -> None:
        if not doors.carries_token(request, fields.get(doors.FIELD, "")):
            raise web.HTTPForbidden(text=_(OUT_OF_DATE))

    sent = await uploads.read(Body(request), "file", check)
    return Sent([*sent.fields.items()], sent.name, sent.data or b"")


def _told(status: int, words: str) -> web.Response:
    return web.Response(status=status, text=words, headers=site.HEADERS)


def _query(text: str) -> Mapping[str, str]:
    return dict(parse_qsl(text))
