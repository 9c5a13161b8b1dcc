"""The five tools of an assistant on the API itself: they read what their person may see, and that is on record."""

import sys
from pathlib import Path
from typing import Any

from mcp.client import Client as Assistant
from mcp.client.stdio import StdioServerParameters

from core.promises.recording import record
from tests.api.conftest import Client
from tests.relationships.house import person

ADA, BO = person("ada"), person("bo")
ROOT = Path(__file__).parents[2]
TOOLS = {"my_insights", "insight", "receipts", "open_promises", "search_my_sessions"}


async def test_an_assistant_reads_with_its_person_s_token_and_leaves_a_line_a_call(api: Client) -> None:
    session, other = await api.house.session(ADA), await api.house.session(BO)
    await record(api.house.services, ADA.tenant, session)
    # As docs/mcp.md has it: a process of its own, over standard input and output.
    keys = {"DEBRIEF_URL": api.url, "DEBRIEF_TOKEN": await api.token(ADA, ("read",)), "PYTHONPATH": str(ROOT)}
    started = StdioServerParameters(command=sys.executable, args=["-m", "bot", "mcp"], env=keys)
    async with Assistant(started) as assistant:
        assert {tool.name for tool in (await assistant.list_tools()).tools} == TOOLS

        async def call(tool: str, **given: Any) -> Any:
            answer = await assistant.call_tool(tool, given)
            return str(answer.content) if answer.is_error else answer.structured_content

        assert (await call("my_insights"))["total_count"] == 1
        assert (await call("insight", id=session))["session_title"] == "Letting go 1"
        assert (await call("receipts", id=session))["receipts"][0]["turn"] == 8
        assert [one["action"] for one in (await call("open_promises"))["actions"]] == ["Call Noor on Friday."]
        assert [one["id"] for one in (await call("search_my_sessions", words="letting"))["insights"]] == [session]
        assert "not yours to open" in await call("insight", id=other)
    lines = [entry.facts.get("assistant") for entry in await api.house.done_by(ADA)]
    assert [line for line in lines if line] == [
        "my_insights",
        "insight",
        "receipts",
        "open_promises",
        "search_my_sessions",
    ]
