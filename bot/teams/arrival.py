"""What an activity of Teams amounts to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.teams.forms import Sent
from core.people.conversations import Conversation
from core.people.person import MessageRef, Person, Place
from handlers.events import Event, FileDropped


class Way(StrEnum):
    """How it came in, and so how it is answered."""

    MESSAGE = "message"  # by a message
    PRESS = "press"  # in the body of the answer, which becomes the card that was pressed
    ASKED = "asked"  # in the body, which opens a dialog
    DIALOG = "dialog"  # in the body, which takes the dialog's place, or closes it
    JUDGED = "judged"  # in the body, which thanks in a dialog
    TOLD = "told"  # in no way


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a message: by Teams' own id, and in Entra where it says."""

    user: str
    entra: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said to a file that was offered."""

    value: Any
    message: MessageRef | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Files to store, or one event to handle. `key` names what happened, the same however often Teams tells of it."""

    person: Person
    way: Way = Way.MESSAGE
    place: Place | None = None
    files: tuple[FileDropped, ...] = ()
    event: Event | None = None
    key: str = ""
    foreign: bool = False
    conversation: Conversation | None = None
    """Where the person is reached from now on."""
    installed: bool = False
    removed: bool = False
    mentions: tuple[Mention, ...] = ()
    """Of the event, to be looked up."""
    user: str = ""
    """What Teams calls the person."""
    address: str = ""
    """For calls about the tenant."""
    shared: Place | None = None
    """Where several people are, and it was said there."""
    sent: Sent | None = None
    """The form that came back."""
    consent: Consent | None = None
    liked: bool | None = None
    """A thumb under the message `pressed`."""
    pressed: MessageRef | None = None
    unknown: bool = False
    """An invoke of a name that is none of ours."""
