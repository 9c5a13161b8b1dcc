"""What somebody does in the playground: said, dropped, pressed, taken back, wound on."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.playground.cast import Cast, Player
from bot.playground.place import Window
from bot.playground.respond import PlaygroundRespond
from bot.playground.screen import Kind, Named, Screens
from bot.playground.sheets import Sheets
from bot.playground.winding import WINDS, Winding
from bot.render import html, html_form
from core.people.person import MessageRef, Place
from core.translation import languages
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FileDropped,
    FilesWithdrawn,
    FormSent,
    HomeOpened,
    Inbox,
    TextSaid,
)

log = logging.getLogger(__name__)

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "session.vtt"


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, in their order, and its file; `name` empty where there is none."""

    pairs: Sequence[tuple[str, str]]
    name: str = ""
    data: bytes = b""


@dataclass(frozen=True)
class Asked:
    """A POST that was let in: who did it, in which window, and what was sent."""

    player: Player
    window: Window
    fields: Mapping[str, str]
    sent: Sent

    @property
    def place(self) -> Place:
        return Place(self.player.person.tenant, self.player.id)


@dataclass(frozen=True)
class Doing:
    """`keep` stores what the cast knows of the browser."""

    screens: Screens
    cast: Cast
    winding: Winding | None
    inbox: Inbox
    keep: Callable[[], Awaitable[None]]
    sheets: Sheets

    def acts(self) -> Mapping[str, Callable[[Asked], Awaitable[None]]]:
        """By the end of their addresses; besides them there is `drop`."""
        return {
            "say": self._say,
            "sample": self._sample,
            "press": self._press,
            "take-back": self._take_back,
            "wind": self._wind,
            "language": self._language,
        }

    async def handle(self, event: Event, respond: PlaygroundRespond) -> None:
        """Kept first, as on any platform: should this process end meanwhile, the next one goes on."""
        key = secrets.token_hex(16)
        await self.inbox.keep(event, key)
        try:
            await self.inbox.handle(event, respond, key)
        except Exception as error:  # noqa: BLE001 - the person was told, and the reference is in the log
            log.error("an event was not handled: %s", type(error).__name__)  # noqa: TRY400

    def _respond(self, asked: Asked) -> PlaygroundRespond:
        return PlaygroundRespond(self.screens, self.sheets, asked.player.person, asked.window.tab)

    async def _say(self, asked: Asked) -> None:
        text = asked.fields.get("text", "").replace("\r\n", "\n").strip()
        if not text:
            return
        person, message = asked.player.person, await self.screens.said(asked.player.person, text)
        words, mentioned = self.cast.read(text)
        if text.startswith("/"):
            name, _space, rest = words.lstrip("/").partition(" ")
            event: Event = CommandGiven(person, asked.place, name.lower(), rest.strip(), mentioned=mentioned)
        else:
            place = Place(person.tenant, asked.player.id, message)
            event = TextSaid(person, place, text, words, mentioned, message)
            await self.inbox.accept([event])
        await self.handle(event, self._respond(asked))

    async def drop(self, asked: Asked) -> None:
        if asked.sent.name:
            await self._dropped(asked, asked.sent.name, asked.sent.data)

    async def _sample(self, asked: Asked) -> None:
        """The sample session as one of today."""
        today = self.screens.now().astimezone(ZoneInfo(self.cast.zone or "UTC")).date()
        data = await asyncio.to_thread(SAMPLE.read_bytes)
        await self._dropped(asked, f"{today.isoformat()}.vtt", data)

    async def _dropped(self, asked: Asked, name: str, data: bytes) -> None:
        person = asked.player.person
        message, file = await self.screens.dropped(person, name, data)
        await self.inbox.accept([FileDropped(person, Place(person.tenant, person.id, message), file, name=name)])

    async def _press(self, asked: Asked) -> None:
        person, fields = asked.player.person, asked.fields
        over = self.sheets.over(asked.player.id, asked.window.tab) if "sheet" in fields else None
        action, value = fields.get(html.ACTION, ""), fields.get(html.VALUE, "")
        respond = self._respond(asked)
        respond.home, respond.over, respond.action = "home" in fields, over, action
        event: Event
        if html_form.SENT in fields:
            respond.sent = sent = html_form.sent(asked.sent.pairs)
            key = fields.get("sheet", "")
            self.sheets.close(asked.player.id, asked.window.tab, key)
            self.screens.tell()
            event = FormSent(person, action, value, sent, key)
        else:
            place = asked.place if "message" in fields else None
            respond.message = MessageRef(place, fields["message"]) if place else None
            event = ButtonPressed(person, place, action, value, respond.message)
        await self.handle(event, respond)

    async def _take_back(self, asked: Asked) -> None:
        row = await self.screens.rows.get(self.screens.tenant, asked.fields.get("message", ""))
        if row is None or row.person != asked.player.id or row.kind not in {Kind.SAID, Kind.DROPPED}:
            return
        person = asked.player.person
        files = (Named.unpacked(row.body).file,) if row.kind == Kind.DROPPED else ()
        text = "" if files else row.body.decode()
        place = Place(person.tenant, person.id, row.id)
        await self.handle(FilesWithdrawn(person, place, files, text, row.id), self._respond(asked))
        await self.screens.taken_back(person, row)

    async def _wind(self, asked: Asked) -> None:
        if self.winding and (how := asked.fields.get("by", "")) in WINDS:
            await self.winding.on(how, self.cast.zone)
            self.screens.tell()

    async def _language(self, asked: Asked) -> None:
        if (chosen := asked.fields.get("language", "")) in languages():
            self.cast.locale = chosen
            await self.keep()
            for player in self.cast.players:
                if self.screens.home_note(player.person) is not None:
                    await self.handle(HomeOpened(player.person), self._respond(asked))
