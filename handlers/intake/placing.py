"""Where a session belongs: to its uploader alone, or to a coach and client who work together here. Asked before analysis.

Whoever puts a session into a relationship confirms, once per relationship, that those in it agreed to the analysis;
the text's version and the time are kept with the person's profile.
"""

from collections.abc import Mapping
from dataclasses import replace

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Confirm,
    Text,
)
from core.insight.holding import HELD_FOR
from core.jobs.job import Job
from core.people import members
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.ports.sessions import AuditEntry, Profile
from core.refusal import Reason, Refused
from core.transcript import Role
from core.translation import N_, _, ngettext
from handlers.intake import routes
from handlers.intake.jobs import uploader
from handlers.intake.routes import Placed
from handlers.routing import Id
from handlers.services import Services

NO_LONGER = N_(
    "You two no longer work together here, so I have deleted this session. Drop it again if it is to belong to you alone."
)
CHOICES = 10
"""Relationships offered as buttons; past that, the ones that changed last."""
SPOKEN_VERSION = "2026-11"
"""The version of SPOKEN. A text that somebody confirmed is never changed: add one and raise the version."""
SPOKEN = N_("Everyone who speaks in this session agreed to have it analysed here. {name} will see what is found.")


async def open_relationships(services: Services, person: Person) -> tuple[Relationship, ...]:
    """The active relationships a session of this person may belong to."""
    page = await services.relationships.of(person, states=frozenset({State.ACTIVE}), limit=CHOICES)
    return page.rows


def consent_key(relationship: Relationship) -> str:
    return f"spoken/{relationship.id}/{SPOKEN_VERSION}"


async def ask(services: Services, job: Job, relationships: tuple[Relationship, ...], *, again: bool = False) -> Card:
    """The question, with a button for every answer."""
    person = uploader(job)
    profile = await services.people.get(person)
    confirmed = set(profile.consents) if profile else set()
    others = [relationship.other(person.id) for relationship in relationships]
    names = await members.names(services, job.tenant, others)
    asked = _("Where does this session belong?")
    if again:
        asked = _("I am still waiting to hear where this session belongs. I let the file go tomorrow otherwise.")
    blocks: list[Block] = [
        Text(asked),
        Actions((routes.PRIVATE.button(_("To me alone"), Id(job.id)),)),
    ]
    blocks += [
        Actions(_buttons(job, relationship, person, names, consent_key(relationship) in confirmed))
        for relationship in relationships
    ]
    blocks.append(Actions((routes.STOP.button(_("Stop and delete"), Id(job.id)),)))
    return Card(_("Where does it belong?"), tuple(blocks))


def _buttons(
    job: Job, relationship: Relationship, person: Person, names: Mapping[str, str], confirmed: bool
) -> tuple[Button, ...]:
    name = names[relationship.other(person.id)]
    agreed = Confirm(_("Did everyone agree?"), _(SPOKEN, name=name), _("Yes, they agreed"), _("Not yet"))
    confirm = None if confirmed else agreed
    value = Placed(job.id, relationship.id)
    if relationship.role(person.id) is Role.CLIENT:
        return (routes.WITH.button(_("To my coach {name} and me", name=name), value, confirm=confirm),)
    return (
        routes.WITH.button(_("To my client {name} and me", name=name), value, confirm=confirm),
        routes.HELD.button(
            ngettext(
                "To {name} and me, held for up to {count} day",
                "To {name} and me, held for up to {count} days",
                HELD_FOR.days,
                name=name,
            ),
            value,
            confirm=confirm,
        ),
    )


async def chosen(services: Services, job: Job) -> Relationship | None:
    """The relationship the session was put into, None if it is its uploader's alone.

    Raises Refused where the two no longer work together: what was meant for both is not quietly one person's.
    """
    wanted = job.refs.get("relationship")
    if not wanted:
        return None
    relationship = await services.relationships.get(job.tenant, wanted)
    if relationship is None or relationship.state is not State.ACTIVE:
        raise Refused(Reason.NOT_ALLOWED, NO_LONGER)
    return relationship


async def confirmed(services: Services, person: Person, relationship: Relationship) -> bool:
    """Whether the person has confirmed, in the words of today, that those in it agreed."""
    profile = await services.people.get(person)
    return profile is not None and consent_key(relationship) in profile.consents


async def confirm(services: Services, person: Person, relationship: Relationship) -> None:
    """Record that they do."""
    key, now = consent_key(relationship), services.clock.now()
    profile = await services.people.get(person) or Profile(person)
    if key not in profile.consents:
        # On record first: a crash in between repeats this.
        await services.audit.append_once(
            AuditEntry(
                person.tenant,
                person.id,
                "confirm",
                relationship.id,
                now,
                facts={"version": SPOKEN_VERSION},
                change=SPOKEN_VERSION,
            )
        )
        await services.people.put(replace(profile, consents={**profile.consents, key: now}))
