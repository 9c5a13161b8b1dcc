"""The way in for vendors of meetings, which sign what they send.

What comes is stored sealed before it is answered, and waits for its person.
"""

from dataclasses import dataclass

from aiohttp import web

from core.faults import ChatFault
from core.inbox.source import Answer
from core.people.members import is_member
from core.refusal import Refused
from handlers.inbox import arrivals
from handlers.services import Services

SOURCE = "/api/v1/sources/{name}"


def mount(server: web.Application, services: Services) -> None:
    server.router.add_post(SOURCE, Inbox(services).told)


@dataclass(frozen=True)
class Inbox:
    services: Services

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


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> web.Response:
    """RFC 9457."""
    said = {"type": "about:blank", "status": status, "title": detail}
    return web.json_response(said, status=status, content_type="application/problem+json", headers=headers)
