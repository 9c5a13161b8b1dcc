"""What can be asked for: an operation is a row of the table in bot/api/app.py, and all the document says of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.api.problems import Problem, invalid, of_field
from bot.api.requests import Nothing
from bot.uploads import Receiving
from bot.web import Limits
from core.people.person import Person
from core.people.tokens import Scope, Token
from handlers.services import Services

Q = TypeVar("Q", bound=BaseModel)
B = TypeVar("B", bound=BaseModel)
ROOT = "/api/v1"
ONCE, LONGEST_KEY = "Idempotency-Key", 255
"""The header, and its characters at the most."""


M = TypeVar("M", bound=BaseModel)


def parsed_as(model: type[M], given: Mapping[str, Any]) -> M:
    """Raises Problem (422), which names the fields."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise invalid(error) from None


def once_key(request: web.Request) -> str:
    """Its Idempotency-Key, empty where it has none. Raises Problem (422) for one that is none."""
    key = request.headers.get(ONCE, "")
    if len(key) > LONGEST_KEY or not key.isascii():
        raise of_field(ONCE, f"{LONGEST_KEY} characters of ASCII at the most.")
    return key


def used_before() -> Problem:
    return of_field(ONCE, "It was used for another request. Use another one.")


@dataclass(frozen=True, slots=True)
class Call(Generic[Q, B]):
    """One request: by whom, for what. `path` are the values in the path, unchecked; `body` is Nothing where there is none, or
    where the operation reads it itself. `seen`: the last change of the session that `If-Match` knows of."""

    services: Services
    receiving: Receiving
    token: Token
    path: Mapping[str, str]
    query: Q
    body: B
    request: web.Request
    seen: datetime | None = None

    @property
    def person(self) -> Person:
        return self.token.person


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is none of JSON; `name` holds no content."""

    data: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`next` is where the page after this one is."""

    body: BaseModel | File | None = None
    location: str = ""
    next: str | None = None


OF_SESSION: Mapping[str, str] = MappingProxyType({"date": "session_date", "title": "session_title"})


@dataclass(frozen=True)
class Operation(Generic[Q, B]):
    """`does` answers with `status` and, unless None, what `answers` describes; `scope` is what the token has to be for. `query`,
    `body` and `form` are parsed before; a `form` (multipart, with a file) and a body within `limits` are read as they come.

    `edits`: it changes a session that `If-Match` may name as it was seen. `refuses` are statuses besides those every one has.
    `fields`: what is called otherwise in core.
    """

    method: str
    path: str
    does: Callable[[Call[Q, B]], Awaitable[Answer]]
    summary: str
    scope: Scope
    query: type[Q]
    body: type[B]
    answers: type[BaseModel] | None = None
    status: int = 200
    form: type[BaseModel] | None = None
    files: tuple[str, ...] = ()
    limits: Limits | None = None
    edits: bool = False
    once: bool = False
    refuses: tuple[int, ...] = field(default_factory=tuple)
    fields: Mapping[str, str] = field(default_factory=lambda: OF_SESSION)

    @property
    def name(self) -> str:
        return self.does.__name__

    @property
    def paths(self) -> tuple[str, ...]:
        """Also as the specification's table writes that of a collection, `POST /`."""
        return (self.path, f"{self.path}/") if self.path.count("/") == 1 and self.method == "POST" else (self.path,)


def get(
    path: str,
    does: Any,
    summary: str,
    answers: Any,
    *,
    query: Any = Nothing,
    scope: Scope = Scope.READ,
    **more: Any,
) -> Operation[Any, Any]:
    """One that changes nothing."""
    return Operation("GET", path, does, summary, scope, query, Nothing, answers, **more)


def change(
    method: str,
    path: str,
    does: Any,
    summary: str,
    answers: Any = None,
    *,
    body: Any = Nothing,
    scope: Scope = Scope.WRITE,
    **more: Any,
) -> Operation[Any, Any]:
    """One that does; 204 where nothing is answered."""
    more.setdefault("status", 200 if answers else 204)
    return Operation(method, path, does, summary, scope, Nothing, body, answers, **more)
