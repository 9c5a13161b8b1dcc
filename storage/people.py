"""What is remembered of people; their names sealed under their own keys."""

from pydantic import TypeAdapter

from core.insight.model import OwnerVoice
from core.people.person import Person
from core.ports.sessions import Profile
from storage.database import Database, Document, key, scope
from storage.vault import Unreadable, Vault

_VOICES = TypeAdapter(tuple[tuple[str, str, OwnerVoice], ...])


class MongoPeople:
    """`core.ports.sessions.PeopleStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._people = db.collection("people")

    async def get(self, person: Person) -> Profile | None:
        """None also if the person's key was destroyed."""
        async with self._db.turn():
            row = await self._people.find_one({"_id": key(person.tenant, person.id)})
        if row is None:
            return None
        try:
            name = (
                await self._vault.open(person.tenant, f"people/{person.id}/name", row["name"]) if row["name"] else b""
            )
            voices = (
                await self._vault.open(person.tenant, f"people/{person.id}/voices", row["voices"])
                if row.get("voices")
                else b"[]"
            )
        except Unreadable:
            return None
        return Profile(
            person=person,
            name=name.decode(),
            time_zone=row["time_zone"],
            consents={given["version"]: given["at"] for given in row["consents"]},
            settings=row["settings"],
            voices=_VOICES.validate_json(voices),
        )

    async def put(self, profile: Profile) -> None:
        """The whole profile; the last writer wins."""
        person = profile.person
        name = (
            await self._vault.seal(person, f"people/{person.id}/name", profile.name.encode()) if profile.name else None
        )
        voices = _VOICES.dump_json(profile.voices)
        row: Document = {
            **scope(person.tenant),
            "name": name,
            "voices": await self._vault.seal(person, f"people/{person.id}/voices", voices) if profile.voices else None,
            "time_zone": profile.time_zone,
            # A list, for a version such as "2026.11" is no name for a field.
            "consents": [{"version": version, "at": at} for version, at in profile.consents.items()],
            "settings": dict(profile.settings),
            "updated_at": self._db.clock.now(),
        }
        async with self._db.turn():
            await self._people.update_one({"_id": key(person.tenant, person.id)}, {"$set": row}, upsert=True)

    async def opened_home(self, person: Person) -> None:
        nobody = {**scope(person.tenant), "name": None, "time_zone": None, "consents": [], "settings": {}}
        async with self._db.turn():
            await self._people.update_one(
                {"_id": key(person.tenant, person.id)}, {"$set": {"home": True}, "$setOnInsert": nobody}, upsert=True
            )

    async def has_home(self, person: Person) -> bool:
        async with self._db.turn():
            return (
                await self._people.find_one({"_id": key(person.tenant, person.id), "home": True}, {"_id": 1})
                is not None
            )
