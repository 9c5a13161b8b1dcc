"""What people add to an insight: corrections of its items, names for its passages, and comments beneath it.

Each has its id before it is made, so that a form that comes back twice makes one. Whoever ends access meanwhile has passed by
already, so access is asked once more when the words are stored, and the words go again where it has ended.
"""

import hashlib
import re
from dataclasses import replace
from typing import Literal

from core.changes import Change, Fact, Kind
from core.insight import words
from core.insight.comments import Comment
from core.insight.comments import checked as checked_comment
from core.insight.corrections import VOICE, WORDS, Anchor, Correction, lay_over, make, of_the_client, spellings
from core.insight.corrections import name as named
from core.insight.model import OwnerVoice, SessionInsight, Status
from core.insight.sections import BY_NAME
from core.people.person import Person
from core.ports.insights import InsightQuery, Scope
from core.ports.sessions import Profile
from core.promises.recording import proven_in, record
from core.refusal import Reason, Refused
from core.sharing.access import Bond, Facts, Operation, can
from core.sharing.finding import find
from core.sharing.seen import unnamed
from core.translation import N_, _
from core.world import World

TOO_MANY = N_("There are too many corrections on this session. Take one back first.")
TAKEN = N_("There is one of these on the card already. Leave that out first, then name this.")
NO_COMMENT = N_("This comment is not there any more.")
RECENT, MOST_VOICES = 20, 100
"""Sessions that are looked through for the same names, and pairs of names that are remembered."""
OUT_OF_DATE = N_("This form is out of date. Please open the session again.")


async def correct(
    world: World, actor: Person, insight_id: str, section: str, place: int, text: str | None, *, id: str
) -> None:
    """Put the `place`-th item (from 0) of a section, as the analysis left it, in other words; `text` None leaves it out.
    Raises Refused, about `text` where that is empty or too long, or the item is not there."""
    insight, facts = await find(world, actor, Operation.CORRECT, insight_id)
    _check(id)
    voice: Literal["client", "coach"] = "client" if actor.id == facts.client else "coach"
    at = world.clock.now()
    correction = make(insight, section, place, by=actor.id, voice=voice, at=at, text=text, id=id)
    await _put(world, actor, facts, insight.id, correction, Kind.CORRECT, Operation.CORRECT)


async def correct_word(world: World, actor: Person, insight_id: str, wrong: str, right: str, *, id: str) -> None:
    """Correct a name or a word that the transcript has wrong, wherever it stands in the session. Raises Refused, about `wrong` or
    `right` where one of them cannot be that."""
    insight, facts = await find(world, actor, Operation.CORRECT, insight_id)
    _check(id)
    pair = words.checked(wrong, right, insight.metadata.language)
    others = [one for one in await world.corrections.of(actor.tenant, insight.id) if one.id != id]
    shown = lay_over(insight, others).findings
    title = words.respelt(insight.session_title or "", spellings(others))
    if words.everywhere(shown, [pair]) == shown and words.respelt(title, [pair]) == title:
        said = _("I do not find this in the session. Write it just as it stands on the card.")
        raise Refused(Reason.NOT_FOUND, said, about="wrong")
    voice: Literal["client", "coach"] = "client" if actor.id == facts.client else "coach"
    anchor = Anchor((), pair[0])
    correction = Correction(id, WORDS, anchor, "word", actor.id, voice, world.clock.now(), pair[1])
    await _put(world, actor, facts, insight.id, correction, Kind.CORRECT, Operation.CORRECT)


async def tell_voice(world: World, actor: Person, insight_id: str, voice: OwnerVoice) -> None:
    """Which voice of their private session is the owner's. The first answer counts, until it is undone; it holds for their later
    sessions of the same names, and for those that ask as well. Raises Refused."""
    insight, facts = await find(world, actor, Operation.NAME, insight_id)
    speakers = insight.speakers
    if facts.bond is not Bond.UNPAIRED or speakers is None:
        raise Refused(Reason.NOT_FOUND, _(OUT_OF_DATE))
    names = (speakers.client, speakers.coach)
    alike = [insight]
    if not any(unnamed(name) for name in names):
        profile = await world.people.get(actor) or Profile(actor)
        kept = [one for one in profile.voices if one[:2] != names]
        await world.people.put(replace(profile, voices=(*kept[-MOST_VOICES + 1 :], (*names, voice))))
        alike += await _of_the_same_names(world, actor, insight)
    for one in alike:
        if not any(said.kind == "voice" for said in await world.corrections.of(actor.tenant, one.id)):
            once = hashlib.sha256(VOICE.encode()).hexdigest()[:24]
            said = Correction(once, VOICE, Anchor((), ""), "voice", actor.id, "client", world.clock.now(), voice)
            await _put(world, actor, facts, one.id, said, Kind.NAME, Operation.NAME)


