"""Transcripts, uploads, people and the audit log."""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from core.people.person import Person
from core.people.privacy import Retention
from core.ports.sessions import AuditEntry, Profile
from core.transcript import Transcript, Turn
from storage import Storage
from tests.storage.samples import ACME, CLIENT, COACH, OTHER, ROLES, START, transcript


async def test_a_transcript_comes_back_and_takes_roles(storage: Storage) -> None:
    stored = transcript()
    await storage.transcripts.put(CLIENT, stored, "d1", id="job")
    assert await storage.transcripts.get(ACME, "job") == stored
    await storage.transcripts.set_roles(ACME, "job", ROLES)
    assert await storage.transcripts.get(ACME, "job") == stored.with_roles(ROLES)

    # A late worker that stores the same file again does not undo a person's answer; another file starts anew.
    await storage.transcripts.put(CLIENT, stored, "d1", id="job")
    assert await storage.transcripts.get(ACME, "job") == stored.with_roles(ROLES)
    again = transcript("other")
    await storage.transcripts.put(CLIENT, again, "d2", id="job")
    assert await storage.transcripts.get(ACME, "job") == again
    await storage.transcripts.set_roles(ACME, "no such job", ROLES)
    await storage.transcripts.delete(ACME, "job")
    assert await storage.transcripts.get(ACME, "job") is None


async def test_a_transcript_of_another_tenant_is_not_there(storage: Storage) -> None:
    await storage.transcripts.put(CLIENT, transcript(), "d1", id="job")
    assert await storage.transcripts.get(OTHER, "job") is None
    await storage.transcripts.set_roles(OTHER, "job", {"Bo": ROLES["Bo"]})
    await storage.transcripts.delete(OTHER, "job")
    assert await storage.transcripts.get(ACME, "job") == transcript()


async def test_ten_megabytes_of_text_are_stored_without_holding_others_up(storage: Storage) -> None:
    words = " ".join(f"word{n}" for n in range(35))
    turns = tuple(Turn(n, "Ada" if n % 2 else "Bo", f"{n}: {words}", n * 1.0, n + 0.5) for n in range(1, 42_001))
    large = Transcript("zoom-vtt", turns, "en")
    lags: list[float] = []

    async def heartbeat() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - before - 0.005)

    beat = asyncio.create_task(heartbeat())
    await storage.transcripts.put(CLIENT, large, "d1", id="job")
    stored = await storage.transcripts.get(ACME, "job")
    beat.cancel()
    assert stored == large
    assert sum(len(turn.text) for turn in turns) > 10_000_000
    # A single call on the loop would take most of a second; the garbage collector and a busy machine take their share.
    assert sorted(lags)[int(len(lags) * 0.9)] < 0.25


async def test_the_same_file_of_the_same_person_is_recognised(storage: Storage) -> None:
    assert await storage.transcripts.seen_before(CLIENT, "d1") is None
    before = datetime.now(UTC)
    await storage.transcripts.put(CLIENT, transcript(), "d1", id="job")
    seen = await storage.transcripts.seen_before(CLIENT, "d1")
    assert seen is not None
    assert seen[0] == "job"
    assert abs(seen[1] - before) < timedelta(seconds=30)
    await storage.transcripts.put(CLIENT, transcript("again"), "d1", id="job")
    assert await storage.transcripts.seen_before(CLIENT, "d1") == seen

    assert await storage.transcripts.seen_before(CLIENT, "d2") is None
    await storage.transcripts.put(COACH, transcript(), "d3", id="job2")
    assert await storage.transcripts.seen_before(COACH, "d1") is None
    assert await storage.transcripts.seen_before(Person(OTHER, CLIENT.id), "d1") is None


async def test_retention_is_the_database_s_own_doing(storage: Storage) -> None:
    await storage.transcripts.put(CLIENT, transcript(), "d1", id="job")
    rows = storage.db.collection("transcripts")
    assert (await rows.index_information())["expires"]["expireAfterSeconds"] == 0


