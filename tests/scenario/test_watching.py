"""What whoever runs the bot sees of it: figures and traces of a session's whole way, and not a word of what was said."""

import json
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from bson import json_util
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.config.watching import WatchingConfig
from bot.log import JsonLines
from tests.fakes.messages_api import MessagesApi, overloaded
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SESSION, Open
from tests.scenario.test_main_job import CLIENT, finished

NAME = "canary-of-a-file.vtt"
SAID = ("Nassiri", "Solheim", "canary", "Leila", "Ingrid")
"""Of the people in the session, and of the file."""


class Collector:
    """Takes traces as OTLP over http."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.raw = b""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/v1/traces", self.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
        await runner.cleanup()


def words_of_the_session() -> list[str]:
    """Runs of words that stand in nothing but what was said."""
    said = re.findall(r"(?:[A-Za-z\u2019']+ ){3}[A-Za-z\u2019']+", SESSION.decode())
    return sorted({each for each in said if len(each) > 22})


async def test_a_session_is_seen_from_event_to_card_without_a_word_of_it(
    open_house: Open, slack: FakeSlack, models: MessagesApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    collector = Collector()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    models.then(overloaded())  # the first call fails, and the session goes on
    async with collector.open() as traces:
        watching = WatchingConfig(("127.0.0.1", port), traces)
        async with open_house(slack, models, watching=watching) as house:
            drop = await slack.drop_file(CLIENT, NAME, SESSION)
            await finished(house, drop.file_ids[0])
            await slack.wait_for("Promised", channel=drop.channel)
            assert house.app.watching is not None
            async with (
                aiohttp.ClientSession() as http,
                http.get(slack.app_url.replace("/slack/events", "/api/v1/me")) as refused,
            ):
                assert refused.status == 401
            async with (
                house.app.watching.page(("127.0.0.1", port)),
                aiohttp.ClientSession() as http,
                http.get(f"http://127.0.0.1:{port}/metrics") as answer,
            ):
                figures = await answer.text()
            jobs = await house.app.storage.db.collection("jobs").find().to_list()
    # --- figures ---
    assert re.search(r'debrief_step_seconds_count{kind="intake",outcome="ok",step="ready"} [1-9]', figures)
    assert re.search(r'debrief_attempts_total{kind="intake",outcome="later"} [1-9]', figures)
    assert re.search(
        r'debrief_engine_seconds_count{call="analyse",engine="claude",model="[^"]+",outcome="ok"} 1.0', figures
    )
    assert re.search(r'debrief_engine_tokens_total{engine="claude",model="[^"]+",of="output"} [1-9]', figures)
    assert re.search(r"debrief_engine_cost_dollars_total{[^}]+} 0\.0*[1-9]", figures)
    assert re.search(r'debrief_child_seconds_count{outcome="ok",task="[a-z_]+"} [1-9]', figures)
    assert re.search(r'debrief_request_seconds_count{outcome="200",route="/slack/events"} [1-9]', figures)
    assert re.search(r'debrief_request_seconds_count{outcome="401",route="/api/v1/me"} 1.0', figures)
    assert "debrief_queue_age_seconds" in figures
    assert "debrief_database_up 1.0" in figures
    assert 'debrief_info{role="both"} 1.0' in figures
    # --- one trace, from the event to the card ---
    (job,) = (each for each in jobs if each["kind"] == "intake")
    trace_id, root = job["refs"]["trace"].split("-")[1:3]
    spans = [span for span in collector.spans if span.trace_id.hex() == trace_id]
    by_id = {span.span_id.hex(): span for span in spans}
    assert by_id[root].name == "request"
    steps = [span for span in spans if span.name == "step" and span.parent_span_id.hex() == root]
    reached = {a.value.string_value for span in steps for a in span.attributes if a.key == "debrief.step"}
    assert {"", "announced", "fetched", "ready", "analysed"} <= reached
    engine = next(span for span in spans if span.name == "engine")
    assert by_id[engine.parent_span_id.hex()].name == "step"
    # --- not a word ---
    lines = "\n".join(JsonLines().format(record) for record in caplog.records if record.name.startswith(OURS))
    seen = {
        "figures": figures,
        "traces": collector.raw.decode(errors="replace"),
        "logs": lines,
        "jobs": json_util.dumps(jobs),
    }
    whose = (CLIENT, slack.team)
    assert len(words_of_the_session()) > 30
    for place, text in seen.items():
        assert [each for each in (*SAID, *words_of_the_session()) if each in text] == [], place
    assert [each for each in whose if each in figures] == []
    assert json.loads(lines.splitlines()[0])


OURS = ("bot", "core", "handlers", "storage")
