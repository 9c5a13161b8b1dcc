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
from core.translation import _
from handlers.briefs import settings as briefs
from handlers.cards import day
from handlers.coaching import routes
from handlers.coaching.routes import Asked
from handlers.routing import Id


def _agreement() -> str:
    text = _(CONSENT_TEXTS[CONSENT_VERSION])
    return _("What you both agree to ({version}): {text}", version=CONSENT_VERSION, text=text)


def ask_role(name: str, user_id: str) -> Card:
    return Card(
        _("Who coaches whom?"),
        (
            Text(_("You want to work with {name} here. What is {name} to you?", name=name)),
            Text(_agreement(), Style.SMALL),
            Actions(
                (
                    routes.ASK.button(_("{name} is my coach", name=name), Asked(Role.CLIENT, user_id)),
                    routes.ASK.button(_("{name} is my client", name=name), Asked(Role.COACH, user_id)),
                )
            ),
        ),
    )


def asked(name: str, relationship: Relationship) -> Card:
    """To the one who asked."""
    if relationship.role(relationship.requested_by) is Role.COACH:
        said = _("I have asked {name} to be your client. I tell you when there is an answer.", name=name)
    else:
        said = _("I have asked {name} to be your coach. I tell you when there is an answer.", name=name)
    return Card(_("Asked"), (Text(said), Actions((_take_back(relationship.id),))))


def invitation(name: str, relationship: Relationship) -> Card:
    """To the one who is asked; `name` is the asker's."""
    if relationship.role(relationship.asked) is Role.CLIENT:
        lead = _("{name} would like to be your coach here.", name=name)
    else:
        lead = _("{name} would like you to be their coach here.", name=name)
    return Card(
        _("An invitation"),
        (
            Text(lead),
            Text(_("With your yes, sessions either of you adds for the two of you are shown to both.")),
            Text(_agreement(), Style.SMALL),
            Actions(answer_buttons(relationship)),
        ),
    )


def accepted(name: str, relationship: Relationship, to: str) -> Card:
    if relationship.role(to) is Role.COACH:
        said = _("You now have {name} as your client. Sessions you add can go to both of you.", name=name)
    else:
        said = _("You now have {name} as your coach. Sessions you add can go to both of you.", name=name)
    where = _("{coach} shows this and lets either of you end it.", coach=Say("coach"))
    return Card(_("You are working together"), (Text(said), Text(where, Style.SMALL)))


def declined(name: str, *, taken_back: bool, by_me: bool) -> Card:
    if by_me:
        return Card(_("Taken back") if taken_back else _("Declined"), (Text(_("I have told {name}.", name=name)),))
    if taken_back:
        said = _("{name} has taken the invitation back.", name=name)
    else:
        said = _("{name} does not want to do this here now.", name=name)
    return Card(_("About your invitation"), (Text(said),))


def ended(name: str, relationship: Relationship, to: str, *, by_me: bool) -> Card:
    stays = _("What both of you could see stays; nothing new is added.")
    if by_me:
        said = _("You have ended it, and I have told {name}. {stays}", name=name, stays=stays)
    else:
        said = _("{name} has ended it. {stays}", name=name, stays=stays)
    blocks: list[Block] = [Text(said)]
    if relationship.role(to) is Role.CLIENT:
        blocks.append(Text(_("You can also withdraw your consent; your coach then no longer sees any of it.")))
        blocks.append(Actions((_withdraw(relationship.id),)))
    return Card(_("Your coaching relationship has ended"), tuple(blocks))


def withdrawn(name: str, *, by_me: bool) -> Card:
    if by_me:
        text = _(
            "{name} no longer sees any session of the two of you, and I have said so. They stay yours. What you shared one by "
            "one is in {list}.",
            name=name,
            list=Say("share", "list"),
        )
    else:
        text = _(
            "{name} has withdrawn consent, so you no longer have access to the sessions of the two of you.", name=name
        )
    return Card(_("Consent withdrawn"), (Text(text),))


def gone_person(name: str, *, coach: bool) -> Card:
    """To the partners of somebody who erased everything; `coach`: it was the coach of the one who is told."""
    if coach:
        text = _(
            "{name} has erased their data here. Your sessions stay yours, and your coaching relationship here has ended.",
            name=name,
        )
    else:
        text = _(
            "{name} has erased their data here. Their sessions are gone, and your coaching relationship here has ended.",
            name=name,
        )
    return Card(_("Your coaching relationship has ended"), (Text(text),))


