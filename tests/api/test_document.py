"""The document and the program say the same: schemathesis asks what the document says may be asked, and what it says may not."""

import asyncio
from html.parser import HTMLParser
from itertools import product
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from bot.api import arriving, document
from bot.api.app import OPERATIONS
from bot.api.operation import ROOT
from core.people.tokens import Scope
from tests.api.conftest import Client
from tests.relationships.house import person

ADA, IVA = person("ada"), person("iva")
# Hypothesis sees that somebody draws random numbers meanwhile: the bot's own loop, in another thread.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")
LEFT_OUT = [
    checks.positive_data_acceptance,  # a day that is over, or text in which nobody speaks, is refused though its form is right
    checks.missing_required_header,  # none is required; the token has its own check
    checks.unsupported_method,  # tried in test_refusing.py
]


WAYS_IN = 2
"""Described besides the table: the inbox, and vendors."""
FORMS = {ROOT + one.path for one in OPERATIONS if one.form} | {ROOT + arriving.INBOX}


async def tried(api: Client, cases: int) -> int:
    """So many cases of each operation, right ones and wrong ones; how many in all. Raises what schemathesis finds. In a thread,
    as the house serves on this loop."""
    schema = schemathesis.openapi.from_dict(document.openapi(OPERATIONS))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == len(OPERATIONS) + WAYS_IN
    adds, token = await api.token(ADA, ("inbox",)), await api.token(ADA, tuple(Scope))
    paired = await api.house.paired_session(IVA, ADA, 2)
    bond = await api.house.bond(IVA, ADA)
    count = 0
    for operation, mode in product(operations, GenerationMode):
        session = await api.house.session(ADA)  # anew, where it was deleted
        known = {
            "id": bond.id if "relationship" in operation.path else session,
            "action_id": f"{paired}-0",
            "token": adds,
        }
        count += await asyncio.to_thread(_ask, operation, mode, cases, api.url, token, known)
    return count


def _ask(
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    cases: int,
    url: str,
    token: str,
    known: dict[str, str],
) -> int:
    count = 0
    # A form has no types: 3 is "3" there, and a field that is empty is one left out.
    form = [] if operation.path not in FORMS else [checks.negative_data_rejection]
    named = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
    strategy = operation.as_strategy(mode, path_parameters=named if mode is GenerationMode.POSITIVE else None)

    @settings(max_examples=cases, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
    @given(case=strategy)
    def ask(case: schemathesis.Case[Any]) -> None:
        nonlocal count
        count += 1
        case.call_and_validate(url, headers={"Authorization": f"Bearer {token}"}, excluded_checks=[*LEFT_OUT, *form])

    ask()
    return count


async def test_what_the_document_says_is_so(api: Client, capsys: pytest.CaptureFixture[str]) -> None:
    count = await tried(api, 2)
    with capsys.disabled():
        print(f"\nschemathesis: {count} cases of {len(OPERATIONS) + WAYS_IN} operations, 0 failures")  # noqa: T201 - the figure is the proof
    assert count > 2 * len(OPERATIONS)


@pytest.mark.long
async def test_what_the_document_says_is_so_at_length(api: Client, capsys: pytest.CaptureFixture[str]) -> None:
    count = await tried(api, 200)
    with capsys.disabled():
        print(f"\nschemathesis: {count} cases of {len(OPERATIONS) + WAYS_IN} operations, 0 failures")  # noqa: T201 - the figure is the proof
    assert count > 100 * len(OPERATIONS)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        self.ids |= {value or "" for name, value in attrs if name == "id"}


async def test_the_document_and_its_page_are_for_everybody_and_ask_for_nothing_else(api: Client) -> None:
    got = await api.get(None, "/openapi.json")
    assert got.json["openapi"] == "3.1.0"
    for schema in got.json["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    paths = {f"{method.upper()} {path}" for path, methods in got.json["paths"].items() for method in methods}
    ways_in = {f"POST /api/v1{path}" for path in (arriving.INBOX, arriving.SOURCE)}
    assert {f"{one.method} /api/v1{one.path}" for one in OPERATIONS} | ways_in == paths
    names = [one["operationId"] for methods in got.json["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))
    page = await api.get(None, "/docs")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    read = _Links()
    read.feed(page.data.decode())
    assert "script" not in read.tags
    assert {link for link in read.links if not link.startswith("#")} == {"openapi.json"}
    assert {link[1:] for link in read.links if link.startswith("#")} <= read.ids
    assert set(names) <= read.ids
