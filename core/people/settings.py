"""What a person sets for themselves, and what those who administer a workspace decide for all in it."""

from collections.abc import Mapping
from dataclasses import replace

from core.changes import Change, Fact, Kind
from core.people.members import look_up
from core.people.person import Person
from core.people.privacy import Retention
from core.ports.sessions import Profile
from core.refusal import Reason, Refused
from core.translation import _
from core.world import World


async def set_time_zone(world: World, actor: Person, name: str | None) -> None:
    """An IANA name, or None to go by what the platform says."""
    profile = await world.people.get(actor) or Profile(actor)
    await world.people.put(replace(profile, time_zone=name))
    await _announce(world, actor, actor.id, {"own_time_zone": name is not None})


async def set_workspace(world: World, actor: Person, retention: Retention, care_note: str | None) -> None:
    """How long things are kept in the actor's tenant, and its own words on where help is found. Raises Refused."""
    await require_admin(world, actor)
    await world.tenants.set_retention(actor.tenant, retention)
    await world.tenants.set_care_note(actor.tenant, care_note)
    facts = {
        "transcripts": retention.transcript_days,
        "insights": retention.insight_days,
        "care_note": care_note is not None,
    }
    await _announce(world, actor, actor.tenant.id, facts)


async def require_admin(world: World, actor: Person) -> None:
    """Raises Refused."""
    member = await look_up(world, actor)
    if member is None or not member.administers:
        raise Refused(Reason.NOT_ALLOWED, _("Only those who administer this organisation can change its settings."))


async def _announce(world: World, actor: Person, subject: str, facts: Mapping[str, Fact]) -> None:
    """Only the record follows, so the change is kept nowhere: where a crash comes before this, the press is handled anew."""
    await world.announce(Change(Kind.SETTINGS, actor.tenant, subject, actor.id, world.clock.now(), facts))
