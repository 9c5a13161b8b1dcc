"""What is around every page of who is signed in: the way to the other pages, and who it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from bot.pages import words
from bot.pages.addresses import PAPER, ROOT, TRANSCRIPT, UPLOAD, Shown
from bot.render.html import hidden
from bot.render.wording import safe
from core.translation import N_, _
from handlers.account import routes as account
from handlers.coaching import routes as coaching
from handlers.home import routes as at_home
from handlers.insight import routes as insight
from handlers.lists import routes as lists
from handlers.programme import routes as programme
from handlers.promises import routes as promises
from handlers.sharing import routes as sharing

NAVIGATION = (
    (at_home.SHOW.name, N_("Overview")),
    (lists.PAGE.name, N_("Sessions")),
    (lists.TIMELINE.name, N_("Timeline")),
    (promises.PAGE.name, N_("Promises")),
    (sharing.LIST.name, N_("Sharing")),
    (coaching.LIST.name, N_("People")),
)
MINE = (
    (account.SETTINGS.name, N_("Settings")),
    (account.PRIVACY.name, N_("Your data")),
    (at_home.HELP.name, N_("Help")),
)
TITLES = {
    **dict((*NAVIGATION, *MINE)),
    insight.OPEN.name: N_("Session"),
    TRANSCRIPT: N_("Transcript"),
    UPLOAD: N_("Add a session"),
    programme.OPEN.name: N_("The programme"),
}
"""In the browser's tab and its history, so of kinds of pages alone."""
BELOW = {
    **dict.fromkeys((insight.OPEN.name, TRANSCRIPT, PAPER), lists.PAGE.name),
    programme.OPEN.name: account.SETTINGS.name,
}
"""Under which part of the navigation others stand."""


@dataclass(frozen=True)
class Around:
    """`name` of who is signed in; `csrf` for signing out; `back`: of a form, what it belongs to."""

    name: str
    csrf: str
    shown: Shown
    back: Shown | None = None


def page(around: Around, parts: Sequence[Markup], status: int = 200) -> web.Response:
    here = around.back or around.shown
    part = BELOW.get(here.route, here.route)
    body = Markup(
        '<a class="skip button" href="#main">{skip}</a><header class="bar"><a class="brand" href="{root}">{brand}</a>'
        '<nav aria-label="{pages}"><ul>{links}</ul></nav><div class="mine">'
        '<a class="button primary" href="{root}/upload"{upload}>{add}</a>'
        '<details class="menu"><summary class="button" dir="auto">{name}</summary><div class="choices"><ul>{mine}'
        '<li><form method="post" action="/sign-out">{token}<button type="submit">{out}</button></form></li></ul></div>'
        '</details></div></header><main id="main" tabindex="-1" data-away="{away}">{parts}</main>'
    ).format(
        skip=_("To the content"),
        brand="Debrief",
        root=ROOT,
        pages=_("Pages"),
        links=Markup().join(_entry(route, label, part) for route, label in NAVIGATION),
        upload=_current(UPLOAD, part),
        add=_("Add a session"),
        name=safe(around.name),
        mine=Markup().join(_entry(route, label, part) for route, label in MINE),
        token=hidden({"csrf": around.csrf}),
        out=_("Sign out"),
        away=_(words.LATER.words[0]),
        parts=Markup("\n").join(parts),
    )
    return words.html(_(TITLES.get(here.route, N_("Session"))), body, status)


def _entry(route: str, label: str, part: str) -> Markup:
    return Markup('<li><a href="{}"{}>{}</a></li>').format(Shown(route).address(), _current(route, part), _(label))


def _current(route: str, part: str) -> Markup:
    return Markup(' aria-current="page"') if route == part else Markup()
