"""What is said about coaching relationships."""

from collections.abc import Mapping, Sequence

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Confirm,
    Divider,
    Menu,
    Say,
    Style,
    Text,
    Tone,
)
from core.people.person import Person
from core.people.relationships import (
    CONSENT_TEXTS,
    CONSENT_VERSION,
    Relationship,
    State,
)
from core.transcript import Role
from handlers.cards import day
from handlers.coaching import routes
from handlers.coaching.routes import Asked
from handlers.routing import Id

AGREEMENT = f"What you both agree to ({CONSENT_VERSION}): {CONSENT_TEXTS[CONSENT_VERSION]}"


def ask_role(name: str, user_id: str) -> Card:
    return Card(
        "Who coaches whom?",
        (
            Text(f"You want to work with {name} here. What is {name} to you?"),
            Text(AGREEMENT, Style.SMALL),
            Actions(
                (
                    routes.ASK.button(f"{name} is my coach", Asked(Role.CLIENT, user_id)),
                    routes.ASK.button(f"{name} is my client", Asked(Role.COACH, user_id)),
                )
            ),
        ),
    )


def _what(name: str, role: Role | None) -> str:
    """What the named one is, seen by the other, whose role is given."""
    return f"{name} as your client" if role is Role.COACH else f"{name} as your coach"


def asked(name: str, relationship: Relationship) -> Card:
    """To the one who asked."""
    mine = relationship.role(relationship.requested_by)
    return Card(
        "Asked",
        (
            Text(f"I have asked to have {_what(name, mine)}. I tell you when there is an answer."),
            Actions((routes.DECLINE.button("Take it back", Id(relationship.id)),)),
        ),
    )


def invitation(name: str, relationship: Relationship) -> Card:
    """To the one who is asked; `name` is the asker's."""
    mine = relationship.role(relationship.asked)
    want = "to be your coach here" if mine is Role.CLIENT else "you to be their coach here"
    lead = f"{name} would like {want}."
    return Card(
        "An invitation",
        (
            Text(lead),
            Text("With your yes, sessions either of you adds for the two of you are shown to both."),
            Text(AGREEMENT, Style.SMALL),
            Actions(answer_buttons(relationship)),
        ),
    )


def accepted(name: str, relationship: Relationship, to: str) -> Card:
    role = relationship.role(to)
    return Card(
        "You are working together",
        (
            Text(f"You now have {_what(name, role)}. Sessions you add can go to both of you."),
            Text(f"{Say('coach')} shows this and lets either of you end it.", Style.SMALL),
        ),
    )


def declined(name: str, *, taken_back: bool, by_me: bool) -> Card:
    if by_me:
        return Card("Taken back" if taken_back else "Declined", (Text(f"I have told {name}."),))
    said = f"{name} has taken the invitation back." if taken_back else f"{name} does not want to do this here now."
    return Card("About your invitation", (Text(said),))


def ended(name: str, relationship: Relationship, to: str, *, by_me: bool) -> Card:
    who = f"You have ended it, and I have told {name}." if by_me else f"{name} has ended it."
    stays = "What both of you could see stays; nothing new is added."
    blocks: list[Block] = [Text(f"{who} {stays}")]
    if relationship.role(to) is Role.CLIENT:
        blocks.append(Text("You can also withdraw your consent; your coach then no longer sees any of it."))
        blocks.append(Actions((_withdraw(relationship.id),)))
    return Card("Your coaching relationship has ended", tuple(blocks))


def withdrawn(name: str, *, by_me: bool) -> Card:
    if by_me:
        text = (
            f"{name} no longer sees any session of the two of you, and I have said so. They stay yours. What you shared "
            f"one by one is in {Say('share', 'list')}."
        )
    else:
        text = f"{name} has withdrawn consent, so you no longer have access to the sessions of the two of you."
    return Card("Consent withdrawn", (Text(text),))


def gone_person(name: str, *, coach: bool) -> Card:
    """To the partners of somebody who erased everything; `coach`: it was the coach of the one who is told."""
    sessions = "Your sessions stay yours" if coach else "Their sessions are gone"
    text = f"{name} has erased their data here. {sessions}, and your coaching relationship here has ended."
    return Card("Your coaching relationship has ended", (Text(text),))


def settled(title: str, text: str) -> Card:
    """What an answered invitation turns into."""
    return Card(title, (Text(text),))


def overview(person: Person, relationships: Sequence[Relationship], names: Mapping[str, str]) -> Card:
    if not relationships:
        return Card(
            "Coaches and clients",
            (Text(f"You work with nobody here yet. Invite your coach or your client: {Say('coach', 'invite @name')}"),),
        )
    blocks: list[Block] = []
    for relationship in relationships:
        name = names[relationship.other(person.id)]
        blocks += [Text(name, Style.STRONG), Text(state_line(person.id, name, relationship), Style.SMALL)]
        if buttons := _buttons(person.id, relationship):
            blocks.append(Actions(buttons))
    blocks += [Divider(), Text(f"{Say('coach', 'invite @name')} asks somebody else.", Style.SMALL)]
    return Card("Coaches and clients", tuple(blocks))


def state_line(me: str, name: str, relationship: Relationship) -> str:
    """How the two stand, in one line."""
    role = "your client" if relationship.role(me) is Role.COACH else "your coach"
    match relationship.state:
        case State.PENDING if relationship.asked == me:
            return f"would be {role}; waits for your answer since {day(relationship.created_at)}"
        case State.PENDING:
            return f"would be {role}; asked on {day(relationship.created_at)}, no answer yet"
        case State.ACTIVE:
            return f"{role} since {day(relationship.accepted_at)}"
        case State.ENDED if relationship.withdrawn_at:
            return f"was {role} until {day(relationship.ended_at)}; consent withdrawn"
        case _:
            return f"was {role} until {day(relationship.ended_at)}"


def _buttons(me: str, relationship: Relationship) -> tuple[Button | Menu, ...]:
    match relationship.state:
        case State.PENDING if relationship.asked == me:
            return answer_buttons(relationship)
        case State.PENDING:
            return (routes.DECLINE.button("Take it back", Id(relationship.id)),)
        case State.ACTIVE:
            sure = Confirm("End it?", "What both could see stays. Nothing new is added.", "End it", "Go on together")
            end = routes.END.button("End", Id(relationship.id), Tone.DANGER, sure)
            return (end, _withdraw(relationship.id)) if relationship.client == me else (end,)
        case State.ENDED if relationship.client == me and not relationship.withdrawn_at:
            return (_withdraw(relationship.id),)
        case _:
            return ()


def answer_buttons(relationship: Relationship) -> tuple[Button, ...]:
    """For whoever was asked."""
    return (
        routes.ACCEPT.button("Accept", Id(relationship.id), Tone.PRIMARY),
        routes.DECLINE.button("Decline", Id(relationship.id)),
    )


def _withdraw(relationship_id: str) -> Button:
    return routes.WITHDRAW.button(
        "Withdraw consent",
        Id(relationship_id),
        Tone.DANGER,
        Confirm(
            "Withdraw your consent?",
            "It ends the relationship, and your coach no longer sees any session of the two of you. This cannot be undone.",
            "Withdraw",
            "Leave it",
        ),
    )
