"""Five hundred sessions with long titles, through the pages that list them: nothing runs out of its window, on a wide screen or a
phone, and none is left out."""

import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser

from core.insight.label import LONGEST_TITLE
from tests.e2e import pictures
from tests.e2e.pages import CLIENT, PHONE, WIDE, Looked, Stage, say, serve, signed_in
from tests.storage.samples import findings, insight, metadata

MANY = 500
TITLES = (
    "What we spoke of when the new board had come and everybody asked me to decide at once what becomes of the office",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "عن القرار الذي لم أتخذه بعد وعن كل ما يمنعني من أن أقول لا لمن أحب " * 2,
    "<script>alert(1)</script> & *markdown* _words_ | `code` " * 3,
)


async def run(folder: Path) -> list[str]:
    looked = Looked(folder)
    with tempfile.TemporaryDirectory() as data:
        async with pictures.browsing() as browser, serve(Path(data)) as stage:
            await _many(browser, stage, looked)
    print(f"many: {looked.checked} pages looked at with axe, {len(looked.found)} found; {looked.pictures} pictures")
    return looked.found


async def _many(browser: Browser, stage: Stage, looked: Looked) -> None:
    client = stage.person(CLIENT)
    store = stage.app.storage.insights
    for number in range(MANY):
        new = insight(
            number,
            platform=client.tenant.platform,
            tenant_id=client.tenant.id,
            client_user_id=client.id,
            created_by=client.id,
            session_title=TITLES[number % len(TITLES)][:LONGEST_TITLE],
        )
        await store.create(new)
        await store.complete(client.tenant, new.id, findings(), metadata(), new.created_at + timedelta(minutes=1))
    say(f"{MANY} sessions with long titles")
    for name, size in (("wide", WIDE), ("phone", PHONE)):
        context = await browser.new_context(viewport=size)
        page = await signed_in(context, await stage.link(CLIENT))
        await page.goto(f"{stage.base}/me/sessions")
        seen: set[str] = set()
        pages = 1
        while True:
            links = page.locator("main a[href*='/me/sessions/']")
            seen |= set(await links.evaluate_all("all => all.map(each => each.pathname)"))
            if pages in {1, 4}:
                await looked.at(page, f"many-{name}-{pages}")
            older = page.get_by_role("link", name="Older")
            if not await older.count():
                break
            async with page.expect_navigation():
                await older.first.click()
            pages += 1
        await page.goto(f"{stage.base}{min(seen)}")
        await looked.at(page, f"many-{name}-one")
        await page.goto(f"{stage.base}/me/timeline")
        await looked.at(page, f"many-{name}-timeline")
        say(f"{name}: {len(seen)} sessions on {pages} pages")
        if len(seen) != MANY:
            looked.found.append(f"{name}: {len(seen)} of {MANY} sessions are listed")
        await context.close()
