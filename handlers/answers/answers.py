"""Plain questions, answered from what the asker may see of stored sessions at that moment, newest first.

There is no index of words (core/sharing/search.py says why): sessions are opened and looked at, LOOKED_AT of them at most.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.answers import receipts
from core.answers.forms import Question
from core.card import Block, Card
from core.insight.model import Status
from core.people import meetings
from core.people.members import name_of
from core.people.person import Person
from core.people.zones import today
from core.ports.insights import InsightQuery, InsightSummary, Scope
from core.ports.sessions import Profile
from core.refusal import Refused
from core.sharing import finding
from core.sharing.finding import see
from core.sharing.seen import Seen
from core.transcript import Role
from handlers import cards as greetings
from handlers.access import gate
from handlers.answers import cards, routes
from handlers.answers.routes import Receipts
from handlers.events import Respond, TextSaid
from handlers.insight import view
from handlers.messages.posted import list_shown, words_of
from handlers.promises import actions
from handlers.promises.routes import View
from handlers.services import Services

LOOKED_AT = 100
"""Sessions that are opened for one question, the newest."""
AT_ONCE = 8
"""Sessions opened together."""
MOST_SESSIONS, MOST_QUOTES = 3, 3
"""Sessions of one answer, and quotes of each."""
GREETED = "greeted"
"""In a profile's settings: the person has been told at length who answers here."""


async def hello(services: Services, person: Person, otherwise: Card) -> Card:
    """The greeting, once; then what is said otherwise."""
    profile = await services.people.get(person) or Profile(person)
    if profile.settings.get(GREETED):
        return otherwise
    await services.people.put(replace(profile, settings={**profile.settings, GREETED: True}))
    return greetings.hello()


async def answer(services: Services, event: TextSaid, asked: Question | None, respond: Respond) -> None:
    """What is open and what can be done are commands, and answered as those."""
    match asked.kind if asked else "":
        case "thanks":
            await respond.reply(cards.welcome())
        case "nod":
            await respond.reply(cards.nod())
        case "hello":
            await respond.reply(await hello(services, event.person, cards.hello_again()))
        case "promised" | "about" | "last" | "next" if asked:
            await _look_up(services, event, asked, respond)
        case _:
            await respond.reply(await hello(services, event.person, cards.not_understood()))


async def _look_up(services: Services, event: TextSaid, asked: Question, respond: Respond) -> None:
    person = event.person
    if event.mentioned:
        name = await name_of(services, person.tenant, event.mentioned[0].id)
        asked = replace(asked, name=name) if asked.who == "name" else replace(asked, other=name)
    elif asked.who == "name" and not asked.name:
        await respond.reply(cards.not_understood())
        return
    if asked.kind == "next" and await _told(services, event, asked, respond):
        return
    search = Search(services, person, asked)
    found = await search.found()
    await gate.audit(services, person, "search", person.id, rows=search.looked_at, found=len(found.sessions))
    if not found.sessions:
        none = cards.no_next_day() if asked.kind == "next" else cards.nothing(search.looked_at, more=search.more)
        await respond.reply(none)
        return
    card, sessions = await _drawn(services, person, found)
    for seen in sessions:  # its client sees who looked, however it was opened
        if seen.insight.client_user_id != person.id:
            await gate.audit(services, person, "view section", seen.insight.id, section="answer")
    message = await respond.reply(card)
    if message is None:
        return
    for subject in _subjects(sessions):
        await services.posted.remember(subject, person, message)
    await list_shown(services, person, message, (), routes.ANSWER.packed(found))


async def _told(services: Services, event: TextSaid, asked: Question, respond: Respond) -> bool:
    """The soonest that is known; the words of a session are shown where it says so itself (below). False where none is known."""
    person = event.person
    for meeting, bond in await meetings.all_coming(services, person):
        name = await name_of(services, person.tenant, bond.other(person.id)) if bond else ""
        wanted = asked.other or asked.name
        if wanted and not receipts.named(wanted, (name,)):
            continue
        seen = None if meeting.by else await _open(services, person, meeting.after)
        if seen is not None and receipts.next_day(seen.insight) == meeting.day:
            return False
        message = await respond.reply(cards.day_told(meeting, name))
        if message is not None and bond is not None:
            await list_shown(services, person, message, (bond.other(person.id),))
        return True
    return False


