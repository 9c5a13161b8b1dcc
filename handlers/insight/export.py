"""Saving an insight or a timeline as a file (`cards.SAVED_AS`), with the receipts; into the private chat, and recorded."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from core.card import (
    Block,
    Card,
    Divider,
    Facts,
    Style,
    Text,
)
from core.insight.comments import Comment
from core.insight.model import SessionInsight
from core.people.members import names
from core.people.person import Person, Tenant
from core.sharing import export
from core.sharing.access import Operation
from core.sharing.finding import see
from core.sharing.seen import Seen
from core.sharing.trends import themes, when
from core.transcript import Role
from core.translation import _, ngettext
from handlers.access.gate import audit
from handlers.cards import SAVED_AS, day, session_title
from handlers.events import ButtonPressed, Respond
from handlers.insight import craft, routes, view
from handlers.insight.cards import SPEAKERS, length, words_corrected
from handlers.lists import routes as lists
from handlers.lists import timeline
from handlers.once import Told
from handlers.services import Services

MOST_COMMENTS = 200
MOST_SESSIONS = 100
"""Sessions of one exported timeline, the newest; what there is before that is told in the file."""


async def insight_pressed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    wanted = routes.EXPORT.read(event)
    name, data = await insight_file(services, event.person, wanted.insight, wanted.form)
    await _send(services, event.person, name, data)
    await _say_where(event, respond)


async def _say_where(event: ButtonPressed, respond: Respond) -> None:
    """A message that stays is in the private chat: there the file speaks for itself, unless the press was in a thread."""
    if event.message is None:
        said = _("The file is in our private chat.")
    elif event.message.place.thread not in {None, event.message.id}:
        said = _("The file is at the end of our messages, outside of this thread.")
    else:
        return
    await respond.reply(Card(_("Saved"), (Text(said),)))


async def insight_file(
    services: Services, person: Person, insight_id: str, form: str, **known: str
) -> tuple[str, bytes]:
    """(file name without content, bytes) of an insight; `known` goes on record with it. Raises Refused as
    core.sharing.finding.see does. The API calls it too."""
    seen = await see(services, person, insight_id, Operation.EXPORT)
    insight = seen.insight
    if form not in SAVED_AS.values():
        raise timeline.unknown_format()
    comments = await all_comments(services, person.tenant, insight.id)
    if form == "json":
        data = await asyncio.to_thread(export.as_json, export.insight(seen, comments))
    else:
        data = await printed(services, form, await _document(services, seen, comments))
    await audit(services, person, "export", insight.id, format=form, bytes=len(data), **known)
    return f"session-{_stamp(insight)}.{form}", data


async def on_paper(services: Services, person: Person, insight_id: str) -> Card:
    """What the file says, to be printed by the person themselves. Raises Refused as core.sharing.finding.see does."""
    seen = await see(services, person, insight_id, Operation.EXPORT)
    card = await _document(services, seen, await all_comments(services, person.tenant, insight_id))
    await audit(services, person, "export", insight_id, format="print")
    return card


async def _document(services: Services, seen: Seen, comments: tuple[Comment, ...]) -> Card:
    insight = seen.insight
    people = [insight.client_user_id, insight.coach_user_id or "", *(comment.author for comment in comments)]
    known = await names(services, seen.reader.tenant, people)
    return document(seen, comments, known, services.clock.now())


def _stamp(insight: SessionInsight) -> str:
    return f"{insight.session_date or insight.created_at:%Y-%m-%d}"


async def printed(services: Services, form: str, card: Card) -> bytes:
    """Drawn in a thread: a long one takes a second, and others are waiting."""
    return await asyncio.to_thread(services.printers[form], card)


async def all_comments(services: Services, tenant: Tenant, insight_id: str) -> tuple[Comment, ...]:
    """Oldest first, the newest MOST_COMMENTS of them."""
    found: list[Comment] = []
    cursor: str | None = None
    while len(found) < MOST_COMMENTS:
        page = await services.comments.of(tenant, insight_id, limit=50, cursor=cursor)
        found += page.rows
        if (cursor := page.older) is None:
            break
    return tuple(reversed(found))


def document(seen: Seen, comments: tuple[Comment, ...], known: Mapping[str, str], at: datetime) -> Card:
    """The insight as a document one may hand over: everything in full, nothing to press."""
    insight = seen.insight
    pairs = [(_(SPEAKERS[Role.CLIENT]), known.get(insight.client_user_id, ""))]
    if insight.coach_user_id:
        pairs.append((_(SPEAKERS[Role.COACH]), known.get(insight.coach_user_id, "")))
    if minutes := insight.metadata.session_duration_minutes:
        pairs.append((_("Length"), length(minutes)))
    blocks: list[Block] = [Facts(tuple(pair for pair in pairs if pair[1]))]
    if insight.session_summary:
        blocks.append(Text(insight.session_summary))
    if insight.key_themes:
        blocks.append(Text(_("Themes: {themes}", themes=", ".join(insight.key_themes)), Style.SMALL))
    told = Told()
    blocks = [*told.once((*blocks, *view.whole(seen)))]
    if seen.craft and insight.metrics:
        blocks += [Text(_("Craft view"), Style.HEADING), *craft.blocks(insight, told)]
    if comments:
        blocks.append(Text(_("Comments"), Style.HEADING))
        for comment in comments:
            blocks += [Text(f"{known.get(comment.author, '')}, {day(comment.at)}", Style.SMALL), Text(comment.text)]
    blocks += [Divider(), Text(colophon(seen, at), Style.SMALL)]
    summary = _("Session of {day}", day=day(insight.session_date))
    return Card(session_title(insight.session_title), tuple(blocks), summary)


def colophon(seen: Seen, at: datetime) -> str:
    """How it was made, so that nobody takes it for a person's judgement."""
    meta = seen.insight.metadata
    if meta.engine == "offline":
        made = _("Made with Debrief by rules, offline; saved on {day}.", day=day(at))
    elif model := meta.model_version or meta.engine:
        made = _("Made with Debrief by {model}; saved on {day}.", model=model, day=day(at))
    else:
        made = _("Made with Debrief by software; saved on {day}.", day=day(at))
    said = [made, _("Every quote was found in the transcript.")]
    if seen.notes or seen.dismissed:
        counts = {"corrected": len(seen.notes), "dismissed": seen.dismissed}
        said.append(_("Put right by hand: {corrected}; dismissed: {dismissed}.", **counts))
    said += words_corrected(seen.words)
    said.append(_("Software can miss irony and what is said between the lines."))
    return " ".join(said)


