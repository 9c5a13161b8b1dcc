"""What follows for reminders from a change of a promise, or of the next session's day."""

from datetime import date

from core.changes import Change
from core.nudges import acts
from core.nudges.words import Said
from core.people.appointments import stored
from core.people.person import Person
from core.promises.commitments import place_of
from handlers.services import Services


async def reminders_hang_on(services: Services, change: Change) -> None:
    """What the client promised by the next session, after its day was said."""
    bond = await services.relationships.get(change.tenant, change.subject)
    client = Person(change.tenant, bond.client if bond else change.subject)
    if meeting := await stored(services, client, bond.id if bond else None):
        before = str(change.facts.get("before") or "")
        was = date.fromisoformat(before) if before else None
        await acts.hang_on(services, client, bond.id if bond else None, meeting.day, was)


async def reminder_follows(services: Services, change: Change) -> None:
    """Agreed on anew for another day, wherever that was: what is kept is spoken of then."""
    made = await services.commitments.of(change.tenant, change.subject)
    promise = next((one for one in made if place_of(one.id) == change.facts["place"]), None)
    if promise is None:
        return
    if change.facts.get("dated") is False:  # in other words alone
        return
    person = Person(change.tenant, promise.client)
    record, now = await acts.of(services, person), await acts.today(services, person)
    kept, when = record.of(promise.id), acts.day_of(record.settings, promise, now.day)
    if kept is not None and when is not None and (kept.when is None or kept.when.day != when.day):
        await acts.move(services, person, promise, Said(when))
