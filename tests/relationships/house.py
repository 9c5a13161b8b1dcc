"""A workspace with people in it: the real handlers over a real database, pressed and written to as people do."""

import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.render import markdown, pdf, word
from bot.slack.commands import typed
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Chart,
    Choice,
    ChoiceField,
    Fold,
    Form,
    Menu,
    Quote,
    Table,
    Text,
    written,
)
from core.card import Facts as FactRow
from core.changes import JOB
from core.faults import ChatFault
from core.insight.comments import Comment
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest
from core.insight.model import (
    Metric,
    Passage,
    Quality,
    SessionInsight,
    Status,
)
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.client_discovery import ClientDiscovery
from core.jobs.job import Job, JobState
from core.people.locales import read_by
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.people.relationships import Relationship, State
from core.ports.insights import InsightStore, Kept
from core.ports.people import Directory as DirectoryPort
from core.ports.people import Kind, Member, RelationshipStore
from core.ports.sessions import AuditEntry, FileFacts
from core.ports.sessions import Clock as ClockPort
from core.refusal import Refused
from core.sharing import access
from core.transcript import Role, Transcript, Turn
from handlers import cards
from handlers.effects.table import Effects
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FieldAnswer,
    FormSent,
)
from handlers.routes import BUTTONS, COMMANDS, FORMS, OPENS_FORM
from handlers.services import Services
from storage import Storage
from storage.database import scope, tenant_of
from tests.fakes import opening
from tests.fakes.face import Face
from tests.fakes.in_process import InProcess

GONE = written(access.gone(), typed)
HERE, ELSEWHERE = Tenant(Platform.SLACK, "T1"), Tenant(Platform.SLACK, "T2")
START = datetime(2026, 3, 9, 12, tzinfo=UTC)
_HANDLERS = {command.name: command.handler for command in COMMANDS}


@dataclass
class Clock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def unmoved(self) -> datetime:
        return START

    def pass_(self, **length: float) -> None:
        self.time += timedelta(**length)


@dataclass
class Chat:
    """Direct messages by person, edited in place."""

    messages: dict[str, tuple[Person | None, Card]] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    down: bool = False
    fault: ChatFault | None = None
    """What whatever is asked for is answered with."""

    def _up(self) -> None:
        if self.down:
            raise ChatFault("unreachable", transient=True)
        if self.fault is not None:
            raise self.fault

    async def post(self, place: Place, card: Card) -> MessageRef:
        self._up()
        opening.told(*card.blocks)
        message = MessageRef(place, str(next(self.ids)))
        self.messages[message.id] = (None, card)
        return message

    async def update(self, message: MessageRef, card: Card) -> None:
        self._up()
        opening.told(*card.blocks)
        self.messages[message.id] = (self.messages[message.id][0], card)

    async def direct(self, person: Person, card: Card) -> MessageRef:
        message = await self.post(Place(person.tenant, person.id), card)
        self.messages[message.id] = (person, card)
        return message

    def of(self, person: Person) -> list[Card]:
        return [card for who, card in self.messages.values() if who == person]


@dataclass
class Directory:
    """The platform's list of members."""

    members: dict[Person, Member] = field(default_factory=dict)

    def add(
        self, person: Person, name: str, kind: Kind = Kind.PERSON, *, admin: bool = False, locale: str = ""
    ) -> None:
        self.members[person] = Member(person, kind, name, admin=admin, locale=locale)

    async def look_up(self, person: Person) -> Member | None:
        return self.members.get(person)


@dataclass
class Answer:
    """What one person got back for one act."""

    cards: list[Card] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    chat: "Chat | None" = None
    stays: Place | None = None

    async def reply(self, card: Card) -> MessageRef | None:
        """Into the conversation `stays`, if the act was done where answers stay."""
        opening.told(*card.blocks)
        self.cards.append(card)
        return await self.chat.post(self.stays, card) if self.chat and self.stays else None

    async def update(self, card: Card) -> None:
        opening.told(*card.blocks)
        self.cards.append(card)

    async def open(self, form: Form) -> None:
        opening.told(*form.blocks)
        self.forms.append(form)

    async def errors(self, errors: Mapping[str, str]) -> None:
        self.wrong |= errors

    @property
    def text(self) -> str:
        said = [words_of(card.title, card.blocks) for card in self.cards]
        said += [words_of(form.title, form.blocks) + " " + str(form.fields) for form in self.forms]
        return "\n".join([*said, *(written(wrong, typed) for wrong in self.wrong.values()), self.refused])


