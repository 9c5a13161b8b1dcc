"""The whole story in the playground, played by a browser before the real bot: a file, its card, words named, shared, the other
side, taken back, and a reminder by the wound clock; both languages, light, dark and on a phone, with axe looking at each."""

import asyncio
import contextlib
import os
import re
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Locator, Page

from tests.e2e.pictures import browsing

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = frozenset({"serious", "critical"})
LONG = 120_000
"""Milliseconds that a busy machine may take for one step."""
WIDE, PHONE = (1280, 860), (360, 740)


@dataclass
class Look:
    """Pictures and what axe says, by the name of what was looked at."""

    folder: Path
    axe: Path
    said: dict[str, Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    async def at(self, page: Page, name: str) -> None:
        await asyncio.sleep(0.4)  # what comes in has come
        await page.screenshot(path=self.folder / f"{name}.png")
        await page.evaluate(self.axe.read_text("utf-8"))  # by the browser's own door, past the page's policy
        found = await page.evaluate("axe.run({resultTypes: ['violations']})")
        wide = await page.evaluate(
            "Math.max(...[...document.querySelectorAll('html, .log')].map((e) => e.scrollWidth - e.clientWidth))"
        )
        if wide > 0:
            self.faults.append(f"{name}: {wide} pixels wider than its window")
        self.said[name] = Counter(str(each["impact"]) for each in found["violations"])
        for each in found["violations"]:
            if each["impact"] in SERIOUS:
                where = [node["html"][:120] for node in each["nodes"][:3]]
                self.faults.append(f"{name}: {each['id']}: {each['help']}: {where}")


@asynccontextmanager
async def bot(data: Path) -> AsyncIterator[str]:
    """The real process, as `make run` starts it; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not re.match("SLACK_|DEBRIEF_|MONGODB_|ANTHROPIC|OPENAI", name)
    }
    environment |= {"PORT": str(port), "DEBRIEF_DATA": str(data)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as session, asyncio.timeout(120):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{base}/readyz") as ready:
                        if ready.status == 200:
                            break
                await asyncio.sleep(0.2)
        yield base
    finally:
        process.terminate()
        await process.wait()


def pane(page: Page, who: str) -> Locator:
    return page.locator(f".pane[data-who={who}]")


def newest(page: Page, who: str, words: str) -> Locator:
    return pane(page, who).locator(".message").filter(has_text=words).last


async def window(
    chromium: Browser, base: str, *, size: tuple[int, int] = WIDE, dark: bool = False, locale: str = "en-GB"
) -> Page:
    width, height = size
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=locale,
        timezone_id="Europe/Berlin",
    )
    context.set_default_timeout(LONG)
    page = await context.new_page()
    page.on("pageerror", lambda error: sys.exit(f"a script of the page failed: {error}"))
    await page.goto(base)
    return page


async def say(page: Page, who: str, text: str) -> None:
    box = pane(page, who).locator("textarea[name=text]")
    await box.fill(text)
    await box.press("Enter")


async def wind(page: Page, how: str) -> None:
    before = await page.locator("[data-clock]").first.inner_text()
    await page.locator("details.clock > summary").click()
    await page.locator(f"button[name=by][value={how}]").click()
    await page.wait_for_function("before => document.querySelector('[data-clock]').textContent !== before", arg=before)


async def story(page: Page, look: Look) -> None:
    leila, ingrid = pane(page, "leila"), pane(page, "ingrid")
    over = leila.get_by_role("dialog")
    await look.at(page, "first")

    await page.get_by_role("button", name="Use the sample session").click()
    card = newest(page, "leila", "Every quote was found")
    await card.wait_for()
    await look.at(page, "card")
    await card.get_by_text("Was this a promise?").click()
    await card.get_by_role("button", name="Yes, it was").first.click()
    await card.get_by_text("Promised (5)").wait_for()
    await card.get_by_role("button", name="Yes, it was").first.wait_for()  # what was open stays open
    await look.at(page, "named")

    await say(page, "leila", "/share @Ingrid")
    await over.get_by_role("checkbox").first.check()
    await look.at(page, "form")
    await over.get_by_role("button", name="Preview").click()
    await over.get_by_role("button", name="Share", exact=True).click()
    shared = newest(page, "ingrid", "A session was shared with you")
    await shared.get_by_role("button", name="Open").click()
    await newest(page, "ingrid", "Every quote was found").wait_for()
    await look.at(page, "shared")

    await page.reload()
    await newest(page, "ingrid", "Every quote was found").wait_for()
    await say(page, "leila", "/share list")
    await newest(page, "leila", "What you share").get_by_role("button", name="Take it back").click()
    await page.locator(".confirm:popover-open").get_by_role("button").first.click()
    await newest(page, "ingrid", "A session is no longer shared").wait_for()
    assert await ingrid.get_by_text("Every quote was found").count() == 0
    await look.at(page, "taken-back")

    await wind(page, "minutes")
    asked = newest(page, "leila", "What you said you would do")
    await asked.get_by_role("button", name="Keep all of these").click()
    await newest(page, "leila", "I come back to it on").wait_for()
    before = await leila.locator(".message").count()
    await wind(page, "week")
    await page.wait_for_function(
        "before => document.querySelectorAll('.pane[data-who=leila] .message').length > before", arg=before
    )
    await look.at(page, "reminded")

    await leila.get_by_role("link", name="Home").click()
    await leila.locator(".home").wait_for()
    await look.at(page, "home")


async def as_others_see_it(chromium: Browser, base: str, look: Look) -> None:
    """The same conversation in the dark, on a phone, and in German."""
    dark = await window(chromium, base, dark=True)
    await look.at(dark, "dark")
    await dark.goto(f"{base}/playground?as=leila&home=leila")
    await look.at(dark, "home-dark")
    phone = await window(chromium, base, size=PHONE)
    await look.at(phone, "phone")
    await say(phone, "leila", "/insights new")
    await pane(phone, "leila").get_by_role("dialog").wait_for()
    await look.at(phone, "phone-form")
    await phone.keyboard.press("Escape")
    await pane(phone, "leila").get_by_role("dialog").wait_for(state="detached")
    german = await window(chromium, base)
    await german.get_by_role("button", name="Deutsch").click()
    await german.get_by_role("button", name="Deutsch", exact=True).and_(german.locator("[aria-current]")).wait_for()
    await say(german, "leila", "/help")
    await newest(german, "leila", "Zusagen").wait_for()
    await say(german, "ingrid", "/settings")
    await newest(german, "ingrid", "Zeitzone").wait_for()
    await look.at(german, "german")
    dark_phone = await window(chromium, base, size=PHONE, dark=True)
    await look.at(dark_phone, "german-phone-dark")


async def run(folder: Path) -> list[str]:
    """What is wrong, as a sentence each."""
    with tempfile.TemporaryDirectory() as scratch:
        async with bot(Path(scratch)) as base, browsing() as chromium:
            look = Look(folder, AXE)
            await story(await window(chromium, base), look)
            await as_others_see_it(chromium, base, look)
    print(f"playground: {len(look.said)} looked at with axe, {len(look.faults)} serious or too wide")
    for name, found in look.said.items():
        print(f"  {name}: axe says {dict(found) or 'nothing'}")
    return look.faults
