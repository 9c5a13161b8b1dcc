"""Webhooks of people; address and secret sealed under their keys."""

from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from pymongo import DESCENDING

from core.people.person import Person, Tenant
from core.webhooks.record import MOST, Event, Webhook
from storage.database import Database, Document, key, scope, tenant_of
from storage.vault import Unreadable, Vault

_SEALED = TypeAdapter(tuple[str, str])


class MongoWebhooks:
    """`core.webhooks.record.WebhookStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._webhooks = db.collection("webhooks")

    async def put(self, webhook: Webhook) -> bool:
        person, name = webhook.person, _name(webhook.person, webhook.id)
        others = {**_of(person), "_id": {"$ne": key(person.tenant, name)}}
        async with self._db.turn():
            if await self._webhooks.count_documents(others, hint="person") >= MOST:
                return False
        sealed = _SEALED.dump_json((webhook.url, webhook.secret))
        row: Document = {
            **_of(person),
            "webhook": webhook.id,
            "sealed": await self._vault.seal(person, f"webhooks/{name}/sealed", sealed),
            "events": sorted(webhook.events),
            "created_at": webhook.created_at,
            "off_since": webhook.off_since,
        }
        async with self._db.turn():
            await self._webhooks.update_one({"_id": key(person.tenant, name)}, {"$set": row}, upsert=True)
        return True

    async def of(self, person: Person) -> Sequence[Webhook]:
        async with self._db.turn():
            rows = await (
                self._webhooks.find(_of(person)).sort("created_at", DESCENDING).hint("person").limit(MOST).to_list()
            )
        found = [await self._opened(row) for row in rows]
        return [webhook for webhook in found if webhook is not None]

    async def get(self, person: Person, id: str) -> Webhook | None:
        async with self._db.turn():
            row = await self._webhooks.find_one({"_id": key(person.tenant, _name(person, id))})
        return await self._opened(row) if row else None

    async def listening(self, tenant: Tenant, people: Collection[str], event: Event) -> Sequence[tuple[Person, str]]:
        about = {**scope(tenant), "person": {"$in": sorted(people)}, "events": event.value, "off_since": None}
        async with self._db.turn():
            rows = await self._webhooks.find(about, {"person": 1, "webhook": 1}).hint("person").to_list()
        return [(Person(tenant, row["person"]), row["webhook"]) for row in rows]

    async def turn(self, person: Person, id: str, off_since: datetime | None) -> bool:
        other = {"$ne": None} if off_since is None else None
        name = {"_id": key(person.tenant, _name(person, id)), "off_since": other}
        async with self._db.turn():
            result = await self._webhooks.update_one(name, {"$set": {"off_since": off_since}})
        return result.modified_count == 1

    async def remove(self, person: Person, id: str) -> bool:
        async with self._db.turn():
            result = await self._webhooks.delete_one({"_id": key(person.tenant, _name(person, id))})
        return result.deleted_count == 1

    async def remove_all(self, person: Person) -> int:
        async with self._db.turn():
            result = await self._webhooks.delete_many(_of(person), hint="person")
        return result.deleted_count

    async def _opened(self, row: Document) -> Webhook | None:
        person = Person(tenant_of(row), row["person"])
        place = f"webhooks/{_name(person, row['webhook'])}/sealed"
        try:
            url, secret = _SEALED.validate_json(await self._vault.open(person.tenant, place, row["sealed"]))
        except Unreadable:  # being erased at this moment
            return None
        events = frozenset(Event(each) for each in row["events"] if each in set(Event))
        return Webhook(row["webhook"], person, url, secret, events, row["created_at"], row["off_since"])


def _name(person: Person, id: str) -> str:
    return f"{person.id}/{id}"


def _of(person: Person) -> Document:
    return {**scope(person.tenant), "person": person.id}
