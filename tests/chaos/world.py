"""Slack, Teams, the model service and a program with a webhook as they are on a bad day: a share of calls fails in each way they
fail."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.messages_api import Json, MessagesApi, Reply, broken, overloaded, prompt
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import Fault
from tests.fakes.teams import FakeTeams, visible

TALK = re.compile(r"our talk number (\d+)")
AGAIN = "An earlier answer held these items"


class UnreliableSlack(FakeSlack):
    """`share` of the calls of every method: 429, 500, an answer that is lost after the work was done, a slow answer."""

    def __init__(self, share: float, dice: random.Random) -> None:
        super().__init__()
        self._odds, self._dice = share, dice
        self.faults: Counter[str] = Counter()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        if self._dice.random() < self._odds:
            name, fault = self._dice.choice(
                [
                    ("429", Fault(status=429, retry_after=1)),
                    ("500", Fault(status=500)),
                    ("lost answer", Fault(drop=True)),
                    ("slow", Fault(delay=2.0)),
                ]
            )
            self.faults[name] += 1
            self._faults[request.match_info["method"]].append(fault)
        answer = await super()._api(request)
        self.calls.clear()  # hours of them would fill the memory
        return answer

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self._dice.random() < self._odds:
            name, fault = self._dice.choice([("500", Fault(status=500)), ("cut", Fault(drop=True))])
            self.faults[f"download {name}"] += 1
            self._faults["download"].append(fault)
        return await super()._download(request)


class UnreliableTeams(FakeTeams):
    """`share` of the calls to the Connector: 500, an answer that is lost after the work was done, 429. It asks for no tokens
    (TEAMS_ANONYMOUS): those are tried elsewhere."""

    def __init__(self, share: float, dice: random.Random) -> None:
        super().__init__()
        self._odds, self._dice = share, dice
        self.hiccups: Counter[str] = Counter()

    async def _refused(self, request: web.Request) -> web.StreamResponse | None:
        self.calls.clear()
        self.bearers.clear()
        if self._dice.random() >= self._odds:
            return None
        name = self._dice.choice(["500", "429", "lost answer"])
        self.hiccups[name] += 1
        if name == "lost answer":
            if request.match_info.get("conversation") and "members" not in request.path:
                await self._do(request)
            if request.transport:
                request.transport.abort()
        error = {"error": {"code": "ServiceError", "message": ""}}
        return web.json_response(error, status=429 if name == "429" else 500, headers={"Retry-After": "1"})


@dataclass
class UnreliableModels(MessagesApi):
    """`share` of the calls: 529, 500, a cut connection, an answer that hangs, one that is no JSON. `answered` counts the others
    that were answered while somebody was there to hear it, by talk and question: each of them is paid for."""

    share: float = 0.0
    dice: random.Random = field(default_factory=random.Random)
    faults: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def _play(
        self, request: web.Request, body: Json, envelope: Callable[[Json, Reply], Json]
    ) -> web.StreamResponse:
        name = ""
        if self.dice.random() < self.share:
            faults: list[tuple[str, Reply]] = [
                ("529", overloaded()),
                ("500", broken()),
                ("cut", Reply(cut=True)),
                ("hang", Reply(hang=6.0)),
                ("no JSON", Reply(answer="Certainly, here is")),
            ]
            name, reply = self.dice.choice(faults)
            self.faults[name] += 1
            self._script.append(reply)
        self.requests.clear()  # hours of prompts would fill the memory
        response = await super()._play(request, body, envelope)
        heard = request.transport is not None and not request.transport.is_closing()
        if name in {"", "hang"} and heard:
            asked = prompt(body)
            talk = TALK.findall(asked)
            self.answered[talk[-1] if talk else "?", "again" if AGAIN in asked else "first"] += 1
        return response

    @property
    def paid_twice(self) -> Counter[tuple[str, str]]:
        return Counter({asked: count - 1 for asked, count in self.answered.items() if count > 1})


@dataclass
class Listener:
    """A program that is told of analyses. At `share` of what comes it is away, or takes it and does not say so; the second time
    the same message comes it is there, as the next try would be an hour later."""

    share: float
    dice: random.Random
    took: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By path, insight and the id of the message."""
    base: str = ""

    def __post_init__(self) -> None:
        self._met: set[str] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{who}", self._told)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _told(self, request: web.Request) -> web.StreamResponse:
        body, name = json.loads(await request.text()), request.headers["webhook-id"]
        fault = self.dice.choice(["503", "lost answer"]) if self.dice.random() < self.share else ""
        first = name not in self._met
        self._met.add(name)
        if first and fault == "503":
            return web.Response(status=503)
        self.took[request.match_info["who"], body["data"]["insight_id"], name] += 1
        if first and fault and request.transport:
            request.transport.abort()
            await asyncio.sleep(0)
        return web.Response()


def shown(slack: FakeSlack) -> list[dict[str, Any]]:
    """The workspace's own record of what stands where."""
    return [
        {"channel": m.channel, "ts": m.ts, "thread": m.thread, "words": m.words, "edits": m.edits}
        for m in slack.messages
        if m.ephemeral_to is None
    ]


def shown_in_teams(teams: FakeTeams) -> list[dict[str, Any]]:
    return [
        {
            "channel": m.conversation,
            "ts": m.id,
            "thread": None,
            "words": visible(m.activity),
            "edits": len(m.versions) - 1,
        }
        for m in teams.messages
        if not m.to
    ]
