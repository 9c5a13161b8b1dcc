"""Installations of the app: credentials sealed under a key of the workspace's own, one refresh at a time, states good once."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from core.installations import Installation
from core.people import Person, Tenant
from storage.database import Database, Document, scope
from storage.vault import Unreadable, Vault

KEEPER = "#installation"
"""Whose data key seals the credentials; no platform has such a user id."""


class MongoInstallations:
    """`core.installations.InstallationStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._installations = db.collection("installations")
        self._states = db.collection("oauth_states")

    async def save(self, installation: Installation) -> None:
        row = await self._row(installation)
        async with self._db.turn():
            await self._installations.update_one(
                {"_id": scope(installation.tenant)},
                {"$set": row, "$unset": {"removed_at": "", "lease": "", "organisation": ""}},
                upsert=True,
            )

    async def get(self, tenant: Tenant) -> Installation | None:
        row = await self._find(tenant)
        if row and "sealed" not in row and (organisation := row.get("organisation")):
            tenant = Tenant(tenant.platform, organisation)
            row = await self._find(tenant)
        if row is None or "sealed" not in row:
            return None
        try:
            secret = json.loads(await self._vault.open(tenant, _place(tenant), row["sealed"]))
        except Unreadable:  # removed at this very moment
            return None
        return Installation(
            tenant=tenant,
            token=secret["token"],
            bot_user=row["bot_user"],
            bot_id=row["bot_id"],
            scopes=tuple(row["scopes"]),
            refresh_token=secret["refresh_token"],
            expires_at=row["expires_at"],
        )

    async def join(self, tenant: Tenant, organisation: str) -> None:
        async with self._db.turn():
            try:
                await self._installations.update_one(
                    {"_id": scope(tenant), "sealed": {"$exists": False}},
                    {"$set": {**scope(tenant), "organisation": organisation}, "$unset": {"removed_at": ""}},
                    upsert=True,
                )
            except DuplicateKeyError:  # it has an installation of its own, which goes before
                return

    async def lease(self, tenant: Tenant, holder: str, length: timedelta) -> bool:
        free = {
            "_id": scope(tenant),
            "sealed": {"$exists": True},
            "$expr": {"$lte": [{"$ifNull": ["$lease.until", datetime(1970, 1, 1, tzinfo=UTC)]}, "$$NOW"]},
        }
        until = {"$add": ["$$NOW", int(length.total_seconds() * 1000)]}
        async with self._db.turn():
            result = await self._installations.update_one(
                free, [{"$set": {"lease": {"holder": {"$literal": holder}, "until": until}}}]
            )
        return result.modified_count == 1

    async def refreshed(self, installation: Installation, holder: str) -> bool:
        row = await self._row(installation)
        async with self._db.turn():
            result = await self._installations.update_one(
                _held(installation.tenant, holder), {"$set": row, "$unset": {"lease": ""}}
            )
        return result.matched_count == 1

    async def give_back(self, tenant: Tenant, holder: str) -> None:
        async with self._db.turn():
            await self._installations.update_one(_held(tenant, holder), {"$unset": {"lease": ""}})

    async def remove(self, tenant: Tenant, at: datetime) -> None:
        gone = dict.fromkeys(("sealed", "lease", "organisation", "bot_user", "bot_id", "scopes", "expires_at"), "")
        async with self._db.turn():
            await self._installations.update_one(
                {"_id": scope(tenant)}, {"$set": {**scope(tenant), "removed_at": at}, "$unset": gone}, upsert=True
            )
        await self._vault.forget(Person(tenant, KEEPER))

    async def removed_at(self, tenant: Tenant) -> datetime | None:
        row = await self._find(tenant)
        at: datetime | None = row.get("removed_at") if row else None
        return at

    async def issue(self, state: str, length: timedelta) -> None:
        until = {"$add": ["$$NOW", int(length.total_seconds() * 1000)]}
        async with self._db.turn():
            await self._states.update_one({"_id": _hash(state)}, [{"$set": {"expires_at": until}}], upsert=True)

    async def consume(self, state: str) -> bool:
        async with self._db.turn():
            found = await self._states.find_one_and_delete(
                {"_id": _hash(state), "$expr": {"$gt": ["$expires_at", "$$NOW"]}}
            )
        return found is not None

    async def _find(self, tenant: Tenant) -> Document | None:
        async with self._db.turn():
            return await self._installations.find_one({"_id": scope(tenant)})

    async def _row(self, installation: Installation) -> dict[str, Any]:
        tenant = installation.tenant
        secret = {"token": installation.token, "refresh_token": installation.refresh_token}
        sealed = await self._vault.seal(Person(tenant, KEEPER), _place(tenant), json.dumps(secret).encode())
        return {
            **scope(tenant),
            "sealed": sealed,
            "bot_user": installation.bot_user,
            "bot_id": installation.bot_id,
            "scopes": list(installation.scopes),
            "expires_at": installation.expires_at,
        }


def _held(tenant: Tenant, holder: str) -> Document:
    return {"_id": scope(tenant), "lease.holder": holder, "sealed": {"$exists": True}}


def _place(tenant: Tenant) -> str:
    return f"installations/{tenant.id}/token"


def _hash(state: str) -> str:
    """Who reads the database cannot use a state that is under way."""
    return hashlib.sha256(state.encode()).hexdigest()
