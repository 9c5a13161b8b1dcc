"""Where people are reached. Teams tells it with every activity and cannot be asked, so it is stored (conversation references)."""

from urllib.parse import quote

from cachetools import LRUCache

from bot.config import TeamsConfig
from bot.teams.connector import Connector, Json
from core.faults import ChatFault
from core.people.conversations import Conversation, ConversationStore
from core.people.person import Person, Place, Tenant

REMEMBERED = 4_096
ANYWHERE = "https://smba.trafficmanager.net/teams/"
"""Good for every tenant of the public cloud, if not the nearest."""


class References:
    def __init__(self, store: ConversationStore, connector: Connector, config: TeamsConfig) -> None:
        self._store = store
        self._connector = connector
        self._bot = f"28:{config.app_id}"
        self._addresses: LRUCache[Tenant, str] = LRUCache(REMEMBERED)
        self._made: LRUCache[Person, str] = LRUCache(REMEMBERED)

    def note_address(self, tenant: Tenant, address: str) -> None:
        """Something came from there that does not say where the person is reached."""
        self._addresses[tenant] = address

    async def heard(self, conversation: Conversation) -> None:
        """Something came from there: what is newest is stored."""
        await self._store.keep(conversation)

    async def close(self, person: Person) -> None:
        self._made.pop(person, None)
        await self._store.close(person)

    async def of(self, person: Person) -> Conversation | None:
        return await self._store.of(person)

    async def called(self, tenant: Tenant, user: str) -> Person | None:
        """Who it is that Teams calls `user` in what it tells this bot."""
        found = await self._store.called(tenant, user)
        return found.person if found else None

    async def place(self, person: Person) -> Place:
        """The bot's own conversation with them; it is made where they have the app and have not been heard of. Raises ChatFault:
        unreachable for somebody who has not, or has removed it."""
        known = await self._store.of(person)
        if known is not None and not known.open:
            raise ChatFault("not_installed", transient=False)
        channel = known.channel if known else self._made.get(person) or await self._make(person)
        return Place(person.tenant, channel)

    async def _make(self, person: Person) -> str:
        body: Json = {
            "bot": {"id": self._bot},
            "members": [{"id": person.id}],
            "tenantId": person.tenant.id,
            "isGroup": False,
            "channelData": {"tenant": {"id": person.tenant.id}},
        }
        address = await self.address(person.tenant)
        made = await self._connector.call("POST", address, "/v3/conversations", body, repeats=True)
        if not (channel := str(made.get("id") or "")):
            raise ChatFault("no_conversation", transient=True)
        self._made[person] = (
            channel  # stored once they are heard of: an erased person is not brought back by what they are told
        )
        return channel

    async def address(self, tenant: Tenant) -> str:
        return self._addresses.get(tenant) or await self._store.address(tenant) or ANYWHERE

    async def call(
        self, method: str, place: Place, path: str, activity: Json | None = None, *, repeats: bool = False
    ) -> Json:
        """A call about a conversation. Raises ChatFault, and asks nothing of who has removed the app."""
        known = await self._store.at(place)
        if known is not None and not known.open:
            raise ChatFault("not_installed", transient=False)
        address = known.address if known else await self.address(place.tenant)
        body = None
        if activity is not None:
            recipient = {"id": known.user, "aadObjectId": known.person.id} if known and known.user else None
            body = {
                "from": {"id": (known.bot if known else "") or self._bot},
                "conversation": {"id": place.channel},
                **({"recipient": recipient} if recipient else {}),
                **activity,
            }
        path = f"/v3/conversations/{quote(place.channel, safe='')}{path}"
        return await self._connector.call(method, address, path, body, repeats=repeats)
