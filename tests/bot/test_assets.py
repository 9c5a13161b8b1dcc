"""What a page is made of besides its words is served, once to whoever keeps it, and nothing else of the folder is."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import assets


async def client() -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.add_routes(assets.routes())
    made = TestClient(TestServer(app))
    await made.start_server()
    return made


async def test_a_file_is_given_once_to_whoever_keeps_it() -> None:
    there = await client()
    first = await there.get("/assets/debrief.css")
    again = await there.get("/assets/debrief.css", headers={"If-None-Match": first.headers["ETag"]})
    other = await there.get("/assets/debrief.css", headers={"If-None-Match": '"another"'})
    assert (first.status, first.content_type, again.status, other.status) == (200, "text/css", 304, 200)
    assert await first.read() == (assets.FOLDER / "debrief.css").read_bytes()
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    await there.close()


@pytest.mark.parametrize("path", ["__init__.py", "", "..%2Fapp.py", "nothing.css"])
async def test_nothing_else_is_served(path: str) -> None:
    there = await client()
    assert (await there.get(f"/assets/{path}")).status == 404
    await there.close()
