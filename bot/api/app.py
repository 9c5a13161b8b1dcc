"""The way of every request under /api/v1: who asks, how often, what for; then the operation; then the answer, or a problem.

A new operation is a row in the OPERATIONS of its module, and that module's in the table here.
"""

import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ValidationError

from bot.api import actions, changes, document, people, problems, sessions, uploads, webhooks
from bot.api.operation import ROOT, Answer, Call, File, Operation, once_key, parsed_as
from bot.api.problems import BUSY, Problem
from bot.api.rates import Rates
from bot.api.requests import Nothing
from bot.uploads import Receiving
from bot.web import Body, stream
from core.faults import ChatFault, ChildLost, StorageFault
from core.people import token_acts
from core.people.locales import read_by
from core.people.tokens import Token
from core.refusal import Reason, Refused
from handlers.services import Services

log = logging.getLogger(__name__)

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    *uploads.OPERATIONS,
    *sessions.OPERATIONS,
    *changes.OPERATIONS,
    *actions.OPERATIONS,
    *people.OPERATIONS,
    *webhooks.OPERATIONS,
)
KNOWN_WITHIN = 2.0
"""Seconds for the platform to say in which language somebody reads."""
PRIVATE = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
AGAIN = {"Retry-After": "2"}
SINCE = "It has changed since. Get it again, and look before you change it."


@dataclass(frozen=True)
class Api:
    services: Services
    rates: Rates
    receiving: Receiving

    def mount(self, server: web.Application, operations: tuple[Operation[Any, Any], ...] = OPERATIONS) -> None:
        for one in operations:
            handler = self._handler(one)
            for path in one.paths:
                if one.limits:
                    stream(server, one.method, ROOT + path, handler, one.limits)
                else:
                    server.router.add_route(one.method, ROOT + path, handler)
        document.mount(server, operations)

    def _handler(self, operation: Operation[Any, Any]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            token = await self._who(request)
            headers = self.rates.take(token.id)
            if operation.scope not in token.scopes:
                raise Problem(
                    403, f"This token is not for that: it needs the scope {operation.scope}.", headers=headers
                )
            async with read_by(self.services, token.person, KNOWN_WITHIN):
                try:
                    return await self._answered(operation, request, token, headers)
                except Refused as refusal:
                    raise problems.refused(refusal, operation.fields) from None

        return handle

    async def _who(self, request: web.Request) -> Token:
        kind, _space, secret = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if kind.lower() != "bearer" or not secret:
            raise problems.unauthorised("A token is needed: Authorization: Bearer debrief_…")
        token = await token_acts.bearer(self.services, secret.strip())
        if token is None or token.person.tenant.platform not in self.services.faces:
            raise problems.unauthorised("This token opens nothing: it may have ended or been revoked.", "invalid_token")
        return token

    async def _answered(
        self, operation: Operation[Any, Any], request: web.Request, token: Token, headers: Mapping[str, str]
    ) -> web.Response:
        if operation.once:
            once_key(request)  # before the body is read
        query = parsed_as(operation.query, dict(request.query))
        with self.receiving.of(token.person) if operation.limits and not operation.form else nullcontext():
            body = await _body(operation, request)
        call = Call(self.services, self.receiving, token, request.match_info, query, body, request)
        if operation.edits and (seen := request.headers.get(hdrs.IF_MATCH)) and seen != "*":
            now = await sessions.detail(call)
            if _tag(_json(now)) not in _tags(seen):
                raise Problem(412, SINCE)
            call = replace(call, seen=now.updated_at)
        try:
            answer = await operation.does(call)
        except Refused as refusal:
            if call.seen and refusal.reason is Reason.CHANGED:
                raise Problem(412, SINCE) from None
            raise
        return _response(operation, request, answer, {**PRIVATE, **headers})


async def _body(operation: Operation[Any, Any], request: web.Request) -> BaseModel:
    if operation.body is Nothing:
        return Nothing()
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    data = await Body(request).all() if operation.limits else await request.read()
    model: type[BaseModel] = operation.body
    try:
        return model.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise problems.invalid(error) from None


def _response(
    operation: Operation[Any, Any], request: web.Request, answer: Answer, headers: Mapping[str, str]
) -> web.Response:
    told = dict(headers)
    if answer.location:
        told["Location"] = answer.location
    if answer.next:
        told["Link"] = f'<{answer.next}>; rel="next"'
    if isinstance(answer.body, File):
        told["Content-Disposition"] = f'attachment; filename="{answer.body.name}"'
        return web.Response(body=answer.body.data, content_type=answer.body.media_type, headers=told)
    if answer.body is None:
        return web.Response(status=operation.status, headers=told)
    data = _json(answer.body)
    if operation.method == hdrs.METH_GET:
        told["ETag"] = _tag(data)
        if told["ETag"] in _tags(request.headers.get(hdrs.IF_NONE_MATCH, "")):
            return web.Response(status=304, headers=told)
    return web.Response(body=data, status=operation.status, content_type="application/json", headers=told)


def _json(body: BaseModel) -> bytes:
    return body.model_dump_json().encode()


def _tag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def _tags(header: str) -> set[str]:
    return {each.strip().removeprefix("W/") for each in header.split(",")}


@web.middleware
async def as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What goes wrong under /api is told as a problem, and nothing more than that of it."""
    if not request.path.startswith("/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        return problems.of_http(error).response()
    except (ChatFault, ChildLost) as fault:
        log.warning("a call was not answered", extra={"fault": fault.kind})
        return Problem(503, BUSY, headers=AGAIN).response()
    except StorageFault as fault:
        log.warning("a call was not answered", extra={"fault": fault.kind})
        if fault.transient:
            return Problem(503, BUSY, headers=AGAIN).response()
        return _bug(fault)
    except Exception as error:  # noqa: BLE001 - a bug, logged by its class alone: its words may be a person's
        return _bug(error)


def _bug(error: Exception) -> web.Response:
    reference = secrets.token_hex(4)
    log.error("a call failed: %s", type(error).__name__, extra={"reference": reference})
    said = "Something went wrong here. Whoever runs this service finds it by the reference."
    return Problem(500, said, more={"reference": reference}).response()