@dataclass
class Sender:
    files: list[tuple[Person, str, bytes]] = field(default_factory=list)

    async def send(self, person: Person, name: str, data: bytes, note: Card) -> None:
        self.files.append((person, name, data))


class NoFiles:
    """Nothing is dropped, read or analysed in this house."""

    name = "none"
    model = "none"
    version = ""

    async def facts(self, tenant: Tenant, source: str) -> FileFacts:
        raise AssertionError("no file is fetched here")

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        raise AssertionError("no file is fetched here")
        yield b""

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        raise AssertionError("nothing is analysed here")


@dataclass
class NoWebhooks:
    """Nothing is sent to anybody's programs from this house."""

    loopback: bool = False

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        raise AssertionError("nothing is sent here")


def words_of(title: str, blocks: tuple[Block, ...]) -> str:
    """As Slack's people read it."""
    return written(" | ".join([title, *(words for block in blocks for words in _words(block))]), typed)


def _words(block: Block) -> Iterator[str]:
    match block:
        case Text() | Quote():
            yield block.text
        case Bullets():
            yield from block.items
        case FactRow():
            yield from (f"{label}: {value}" for label, value in block.pairs)
        case Table():
            yield from (" ".join(row) for row in (block.header, *block.rows))
        case Fold():
            yield words_of(block.title, block.blocks)
        case Actions():
            yield from (f"[{item.placeholder if isinstance(item, Menu) else item.label}]" for item in block.items)
        case Chart():
            yield block.title
        case _:
            yield ""


def buttons(*sources: tuple[Block, ...]) -> Iterator[Button | Choice]:
    """Everything that can be pressed, menus' choices included."""
    for blocks in sources:
        for block in blocks:
            if isinstance(block, Fold):
                yield from (block.open,) if block.open else ()
                yield from buttons(block.blocks)
            elif isinstance(block, Actions):
                for item in block.items:
                    if isinstance(item, Menu):
                        yield from item.choices
                    elif isinstance(item, Button):
                        yield item


