"""The pages over real handlers and a real database, and browsers before them."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDictProxy

from bot import assets, pages
from bot.config import Config
from bot.pages import ENTER
from bot.uploads import Receiving
from bot.web import application
from core.people.browsers import LINK_HOLDS, SignInLink, digest, secret
from core.people.person import Person
from handlers.dispatcher import Dispatcher
from handlers.services import Pages
from storage import Storage
from tests.relationships.house import House, furnish


@dataclass
class Form:
    """A form of a page: where it goes, what it sends, and the words on it."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""


class Read(HTMLParser):
    """Forms, links and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._in: Form | None = None
        self._href: str | None = None
        self._quiet = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in = Form(told.get("action", ""))
            self.forms.append(self._in)
        elif self._in is not None and tag in {"input", "textarea", "select"} and told.get("name"):
            ticked = told.get("type") not in {"checkbox", "radio"} or "checked" in told
            if ticked and told.get("type") != "file":
                self._in.fields.append((told["name"], told.get("value", "")))
        elif self._in is not None and tag == "option" and "selected" in told:
            name, _value = self._in.fields[-1]
            self._in.fields[-1] = (name, told.get("value", ""))
        elif self._in is not None and tag == "button" and told.get("name"):
            self._in.fields.append((told["name"], told.get("value", "")))
        if tag == "a":
            self._href = told.get("href")
        self._quiet = tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = None
        if tag == "a":
            self._href = None
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if self._quiet or not data.strip():
            return
        self.words.append(data.strip())
        if self._in is not None:
            self._in.words += data.strip() + "\n"
        if self._href is not None:
            self.links.append((data.strip(), self._href))

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Page:
    status: int
    url: str
    html: str
    headers: CIMultiDictProxy[str]

    @property
    def read(self) -> Read:
        return Read(self.html)

    @property
    def text(self) -> str:
        return self.read.text


@dataclass
class Browser:
    """One browser of one person, with its own cookies. It says where what it sends comes from, as all of today do."""

    base: str
    http: aiohttp.ClientSession
    last: Page | None = None

    async def ask(self, method: str, path: str, *, follow: bool = True, **how: Any) -> Page:
        url = path if path.startswith("http") else self.base + path
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": self.base, **how.pop("headers", {})}
        if method == "GET":
            headers.pop("Origin")
        async with self.http.request(method, url, headers=headers, allow_redirects=follow, **how) as response:
            text = await response.text(errors="replace")
            self.last = Page(response.status, str(response.url), text, response.headers)
        return self.last

    async def get(self, path: str, **how: Any) -> Page:
        return await self.ask("GET", path, **how)

    async def post(self, path: str, fields: Any, **how: Any) -> Page:
        return await self.ask("POST", path, data=fields, **how)

    async def press(self, label: str, on: Page | None = None, **how: Any) -> Page:
        """The button or link of this label."""
        page = on or self.last
        assert page is not None
        read = page.read
        for said, href in read.links:
            if said == label:
                return await self.get(href, **how)
        form = next(form for form in read.forms if label in form.words.splitlines())
        return await self.post(form.action, form.fields, **how)

    async def fill(self, fields: Mapping[str, str | tuple[str, ...]], on: Page | None = None, **how: Any) -> Page:
        """Send the page's own form; a field not named keeps its value."""
        page = on or self.last
        assert page is not None
        form = next(form for form in page.read.forms if form.action.endswith("/send"))
        kept = [(name, value) for name, value in form.fields if name.partition(":")[2] not in fields]
        for name, value in fields.items():
            many = isinstance(value, tuple)
            kept += [
                (f"{'many' if many else 'one'}:{name}", each)
                for each in (value if isinstance(value, tuple) else (value,))
            ]
        return await self.post(form.action, kept, **how)


@dataclass
class Site:
    """`house` is the world behind the pages."""

    house: House
    base: str
    _open: list[aiohttp.ClientSession] = field(default_factory=list)

    @property
    def storage(self) -> Storage:
        return self.house.storage

    def browser(self) -> Browser:
        self._open.append(aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))
        return Browser(self.base, self._open[-1])

    async def link(self, who: Person, route: str = "home.show", value: str = "", holds: timedelta = LINK_HOLDS) -> str:
        """The path of a link that signs them in."""
        word = secret()
        kept = SignInLink(who, route, value, self.storage.clock.now() + holds)
        await self.storage.browsers.keep_link(digest(word), kept)
        return ENTER + word

    async def signed_in(self, who: Person, route: str = "home.show", value: str = "") -> Browser:
        browser = self.browser()
        await browser.get(await self.link(who, route, value))
        page = await browser.press("Sign in")
        assert page.status == 200, page.text
        return browser

    async def close(self) -> None:
        for http in self._open:
            await http.close()


@asynccontextmanager
async def site_over(house: House, **more: Any) -> AsyncIterator[Site]:
    """`more` of the configuration."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{sock.getsockname()[1]}"
    storage = house.storage
    house.services = replace(house.services, pages=Pages(storage.browsers, base + ENTER), clock=storage.clock)
    server = application(storage.ping)
    server.add_routes(assets.routes())
    config = Config(data=Path(), public_url=base, **more)
    async with pages.mounted(server, config, house.services, Dispatcher(house.services), storage, Receiving()):
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, sock).start()
        site = Site(house, base)
        try:
            yield site
        finally:
            await site.close()
            await runner.cleanup()


@pytest.fixture
async def site(storage: Storage) -> AsyncIterator[Site]:
    async with site_over(furnish(storage)) as opened:
        yield opened
