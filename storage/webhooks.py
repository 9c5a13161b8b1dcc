"""Webhooks of people; address and secret sealed under their keys."""

from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from core.people.person import Person, Tenant
from core.webhooks.record import MOST, Event, Webhook
from storage.database import Database, Document, scope, tenant_of
from storage.owned import MongoOwned, named
from storage.vault import Unreadable, Vault

_SEALED = TypeAdapter(tuple[str, str])


class MongoWebhooks(MongoOwned[Webhook]):
    """`core.webhooks.record.WebhookStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        super().__init__(db, vault, "webhooks", MOST)

    async def put(self, webhook: Webhook) -> bool:
        sealed = _SEALED.dump_json((webhook.url, webhook.secret))
        row: Document = {
            "webhook": webhook.id,
            "sealed": await self._vault.seal(webhook.person, _place(webhook.person, webhook.id), sealed),
            "events": sorted(webhook.events),
            "created_at": webhook.created_at,
            "off_since": webhook.off_since,
        }
        return await self._put(webhook.person, webhook.id, row)

    async def get(self, person: Person, id: str) -> Webhook | None:
        async with self._db.turn():
            row = await self._rows.find_one(named(person, id))
        return await self._opened(row) if row else None

    async def listening(self, tenant: Tenant, people: Collection[str], event: Event) -> Sequence[tuple[Person, str]]:
        about = {**scope(tenant), "person": {"$in": sorted(people)}, "events": event.value, "off_since": None}
        async with self._db.turn():
            rows = await self._rows.find(about, {"person": 1, "webhook": 1}).hint("person").to_list()
        return [(Person(tenant, row["person"]), row["webhook"]) for row in rows]

    async def turn(self, person: Person, id: str, off_since: datetime | None) -> bool:
        other = {"$ne": None} if off_since is None else None
        async with self._db.turn():
            result = await self._rows.update_one(
                {**named(person, id), "off_since": other}, {"$set": {"off_since": off_since}}
            )
        return result.modified_count == 1

    async def _opened(self, row: Document) -> Webhook | None:
        person = Person(tenant_of(row), row["person"])
        try:
            sealed = await self._vault.open(person.tenant, _place(person, row["webhook"]), row["sealed"])
        except Unreadable:  # being erased at this moment
            return None
        url, secret = _SEALED.validate_json(sealed)
        events = frozenset(Event(each) for each in row["events"] if each in set(Event))
        return Webhook(row["webhook"], person, url, secret, events, row["created_at"], row["off_since"])


def _place(person: Person, id: str) -> str:
    return f"webhooks/{person.id}/{id}/sealed"
