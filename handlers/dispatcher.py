"""The Inbox: every event of every platform comes in here and leaves through the tables of handlers/routes.py."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.answers import forms
from core.card import Say
from core.faults import ChatFault, ChildLost, StorageFault
from core.jobs.job import Job
from core.jobs.refs import Refs, at
from core.people.locales import read_by
from core.people.person import Person, Place
from core.refusal import Refused
from core.translation import N_, _
from handlers import cards, text_commands
from handlers.answers import answers
from handlers.arguments import closest
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FileDropped,
    FilesElsewhere,
    FileShortcut,
    FilesWithdrawn,
    FormSent,
    HomeOpened,
    Respond,
    StopPressed,
    TextSaid,
)
from handlers.home import home
from handlers.home.routes import HELP as HELP_PRESSED
from handlers.intake import (
    buttons,
    labels,
    parts,
    paste,
    posting,
    sources,
    withdrawal,
)
from handlers.intake.beside import dropped
from handlers.intake.jobs import KIND, again_key, job_id
from handlers.intake.labels import Label
from handlers.nudges.asking import Appearances
from handlers.presses import Kept, Presses
from handlers.presses import job_id as job_of_press
from handlers.routes import (
    BUTTONS,
    COMMANDS,
    FORMS,
    is_an_act,
)
from handlers.routing import Command
from handlers.services import Services

log = logging.getLogger(__name__)

_BY_NAME = {command.name: command for command in COMMANDS}
NOTHING_TO_READ = N_(
    "I find no session in this message. Use it on one that carries a transcript: a file, or lines that say who speaks."
)
KNOWN_WITHIN = 2.0
"""Seconds for the platform to say in which language somebody reads; an answer does not wait longer for it."""
ASKED_AS = {"open": "actions", "help": "help"}
"""The plain questions that a command answers."""
HELP_WORDS = frozenset({"help", "debrief", "debrief help"})


def all_help() -> tuple[tuple[str, str], ...]:
    """Every command, with what it is for."""
    itself = (str(Say("help")), _("Show this help; {debrief} takes the same verbs", debrief=Say("")))
    return (*map(_help_of, COMMANDS), itself)


def _help_of(command: Command) -> tuple[str, str]:
    return command.typed, _(command.about)


@dataclass(frozen=True)
class Dispatcher:
    services: Services

    async def accept(self, events: Sequence[FileDropped | TextSaid]) -> None:
        together = [event.file_id for event in events if isinstance(event, FileDropped)]
        await asyncio.gather(
            *(self._keep_said(e) if isinstance(e, TextSaid) else self._keep(e, together) for e in events)
        )
        self.services.wake()

    async def _keep_said(self, event: TextSaid) -> None:
        """A session written into the conversation is as good as a file; anything else is answered in `handle`."""
        if paste.is_session(event.text) or await parts.goes_on(self.services, event):
            await paste.said(self.services, event)

    async def _keep(self, event: FileDropped, together: Sequence[str]) -> None:
        """`together` are the files of the event's message."""
        tenant = event.person.tenant
        where = at(event.place)
        refs: Refs = {**where, "person": event.person.id, "file": event.file_id, **posting.intent("status")}
        if len(together) > 1:
            refs["batch"] = ",".join(together)
        job = Job(job_id(tenant, event.file_id), KIND, tenant, refs=refs)
        if await self._new(job, event):
            return
        known = await self.services.jobs.get(tenant, job.id)
        if known and any(known.refs.get(name) != value for name, value in where.items()):
            # The same file given once more in another message; the same message told twice changes nothing.
            again = job_id(tenant, again_key(event.file_id, event.place))
            await self._new(Job(again, KIND, tenant, refs=refs), event)

    async def _new(self, job: Job, event: FileDropped) -> bool:
        """Store a job and, before it, what was said of its file, and where that is. False if the job is there already."""
        label = Label(name=event.name)
        if "batch" not in job.refs:  # what is written beside several files is no title of one
            label = labels.beside(event.comment, self.services.clock.now())
        if _command_in(event.comment) and label.title:
            label = Label()
        if (label or event.source) and await self.services.jobs.get(job.tenant, job.id) is None:
            await labels.keep(self.services, event.person, job.id, label)
            await sources.keep(self.services, event.person, job.id, event.source)
        return await self.services.jobs.enqueue(dropped(job, label=bool(label), source=bool(event.source)))

    @cached_property
    def presses(self) -> Presses:
        return Presses(self.services)

    @cached_property
    def appearances(self) -> Appearances:
        return Appearances(self.services)

    async def keep(self, event: Event, key: str) -> None:
        if key and isinstance(event, Kept) and self._is_an_act(event):
            await self.presses.keep(event, key)

    def _is_an_act(self, event: Kept) -> bool:
        """Whether it changes something; a message does where it is a command that does."""
        if isinstance(event, TextSaid):
            command = text_commands.command_in(event, _BY_NAME)
            return command is not None and self._is_an_act(command)
        if isinstance(event, CommandGiven) and event.name == "debrief":
            event = replace(event, name=event.text.partition(" ")[0].lower().lstrip("/"))
        return is_an_act(event)

    async def handle(self, event: Event, respond: Respond, key: str = "") -> None:
        async with read_by(self.services, event.person, KNOWN_WITHIN):
            await self._handle_once(event, respond, key)

    async def _handle_once(self, event: Event, respond: Respond, key: str) -> None:
        if not key or not isinstance(event, Kept) or not self._is_an_act(event):
            await self._handle(event, respond)
            return
        if not self.presses.has(job_of_press(key)):
            return  # told twice: whoever took it first handles it
        try:
            await self._handle(event, respond)
        except StorageFault:
            self.presses.leave(event, key)
            raise
        except Exception:
            await self.presses.forget(event, key)
            raise
        else:
            await self.presses.forget(event, key)

    async def _handle(self, event: Event, respond: Respond) -> None:
        try:
            await self._answer(event, respond)
        except ChatFault as fault:
            await self._not_taken(event, respond, fault)
        except ChildLost as lost:
            log.warning("text was not worked out", extra={"kind": lost.kind, "of": type(event).__name__})
            with contextlib.suppress(ChatFault):
                await respond.reply(cards.sorry(_("I am very busy just now. Please try once more in a minute.")))
        except Exception as error:
            await self._failed(event, respond, error)
            raise
        finally:
            if is_an_act(event):
                self.services.outdated.add(event.person)
            await home.refresh(self.services)
            await self.appearances.seen(event.person)

    async def _answer(self, event: Event, respond: Respond) -> None:
        try:
            await self._route(event, respond)
        except Refused as refusal:
            await respond.reply(cards.answer_to(refusal))

    async def _not_taken(self, event: Event, respond: Respond, fault: ChatFault) -> None:
        """The platform's fault, not ours, unless it refused for good what we sent to somebody who is there."""
        log.warning("an answer was not taken", extra={"fault": fault.kind, "of": type(event).__name__})
        if isinstance(event, HomeOpened):
            if fault.transient:  # drawn when the platform takes it, as after a change
                self.services.outdated.add(event.person)
        elif fault.transient:
            platform = event.person.tenant.platform.value.capitalize()
            said = _("{platform} is slow just now. Please try once more.", platform=platform)
            with contextlib.suppress(ChatFault):
                await respond.reply(cards.sorry(said))
        elif not fault.unreachable:
            await self._failed(event, respond, fault)

    async def _failed(self, event: Event, respond: Respond, error: Exception) -> None:
        """A bug: the person has a reference to it, which the log has too."""
        reference = secrets.token_hex(4)
        # The class alone: an exception's words may be a person's words.
        extra = {"reference": reference, "of": type(event).__name__}
        log.error("event failed: %s", type(error).__name__, extra=extra)
        with contextlib.suppress(ChatFault):
            await respond.reply(cards.bug(reference))

    async def _route(self, event: Event, respond: Respond) -> None:  # noqa: C901 - one arm for each kind of event
        match event:
            case CommandGiven():
                await self._command(event, respond)
            case ButtonPressed():
                if event.action == HELP_PRESSED.name:
                    await respond.reply(cards.help_card(all_help()))
                elif handler := BUTTONS.get(event.action):
                    await handler(self.services, event, respond)
                else:
                    await respond.reply(cards.gone())
            case FormSent():
                if form := FORMS.get(event.action):
                    await form(self.services, event, respond)
            case TextSaid():
                await self._said(event, respond)
            case FileShortcut():
                await self._shortcut(event, respond)
            case FilesElsewhere():
                await respond.reply(cards.only_in_private())
            case FilesWithdrawn():
                await withdrawal.withdrawn(self.services, event)
            case HomeOpened():
                await home.opened(self.services, event, respond)
            case StopPressed():
                await buttons.stop_thread(self.services, event, respond)

    async def _said(self, event: TextSaid, respond: Respond) -> None:
        """A session, the words of a suggested prompt, a command without its slash, a plain question, or talk."""
        key = paste.said_key(event.place, event.message)
        if paste.is_session(event.text) or await self.services.jobs.get(
            event.person.tenant, job_id(event.person.tenant, key)
        ):
            return  # it was accepted, and answers for itself
        command, asked = text_commands.command_in(event, _BY_NAME), forms.read(event.words or event.text)
        if command is None and asked and asked.kind in ASKED_AS:
            verb = ASKED_AS[asked.kind]
            command = CommandGiven(event.person, event.place, verb, mentioned=event.mentioned, spoken=True)
        if command is None:
            await answers.answer(self.services, event, asked, respond)
        else:
            await self._command(command, respond)

    async def _command(self, event: CommandGiven, respond: Respond) -> None:
        verb, rest = event.name, event.text
        if verb == "debrief":
            verb, _space, rest = event.text.partition(" ")
            verb = verb.lower().lstrip("/")
        if verb in {"", "help"}:
            about = _BY_NAME.get(rest.strip().lower())
            await respond.reply(cards.help_card((_help_of(about),) if about else all_help()))
        elif command := _BY_NAME.get(verb):
            await self._say_help_or_run(command, replace(event, name=verb, text=rest.strip()), respond)
        else:
            await respond.reply(cards.unknown_verb(verb, all_help(), closest(verb, tuple(_BY_NAME))))

    async def _say_help_or_run(self, command: Command, event: CommandGiven, respond: Respond) -> None:
        if event.text.lower().split()[:1] == ["help"]:
            await respond.reply(cards.help_card((_help_of(command),)))
            return
        await command.handler(self.services, event, respond)

    async def _shortcut(self, event: FileShortcut, respond: Respond) -> None:
        """The answer and all that follows go to a direct message: the message itself may be in a channel."""
        if not event.file_ids and not paste.is_session(event.text):
            await respond.reply(cards.sorry(_(NOTHING_TO_READ)))
            return
        thread = await self._direct(event.person)
        if not event.file_ids:
            await self.accept([TextSaid(event.person, thread, event.text)])
            return
        await self.accept([FileDropped(event.person, thread, file_id) for file_id in event.file_ids])

    async def _direct(self, person: Person) -> Place:
        """The thread of a new message to the person."""
        posted = await self.services.chat(person).direct(person, cards.on_its_way())
        return Place(person.tenant, posted.place.channel, posted.id)


def _command_in(text: str) -> str:
    """The command a text amounts to without its slash, or help; empty where it is something else."""
    words = " ".join(text.lower().strip(" ?.!/").split())
    name = text_commands.meant(words)
    if name in HELP_WORDS:
        return "help"
    return name if name in _BY_NAME else ""
