"""The playground through its own pages: what a browser sends, and what stands in the window that it fills."""

import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from bot.config import Config
from bot.face import Connect, ServedFace
from bot.playground.cast import TENANT, Player
from bot.playground.face import connect
from bot.render import html_form
from core.people.person import Platform, Tenant
from core.ports.people import Kind
from handlers.events import Inbox
from storage import Storage
from tests.faces.stage import ANA, CORA, GUEST
from tests.fakes.browser import Element, Pairs, parsed, sent

CAST = (Player(ANA, "Ana"), Player(CORA, "Cora"), Player(GUEST, "Gil", kind=Kind.GUEST))


@dataclass
class OnPlayground:
    session: aiohttp.ClientSession
    platform: Platform = Platform.PLAYGROUND
    base: str = ""

    @property
    def tenant(self) -> Tenant:
        return TENANT

    @property
    def faces(self) -> Mapping[Platform, Connect]:
        def face(_config: Config, storage: Storage) -> AbstractAsyncContextManager[ServedFace]:
            return connect(storage, windable=True, players=CAST)

        return {self.platform: face}

    def configured(self, config: Config) -> Config:
        return replace(config, playground=True)

    async def open(self, base: str, inbox: Inbox) -> None:
        self.base = base

    async def give(self, who: str, name: str, data: bytes) -> str:
        await self.drop(who, name, data)
        link = (await self._window(who)).all("a", download="")[-1]
        return link.attributes["href"].rpartition("/")[2]

    async def take_back(self, source: str) -> None:
        for who in (ANA, CORA):
            for message in (await self._window(who)).all("div", class_="mine"):
                if message.all("a", download="")[0].attributes["href"].endswith(source):
                    await self._submit(message.all("form")[0])

    async def drop(self, who: str, name: str, data: bytes) -> None:
        form = (await self.page(who)).all("form", class_="attach")[0]
        body = aiohttp.FormData(sent(form))
        body.add_field("file", io.BytesIO(data), filename=name)
        await self._post(form.attributes["action"], body)

    async def command(self, who: str, name: str, text: str = "", about: str = "") -> None:
        words = f"/{name} {text} @{about}" if about else f"/{name} {text}"
        form = (await self.page(who)).all("form", class_="say")[0]
        await self._submit(form, fill={"text": words})

    async def press(self, who: str, words: str, label: str) -> None:
        window = await self._window(who)
        there = [
            each for each in window.all("div") if {"message", "sheet"} & {*each.attributes.get("class", "").split()}
        ]
        shown = next(each for each in reversed(there) if words in each.text)
        button = next(each for each in shown.all("button") if each.text == label)
        if "popovertarget" in button.attributes:
            (asked,) = shown.all("div", id=button.attributes["popovertarget"])
            button = asked.all("button", type="submit")[0]
        await self._submit(shown.around(button), button)

    async def send(self, who: str, words: str, fields: Mapping[str, str | tuple[str, ...]]) -> None:
        sheet = next(each for each in (await self._window(who)).all("div", class_="sheet") if words in each.text)
        form = next(each for each in sheet.all("form") if each.all("input", name=html_form.SENT))
        fill = {}
        for name, value in fields.items():
            several = isinstance(value, tuple)
            fill[(html_form.MANY if several else html_form.ONE) + name] = value
        await self._submit(form, fill=fill)

    async def sees(self, who: str) -> str:
        return (await self._window(who)).text

    async def has(self, who: str) -> Mapping[str, bytes]:
        there = {}
        for message in (await self._window(who)).all("div", class_="message"):
            for link in message.all("a", download=""):
                async with self.session.get(self.base + link.attributes["href"]) as answer:
                    assert answer.headers["Content-Disposition"].startswith("attachment")
                    there[link.text] = await answer.read()
        return there

    async def wind(self, how: str) -> None:
        form = (await self.page(ANA)).all("details", class_="clock")[0].all("form")[0]
        (button,) = form.all("button", value=how)
        await self._submit(form, button)

    # --- a browser ---

    async def page(self, who: str) -> Element:
        async with self.session.get(f"{self.base}/playground?as={who}&tab={who.lower()}") as answer:
            assert answer.status == 200, await answer.text()
            return parsed((await answer.text()).replace("<!doctype html>", ""))

    async def _window(self, who: str) -> Element:
        """All that stands before the person, as the stream tells a page that has nothing yet."""
        await self.page(who)  # which gives the cookie
        told = [await self._told(who, home) for home in ("", who)]
        return parsed("".join(part for parts in told for part in parts))

    async def _told(self, who: str, home: str) -> list[str]:
        parts: list[str] = []
        query = f"as={who}&tab={who.lower()}&home={home}&since=0"
        async with self.session.get(f"{self.base}/playground/stream?{query}") as stream:
            async for line in stream.content:
                told = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
                if told.get("who") == who:
                    parts += [
                        told[name] for name in ("item", "sheet") if name in told and not (home and name == "sheet")
                    ]
                if "clock" in told:
                    break
        return parts

    async def _submit(
        self, form: Element, button: Element | None = None, fill: Mapping[str, str | tuple[str, ...]] | None = None
    ) -> None:
        def filled(name: str) -> list[str] | None:
            value = (fill or {}).get(name)
            return None if value is None else [value] if isinstance(value, str) else [*value]

        await self._post(form.attributes["action"], sent(form, button, filled))

    async def _post(self, path: str, body: Pairs | aiohttp.FormData) -> None:
        answer = await self.session.post(
            self.base + path, data=body, headers={"Origin": self.base}, allow_redirects=False
        )
        assert answer.status == 303, (path, answer.status, await answer.text())


@asynccontextmanager
async def on_playground() -> AsyncIterator[OnPlayground]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield OnPlayground(session)
