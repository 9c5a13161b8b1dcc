"""The OpenAPI document, made of the types that parse and answer and of the table of operations, and a page that shows it."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from markupsafe import Markup
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.api import answers, arriving, problems, requests
from bot.api.operation import LONGEST_KEY, ONCE, ROOT, Operation
from bot.api.requests import Nothing
from bot.render.site import template
from core.limits import MAX_BYTES
from core.people.tokens import SCOPES

Json = dict[str, Any]
HERE = Path(__file__).parent
PROBLEM = {"$ref": "#/components/schemas/ProblemTold"}
ALWAYS = (400, 401, 403, 404, 408, 413, 422, 429, 500, 503)
MEANS: Mapping[int, str] = {
    200: "It is here",
    201: "It is written",
    202: "It is stored, and worked on",
    204: "It is done",
    304: "It is as it was",
    400: "No request that can be read",
    401: "No token, or none that opens anything",
    403: "The token is not for that, or one may see the session and not do this",
    404: "Not there, or not for whoever asks",
    408: "It did not arrive in time",
    409: "Not as things stand",
    412: "It has changed since `If-Match`",
    413: "Too large",
    415: "No body of a kind that is taken",
    422: "Something of it cannot be used; `errors` says what",
    429: "Too many; `Retry-After` says when to go on",
    500: "A bug; `reference` finds it in the log",
    503: "Busy; try again after `Retry-After`",
}
ABOUT = f"""The sessions of coaching as their people see them in chat: the same acts, the same policy. A token is made in chat
with `/debrief token`; it is its person's, so what they do not see is not here, and what is not theirs answers as what does not
exist.

Errors are `application/problem+json` (RFC 9457). Lists have a `next` address and a `Link` header; `offset` goes as far as
{requests.FARTHEST}. Answers carry an `ETag`: `If-None-Match` answers 304, and `If-Match` on a change answers 412 where the
session is not what it was. A POST with an `Idempotency-Key` is done once. How often a token may ask, `RateLimit` says
(draft-ietf-httpapi-ratelimit-headers)."""


def openapi(operations: Iterable[Operation[Any, Any]]) -> Json:
    """OpenAPI 3.1."""
    rows = list(operations)
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(answers.ProblemTold, "serialization"): None}
    wanted |= dict.fromkeys(arriving.MODELS)
    for one in rows:
        wanted |= {(one.body, "validation"): None} if one.body is not Nothing else {}
        wanted |= {(one.answers, "serialization"): None} if one.answers else {}
    _refs, defined = models_json_schema(list(wanted), ref_template="#/components/schemas/{model}")
    paths: dict[str, Json] = {}
    for one in rows:
        paths.setdefault(ROOT + one.path, {})[one.method.lower()] = _operation(one)
    paths |= {ROOT + path: methods for path, methods in arriving.paths(_parameter, _refused).items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Debrief", "version": "1", "description": ABOUT},
        "paths": paths,
        "components": {
            "schemas": defined["$defs"],
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "; ".join(f"`{scope}`: {words}" for scope, words in SCOPES.items()),
                }
            },
        },
        "security": [{"token": []}],
    }


def _operation(one: Operation[Any, Any]) -> Json:
    told: Json = {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"Scope `{one.scope}`.",
        "parameters": [*_path(one), *_query(one), *_headers(one)],
        "responses": dict(_responses(one)),
    }
    if one.form:
        told["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _form(one.form)}}}
    elif one.body is not Nothing:
        schema = {"$ref": f"#/components/schemas/{one.body.__name__}"}
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told


def _path(one: Operation[Any, Any]) -> Iterator[Json]:
    for name in re.findall(r"{(\w+)}", one.path):
        yield _parameter(name, "path", {"type": "string", "minLength": 1})


def _parameter(name: str, where: str, schema: Json, *, required: bool = False) -> Json:
    needed = required or where == "path"
    return {"name": name, "in": where, "required": needed, "schema": _without_null(schema)}


def _query(one: Operation[Any, Any]) -> Iterator[Json]:
    schema = one.query.model_json_schema()
    for name, about in schema.get("properties", {}).items():
        yield _parameter(name, "query", about, required=name in schema.get("required", ()))


def _without_null(schema: Json) -> Json:
    """A parameter is left out rather than null."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    kept = {name: value for name, value in schema.items() if name != "anyOf" and (name, value) != ("default", None)}
    return {**kept, **options[0]} if len(options) == 1 else schema


