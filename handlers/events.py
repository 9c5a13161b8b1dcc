"""What happened, said once for every platform, and what a handler may answer: the seam between `bot` and `handlers`.

A platform's adapter turns each signed request into one of these events and hands it to the Inbox. Who did it (`person`)
comes from the platform's signature alone, never from what was typed. Files are stored before the platform is told
that they arrived; everything else is handled once the platform has its answer, so a handler need not hurry, with two
exceptions: a form is opened (`Respond.open`) and a sent form is refused (`Respond.errors`) before anything slow is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.card import Card, Form
from core.people.person import MessageRef, Person, Place
from core.refusal import Refused

FieldAnswer = str | tuple[str, ...] | None
"""What was put into one field of a form: text, an ISO date, a choice's value or a person's id; several values where many
may be chosen; None where it was left empty."""


@dataclass(frozen=True, slots=True)
class FileDropped:
    """One file given to the bot in a private conversation; several files of one message are several of these.

    `place` is where to answer (the thread under the message). `file_id` is the platform's, unique in the tenant: with the
    tenant it names the work, however often the platform tells of it. `comment` is what was written beside the file, and
    is content, as is the file's `name` (empty where the platform does not tell it at once). `delivery` is the platform's id of
    this telling, for tracing alone. `source` is what core.ports.sessions.Files is asked for where the id is not enough: an
    address that opens to whoever has it, so it is a secret, and may be good for an hour.
    """

    person: Person
    place: Place
    file_id: str
    comment: str = ""
    delivery: str = ""
    name: str = ""
    source: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TextSaid:
    """Words written to the bot in a private conversation, without a file. `place` is the thread they stand in or begin, `message`
    the id of their own message, empty where the platform does not tell it.

    `words` is the text as that of CommandGiven: mentions taken out into `mentioned`.
    """

    person: Person
    place: Place
    text: str
    words: str = ""
    mentioned: tuple[Person, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A command: `name` without a slash, `text` what followed it, trimmed, with mentions taken out into `mentioned`.

    `in_channel` is true where others are present: the answer is then a private one and names nobody's insights.
    `spoken`: it came as a message, to which no form can be opened; a button that opens it can be given.
    """

    person: Person
    place: Place
    name: str
    text: str = ""
    in_channel: bool = False
    mentioned: tuple[Person, ...] = ()
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button (or a menu's choice, then `value` is the choice's) of a card: `action` and `value` as the card had them.

    `message` is the message that carries the card and `place` where it is; both are None on the Home tab and in a form.
    """

    person: Person
    place: Place | None
    action: str
    value: str
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class FormSent:
    """A form came back: `action` and `value` as the form had them, `fields` by field name. `key` is the platform's id of the
    very form that was on the screen, the same when it is sent once more; empty where the platform has none."""

    person: Person
    action: str
    value: str
    fields: Mapping[str, FieldAnswer]
    key: str = ""

    def text(self, field: str) -> str:
        """What was written into this field, or the one thing chosen there; empty where nothing was."""
        return str(self.fields.get(field) or "")

    def chosen(self, field: str) -> tuple[str, ...]:
        """What is chosen in a field where many may be."""
        given = self.fields.get(field) or ()
        return (given,) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """A person looks at the bot's Home tab; `Respond.update` draws it."""

    person: Person


@dataclass(frozen=True, slots=True)
class FileShortcut:
    """The shortcut "Analyse transcript" on somebody's message that carries files, or a session as `text`. `place` is where that
    message is, which may be a channel full of people: answer in a direct message."""

    person: Person
    place: Place
    file_ids: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class StopPressed:
    """The platform's own Stop, pressed while work for the thread `place` was going on."""

    person: Person
    place: Place


@dataclass(frozen=True, slots=True)
class FilesWithdrawn:
    """A person deleted a message, with these files or with `text` alone, or the files from it. `place` is as it was in
    FileDropped and TextSaid, as is `message`; `text` is what the deleted message said, and is content. With neither files nor
    text the platform does not say what was in the message."""

    person: Person
    place: Place
    file_ids: tuple[str, ...]
    text: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class FilesElsewhere:
    """A person posted files where several people talk, in `message`. Nothing of them is read; the answer is for that person
    alone, in a direct message."""

    person: Person
    place: Place
    message: str = ""


Event = (
    TextSaid
    | CommandGiven
    | ButtonPressed
    | FormSent
    | HomeOpened
    | FileShortcut
    | FilesElsewhere
    | FilesWithdrawn
    | StopPressed
)
"""All but FileDropped, which has its own, durable way in."""


class Respond(Protocol):
    """What can be done about the event at hand. Platform faults come as `core.faults.ChatFault`."""

    async def reply(self, card: Card) -> MessageRef | None:
        """Answer where it happened, for the person's eyes only: a message in a private conversation, elsewhere one that
        only they see. A form or the Home tab has no place of its own: the answer is then a direct message.

        Gives the message that stays in a conversation, None where what was shown goes away by itself.
        """
        ...

    async def open(self, form: Form) -> None:
        """Show a form over what the person is looking at. Call it first thing; from within a sent form it takes that
        form's place."""
        ...

    async def update(self, card: Card) -> None:
        """Replace the message that was pressed, or redraw the Home tab; where there is neither, the same as `reply`."""
        ...

    async def errors(self, errors: Mapping[str, str]) -> None:
        """Keep the sent form open with a sentence beside each named field. For FormSent alone, before anything slow."""
        ...


async def beside_field(respond: Respond, refusal: Refused) -> None:
    """The refusal of a sent form beside the field it is about; raised again where it is about none."""
    if not refusal.about:
        raise refusal
    await respond.errors({refusal.about: refusal.message})


class Inbox(Protocol):
    """Where the adapters deliver; handlers implement it."""

    async def accept(self, events: Sequence[FileDropped | TextSaid]) -> None:
        """Store the work of files, and of sessions pasted as text, durably, all or nothing lost, then return; a second telling
        changes nothing. Text that is no session is left to `handle`, to which all text goes as well.

        If it raises, the platform is told to deliver again.
        """
        ...

    async def keep(self, event: Event, key: str) -> None:
        """Store it durably if it changes something, then return: should this process die, another handles it. `key` is the
        platform's own name of what happened, the same however often it tells; what has none is not stored.

        If it raises, the platform is told that it was not taken.
        """
        ...

    async def handle(self, event: Event, respond: Respond, key: str = "") -> None:
        """Do what the event asks; with the `key` under which it was kept, if it was. Refusals are answered within;
        whatever is raised is a bug and gets logged by the adapter."""
        ...
