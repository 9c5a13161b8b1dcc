"""handlers.events.Respond for one thing that somebody did in the playground."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.playground.screen import Screens
from bot.playground.sheets import Sheet, Sheets
from core.card import Card, Form
from core.people.person import MessageRef, Person
from handlers.events import FieldAnswer

HOME = "home."
"""Actions that change what the home shows begin with it."""


@dataclass
class PlaygroundRespond:
    """`home` and `over` say where it was done: at home, on a sheet that lies over something. `sent` are the fields of a form."""

    screens: Screens
    sheets: Sheets
    person: Person
    tab: str
    message: MessageRef | None = None
    home: bool = False
    over: Sheet | None = None
    action: str = ""
    sent: Mapping[str, FieldAnswer] | None = None

    async def reply(self, card: Card) -> MessageRef | None:
        if self.home or (self.over and self.sent is None):
            self._show(card)
            return None
        return await self.screens.direct(self.person, card)

    async def open(self, form: Form) -> None:
        self._show(form)

    async def update(self, card: Card) -> None:
        if self.home and not self.over and self.action.startswith(HOME):
            await self.screens.draw_home(self.person, card)
        elif self.message and not self.over:
            await self.screens.update(self.message, card)
        else:
            await self.reply(card)

    async def errors(self, errors: Mapping[str, str]) -> None:
        if self.over:
            self._put(replace(self.over, kept=self.sent or {}, errors=errors))

    def _show(self, shown: Form | Card) -> None:
        self._put(Sheet(shown, self.home))

    def _put(self, sheet: Sheet) -> None:
        self.sheets.put(self.person.id, self.tab, sheet)
        self.screens.tell()
