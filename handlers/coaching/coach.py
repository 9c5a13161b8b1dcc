"""/coach: invite, accept, decline, end, withdraw, and who my coaches and clients are. Both are told of every change."""

from collections.abc import Awaitable, Callable

from core.card import Card, Say
from core.people import acts
from core.people.members import name_of, names, taken
from core.people.person import Person
from core.people.relationships import Relationship, State, gone
from core.ports.people import Member
from core.refusal import Reason, Refused
from core.transcript import Role
from core.translation import _
from handlers.access.members import answer
from handlers.arguments import Grammar
from handlers.briefs.prep import prep
from handlers.coaching import cards, routes
from handlers.events import ButtonPressed, CommandGiven, Respond
from handlers.routing import ButtonHandler, Id, Route
from handlers.services import Services

SHOWN = 10
"""Relationships of one overview: the newest, and as many as one reads at a glance."""
VERBS = ("invite", "accept", "decline", "end", "withdraw", "prep")
FILLING = ("as", "my")
"""Words of "invite @name as my coach" that say nothing."""
_MINE = {"coach": Role.CLIENT, "client": Role.COACH}
"""What the other is invited as, and what the one who asks is then."""
GRAMMAR = Grammar(
    lambda: _(
        "I know {invite}, accept, decline, end, withdraw and prep, each with @name.", invite=Say("coach", "invite")
    ),
    (*VERBS, "list"),
    (*_MINE, *FILLING),
    person=True,
    most=1 + len(_MINE) + len(FILLING),
)
LIVING = frozenset({State.PENDING, State.ACTIVE, State.ENDED})


def _whom(verb: str) -> str:
    command = Say("coach", f"{verb} @")
    return _("Name the person: type {command} and pick the name from the list that opens.", command=command)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    verb, rest = asked.word, frozenset(asked.words[1:])
    if verb in {"", "list"} and not rest and asked.person is None:
        await _overview(services, event, respond)
        return
    if verb not in VERBS or (rest and (verb != "invite" or not rest <= {*_MINE, *FILLING})):
        raise Refused(Reason.BAD_INPUT, GRAMMAR.usage())
    if asked.person is None:
        raise Refused(Reason.BAD_INPUT, _whom(verb))
    if verb == "invite":
        await _invite(services, event, respond, asked.person, rest)
        return
    found = await services.relationships.between(event.person.tenant, event.person.id, asked.about)
    if found is None:
        raise Refused(Reason.NOT_FOUND, gone())
    if verb == "prep":
        await respond.update(await prep(services, event.person, found))
        return
    await respond.update(await _BY_VERB[verb](services, event.person, found.id))


async def _overview(services: Services, event: CommandGiven | ButtonPressed, respond: Respond) -> None:
    page = await services.relationships.of(event.person, states=LIVING, limit=SHOWN)
    others = [relationship.other(event.person.id) for relationship in page.rows]
    known = await names(services, event.person.tenant, others)
    await answer(services, event, respond, cards.overview(event.person, page.rows, known, more=page.older is not None))


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _overview(services, event, respond)


async def _invite(
    services: Services, event: CommandGiven, respond: Respond, other: Person, rest: frozenset[str]
) -> None:
    """`rest` says as what the other is invited; without a word of it, or with both, that is asked."""
    said = [_MINE[word] for word in rest if word in _MINE]
    if len(said) != 1:
        member = await taken(services, event.person, other)
        await answer(services, event, respond, cards.ask_role(_named(member), other.id))
        return
    await respond.reply(await _ask(services, event.person, other, said[0]))


async def role_chosen(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """The answer to "who coaches whom"."""
    asked = routes.ASK.read(event)
    if asked.mine not in {Role.COACH, Role.CLIENT} or not asked.other:
        raise Refused(Reason.BAD_INPUT, _whom("invite"))
    other = Person(event.person.tenant, asked.other)
    await respond.update(await _ask(services, event.person, other, Role(asked.mine)))


async def _ask(services: Services, asker: Person, other: Person, mine: Role) -> Card:
    invited = await acts.invite(services, asker, other, mine)
    said = cards.invitation if invited.relationship.asked == asker.id else cards.asked
    return said(_named(invited.other), invited.relationship)


def _named(member: Member) -> str:
    return member.name or _("This person")


# --- moves: the same by button and by words ---


async def accept(services: Services, person: Person, relationship_id: str) -> Card:
    moved = await acts.accept(services, person, relationship_id)
    return cards.accepted(await _other_of(services, person, moved), moved, person.id)


async def decline(services: Services, person: Person, relationship_id: str) -> Card:
    moved = await acts.decline(services, person, relationship_id)
    back = person.id == moved.requested_by
    return cards.declined(await _other_of(services, person, moved), taken_back=back, by_me=True)


async def end(services: Services, person: Person, relationship_id: str) -> Card:
    moved = await acts.end(services, person, relationship_id)
    return cards.ended(await _other_of(services, person, moved), moved, person.id, by_me=True)


async def withdraw(services: Services, person: Person, relationship_id: str) -> Card:
    moved = await acts.withdraw(services, person, relationship_id)
    return cards.withdrawn(await _other_of(services, person, moved), by_me=True)


async def _other_of(services: Services, person: Person, moved: Relationship) -> str:
    return await name_of(services, person.tenant, moved.other(person.id))


Told = Callable[[Services, Person, str], Awaitable[Card]]
_BY_VERB: dict[str, Told] = {"accept": accept, "decline": decline, "end": end, "withdraw": withdraw}


def _button(route: Route[Id], act: Told) -> ButtonHandler:
    async def pressed(services: Services, event: ButtonPressed, respond: Respond) -> None:
        await respond.update(await act(services, event.person, route.read(event).id))

    return pressed


accept_pressed = _button(routes.ACCEPT, accept)
decline_pressed = _button(routes.DECLINE, decline)
end_pressed = _button(routes.END, end)
withdraw_pressed = _button(routes.WITHDRAW, withdraw)
