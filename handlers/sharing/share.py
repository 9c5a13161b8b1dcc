"""/share: which session, with whom, what they may do and until when; a preview of exactly what they will see; list and revoke.

Two forms, one after the other: the choice, then the preview, whose button shares. Each is checked anew when it comes back: what
it carries came over the wire, and things may have changed while it was open.
"""

from core.card import (
    Card,
    Choice,
    ChoiceField,
    DateField,
    Field,
    Form,
    PersonField,
    Say,
    Words,
)
from core.insight.model import Status
from core.people.members import name_of, names, taken
from core.people.person import Person
from core.people.zones import time_zone
from core.ports.insights import InsightQuery, InsightSummary, Scope
from core.refusal import Reason, Refused
from core.sharing import acts
from core.sharing.access import Operation
from core.sharing.acts import ShareRequest
from core.sharing.finding import find, preview
from core.sharing.grants import (
    PERMISSIONS,
    in_words,
    room_for,
)
from core.translation import N_, _
from handlers.arguments import Grammar
from handlers.cards import capital, short
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.messages.posted import (
    answer_list,
    update_list,
)
from handlers.routing import Id
from handlers.services import Services
from handlers.sharing import cards, routes
from handlers.sharing.routes import PackedRequest, day, several

CHOICES = 25
"""Sessions the form offers, the newest; older ones are shared from their own card."""
LISTED = 8
NONE_YET = N_(
    "You have no private session to share. A session that is linked to your coach is shown to both of you already."
)


GRAMMAR = Grammar(
    lambda: _(
        "Write {share}, {share_with} or {list}.",
        share=Say("share"),
        share_with=Say("share", "@name"),
        list=Say("share", "list"),
    ),
    ("list", "revoke"),
    person=True,
)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    if asked.word:
        if asked.person:
            said = _("Write {list} alone. It shows everybody you share with.", list=Say("share", "list"))
            raise Refused(Reason.BAD_INPUT, said)
        card = await _overview(services, event.person, None)
        await answer_list(services, event, respond, card, [event.person.id])
        return
    if asked.person:
        await taken(services, event.person, asked.person)
    if event.spoken:
        await respond.reply(cards.ask_which(asked.about))
        return
    await respond.open(await _form(services, event.person, asked.about))


