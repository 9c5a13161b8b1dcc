"""/share: which session, with whom, what they may do and until when; a preview of exactly what they will see; list and revoke.

Two forms, one after the other: the choice, then the preview, whose button shares. Each is checked anew when it comes back: what
it carries came over the wire, and things may have changed while it was open.
"""

from dataclasses import dataclass
from datetime import date

from core.card import (
    Card,
    Choice,
    ChoiceField,
    DateField,
    Field,
    Form,
    PersonField,
    Words,
)
from core.insight.model import Grant, Status
from core.people.person import Person
from core.people.relationships import State
from core.ports.people import InsightQuery, Scope
from core.ports.sessions import InsightSummary
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.grants import (
    PERMISSIONS,
    in_words,
    make_grant,
    room_for,
)
from core.sharing.seen import preview
from handlers.access.gate import audit, corrections, find
from handlers.access.members import (
    name_of,
    names,
    taken,
    tell,
)
from handlers.access.time_zones import time_zone
from handlers.arguments import Grammar
from handlers.cards import gone
from handlers.coaching import cards as coach_cards
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FieldAnswer,
    FormSent,
    Respond,
)
from handlers.insight.view import as_it_stands
from handlers.messages.posted import (
    answer_list,
    replace_posted,
    tell_about,
    update_list,
)
from handlers.messages.take_back import at_its_end
from handlers.services import Services
from handlers.sharing import cards

CHOICES = 25
"""Sessions the form offers, the newest; older ones are shared from their own card."""
MOST_AT_ONCE = 5
LISTED = 8
NONE_YET = (
    "You have no private session to share. A session that is linked to your coach is shown to both of you already."
)


GRAMMAR = Grammar("Write /share, /share @name or /share list.", ("list", "revoke"), person=True)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    if asked.word:
        if asked.person:
            raise Refused(Reason.BAD_INPUT, "Write /share list alone. It shows everybody you share with.")
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
    """`event.value`: with whom, where that is known already."""
    await respond.open(await _form(services, event.person, event.value))


