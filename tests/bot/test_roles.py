"""One that receives and others that carry, as processes on one database: nothing is lost, and nothing left undone."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pymongo import AsyncMongoClient

from bot.cli.serve import one_of_several
from bot.config import ConfigError, read
from bot.role import Role
from storage.embedded import EmbeddedMongo
from tests.chaos.processes import RECEIVER, WORKER, Replica, environment, running
from tests.fakes.messages_api import MessagesApi, Reply
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION

CLIENT = "U0CLIENT"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s" * 32}
HANGS = 600.0
"""Seconds: longer than the worker lives."""


async def status(replica: Replica, path: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{replica.port}{path}") as answer:
        return answer.status


async def test_a_file_given_to_the_one_is_carried_by_the_others(mongo: EmbeddedMongo, tmp_path: Path) -> None:
    async with FakeSlack() as slack, MessagesApi() as models:
        configuration = {
            **environment(mongo.uri, tmp_path, slack, models),
            "MONGODB_DATABASE": "test_roles",
            "DEBRIEF_LEASE": "2",
        }
        receiver = Replica(0, configuration, tmp_path, RECEIVER)
        first, second = (Replica(n, configuration, tmp_path, WORKER) for n in (1, 2))
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo.uri)
        async with client, running(receiver):
            jobs = client["test_roles"]["jobs"]
            slack.app_url = receiver.url
            models.always(Reply(hang=HANGS))
            drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
            assert drop.status == 200
            assert await status(receiver, "/healthz") == 200
            assert await jobs.distinct("attempt") == [0]  # kept, and nobody has touched it

            async with running(first):
                assert await status(first, "/slack/events") == 404
                async with asyncio.timeout(180):
                    while not models.requests:  # noqa: ASYNC110 - it is asked from another process
                        await asyncio.sleep(0.05)
                first.send(signal.SIGKILL)  # in the middle of the session
                models.always(Reply())
                async with running(second):
                    card = await slack.wait_for("Promised", channel=drop.channel)
                    await slack.wait_for("Your insights are ready", channel=drop.channel)
                    # Done where it comes in; what follows, such as the card as it is now, is a job.
                    await slack.press(CLIENT, card, "I am Leila Nassiri")
                    async with asyncio.timeout(180):
                        while "I am Leila Nassiri" in card.words:  # noqa: ASYNC110 - the same
                            await asyncio.sleep(0.05)
                    done = await jobs.find_one({"refs.file": drop.file_ids[0]})
                    assert done is not None
                    assert done["attempt"] >= 2
            assert sum("Promised" in each.words for each in slack.in_channel(drop.channel)) == 1
            assert await client["test_roles"]["session_insights"].count_documents({}) == 1
            await client.drop_database("test_roles")


@pytest.mark.parametrize("role", [Role.WORKER, Role.RECEIVER])
def test_one_of_several_needs_a_database_that_all_reach(role: Role) -> None:
    with pytest.raises(ConfigError, match="MONGODB_URI is needed"):
        one_of_several(read(SLACK), role)
    assert (
        one_of_several(read({**SLACK, "MONGODB_URI": "mongodb://db/", "DEBRIEF_PLAYGROUND": "1"}), role).playground
        is False
    )


def test_a_worker_answers_on_the_platforms_it_is_given() -> None:
    with pytest.raises(ConfigError, match="the keys of Slack or Teams are needed"):
        one_of_several(read({"MONGODB_URI": "mongodb://db/"}), Role.WORKER)
