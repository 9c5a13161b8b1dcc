"""Who may come in: a browser on this machine that looks at this page, and no page from elsewhere that makes it ask.

The playground lets anybody be anyone, so that is all that stands before it.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from bot.config.checks import LOOPBACK
from core.translation import _

PROXIED = frozenset({"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"})
COOKIE = "debrief_playground"
FIELD = "csrf"
"""What the token is called in a form."""


def refusal(request: web.Request) -> str:
    """Why it is not let in, in the reader's language; empty if it is.

    The name in Host keeps away a page whose name has been made to lead here (DNS rebinding), Origin and Sec-Fetch-Site every
    other page, and what a proxy adds says that somebody stands behind one.
    """
    if _name_in(f"//{request.host}") not in LOOPBACK:
        return _("The playground is for this machine alone. Open it under the address that the start prints.")
    if any(name in request.headers for name in PROXIED):
        return _("The playground is for this machine alone, and nothing that comes through a proxy.")
    origin = request.headers.get(hdrs.ORIGIN)
    if origin != f"http://{request.host}" if origin is not None else request.method not in {"GET", "HEAD"}:
        return _("This came from another page.")
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in {"same-origin", "none"} or (request.method == "GET" and request.path in {"/", "/playground"}):
        return ""
    return _("This came from another page.")


def token(secret: str) -> str:
    """What forms carry beside the cookie that holds the secret."""
    return hashlib.sha256(f"playground {secret}".encode()).hexdigest()[:32]


def carries_token(request: web.Request, told: str) -> bool:
    secret = request.cookies.get(COOKIE, "")
    return bool(secret) and hmac.compare_digest(token(secret), told)


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def give(response: web.Response, secret: str) -> None:
    response.set_cookie(COOKIE, secret, path="/playground", httponly=True, samesite="lax")


def _name_in(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