async def test_settings_of_a_tenant_are_its_own_and_each_apart(storage: Storage) -> None:
    tenants = storage.tenants
    await tenants.set_care_note(ACME, "Ring the bell.")
    assert await tenants.retention(ACME) == Retention()
    await tenants.set_retention(ACME, Retention(7, 365))
    assert await tenants.care_note(ACME) == "Ring the bell."
    assert await tenants.care_note(OTHER) is None
    await tenants.set_care_note(ACME, None)
    assert await tenants.care_note(ACME) is None
    assert await tenants.retention(ACME) == Retention(7, 365)


@pytest.mark.parametrize("size", [0, 1, 256 * 1024, 256 * 1024 + 1, 10 * 1024 * 1024])
async def test_an_upload_comes_back_byte_for_byte(storage: Storage, size: int) -> None:
    data = os.urandom(size)
    await storage.uploads.put(CLIENT, "job", data, "Séance n°3.docx")
    assert await storage.uploads.get(ACME, "job") == (data, "Séance n°3.docx")
    assert await storage.uploads.get(OTHER, "job") is None
    await storage.uploads.delete(OTHER, "job")
    await storage.uploads.put(CLIENT, "job", b"second", "b.txt")
    assert await storage.uploads.get(ACME, "job") == (b"second", "b.txt")
    await storage.uploads.delete(ACME, "job")
    assert await storage.uploads.get(ACME, "job") is None


async def test_an_upload_over_the_limit_is_not_stored(storage: Storage) -> None:
    with pytest.raises(ValueError, match="10 MB"):
        await storage.uploads.put(CLIENT, "job", bytes(10 * 1024 * 1024 + 1), "big.txt")
    assert await storage.uploads.get(ACME, "job") is None


async def test_a_profile_comes_back(storage: Storage) -> None:
    assert await storage.people.get(CLIENT) is None
    profile = Profile(CLIENT, "Ada", "Europe/Lisbon", {"2026.11": START}, {"quiet": {"from": "22:00"}})
    await storage.people.put(profile)
    assert await storage.people.get(CLIENT) == profile
    await storage.people.put(Profile(CLIENT))
    assert await storage.people.get(CLIENT) == Profile(CLIENT)
    assert await storage.people.get(Person(OTHER, CLIENT.id)) is None


async def test_that_somebody_opened_their_home_is_remembered_beside_their_profile(storage: Storage) -> None:
    assert not await storage.people.has_home(CLIENT)
    await storage.people.opened_home(CLIENT)
    assert await storage.people.get(CLIENT) == Profile(CLIENT)
    await storage.people.put(Profile(CLIENT, "Ada", settings={"reminders": "off"}))
    await storage.people.opened_home(CLIENT)
    assert await storage.people.has_home(CLIENT)
    assert await storage.people.get(CLIENT) == Profile(CLIENT, "Ada", settings={"reminders": "off"})


async def test_the_audit_log_answers_newest_first_for_one_tenant(storage: Storage) -> None:
    entries = [
        AuditEntry(ACME, COACH.id, "view", "i1", START + timedelta(minutes=n), facts={"tokens": n}) for n in range(5)
    ]
    for entry in (
        *entries,
        AuditEntry(OTHER, COACH.id, "view", "i1", START),
        AuditEntry(ACME, "U9", "view", "i2", START),
    ):
        await storage.audit.append(entry)
    assert await storage.audit.of(ACME, "i1", limit=3) == entries[:1:-1]
    assert await storage.audit.by(ACME, COACH.id) == entries[::-1]
    assert await storage.audit.of(ACME, "i3") == []


def test_the_audit_log_can_only_grow(storage: Storage) -> None:
    assert {name for name in dir(storage.audit) if not name.startswith("_")} == {"append", "append_once", "of", "by"}
