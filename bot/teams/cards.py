"""A card as messages of Teams: one, or several where one cannot hold it. Nothing is dropped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.render.cutting import shorten
from bot.render.wording import receipt
from bot.teams import limits
from bot.teams.blocks import Writer, numbered
from bot.teams.commands import spoken, typed
from bot.teams.elements import Json, heading, inert, rich, size
from core.card import Button, Card, Quote, written
from core.translation import language

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
HEAD = 700
"""Bytes kept for the heading of a card that goes on."""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is for notifications and screen readers, `card` an Adaptive Card, `cited` the quotes that its [1], [2] name.
    `judgement`: what pressing the platform's own thumbs means, the good one first; None for a message without thumbs."""

    text: str
    card: Json
    cited: tuple[Quote, ...] = ()
    generated: bool = False
    judgement: tuple[Button, Button] | None = None

    def activity(self) -> Json:
        """For the Connector. A text of its own would be a second message, so there is none."""
        made: Json = {
            "type": "message",
            "summary": self.text,
            "attachments": [{"contentType": ADAPTIVE, "content": self.card}],
        }
        if self.cited or self.generated:
            made["entities"] = [_message_entity(self)]
        if self.judgement:
            # Teams' own question after a thumb would ask for words, which nobody here reads.
            made["channelData"] = {"feedbackLoop": {"type": "custom"}}
        return made


def render(card: Card) -> tuple[Message, ...]:
    """The card as one message, or as several of at most limits.CARD bytes; the thumbs are under the first one."""
    card = written(card, typed)
    writer = Writer(message=True)
    text = notification(card)
    body = [*heading(card.title, "Large"), *writer.blocks(card.blocks)] or [rich(text)]
    pages = list(paged(body, limits.CARD - size(adaptive([], text)) - HEAD))
    made: list[Message] = []
    for number, page in enumerate(pages, 1):
        if number > 1:
            title = shorten(numbered(" ".join(card.title.split()), number, len(pages)), limits.LABEL)
            page = [*heading(title, "Medium"), *page]  # noqa: PLW2901 - what is shown of it
        judgement = None if made else writer.judgement
        made.append(Message(text, adaptive(page, text), tuple(writer.cited), card.generated, judgement))
    return tuple(made)


def adaptive(body: list[Json], text: str) -> Json:
    """The card itself. `text` stands in for it where it cannot be shown, and is what a screen reader says first."""
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": language(),
        "fallbackText": text,
        "speak": text,
        "msteams": {"width": "Full"},
        "body": body,
    }


def notification(card: Card) -> str:
    return shorten(" ".join(inert(spoken(card.fallback)).split()), limits.NOTIFICATION) or "Debrief"


def paged(elements: Iterable[Json], most: int) -> Iterator[list[Json]]:
    """The elements on as few pages of `most` bytes as may be; a heading goes along with what it heads."""
    page: list[Json] = []
    used = 1  # of a list, as elements.size counts it: a bracket, and a comma or a bracket after each
    for element in elements:
        taken = size(element) + 1
        if page and used + taken > most:
            carried = [page.pop()] if len(page) > 1 and _leads(page[-1]) else []
            yield page
            page, used = carried, 1 + sum(size(each) + 1 for each in carried)
        page.append(element)
        used += taken
    if page:
        yield page


def _leads(element: Json) -> bool:
    if element["type"] == "RichTextBlock":
        return all(isinstance(run, dict) and run.get("weight") == "Bolder" for run in element["inlines"])
    return bool(element.get("style") == "heading")


def _message_entity(message: Message) -> Json:
    """What Teams shows about a message: that a model made it, and where its quotes come from."""
    made: Json = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
    }
    if message.generated:
        made["additionalType"] = ["AIGeneratedContent"]
    if message.cited:
        made["citation"] = [_citation(number, quote) for number, quote in enumerate(message.cited, 1)]
    return made


def _citation(number: int, quote: Quote) -> Json:
    return {
        "@type": "Claim",
        "position": number,
        "appearance": {
            "@type": "DigitalDocument",
            "name": shorten(inert(receipt(quote)), limits.CITED_AS),
            "abstract": shorten(" ".join(inert(quote.text).split()), limits.CITED),
        },
    }