@dataclass
class Search:
    """Through the sessions of one person for one question. `looked_at`: how many were opened; `more`: there are older ones."""

    services: Services
    person: Person
    asked: Question
    looked_at: int = 0
    more: bool = False

    async def found(self) -> Receipts:
        """Where the answer is; no sessions where there is none."""
        where: list[str] = []
        voices: set[Role] = set()
        async for seen in self._sessions():
            people = await called(self.services, seen)
            spoke = self._voices(seen, people)
            if not spoke or not self._is_with(seen, people):
                continue
            if place := await self._place(seen, spoke):
                where.append(place)
                voices |= set(spoke)
            if len(where) >= (MOST_SESSIONS if self.asked.kind == "about" else 1):
                break
        voice = next(iter(voices)).value if len(voices) == 1 and self.asked.who != "all" else ""
        return Receipts(self.asked.kind, voice, ",".join(where))

    async def _place(self, seen: Seen, spoke: Sequence[Role]) -> str:
        """The session and the turns that answer, as in Receipts; empty where it does not."""
        insight = seen.insight
        match self.asked.kind:
            case "promised":
                return insight.id if any(receipts.promised(insight, voice) for voice in spoke) else ""
            case "about":
                voice = None if self.asked.who == "all" else spoke[0]
                told = receipts.said_about(insight, self.asked.topic, voice)[:MOST_QUOTES]
                return ".".join((insight.id, *(str(found.turn) for found in told))) if told else ""
            case "next":
                day = receipts.next_day(insight)
                kept = await meetings.next_session(self.services, self.person, insight.coaching_relationship_id)
                as_said = kept in {None, day}  # else one of the two has changed it since
                return insight.id if day and day >= await today(self.services, self.person) and as_said else ""
            case _:
                return insight.id

    def _voices(self, seen: Seen, people: Mapping[Role, Sequence[str]]) -> list[Role]:
        """Whose words or promises are asked for, in this session; nobody's where the asker would have to be in it and is not."""
        if self.asked.kind in {"last", "next"} and not receipts.was_there(seen):
            return []
        if self.asked.who == "me":
            mine = receipts.voice_of(seen)
            return [mine] if mine else []
        if self.asked.who == "name":
            return [role for role, names in people.items() if receipts.named(self.asked.name, names)]
        return [Role.CLIENT, Role.COACH]

    def _is_with(self, seen: Seen, people: Mapping[Role, Sequence[str]]) -> bool:
        others = [names for role, names in people.items() if role is not receipts.voice_of(seen)]
        return not self.asked.other or any(receipts.named(self.asked.other, names) for names in others)

    async def _sessions(self) -> AsyncIterator[Seen]:
        rows = await self._rows()
        self.more = len(rows) > LOOKED_AT
        for start in range(0, min(len(rows), LOOKED_AT), AT_ONCE):
            opened = rows[start : min(start + AT_ONCE, LOOKED_AT)]
            for seen in await asyncio.gather(*(_open(self.services, self.person, row.id) for row in opened)):
                self.looked_at += 1
                if seen:
                    yield seen

    async def _rows(self) -> list[InsightSummary]:
        """Mine, and those shared with me, the newest first: one more than are opened, if there are more."""
        rows: list[InsightSummary] = []
        for scope in (Scope.ALL, Scope.SHARED):
            query = InsightQuery(self.person, scope, status=Status.COMPLETED.value)
            page = await self.services.insights.list(query, limit=LOOKED_AT + 1)
            rows += await finding.rows(self.services, self.person, page.rows)
        return sorted(rows, key=lambda row: (row.session_date or row.created_at, row.id), reverse=True)


async def _open(services: Services, person: Person, insight_id: str) -> Seen | None:
    try:
        return await see(services, person, insight_id)
    except Refused:  # access has ended since it was listed
        return None


async def called(services: Services, seen: Seen) -> Mapping[Role, Sequence[str]]:
    """What client and coach are called: in the transcript, and here."""
    known = await view.people_of(services, seen.insight)
    users = {Role.CLIENT: seen.insight.client_user_id, Role.COACH: seen.insight.coach_user_id}
    here = {role: await name_of(services, seen.reader.tenant, user) for role, user in users.items() if user}
    return {role: tuple(name for name in (known.get(role), here.get(role)) if name) for role in users}


# --- the same, as it is remembered ---


async def draw(services: Services, reader: Person, value: str) -> tuple[Card, set[str]]:
    """The answer for a message that shows it, as things stand now, and what it is remembered under."""
    card, sessions = await _drawn(services, reader, Receipts.unpacked(value))
    return card, _subjects(sessions)


def _subjects(sessions: Sequence[Seen]) -> set[str]:
    return {each for seen in sessions for each in (seen.insight.id, words_of(seen.insight.client_user_id))}


async def _drawn(services: Services, reader: Person, found: Receipts) -> tuple[Card, list[Seen]]:
    parts: list[tuple[Block, ...]] = []
    shown: list[Seen] = []
    for insight_id, turns in found.sessions.items():
        seen = await _open(services, reader, insight_id)
        part = await _part(services, seen, found, turns) if seen else ()
        if seen and part:
            parts.append(part)
            shown.append(seen)
    if not parts:
        return cards.out_of_date(), []
    listed = found.kind == "promised" and bool((await actions.look(services, reader, reader, None, View())).rows)
    return cards.answer(found.kind, parts, listed=listed), shown


async def _part(services: Services, seen: Seen, found: Receipts, turns: frozenset[int]) -> tuple[Block, ...]:
    people = await view.people_of(services, seen.insight)
    voice = Role(found.voice) if found.voice else None
    match found.kind:
        case "promised":
            return cards.promised(seen, people, [voice] if voice else [Role.CLIENT, Role.COACH])
        case "about":
            quoted = {
                (said.turn, said.quote): said for said in receipts.quotes(seen.insight, voice) if said.turn in turns
            }
            return cards.said(seen, people, [quoted[place] for place in sorted(quoted)][:MOST_QUOTES])
        case "next":
            day = receipts.next_day(seen.insight)
            return cards.next_day(seen, people, day) if day else ()
        case _:
            return cards.last(seen, people)
