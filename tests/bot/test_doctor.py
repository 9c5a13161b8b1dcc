"""`doctor` on what is fine, and on each thing that is not: what it says, and how it says to mend it."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient

from bot.cli.doctor import look
from bot.config import Config, EngineConfig, SlackConfig
from bot.config.teams import TeamsConfig
from bot.doctor.database import _server
from bot.doctor.finding import Finding, State
from core.people.person import Person
from storage import StorageConfig, open_storage
from storage.data_folder import secret
from storage.embedded import EmbeddedMongo
from storage.inspection import Inspection
from storage.servers import Server
from tests.bot.test_command_line import bot
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.fakes.teams_wire import TeamsWire
from tests.storage.samples import ACME

CANARY = "canary-7f3a"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as workspace:
        yield workspace


@pytest.fixture
async def config(storage_config: StorageConfig, slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Config]:
    """A bot in order: a database with somebody's words in it, a key folder of its own, Slack, Teams and a model."""
    keys = tmp_path / "keys"
    async with open_storage(replace(storage_config, keys=keys, data=tmp_path / "data")) as storage:
        await storage.uploads.put(Person(ACME, "U1"), "slack:T1:F1", CANARY.encode(), f"{CANARY}.txt")
    async with TeamsWire() as teams, MessagesApi() as models:
        yield Config(
            data=tmp_path / "data",
            keys=keys,
            mongodb_uri=storage_config.uri,
            mongodb_database=storage_config.database,
            slack=SlackConfig(
                slack.token, slack.signing_secret, slack.api_url, (slack.file_host,), app_token=slack.app_token
            ),
            teams=TeamsConfig(
                teams.app_id,
                teams.secret,
                (teams.tenant,),
                login_url=teams.base,
                openid_url=f"{teams.base}/openid",
            ),
            engine=EngineConfig("claude", anthropic_key="test-key", anthropic_url=models.url),
        )


def wrong(found: Sequence[Finding]) -> list[Finding]:
    return [each for each in found if each.state is State.WRONG]


async def only_wrong(config: Config, *, reaching: bool = False) -> str:
    (one,) = wrong(await look(config, reaching=reaching))
    assert one.mend
    return f"{one.about}: {one.said} {one.mend}"


async def test_what_is_in_order_is_fine_and_nothing_secret_is_said(config: Config, slack: FakeSlack) -> None:
    found = await look(config, reaching=True)
    assert wrong(found) == []
    about = {each.about for each in found if each.state is State.FINE}
    assert about == {"Keys", "Clock", "Database", "Disk", "Slack", "Teams", "Engine", "Walls"}
    said = json.dumps([f"{each.said} {each.mend}" for each in found])
    assert config.slack is not None
    assert config.teams is not None
    assert config.mongodb_uri is not None
    key = next((config.keys or config.data).glob("master-*.key")).read_bytes()
    secrets = [
        CANARY,
        slack.token,
        slack.signing_secret,
        slack.app_token,
        config.teams.app_secret,
        "test-key",
        key.hex(),
    ]
    assert [each for each in [*secrets, config.mongodb_uri] if each in said] == []


def test_a_server_whose_memory_lies_open_and_one_that_is_old() -> None:
    there = Inspection(members=3, schema=0, free=0.5, zlib=True)
    (lies_open,) = _server(there, Server((8, 0, 16), embedded=False), date(2026, 11, 29))
    assert (lies_open.state, "Update it to 8.0.17" in lies_open.mend) == (State.WRONG, True)
    (shut,) = _server(replace(there, zlib=False), Server((8, 0, 16), embedded=False), date(2026, 11, 29))
    assert shut.state is State.FINE
    (ending,) = _server(there, Server((7, 0, 30), embedded=False), date(2027, 7, 1))
    assert (ending.state, "8.0" in ending.mend) == (State.WARNING, True)
    today = Server((8, 0, 20), embedded=False), date(2026, 11, 29)
    _version, full, newer = _server(replace(there, free=0.05, schema=1000), *today)
    assert ("Make room" in full.mend, "Start the newer Debrief" in newer.mend) == (True, True)
    _version, alone = _server(replace(there, members=1), *today)
    assert "three members" in alone.mend


