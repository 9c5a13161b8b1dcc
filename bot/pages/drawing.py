"""Cards and forms on a page: what only shows something is a link, and a quote leads to its turn. Commands in them are written
before (`said`)."""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from bot.pages.addresses import SAVED, Shown, file
from bot.render import html_form
from bot.render.blocks import Blocks, heading
from bot.render.html import Post, Pressable
from bot.render.html_form import Filled
from bot.render.wording import safe
from core.card import Actions, Button, Card, Fold, Form, Menu, Quote, Say
from core.people.person import Platform
from core.translation import N_, _, quoted
from handlers.browser.routes import OPEN as IN_BROWSER
from handlers.insight.routes import NAME

PAGES = {
    "insights": N_("Sessions"),
    "timeline": N_("Timeline"),
    "actions": N_("Promises"),
    "share": N_("Sharing"),
    "coach": N_("People"),
    "settings": N_("Settings"),
    "privacy": N_("Your data"),
    "help": N_("Help"),
}
FIRST = 2
"""The level of headings below the page's own."""
LISTS = frozenset({"", "list", "done"})
NEW, ADD = Say("insights", "new"), N_("Add a session")


def said(platform: Platform, command: Say) -> str:
    """A page has no commands: what a page stands for is named as the page, and of any other it says that it is for the chat."""
    page = ADD if command == NEW else PAGES.get(command.verb) if command.rest in LISTS else None
    if page:
        return quoted(_(page))
    slash = "" if platform is Platform.TEAMS else "/"
    return _("“{command}” in the chat", command=f"{slash}{command.verb or 'debrief'} {command.rest}".strip())


class OnPage(Pressable):
    """`back` is the page it stands on, `turn` the address of a transcript's turn, where the reader may see it."""

    def __init__(self, post: Post, back: Shown, turn: Callable[[int], str] | None = None) -> None:
        super().__init__(post)
        self._back = back
        self._turn = turn

    def _actions(self, actions: Actions) -> Markup:
        here = tuple(each for each in actions.items if not (isinstance(each, Button) and _is_here(each)))
        return super()._actions(Actions(here, actions.judgement)) if here else Markup()

    def _button(self, button: Button) -> Markup:
        address = self._address(button.action, button.value)
        if address is None or button.confirm:
            return super()._button(button)
        return _link(button.label, address, f"button {button.tone.value}")

    def _menu(self, menu: Menu) -> Markup:
        addresses = [self._address(menu.action, choice.value) for choice in menu.choices]
        if menu.action == NAME.name:
            return self._chips(menu)
        if None in addresses:
            return super()._menu(menu)
        links = Markup().join(
            Markup("<li>{}</li>").format(_link(choice.label, address or "", ""))
            for choice, address in zip(menu.choices, addresses, strict=True)
        )
        return Markup(
            '<details class="menu"><summary class="button" dir="auto">{}</summary>'
            '<div class="choices"><ul>{}</ul></div></details>'
        ).format(safe(menu.placeholder), links)

    def _chips(self, menu: Menu) -> Markup:
        """One tap names what it is."""
        chips = (self._press(Button(choice.label, menu.action, choice.value), choice.label) for choice in menu.choices)
        return Markup('<fieldset class="chips"><legend dir="auto">{}</legend>{}</fieldset>').format(
            safe(menu.placeholder), Markup().join(chips)
        )

    def _fold(self, fold: Fold, level: int, *, opened: bool = False) -> Markup:
        """In place, and open where the page begins: whoever loads it anew is asked anew whether they may see it."""
        here = replace(fold, in_place=bool(fold.blocks))
        return super()._fold(here, level, opened=opened or level == FIRST)

    def _source(self, quote: Quote) -> str:
        words = super()._source(quote)
        return _link(words, self._turn(quote.turn), "turn") if self._turn else words

    def _address(self, action: str, value: str) -> str | None:
        if action in SAVED:
            return file(action, value)
        shown = Shown.of(action, value)
        return shown.address(self._back if shown.asks else None) if shown else None


def _is_here(button: Button) -> bool:
    return button.action == IN_BROWSER.name


def _link(label: str, address: str, kind: str) -> Markup:
    return Markup('<a class="{}" href="{}" dir="auto">{}</a>').format(kind, address, safe(label))


def page_card(card: Card, post: Post, back: Shown, turn: Callable[[int], str] | None = None) -> Markup:
    """The one card of a page: its title is the page's heading."""
    return Markup('<article class="card">{}{}</article>').format(
        heading(card.title, 1), OnPage(post, back, turn).drawn(card.blocks, 2)
    )


def paper(card: Card) -> Markup:
    """With nothing to press."""
    return Markup('<article class="card">{}<p class="small" dir="auto">{}</p>{}</article>').format(
        heading(card.title, 1), safe(card.summary), Blocks().drawn(card.blocks, 2)
    )


def notice(card: Card, post: Post, back: Shown) -> Markup:
    """What came of a press, above the page."""
    return Markup('<section class="notice card" role="status">{}{}</section>').format(
        heading(card.title, 2), OnPage(post, back).drawn(card.blocks, 3)
    )


def page_form(form: Form, post: Post, filled: Filled, presses: Post, opened: Shown) -> Markup:
    """`presses`: where buttons of what it shows go; `opened` is the page it is."""
    return html_form.form(form, post, filled, level=1, blocks=OnPage(presses, opened))
