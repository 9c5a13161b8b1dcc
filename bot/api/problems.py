"""Errors as RFC 9457 has them, application/problem+json: what went wrong in words a person may read, and never a hint of more."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from core.card import Say, written
from core.refusal import Reason, Refused

MEDIA_TYPE = "application/problem+json"
STATUSES: Mapping[Reason, int] = {
    Reason.NOT_FOUND: 404,
    Reason.NOT_ALLOWED: 403,
    Reason.CHANGED: 409,
    Reason.LIMIT_REACHED: 409,
    Reason.FILE_GONE: 409,
    Reason.MISSING_SCOPE: 409,
    Reason.ENGINE_REFUSED: 409,
}
"""Every other refusal is of what was sent: 422."""
BUSY = "The service is busy just now. Please try again in a moment."


@dataclass
class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """`errors` are (field, sentence) of what was sent."""

    status: int
    detail: str
    errors: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def response(self) -> web.Response:
        told: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        if self.errors:
            told["errors"] = [{"field": name, "detail": said} for name, said in self.errors]
        text = json.dumps(told, ensure_ascii=False)
        return web.Response(text=text, status=self.status, content_type=MEDIA_TYPE, headers=self.headers)


def of_field(name: str, detail: str) -> Problem:
    return Problem(422, "Something that was sent cannot be used.", [(name, detail)])


def refused(refusal: Refused, fields: Mapping[str, str] = MappingProxyType({})) -> Problem:
    """What core refused, in the same words as in chat. `fields`: what is called otherwise in the request."""
    said = written(refusal.message, _typed)
    status = STATUSES.get(refusal.reason, 422)
    errors = [(fields.get(refusal.about, refusal.about), said)] if refusal.about and status == 422 else []
    return Problem(status, said, errors)


def _typed(say: Say) -> str:
    return f"/debrief {say.verb} {say.rest}".strip()


def invalid(error: ValidationError) -> Problem:
    """Of what was sent, each field with what is wrong; never the value."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    errors = [(".".join(map(str, one["loc"])) or "body", one["msg"]) for one in found]
    return Problem(422, "Something that was sent cannot be used.", errors)


_DETAILS: Mapping[int, str] = {
    400: "This is not a request that can be read.",
    404: "There is nothing here.",
    405: "This cannot be done here. The header Allow says what can.",
    408: "The request did not arrive in time.",
    409: "A request with this Idempotency-Key is under way. Ask again in a moment.",
    413: "That is more than is taken here.",
    415: "This kind of body is not taken here.",
    417: "That cannot be expected here.",
    429: "Too many at a time. The header Retry-After says when to go on.",
    503: BUSY,
}


def of_http(error: web.HTTPException) -> Problem:
    """What aiohttp or bot/web.py refused."""
    return of_status(
        error.status, {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}
    )


def of_status(status: int, headers: Mapping[str, str] = MappingProxyType({})) -> Problem:
    return Problem(status, _DETAILS.get(status, HTTPStatus(status).phrase), headers=headers)


def unauthorised(detail: str, error: str = "") -> Problem:
    challenge = 'Bearer realm="debrief"' + (f', error="{error}"' if error else "")
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})
