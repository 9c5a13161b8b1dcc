"""What an assistant is told over the Model Context Protocol, asked by the SDK's own client: as much as its person may see, with
what it takes to cite, and on record."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from bot import assistants
from core.people import token_acts
from core.people.person import Person, Platform, Tenant
from core.people.tokens import Token
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, House, Open

ROOT = Path(__file__).parents[2]
MINE, OTHERS = "U0CLIENT", "U0OTHER"
TOOLS = ["my_insights", "insight", "receipts", "open_promises", "search_my_sessions"]


async def token(house: House, user: str) -> tuple[Token, str]:
    person = Person(Tenant(Platform.SLACK, house.slack.team), user)
    return await token_acts.create(house.app.services, person, "assistant", ["read"], "30", id=os.urandom(8).hex())


@asynccontextmanager
async def asking(house: House, secret: str) -> AsyncIterator[Client]:
    url = house.slack.app_url.removesuffix("/slack/events")
    async with assistants.connected(url, secret) as api, Client(assistants.server(api)) as client:
        yield client


async def told(client: Client, tool: str, **arguments: Any) -> Any:
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer
    return answer.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error
    [said] = answer.content
    return str(getattr(said, "text", ""))


async def test_an_assistant_reads_what_its_person_may_see_and_it_is_on_record(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    slack.member(MINE, name="Leila Nassiri")  # the client of the sample
    slack.member(OTHERS, name="Somebody Else")
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(MINE, "session.vtt", SESSION)
        await slack.wait_for("Promised", channel=drop.channel)
        (made, mine), (_token, others) = await token(house, MINE), await token(house, OTHERS)
        async with asking(house, mine) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == TOOLS
            [row] = (await told(client, "my_insights"))["unpaired_insights"]
            seen = await told(client, "insight", id=row["id"])
            receipts = (await told(client, "receipts", id=row["id"]))["receipts"]
            promised = seen["action_items"][0]["evidence"][0]
            assert {"section": "action_items", **promised} in receipts
            assert all(receipt["turn"] and receipt["quote"] for receipt in receipts)
            promises = (await told(client, "open_promises"))["actions"]
            assert {one["insight_id"] for one in promises} == {row["id"]}
            assert (await told(client, "search_my_sessions", words="no such words"))["insights"] == []
            nothing = await refused(client, "insight", id="0" * 24)
            assert "no such insight" in await refused(client, "insight", id="../me"), "an id leads nowhere else"
        entries = await house.app.services.audit.by(made.person.tenant, MINE)
        asked = [entry.facts.get("assistant") for entry in entries if "assistant" in entry.facts]
        assert asked[::-1] == ["my_insights", "insight", "receipts", "open_promises", "search_my_sessions"]
        async with asking(house, others) as client:
            assert await refused(client, "insight", id=row["id"]) == nothing, "theirs is as what is not there"
            assert (await told(client, "my_insights"))["total_count"] == 0
        await token_acts.revoke(house.app.services, made.person, made.id)
        async with asking(house, mine) as client:
            assert "Debrief does not take this token." in await refused(client, "my_insights")
        await over_stdio(slack, others)


async def over_stdio(slack: FakeSlack, secret: str) -> None:
    """As an assistant starts it."""
    keys = {"DEBRIEF_URL": slack.app_url.removesuffix("/slack/events"), "DEBRIEF_TOKEN": secret}
    environment = {"PATH": os.environ["PATH"], **keys}
    command = StdioServerParameters(command=sys.executable, args=["-m", "bot", "mcp"], env=environment, cwd=ROOT)
    async with Client(command) as client:
        assert (await told(client, "my_insights"))["total_count"] == 0
