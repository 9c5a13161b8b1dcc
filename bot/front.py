"""GET /: to the playground where it is on; else a page that says what this is, and whether it works."""

from pathlib import Path

from aiohttp import web
from markupsafe import Markup

from bot.config import Config
from bot.playground.place import PATH
from bot.render import site
from bot.web import READY
from core.translation import preferred, reading

PAGE = Path(__file__).parent / "front.html"


def routes(config: Config) -> list[web.RouteDef]:
    return [web.get("/", _to_playground if config.playground else _page)]


async def _to_playground(_: web.Request) -> web.Response:
    raise web.HTTPFound(PATH)


async def _page(request: web.Request) -> web.Response:
    works = await request.app[READY].works()
    with reading(preferred(request.headers.get("Accept-Language", ""))):
        body = Markup(site.template(PAGE).render(works=works))  # noqa: S704 - of an escaping template
        text = site.document("Debrief", body, kind="front")
    return web.Response(
        status=200 if works else 503,
        text=text,
        content_type="text/html",
        headers={**site.HEADERS, "Vary": "Accept-Language"},
    )
