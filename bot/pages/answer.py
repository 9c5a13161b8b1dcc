"""handlers.events.Respond for what is done on a page: the answer is kept until the page is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.card import Card, Form
from core.people.person import MessageRef
from handlers.cards import not_there


@dataclass
class Answer:
    """`said`: cards in their order; `card`: what takes the place of what was pressed. `goes_on`: it changes by itself."""

    said: list[Card] = field(default_factory=list)
    card: Card | None = None
    form: Form | None = None
    errors_of: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    goes_on: bool = False

    async def reply(self, card: Card) -> MessageRef | None:
        """A page goes when it is closed: nothing of it has to be taken back later."""
        self.said.append(card)
        return None

    async def update(self, card: Card) -> None:
        self.card = card

    async def open(self, form: Form) -> None:
        self.form = form

    async def errors(self, errors: Mapping[str, str]) -> None:
        self.errors_of |= errors

    @property
    def shown(self) -> tuple[Card, ...]:
        return (*self.said, *((self.card,) if self.card else ()))

    @property
    def status(self) -> int:
        """Of HTTP; what is not there and what somebody may not see are the same."""
        if self.broken:
            return 500
        return 404 if self.shown and not_there(self.shown[0]) else 200
