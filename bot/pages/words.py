"""Pages that say one thing: how to get in, and why something is not shown."""

from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from bot.render import site
from bot.render.wording import safe
from core.translation import N_, _

SHEETS, SCRIPTS = ("pages.css",), ("pages.js",)


@dataclass(frozen=True, slots=True)
class Said:
    """`title` and `words` are messages; `values` stand in the words. `link` is an address and what is pressed."""

    status: int
    title: str
    words: tuple[str, ...]
    link: tuple[str, str] | None = None
    values: tuple[tuple[str, str], ...] = ()


HOW = N_("In our private chat, press “Open in the browser” on a session's card: a new link comes at once.")
USED_UP = Said(
    410,
    N_("This link does not work any more"),
    (N_("A link opens once, and within ten minutes. Nothing is lost: what it led to is where it was."), HOW),
    ("/sign-in", N_("Other ways to sign in")),
)
LATER = Said(
    503,
    N_("That did not go through"),
    (N_("Something I need did not answer just now. Nothing of yours is lost. Please try again in a minute."),),
    ("/me", N_("Try again")),
)
OUT = Said(200, N_("You are signed out"), (N_("You can close this page."), HOW))
NOT_THERE = Said(
    404,
    N_("I cannot find that"),
    (N_("It may have been deleted, or it is not yours to open."),),
    ("/me", N_("To my sessions")),
)
NOT_MINE = Said(
    403, N_("I cannot sign you in"), (N_("I only work with full members of an organisation that uses Debrief."),)
)
NOT_FROM_HERE = Said(
    403,
    N_("Please begin again"),
    (N_("This has to be done in the browser in which it began, and within ten minutes."),),
    ("/sign-in", N_("Begin again")),
)
MANY = Said(429, N_("Many are here just now"), (N_("Please give it a minute, then try again."),))
TOO_LARGE = Said(
    413,
    N_("This file is too large"),
    (N_("I take up to 10 MB. Export the text transcript alone, without audio or images."),),
    ("/me/upload", N_("Choose another file")),
)


def not_so(why: str) -> Said:
    """What was said beside a file cannot be; `why` in the reader's words already."""
    return Said(422, N_("I did not take this"), (why,), ("/me/upload", N_("Try again")))


def broken(reference: str) -> Said:
    said = N_("Nothing of yours is lost. If it stays, tell whoever runs me this reference: {reference}.")
    return Said(
        500,
        N_("Something went wrong on my side"),
        (said,),
        ("/me", N_("To my sessions")),
        (("reference", reference),),
    )


def page(said: Said) -> web.Response:
    values = dict(said.values)
    words = Markup().join(Markup("<p>{}</p>").format(safe(_(each, **values))) for each in said.words)
    link = Markup()
    if said.link:
        link = Markup('<p class="actions"><a class="button primary" href="{}">{}</a></p>').format(
            said.link[0], _(said.link[1])
        )
    return alone(_(said.title), words + link, status=said.status)


def alone(title: str, body: Markup, status: int = 200) -> web.Response:
    """A page of its own, for who is not signed in or cannot go on."""
    inner = Markup('<main id="main" class="alone"><p class="brand">{}</p><h1>{}</h1>{}</main>').format(
        "Debrief", title, body
    )
    return html(title, inner, status)


def html(title: str, body: Markup, status: int = 200) -> web.Response:
    """`title` stands in the browser's tab and history, so it holds nothing of a session."""
    text = site.document(f"{title} - Debrief", body, kind="pages", sheets=SHEETS, scripts=SCRIPTS)
    response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response
