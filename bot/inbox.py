"""The ways in for programs: an address with a token that may only add sessions, and one for each vendor that signs what it sends.

Whatever comes is stored sealed before it is answered, waits for its person, and is never told of to whoever sends it.
What goes wrong is told as everything under /api is (bot/api/app.py).
"""

from dataclasses import dataclass

from aiohttp import web

from bot import uploads
from bot.api import arriving
from bot.api.arriving import FILE, IN_JSON, NO_FILE, Said
from bot.api.operation import ROOT, once_key, parsed_as
from bot.api.problems import Problem, of_field, refused
from bot.uploads import FORM, Receiving, Sent
from bot.web import Body, stream
from core.inbox.arrival import Arrival
from core.inbox.source import Answer, parsed
from core.insight.label import check_day, title_of
from core.limits import MAX_BYTES
from core.people import token_acts
from core.people.members import is_member
from core.people.tokens import Scope, Token
from core.refusal import Refused
from handlers.inbox import arrivals
from handlers.services import Services

NOT_TAKEN = ("image/", "audio/", "video/")
AN_HOUR = "3600"


def mount(server: web.Application, services: Services, receiving: Receiving) -> None:
    inbox = Inbox(services, receiving)
    stream(server, "POST", ROOT + arriving.INBOX, inbox.add, FORM)
    server.router.add_post(ROOT + arriving.SOURCE, inbox.told)


@dataclass(frozen=True)
class Inbox:
    services: Services
    receiving: Receiving

    async def add(self, request: web.Request) -> web.Response:
        """Of a token, one session: as the body itself, or as the field `file` of a form."""
        token = await token_acts.bearer(self.services, request.match_info["token"])
        if token is None or Scope.INBOX not in token.scopes:
            raise web.HTTPNotFound
        if request.content_type.startswith(NOT_TAKEN):
            raise Problem(415, "Send the transcript: VTT, SRT, TXT, Markdown, DOCX, PDF or JSON.")
        with self.receiving.of(token.person):
            return await self._kept(request, token, await _sent(Body(request)))

    async def _kept(self, request: web.Request, token: Token, sent: Sent) -> web.Response:
        given = {**request.query, **sent.fields}
        said = parsed_as(Said, {name: value for name, value in given.items() if value})
        if not sent.data:
            raise of_field(FILE, NO_FILE)
        try:
            await check_day(self.services, token.person, said.date)
        except Refused as refusal:
            raise refused(refusal) from None
        arrival = Arrival(
            f"inbox:{token.id}",
            token.name,
            title_of(said.title),
            said.date,
            sent.name or said.name,
        )
        try:
            name = await arrivals.keep(self.services, token.person, arrival, sent.data, once_key(request))
        except Refused as refusal:  # it is full
            raise Problem(429, refusal.message, headers={"Retry-After": AN_HOUR}) from None
        return web.json_response({"id": name}, status=202)

    async def told(self, request: web.Request) -> web.Response:
        """Of a vendor, that a transcript is ready. Of whose it is not, nothing is kept, and nobody is told which those are."""
        source = self.services.sources.get(request.match_info["name"])
        if source is None:
            raise web.HTTPNotFound
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = source.verify(headers, await request.read(), self.services.clock.unmoved())
        if found is None:
            raise Problem(401, "This is not signed with the secret that is known here, or not lately.")
        if isinstance(found, Answer):
            return web.Response(status=204) if found.body is None else web.json_response(dict(found.body))
        person = await self.services.inboxes.whose(found.host)
        try:
            if person is not None and await is_member(self.services, person):
                wanted = found.wanted.encode()
                await arrivals.keep(self.services, person, found.arrival, wanted, found.key, source=source.name)
        except Refused:  # full: it is not for the vendor to know
            pass
        return web.Response(status=204)


async def _sent(body: Body) -> Sent:
    if body.request.content_type == "multipart/form-data":
        return await uploads.read(body, FILE)
    data = await body.all()
    if len(data) > MAX_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_BYTES, len(data))
    if body.request.content_type == "application/json" and len(data) <= IN_JSON:
        return _unwrapped(data)
    return Sent({}, data)


def _unwrapped(data: bytes) -> Sent:
    """What tools make of a form: an object whose field `transcript` is the text. Any other JSON is a transcript itself."""
    try:
        told = parsed(data)
    except (ValueError, RecursionError):
        return Sent({}, data)
    if not isinstance(told, dict) or not isinstance(told.get("transcript"), str):
        return Sent({}, data)
    fields = {name: value for name in Said.model_fields if isinstance(value := told.get(name), str)}
    return Sent(fields, told["transcript"].encode())
