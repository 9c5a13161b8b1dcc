"""core.ports.sessions.Chat for Slack: cards posted, edited and sent directly; at most one message a second into a channel."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from cachetools import LRUCache

from bot.slack import forms
from bot.slack.agent import Agent
from bot.slack.blocks import MODERN
from bot.slack.memory import REMEMBERED, forget, missing
from bot.slack.messages import Message, modern, render
from bot.slack.pacing import patience
from bot.slack.web import Web
from core.card import Card
from core.faults import ChatFault
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)

log = logging.getLogger(__name__)

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
"""Nothing that was written unfurls, links or pings."""
PART = "debrief_part"
MARK = "debrief_mark"
"""Types of message metadata, which others in the workspace may read: opaque ids alone."""
LONGEST_TURN = 5.0
"""Seconds that are waited for a turn in a channel, where nobody waits for an answer."""
NOT_TAKEN = frozenset({"invalid_blocks", "invalid_blocks_format", "unsupported_block_type"})


class Pace:
    """Slack takes about one message a second into a channel, and short bursts."""

    def __init__(self, *, interval: float = 1.0, burst: int = 4, clock: Callable[[], float] = monotonic) -> None:
        self._interval = interval
        self._slack = interval * (burst - 1)
        self._clock = clock
        self._next: LRUCache[str, float] = LRUCache(REMEMBERED)

    def wait(self, channel: str) -> float:
        """Seconds until the next turn, without taking it."""
        now = self._clock()
        return max(0.0, self._next.get(channel, now) - now - self._slack)

    def reserve(self, channel: str) -> float:
        """Take the next turn; how many seconds to wait for it."""
        now = self._clock()
        due = max(self._next.get(channel, now), now)
        self._next[channel] = due + self._interval
        return max(0.0, due - now - self._slack)


class SlackChat:
    """A card too long for one message goes on in the thread; `MessageRef` is the first message, the others are found again
    by it."""

    def __init__(
        self,
        web: Web,
        pace: Pace | None = None,
        agent: Agent | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._web = web
        self.agent = agent or Agent(web, clock)
        self._missing = missing(clock)
        self._homes: LRUCache[Person, tuple[str, str]] = LRUCache(REMEMBERED)
        self._pace = pace or Pace()
        self._parts: LRUCache[MessageRef, tuple[str, ...]] = LRUCache(REMEMBERED)
        self._direct: LRUCache[Person, str] = LRUCache(REMEMBERED)

    async def post(self, place: Place, card: Card) -> MessageRef:
        return await self._post(place, card, None)

    async def post_marked(self, place: Place, card: Card, mark: str) -> MessageRef:
        return await self._post(place, card, {"event_type": MARK, "event_payload": {"mark": mark}})

    async def marked(self, place: Place, mark: str) -> tuple[MessageRef, ...] | None:
        if place.thread is None:
            return None
        rows = await self._replies(place, place.thread)
        if rows is None:
            return None
        found = [
            str(row["ts"])
            for row in rows
            if _told(row).get("event_type") == MARK and _told(row).get("event_payload", {}).get("mark") == mark
        ]
        return tuple(MessageRef(place, ts) for ts in sorted(found))

    async def remove(self, message: MessageRef) -> None:
        try:
            await self._web.call(message.place.tenant, "chat.delete", channel=message.place.channel, ts=message.id)
        except ChatFault as fault:
            if fault.transient:
                raise

    async def _post(self, place: Place, card: Card, metadata: Any) -> MessageRef:
        first, *rest = self.render(place.tenant, card)
        try:
            message = MessageRef(place, await self._send(place, first, metadata))
        except ChatFault as fault:
            if not self._learnt(place.tenant, fault, [first]):
                raise
            return await self._post(place, card, metadata)
        try:
            if rest:
                await self._continue(message, rest, ())
        except ChatFault as fault:
            if not self._learnt(place.tenant, fault, rest):
                raise
            await self.update(message, card)
        self.agent.shown(message, card)
        return message

    async def update(self, message: MessageRef, card: Card) -> None:
        place = message.place
        first, *rest = pages = self.render(place.tenant, card)
        known = self._parts.get(message)
        if rest and known is None:
            known = await self._find_parts(message)
        try:
            await self._edit(place, message.id, first)
            if rest or known:
                await self._continue(message, rest, known or ())
        except ChatFault as fault:
            if not self._learnt(place.tenant, fault, pages):
                raise
            await self.update(message, card)
            return
        self.agent.shown(message, card)

    def render(self, tenant: Tenant, card: Card) -> tuple[Message, ...]:
        """The card with the blocks this workspace takes, as far as is known."""
        return render(card, self._without(tenant))

    def _without(self, tenant: Tenant) -> frozenset[str]:
        return frozenset(kind for kind in MODERN if (tenant, kind) in self._missing)

    def forget(self, tenant: Tenant) -> None:
        """Nothing is remembered of a workspace the app was removed from."""
        self._forget_missing(tenant)
        self.agent.forget(tenant)
        forget(self._homes, lambda person: person.tenant == tenant)
        forget(self._direct, lambda person: person.tenant == tenant)

    def _forget_missing(self, tenant: Tenant) -> None:
        forget(self._missing, lambda known: known[0] == tenant)

    def _learnt(self, tenant: Tenant, fault: ChatFault, pages: Sequence[Message]) -> bool:
        """Whether Slack refused blocks that have a plainer form; they are not tried again in this workspace for a day. What is
        refused in its plainest form as well says nothing of the workspace."""
        if fault.kind not in NOT_TAKEN:
            return False
        new = frozenset[str]().union(*map(modern, pages))
        if not new:
            self._forget_missing(tenant)
            return False
        log.warning("a workspace does not take %s", ", ".join(sorted(new)))
        self._missing.update(dict.fromkeys((tenant, kind) for kind in new))
        return True

    # --- the Home tab ---

    def home_note(self, person: Person) -> str | None:
        return self._homes[person][1] if person in self._homes else None

    async def draw_home(self, person: Person, card: Card, note: str = "") -> None:
        """Put the card on the Home tab. A conflict says that another process has drawn there meanwhile, of the same state or an
        older one than this card, which was made after: it is drawn over."""
        drawn = forms.home(card)
        known = self._homes.get(person, ("", ""))[0] or None
        arguments: dict[str, Any] = {"user_id": person.id, "view": drawn.view}
        try:
            answer = await self._web.call(person.tenant, "views.publish", hash=known, **arguments)
        except ChatFault as fault:
            if fault.kind != "hash_conflict":
                raise
            answer = await self._web.call(person.tenant, "views.publish", **arguments)
        self._homes[person] = (str((answer.get("view") or {}).get("hash") or ""), note)
        if drawn.rest:
            log.warning("the Home tab holds less than its card", extra={"left_out": len(drawn.rest)})

    async def direct(self, person: Person, card: Card) -> MessageRef:
        return await self.post(Place(person.tenant, await self.direct_channel(person)), card)

    async def direct_pages(self, person: Person, pages: Sequence[Message]) -> MessageRef:
        """What is left of a card that was begun elsewhere, as a direct message."""
        place = Place(person.tenant, await self.direct_channel(person))
        message = MessageRef(place, await self._send(place, pages[0]))
        if rest := list(pages[1:]):
            await self._continue(message, rest, ())
        return message

    async def direct_channel(self, person: Person) -> str:
        """The id of the bot's conversation with the person."""
        if person not in self._direct:
            opened = await self._web.call(person.tenant, "conversations.open", users=person.id)
            self._direct[person] = opened["channel"]["id"]
        return self._direct[person]

    async def turn(self, channel: str) -> None:
        """Wait for the next turn to put something into the channel. Raises ChatFault where the queue is long, so that no
        worker sleeps on a job; an answer to a person waits longer."""
        wait = self._pace.wait(channel)
        if wait > max(LONGEST_TURN, patience("chat.postMessage")):
            raise ChatFault("ratelimited", transient=True, retry_after=wait)
        await asyncio.sleep(self._pace.reserve(channel))

    # --- cards of several messages ---

    async def _continue(self, message: MessageRef, pages: list[Message], known: tuple[str, ...]) -> None:
        """Bring the further messages of a card in line: edit those there, post those missing, delete those left over."""
        place = Place(message.place.tenant, message.place.channel, message.place.thread or message.id)
        ids = list(known)
        self._parts.pop(message, None)  # until all is done: after a fault what is there is looked up
        for number, page in enumerate(pages):
            if number < len(ids):
                await self._edit(place, ids[number], page)
            else:
                payload = {"of": message.id, "part": number + 1}
                ids.append(await self._send(place, page, {"event_type": PART, "event_payload": payload}))
        for left_over in ids[len(pages) :]:
            await self.remove(MessageRef(place, left_over))
        self._parts[message] = tuple(ids[: len(pages)])

    async def _find_parts(self, message: MessageRef) -> tuple[str, ...]:
        """Further messages posted by an earlier process, told by their metadata; none where the thread cannot be read."""
        found = {}
        for row in await self._replies(message.place, message.place.thread or message.id) or ():
            told = _told(row)
            if told.get("event_type") == PART and told.get("event_payload", {}).get("of") == message.id:
                found[told["event_payload"].get("part", 0)] = str(row["ts"])
        return tuple(found[part] for part in sorted(found))

    async def _replies(self, place: Place, root: str) -> list[dict[str, Any]] | None:
        """The messages of one thread, never of a channel; None where it may not be read."""
        try:
            answer = await self._web.call(
                place.tenant,
                "conversations.replies",
                channel=place.channel,
                ts=root,
                include_all_metadata="true",
                limit=200,
            )
        except ChatFault as fault:
            if fault.transient:
                raise
            return None
        return list(answer.get("messages", []))

    async def _send(self, place: Place, message: Message, metadata: Any = None) -> str:
        await self.turn(place.channel)
        answer = await self._web.call(
            place.tenant,
            "chat.postMessage",
            channel=place.channel,
            thread_ts=place.thread,
            text=message.text,
            blocks=list(message.blocks),
            metadata=metadata,
            **QUIET,
        )
        return str(answer["ts"])

    async def _edit(self, place: Place, ts: str, message: Message) -> None:
        await self._web.call(
            place.tenant,
            "chat.update",
            channel=place.channel,
            ts=ts,
            text=message.text,
            blocks=list(message.blocks),
            link_names=False,
            parse="none",
        )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return row.get("metadata") or {}