def settled(title: str, text: str) -> Card:
    """What an answered invitation turns into."""
    return Card(title, (Text(text),))


def overview(
    person: Person, relationships: Sequence[Relationship], names: Mapping[str, str], *, more: bool = False
) -> Card:
    """`more`: there are others, which are not shown."""
    invite = Say("coach", "invite @name")
    if not relationships:
        said = _("You work with nobody here yet. Invite your coach or your client: {invite}", invite=invite)
        return Card(_("Coaches and clients"), (Text(said),))
    blocks: list[Block] = []
    for relationship in relationships:
        name = names[relationship.other(person.id)]
        blocks += [Text(name, Style.STRONG), Text(state_line(person.id, name, relationship), Style.SMALL)]
        if buttons := _buttons(person.id, relationship):
            blocks.append(Actions(buttons))
    if more:
        end, withdraw = Say("coach", "end @name"), Say("coach", "withdraw @name")
        said = _(
            "You work, or worked, with others as well. {end} and {withdraw} find them.", end=end, withdraw=withdraw
        )
        blocks.append(Text(said))
    blocks += [Divider(), Text(_("{invite} asks somebody else.", invite=invite), Style.SMALL)]
    return Card(_("Coaches and clients"), tuple(blocks))


def state_line(me: str, name: str, relationship: Relationship) -> str:
    """How the two stand, in one line."""
    coach = relationship.role(me) is Role.COACH
    match relationship.state:
        case State.PENDING if relationship.asked == me:
            since = day(relationship.created_at)
            if coach:
                return _("would be your client; waits for your answer since {day}", day=since)
            return _("would be your coach; waits for your answer since {day}", day=since)
        case State.PENDING:
            asked_on = day(relationship.created_at)
            if coach:
                return _("would be your client; asked on {day}, no answer yet", day=asked_on)
            return _("would be your coach; asked on {day}, no answer yet", day=asked_on)
        case State.ACTIVE:
            since = day(relationship.accepted_at)
            return _("your client since {day}", day=since) if coach else _("your coach since {day}", day=since)
        case _ if relationship.withdrawn_at:
            until = day(relationship.ended_at)
            if coach:
                return _("was your client until {day}; consent withdrawn", day=until)
            return _("was your coach until {day}; consent withdrawn", day=until)
        case _:
            until = day(relationship.ended_at)
            return _("was your client until {day}", day=until) if coach else _("was your coach until {day}", day=until)


def _buttons(me: str, relationship: Relationship) -> tuple[Button | Menu, ...]:
    match relationship.state:
        case State.PENDING if relationship.asked == me:
            return answer_buttons(relationship)
        case State.PENDING:
            return (_take_back(relationship.id),)
        case State.ACTIVE:
            stays = _("What both could see stays. Nothing new is added.")
            sure = Confirm(_("End it?"), stays, _("End it"), _("Go on together"))
            end = routes.END.button(_("End"), Id(relationship.id), Tone.DANGER, sure)
            next_one = briefs.ways(relationship).items
            ends = (end, _withdraw(relationship.id)) if relationship.client == me else (end,)
            return (*next_one, *ends)
        case State.ENDED if relationship.client == me and not relationship.withdrawn_at:
            return (_withdraw(relationship.id),)
        case _:
            return ()


def answer_buttons(relationship: Relationship) -> tuple[Button, ...]:
    """For whoever was asked."""
    return (
        routes.ACCEPT.button(_("Accept"), Id(relationship.id), Tone.PRIMARY),
        routes.DECLINE.button(_("Decline"), Id(relationship.id)),
    )


def _take_back(relationship_id: str) -> Button:
    return routes.DECLINE.button(_("Take it back"), Id(relationship_id))


def _withdraw(relationship_id: str) -> Button:
    return routes.WITHDRAW.button(
        _("Withdraw consent"),
        Id(relationship_id),
        Tone.DANGER,
        Confirm(
            _("Withdraw your consent?"),
            _(
                "It ends the relationship, and your coach no longer sees any session of the two of you. This cannot be undone."
            ),
            _("Withdraw"),
            _("Leave it"),
        ),
    )
