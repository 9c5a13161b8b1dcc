"""What stands in the way of an assistant is told in a sentence: to whoever starts it, or to the assistant."""

import socket
import sys

import pytest
from mcp.client import Client

from bot import assistants
from tests.cli.conftest import Machine

HERE = {"DEBRIEF_URL": "http://127.0.0.1:3000", "DEBRIEF_TOKEN": "debrief_x"}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "Set DEBRIEF_URL"),
        ({"DEBRIEF_URL": "http://debrief.example.org"}, "https, unless it is this machine"),
        ({"DEBRIEF_URL": "ftp://127.0.0.1"}, "Set DEBRIEF_URL"),
        ({"DEBRIEF_TOKEN": " "}, "Set DEBRIEF_TOKEN"),
        ({"DEBRIEF_TOKEN": "debrief_x\ndebrief_y"}, "Set DEBRIEF_TOKEN"),
    ],
)
async def test_what_has_to_be_set_is_said(machine: Machine, keys: dict[str, str], said: str) -> None:
    given = {**(HERE if keys else {}), **keys}
    done = await machine.bot("mcp", **given)
    assert (done.code, done.out) == (2, "")
    assert said in done.said


async def test_without_the_extra_one_sentence_says_how(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.assistants")
    monkeypatch.delattr("bot.assistants")
    for name in [name for name in sys.modules if name.partition(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)  # as the import system marks what is not there
    done = await machine.bot("mcp", **HERE)
    assert (done.code, done.out) == (1, "")
    assert done.said == "This needs the extra mcp. In a checkout of Debrief: pip install '.[mcp]'\n"


async def test_a_bot_that_does_not_answer_is_told_to_the_assistant() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        async with assistants.connected(url, "debrief_x") as api, Client(assistants.server(api)) as client:
            answer = await client.call_tool("my_insights", {})
    assert answer.is_error
    assert "Debrief does not answer at DEBRIEF_URL" in str(answer.content)
