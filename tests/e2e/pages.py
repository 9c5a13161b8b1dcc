"""The pages in a real browser: from a link in the chat to a session that is shared and taken back, then every page, looked at.

The bot is the real one over a fake Slack. What axe finds serious fails; the pictures are for people to look at.
"""

import asyncio
import re
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from bot.app import App, Overrides, build
from bot.config import Config, SlackConfig
from core.insight import remarks
from core.people import acts as people
from core.people.person import Person, Platform, Tenant
from core.ports.insights import InsightQuery, Scope
from core.programme.figures import before, begins, month_of
from core.promises.recording import record
from core.transcript import Role
from storage import Storage, StorageConfig, open_storage
from tests.e2e import pictures, sessions
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import visible_text
from tests.pages.conftest import Site, site_over
from tests.programme.months import lived
from tests.relationships.house import HERE, START, furnish, person

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
SHORT = ROOT / "samples" / "short.vtt"
CLIENT, COACH = "U0ANA", "U0CORA"
ADA, IVA = person("ada"), person("iva")
WIDE, PHONE = ViewportSize(width=1180, height=900), ViewportSize(width=360, height=740)
LOOKS: tuple[tuple[str, ViewportSize, Literal["light", "dark"]], ...] = (
    ("light", WIDE, "light"),
    ("dark", WIDE, "dark"),
    ("phone", PHONE, "light"),
)
PAGES = (
    "",
    "/sessions",
    "/timeline",
    "/promises",
    "/sharing",
    "/people",
    "/settings",
    "/privacy",
    "/programme",
    "/help",
    "/upload",
)
FORMS = {
    "share": "share.one",
    "edit": "insight.edit",
    "correct": "insight.correct",
    "comments": "comments.open",
    "craft": "insight.craft",
}
SERIOUS = ("serious", "critical")


@dataclass
class Stage:
    app: App
    slack: FakeSlack
    base: str

    def person(self, who: str) -> Person:
        return Person(Tenant(Platform.SLACK, self.slack.team), who)

    async def link(self, who: str) -> str:
        """As it comes in the chat, from the home's button."""
        await self.slack.open_home(who)
        await wait_until(lambda: "Open in the browser" in visible_text(self.slack.homes.get(who, {})))
        await self.slack.press(who, self.slack.homes[who], "Open in the browser")
        view = await self.slack.wait_for_view("signs you in, once")
        address = re.search(r"http://[^\"' ]+/enter/[\w-]+", str(view))
        assert address
        self.slack.views.clear()
        return address[0]


@asynccontextmanager
async def serve(folder: Path) -> AsyncIterator[Stage]:
    async with FakeSlack() as slack:
        for who, name in ((CLIENT, "Leila Nassiri"), (COACH, "Ingrid Solheim")):
            slack.member(who, name=name)
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{sock.getsockname()[1]}"
        slack_config = SlackConfig(slack.token, slack.signing_secret, slack.api_url, (slack.file_host,))
        config = Config(data=folder, slack=slack_config, public_url=base)
        async with build(config, Overrides(poll=0.2, storage_timeout=20.0)) as app, app.working():
            slack.app_url = f"{base}/slack/events"
            runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.SockSite(runner, sock).start()
            try:
                yield Stage(app, slack, base)
            finally:
                await runner.cleanup()


@dataclass
class Looked:
    """What was looked at, and what axe said."""

    folder: Path
    pictures: int = 0
    checked: int = 0
    found: list[str] = field(default_factory=list)

    async def at(self, page: Page, name: str, *, picture: bool = True) -> None:
        await page.evaluate(AXE.read_text("utf-8"))
        result: dict[str, Any] = await page.evaluate("axe.run()")
        self.checked += 1
        for each in result["violations"]:
            if each["impact"] in SERIOUS:
                self.found.append(f"{name}: {each['id']}: {each['nodes'][0]['html'][:160]}")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.found.append(f"{name}: {wide} pixels wider than its window")
        if picture:
            self.pictures += 1
            await page.screenshot(path=self.folder / f"{name}.png", full_page=True)


async def run(folder: Path) -> list[str]:
    looked = Looked(folder)
    async with pictures.browsing() as browser:
        with tempfile.TemporaryDirectory() as data:
            async with serve(Path(data)) as stage:
                await tell(browser, stage, looked)
        for language in sessions.SESSIONS:
            await look(browser, language, looked)
    print(f"pages: {looked.checked} looked at with axe, {len(looked.found)} serious; {looked.pictures} pictures")
    return looked.found


async def wait_until(there: Callable[[], bool]) -> None:
    for _ in range(600):
        if there():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it is not there")


def say(line: str) -> None:
    print(f"  {line}", flush=True)


async def signed_in(context: BrowserContext, link: str, label: str = "Sign in") -> Page:
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(link)
    await page.get_by_role("button", name=label).click()
    await page.wait_for_url("**/me**")
    return page


