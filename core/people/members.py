"""Who somebody is, by the platform's own list of members."""

from collections.abc import Iterable, Mapping

from core.faults import ChatFault
from core.people.person import Person, Tenant
from core.people.relationships import UNKNOWN
from core.ports.people import Kind, Member
from core.refusal import Reason, Refused
from core.translation import N_, _
from core.world import World

SOMEBODY = N_("Somebody I cannot find here")
ONLY_MEMBERS = N_("I only work with full members of this organisation.")
"""What a guest is told."""


async def look_up(world: World, person: Person) -> Member | None:
    directory = world.directories.get(person.tenant.platform)
    return await directory.look_up(person) if directory else None


async def is_member(world: World, person: Person) -> bool:
    """Whether they are a full member here, as far as the platform said in the last minutes. A permission that we lack is not held
    against them. Raises ChatFault where the platform does not answer."""
    directory = world.directories.get(person.tenant.platform)
    if directory is None:
        return True
    try:
        member = await directory.look_up(person)
    except Refused:
        return True
    return member is not None and member.kind is Kind.PERSON


async def taken(world: World, actor: Person, other: Person) -> Member:
    """The other, if it is a person one can work with here. Raises Refused: oneself, a bot, a guest, deactivated, unknown."""
    if other == actor:
        raise Refused(Reason.BAD_INPUT, _("That is you. Choose the person you work with."))
    member = await look_up(world, other) if other.tenant == actor.tenant else None
    if member is None:
        raise Refused(Reason.NOT_FOUND, _(UNKNOWN))
    if member.kind is Kind.BOT:
        raise Refused(Reason.BAD_INPUT, _("That is a bot. Choose the person you work with."))
    if member.kind is Kind.DEACTIVATED:
        raise Refused(Reason.BAD_INPUT, _("This account is not active any more. Choose somebody who is here."))
    if member.kind is Kind.GUEST:
        said = _("This person is a guest from outside. I only work with full members of this organisation.")
        raise Refused(Reason.NOT_ALLOWED, said)
    return member


async def known(world: World, other: Person | None) -> None:
    """Raises Refused for somebody the platform does not know here; nobody named is fine, and so is a platform that does not
    answer."""
    try:
        found = other is None or await look_up(world, other) is not None
    except (ChatFault, Refused):
        return
    if not found:
        raise Refused(Reason.NOT_FOUND, _(UNKNOWN))


async def name_of(world: World, tenant: Tenant, user_id: str) -> str:
    """The display name; plain words where the platform knows nobody or does not answer: a name is never worth a failure."""
    try:
        member = await look_up(world, Person(tenant, user_id))
    except (ChatFault, Refused):
        member = None
    return (member.name if member else "") or _(SOMEBODY)


async def names(world: World, tenant: Tenant, user_ids: Iterable[str]) -> Mapping[str, str]:
    return {user_id: await name_of(world, tenant, user_id) for user_id in dict.fromkeys(user_ids)}
