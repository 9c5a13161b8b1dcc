"""What holds for every request to a page before anything of it is done, and for every answer."""

import base64
import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.pace import Pace
from bot.pages import words
from bot.render.site import HEADERS
from bot.web import asker
from core.faults import ChatFault, StorageFault
from core.translation import _, preferred, reading

log = logging.getLogger(__name__)
noisy = logging.getLogger("bot.doors")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
USUAL_PORTS = {"http": 80, "https": 443}
BEFORE = "before"
"""Of the cookie that binds signing in to the browser in which it begins."""


class Doors:
    """`origin` is the address people know the pages by: scheme and host, with a port where it is not the usual one."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._parts = urlsplit(origin)
        self.secure = self._parts.scheme == "https"

    def through(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            with reading(preferred(request.headers.get("accept-language", ""))):
                try:
                    self._let_in(request)
                    response = await handler(request)
                except web.HTTPNotFound:
                    response = words.page(words.NOT_THERE)
                except web.HTTPException as stopped:
                    response = stopped
                except (StorageFault, ChatFault) as fault:
                    log.warning("a page was not drawn", extra={"fault": fault.kind})
                    response = words.page(words.LATER)
                except Exception as error:  # noqa: BLE001 - the one catch-all of this face
                    reference = secrets.token_hex(4)
                    log.error("a page failed: %s", type(error).__name__, extra={"reference": reference})  # noqa: TRY400 - an exception's words may be a person's
                    response = words.page(words.broken(reference))
            response.headers.update({name: value for name, value in HEADERS.items() if name not in response.headers})
            if isinstance(response, web.HTTPException):
                raise response
            return response

        return answer

    def _let_in(self, request: web.Request) -> None:
        if not self._is_ours(request.headers.get("host", "")):
            raise web.HTTPMisdirectedRequest(text=_("This is not the address of these pages."))
        if request.method not in {"GET", "HEAD"} and not self._from_here(request):
            noisy.warning("a form from elsewhere")
            raise web.HTTPForbidden(text=_("This was sent from elsewhere."))

    def _is_ours(self, host: str) -> bool:
        try:
            asked = urlsplit(f"{self._parts.scheme}://{host}")
            there = (asked.hostname, asked.port or USUAL_PORTS[self._parts.scheme])
        except ValueError:
            return False
        return there == (self._parts.hostname, self._parts.port or USUAL_PORTS[self._parts.scheme])

    def _from_here(self, request: web.Request) -> bool:
        """As the browser itself says; one that says nothing is not let in."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None and site != "same-origin":
            return False
        return origin == self.origin if origin is not None else site is not None

    # --- cookies ---

    def _name(self, what: str) -> str:
        return f"__Host-debrief-{what}" if self.secure else f"debrief-{what}"

    def cookie(self, request: web.Request, what: str) -> str:
        return request.cookies.get(self._name(what), "")

    def set_cookie(self, response: web.StreamResponse, what: str, value: str) -> None:
        """Until the browser closes; the store says when it has ended before."""
        response.set_cookie(self._name(what), value, path="/", httponly=True, secure=self.secure, samesite="lax")

    def drop_cookie(self, response: web.StreamResponse, what: str) -> None:
        response.del_cookie(self._name(what), path="/", httponly=True, secure=self.secure, samesite="lax")


def derived(secret: str, what: str) -> str:
    """A secret of its own for one purpose, which does not tell the one it is made from; 43 characters fit for an address."""
    made = hmac.digest(secret.encode(), what.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


class Attempts:
    """At most so many a minute from one address, and ten times as many from all together."""

    def __init__(self, most: int = 60) -> None:
        self._by_address, self._all = Pace(most), Pace(most * 10)

    def allows(self, request: web.Request) -> bool:
        return self._by_address.ask(asker(request)).allowed and self._all.ask().allowed
