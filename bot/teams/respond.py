"""handlers.events.Respond for one thing that happened in Teams.

What is pressed or asked for by a dialog is answered in the body of the HTTP response, so `answer` is what becomes of that; once
it has gone, what comes later is a message.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bot import late
from bot.teams import cards, forms
from bot.teams.arrival import Arrival, Way
from bot.teams.chat import TeamsChat
from core.card import Actions, Block, Button, Card, Form, Text, Tone
from core.people.person import MessageRef
from core.translation import N_, _
from handlers.events import ButtonPressed

Json = dict[str, Any]
Answer = asyncio.Future[Json]

MORE = N_("The rest")
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


def nothing(way: Way) -> Json:
    """The answer where there is nothing to show."""
    if way is Way.PRESS:
        return {"statusCode": 200, "type": MESSAGE, "value": ""}
    if way is Way.ASKED:
        return {"task": {"type": "message", "value": _("I have answered in our private chat")}}
    if way is Way.JUDGED:
        return forms.shown(Card(_("Thank you, noted"))).body
    return {}


class TeamsRespond:
    """`again` keeps what was asked and gives the value of the button that asks it once more (bot/late.py)."""

    def __init__(
        self, chat: TeamsChat, arrival: Arrival, answer: Answer | None = None, again: Callable[[], str] | None = None
    ) -> None:
        self._chat = chat
        self._arrival = arrival
        self._answer = answer
        self._again = again

    async def reply(self, card: Card) -> MessageRef | None:
        if self._in_a_dialog(card) and not (shown := forms.shown(card)).rest and self._put(shown.body):
            return None
        return await self._in_a_message(card)

    async def open(self, form: Form) -> None:
        if self._arrival.way in {Way.ASKED, Way.DIALOG}:
            dialog = forms.dialog(form)
            if self._put(dialog.body):
                await self._tell_rest(dialog.rest)
                return
        if form.fields or form.submit:
            await self._in_a_message(self._by_button(form))
        else:
            await self._in_a_message(Card(form.title, form.blocks))

    async def update(self, card: Card) -> None:
        message = self._arrival.pressed
        if message is None:
            await self.reply(card)
            return
        if self._arrival.way is Way.PRESS:
            self._put({"statusCode": 200, "type": CARD, "value": cards.render(card)[0].card})
        await self._chat.update(message, card)

    async def errors(self, errors: Mapping[str, str]) -> None:
        sent = self._arrival.sent
        corrected = forms.again(sent, errors) if sent else None
        if corrected is not None and self._put(corrected.body):
            await self._tell_rest(corrected.rest)
        else:  # the form has closed: there is no field to say it beside
            await self.reply(Card(_("That did not work"), tuple(map(Text, dict.fromkeys(errors.values())))))

    # --- ways out ---

    def _in_a_dialog(self, card: Card) -> bool:
        """A form that was sent closes, and its answer is a message; a button in a dialog, or one that asks for a dialog, is
        answered there. So is a thumb, whose dialog has no buttons: what they send, Teams would tell as words about the thumb."""
        match self._arrival.way:
            case Way.ASKED:
                return True
            case Way.DIALOG:
                return isinstance(self._arrival.event, ButtonPressed)
            case Way.JUDGED:
                return not any(isinstance(block, Actions) for block in card.blocks)
            case _:
                return False

    def _put(self, body: Json) -> bool:
        """Whether there was still somebody waiting for it."""
        if self._answer is None or self._answer.done():
            return False
        self._answer.set_result(body)
        return True

    async def _in_a_message(self, card: Card) -> MessageRef:
        """Where others are present it goes to the person's own conversation with the bot."""
        if self._arrival.shared is None and self._arrival.place is not None:
            return await self._chat.post(self._arrival.place, card)
        return await self._chat.direct(self._arrival.person, card)

    def _by_button(self, form: Form) -> Card:
        """Teams lets a form be opened by a press alone, and within seconds."""
        if self._again is None:
            return Card(form.title, (Text(_("That took a moment too long. Please try once more.")),))
        button = Button(_("Open it"), late.ACTION, self._again(), Tone.PRIMARY, opens_form=True)
        return Card(form.title, (Text(_("The button opens a form for it.")), Actions((button,))))

    async def _tell_rest(self, rest: tuple[Block, ...]) -> None:
        if rest:
            await self._in_a_message(Card(_(MORE), rest))
