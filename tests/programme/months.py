"""A programme's months, made entry by entry as the bot writes them; the house stands in March 2026, so February is the newest."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from core.changes import Kind
from core.people.person import Person, Tenant
from core.ports.sessions import AuditEntry
from core.programme import acts
from core.programme.figures import Figures
from core.promises.commitments import Commitment, CommitmentState, Proof, settle
from tests.relationships.house import HERE, House, person
from tests.storage.samples import change

FEBRUARY, JANUARY = date(2026, 2, 1), date(2026, 1, 1)
IN_FEBRUARY, IN_JANUARY = datetime(2026, 2, 10, 9, tzinfo=UTC), datetime(2026, 1, 10, 9, tzinfo=UTC)
BOSS, ADA = person("boss"), person("ada")


def people(count: int, name: str = "p") -> list[Person]:
    return [person(f"{name}{n}") for n in range(count)]


async def did(
    house: House, who: Person, operation: str, subject: str = "s", at: datetime = IN_FEBRUARY, **facts: Any
) -> None:
    await house.services.audit.append(AuditEntry(who.tenant, who.id, operation, subject, at, facts=facts))


async def analysed(house: House, who: Person, session: str, at: datetime = IN_FEBRUARY, waited: float = 40.0) -> None:
    """As the bot of today puts it on record."""
    await did(house, who, "analyse", session, at, job=f"job-{session}", engine="offline")
    await did(house, who, "deliver", session, at, waited=waited)


async def promised(
    house: House, client: Person, id: str, state: CommitmentState, at: datetime = IN_FEBRUARY, owner: str = "client"
) -> None:
    """One of session `id`, settled at that moment; `done` as a later session proves it."""
    insight, commitments = f"{hash_of(id):024x}", house.services.commitments
    side: Literal["client", "coach"] = "coach" if owner == "coach" else "client"
    made_at = at - timedelta(days=7)
    one = Commitment(f"{insight}-0", client.tenant, insight, client.id, side, "Call Noor.", "I will.", 3, made_at)
    await commitments.record(client, insight, [one])
    if state == "done":
        assert await commitments.settle(client, one.id, Proof("later", 4, at))
    elif moved := settle(one, "dropped", client.id, at):
        assert await commitments.move(client, moved, change(Kind.PROMISE_DROP, at=at))


def hash_of(text: str) -> int:
    """The same in every run."""
    return int.from_bytes(text.encode()[:10], "big")


async def counted(house: House, tenant: Tenant = HERE) -> Mapping[date, Figures]:
    return await acts.counted(house.services, tenant)


async def of(house: House, month: date = FEBRUARY) -> Figures:
    return (await counted(house))[month]


async def kept(house: House) -> list[dict[str, Any]]:
    """The stored documents."""
    return await house.storage.db.collection("programme").find({}).sort("_id").to_list()


async def each(house: House, who: Iterable[Person], operation: str, at: datetime = IN_FEBRUARY, **facts: Any) -> None:
    """Each did it to something of their own."""
    for one in who:
        await did(house, one, operation, f"s-{one.id}", at, **facts)


async def lived(house: House, *months: datetime) -> None:
    """In each month more than in the one before: twelve people and more who give and judge sessions, five and more in vain."""
    for n, at in enumerate(months):
        for m, who in enumerate(people(12 + 3 * n)):
            for k in range(3 + n):
                session = f"{who.id}-{at:%m}-{k}"
                await analysed(house, who, session, at, waited=18.0 + 7 * m + 40 * k)
                await did(house, who, "view", session, at)
            await did(house, who, "feedback", f"{who.id}-{at:%m}-0", at, helpful=m % 5 > 0)
            await promised(house, who, f"{at:%m}k{m}", "done", at)
        await each(house, people(5 + n), "fail", at)
        await each(house, people(4 + n), "share", at)
