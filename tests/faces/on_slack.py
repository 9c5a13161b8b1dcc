"""Slack, over its fake server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.config import Config, SlackConfig
from bot.face import Connect
from core.people.person import Platform, Tenant
from handlers.events import Inbox
from tests.faces.stage import ANA, CORA, GUEST, NOBODY
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import visible_text


@dataclass
class OnSlack:
    slack: FakeSlack
    platform: Platform = Platform.SLACK
    refused: str = ""

    @property
    def faces(self) -> Mapping[Platform, Connect]:
        return {}

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.platform, self.slack.team)

    def configured(self, config: Config) -> Config:
        slack = self.slack
        return replace(config, slack=SlackConfig(slack.token, slack.signing_secret, slack.api_url, (slack.file_host,)))

    async def open(self, base: str, inbox: Inbox) -> None:
        self.slack.app_url = f"{base}/slack/events"

    async def give(self, who: str, name: str, data: bytes) -> str:
        return self.slack.add_file(who, name, data).id

    async def take_back(self, source: str) -> None:
        del self.slack.files[source]

    async def drop(self, who: str, name: str, data: bytes) -> None:
        assert (await self.slack.drop_file(who, name, data)).status == 200

    async def command(self, who: str, name: str, text: str = "", about: str = "") -> None:
        await self.slack.command(who, name, f"{text} <@{about}|somebody>" if about else text)

    async def press(self, who: str, words: str, label: str) -> None:
        told = reversed(self.slack.in_channel(self.slack.direct_channel(who)))
        message = next((each for each in told if words in each.words), None)
        await self.slack.press(who, message or await self.slack.wait_for_view(words), label)

    async def send(self, who: str, words: str, fields: Mapping[str, str | tuple[str, ...]]) -> None:
        answer = await self.slack.submit(who, await self.slack.wait_for_view(words), fields)
        self.refused = "\n".join(answer.json.get("errors", {}).values())

    async def sees(self, who: str) -> str:
        told = [*self.slack.in_channel(self.slack.direct_channel(who)), *self.slack.ephemerals(who)]
        views = [*self.slack.views.values(), self.slack.homes.get(who, {})]
        return "\n".join([*(message.words for message in told), *map(visible_text, views), self.refused])

    async def has(self, who: str) -> Mapping[str, bytes]:
        told = self.slack.in_channel(self.slack.direct_channel(who))
        given = [self.slack.files[each] for message in told for each in message.files]
        return {file.name: file.data for file in given}


@asynccontextmanager
async def on_slack() -> AsyncIterator[OnSlack]:
    async with FakeSlack() as slack:
        slack.member(ANA, name="Ana")
        slack.member(CORA, name="Cora")
        slack.member(GUEST, name="Gil", is_restricted=True)
        slack.member(NOBODY, unknown=True)
        yield OnSlack(slack)
