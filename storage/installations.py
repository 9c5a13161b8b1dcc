"""Installations of the app: credentials sealed under a key of the workspace's own, one refresh at a time, states good once."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from core.people.installations import CLOCKS, Installation, Removal
from core.people.person import Person, Tenant
from storage.database import Database, Document, scope, tenant_of
from storage.vault import Unreadable, Vault

KEEPER = "#installation"
"""Whose data key seals the credentials, with a number for each installation; no platform has such a user id. A removal destroys
the key of the installation that it ended, and not that of one that came meanwhile."""
INSTALLED = ("sealed", "keeper", "lease", "bot_user", "bot_id", "scopes", "expires_at", "installed_at", "organisation")
"""What a removal takes away."""


class MongoInstallations:
    """`core.people.installations.InstallationStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._installations = db.collection("installations")
        self._states = db.collection("oauth_states")

    async def save(self, installation: Installation) -> None:
        tenant, keeper = installation.tenant, f"{KEEPER}:{secrets.token_hex(8)}"
        row = await self._row(installation, keeper) | {"keeper": keeper, "installed_at": installation.installed_at}
        async with self._db.turn():
            before = await self._installations.find_one_and_update(
                {"_id": scope(tenant)},
                {"$set": row, "$unset": {"removed_at": "", "lease": "", "organisation": ""}},
                upsert=True,
            )
        await self._destroy(tenant, before)

    async def get(self, tenant: Tenant) -> Installation | None:
        row = await self._find(tenant)
        if row and "sealed" not in row and (organisation := row.get("organisation")):
            tenant = Tenant(tenant.platform, organisation)
            row = await self._find(tenant)
        for _ in range(2):
            if row is None or "sealed" not in row:
                return None
            try:
                return await self._open(tenant, row)
            except Unreadable:  # removed or installed anew at this very moment
                row = await self._find(tenant)
        return None

    async def _open(self, tenant: Tenant, row: Document) -> Installation:
        secret = json.loads(await self._vault.open(tenant, _place(tenant), row["sealed"]))
        return Installation(
            tenant=tenant,
            token=secret["token"],
            bot_user=row["bot_user"],
            scopes=tuple(row["scopes"]),
            refresh_token=secret["refresh_token"],
            expires_at=row["expires_at"],
            installed_at=row.get("installed_at"),
        )

    async def join(self, tenant: Tenant, organisation: str, *, after: datetime, told: datetime | None = None) -> bool:
        about = {"_id": scope(tenant), "sealed": {"$exists": False}, "removed_at": {"$not": {"$gt": after}}}
        change: Document = {
            "$set": {**scope(tenant), "organisation": organisation},
            "$unset": {"removed_at": ""},
        }
        if told is not None:
            change["$max"] = {"installed_at": told}
        async with self._db.turn():
            try:
                await self._installations.update_one(about, change, upsert=True)
            except DuplicateKeyError:  # it has an installation of its own, which goes before, or was removed since
                return False
        return True

    async def served(self, organisation: Tenant) -> Sequence[Tenant]:
        about = {"platform": organisation.platform.value, "organisation": organisation.id}
        async with self._db.turn():
            rows = await self._installations.find(about, {"platform": 1, "tenant_id": 1}).to_list()
        return [tenant_of(row) for row in rows]

    async def lease(self, tenant: Tenant, holder: str, length: timedelta) -> bool:
        free = {
            "_id": scope(tenant),
            "sealed": {"$exists": True},
            "$expr": {
                "$lte": [{"$ifNull": ["$lease.until", datetime(1970, 1, 1, tzinfo=UTC)]}, self._db.clock.moment()]
            },
        }
        until = self._db.clock.moment(length)
        async with self._db.turn():
            result = await self._installations.update_one(
                free, [{"$set": {"lease": {"holder": {"$literal": holder}, "until": until}}}]
            )
        return result.modified_count == 1

    async def refreshed(self, installation: Installation, holder: str) -> bool:
        found = await self._find(installation.tenant)
        if found is None or "sealed" not in found:
            return False
        keeper = found.get("keeper")
        row = await self._row(installation, keeper or KEEPER)
        async with self._db.turn():
            result = await self._installations.update_one(
                {**_held(installation.tenant, holder), "keeper": keeper}, {"$set": row, "$unset": {"lease": ""}}
            )
        return result.matched_count == 1

    async def give_back(self, tenant: Tenant, holder: str) -> None:
        async with self._db.turn():
            await self._installations.update_one(_held(tenant, holder), {"$unset": {"lease": ""}})

    async def remove(self, removal: Removal, now: datetime) -> datetime | None:
        tenant, at = removal.tenant, removal.told or now
        about: Document = {"_id": scope(tenant)}
        if removal.told is not None:
            about["installed_at"] = {"$not": {"$gt": removal.told + CLOCKS}}
        if removal.organisation:
            about["sealed"] = {"$exists": False}
        change = {"$set": scope(tenant), "$max": {"removed_at": at}, "$unset": dict.fromkeys(INSTALLED, "")}
        async with self._db.turn():
            try:
                before = await self._installations.find_one_and_update(about, change, upsert=True)
            except DuplicateKeyError:  # installed since, or an installation of its own
                return None
        await self._destroy(tenant, before)
        known: datetime | None = before.get("removed_at") if before else None
        return max(known, at) if known else at

    async def _destroy(self, tenant: Tenant, before: Document | None) -> None:
        """The key of an installation that has ended."""
        if before and "sealed" in before:
            await self._vault.forget(Person(tenant, before.get("keeper", KEEPER)))

    async def removed_at(self, tenant: Tenant) -> datetime | None:
        row = await self._find(tenant)
        at: datetime | None = row.get("removed_at") if row else None
        return at

    async def issue(self, state: str, length: timedelta) -> None:
        until = self._db.clock.moment(length)
        async with self._db.turn():
            await self._states.update_one({"_id": _hash(state)}, [{"$set": {"expires_at": until}}], upsert=True)

    async def consume(self, state: str) -> bool:
        async with self._db.turn():
            found = await self._states.find_one_and_delete(
                {"_id": _hash(state), "$expr": {"$gt": ["$expires_at", self._db.clock.moment()]}}
            )
        return found is not None

    async def _find(self, tenant: Tenant) -> Document | None:
        async with self._db.turn():
            return await self._installations.find_one({"_id": scope(tenant)})

    async def _row(self, installation: Installation, keeper: str) -> dict[str, Any]:
        tenant = installation.tenant
        secret = {"token": installation.token, "refresh_token": installation.refresh_token}
        sealed = await self._vault.seal(Person(tenant, keeper), _place(tenant), json.dumps(secret).encode())
        return {
            **scope(tenant),
            "sealed": sealed,
            "bot_user": installation.bot_user,
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
