"""What people write beneath an insight: sealed under the key of the insight's owner."""

import asyncio

from pymongo.errors import DuplicateKeyError

from core.changes import Change
from core.insight.comments import Comment
from core.people.person import Person, Tenant
from core.ports.insights import Page
from storage.database import Database, Document, key, scope, tenant_of
from storage.outbox import entry
from storage.paging import Order, fetch
from storage.vault import Unreadable, Vault

OF_INSIGHT = Order(b"c", "at", "_id.id")
BY_AUTHOR = Order(b"a", "at", "_id.id")


class MongoComments:
    """`core.ports.insights.CommentStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._comments = db.collection("comments")

    async def add(self, owner: Person, comment: Comment, change: Change) -> bool:
        row = {
            "_id": key(comment.tenant, comment.id),
            **scope(comment.tenant),
            "insight_id": comment.insight_id,
            "owner": owner.id,
            "author": comment.author,
            "at": comment.at,
            "text": await self._vault.seal(owner, _place(comment.id), comment.text.encode()),
            "outbox": [entry(change)],
        }
        async with self._db.turn():
            try:
                await self._comments.insert_one(row)
            except DuplicateKeyError:
                return False
        return True

    async def of(self, tenant: Tenant, insight_id: str, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        return await self._page(tenant, {"insight_id": insight_id}, limit, cursor, "insight", OF_INSIGHT)

    async def by(self, author: Person, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        """What one person wrote, newest first, keyset on (at, id)."""
        return await self._page(author.tenant, {"author": author.id}, limit, cursor, "author", BY_AUTHOR)

    async def get(self, tenant: Tenant, id: str) -> Comment | None:
        """None also if the key of the insight's owner was destroyed."""
        async with self._db.turn():
            row = await self._comments.find_one({"_id": key(tenant, id)})
        return await self._comment(row) if row else None

    async def delete(self, tenant: Tenant, id: str, author: str) -> bool:
        async with self._db.turn():
            result = await self._comments.delete_one({"_id": key(tenant, id), "author": author})
        return result.deleted_count == 1

    async def delete_all(self, tenant: Tenant, insight_id: str) -> int:
        async with self._db.turn():
            result = await self._comments.delete_many({**scope(tenant), "insight_id": insight_id}, hint="insight")
        return result.deleted_count

    async def _page(
        self, tenant: Tenant, about: Document, limit: int, cursor: str | None, index: str, order: Order
    ) -> Page[Comment]:
        async with self._db.turn():
            found = await fetch(
                self._comments, {**scope(tenant), **about}, limit=limit, cursor=cursor, hint=index, order=order
            )
        rows = await asyncio.gather(*(self._comment(row) for row in found.documents))
        return Page(tuple(row for row in rows if row is not None), found.older, found.newer)

    async def _comment(self, row: Document) -> Comment | None:
        tenant, name = tenant_of(row), row["_id"]["id"]
        try:
            text = await self._vault.open(tenant, _place(name), row["text"])
        except Unreadable:
            return None
        return Comment(name, tenant, row["insight_id"], row["author"], text.decode(), row["at"])


def _place(id: str) -> str:
    return f"comments/{id}/text"
