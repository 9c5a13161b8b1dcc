"""The ways in for programs: an address with a token that may only add sessions, and one for each vendor that signs what it sends.

Whatever comes is stored sealed before it is answered, waits for its person, and is never told of to whoever sends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot import uploads
from bot.uploads import FORM, Receiving, Sent
from bot.web import Body, stream
from core.faults import ChatFault
from core.inbox.arrival import Arrival
from core.inbox.source import Answer, parsed
from core.limits import MAX_BYTES
from core.people import token_acts
from core.people.members import is_member
from core.people.tokens import Scope, Token
from core.refusal import Refused
from handlers.inbox import arrivals
from handlers.intake import labels
from handlers.services import Services

INBOX, SOURCE = "/api/v1/inbox/{token}", "/api/v1/sources/{name}"
FILE = "file"
NOT_TAKEN = ("image/", "audio/", "video/")
IN_JSON = 1024 * 1024
"""Bytes of a JSON body in which a transcript is looked for; a larger one is read as the file it is."""
AN_HOUR = "3600"
LONGEST_KEY = 200


def mount(server: web.Application, services: Services, receiving: Receiving) -> None:
    inbox = Inbox(services, receiving)
    stream(server, "POST", INBOX, inbox.add, FORM)
    server.router.add_post(SOURCE, inbox.told)


@dataclass(frozen=True)
class Inbox:
    services: Services
    receiving: Receiving

    async def add(self, request: web.Request) -> web.Response:
        """Of a token, one session: as the body itself, or as the field `file` of a form."""
        try:
            token = await token_acts.bearer(self.services, request.match_info["token"])
            if token is None or Scope.INBOX not in token.scopes:
                return problem(404, "There is nothing here.")
            if request.content_type.startswith(NOT_TAKEN):
                return problem(415, "Send the transcript: VTT, SRT, TXT, Markdown, DOCX, PDF or JSON.")
            with self.receiving.of(token.person):
                return await self._kept(request, token, await _sent(Body(request)))
        except ChatFault:
            return problem(503, "Please try again in a minute.", {"Retry-After": "60"})
        except Refused as refusal:  # it is full
            return problem(429, refusal.message, {"Retry-After": AN_HOUR})
        except web.HTTPException as fault:
            return problem(fault.status, fault.reason, fault.headers)

    async def _kept(self, request: web.Request, token: Token, sent: Sent) -> web.Response:
        said = {**request.query, **sent.fields}
        try:
            day = labels.day_of(said.get("date", ""))
        except ValueError:
            return problem(422, "The date has to be such as 2026-11-03.", field="date")
        if not sent.data:
            return problem(422, "There is no transcript in this request.", field=FILE)
        arrival = Arrival(
            f"inbox:{token.id}",
            token.name,
            labels.title_of(said.get("title", "")),
            day,
            sent.name or said.get("name", ""),
        )
        key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
        name = await arrivals.keep(self.services, token.person, arrival, sent.data, key)
        return web.json_response({"id": name}, status=202)

    async def told(self, request: web.Request) -> web.Response:
        """Of a vendor, that a transcript is ready. Of whose it is not, nothing is kept, and nobody is told which those are."""
        source = self.services.sources.get(request.match_info["name"])
        if source is None:
            return problem(404, "There is nothing here.")
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = source.verify(headers, await request.read(), self.services.clock.now())
        if found is None:
            return problem(401, "This is not signed with the secret that is known here, or not lately.")
        if isinstance(found, Answer):
            return web.Response(status=204) if found.body is None else web.json_response(dict(found.body))
        person = await self.services.inboxes.whose(found.host)
        try:
            if person is not None and await is_member(self.services, person):
                wanted = found.wanted.encode()
                await arrivals.keep(self.services, person, found.arrival, wanted, found.key, source=source.name)
        except Refused:  # full: it is not for the vendor to know
            pass
        except ChatFault:
            return problem(503, "Please try again in a minute.", {"Retry-After": "60"})
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
    fields = {name: value for name in ("title", "date", "name") if isinstance(value := told.get(name), str)}
    return Sent(fields, told["transcript"].encode())


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, *, field: str = "") -> web.Response:
    """RFC 9457."""
    said = {"type": "about:blank", "status": status, "title": detail, **({"field": field} if field else {})}
    kept = {name: value for name, value in (headers or {}).items() if name in {"Retry-After", "Allow"}}
    return web.json_response(said, status=status, content_type="application/problem+json", headers=kept)
