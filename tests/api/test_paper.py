"""The examples of docs/api.md, run as they stand."""

import asyncio
import json
import os
import re
from pathlib import Path

from tests.api.test_giving import asking
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import Open, models, open_house, slack

__all__ = ["models", "open_house", "slack"]
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()


async def test_the_examples_do_what_the_page_says(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    examples = re.findall(r"^curl (?:.*\\\n)*.*$", PAGE, re.MULTILINE)
    assert len(examples) == 6
    async with open_house(slack, models, engine="offline", working=False) as house, asking(house, slack) as api:
        about = {**os.environ, "DEBRIEF_URL": api.url, "TOKEN": api.header.decode().removeprefix("Bearer ")}
        for example in examples:
            done = await asyncio.create_subprocess_shell(
                f"{example} --fail-with-body", cwd=ROOT, env=about, stdout=asyncio.subprocess.PIPE
            )
            out, _err = await done.communicate()
            assert done.returncode == 0, (example, out)
            assert json.loads(out)
        assert len(await house.app.services.jobs.open_of(api.person, "intake")) == 1
