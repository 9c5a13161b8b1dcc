"""Every operation, asked by who has no part in it: the same answer as for what does not exist, and nothing changes."""

import json
import re
from typing import Any

import pytest

from bot.api.app import OPERATIONS
from bot.api.operation import Operation
from bot.api.requests import Nothing
from core.insight import remarks
from core.jobs.job import Job
from core.people.person import Person
from core.people.tokens import Scope
from core.ports.people import Kind
from core.promises.recording import record
from core.webhooks import acts as webhooks
from handlers.intake.jobs import KIND, job_id
from tests.api.conftest import Client, Got
from tests.relationships.house import ELSEWHERE, HERE, person

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
NAMED = [one for one in OPERATIONS if "{" in one.path]
BODIES: dict[str, Any] = {
    "edit_insight": {"session_title": "Mine"},
    "share_insight": {"coach_user_id": "cid"},
    "name_words": {"among": "passages", "place": 0, "section": None},
    "add_comment": {"text": "Hello."},
    "agree_on_action": {"action": "Nothing.", "version": 0},
}
KEPT = ("session_insights", "comments", "commitments", "corrections", "webhooks", "coaching_relationships", "jobs")


async def furnished(api: Client) -> dict[str, str]:
    """What Ada and Iva have, by its name in a path."""
    house = api.house
    session = await house.paired_session(IVA, ADA)
    await record(house.services, HERE, session)
    comment = "ab" * 12
    await remarks.comment(house.services, IVA, session, "Well done.", id=comment)
    upload = Job(job_id(HERE, "given"), KIND, HERE, refs={"person": ADA.id, "insight": session})
    await house.services.jobs.enqueue(upload)
    events = ("insight.completed",)
    await webhooks.register(house.services, ADA, "https://example.com/", events, id="1" * 16, loopback=False)
    return {
        "id": session,
        "bond": (await house.bond(IVA, ADA)).id,
        "action_id": f"{session}-0",
        "comment_id": comment,
        "upload_id": "given",
        "coach_user_id": IVA.id,
        "webhook_id": "1" * 16,
    }


def path(one: Operation[Any, Any], known: dict[str, str]) -> str:
    of_bond = "relationship" in one.path
    return re.sub(r"{(\w+)}", lambda name: known["bond" if of_bond else name[1]], one.path)


async def stored(api: Client) -> str:
    rows = {}
    for name in KEPT:
        found = api.house.storage.db.collection(name).find({"kind": {"$ne": "token"}})
        rows[name] = await found.sort("_id", 1).to_list()
    return str(rows)


@pytest.mark.parametrize("one", NAMED, ids=lambda one: one.name)
async def test_who_has_no_part_in_it_is_told_what_is_told_of_nothing(api: Client, one: Operation[Any, Any]) -> None:
    known = await furnished(api)
    nothing = {
        name: "f" * len(value) if set(value) <= set("0123456789abcdef") else f"{'f' * 24}-0"
        for name, value in known.items()
    }
    nothing |= {"upload_id": "taken", "coach_user_id": "nobody"}
    scopes = tuple(Scope)
    body = BODIES.get(one.name)
    assert (body is not None) == (one.body is not Nothing), "a body to ask with"
    elsewhere = Person(ELSEWHERE, "ada")
    for who in (BO, elsewhere):
        api.house.directory.add(who, "Somebody", Kind.PERSON)
        api.house.directory.add(Person(who.tenant, "cid"), "Cid", Kind.PERSON)
        await api.token(who, scopes)
    await api.house.settle()
    before = await stored(api)
    for who in (BO, elsewhere):
        there, not_there = [
            await api.ask(who, one.method, path(one, ids), json=body, scopes=scopes) for ids in (known, nothing)
        ]
        assert there.status == 404, there.data
        assert told(there) == told(not_there)
    assert await stored(api) == before


def told(got: Got) -> tuple[int, Any, dict[str, str]]:
    headers = {name: value for name, value in got.headers.items() if name != "Date"}
    return got.status, json.loads(got.data), headers