# --- a timeline ---


async def timeline_pressed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    wanted = lists.TIMELINE_EXPORT.read(event)
    name, data = await timeline_file(services, event.person, wanted.other, wanted.form)
    await _send(services, event.person, name, data)
    await _say_where(event, respond)


async def timeline_file(services: Services, person: Person, other: str, form: str) -> tuple[str, bytes]:
    """(file name, bytes) of the newest MOST_SESSIONS analysed sessions the person may see and export."""
    if form not in SAVED_AS.values():
        raise timeline.unknown_format()
    found = await timeline.stretch(services, person, other, None, limit=MOST_SESSIONS)
    now = services.clock.now()
    if form == "json":
        data = await asyncio.to_thread(export.as_json, export.timeline(found.rows, found.kept, found.themes, now))
    else:
        data = await printed(services, form, timeline_document(found, now))
    await audit(services, person, "export timeline", other or person.id, format=form, rows=len(found.rows))
    return f"timeline-{now:%Y-%m-%d}.{form}", data


def timeline_document(found: timeline.Stretch, at: datetime) -> Card:
    title = _("Sessions with {name}", name=found.about) if found.about else _("Coaching sessions")
    if not found.points:
        return Card(title, (Text(_("No analysed sessions yet.")),))
    first, last = (day(when(point.row)) for point in (found.points[0], found.points[-1]))
    blocks: list[Block] = [Text(timeline.span(found)), *timeline.pictures(found.points)]
    blocks += [Text(_("Sessions"), Style.HEADING), timeline.session_table(found.points)]
    if recurring := themes(found.rows):
        blocks += [Text(_("What comes back"), Style.HEADING), timeline.theme_table(recurring)]
    if found.older:
        newest = ngettext(
            "The newest session; there are older ones.",
            "The newest {count} sessions; there are older ones.",
            len(found.points),
        )
        blocks.append(Text(newest, Style.SMALL))
    blocks += [Divider(), Text(_("Made with Debrief; saved on {day}.", day=day(at)), Style.SMALL)]
    return Card(title, tuple(blocks), _("{first} to {last}", first=first, last=last))


async def _send(services: Services, person: Person, name: str, data: bytes) -> None:
    said = _("Here is what you asked me to save. It holds what was said; keep it safe.")
    await services.sender(person).send(person, name, data, Card(_("Your file"), (Text(said),)))
