"""Files that come over HTTP: as they come, within limits of their own, beside everybody else."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from bot import uploads
from bot.listener import Listener
from bot.uploads import AT_ONCE, EACH, Receiving
from bot.web import LARGEST, Body, application, stream
from core.limits import MAX_BYTES
from core.people.person import Person, Platform, Tenant

HERE = Tenant(Platform.SLACK, "T1")
MEGABYTE = 1024 * 1024


@dataclass
class Served:
    """A bot's web server with one form for a file, sent by whom the header `Who` names."""

    port: int = 0
    receiving: Receiving = field(default_factory=Receiving)
    kept: list[uploads.Sent] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/form"

    async def form(self, request: web.Request) -> web.Response:
        if not (who := request.headers.get("Who")):
            raise web.HTTPUnauthorized
        with self.receiving.of(Person(HERE, who)):
            sent = await uploads.read(Body(request), "file")
        self.kept.append(sent)
        return web.json_response({"bytes": len(sent.data or b""), "name": sent.name, **sent.fields})


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async def ping() -> None:
        pass

    served, app = Served(), application(ping)
    stream(app, "POST", "/form", served.form, uploads.FORM)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = Listener(runner, 100)
    await listener.start("127.0.0.1", 0)
    served.port = listener._sockets[0].getsockname()[1]
    yield served
    await listener.close()
    await runner.cleanup()


def form(data: object, **fields: str) -> aiohttp.FormData:
    made = aiohttp.FormData(fields, quote_fields=False)  # as browsers and curl do
    made.add_field("file", io.BytesIO(data) if isinstance(data, bytes) else data, filename="Späte Sitzung.vtt")
    return made


async def post(served: Served, data: object, who: str = "ada", **headers: str) -> tuple[int, dict[str, object]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(served.url, data=data, headers={"Who": who, **headers}) as response,
    ):
        said = await response.text()
        return response.status, json.loads(said) if response.status == 200 else {}


async def test_a_form_comes_with_its_file_and_fields(served: Served) -> None:
    whole = bytes(range(256)) * 40_960
    assert len(whole) == MAX_BYTES
    status, said = await post(served, form(whole, title="Größe", day="2026-11-03"))
    assert (status, said) == (
        200,
        {"bytes": MAX_BYTES, "name": "Späte Sitzung.vtt", "title": "Größe", "day": "2026-11-03"},
    )
    same = served.kept[0].data == whole
    assert same  # without ten million bytes to read where it is not


async def test_too_much_is_refused_on_the_way(served: Served) -> None:
    """A length that is said is refused unread; chunks as soon as there are too many."""
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        while taken < 100 * MEGABYTE:
            taken += MEGABYTE
            yield bytes(MEGABYTE)

    typed = {"Content-Type": "multipart/form-data; boundary=x", "Connection": "close"}
    for data, headers in ((endless(), typed), (form(bytes(MAX_BYTES + MEGABYTE)), {"Connection": "close"})):
        with suppress(aiohttp.ClientError):  # hung up on while it still sends
            assert (await post(served, data, **headers))[0] == 413
    assert taken < 40 * MEGABYTE
    assert served.kept == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data", 400),
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"no form", "multipart/form-data; boundary=x", 400),
        (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nhalf', "multipart/form-data; boundary=x", 400),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x", 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"1" * 5000 + b"\r\n--x--",
            "multipart/form-data; boundary=x",
            413,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 2 + b"--x--",
            "multipart/form-data; boundary=x",
            400,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--',
            "multipart/form-data; boundary=x",
            400,
        ),
        (
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n1\r\n--y--\r\n--x--",
            "multipart/form-data; boundary=x",
            400,
        ),
        (b"--x\r\n" + b"X: " + b"1" * 70_000 + b"\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x", 400),
    ],
)
async def test_what_is_no_form_is_refused(served: Served, body: bytes, kind: str, status: int) -> None:
    assert (await post(served, body, **{"Content-Type": kind}))[0] == status
    assert served.kept == []


async def test_nothing_is_read_of_who_is_nobody_and_other_routes_are_as_strict_as_ever(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(served.url, data=form(b"x")) as response:
            assert response.status == 401
        async with session.post(served.url, data=b"x", headers={"Content-Encoding": "gzip", "Who": "ada"}) as response:
            assert response.status == 415
        async with session.get(
            f"http://127.0.0.1:{served.port}/healthz", data=io.BytesIO(bytes(LARGEST + 1))
        ) as response:
            assert response.status == 413


async def test_half_a_file_is_dropped(served: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(
        b"POST /form HTTP/1.1\r\nHost: x\r\nWho: ada\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        b'Content-Length: 5000\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf'
    )
    await writer.drain()
    async with asyncio.timeout(60):
        while not served.receiving._going:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.01)
        writer.close()
        while served.receiving._going:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.01)
    del reader
    assert served.kept == []


async def test_so_many_come_in_at_a_time_and_others_are_served(served: Served) -> None:
    go_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"begun"
        await go_on.wait()

    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        people = [f"person {n // EACH}" for n in range(AT_ONCE)]
        going = [group.create_task(post(served, form(slow()), who)) for who in people]
        while served.receiving._going.total() < AT_ONCE:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.01)
        assert (await post(served, form(b"x"), people[0]))[0] == 429
        assert (await post(served, form(b"x"), "somebody else"))[0] == 503
        async with aiohttp.ClientSession() as session, session.get(served.url.replace("form", "healthz")) as response:
            assert response.status == 200
        go_on.set()
        assert {(await task)[0] for task in going} == {200}
    assert (await post(served, form(b"x"), people[0]))[0] == 200
