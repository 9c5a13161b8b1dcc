"""Teams, over its fake services."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.config import Config, TeamsConfig
from bot.face import Connect
from bot.teams import files
from core.people.person import Platform, Tenant
from handlers.events import Inbox
from tests.faces.stage import ANA, CORA, GUEST
from tests.fakes.teams import FakeTeams, actions, card_of, visible, visible_card
from tests.fakes.teams_wire import until


@dataclass
class OnTeams:
    teams: FakeTeams
    platform: Platform = Platform.TEAMS
    refused: str = ""

    @property
    def faces(self) -> Mapping[Platform, Connect]:
        return {}

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.platform, self.teams.tenant)

    def configured(self, config: Config) -> Config:
        return replace(config, teams=configured(self.teams))

    async def open(self, base: str, inbox: Inbox) -> None:
        self.teams.app_url = f"{base}/api/messages"
        for who in (ANA, CORA, GUEST):
            assert (await self.teams.seen(who)).status == 200

    async def give(self, who: str, name: str, data: bytes) -> str:
        return files.source(name, self.teams.add_file(name, data))

    async def take_back(self, source: str) -> None:
        self.teams.files.clear()

    async def drop(self, who: str, name: str, data: bytes) -> None:
        assert (await self.teams.drop(who, (name, data))).status == 200

    async def command(self, who: str, name: str, text: str = "", about: str = "") -> None:
        named = (
            self.teams.mention(f"{name} {text} <at>{self.teams.members[about]['name']}</at>", about) if about else {}
        )
        activity = self.teams.activity(who, "message", text=f"{name} {text}".strip())
        activity["entities"] += named.pop("entities", [])
        assert (await self.teams.send({**activity, **named})).status == 200

    async def press(self, who: str, words: str, label: str) -> None:
        message = next((each for each in reversed(self.teams.of(who)) if words in visible(each.activity)), None)
        where = message or self.teams.dialogs[who]
        assert (await self.teams.press(who, where, label)).status == 200

    async def send(self, who: str, words: str, fields: Mapping[str, str | tuple[str, ...]]) -> None:
        """What was asked for by a message has a button that opens the form."""
        if who not in self.teams.dialogs:
            message = await self.teams.wait_for(who, words)
            opens = next(each for each in actions(card_of(message.activity)) if each["type"] == "Action.Submit")
            assert (await self.teams.do(who, message, opens)).status == 200
        assert words in self._over(who)
        answer = await self.teams.submit(who, fields)
        assert answer.status == 200

    async def sees(self, who: str) -> str:
        return "\n".join([*(visible(each.activity) for each in self.teams.of(who)), self._over(who)])

    def _over(self, who: str) -> str:
        shown = self.teams.dialogs.get(who)
        return f"{shown['title']}\n{visible_card(shown['card']['content'])}" if shown else ""

    async def has(self, who: str) -> Mapping[str, bytes]:
        """They agree to every file they are offered."""
        for offer in self.teams.offers(who):
            assert (await self.teams.consent(who, offer)).status == 200
        given: Mapping[str, bytes] = await until(lambda: self.teams.given(who))
        return given


def configured(teams: FakeTeams) -> TeamsConfig:
    return TeamsConfig(
        teams.app_id,
        teams.secret,
        (teams.tenant,),
        hosts=(teams.host,),
        file_hosts=(teams.host,),
        login_url=teams.base,
        openid_url=f"{teams.base}/openid",
    )


@asynccontextmanager
async def on_teams() -> AsyncIterator[OnTeams]:
    async with FakeTeams() as teams:
        teams.member(ANA, "Ana")
        teams.member(CORA, "Cora")
        teams.member(GUEST, "Gil", userRole="guest")
        yield OnTeams(teams)
