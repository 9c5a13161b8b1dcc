"""What the handlers need of the world, in one value that bot/app.py fills in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.card import Card
from core.faults import ChatFault
from core.inbox.source import Source
from core.insight.engine import AnswerStore, Engine
from core.people.browsers import BrowserStore
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.ports.chat import Face
from core.ports.mail import Mail
from core.ports.people import FileSender, KeyRotation, PostedCards, PrivacyStore
from core.ports.sessions import Chat
from core.ports.watch import Unwatched, Watch
from core.ports.work import TextWork
from core.refusal import Reason, Refused
from core.translation import _
from core.webhooks.record import Poster
from core.world import World

Printer = Callable[[Card], bytes]
"""A card as a file: Markdown, PDF or Word. Slow enough to be called in a thread."""


@dataclass(frozen=True)
class Pages:
    """The pages that people have in a browser. `enter`: what the address of a sign-in link begins with."""

    store: BrowserStore
    enter: str


@dataclass(frozen=True)
class Services(World):
    posted: PostedCards
    privacy: PrivacyStore
    rotation: KeyRotation
    faces: Mapping[Platform, Face]
    work: TextWork
    engine: Engine
    answers: AnswerStore
    poster: Poster
    printers: Mapping[str, Printer] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    """The vendors that are on, by name."""
    mail: Mail | None = None
    outdated: set[Person] = field(default_factory=set)
    """Whose Home tab shows what has changed since: handlers/home/home.py draws it anew once the change is done."""
    watch: Watch = field(default_factory=Unwatched)
    pages: Pages | None = None
    """None where the operator has named no address for them."""

    def chat(self, at: Place | Person | MessageRef | Tenant) -> Chat:
        """The chat of the platform a thing belongs to."""
        return self.face(at).chat

    def face(self, at: Place | Person | MessageRef | Tenant) -> Face:
        """The platform a thing belongs to. Raises ChatFault where that is not on."""
        tenant = at if isinstance(at, Tenant) else at.place.tenant if isinstance(at, MessageRef) else at.tenant
        try:
            return self.faces[tenant.platform]
        except KeyError:
            raise ChatFault("platform_off", transient=False) from None

    def sender(self, of: Person) -> FileSender:
        """Raises Refused where the platform takes no files from us."""
        sender = self.face(of).sender
        if sender is None:
            raise Refused(Reason.NOT_ALLOWED, _("I cannot give files here."))
        return sender
