"""handlers.events.Respond for one thing that happened in Slack."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import aiohttp

from bot import late
from bot.slack import forms
from bot.slack.arrival import Origin
from bot.slack.blocks import MODERN
from bot.slack.chat import SlackChat
from bot.slack.commands import typed
from bot.slack.messages import Message, render
from bot.slack.web import Web
from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Form,
    Text,
    Tone,
    written,
)
from core.faults import ChatFault
from core.people.person import MessageRef, Person, Place
from core.translation import N_, _

log = logging.getLogger(__name__)

Json = dict[str, Any]

MORE = N_("The rest")
NO_VIEW = frozenset(
    {
        "exchanged_trigger_id",
        "expired_trigger_id",
        "no_trigger",
        "not_found",
        "push_limit_reached",
        "trigger_exchanged",
        "trigger_expired",
        "view_not_found",
    }
)
"""Slack's words for: too late to open a view, closed since, or no room for one more."""


class SlackRespond:
    """Answers where it happened. `answer`, for a sent form, becomes what Slack is told in the same breath."""

    def __init__(
        self,
        web: Web,
        chat: SlackChat,
        person: Person,
        place: Place | None,
        origin: Origin,
        message: MessageRef | None = None,
        answer: "asyncio.Future[Json] | None" = None,
        again: Callable[[], str] | None = None,
    ) -> None:
        """`again` keeps what was asked and gives the value of the button that asks it once more (bot/late.py)."""
        self._web = web
        self._chat = chat
        self._person = person
        self._place = place
        self._origin = origin
        self._message = message
        self._answer = answer
        self._again = again
        self._opened = ""

    async def reply(self, card: Card) -> MessageRef | None:
        if await self._in_a_view(card):
            return None
        return await self._in_a_message(card)

    async def open(self, form: Form) -> None:
        view = forms.modal(form)
        if self._answer is not None and not self._answer.done():
            self._answer.set_result({"response_action": "update", "view": view.view})
            await self._tell_rest(view.rest)
        elif not await self._shown(view):
            asks = bool(form.fields or form.submit)
            await self._in_a_message(self._too_late() if asks else Card(form.title, form.blocks))

    async def update(self, card: Card) -> None:
        if not self._opened and self._origin.home:
            await self._chat.draw_home(self._person, card)
        elif self._opened or self._origin.view:
            self._opened = self._opened or self._origin.view
            await self.reply(card)
        elif self._message is not None:
            await self._chat.update(self._message, card)
        elif self._origin.ephemeral and self._place is not None:
            await self._whisper(card, replace=True)
        else:
            await self.reply(card)

    async def errors(self, errors: Mapping[str, str]) -> None:
        if self._answer is None or self._answer.done():  # the form has closed: there is no field to say it beside
            await self.reply(Card(_("That did not work"), tuple(map(Text, dict.fromkeys(errors.values())))))
            return
        told = {name: written(sentence, typed) for name, sentence in errors.items()}
        self._answer.set_result({"response_action": "errors", "errors": told})

    def settle_here(self) -> None:
        """The place is the person's own conversation with the bot: an ordinary message there is private, and lasts."""
        self._origin = replace(self._origin, ephemeral=False)

    async def prepare(self, title: str = "Debrief") -> None:
        """Open a view that says one moment, for an answer that may take longer than Slack waits; what is opened or said
        then takes its place. Where Slack no longer lets us, what comes later finds another way."""
        try:
            await self._open(forms.loading(title))
        except ChatFault as fault:
            log.warning("no view could be opened", extra={"fault": fault.kind})

    # --- ways out ---

    async def _in_a_view(self, card: Card) -> bool:
        """Show the card where the person is looking: in the view that was opened for it, over the Home tab, over the view that
        was pressed, or in the place of a form that lies over another view. False where that is not how to answer."""
        if self._opened:
            return await self._shown(forms.shown(card))
        if self._answer is not None:
            return self._in_place_of_form(self._answer, card)
        if not (self._origin.home or self._origin.over_home or self._origin.view):
            return False
        view = forms.shown(card)
        return not view.rest and await self._shown(view)

    def _in_place_of_form(self, answer: "asyncio.Future[Json]", card: Card) -> bool:
        view = forms.shown(card)
        if not self._origin.under or answer.done() or view.rest:
            return False
        answer.set_result({"response_action": "update", "view": view.view})
        return True

    async def _shown(self, view: forms.View) -> bool:
        """Whether Slack took the view; where it is too late for one, or Slack is slow, there is another way to answer."""
        try:
            if self._opened:
                await self._redraw(self._opened, view)
            else:
                await self._open(view.view)
                await self._tell_rest(view.rest)
        except ChatFault as fault:
            if fault.kind not in NO_VIEW and not fault.transient:
                raise
            log.info("no view could be shown", extra={"fault": fault.kind})
            self._opened = ""
            return False
        return True

    async def _in_a_message(self, card: Card) -> MessageRef | None:
        if self._place is None:
            return await self._chat.direct(self._person, card)
        if self._origin.ephemeral:
            return await self._whisper(card)
        return await self._chat.post(self._place, card)

    def _too_late(self) -> Card:
        said = Text(_("Slack did not let me open the form in time. Please try once more."))
        if self._again is None:
            return Card(_("That took a moment too long"), (said,))
        button = Button(_("Try once more"), late.ACTION, self._again(), Tone.PRIMARY)
        return Card(_("That took a moment too long"), (said, Actions((button,))))

    async def _open(self, view: Json) -> None:
        if not self._origin.trigger:
            raise ChatFault("no_trigger", transient=False)
        over = self._origin.view if self._answer is None else ""  # a sent form has closed
        method = "views.push" if over else "views.open"
        try:
            answer = await self._web.call(self._person.tenant, method, trigger_id=self._origin.trigger, view=view)
        except ChatFault as fault:
            if fault.kind != "push_limit_reached" or not over:
                raise
            answer = await self._web.call(self._person.tenant, "views.update", view_id=over, view=view)
        self._opened = answer["view"]["id"]

    async def _redraw(self, view_id: str, view: forms.View) -> None:
        await self._web.call(self._person.tenant, "views.update", view_id=view_id, view=view.view)
        await self._tell_rest(view.rest)

    async def _tell_rest(self, rest: tuple[Block, ...]) -> None:
        if rest:
            await self._chat.direct(self._person, Card(_(MORE), rest))

    async def _whisper(self, card: Card, *, replace: bool = False) -> MessageRef | None:
        """Messages that only the person sees. Slack lets each answer address be used five times within half an hour; what is
        left past that goes to their direct messages."""
        pages = render(card, MODERN)
        for number, page in enumerate(pages):
            if not await self._respond(page, replace=replace and not number):
                return await self._chat.direct_pages(self._person, pages[number:])
        return None

    async def _respond(self, page: Message, *, replace: bool) -> bool:
        body = {
            "text": page.text,
            "blocks": list(page.blocks),
            "response_type": "ephemeral",
            "replace_original": replace,
        }
        try:
            async with self._web.session.post(self._origin.response_url, json=body, allow_redirects=False) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False