async def tell(browser: Browser, stage: Stage, looked: Looked) -> None:
    """Link, sign in, upload, card, name a word, share, the other side, take back."""
    client, coach = stage.person(CLIENT), stage.person(COACH)
    bond = (await people.invite(stage.app.services, client, coach, Role.CLIENT)).relationship
    await people.accept(stage.app.services, coach, bond.id)
    mine, hers = [await browser.new_context(viewport=WIDE) for _ in range(2)]
    link = await stage.link(CLIENT)
    page = await signed_in(mine, link)
    say("a link from the chat signs in")
    again = await mine.new_page()
    await again.goto(link)
    await again.get_by_text("does not work any more").wait_for()
    await looked.at(again, "story-used-link")
    say("and only once")
    await page.get_by_role("link", name="Add a session").click()
    await page.get_by_label("Title").fill("About Anna")
    await page.get_by_label("The transcript").set_input_files(SHORT)
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="To me alone").click()
    await page.wait_for_url("**/me/sessions/*")
    await page.get_by_role("heading", name="About Anna").wait_for()
    say("an uploaded file becomes a session before one's eyes, and asks there where it belongs")
    await page.get_by_role("button", name="I am Tomas Lindqvist").click()
    await page.get_by_role("button", name="I saw something new").first.click()
    await page.get_by_text("Named by the client.").wait_for()
    await looked.at(page, "story-named")
    say("a word is named by a tap")
    session = page.url
    await page.locator("a.turn").first.click()
    await page.locator("li:target").wait_for()
    await looked.at(page, "story-turn")
    say("a receipt leads to its turn")
    await page.goto(session)
    await page.get_by_role("link", name="Share", exact=True).click()
    await page.get_by_label("With whom").select_option(label="Ingrid Solheim")
    await page.get_by_role("button", name="Preview").click()
    await page.get_by_text("This is what Ingrid Solheim will see").wait_for()
    await looked.at(page, "story-preview")
    await page.get_by_role("button", name="Share", exact=True).click()
    await page.get_by_text("I have told Ingrid Solheim").wait_for()
    await looked.at(page, "story-shared")
    say("sharing shows beforehand what the other will see")
    other = await signed_in(hers, await stage.link(COACH))
    await other.get_by_role("link", name="Shared with me").first.click()
    await other.get_by_role("link", name="Open", exact=True).click()
    await other.get_by_role("heading", name="About Anna").wait_for()
    assert await other.locator("a.turn").count() == 0
    assert (await hers.request.get(f"{other.url}/transcript")).status == 403
    await looked.at(other, "story-other-side")
    say("the other side reads it, without the transcript")
    await page.get_by_role("link", name="Sharing").click()
    await page.get_by_role("button", name="Take it back").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    await page.get_by_text("can no longer open this session").first.wait_for()
    await looked.at(page, "story-taken-back")
    gone = await other.reload()
    assert gone is not None
    assert gone.status == 404
    assert "About Anna" not in await other.content()
    say("taken back, it is gone at the other's next look")
    await page.locator(".mine summary").click()
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_text("You are signed out").wait_for()
    await looked.at(page, "story-signed-out")
    await page.go_back()
    await page.wait_for_url("**/sign-in")
    say("signing out ends it, and going back shows nothing")


async def look(browser: Browser, language: str, looked: Looked) -> None:
    """Every page of somebody with half a year of sessions."""
    sample = sessions.SESSIONS[language]
    read = await sessions.read(sample, START.date())
    with tempfile.TemporaryDirectory() as data:
        async with (
            open_storage(StorageConfig(data=Path(data), timeout=20.0)) as storage,
            _lived(storage, sample, read, language) as site,
        ):
            paths = await _paths(site)
            for kind, window, scheme in LOOKS:
                context = await browser.new_context(viewport=window, color_scheme=scheme, locale=language)
                page = await context.new_page()
                page.set_default_timeout(120_000)
                for name in ("sign-in", "enter"):
                    await page.goto(site.base + ("/sign-in" if name == "sign-in" else await site.link(ADA)))
                    await looked.at(page, f"{name}-{language}-{kind}")
                await page.locator("form button").click()
                await page.wait_for_url("**/me")
                for name, path in paths.items():
                    await page.goto(site.base + path)
                    await looked.at(page, f"{name}-{language}-{kind}")
                await page.emulate_media(media="print")
                await page.goto(site.base + paths["session"])
                if kind == "light":
                    await page.pdf(path=looked.folder / f"session-{language}.pdf")
                await context.close()


@asynccontextmanager
async def _lived(storage: Storage, sample: sessions.Sample, read: sessions.Read, language: str) -> AsyncIterator[Site]:
    house = furnish(storage)
    house.directory.add(ADA, sample.client, admin=True, locale=language)  # who sees the programme's figures, too
    house.directory.add(IVA, sample.coach, locale=language)
    await house.pair_up(IVA, ADA)
    for n in range(52, 61):
        await storage.transcripts.put(ADA, read.transcript, f"digest {n}", id=f"T{n}")
        fields = read.drafted if n % 2 == 0 else read.keyless
        made = await house.session(ADA, n, **fields, source_document_id=f"T{n}")
        await record(house.services, HERE, made)
        await house.press(ADA, "insight.voice", f"{made}|client")
    await house.paired_session(IVA, ADA, 61, **read.drafted)
    newest = before(month_of(storage.clock.now()))
    await lived(house, *(begins(month) + timedelta(days=5) for month in (before(newest), newest)))
    async with site_over(house) as site:
        yield site


async def _paths(site: Site) -> dict[str, str]:
    """By name; with the forms a session leads to."""
    page = await site.house.insights.list(InsightQuery(ADA, Scope.UNPAIRED), limit=2)
    drafted, keyless = (row.id for row in page.rows)
    await remarks.comment(site.house.services, ADA, drafted, "I want to come back to this.", id="ab" * 12)
    paths = {path.strip("/") or "overview": f"/me{path}" for path in PAGES}
    paths |= {"session": f"/me/sessions/{drafted}", "keyless": f"/me/sessions/{keyless}"}
    paths |= {"print": f"/me/sessions/{drafted}/print"}
    paths |= {"transcript": f"/me/sessions/{drafted}/transcript#t12", "gone": "/me/sessions/none"}
    for name, route in FORMS.items():
        paths[name] = f"/me/open/{route}?v={drafted}&back=insight.open|{drafted}"
    return paths
