"""The style sheets, scripts and pictures of what is shown in a browser: the files of this folder, and nothing else is served.

`blocks.css` is what a card's parts look like, on a saved page as well; `debrief.css` and `debrief.js` go with every page.
"""

import hashlib
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

FOLDER = Path(__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def routes() -> list[web.RouteDef]:
    """GET /assets/NAME, with an ETag that changes with the file: 304 to whoever has it."""
    return [
        web.get(f"/assets/{path.name}", _served(path.read_bytes(), TYPES[path.suffix]))
        for path in sorted(FOLDER.iterdir())
        if path.suffix in TYPES
    ]


def _served(data: bytes, kind: str) -> Handler:
    tag = hashlib.sha256(data).hexdigest()[:16]

    async def answer(request: web.Request) -> web.Response:
        known = any(each.value in {tag, "*"} for each in request.if_none_match or ())
        response = web.Response(status=304) if known else web.Response(body=data, content_type=kind, charset="utf-8")
        response.headers.update({"ETag": f'"{tag}"', "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})
        return response

    return answer
