"""Who is meant by a name in a message: by Teams' own mention, else among those the person works with here.

Nobody else is searched for by name: who uses the bot is nobody's business.
"""

import asyncio
import contextlib
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from bot.teams.arrival import Arrival, Mention
from bot.teams.directory import TeamsDirectory
from bot.teams.references import References
from core.faults import ChatFault
from core.people.person import Person, Place
from core.people.relationships import State
from core.ports.people import Member, RelationshipStore
from core.refusal import Refused
from handlers.events import CommandGiven, TextSaid

SHORT = 200
"""Characters of a message up to which it is looked for names: a session that was pasted is none for that."""
MOST = 50
AT = re.compile(r"(?<!\S)@(?=\w)")


class Named:
    def __init__(self, references: References, directory: TeamsDirectory, relationships: RelationshipStore) -> None:
        self._references = references
        self._directory = directory
        self._relationships = relationships

    async def resolved(self, arrival: Arrival) -> Arrival:
        """With the people who are named in its event. Raises ChatFault."""
        event = arrival.event
        if not isinstance(event, TextSaid | CommandGiven):
            return arrival
        found = [await self._mentioned(arrival, each) for each in arrival.mentions]
        words = event.words if isinstance(event, TextSaid) else event.text
        if len(words) <= SHORT and AT.search(words):
            words, more = await self._by_name(arrival.person, words)
            found += more
        mentioned = tuple(dict.fromkeys(found))
        if isinstance(event, TextSaid):
            return replace(arrival, event=replace(event, words=words, mentioned=mentioned))
        return replace(arrival, event=replace(event, text=words, mentioned=mentioned))

    async def _mentioned(self, arrival: Arrival, mention: Mention) -> Person:
        """Somebody nobody knows stays who Teams says it is: they are told apart later, as unknown."""
        tenant = arrival.person.tenant
        entra = mention.entra
        if not entra and (known := await self._references.called(tenant, mention.user)):
            return known
        if not entra and (where := arrival.shared or arrival.place):
            entra = await self._entra(Place(where.tenant, where.channel), mention.user)
        return Person(tenant, entra or mention.user)

    async def _entra(self, place: Place, user: str) -> str:
        with contextlib.suppress(ChatFault):
            told = await self._references.call("GET", place, f"/members/{quote(user, safe='')}")
            return str(told.get("aadObjectId") or told.get("objectId") or "")
        return ""

    async def _by_name(self, person: Person, words: str) -> tuple[str, list[Person]]:
        known = await self._partners(person)
        found = []
        while at := AT.search(words):
            rest = words[at.end() :]
            member, length = _longest(rest, known)
            if member is None:
                break
            found.append(member.person)
            words = " ".join((words[: at.start()] + " " + rest[length:]).split())
        return words, found

    async def _partners(self, person: Person) -> list[Member]:
        page = await self._relationships.of(person, states=frozenset(State), limit=MOST)
        others = dict.fromkeys(bond.other(person.id) for bond in page.rows)
        asked = (self._directory.look_up(Person(person.tenant, other)) for other in others)
        answers: Sequence[Member | BaseException | None] = await asyncio.gather(*asked, return_exceptions=True)
        for each in answers:
            if isinstance(each, BaseException) and not isinstance(each, ChatFault | Refused):
                raise each
        return [each for each in answers if isinstance(each, Member) and each.name]


def _longest(text: str, known: Sequence[Member]) -> tuple[Member | None, int]:
    """Whose name the text begins with, and how much of it that takes; a first name where it is one person's."""
    said = text.casefold()
    whole = [each for each in known if re.match(rf"{re.escape(each.name.casefold())}(?!\w)", said)]
    if whole:
        best = max(whole, key=lambda each: len(each.name))
        return best, len(best.name)
    first = re.match(r"[\w'’-]+", text)
    alike = [each for each in known if first and each.name.casefold().split()[0] == first[0].casefold()]
    return (alike[0], len(first[0])) if first and len(alike) == 1 else (None, 0)