async def test_it_leaves_nothing_behind(config: Config, storage_config: StorageConfig) -> None:
    async with AsyncMongoClient[dict[str, object]](storage_config.uri) as client:
        database = client[storage_config.database]
        before = sorted(await database.list_collection_names())
        await look(config)
        assert sorted(await database.list_collection_names()) == before


async def test_slack_that_takes_no_token_or_gives_too_little(config: Config, slack: FakeSlack) -> None:
    slack.scopes.remove("files:read")
    assert "lacks files:read. Put the scopes of manifest.yml into the app" in await only_wrong(config)
    slack.scopes.append("files:read")
    assert config.slack is not None
    stranger = replace(config, slack=replace(config.slack, bot_token="xoxb-old"))
    assert "does not take SLACK_BOT_TOKEN (invalid_auth). Install the app anew" in await only_wrong(stranger)
    away = replace(config, slack=replace(config.slack, api_url="http://127.0.0.1:9/", app_token=""))
    assert "Slack does not answer" in await only_wrong(away)


async def test_teams_and_the_engine(config: Config) -> None:
    assert config.teams is not None
    old = replace(config, slack=None, teams=replace(config.teams, app_secret="old"))
    assert "Make a new client secret in Entra" in await only_wrong(old)
    dear = replace(config, slack=None, teams=None, engine=replace(config.engine, anthropic_key="old"))
    assert wrong(await look(dear)) == []  # nobody is asked unless it is wanted
    assert "Set ANTHROPIC_API_KEY to one that is valid" in await only_wrong(dear, reaching=True)
    lost = replace(config, slack=None, teams=None, public_url="http://127.0.0.1:9")
    assert "127.0.0.1:9 does not answer" in await only_wrong(lost, reaching=True)


async def test_keys_of_another_database_and_keys_that_others_may_read(config: Config) -> None:
    alone = replace(config, slack=None, teams=None)
    assert config.keys is not None
    key = next(config.keys.glob("master-*.key"))
    key.chmod(0o440)
    assert f"Others than its owner may use {key}. chmod" in await only_wrong(alone)
    key.chmod(0o600)
    right = key.read_bytes()
    key.write_bytes(os.urandom(len(right)))
    assert "not the key that the database" in await only_wrong(alone)
    key.write_bytes(right[:10])
    assert "holds 10 bytes" in str(wrong(await look(alone))[0])
    key.unlink()
    assert "its master key is not in" in await only_wrong(alone)


async def test_a_database_that_is_away_and_an_account_that_may_only_read(config: Config, mongo: EmbeddedMongo) -> None:
    alone = replace(config, slack=None, teams=None)
    away = replace(alone, mongodb_uri="mongodb://127.0.0.1:9/?replicaSet=x")
    assert "It cannot be used. MongoDB has not answered" in await only_wrong(away)
    name, host = config.mongodb_database, mongo.uri.partition("@")[2]
    password = secret(mongo._folder / "cluster.key")  # of the members' own account, which may make others
    async with AsyncMongoClient[dict[str, object]](
        "127.0.0.1", mongo.port, directConnection=True, username="__system", password=password, authSource="local"
    ) as members:
        roles = [{"role": "read", "db": name}]
        await members["admin"].command({"createUser": name, "pwd": "p", "roles": roles})
    reader = replace(alone, mongodb_uri=f"mongodb://{name}:p@{host}")
    assert f"may not write in {name}. Give it the role readWrite" in await only_wrong(reader)


def test_the_command_ends_with_what_it_found(mongo: EmbeddedMongo, tmp_path: Path) -> None:
    done = bot("doctor", "--json", DEBRIEF_DATA=str(tmp_path), MONGODB_URI=mongo.uri, MONGODB_DATABASE="test_doctor")
    assert done.returncode == 0, done.stdout.decode()
    assert json.loads(done.stdout)["fine"] is True
    done = bot("doctor", PORT="many")
    assert (done.returncode, "PORT must be" in done.stdout.decode()) == (1, True)


async def test_the_service_that_carries_the_jobs_is_asked(config: Config, temporal: dict[str, str]) -> None:
    carried = replace(config, temporal=temporal)
    assert any(each.about == "Temporal" and each.state is State.FINE for each in await look(carried, reaching=True))
    nowhere = replace(config, temporal={"TEMPORAL_ADDRESS": "127.0.0.1:9"})
    assert "127.0.0.1:9 does not answer as Temporal does" in await only_wrong(nowhere, reaching=True)
    assert wrong(await look(nowhere)) == []
