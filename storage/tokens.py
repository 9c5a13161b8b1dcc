"""Access tokens, by the digest of what was shown; their names sealed under their people's keys."""

from collections.abc import Sequence
from datetime import datetime

from pymongo import DESCENDING

from core.people.person import Person
from core.people.tokens import MOST, Scope, Token
from storage.database import Database, Document, key, scope, tenant_of
from storage.expiry import lives
from storage.vault import Unreadable, Vault


class MongoTokens:
    """`core.people.tokens.TokenStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._tokens = db.collection("tokens")

    async def put(self, token: Token, digest: str) -> bool:
        person, name = token.person, f"{token.person.id}/{token.id}"
        others = {**self._of(person), "_id": {"$ne": key(person.tenant, name)}}
        async with self._db.turn():
            if await self._tokens.count_documents(others, hint="person") >= MOST:
                return False
        row: Document = {
            **scope(person.tenant),
            "person": person.id,
            "token": token.id,
            "digest": digest,
            "name": await self._vault.seal(person, f"tokens/{name}/name", token.name.encode()),
            "scopes": sorted(token.scopes),
            "created_at": token.created_at,
            "expires_at": token.expires_at,
            "used_at": token.used_at,
        }
        async with self._db.turn():
            await self._tokens.update_one({"_id": key(person.tenant, name)}, {"$set": row}, upsert=True)
        return True

    async def of(self, person: Person) -> Sequence[Token]:
        async with self._db.turn():
            rows = await (
                self._tokens.find(self._of(person)).sort("created_at", DESCENDING).hint("person").limit(MOST).to_list()
            )
        found = [await self._opened(row) for row in rows]
        return [token for token in found if token is not None]

    async def find(self, digest: str) -> Token | None:
        async with self._db.turn():
            row = await self._tokens.find_one(
                {"digest": digest, **lives("tokens", self._db.clock.now())}, hint="digest"
            )
        return await self._opened(row) if row else None

    async def used(self, token: Token, at: datetime) -> None:
        async with self._db.turn():
            await self._tokens.update_one(
                {"_id": key(token.person.tenant, f"{token.person.id}/{token.id}")}, {"$max": {"used_at": at}}
            )

    async def revoke(self, person: Person, id: str) -> bool:
        async with self._db.turn():
            result = await self._tokens.delete_one({"_id": key(person.tenant, f"{person.id}/{id}")})
        return result.deleted_count > 0

    async def revoke_all(self, person: Person) -> int:
        async with self._db.turn():
            result = await self._tokens.delete_many({**scope(person.tenant), "person": person.id}, hint="person")
        return result.deleted_count

    def _of(self, person: Person) -> Document:
        return {**scope(person.tenant), "person": person.id, **lives("tokens", self._db.clock.now())}

    async def _opened(self, row: Document) -> Token | None:
        person = Person(tenant_of(row), row["person"])
        try:
            name = await self._vault.open(person.tenant, f"tokens/{person.id}/{row['token']}/name", row["name"])
        except Unreadable:  # being erased at this moment
            return None
        return Token(
            row["token"],
            person,
            name.decode(),
            frozenset(Scope(each) for each in row["scopes"] if each in set(Scope)),
            row["created_at"],
            row["expires_at"],
            row["used_at"],
        )
