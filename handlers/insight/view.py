"""One insight as one person sees it: the card with what they may do, and its sections.

The buttons follow from core.sharing.access, so nobody is offered what would be refused; each is asked again when it is pressed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Divider,
    Fold,
    Menu,
    Style,
    Text,
    Tone,
)
from core.insight.corrections import PASSAGES
from core.insight.engine import made_today
from core.insight.holding import may_be_held
from core.insight.model import SessionInsight, Status
from core.insight.sections import BY_NAME, SECTIONS
from core.insight.sections.action_item import ActionItem
from core.people import members
from core.people.person import Person, Tenant
from core.promises.readings import Reading
from core.refusal import Reason, Refused
from core.sharing import acts as sharing_acts
from core.sharing.access import (
    Bond,
    Facts,
    Operation,
    can,
)
from core.sharing.finding import see, see_read
from core.sharing.seen import Seen, heard
from core.transcript import Role
from core.translation import _, ngettext
from handlers.access.gate import audit
from handlers.briefs import settings as briefs
from handlers.browser import routes as browser
from handlers.cards import SAVED_AS, day
from handlers.insight import cards, dating, feedback, naming, routes, voice
from handlers.insight.routes import NO, YES, Chosen, Part, Saved, Wanted
from handlers.intake import routes as intake
from handlers.once import Told
from handlers.promises import cards as action_cards
from handlers.routing import Id, names
from handlers.services import Services
from handlers.sharing import routes as sharing


async def show(services: Services, person: Person, insight_id: str, *, record: str = "view") -> Card:
    """The card of an insight, recorded as seen. Raises Refused as core.sharing.finding.see does."""
    shown = await drawn(services, person, insight_id)
    await audit(services, person, record, insight_id)
    return shown


async def drawn(services: Services, person: Person, insight_id: str) -> Card:
    """The same for a message that shows it already: nobody has looked."""
    return await _drawn(services, await see(services, person, insight_id))


async def drawn_of(services: Services, person: Person, reading: Reading) -> Card:
    """The same of what was read this moment."""
    return await _drawn(services, await see_read(services, person, reading))


async def _drawn(services: Services, seen: Seen) -> Card:
    person = seen.reader
    given, again = await dating.proposed(services, seen), await _can_be_analysed_again(services, seen)
    coached = not seen.may(Operation.PAIR) or bool(await sharing_acts.coaches(services, person, limit=MOST_COACHES))
    asks = await briefs.question(services, seen) if given is None else ()
    ways = browser.way(services, routes.OPEN, Id(seen.insight.id)) if seen.insight.status is Status.COMPLETED else ()
    people = await people_of(services, seen.insight)
    return card(seen, people, given, asks, ways, coached=coached, again=again)


async def _can_be_analysed_again(services: Services, seen: Seen) -> bool:
    """What an earlier version or another engine made, as long as the transcript is held."""
    insight = seen.insight
    if not seen.may(Operation.ANALYSE_AGAIN) or made_today(services.engine, insight.metadata):
        return False
    return await services.transcripts.held(seen.reader.tenant, insight.source_document_id or "")


async def people_of(services: Services, insight: SessionInsight) -> Mapping[Role, str]:
    """Client and coach of a pair by their names here; else, and where a name is not known, as the transcript calls them."""
    known = heard(insight)
    if not insight.coaching_relationship_id or not insight.coach_user_id:
        return known
    tenant = Tenant(insight.platform, insight.tenant_id)
    pair = {Role.CLIENT: insight.client_user_id, Role.COACH: insight.coach_user_id}
    names = await members.names(services, tenant, pair.values())
    here = {role: names[user_id] for role, user_id in pair.items() if names[user_id] != _(members.SOMEBODY)}
    return {**known, **here}


def card(
    seen: Seen,
    people: Mapping[Role, str] | None = None,
    given: date | None = None,
    asks: tuple[Block, ...] = (),
    ways: tuple[Button, ...] = (),
    *,
    coached: bool = True,
    again: bool = False,
) -> Card:
    """`given`: the day to propose for a session whose own is not known, to a reader who may say it. `coached`: the reader has a
    coach here to give it to. `again`: that it is analysed anew is offered. `asks`: when the next session is.
    `ways`: what leads to the same elsewhere."""
    person, facts = seen.reader, seen.facts
    # What others were shown may end: to them a part is opened by asking again, and never stands in the message.
    mine = person.id == facts.client
    plain = cards.insight_card(seen.insight, people, lambda fold: replace(_with_states(fold, seen), in_place=mine))
    blocks = [*plain.blocks, *voice.question(seen)]
    if given:
        blocks += dating.question(seen.insight.id, given)
    blocks += asks
    if line := _corrected_line(seen):
        blocks.append(Text(line, Style.SMALL))
    blocks.append(Text(_who_sees(person, seen.insight, facts), Style.SMALL))
    if buttons := (*offers(person, seen.insight, facts, coached=coached), *ways):
        blocks.append(Actions(buttons))
    if again:
        blocks.append(Text(_("I read sessions otherwise by now than when I made this card."), Style.SMALL))
        blocks.append(Actions((intake.AGAIN.button(_("Analyse again"), Id(seen.insight.id)),)))
    if seen.insight.status is Status.COMPLETED:
        blocks.append(feedback.ask(seen.insight.id))
    return replace(plain, blocks=tuple(blocks))


def _with_states(fold: Fold, seen: Seen) -> Fold:
    """A part with who put what right or named it, and what was promised with how it stands; every other part as it is."""
    name = Part.unpacked(fold.open.value).section if fold.open else ""
    promised = bool(seen.promises) and name == "action_items"
    changed = name in naming.TITLES or promised or any(section == name for section, _place in seen.notes)
    return replace(fold, blocks=part(seen, name)) if changed else fold


def title_of(name: str) -> str:
    """What a part of the card is called. Raises Refused for one that no card has."""
    titles = {**{each.name: each.title for each in SECTIONS}, **naming.TITLES, **cards.OTHER_PARTS}
    if name not in titles:
        raise Refused(Reason.BAD_INPUT, _("I do not know this part of the card. Open the session again."))
    return _(titles[name])


def part(seen: Seen, name: str) -> tuple[Block, ...]:
    """A part of the card by its name, with what its reader may press there; empty where nothing is left in it."""
    if name in cards.OTHER_PARTS:
        fold = cards.other_parts(seen.insight).get(name)
        return fold.blocks if fold else ()
    if name in naming.TITLES:
        return Told().once(naming.blocks(seen, name, mine=seen.names))
    return Told().once(section_blocks(seen, name, checks=seen.may(Operation.CHANGE_COMMITMENT)))


def still(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without anything to press: for previews and files."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Fold):
            kept.append(Fold(block.title, still(block.blocks)))
        elif not isinstance(block, Actions):
            kept.append(block)
    return tuple(kept)


def _corrected_line(seen: Seen) -> str:
    said = []
    if right := sum(note.kind == "corrected" for note in seen.notes.values()):
        said.append(ngettext("One point was put right by hand.", "{count} points were put right by hand.", right))
    if seen.dismissed:
        said.append(ngettext("One point was left out.", "{count} points were left out.", seen.dismissed))
    return " ".join([*said, *cards.words_corrected(seen.words)])


def _readers(facts: Facts) -> int:
    """How many others may see a private session at this moment."""
    return sum(can(Person(facts.tenant, coach), Operation.VIEW, facts) for coach in facts.grants)


def _who_sees(person: Person, insight: SessionInsight, facts: Facts) -> str:
    mine = person.id == facts.client
    match facts.bond:
        case Bond.UNPAIRED if mine:
            live = _readers(facts)
            if not live:
                return _("Only you see this.")
            return ngettext("You share this with {count} person.", "You share this with {count} people.", live)
        case Bond.UNPAIRED:
            return _("Shared with you by its owner.")
        case Bond.WITHDRAWN:
            return _("Only you see this.")
        case _ if not facts.visible_to_client:
            said = _("Held for review: your client does not see it yet, but knows of it.")
            if insight.hold_ends_at:
                said += " " + _("On {day} it is shown to them.", day=day(insight.hold_ends_at))
            return said
        case _ if not facts.visible_to_coach:
            return _("Held for review: your coach does not see it yet.")
        case _:
            return _("Your coach sees this too.") if mine else _("Your client sees this too.")


def offers(person: Person, insight: SessionInsight, facts: Facts, *, coached: bool = True) -> tuple[Button | Menu, ...]:
    """What the person may do with it now, in the order of OFFERS; what is done seldom is behind a menu."""
    made = [made for operation, make in OFFERS if can(person, operation, facts) and (made := make(insight, facts))]
    if not coached:
        made = [each for each in made if not (isinstance(each, Button) and each.action == sharing.PAIR.name)]
    if person.id != facts.client and facts.visible_to_client and not may_be_held(insight, facts.now):
        made = [each for each in made if not (isinstance(each, Button) and each.action == routes.HOLD.name)]
    seldom = [button for button in made if isinstance(button, Button) and button.action in SELDOM]
    if len(seldom) < 2:
        return tuple(made)
    often = [button for button in made if button not in seldom]
    more = routes.MORE.menu(_("More"), ((button.label, Chosen(button.action, button.value)) for button in seldom))
    return (*often, more)


MOST_COACHES = 25
"""Relationships of a reader that are looked through for a coach."""
SELDOM = names(routes.SELDOM)


Offer = Callable[[SessionInsight, Facts], Button | Menu | None]


def _again(insight: SessionInsight, _facts: Facts) -> Button | None:
    if insight.status is not Status.FAILED or not insight.source_document_id:
        return None
    return intake.RETRY.button(_("Try again"), Id(insight.source_document_id), Tone.PRIMARY)


def _comments(insight: SessionInsight, _facts: Facts) -> Button | None:
    return routes.COMMENTS.button(_("Comments"), Id(insight.id)) if insight.status is Status.COMPLETED else None


def _craft(insight: SessionInsight, _facts: Facts) -> Button | None:
    return routes.CRAFT.button(_("Craft view"), Id(insight.id)) if insight.metrics else None


def _share_craft(insight: SessionInsight, facts: Facts) -> Button:
    if facts.craft_shared:
        return routes.SHOW_CRAFT.button(_("Stop showing the craft view"), Wanted(insight.id, NO))
    return routes.SHOW_CRAFT.button(_("Show the client the craft view"), Wanted(insight.id, YES))


def _export(insight: SessionInsight, _facts: Facts) -> Menu:
    saved = ((name, Saved(insight.id, form)) for name, form in SAVED_AS.items())
    return routes.EXPORT.menu(_("Save as"), saved)


def _hold(insight: SessionInsight, facts: Facts) -> Button | None:
    if facts.visible_to_client and facts.visible_to_coach:
        alone = facts.bond is Bond.UNPAIRED and not _readers(facts)
        if alone:  # there is nobody to hold it from
            return None
        return routes.HOLD.button(_("Hold for review"), Wanted(insight.id, YES))
    return routes.HOLD.button(_("Release"), Wanted(insight.id, NO), Tone.PRIMARY)


OFFERS: tuple[tuple[Operation, Offer], ...] = (
    (Operation.RETRY, _again),
    (Operation.SHARE, lambda insight, _facts: sharing.ONE.button(_("Share"), Id(insight.id), Tone.PRIMARY)),
    (Operation.PAIR, lambda insight, _facts: sharing.PAIR.button(_("Give to my coach"), Id(insight.id))),
    (Operation.VIEW, _comments),
    (Operation.SEE_CRAFT, _craft),
    (Operation.SHARE_CRAFT, _share_craft),
    (Operation.EXPORT, _export),
    (Operation.CORRECT, lambda insight, _facts: routes.CORRECT.button(_("Put something right"), Id(insight.id))),
    (Operation.CORRECT, lambda insight, _facts: routes.WORD.button(_("Correct a name or a word"), Id(insight.id))),
    (Operation.HOLD, _hold),
    (Operation.EDIT, lambda insight, _facts: routes.EDIT.button(_("Title and date"), Id(insight.id))),
    (Operation.SEE_AUDIT, lambda insight, _facts: routes.SEEN.button(_("Who has seen this"), Id(insight.id))),
    (Operation.DELETE, lambda insight, _facts: routes.ASK_DELETE.button(_("Delete"), Id(insight.id))),
)


def section_blocks(seen: Seen, name: str, *, checks: bool = False) -> tuple[Block, ...]:
    """All items of a section with their receipts, each with who put it right; promises with how they stand, and with a check-off
    where `checks` and there are few enough."""
    section = BY_NAME[name]
    blocks: list[Block] = []
    states = seen.promises if name == "action_items" else {}
    checks = checks and len(seen.insight.action_items) <= action_cards.MOST_CHECKED
    for place, item in cards.by_weight(section, seen.insight.items(name)):
        commitment = states.get(seen.places[name][place]) if states else None
        correction = seen.notes.get((name, place))
        if commitment and checks and isinstance(item, ActionItem) and not commitment.settled:
            blocks += action_cards.to_check(item, commitment, mine=item.owner == seen.insight.owner_voice)
            commitment = None
        else:
            reworded = correction is not None and correction.kind == "corrected"
            blocks += cards.item_blocks(section, item, reworded=reworded)
        if correction:
            blocks.append(cards.note(correction))
        if commitment and not (isinstance(item, ActionItem) and action_cards.says_when(item, commitment)):
            blocks.append(action_cards.standing(commitment))
        blocks.append(Divider())
    return tuple(blocks[:-1])


def whole(seen: Seen) -> tuple[Block, ...]:
    """Every part in full, one after the other, under its title: for previews and files."""
    seen = seen.as_it_stands()
    found: list[Block] = []
    others = cards.other_parts(seen.insight)
    names = [section.name for section in SECTIONS if seen.insight.items(section.name)]
    names += [PASSAGES] if seen.insight.passages else []
    for name in cards.in_order((*names, *others)):
        if name in others:
            title, said = others[name].title, others[name].blocks
        elif name in BY_NAME:
            title, said = _(BY_NAME[name].title), section_blocks(seen, name)
        else:
            title, said = _(naming.TITLES[name]), naming.blocks(seen, name, mine=False)
        found += [Text(title, Style.HEADING), *said]
    return tuple(found)