async def new(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.open(await _form(services, event.person, routes.NEW.read(event).coach))


async def one(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Share the session whose card was pressed."""
    insight, _access = await find(services, event.person, Operation.SHARE, routes.ONE.read(event).id)
    title = cards.title_of(insight.session_title, insight.session_date or insight.created_at)
    await respond.open(_form_of((Choice(short(title), insight.id),), (insight.id,), ""))


async def _form(services: Services, person: Person, coach: str) -> Form:
    """Of all private sessions; the only one is chosen already."""
    query = InsightQuery(person, Scope.UNPAIRED, status=Status.COMPLETED.value)
    page = await services.insights.list(query, limit=CHOICES)
    if not page.rows:
        raise Refused(Reason.NOT_FOUND, _(NONE_YET))
    alone = tuple(row.id for row in page.rows) if len(page.rows) == 1 and page.older is None else ()
    return _form_of(tuple(_choice(row) for row in page.rows), alone, coach)


def _choice(row: InsightSummary) -> Choice:
    """Sessions without a title are told apart by what they were about."""
    title = row.session_title or ", ".join(row.themes[:3]).capitalize()
    return Choice(short(cards.title_of(title, row.session_date or row.created_at)), row.id)


def _form_of(choices: tuple[Choice, ...], chosen: tuple[str, ...], coach: str) -> Form:
    extra = tuple(Choice(capital(_(words)), name) for name, words in PERMISSIONS.items() if name != "view")
    fields: tuple[Field, ...] = (
        ChoiceField("sessions", _("Which session"), choices, chosen, many=True),
        PersonField("coach", _("With whom"), coach),
        ChoiceField("permissions", _("Besides seeing it, they may"), extra, many=True, required=False),
        DateField("until", _("Until the end of")),
        Words(_("Next, I show you exactly what they will see. Nothing is shared before you say so.")),
    )
    return routes.PREVIEW.form(_("Share a session"), fields=fields, submit=_("Preview"))


# --- what a form says, checked ---


async def preview_sent(services: Services, event: FormSent, respond: Respond) -> None:
    """The choice came back: show what the coach will see."""
    where = "sessions"
    try:
        ids = several(event.chosen("sessions"))
        where = "until"
        coach = Person(event.person.tenant, event.text("coach"))
        request = ShareRequest(
            ids,
            coach,
            frozenset(event.chosen("permissions")),
            day(event.text("until")),
        )
        grant = await acts.grant_of(services, event.person, request)
        where = "coach"
        member = await taken(services, event.person, coach)
        where = "sessions"
        found = [await find(services, event.person, Operation.SHARE, wished) for wished in request.ids]
        for insight, _access in found:
            room_for(insight, coach.id)
    except Refused as refusal:
        await respond.errors({where: refusal.message})
        return
    seen = [await preview(services, coach, insight, facts, grant) for insight, facts in found]
    name = member.name or _("This person")
    given = in_words(grant, services.clock.now(), await time_zone(services, event.person))
    blocks = cards.preview(name, seen, given)
    title = _("Share with {name}", name=name)
    await respond.open(routes.CONFIRM.form(title, PackedRequest.of(request), blocks=blocks, submit=_("Share")))


async def confirmed(services: Services, event: FormSent, respond: Respond) -> None:
    """Share, after everything was checked again. Sending it twice shares once."""
    shared = await acts.share(services, event.person, routes.CONFIRM.read(event).wish(event.person.tenant))
    given = in_words(shared.grant, services.clock.now(), await time_zone(services, event.person))
    await respond.reply(cards.shared(shared.coach.name or _("This person"), len(shared.insights), given))


# --- list and revoke ---


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    card = await _overview(services, event.person, routes.LIST.read(event).cursor or None)
    await update_list(services, event, respond, card, [event.person.id])


async def _overview(services: Services, person: Person, cursor: str | None) -> Card:
    page = await services.insights.granted(person, limit=LISTED, cursor=cursor)
    coaches = [coach for row in page.rows for coach in row.sharing_permissions]
    known, zone = await names(services, person.tenant, coaches), await time_zone(services, person)
    return cards.overview(page, known, lambda grant: in_words(grant, services.clock.now(), zone))


async def revoke(services: Services, event: ButtonPressed, respond: Respond) -> None:
    granted = routes.REVOKE.read(event)
    await acts.revoke(services, event.person, granted.insight, Person(event.person.tenant, granted.coach))
    await respond.update(cards.revoked(await name_of(services, event.person.tenant, granted.coach)))


# --- linking an unpaired session to one's coach ---


async def ask_pair(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _access = await find(services, event.person, Operation.PAIR, routes.PAIR.read(event).id)
    mine = await acts.coaches(services, event.person, limit=CHOICES)
    if not mine:
        invite = Say("coach", "invite @name")
        said = _("You have no coach here yet. Invite yours with {invite}.", invite=invite)
        raise Refused(Reason.NOT_FOUND, said)
    known = await names(services, event.person.tenant, [relationship.coach for relationship in mine])
    choices = tuple(Choice(short(known[relationship.coach]), relationship.id) for relationship in mine)
    fields: tuple[Field, ...] = (
        ChoiceField("relationship", _("Which coach"), choices, (choices[0].value,)),
        Words(
            _(
                "Your coach will see all of it, and sharing it with others ends. This cannot be undone, but you can delete it."
            )
        ),
    )
    await respond.open(routes.PAIR_SENT.form(_("Give to my coach"), Id(insight.id), fields, submit=_("Give")))


async def pair_sent(services: Services, event: FormSent, respond: Respond) -> None:
    wanted = next(iter(event.chosen("relationship")), "")
    relationship = await acts.open_coach(services, event.person, wanted)
    if relationship is None:
        await respond.errors({"relationship": _("This relationship is not active any more. Choose another.")})
        return
    await acts.pair(services, event.person, routes.PAIR_SENT.read(event).id, relationship)
    await respond.reply(cards.paired(await name_of(services, event.person.tenant, relationship.coach), by_me=True))
