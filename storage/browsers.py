"""Links that sign somebody in and the sessions of their browsers, by the digest of a secret. No words."""

from datetime import datetime

from core.people.browsers import BrowserSession, SignInLink
from core.people.person import Person, Tenant
from storage.database import Database, Document, scope, tenant_of
from storage.expiry import lives

LINKS, SESSIONS = "sign_in_links", "browser_sessions"


class MongoBrowsers:
    """`core.people.browsers.BrowserStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._links = db.collection(LINKS)
        self._sessions = db.collection(SESSIONS)

    async def keep_link(self, digest: str, link: SignInLink) -> None:
        row = {"_id": digest, **_of(link.person), "route": link.route, "value": link.value}
        async with self._db.turn():
            await self._links.insert_one({**row, "expires_at": link.expires_at})

    async def link(self, digest: str) -> SignInLink | None:
        async with self._db.turn():
            row = await self._links.find_one(self._alive(LINKS, digest))
        return _link(row)

    async def use_link(self, digest: str) -> SignInLink | None:
        async with self._db.turn():
            row = await self._links.find_one_and_delete(self._alive(LINKS, digest))
        return _link(row)

    async def begin(self, digest: str, session: BrowserSession) -> None:
        row = {"_id": digest, **_of(session.person), "begun_at": session.begun_at, "expires_at": session.expires_at}
        async with self._db.turn():
            await self._sessions.insert_one(row)

    async def find(self, digest: str) -> BrowserSession | None:
        async with self._db.turn():
            row = await self._sessions.find_one(self._alive(SESSIONS, digest))
        return BrowserSession(_person(row), row["begun_at"], row["expires_at"]) if row else None

    async def go_on(self, digest: str, until: datetime) -> None:
        async with self._db.turn():
            await self._sessions.update_one(self._alive(SESSIONS, digest), {"$set": {"expires_at": until}})

    async def end(self, digest: str) -> None:
        async with self._db.turn():
            await self._sessions.delete_one({"_id": digest})

    async def end_all(self, person: Person) -> int:
        return await self._delete(_of(person))

    async def end_in(self, tenant: Tenant) -> int:
        return await self._delete(scope(tenant))

    async def _delete(self, about: Document) -> int:
        deleted = 0
        for rows in (self._links, self._sessions):
            async with self._db.turn():
                deleted += (await rows.delete_many(about, hint="person")).deleted_count
        return deleted

    def _alive(self, collection: str, digest: str) -> Document:
        return {"_id": digest, **lives(collection, self._db.clock.now())}


def _of(person: Person) -> Document:
    return {**scope(person.tenant), "person": person.id}


def _person(row: Document) -> Person:
    return Person(tenant_of(row), row["person"])


def _link(row: Document | None) -> SignInLink | None:
    return SignInLink(_person(row), row["route"], row["value"], row["expires_at"]) if row else None