def _headers(one: Operation[Any, Any]) -> Iterator[Json]:
    if one.once:
        yield _parameter(ONCE, "header", {"type": "string", "maxLength": LONGEST_KEY})
    name = "If-Match" if one.edits else "If-None-Match" if one.method == "GET" and one.answers else ""
    if name:
        yield _parameter(name, "header", {"type": "string"})


def _form(form: type[BaseModel]) -> Json:
    schema = form.model_json_schema()
    properties = {name: _without_null(about) for name, about in schema["properties"].items()}
    file = {"type": "string", "format": "binary", "description": f"{MAX_BYTES} bytes at the most.", "minLength": 1}
    return {
        **schema,
        "properties": {**properties, "transcript_file": file},
        "required": [*schema.get("required", ()), "transcript_file"],
    }


def _responses(one: Operation[Any, Any]) -> Iterator[tuple[str, Json]]:
    limits = {"RateLimit": {"schema": {"type": "string"}}, "RateLimit-Policy": {"schema": {"type": "string"}}}
    good: Json = {"description": MEANS[one.status], "headers": dict(limits)}
    if one.answers:
        schema = {"$ref": f"#/components/schemas/{one.answers.__name__}"}
        good["content"] = {"application/json": {"schema": schema}}
    elif one.files:
        good["content"] = {kind: {} for kind in one.files}
    yield str(one.status), good
    if one.method == "GET" and one.answers:
        yield "304", {"description": MEANS[304]}
    more = {409, *([412] if one.edits else []), *([415] if one.body is not Nothing or one.form else [])}
    for status in sorted({*ALWAYS, *more, *one.refuses}):
        yield str(status), _refused(status)


def _refused(status: int) -> Json:
    return {"description": MEANS[status], "content": {problems.MEDIA_TYPE: {"schema": PROBLEM}}}


# --- served ---


def mount(server: web.Application, operations: Iterable[Operation[Any, Any]]) -> None:
    """GET openapi.json and docs: for whoever asks, since they hold nothing of anybody. Made when somebody first does, in a
    thread: it is a fifth of the work of the start."""
    rows = tuple(operations)

    @cache
    def made() -> Json:
        return openapi(rows)

    @cache
    def written() -> bytes:
        return json.dumps(made()).encode()

    @cache
    def page() -> bytes:
        return _page(made()).encode()

    async def as_json(_: web.Request) -> web.Response:
        return web.Response(body=await asyncio.to_thread(written), content_type="application/json")

    async def as_page(_: web.Request) -> web.Response:
        html = await asyncio.to_thread(page)
        return web.Response(body=html, content_type="text/html", charset="utf-8", headers=dict(_policy()))

    server.router.add_get(f"{ROOT}/openapi.json", as_json)
    server.router.add_get(f"{ROOT}/docs", as_page)


@cache
def _css() -> tuple[Markup, str]:
    text = "\n" + (HERE / "reference.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, not input


def _policy() -> Iterator[tuple[str, str]]:
    yield (
        "Content-Security-Policy",
        f"default-src 'none'; style-src '{_css()[1]}'; base-uri 'none'; frame-ancestors 'none'",
    )
    yield "X-Content-Type-Options", "nosniff"


def _code(text: str) -> Markup:
    """What stands between backticks as code."""
    parts = text.split("`")
    return Markup().join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts))


def _page(made: Json) -> str:
    return template(HERE / "reference.html").render(made=made, css=_css()[0], code=_code)