@dataclass
class House:
    """`do` acts as a person; everything else is looked at from outside."""

    services: Services
    clock: Clock
    chat: Chat
    sender: Sender
    directory: Directory
    storage: Storage

    @property
    def insights(self) -> InsightStore:
        return self.services.insights

    @property
    def relationships(self) -> RelationshipStore:
        return self.services.relationships

    async def insight(self, id: str) -> SessionInsight:
        found = await self.insights.get(HERE, id)
        assert found is not None
        return found

    async def bond(self, one: Person, other: Person) -> Relationship:
        found = await self.relationships.between(one.tenant, one.id, other.id)
        assert found is not None
        return found

    async def bonds(self, who: Person) -> list[Relationship]:
        page = await self.relationships.of(who, states=frozenset(State), limit=100)
        return list(page.rows)

    async def comments_of(self, insight_id: str) -> list[Comment]:
        return list((await self.services.comments.of(HERE, insight_id, limit=50)).rows)

    async def done_to(self, subject: str) -> list[AuditEntry]:
        """What was done to a thing, oldest first."""
        return list(await self.services.audit.of(HERE, subject))[::-1]

    async def done_by(self, who: Person) -> list[AuditEntry]:
        return list(await self.services.audit.by(HERE, who.id))[::-1]

    async def claimed(self) -> list[Job]:
        """Every job that waits, for its day as well, claimed; but changes have their effects."""
        await self.settle()
        now = self.storage.clock.moment()
        await self.storage.db.collection("jobs").update_many({"state": JobState.QUEUED}, [{"$set": {"due": now}}])
        jobs: list[Job] = []
        while job := await self.services.jobs.claim(timedelta(minutes=1)):
            jobs.append(job)
        return jobs

    async def promise(self, insight_id: str, kept: Kept) -> None:
        """Promises of a session by Ada that nobody reads, only counts."""
        states = ["done"] * kept.kept + ["dropped"] * (kept.settled - kept.kept) + ["open"] * (kept.made - kept.settled)
        about = {**scope(HERE), "insight_id": insight_id, "client": "ada", "owner": "client", "due": None}
        rows = [{"_id": secrets.token_hex(12), **about, "state": state} for state in states]
        await self.storage.db.collection("commitments").insert_many(rows)

    async def press(self, person: Person, action: str, value: str = "", on: MessageRef | None = None) -> Answer:
        """`on`: the message that carries the button, where it is one that stays."""
        event = ButtonPressed(person, on.place if on else Place(person.tenant, "D"), action, value, on)
        answer = await self._answer(BUTTONS[action], event)
        assert not answer.forms or action in OPENS_FORM, f"{action} opens a form and does not say so"
        return answer

    async def press_on(self, person: Person, card: Card | Form, label: str) -> Answer:
        """Press the button of this label on what the person has before them."""
        item = next(item for item in self.pressables(card) if item[0] == label)
        return await self.press(person, item[1], item[2])

    @staticmethod
    def pressables(card: Card | Form) -> list[tuple[str, str, str]]:
        """(label, action, value) of everything on a card."""
        found: list[tuple[str, str, str]] = []
        for block in card.blocks:
            if isinstance(block, Fold) and block.open:
                found.append((block.open.label, block.open.action, block.open.value))
            if isinstance(block, Actions):
                for item in block.items:
                    if isinstance(item, Menu):
                        found += [(choice.label, item.action, choice.value) for choice in item.choices]
                    elif isinstance(item, Button):
                        found.append((item.label, item.action, item.value))
        return found

    async def send(self, person: Person, form: Form, **fields: FieldAnswer) -> Answer:
        return await self._answer(FORMS[form.action], FormSent(person, form.action, form.value, fields))

    async def write(
        self, person: Person, name: str, text: str = "", *about: Person, in_channel: bool = False
    ) -> Answer:
        event = CommandGiven(person, Place(person.tenant, "C"), name, text, in_channel, about)
        return await self._answer(_HANDLERS[name], event)

    async def _answer(self, handler: Any, event: Any) -> Answer:
        stays = event.place if isinstance(event, ButtonPressed) and event.message else None
        answer = Answer(chat=self.chat, stays=stays)
        try:
            async with read_by(self.services, event.person):
                await handler(self.services, event, answer)
        except Refused as refusal:
            answer.refused = written(f"{cards.answer_to(refusal).title}: {refusal.message}", typed)
        await self.settle()
        return answer

    async def settle(self) -> None:
        """Carry out the effects of every change made so far, and no other job."""
        jobs = self.storage.db.collection("jobs")
        about = {"kind": JOB, "state": JobState.QUEUED}
        claim = {"$set": {"state": JobState.RUNNING}, "$inc": {"attempt": 1}}
        while row := await jobs.find_one_and_update(about, claim, sort={"created_at": 1}):
            job = await self.services.jobs.get(tenant_of(row), row["_id"]["id"])
            assert job is not None
            await Effects(self.services).run(job)
            await self.services.jobs.finish(job, JobState.DONE)

    async def pair_up(self, coach: Person, client: Person) -> str:
        """An active relationship; its id."""
        await self.write(client, "coach", "invite coach", coach)
        relationship = await self.relationships.between(coach.tenant, coach.id, client.id)
        assert relationship is not None
        await self.press(coach, "coach.accept", relationship.id)
        return relationship.id

    async def session(self, client: Person, n: int = 1, **changes: Any) -> str:
        """An analysed session of the client; its id."""
        insight = sample(client, n, **changes)
        await self.insights.create(insight)
        return insight.id

    async def paired_session(self, coach: Person, client: Person, n: int = 1, **changes: Any) -> str:
        relationship = await self.relationships.between(coach.tenant, coach.id, client.id)
        if relationship is None:
            await self.pair_up(coach, client)
            relationship = await self.relationships.between(coach.tenant, coach.id, client.id)
        assert relationship is not None
        linked = {"coaching_relationship_id": relationship.id, "coach_user_id": coach.id, "is_unpaired": False}
        return await self.session(client, n, **{"created_by": coach.id, **linked, **changes})


def person(name: str, tenant: Tenant = HERE) -> Person:
    return Person(tenant, name)


def choices(form: Form, name: str) -> dict[str, str]:
    """What a field of a form offers: label to value."""
    field = next(one for one in form.fields if isinstance(one, ChoiceField) and one.name == name)
    return {choice.label: choice.value for choice in field.choices}


