"""core.ports.sessions.Chat and core.ports.chat.MarkedChat for Teams.

A message cannot be found again there, so one that has to be is posted as its title alone, remembered, and filled in then: a
process that dies between leaves a title, and never words that could not be taken back.
"""

from collections.abc import Sequence
from urllib.parse import quote

from bot.teams import cards
from bot.teams.connector import Json
from bot.teams.progress import Informing
from bot.teams.references import References
from core.card import Card
from core.faults import ChatFault
from core.people.conversations import ConversationStore, Sent
from core.people.person import MessageRef, Person, Place


class TeamsChat:
    """A card too long for one message goes on in further ones, which are remembered with the first."""

    def __init__(self, references: References, store: ConversationStore, informing: Informing | None = None) -> None:
        self._references = references
        self._store = store
        self.informing = informing or Informing(references)

    async def post(self, place: Place, card: Card) -> MessageRef:
        pages = cards.render(card)
        message = MessageRef(place, await self._send(place, pages[0].activity()))
        await self._settle(message, pages, Sent(message.id))
        self.informing.shown(message, card)
        return message

    async def post_marked(self, place: Place, card: Card, mark: str) -> MessageRef:
        message = MessageRef(place, await self._placeholder(place, card.title))
        known = Sent(message.id, mark)
        await self._store.note(place, known)
        pages = cards.render(card)
        await self._edit(place, message.id, pages[0].activity())
        await self._settle(message, pages, known)
        self.informing.shown(message, card)
        return message

    async def marked(self, place: Place, mark: str) -> tuple[MessageRef, ...] | None:
        return tuple(MessageRef(place, sent.id) for sent in await self._store.sent(place, mark=mark))

    async def update(self, message: MessageRef, card: Card) -> None:
        pages = cards.render(card)
        known = next(iter(await self._store.sent(message.place, id=message.id)), Sent(message.id))
        await self._edit(message.place, message.id, pages[0].activity())
        await self._settle(message, pages, known)
        self.informing.shown(message, card)

    async def direct(self, person: Person, card: Card) -> MessageRef:
        return await self.post(await self._references.place(person), card)

    async def remove(self, message: MessageRef) -> None:
        known = next(iter(await self._store.sent(message.place, id=message.id)), Sent(message.id))
        for each in (*known.parts, message.id):
            await self._delete(message.place, each)
        await self._store.forget(message.place, message.id)

    async def say(self, place: Place, text: str, *, only: str = "") -> None:
        """A sentence without a card, where others are present: for `only` them, should the tenant have messages like that."""
        activity: Json = {"type": "message", "text": text, "textFormat": "plain"}
        if only:
            activity["recipient"] = {"id": only}
        await self._references.call("POST", place, f"/activities{'?isTargetedActivity=true' if only else ''}", activity)

    # --- one card, one or several messages ---

    async def _settle(self, message: MessageRef, pages: Sequence[cards.Message], known: Sent) -> None:
        """Bring what is remembered of the message, and its further ones, in line with its pages."""
        judged = tuple(f"{press.action}|{press.value}" for press in pages[0].judgement or ())
        wanted = Sent(message.id, known.mark, known.parts, judged)
        if wanted != known:
            await self._store.note(message.place, wanted)
        place, ids = message.place, list(known.parts)
        for number, page in enumerate(pages[1:]):
            if number == len(ids):
                ids.append(await self._placeholder(place, cards.notification(Card("…"))))
                await self._store.note(place, Sent(message.id, known.mark, tuple(ids), judged))
            await self._edit(place, ids[number], page.activity())
        for left_over in ids[len(pages) - 1 :]:
            await self._delete(place, left_over)
        if len(ids) > len(pages) - 1:
            await self._store.note(place, Sent(message.id, known.mark, tuple(ids[: len(pages) - 1]), judged))

    async def _placeholder(self, place: Place, title: str) -> str:
        """Without content, so that posting it once more does no harm."""
        return await self._send(place, cards.render(Card(title))[0].activity(), repeats=True)

    async def _send(self, place: Place, activity: Json, *, repeats: bool = False) -> str:
        told = await self._references.call("POST", place, "/activities", activity, repeats=repeats)
        if not told.get("id"):
            raise ChatFault("no_id", transient=True, lost=True)
        return str(told["id"])

    async def _edit(self, place: Place, id: str, activity: Json) -> None:
        await self._references.call("PUT", place, f"/activities/{quote(id, safe='')}", {**activity, "id": id})

    async def _delete(self, place: Place, id: str) -> None:
        try:
            await self._references.call("DELETE", place, f"/activities/{quote(id, safe='')}")
        except ChatFault as fault:
            if fault.transient:
                raise
