"""Everything held about a person as one zip of JSON and plain text, with only what that person may see in it."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import PurePath
from typing import Any, TypeVar

from pydantic import TypeAdapter

from core import translation
from core.card import Card, Text
from core.nudges import acts
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.people.tokens import Token
from core.ports.insights import InsightQuery, InsightSummary, Page, Scope
from core.promises.commitments import Plan, session_of
from core.refusal import Refused
from core.sharing import export, finding
from core.sharing.access import Operation
from core.transcript import Role, Transcript
from core.translation import N_, _
from handlers.cards import day
from handlers.inbox import arrivals
from handlers.insight.cards import speaker
from handlers.insight.export import all_comments, printed
from handlers.insight.held import Held, held_from
from handlers.services import Services

T = TypeVar("T")
STEP = 100
MOST_ENTRIES = 10_000
"""Entries of the record of what the person did; older ones are counted in the list of what is held."""

README = N_("""This is everything Debrief holds about you, as of {day}, {time}.

insights/       one file for each session of yours that you can see: the analysis with its quotes, corrections and comments
transcripts/    the transcripts of those that are yours and still kept, as data and as a Word file
you.json        your settings, consents, coaches and clients, the comments you wrote; and which sessions of yours a coach
                still looks through before you see them: what is in those is in here once you see them
inbox/          sessions that other tools sent and that wait, unread, for what you say of them
record.json     what you did here, and when; it holds no content

Times are in UTC. Sessions that clients share with you are theirs, and are not in here.
""")


async def build(services: Services, person: Person) -> bytes:
    """The zip. Sessions come in pages; one is in memory at a time, the zip as a whole."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        at = services.clock.now()
        archive.writestr("README.txt", _(README, day=translation.day(at), time=f"{at:%H:%M}"))
        you, record = await _you(services, person), await _record(services, person)
        await asyncio.to_thread(_add, archive, "you.json", you)
        await asyncio.to_thread(_add, archive, "record.json", {"entries": record})
        for n, (data, arrival) in enumerate(await arrivals.waiting(services, person), start=1):
            await asyncio.to_thread(archive.writestr, f"inbox/{n}{PurePath(arrival.name).suffix[:6]}", data)
        async for row in _rows(services, person):
            await _session(services, person, row, archive)
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: Mapping[str, Any]) -> None:
    """Run in a thread: a long session takes a tenth of a second to write out."""
    archive.writestr(name, export.as_json(data))