async def one(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Share the session whose card was pressed."""
    insight, _ = await find(services, event.person, Operation.SHARE, event.value)
    title = cards.title_of(insight.session_title, insight.session_date or insight.created_at)
    await respond.open(_form_of((Choice(_short(title), insight.id),), (insight.id,), ""))


async def _form(services: Services, person: Person, coach: str) -> Form:
    query = InsightQuery(person, Scope.UNPAIRED, status=Status.COMPLETED.value)
    page = await services.insights.list(query, limit=CHOICES)
    if not page.rows:
        raise Refused(Reason.NOT_FOUND, NONE_YET)
    return _form_of(tuple(_choice(row) for row in page.rows), (), coach)


def _choice(row: InsightSummary) -> Choice:
    """Sessions without a title are told apart by what they were about."""
    title = row.session_title or ", ".join(row.themes[:3]).capitalize()
    return Choice(_short(cards.title_of(title, row.session_date or row.created_at)), row.id)


def _short(text: str, most: int = 72) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _form_of(choices: tuple[Choice, ...], chosen: tuple[str, ...], coach: str) -> Form:
    extra = tuple(
        Choice(f"{words[0].upper()}{words[1:]}", name) for name, words in PERMISSIONS.items() if name != "view"
    )
    fields: tuple[Field, ...] = (
        ChoiceField("sessions", "Which session", choices, chosen, many=True),
        PersonField("coach", "With whom", coach),
        ChoiceField("permissions", "Besides seeing it, they may", extra, many=True, required=False),
        DateField("until", "Until the end of"),
        Words("Next, I show you exactly what they will see. Nothing is shared before you say so."),
    )
    return Form("Share a session", "share.preview", fields, submit="Preview", cancel="Not now")


# --- what a form says, checked ---


@dataclass(frozen=True)
class _Wish:
    ids: tuple[str, ...]
    coach: str
    permissions: frozenset[str]
    until: date | None

    def packed(self) -> str:
        """For the second form: opaque ids and words of the table alone."""
        return "|".join((",".join(self.ids), self.coach, ",".join(sorted(self.permissions)), str(self.until or "")))

    @classmethod
    def unpacked(cls, value: str) -> "_Wish":
        parts = value.split("|")
        if len(parts) != 4:
            raise Refused(Reason.BAD_INPUT, "This form is out of date. Please begin again with /share.")
        ids, coach, permissions, until = parts
        return cls(_several(ids.split(",")), coach, frozenset(filter(None, permissions.split(","))), _day(until))


def _several(ids: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, ids)))
    if not found:
        raise Refused(Reason.BAD_INPUT, "Choose a session.")
    if len(found) > MOST_AT_ONCE:
        raise Refused(Reason.LIMIT_REACHED, f"Choose up to {MOST_AT_ONCE} sessions at a time.")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(Reason.BAD_INPUT, "Choose a day, or leave it empty.") from None


def chosen(field: FieldAnswer) -> tuple[str, ...]:
    return field if isinstance(field, tuple) else (field,) if field else ()


async def _grant(services: Services, person: Person, wish: _Wish) -> Grant:
    return make_grant(wish.permissions, services.clock.now(), wish.until, await time_zone(services, person))


async def preview_sent(services: Services, event: FormSent, respond: Respond) -> None:
    """The choice came back: show what the coach will see."""
    wish: _Wish | None = None
    where = "sessions"
    try:
        ids = _several(chosen(event.fields.get("sessions")))
        where = "until"
        wish = _Wish(
            ids,
            str(event.fields.get("coach") or ""),
            frozenset(chosen(event.fields.get("permissions"))),
            _day(str(event.fields.get("until") or "")),
        )
        grant = await _grant(services, event.person, wish)
        where = "coach"
        coach = Person(event.person.tenant, wish.coach)
        member = await taken(services, event.person, coach)
        where = "sessions"
        found = [await find(services, event.person, Operation.SHARE, wished) for wished in wish.ids]
        for insight, _ in found:
            room_for(insight, coach.id)
    except Refused as refusal:
        await respond.errors({where: refusal.message})
        return
    seen = []
    for insight, facts in found:
        one = preview(coach, insight, facts, grant, await corrections(services, coach.tenant, insight.id))
        seen.append(await as_it_stands(services, event.person, one, facts))
    name = member.name or "This person"
    given = in_words(grant, services.clock.now(), await time_zone(services, event.person))
    blocks = cards.preview(name, seen, given)
    await respond.open(
        Form(_short(f"Share with {name}", 24), "share.confirm", (), blocks, "Share", "Not now", wish.packed())
    )


async def confirmed(services: Services, event: FormSent, respond: Respond) -> None:
    """Share, after everything was checked again. Sending it twice shares once."""
    wish = _Wish.unpacked(event.value)
    coach = Person(event.person.tenant, wish.coach)
    member = await taken(services, event.person, coach)
    grant = await _grant(services, event.person, wish)
    found = [(await find(services, event.person, Operation.SHARE, wished))[0] for wished in wish.ids]
    for insight in found:
        room_for(insight, coach.id)
    mine = await name_of(services, event.person.tenant, event.person.id)
    now = services.clock.now()
    given = in_words(grant, now, await time_zone(services, event.person))
    for insight in found:
        before = insight.sharing_permissions.get(coach.id)
        await at_its_end(services, coach, insight.id, grant)
        if not await services.insights.share(event.person, insight.id, coach.id, grant, now):
            raise Refused(Reason.NOT_ALLOWED, "One of these sessions changed just now. Please begin again with /share.")
        await audit(services, event.person, "share", insight.id, coach=coach.id, **_facts(grant))
        same = before and (before.comment, before.export, before.expires_at) == (
            grant.comment,
            grant.export,
            grant.expires_at,
        )
        if not same:
            await tell_about(services, coach, cards.to_coach(mine, given, insight), insight.id)
    await respond.reply(cards.shared(member.name or "This person", len(found), given))


def _facts(grant: Grant) -> dict[str, object]:
    until = grant.expires_at.isoformat() if grant.expires_at else None
    return {"view": grant.view, "comment": grant.comment, "export": grant.export, "until": until}


# --- list and revoke ---


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    card = await _overview(services, event.person, event.value or None)
    await update_list(services, event, respond, card, [event.person.id])


async def _overview(services: Services, person: Person, cursor: str | None) -> Card:
    page = await services.insights.granted(person, limit=LISTED, cursor=cursor)
    coaches = [coach for row in page.rows for coach in row.sharing_permissions]
    known, zone = await names(services, person.tenant, coaches), await time_zone(services, person)
    return cards.overview(page, known, lambda grant: in_words(grant, services.clock.now(), zone))


async def revoke(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """From this write on the coach sees nothing, whatever is open at their side."""
    insight_id, _, coach_id = event.value.partition("|")
    insight, _facts_now = await find(services, event.person, Operation.REVOKE, insight_id)
    coach = Person(event.person.tenant, coach_id)
    if not await services.insights.revoke(event.person, insight.id, coach_id, services.clock.now()):
        raise Refused(Reason.NOT_FOUND, "You do not share this session with them any more.")
    await audit(services, event.person, "revoke", insight.id, coach=coach_id)
    known = await names(services, coach.tenant, (event.person.id, coach_id))
    await respond.update(cards.revoked(known[coach_id]))
    await replace_posted(services, coach.tenant, insight.id, coach_cards.no_access(), coach_id)
    await tell(services, coach, cards.revoked_to_coach(known[event.person.id]))


# --- linking an unpaired session to one's coach ---


async def ask_pair(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _ = await find(services, event.person, Operation.PAIR, event.value)
    page = await services.relationships.of(event.person, states=frozenset({State.ACTIVE}), limit=CHOICES)
    mine = [relationship for relationship in page.rows if relationship.client == event.person.id]
    if not mine:
        raise Refused(Reason.NOT_FOUND, "You have no coach here yet. Invite yours with /coach invite @name.")
    known = await names(services, event.person.tenant, [relationship.coach for relationship in mine])
    choices = tuple(Choice(_short(known[relationship.coach]), relationship.id) for relationship in mine)
    fields: tuple[Field, ...] = (
        ChoiceField("relationship", "Which coach", choices, (choices[0].value,)),
        Words(
            "Your coach will see all of it, and sharing it with others ends. This cannot be undone, but you can delete it."
        ),
    )
    await respond.open(Form("Give to my coach", "insight.pair", fields, (), "Give", "Not now", insight.id))


async def pair_sent(services: Services, event: FormSent, respond: Respond) -> None:
    insight, _ = await find(services, event.person, Operation.PAIR, event.value)
    wanted = next(iter(chosen(event.fields.get("relationship"))), "")
    relationship = await services.relationships.get(event.person.tenant, wanted)
    if relationship is None or relationship.client != event.person.id or relationship.state is not State.ACTIVE:
        await respond.errors({"relationship": "This relationship is not active any more. Choose another."})
        return
    if not await services.insights.pair(event.person, insight.id, relationship, services.clock.now()):
        await respond.reply(gone())
        return
    await audit(services, event.person, "pair", insight.id, relationship=relationship.id)
    coach = Person(event.person.tenant, relationship.coach)
    known = await names(services, coach.tenant, (event.person.id, coach.id))
    for granted in insight.sharing_permissions:
        if granted != coach.id:
            await replace_posted(services, coach.tenant, insight.id, coach_cards.no_access(), granted)
            await tell(services, Person(coach.tenant, granted), cards.revoked_to_coach(known[event.person.id]))
    await respond.reply(cards.paired(known[coach.id], by_me=True))
    await tell_about(services, coach, cards.paired_to_coach(known[event.person.id], insight.id), insight.id)
