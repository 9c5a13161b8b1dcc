"""/coach: invite, accept, decline, end, withdraw, and who my coaches and clients are. Both are told of every change."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

from core.card import Card
from core.people import relationships
from core.people.members import name_of, names, taken
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.refusal import Reason, Refused
from core.transcript import Role
from handlers.access.gate import audit
from handlers.access.members import answer, tell
from handlers.arguments import Grammar
from handlers.cards import no_access
from handlers.coaching import cards
from handlers.events import ButtonPressed, CommandGiven, Respond
from handlers.messages import posted
from handlers.messages.posted import replace_posted, tell_about
from handlers.services import Services

SHOWN = 10
"""Relationships of one overview; three blocks each, and a Slack message holds fifty."""
GONE = "I cannot find that. /coach shows whom you work with."
VERBS = ("invite", "accept", "decline", "end", "withdraw")
USAGE = "I know /coach invite, accept, decline, end and withdraw, each with @name."
WHOM = "Name the person: type /coach {verb} @ and pick the name from the list that opens."
FILLING = ("as", "my")
"""Words of "invite @name as my coach" that say nothing."""
_MINE = {"coach": Role.CLIENT, "client": Role.COACH}
"""What the other is invited as, and what the one who asks is then."""
GRAMMAR = Grammar(USAGE, (*VERBS, "list"), (*_MINE, *FILLING), person=True, most=1 + len(_MINE) + len(FILLING))
LIVING = frozenset({State.PENDING, State.ACTIVE, State.ENDED})

Change = Callable[[Relationship, Person, datetime], Relationship]


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    verb, rest = asked.word, frozenset(asked.words[1:])
    if verb in {"", "list"} and not rest and asked.person is None:
        await _overview(services, event, respond)
        return
    if verb not in VERBS or (rest and (verb != "invite" or not rest <= {*_MINE, *FILLING})):
        raise Refused(Reason.BAD_INPUT, USAGE)
    if asked.person is None:
        raise Refused(Reason.BAD_INPUT, WHOM.format(verb=verb))
    if verb == "invite":
        await _invite(services, event, respond, asked.person, rest)
        return
    found = await services.relationships.between(event.person.tenant, event.person.id, asked.about)
    if found is None:
        raise Refused(Reason.NOT_FOUND, GONE)
    await _BY_VERB[verb](services, event.person, found.id, respond)


async def _overview(services: Services, event: CommandGiven | ButtonPressed, respond: Respond) -> None:
    page = await services.relationships.of(event.person, states=LIVING, limit=SHOWN)
    others = [relationship.other(event.person.id) for relationship in page.rows]
    known = await names(services, event.person.tenant, others)
    await answer(services, event, respond, cards.overview(event.person, page.rows, known))


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _overview(services, event, respond)


async def _invite(
    services: Services, event: CommandGiven, respond: Respond, other: Person, rest: frozenset[str]
) -> None:
    """`rest` says as what the other is invited; without a word of it, or with both, that is asked."""
    member = await taken(services, event.person, other)
    said = [_MINE[word] for word in rest if word in _MINE]
    if len(said) != 1:
        await answer(services, event, respond, cards.ask_role(member.name or "this person", other.id))
        return
    await respond.reply(await _ask(services, event.person, other, said[0]))


async def role_chosen(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """The answer to "who coaches whom": `client|U2` where the presser is the client."""
    mine, _, other_id = event.value.partition("|")
    if mine not in {Role.COACH, Role.CLIENT} or not other_id:
        raise Refused(Reason.BAD_INPUT, WHOM.format(verb="invite"))
    other = Person(event.person.tenant, other_id)
    await respond.update(await _ask(services, event.person, other, Role(mine)))


async def _ask(services: Services, asker: Person, other: Person, mine: Role) -> Card:
    """Store the invitation, then tell the other. Asking again, or asking back, shows what there is already."""
    member = await taken(services, asker, other)
    name = member.name or "this person"
    store = services.relationships
    wanted = relationships.request(secrets.token_hex(12), asker, other, mine, services.clock.now())
    if not await store.create(wanted):
        standing = await store.between(asker.tenant, asker.id, other.id)
        return _standing(standing, asker, name)
    await audit(services, asker, "invite", wanted.id)
    mine_name = await name_of(services, asker.tenant, asker.id)
    # Untold it stands all the same: /coach shows it to the other.
    await tell_about(services, other, cards.invitation(mine_name, wanted), wanted.id)
    return cards.asked(name, wanted)


def _standing(standing: Relationship | None, asker: Person, name: str) -> Card:
    if standing is None or standing.state not in relationships.OPEN:
        raise Refused(Reason.NOT_ALLOWED, "Things changed just now. Please ask once more.")
    if standing.state is State.ACTIVE:
        raise Refused(Reason.NOT_ALLOWED, "You two are working together already. /coach shows it.")
    if standing.asked == asker.id:
        return cards.invitation(name, standing)
    return cards.asked(name, standing)


# --- moves: the same by button and by words ---


async def _move(services: Services, person: Person, relationship_id: str, change: Change, said: str) -> Relationship:
    """Change and store it, once, whoever was first; then it is recorded. Raises Refused."""
    store = services.relationships
    found = await store.get(person.tenant, relationship_id)
    if found is None or found.role(person.id) is None:
        raise Refused(Reason.NOT_FOUND, GONE)
    moved = change(found, person, services.clock.now())
    if not await store.move(moved):
        raise Refused(Reason.NOT_ALLOWED, "This was settled just now. /coach shows how things stand.")
    await audit(services, person, said, relationship_id)
    return moved


async def _two_names(services: Services, person: Person, relationship: Relationship) -> tuple[str, Person, str]:
    """(my name, the other, the other's name)."""
    other = Person(person.tenant, relationship.other(person.id))
    known = await names(services, person.tenant, (person.id, other.id))
    return known[person.id], other, known[other.id]


async def accept(services: Services, person: Person, relationship_id: str, respond: Respond) -> None:
    moved = await _move(services, person, relationship_id, relationships.accept, "accept")
    mine, other, theirs = await _two_names(services, person, moved)
    await respond.update(cards.accepted(theirs, moved, person.id))
    await replace_posted(
        services, person.tenant, moved.id, cards.settled("Accepted", f"You and {theirs} work together now.")
    )
    await tell(services, other, cards.accepted(mine, moved, other.id))


async def decline(services: Services, person: Person, relationship_id: str, respond: Respond) -> None:
    moved = await _move(services, person, relationship_id, relationships.decline, "decline")
    mine, other, theirs = await _two_names(services, person, moved)
    back = person.id == moved.requested_by
    await respond.update(cards.declined(theirs, taken_back=back, by_me=True))
    await replace_posted(
        services, person.tenant, moved.id, cards.settled("Settled", "This invitation is no longer open.")
    )
    await tell(services, other, cards.declined(mine, taken_back=back, by_me=False))


async def end(services: Services, person: Person, relationship_id: str, respond: Respond) -> None:
    moved = await _move(services, person, relationship_id, relationships.end, "end")
    mine, other, theirs = await _two_names(services, person, moved)
    await respond.update(cards.ended(theirs, moved, person.id, by_me=True))
    await tell(services, other, cards.ended(mine, moved, other.id, by_me=False))


async def withdraw(services: Services, person: Person, relationship_id: str, respond: Respond) -> None:
    """The stored move alone ends the coach's access, at once; the lists follow. Pressed again, it ends what a crash left."""
    found = await services.relationships.get(person.tenant, relationship_id)
    if found and found.client == person.id and found.withdrawn_at:
        await services.insights.close_to_coach(person.tenant, found.id)
    said = "withdraw consent"
    moved = await _move(services, person, relationship_id, relationships.withdraw, said)
    before = [
        await _move(services, person, old.id, relationships.withdraw, said) for old in await _ended(services, moved)
    ]
    for closed in (moved, *before):
        await services.insights.close_to_coach(person.tenant, closed.id)
    mine, other, theirs = await _two_names(services, person, moved)
    await respond.update(cards.withdrawn(theirs, by_me=True))
    await tell(services, other, cards.withdrawn(mine, by_me=False))
    for closed in (moved, *before):
        await posted.take_back(services, closed, no_access(), moved.coach)


async def _ended(services: Services, withdrawn: Relationship) -> list[Relationship]:
    """What the two had before and ended, and the coach still sees: consent is given to a person, and taken back from one."""
    found: list[Relationship] = []
    client, cursor = Person(withdrawn.tenant, withdrawn.client), None
    while True:
        page = await services.relationships.of(client, states=frozenset({State.ENDED}), limit=100, cursor=cursor)
        found += [
            old
            for old in page.rows
            if (old.coach, old.client) == (withdrawn.coach, withdrawn.client) and old.withdrawn_at is None
        ]
        if (cursor := page.older) is None:
            return found


Act = Callable[[Services, Person, str, Respond], Awaitable[None]]
_BY_VERB: dict[str, Act] = {"accept": accept, "decline": decline, "end": end, "withdraw": withdraw}


def _button(act: Act) -> Callable[[Services, ButtonPressed, Respond], Awaitable[None]]:
    async def pressed(services: Services, event: ButtonPressed, respond: Respond) -> None:
        await act(services, event.person, event.value, respond)

    return pressed


accept_pressed = _button(accept)
decline_pressed = _button(decline)
end_pressed = _button(end)
withdraw_pressed = _button(withdraw)
