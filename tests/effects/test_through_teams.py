"""The changes that replace what somebody has before them, through Teams itself: after each, what its people can read there is
what stands, and nothing else."""

from dataclasses import dataclass, field

import pytest

from bot.teams import cards
from bot.teams.app import connect
from core.card import Card
from core.people.conversations import Conversation
from core.people.person import MessageRef, Person, Place, Platform, Tenant
from core.ports.sessions import Chat
from storage import Storage
from tests.effects.scenes import READERS, SCENARIOS, Screens, make, stale
from tests.faces.on_teams import configured
from tests.fakes.teams import FakeTeams, visible

CHANGES = ("share", "revoke", "end", "withdraw", "hold", "release", "correct", "edit", "delete")


@dataclass
class Through(Screens):
    """A chat whose messages are sent over another one as well, to people of the same ids."""

    face: Chat = field(kw_only=True)
    tenant: Tenant = field(kw_only=True)
    sent: dict[str, MessageRef] = field(default_factory=dict)

    async def post(self, place: Place, card: Card) -> MessageRef:
        message = await super().post(place, card)
        self.sent[message.id] = await self.face.direct(Person(self.tenant, place.channel), card)
        return message

    async def update(self, message: MessageRef, card: Card) -> None:
        await super().update(message, card)
        await self.face.update(self.sent[message.id], card)


@pytest.mark.parametrize("name", CHANGES)
async def test_what_people_read_in_teams_is_what_stands(storage: Storage, name: str) -> None:
    scenario = SCENARIOS[name]
    async with FakeTeams() as teams, connect(configured(teams), storage) as face:
        tenant = Tenant(Platform.TEAMS, teams.tenant)
        for reader in READERS:
            teams.member(reader.id, reader.id.title())
            where = teams.conversation(reader.id)
            await storage.conversations.keep(Conversation(Person(tenant, reader.id), where, teams.address))
        screens = Through(face=face.chat, tenant=tenant)
        scene = await make(storage, screens)
        await scenario.before(scene)
        await scene.carried_out()
        await scene.look()
        before = {reader: read(teams, reader) for reader in READERS}
        await scenario.act(scene)
        await scene.carried_out()
        assert (await stale(scene))[0] == []
        now = {reader: read(teams, reader) for reader in READERS}
        assert now == {reader: standing(screens, teams.conversation(reader.id)) for reader in READERS}
        assert now != before


def read(teams: FakeTeams, reader: Person) -> list[str]:
    return sorted(visible(each.activity) for each in teams.of(reader.id))


def standing(screens: Through, channel: str) -> list[str]:
    """What the cards of this conversation say, as they stand now."""
    there = [number for number, message in screens.sent.items() if message.place.channel == channel]
    pages = [page for number in there for page in cards.render(screens.messages[number][1])]
    return sorted(visible(page.activity()) for page in pages)