async def _of_the_same_names(world: World, owner: Person, like: SessionInsight) -> list[SessionInsight]:
    """The newest private sessions of the owner in which the same two speak, and whose voice is theirs is not known."""
    page = await world.insights.list(InsightQuery(owner, Scope.UNPAIRED, client=owner.id), limit=RECENT)
    found = [await world.insights.get(owner.tenant, row.id) for row in page.rows if row.id != like.id]
    return [one for one in found if one and one.status is Status.COMPLETED and one.speakers == like.speakers]


async def name(world: World, actor: Person, insight_id: str, among: str, place: int, section: str | None) -> None:
    """The client's word on the `place`-th (from 0) passage or doubtful promise, as the analysis left them: an item of `section`,
    or nothing (None). A second word replaces the first. Raises Refused."""
    insight, facts = await find(world, actor, Operation.NAME, insight_id)
    at = world.clock.now()
    once = hashlib.sha256(f"{among} {place}".encode()).hexdigest()[:24]
    correction = named(insight, among, place, section, by=actor.id, at=at, id=once)
    others = [one for one in await world.corrections.of(actor.tenant, insight.id) if one.id != once]
    if section and not BY_NAME[section].many and lay_over(insight, others).findings.items(section):
        raise Refused(Reason.NOT_ALLOWED, _(TAKEN))
    await _put(world, actor, facts, insight.id, correction, Kind.NAME, Operation.NAME)


async def _put(
    world: World, actor: Person, facts: Facts, insight_id: str, correction: Correction, kind: Kind, operation: Operation
) -> None:
    said: dict[str, Fact] = {"section": correction.section, "kind": correction.kind}
    if later := await proven_in(
        world, actor.tenant, insight_id
    ):  # a promise that is left out knows no more where it was kept
        said["proven_in"] = later
    change = Change(kind, actor.tenant, insight_id, actor.id, correction.at, said)
    if not await world.corrections.put(Person(facts.tenant, facts.client), insight_id, correction, change):
        raise Refused(Reason.LIMIT_REACHED, _(TOO_MANY))
    try:
        await find(world, actor, operation, insight_id)
    except Refused:
        await world.corrections.remove(actor.tenant, insight_id, correction.id)
        await world.outbox.done(change)
        raise
    await record(world, actor.tenant, insight_id)
    await world.announce(change)


async def undo(world: World, actor: Person, insight_id: str, correction_id: str) -> None:
    """Take a correction back, whoever made it; what the client named, only they. It may be gone already. Raises Refused."""
    insight, facts = await find(world, actor, Operation.CORRECT, insight_id)
    found = next((one for one in await world.corrections.of(actor.tenant, insight.id) if one.id == correction_id), None)
    if found and of_the_client(found) and not can(actor, Operation.NAME, facts):
        raise Refused(Reason.NOT_FOUND, _(OUT_OF_DATE))
    change = Change(Kind.UNDO, actor.tenant, insight.id, actor.id, world.clock.now())
    if await world.corrections.remove(actor.tenant, insight.id, correction_id, change):
        await record(world, actor.tenant, insight.id)
        await world.announce(change)


async def comment(world: World, actor: Person, insight_id: str, text: str, *, id: str) -> None:
    """Raises Refused, about `text` where that is empty or too long."""
    insight, facts = await find(world, actor, Operation.COMMENT, insight_id)
    said = checked_comment(text)
    _check(id)
    at = world.clock.now()
    sizes: dict[str, str | int] = {"comment": id, "characters": len(said)}
    change = Change(Kind.COMMENT, actor.tenant, insight.id, actor.id, at, sizes)
    written = Comment(id, actor.tenant, insight.id, actor.id, said, at)
    if not await world.comments.add(Person(facts.tenant, facts.client), written, change):
        return
    try:
        await find(world, actor, Operation.COMMENT, insight.id)
    except Refused:
        await world.comments.delete(actor.tenant, id, actor.id)
        raise
    await world.announce(change)


async def delete_comment(world: World, actor: Person, insight_id: str, comment_id: str) -> None:
    """One's own words can be taken back for as long as one sees them, whatever else is frozen. Raises Refused."""
    insight, _facts = await find(world, actor, Operation.VIEW, insight_id)
    found = await world.comments.get(actor.tenant, comment_id)
    if found is None or found.insight_id != insight.id or found.author != actor.id:
        raise Refused(Reason.NOT_FOUND, _(NO_COMMENT))
    gone = {"comment": comment_id}
    change = Change(Kind.DELETE_COMMENT, actor.tenant, insight.id, actor.id, world.clock.now(), gone)
    await world.announce(change)  # first: nothing is left to keep it, and its first effect repeats the next line
    await world.comments.delete(actor.tenant, comment_id, actor.id)


def _check(id: str) -> None:
    if not re.fullmatch(r"[0-9a-f]{24}", id):
        raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE))