def sample(client: Person, n: int = 1, **changes: Any) -> SessionInsight:
    """A completed insight, different for every `n`; session `n` is `n` weeks after the start."""
    when = START - timedelta(weeks=60) + timedelta(weeks=n)
    said = Evidence(quote=f"I told the team no, number {n}.", turn=8, speaker="Ada", start=82.5)
    seen = Evidence(quote="It is the workshop I miss, not the money.", turn=14, speaker="Ada", start=200.0)
    union = Evidence(quote="I might write to the union then.", turn=20, speaker="Ada")
    words = Evidence(quote="I always hide my own work, but I want to be proud.", turn=16, speaker="Ada")
    asked = Evidence(quote="What is underneath that?", turn=15, speaker="Iva")
    base = SessionInsight(
        id=f"{n:06x}{abs(hash_of(client)):018x}"[:24],
        platform=client.tenant.platform,
        tenant_id=client.tenant.id,
        client_user_id=client.id,
        created_by=client.id,
        session_date=when,
        session_title=f"Letting go {n}",
        source_document_id=f"doc-{client.id}-{n}",
        status=Status.COMPLETED,
        session_summary="Ada came to find out why she rewrites her team's work.",
        key_themes=("Letting go", "workshop", f"theme {n}"),
        overall_session_quality=Quality.GOOD,
        celebration=Celebration(description="Said no to the team.", evidence=(said,)),
        client_discoveries=(
            ClientDiscovery(insight="She misses the workshop.", depth_level="Deep", evidence=(seen,)),
            ClientDiscovery(insight="Saying no was easy.", evidence=(said,)),
        ),
        action_items=(ActionItem(action="Call Noor on Friday.", evidence=(seen,)),),
        doubtful=(ActionItem(action="Write to the union.", evidence=(union,)),),
        passages=(Passage(evidence=words, asked=asked),),
        metrics=(
            Metric(name="client_talk_share_words", value=0.5 + n / 200, unit="share"),
            Metric(name="open_questions", value=float(10 + n), unit="questions"),
            Metric(name="overlaps", why_not="This file has no end times."),
        ),
        quality_evidence=("Advice in 2 and reflections in 9 of the coach's 30 turns.",),
        created_at=when,
        updated_at=when,
        completed_at=when,
    )
    return base.model_copy(update=changes)


def hash_of(client: Person) -> int:
    """The same in every run, unlike hash()."""
    return sum(ord(letter) << (8 * place) for place, letter in enumerate(f"{client.tenant.id}{client.id}"[:6]))


def transcript() -> Transcript:
    return Transcript(
        "text",
        (
            Turn(1, "Iva", "What is it about?", 0.0, 2.0, Role.COACH),
            Turn(2, "Ada", "The workshop.", 2.0, 4.0, Role.CLIENT),
        ),
        "en",
        {"Iva": Role.COACH, "Ada": Role.CLIENT},
    )


def services_over(
    storage: Storage, faces: Mapping[Platform, Face], directories: Mapping[Platform, DirectoryPort], clock: ClockPort
) -> Services:
    """The handlers' world over this database, in which nothing is dropped, read or analysed."""
    return Services(
        jobs=storage.jobs,
        outbox=storage.outbox,
        uploads=storage.uploads,
        transcripts=storage.transcripts,
        insights=storage.insights,
        people=storage.people,
        relationships=storage.relationships,
        comments=storage.comments,
        corrections=storage.corrections,
        commitments=storage.commitments,
        readings=storage.readings,
        nudges=storage.nudges,
        inboxes=storage.inboxes,
        webhooks=storage.webhooks,
        feedback=storage.feedback,
        posted=storage.posted,
        privacy=storage.privacy,
        tenants=storage.tenants,
        tokens=storage.tokens,
        rotation=storage.rotation,
        audit=storage.audit,
        programme=storage.programme,
        faces=faces,
        directories=directories,
        work=InProcess(),
        engine=NoFiles(),
        answers=storage.answers,
        poster=NoWebhooks(),
        clock=clock,
        wake=lambda: None,
        printers={"md": markdown.render, "pdf": pdf.render, "docx": word.render},
    )


def furnish(storage: Storage) -> House:
    """The handlers over this database, and the people of the house."""
    clock, chat, sender, directory = Clock(), Chat(), Sender(), Directory()
    faces = {Platform.SLACK: Face(chat, NoFiles(), directory, sender)}
    services = services_over(storage, faces, {Platform.SLACK: directory}, clock)
    house = House(services, clock, chat, sender, directory, storage)
    for name in ("ada", "iva", "bo", "cy"):
        directory.add(person(name), name.capitalize())
        directory.add(person(name, ELSEWHERE), name.capitalize())
    directory.add(person("robot"), "Robot", Kind.BOT)
    directory.add(person("left"), "Left", Kind.DEACTIVATED)
    directory.add(person("guest"), "Guest", Kind.GUEST)
    directory.add(person("boss"), "Boss", admin=True)
    return house


def later(insight: SessionInsight, **changes: Any) -> SessionInsight:
    return insight.model_copy(update=changes)


__all__ = [
    "ELSEWHERE",
    "HERE",
    "START",
    "Answer",
    "House",
    "buttons",
    "choices",
    "furnish",
    "later",
    "person",
    "replace",
    "sample",
    "transcript",
]
