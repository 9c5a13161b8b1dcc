"""Coaches and clients in the chaos of reminders: who agreed to briefs, who took it back, what is hidden; and what must hold of
what the platform took."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise

from core.briefs import acts as briefs
from core.briefs import digest, planning
from core.briefs.acts import BRIEF, PREVIEW
from core.briefs.lines import PROMISE
from core.changes import Change, Kind
from core.insight.model import SessionInsight
from core.nudges import acts
from core.nudges.settings import Settings
from core.people import acts as people
from core.people import meetings
from core.people.person import Person
from core.people.relationships import request
from core.transcript import Role
from handlers.services import Services

FATES = ("agreed", "agreed", "one yes", "taken back")
"""Of every four pairs: briefs come, come, never, and end on the morning on which one would."""


@dataclass(frozen=True)
class Taken:
    """A message that the platform took: the ids of what it is about, and all its words."""

    ids: Sequence[str]
    text: str


Posts = Mapping[tuple[str, date], Sequence[Taken]]


@dataclass(frozen=True)
class Pair:
    client: Person
    coach: Person
    meets: date
    fate: str
    bond: str = ""

    def said(self, posts: Posts, who: Person, id: str) -> list[tuple[date, Taken]]:
        return [(day, one) for (name, day), all_ in posts.items() if name == who.id for one in all_ if id in one.ids]


@dataclass
class Pairs:
    pairs: list[Pair] = field(default_factory=list)

    async def meet(self, world: Services, client: Person, number: int, first: date, days: int) -> Pair:
        """The two work together, and meet on one of the later days."""
        coach, now = Person(client.tenant, f"C{number}"), world.clock.now()
        pair = Pair(client, coach, first + timedelta(days=days // 2 + number % (days // 3)), FATES[number % len(FATES)])
        wanted = request(secrets.token_hex(12), coach, client, Role.COACH, now)
        await world.relationships.create(wanted, Change(Kind.INVITE, client.tenant, wanted.id, coach.id, now))
        await people.accept(world, client, wanted.id)
        pair = replace(pair, bond=wanted.id)
        self.pairs.append(pair)
        return pair

    async def agree(self, world: Services, pair: Pair, hidden: str) -> None:
        """As its fate is. `hidden` is the id of a promise that the client hides."""
        await acts.set_settings(world, pair.coach, lambda _settings: Settings(days=frozenset(range(7))))
        await digest.want_digest(world, pair.coach, wanted=True)
        await meetings.set_next_session(world, pair.coach, pair.bond, pair.meets, time(15))
        await briefs.agree(world, pair.coach, pair.bond, wanted=True)
        if pair.fate != "one yes":
            await briefs.agree(world, pair.client, pair.bond, wanted=True)
        await briefs.hide(world, pair.client, pair.bond, f"{PROMISE}:{hidden}", hidden=True)
        await planning.plan(world, await people.find(world, pair.coach, pair.bond))

    async def take_back(self, world: Services, day: date) -> None:
        for pair in self.pairs:
            if pair.fate == "taken back" and pair.meets == day:
                await briefs.agree(world, pair.client, pair.bond, wanted=False)


def linked(session: SessionInsight, pair: Pair) -> SessionInsight:
    return session.model_copy(
        update={"coaching_relationship_id": pair.bond, "coach_user_id": pair.coach.id, "is_unpaired": False}
    )


def judged(
    pairs: Iterable[Pair], posts: Posts, hidden: Callable[[Pair], str], cut: Callable[[Person], bool]
) -> list[tuple[str, int]]:
    """`hidden` are the words that a client hides; `cut` whether a message to somebody was cut short."""
    given = doubled = without = unseen = missed = kept_back = shown = weekly = too_soon = 0
    for pair in pairs:
        sent = pair.said(posts, pair.coach, f"{BRIEF}:{pair.bond}")
        before = pair.said(posts, pair.client, f"{PREVIEW}:{pair.bond}")
        given += len(sent)
        doubled += max(0, len(sent) - 1)
        without += len(sent) if pair.fate != "agreed" else 0
        unseen += sum(not any(seen < day for seen, _card in before) for day, _card in sent)
        if pair.fate == "agreed" and not sent:
            excused = cut(pair.client) or cut(pair.coach)
            kept_back, missed = kept_back + excused, missed + (not excused)
        shown += sum(
            hidden(pair) in one.text for (name, _day), all_ in posts.items() if name == pair.coach.id for one in all_
        )
        digests = sorted(day for day, _card in pair.said(posts, pair.coach, digest.WEEKLY))
        weekly += len(digests)
        # One that was cut short comes with the next message.
        too_soon += not cut(pair.coach) and sum(later - day < timedelta(days=6) for day, later in pairwise(digests))
    return [
        ("briefs taken by the platform", given),
        ("briefs that a kill kept back", kept_back),
        ("weekly overviews", weekly),
        ("briefs missed", missed),
        ("briefs doubled", doubled),
        ("briefs without the yes of both", without),
        ("briefs the client did not see before", unseen),
        ("messages to a coach with what is hidden", shown),
        ("weekly overviews too soon", too_soon),
    ]
