"""The playground and the pages, played with the keyboard alone: who cannot hold a mouse gets as far as who can."""

import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from core.people import acts as people
from core.transcript import Role
from tests.e2e import pages, playground
from tests.e2e.pictures import browsing

FAR = 120
"""Presses of the Tab key after which something counts as out of reach."""
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at.matches('a, button, input, select, summary, textarea')) return ['', ''];
  const name = at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || at.name;
  return [name.trim(), at.closest('.pane')?.dataset.who || ''];
}"""


async def reach(page: Page, words: str, *, who: str = "", back: bool = False) -> None:
    """Tab until what has these words has the focus; in the playground, in this person's window."""
    passed: list[str] = []
    for _ in range(FAR):
        name, where = await page.evaluate(FOCUSED)
        if name.startswith(words) and (not who or where == who):
            return
        passed.append(name)
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"“{words}” is out of reach of the Tab key, after {passed[-20:]}")


async def press(page: Page, words: str, *, who: str = "", back: bool = False, key: str = "Enter") -> None:
    await reach(page, words, who=who, back=back)
    await page.keyboard.press(key)


async def kept(page: Page, after: str) -> None:
    """The focus stayed where somebody was: they need not begin at the top of the page again."""
    assert not await page.evaluate("document.activeElement === document.body"), f"the focus is lost after {after}"


async def say(page: Page, who: str, text: str) -> None:
    await reach(page, "Write as", who=who)
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def in_the_playground(page: Page) -> None:
    leila = playground.pane(page, "leila")
    over = leila.get_by_role("dialog")
    await press(page, "Use the sample session")
    card = playground.newest(page, "leila", "Every quote was found")
    await card.wait_for()
    await press(page, "Was this a promise?", who="leila")
    await press(page, "Yes, it was", who="leila")
    await card.get_by_text("Promised (5)").wait_for()
    await kept(page, "a promise was named")
    await say(page, "leila", "/share @Ingrid")
    await over.wait_for()
    await press(page, "Write comments", who="leila", key="Space")
    await press(page, "Preview")
    await over.get_by_role("button", name="Share", exact=True).wait_for()
    await press(page, "Share", who="leila")
    await playground.newest(page, "ingrid", "A session was shared with you").wait_for()
    await kept(page, "a form was sent")
    await press(page, "Open", who="ingrid")
    await playground.newest(page, "ingrid", "Every quote was found").wait_for()
    await say(page, "leila", "/share list")
    await playground.newest(page, "leila", "What you share").get_by_role("button", name="Take it back").wait_for()
    await press(page, "Take it back", who="leila", back=True)
    await page.locator(".confirm:popover-open").wait_for()
    await press(page, "Take it back", who="leila", back=True)  # the focus is on no
    await playground.newest(page, "ingrid", "A session is no longer shared").wait_for()
    await press(page, "Home", who="leila")
    await leila.locator(".home").wait_for()


async def on_the_pages(chromium: Browser, stage: pages.Stage) -> None:
    client, coach = stage.person(pages.CLIENT), stage.person(pages.COACH)
    bond = (await people.invite(stage.app.services, client, coach, Role.CLIENT)).relationship
    await people.accept(stage.app.services, coach, bond.id)
    page = await chromium.new_page()
    page.set_default_timeout(playground.LONG)
    await page.goto(await stage.link(pages.CLIENT))
    await press(page, "Sign in")
    await page.wait_for_url("**/me**")
    await press(page, "Add a session")
    await page.get_by_label("The transcript").wait_for()
    await reach(page, "Title")
    await page.keyboard.type("About Anna")
    await reach(page, "The transcript")
    await page.get_by_label("The transcript").set_input_files(
        pages.SHORT
    )  # the system's window for files is not the page's
    await press(page, "Add")
    await page.get_by_role("button", name="To me alone").wait_for()
    await press(page, "To me alone")
    await page.get_by_role("heading", name="About Anna").wait_for()
    await press(page, "I am Tomas Lindqvist")
    await page.get_by_role("button", name="I saw something new").first.wait_for()
    await press(page, "I saw something new")
    await page.get_by_text("Named by the client.").wait_for()
    await press(page, "Share")
    await page.get_by_label("With whom").wait_for()
    await press(page, "With whom", key="I")
    await press(page, "Preview")
    await page.get_by_text("This is what Ingrid Solheim will see").wait_for()
    await press(page, "Share")
    await page.get_by_text("I have told Ingrid Solheim").wait_for()
    await press(page, "Sharing")
    await page.get_by_role("button", name="Take it back").wait_for()
    await press(page, "Take it back")
    await page.get_by_role("dialog").wait_for()
    await press(page, "Take it back", back=True)  # the focus is on no
    await page.get_by_text("can no longer open this session").first.wait_for()


async def run() -> None:
    async with browsing() as chromium:
        with tempfile.TemporaryDirectory() as data:
            async with playground.bot(Path(data)) as base:
                await in_the_playground(await playground.window(chromium, base))
        print("  the playground's story, without a mouse", flush=True)
        with tempfile.TemporaryDirectory() as data:
            async with pages.serve(Path(data)) as stage:
                await on_the_pages(chromium, stage)
        print("  the pages' story, without a mouse", flush=True)
