"""The examples of the pages about programs, run as they stand."""

import asyncio
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from core.people import token_acts
from core.people.tokens import Scope
from core.webhooks.signing import verified
from tests.api.test_giving import asking
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import Open, models, open_house, slack

__all__ = ["models", "open_house", "slack"]
ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text()


def examples(name: str) -> list[str]:
    return re.findall(r"^curl (?:.*\\\n)*.*$", page(name), re.MULTILINE)


async def test_the_examples_do_what_the_pages_say(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    assert [len(examples(name)) for name in ("api", "imports", "webhooks")] == [6, 2, 1]
    async with open_house(slack, models, engine="offline", working=False) as house, asking(house, slack) as api:
        services = house.app.services
        _token, secret = await token_acts.create(services, api.person, "all", tuple(Scope), "30", id="1" * 16)
        about = {**os.environ, "DEBRIEF_URL": api.url, "TOKEN": secret, "INBOX": f"{api.url}/api/v1/inbox/{secret}"}
        for example in (one for name in ("api", "imports", "webhooks") for one in examples(name)):
            done = await asyncio.create_subprocess_shell(
                f"{example} --fail-with-body".replace("curl --fail ", "curl -s "),
                cwd=ROOT,
                env=about,
                stdout=asyncio.subprocess.PIPE,
            )
            out, _err = await done.communicate()
            assert done.returncode == 0, (example, out)
            assert json.loads(out)
        assert len(await services.jobs.open_of(api.person, "intake")) == 1
        assert len(await services.jobs.open_of(api.person, "inbox")) == 2
        assert len(await services.webhooks.of(api.person)) == 1


def test_the_message_on_the_page_is_signed_with_the_secret_beside_it() -> None:
    told = page("webhooks")
    headers = dict(re.findall(r"^    (webhook-\w+): (.+)$", told, re.MULTILINE))
    (body,) = re.findall(r"^    ({.+})$", told, re.MULTILINE)
    (secret,) = re.findall(r"`(whsec_\S{20,})`", told)
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert verified(secret, headers, body.encode(), at)