async def _pages(fetch: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    cursor: str | None = None
    while True:
        page = await fetch(cursor)
        for row in page.rows:
            yield row
        if (cursor := page.older) is None:
            return


async def _rows(services: Services, person: Person) -> AsyncIterator[InsightSummary]:
    query = InsightQuery(person, Scope.ALL)

    async def fetch(cursor: str | None) -> Page[InsightSummary]:
        return await services.insights.list(query, limit=STEP, cursor=cursor)

    async for row in _pages(fetch):
        yield row


async def _session(services: Services, person: Person, row: InsightSummary, archive: zipfile.ZipFile) -> None:
    try:
        seen = await finding.see(services, person, row.id)
    except Refused:  # deleted, or closed to this person, since the page was read
        return
    insight, mine = seen.insight, person.id == seen.facts.client
    if not mine and not seen.may(Operation.EXPORT):
        return
    comments = await all_comments(services, person.tenant, insight.id)
    name = f"{insight.session_date or insight.created_at:%Y-%m-%d}-{insight.id}.json"
    await asyncio.to_thread(_add, archive, f"insights/{name}", export.insight(seen, comments))
    if mine and insight.source_document_id:
        transcript = await services.transcripts.get(person.tenant, insight.source_document_id)
        if transcript is not None:
            await asyncio.to_thread(_add_transcript, archive, f"transcripts/{name}", transcript)
            written = await printed(services, "docx", transcript_document(transcript, day(insight.session_date)))
            await asyncio.to_thread(archive.writestr, f"transcripts/{name.removesuffix('json')}docx", written)


def _add_transcript(archive: zipfile.ZipFile, name: str, transcript: Transcript) -> None:
    data = {
        "format": "debrief-transcript",
        "version": export.VERSION,
        "language": transcript.language,
        "turns": [
            {"turn": t.n, "speaker": t.speaker, "role": t.role.value, "start": t.start, "end": t.end, "text": t.text}
            for t in transcript.turns
        ],
    }
    _add(archive, name, data)


def transcript_document(transcript: Transcript, said_on: str) -> Card:
    """The words of a session to read and mark: each turn with the number that receipts name, when it began, and who spoke."""
    lines = []
    for turn in transcript.turns:
        at = "" if turn.start is None else f"[{timedelta(seconds=int(turn.start))}] "
        said_by = speaker(turn.role, turn.speaker)
        lines.append(Text(f"{turn.n} {at}{said_by}: {turn.text}"))
    return Card(_("Transcript"), tuple(lines), _("Session of {day}", day=said_on))


async def _you(services: Services, person: Person) -> dict[str, Any]:
    profile = await services.people.get(person)

    async def relationships(cursor: str | None) -> Page[Relationship]:
        return await services.relationships.of(person, states=frozenset(State), limit=STEP, cursor=cursor)

    async def comments(cursor: str | None) -> Page[Any]:
        return await services.privacy.comments_by(person, limit=STEP, cursor=cursor)

    return {
        "format": "debrief-person",
        "version": export.VERSION,
        "user_id": person.id,
        "time_zone": profile.time_zone if profile else None,
        "settings": dict(profile.settings) if profile else {},
        "consents": {version: at.isoformat() for version, at in profile.consents.items()} if profile else {},
        "relationships": [_relationship(person, found) async for found in _pages(relationships)],
        "reminders": await _reminders(services, person),
        "inbox": TypeAdapter(Any).dump_python((await services.inboxes.get(person)).always, mode="json"),
        "tokens": [_token(found) for found in await services.tokens.of(person)],
        "held_sessions": [_held(found) async for found in held_from(services, person)],
        "comments": [{"insight": c.insight_id, "at": c.at.isoformat(), "text": c.text} async for c in _pages(comments)],
    }


def _token(token: Token) -> dict[str, Any]:
    """What is held of it, which opens nothing."""
    return {
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "used_at": token.used_at.isoformat() if token.used_at else None,
    }


async def _reminders(services: Services, person: Person) -> dict[str, Any]:
    """Settings, and each promise that is kept, with its day and the plan in the person's words."""
    record = await acts.of(services, person)
    plans: dict[str, Plan | None] = {}
    for insight_id in dict.fromkeys(session_of(one.id) for one in record.kept):
        plans |= {one.id: one.plan for one in await services.commitments.of(person.tenant, insight_id)}
    kept = [
        {
            "promise": one.id,
            "day": one.when,
            "plan": plans.get(one.id),
            "unanswered": one.unanswered,
            "asked": one.asked,
        }
        for one in record.kept
    ]
    found = {"settings": record.settings, "kept": kept, "coming": record.notes}
    written: dict[str, Any] = TypeAdapter(Any).dump_python(found, mode="json")
    return written


def _held(found: Held) -> dict[str, Any]:
    until = found.until.isoformat() if found.until else None
    return {"insight": found.id, "held_by": found.coach, "since": found.since.isoformat(), "until": until}


def _relationship(person: Person, found: Relationship) -> dict[str, Any]:
    """The other is an id: a name is theirs to give."""
    role = found.role(person.id)
    return {
        "you_are": role.value if role else None,
        "with": found.other(person.id),
        "state": found.state.value,
        "requested_by_you": found.requested_by == person.id,
        "since": found.created_at.isoformat(),
        "ended": found.ended_at.isoformat() if found.ended_at else None,
        "next_session": TypeAdapter(Any).dump_python(found.next_session, mode="json"),
        "briefs": _briefs(found, yours=role),
        "consents": [
            {"text_version": c.text_version, "given": c.given, "at": c.at.isoformat()}
            for c in found.consents
            if c.person_id == person.id
        ],
    }


def _briefs(found: Relationship, yours: Role | None) -> dict[str, Any]:
    """What the person decided, and nothing of the other's."""
    since = found.briefs.coach if yours is Role.COACH else found.briefs.client
    decided: dict[str, Any] = {"you_agreed": since.isoformat() if since else None}
    if yours is Role.CLIENT:
        decided |= {"plans_shown": found.briefs.plans, "hidden": list(found.briefs.hidden)}
    return decided


async def _record(services: Services, person: Person) -> list[dict[str, Any]]:
    entries = await services.audit.by(person.tenant, person.id, limit=MOST_ENTRIES)
    return [
        {"at": e.at.isoformat(), "what": e.operation, "on": e.subject, "result": e.result}
        | ({"by": "assistant"} if "assistant" in e.facts else {})
        for e in entries
    ]
