"""A card in a browser's window: what it says as on a saved page, and what can be pressed as plain HTML forms.

No script is needed for any of it. A second question is a popover, a menu opens in place, a press is a POST with the fields
`action` and `value`, as core.card.Button and Menu carry them, and whatever `Post.hidden` adds. All is escaped by markupsafe.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import assert_never
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.render.blocks import Blocks, heading
from bot.render.wording import safe, typed
from core.card import Actions, Block, Button, Card, Confirm, Fold, Link, Menu, Text, Tone, written

ACTION, VALUE = "action", "value"
"""The names of what a press sends."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where presses go: `hidden` is sent with each, such as a token against forged requests. Every id begins with `name`, which
    is unique on its page."""

    url: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    name: str = "card"


def card(card: Card, post: Post, *, level: int = 2) -> Markup:
    """An article: its title a heading of this level, 1 to 6, its parts one below."""
    card = written(card, typed)
    said = card.blocks or ((Text(card.summary),) if card.summary else ())
    return Markup('<article class="card">{}{}</article>').format(
        heading(card.title, level), Pressable(post).drawn(said, level + 1)
    )


def blocks(blocks: tuple[Block, ...], post: Post, *, level: int = 2) -> Markup:
    """Some blocks alone; headings among them are of this level."""
    return Pressable(post).drawn(written(blocks, typed), level)


def hidden(values: Mapping[str, str]) -> Markup:
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup().join(field.format(name, value) for name, value in values.items())


class Pressable(Blocks):
    """What can be pressed, beside what is said. One for each thing drawn: it counts its ids."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._ids = (f"{post.name}-{number}" for number in count(1))

    def _actions(self, actions: Actions) -> Markup:
        kind = Markup(" judgement") if actions.judgement else Markup()
        return Markup('<div class="actions{}">{}</div>').format(kind, Markup().join(self._items(actions)))

    def _items(self, actions: Actions) -> Iterator[Markup]:
        for item in actions.items:
            match item:
                case Button():
                    yield self._button(item)
                case Menu():
                    yield self._menu(item)
                case Link():
                    yield _link(item)
                case _:
                    assert_never(item)

    def _fold(self, fold: Fold, level: int, *, opened: bool = False) -> Markup:
        """In place; where rights are asked each time, its title beside the button that opens it."""
        if fold.open is None or fold.in_place:
            return super()._fold(fold, level, opened=opened)
        return Markup('<div class="fold">{}<div class="actions">{}</div></div>').format(
            heading(fold.title, level), self._button(fold.open)
        )

    def _button(self, button: Button) -> Markup:
        if button.confirm:
            return self._asked(button, button.confirm)
        return self._press(button, button.label)

    def _press(self, button: Button, label: str) -> Markup:
        return self._form(
            "press",
            {ACTION: button.action, VALUE: button.value},
            _pressed(label, button.tone, Markup(' type="submit"')),
        )

    def _asked(self, button: Button, confirm: Confirm) -> Markup:
        """The second question lies over the page until it is answered; Escape is no, too."""
        name = next(self._ids)
        opens = Markup(' type="button" aria-haspopup="dialog" popovertarget="{}"').format(name)
        closes = Markup(' type="button" popovertarget="{}" popovertargetaction="hide" autofocus').format(name)
        return Markup(
            '{0}<div popover id="{1}" class="confirm" role="dialog" aria-labelledby="{1}-title">'
            '<p class="strong" id="{1}-title" dir="auto">{2}</p><p class="said" dir="auto">{3}</p>'
            '<div class="actions">{4}{5}</div></div>'
        ).format(
            _pressed(button.label, button.tone, opens),
            name,
            safe(confirm.title),
            safe(confirm.text),
            self._press(button, confirm.yes),
            _pressed(confirm.no, Tone.PLAIN, closes),
        )

    def _menu(self, menu: Menu) -> Markup:
        """Its choices are buttons of one form: a list that acts when it is merely moved through would hinder a keyboard."""
        choice = Markup('<li><button type="submit" name="{}" value="{}" dir="auto">{}</button></li>')
        choices = Markup().join(choice.format(VALUE, each.value, safe(each.label)) for each in menu.choices)
        return Markup('<details class="menu"><summary class="button" dir="auto">{}</summary>{}</details>').format(
            safe(menu.placeholder),
            self._form("choices", {ACTION: menu.action}, Markup("<ul>{}</ul>").format(choices)),
        )

    def _form(self, kind: str, values: Mapping[str, str], inner: Markup) -> Markup:
        return Markup('<form class="{}" method="post" action="{}">{}{}</form>').format(
            kind, self._post.url, hidden({**self._post.hidden, **values}), inner
        )


def _pressed(label: str, tone: Tone, attributes: Markup) -> Markup:
    return Markup('<button class="button {}"{} dir="auto">{}</button>').format(tone.value, attributes, safe(label))


def _link(link: Link) -> Markup:
    if urlsplit(link.address).scheme not in {"https", "http", ""}:
        raise ValueError("a link leads to a page")
    return Markup('<a class="button {}" href="{}" dir="auto">{}</a>').format(
        link.tone.value, link.address, safe(link.label)
    )
