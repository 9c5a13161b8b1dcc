"""Who is let in, for how long, and what a browser has to show for every press."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from core.people.browsers import IDLE, digest
from core.people.person import Person
from core.ports.people import Kind
from tests.pages.conftest import Page, Site
from tests.relationships.house import HERE, person

ADA, IVA, GUEST, LEFT = person("ada"), person("iva"), person("guest"), person("left")
PATHS = (
    *(
        "/me",
        "/me/sessions",
        "/me/timeline",
        "/me/promises",
        "/me/sharing",
        "/me/people",
        "/me/settings",
        "/me/privacy",
    ),
    *("/me/help", "/me/upload", "/me/upload/abc", "/me/sessions/abc", "/me/sessions/abc/transcript"),
    *("/me/open/comments.open?v=abc", "/me/save/insight.export?v=abc|pdf"),
)


async def test_a_preview_sees_nothing_and_uses_nothing_up(site: Site) -> None:
    link = await site.link(ADA)
    for _ in range(3):
        page = await site.browser().get(link)
        assert page.status == 200
        assert "Ada" not in page.text
    browser = site.browser()
    await browser.get(link)
    page = await browser.press("Sign in")
    assert (page.status, page.url) == (200, f"{site.base}/me")
    assert "Ada" in page.text


async def test_a_link_leads_where_its_button_said(site: Site) -> None:
    insight_id = await site.house.session(ADA, 1, session_title="Quokka")
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    assert browser.last
    assert browser.last.url.endswith(f"/me/sessions/{insight_id}")
    assert "Quokka" in browser.last.text
    for route, value in (("insight.delete", insight_id), ("nothing", ""), ("https://elsewhere.example", "")):
        browser = await site.signed_in(ADA, route, value)
        assert browser.last
        assert browser.last.url == f"{site.base}/me"


async def test_a_used_and_an_expired_link_say_how_to_get_another(site: Site) -> None:
    used = await site.link(ADA)
    first, second = site.browser(), site.browser()
    await first.get(used)
    await second.get(used)
    await first.press("Sign in")
    late = await site.link(ADA, holds=timedelta(seconds=-1))
    for page in (
        await second.press("Sign in"),
        await second.get(used),
        await second.get(late),
        await second.get("/enter/x"),
    ):
        assert page.status == 410
        assert "Open in the browser" in page.text
        assert "Ada" not in page.text
    assert (await second.get("/me")).url.endswith("/sign-in")


async def test_signing_in_ends_in_the_browser_in_which_it_began(site: Site) -> None:
    link = await site.link(ADA)
    one, other = site.browser(), site.browser()
    page = await one.get(link)
    (form,) = page.read.forms
    assert (await other.post("/enter", form.fields)).status == 403
    forged = [(name, "x" if name == "csrf" else value) for name, value in form.fields]
    assert (await one.post("/enter", forged)).status == 403
    assert (await one.post("/enter", form.fields)).status == 200  # neither has used it up


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_who_is_not_signed_in_sees_anything(site: Site, path: str) -> None:
    page = await site.browser().get(path)
    assert (page.status, page.url) == (200, f"{site.base}/sign-in")


async def test_the_cookie_is_for_this_server_alone(site: Site) -> None:
    browser = site.browser()
    await browser.get(await site.link(ADA))
    page = await browser.press("Sign in", follow=False)
    (cookie,) = [each for each in page.headers.getall("Set-Cookie") if "session=" in each]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    word = re.match("[^=]+=([^;]+)", cookie)
    assert word
    row = await site.storage.db.collection("browser_sessions").find_one({})
    assert row
    assert row["_id"] == digest(word[1])


async def expire(site: Site) -> None:
    ended = site.storage.clock.now() - timedelta(seconds=1)
    await site.storage.db.collection("browser_sessions").update_many({}, {"$set": {"expires_at": ended}})


async def erase(site: Site) -> None:
    await site.storage.privacy.erase(ADA, site.storage.clock.now())


async def leave(site: Site) -> None:
    site.house.directory.add(ADA, "Ada", Kind.DEACTIVATED)


async def become_a_guest(site: Site) -> None:
    site.house.directory.add(ADA, "Ada", Kind.GUEST)


async def forget(site: Site) -> None:
    del site.house.directory.members[ADA]


async def remove_the_app(site: Site) -> None:
    await site.storage.workspaces.sign_out(HERE)


@pytest.mark.parametrize("end", [expire, erase, leave, become_a_guest, forget, remove_the_app])
async def test_how_a_session_ends(site: Site, end: Callable[[Site], Awaitable[None]]) -> None:
    browser, other = await site.signed_in(ADA), await site.signed_in(IVA)
    form = next(form for form in (await browser.get("/me/people")).read.forms if form.action == "/sign-out")
    await end(site)
    for page in (await browser.get("/me"), await browser.post("/me/press", form.fields)):
        assert page.url == f"{site.base}/sign-in"
        assert "Ada" not in page.text
    if end is leave:
        site.house.directory.add(ADA, "Ada")
        assert (await browser.get("/me")).url == f"{site.base}/sign-in"
    assert ("Iva" in (await other.get("/me")).text) is (end not in {expire, remove_the_app})


async def test_signing_out_ends_this_session_and_no_other(site: Site) -> None:
    here, there = await site.signed_in(ADA), await site.signed_in(ADA)
    cookies = list(here.http.cookie_jar)
    page = await here.press("Sign out")
    assert "signed out" in page.text
    assert (await there.get("/me")).url == f"{site.base}/me"
    here.http.cookie_jar.update_cookies({cookie.key: cookie.value for cookie in cookies})
    assert (await here.get("/me")).url == f"{site.base}/sign-in"


async def test_a_session_goes_on_with_its_use(site: Site) -> None:
    browser = await site.signed_in(ADA)
    soon = site.storage.clock.now() + timedelta(minutes=10)
    sessions = site.storage.db.collection("browser_sessions")
    await sessions.update_many({}, {"$set": {"expires_at": soon}})
    await browser.get("/me/help")
    row = await sessions.find_one({})
    assert row
    assert row["expires_at"] > soon + IDLE / 2


@pytest.mark.parametrize("who", [GUEST, LEFT, person("nobody"), person("robot")])
async def test_only_full_members_come_in(site: Site, who: Person) -> None:
    browser = site.browser()
    await browser.get(await site.link(who))
    page = await browser.press("Sign in")
    assert page.status == 403
    assert (await browser.get("/me")).url == f"{site.base}/sign-in"


# --- what a browser says of itself ---


FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    "a sibling": {"Sec-Fetch-Site": "same-site"},
    "an older browser": {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
    "no page": {"Sec-Fetch-Site": "none"},
    "a sandbox": {"Sec-Fetch-Site": "", "Origin": "null"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
async def test_a_form_from_elsewhere_does_nothing(site: Site, headers: dict[str, str]) -> None:
    insight_id = await site.house.session(ADA, 1)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    assert browser.last
    form = next(form for form in browser.last.read.forms if "Helpful" in form.words.splitlines())
    page = await browser.post("/me/press", form.fields, headers=headers)
    assert page.status == 403
    assert await site.storage.feedback.get(ADA, insight_id) is None


async def test_a_form_needs_the_token_of_its_session(site: Site) -> None:
    insight_id = await site.house.session(ADA, 1)
    mine, iva = await site.signed_in(ADA, "insight.open", insight_id), await site.signed_in(IVA)
    assert mine.last
    assert iva.last
    form = next(form for form in mine.last.read.forms if "Helpful" in form.words.splitlines())
    hers = next(value for form in iva.last.read.forms for name, value in form.fields if name == "csrf")
    for token in ("", "x", "é", hers):
        forged = [(name, token if name == "csrf" else value) for name, value in form.fields]
        for path in ("/me/press", "/me/send", "/sign-out"):
            assert (await mine.post(path, forged)).status == 403
    assert await site.storage.feedback.get(ADA, insight_id) is None
    await mine.post("/me/press", form.fields)
    assert await site.storage.feedback.get(ADA, insight_id) is True


async def test_a_page_left_open_does_nothing_for_whoever_signs_in_after(site: Site) -> None:
    """Two tabs of one browser, two people: the later one is signed in, and what stands in the other tab was not theirs."""
    insight_id = await site.house.session(ADA, 1)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    left = browser.last
    await browser.get(await site.link(IVA))
    await browser.press("Sign in")
    assert (await browser.press("Helpful", on=left)).status == 403
    assert [await site.storage.feedback.get(who, insight_id) for who in (ADA, IVA)] == [None, None]


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", "127.0.0.1", "127.0.0.1:1", "user@127.0.0.1", "127.0.0.1.elsewhere.example", "[", "a b"],
)
async def test_another_name_of_the_server_is_not_answered(site: Site, host: str) -> None:
    browser = await site.signed_in(ADA)
    for path in ("/me", "/sign-in", await site.link(ADA)):
        page = await browser.get(path, headers={"Host": host})
        assert page.status in {400, 421}
        assert host not in page.html + str(page.headers) or host in page.url


async def test_where_a_page_leads_does_not_follow_forwarded_names(site: Site) -> None:
    tricks = dict.fromkeys(("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL"), "elsewhere.example")
    browser = site.browser()
    page = await browser.get("/me", headers=tricks, follow=False)
    assert page.headers["Location"] == "/sign-in"
    assert "elsewhere" not in str(page.headers)


def policy(page: Page) -> dict[str, str]:
    return {part.split()[0]: part for part in page.headers["Content-Security-Policy"].split("; ")}


async def test_no_page_runs_or_loads_what_is_not_ours(site: Site) -> None:
    insight_id = await site.house.session(ADA, 1, session_title="<script>alert(1)</script>")
    site.house.directory.add(ADA, "<b>Ada</b>")
    site.house.directory.add(IVA, "<b>Iva</b>")
    await site.house.pair_up(IVA, ADA)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    seen = [browser.last, *[await browser.get(path) for path in PATHS], await site.browser().get("/sign-in")]
    for page in filter(None, seen):
        if page.headers["Content-Type"].startswith("application"):
            continue
        rules = policy(page)
        assert rules["script-src"] == "script-src 'self'"
        assert rules["style-src"] == "style-src 'self'"
        assert rules["frame-ancestors"] == "frame-ancestors 'none'"
        assert (page.headers["Cache-Control"], page.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
        assert not re.search(
            r"<script(?! src=\"/assets/)|<style|\sstyle=|\son\w+=|<iframe|(?:src|href)=\"(?:https?:)?//", page.html
        )
        assert "alert(1)" not in re.findall("<title>(.*?)</title>", page.html)[0]
        assert not re.search("<b>|<script>alert", page.html)


async def test_trying_links_is_slowed_down(site: Site) -> None:
    browser = site.browser()
    statuses = [(await browser.get(f"/enter/{n}")).status for n in range(80)]
    assert statuses[0] == 410
    assert statuses[-1] == 429
    assert browser.last
    assert browser.last.headers["Retry-After"] == "60"
