"""Access tokens, by the digest of what was shown; their names sealed under their people's keys."""

from datetime import datetime

from core.people.person import Person
from core.people.tokens import MOST, Scope, Token
from storage.database import Database, Document, tenant_of
from storage.expiry import lives
from storage.owned import MongoOwned, named
from storage.vault import Unreadable, Vault


class MongoTokens(MongoOwned[Token]):
    """`core.people.tokens.TokenStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        super().__init__(db, vault, "tokens", MOST)

    async def put(self, token: Token, digest: str) -> bool:
        sealed = await self._vault.seal(token.person, _place(token.person, token.id), token.name.encode())
        row: Document = {
            "token": token.id,
            "digest": digest,
            "name": sealed,
            "scopes": sorted(token.scopes),
            "created_at": token.created_at,
            "expires_at": token.expires_at,
            "used_at": token.used_at,
        }
        return await self._put(token.person, token.id, row)

    async def find(self, digest: str) -> Token | None:
        async with self._db.turn():
            row = await self._rows.find_one({"digest": digest, **self._living()}, hint="digest")
        return await self._opened(row) if row else None

    async def used(self, token: Token, at: datetime) -> None:
        async with self._db.turn():
            await self._rows.update_one(named(token.person, token.id), {"$max": {"used_at": at}})

    def _living(self) -> Document:
        return lives("tokens", self._db.clock.now())

    async def _opened(self, row: Document) -> Token | None:
        person = Person(tenant_of(row), row["person"])
        try:
            name = await self._vault.open(person.tenant, _place(person, row["token"]), row["name"])
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


def _place(person: Person, id: str) -> str:
    return f"tokens/{person.id}/{id}/name"
