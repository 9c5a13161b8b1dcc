"""handlers.events.Respond for one thing that happened in Slack."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp

from bot.slack import forms
from bot.slack.blocks import MODERN
from bot.slack.chat import SlackChat
from bot.slack.inbound import Origin
from bot.slack.messages import Message, render
from bot.slack.web import Web
from core.card import Block, Card, Form, Text
from core.faults import ChatFault
from core.people import MessageRef, Person, Place

log = logging.getLogger(__name__)

Json = dict[str, Any]

MORE = "The rest"
AGAIN = Card("That took a moment too long", (Text("Slack no longer let me open the form. Please try once more."),))
TOO_LATE = frozenset(
    {"no_trigger", "expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"}
)


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
    ) -> None:
        self._web = web
        self._chat = chat
        self._person = person
        self._place = place
        self._origin = origin
        self._message = message
        self._answer = answer
        self._opened = ""

    async def reply(self, card: Card) -> MessageRef | None:
        if self._opened:
            await self._redraw(self._opened, forms.shown(card))
            return None
        if (self._origin.home or self._origin.over_home) and await self._over_home(card):
            return None
        if self._place is None:
            return await self._chat.direct(self._person, card)
        if self._origin.ephemeral:
            for page in render(card, MODERN):
                await self._whisper(page, card)
            return None
        return await self._chat.post(self._place, card)

    async def open(self, form: Form) -> None:
        view = forms.modal(form)
        if self._opened:
            await self._redraw(self._opened, view)
            return
        if self._answer is not None and not self._answer.done():
            self._answer.set_result({"response_action": "update", "view": view.view})
        else:
            try:
                await self._open(view.view)
            except ChatFault as fault:
                if fault.kind not in TOO_LATE:
                    raise
                await self.reply(AGAIN if form.fields else Card(form.title, form.blocks))
                return
        await self._tell_rest(view.rest)

    async def update(self, card: Card) -> None:
        if self._opened:
            await self._redraw(self._opened, forms.shown(card))
        elif self._origin.home:
            await self._chat.draw_home(self._person, card)
        elif self._origin.view:
            await self._redraw(self._origin.view, forms.shown(card))
        elif self._message is not None:
            await self._chat.update(self._message, card)
        elif self._origin.ephemeral and self._place is not None:
            first, *rest = render(card, MODERN)
            await self._whisper(first, card, replace=True)
            for page in rest:
                await self._whisper(page, card)
        else:
            await self.reply(card)

    async def errors(self, errors: Mapping[str, str]) -> None:
        if self._answer is None or self._answer.done():
            raise ChatFault("form_is_closed", transient=False)
        self._answer.set_result({"response_action": "errors", "errors": dict(errors)})

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

    async def _over_home(self, card: Card) -> bool:
        """Show the card over the Home tab, where it was asked for; False where Slack no longer lets us, or it is too long."""
        view = forms.shown(card)
        if view.rest:
            return False
        try:
            await self._open(view.view)
        except ChatFault as fault:
            if fault.kind not in TOO_LATE:
                raise
            return False
        return True

    async def _open(self, view: Json) -> None:
        if not self._origin.trigger:
            raise ChatFault("no_trigger", transient=False)
        method = "views.push" if self._origin.view else "views.open"
        answer = await self._web.call(self._person.tenant, method, trigger_id=self._origin.trigger, view=view)
        self._opened = answer["view"]["id"]

    async def _redraw(self, view_id: str, view: forms.View) -> None:
        await self._web.call(self._person.tenant, "views.update", view_id=view_id, view=view.view)
        await self._tell_rest(view.rest)

    async def _tell_rest(self, rest: tuple[Block, ...]) -> None:
        if rest:
            await self._chat.direct(self._person, Card(MORE, rest))

    async def _whisper(self, page: Message, card: Card, *, replace: bool = False) -> None:
        """A message that only the person sees. Slack lets each answer address be used five times within half an hour; past
        that the card goes to their direct messages."""
        body = {
            "text": page.text,
            "blocks": list(page.blocks),
            "response_type": "ephemeral",
            "replace_original": replace,
        }
        try:
            async with self._web.session.post(self._origin.response_url, json=body, allow_redirects=False) as response:
                taken = response.status == 200
        except (aiohttp.ClientError, TimeoutError, ValueError):
            taken = False
        if not taken:
            await self._chat.direct(self._person, card)
