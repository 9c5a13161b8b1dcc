"""Slack and the model service as they are on a bad day: a share of calls fails in each way they fail."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.messages_api import Json, MessagesApi, Reply, broken, overloaded
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import Fault


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
        return await super()._api(request)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self._dice.random() < self._odds:
            name, fault = self._dice.choice([("500", Fault(status=500)), ("cut", Fault(drop=True))])
            self.faults[f"download {name}"] += 1
            self._faults["download"].append(fault)
        return await super()._download(request)


@dataclass
class UnreliableModels(MessagesApi):
    """`share` of the calls: 529, 500, a cut connection, an answer that hangs, one that is no JSON."""

    share: float = 0.0
    dice: random.Random = field(default_factory=random.Random)
    faults: Counter[str] = field(default_factory=Counter)

    async def _play(
        self, request: web.Request, body: Json, envelope: Callable[[Json, Reply], Json]
    ) -> web.StreamResponse:
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
        return await super()._play(request, body, envelope)


def shown(slack: FakeSlack) -> list[dict[str, Any]]:
    """The workspace's own record of what stands where."""
    return [
        {"channel": m.channel, "ts": m.ts, "thread": m.thread, "words": m.words, "edits": m.edits}
        for m in slack.messages
        if m.ephemeral_to is None
    ]
