"""What a signed-in person reads and presses, with the policy of the chat."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from bot.pages.addresses import SHOWN
from bot.pages.drawing import said
from core.card import Say
from core.insight import remarks
from core.insight.model import Speakers
from core.people.person import Person, Platform
from core.ports.insights import InsightQuery, Scope
from core.refusal import Reason, Refused
from core.sharing import acts
from core.sharing.access import Operation
from core.sharing.acts import ShareRequest
from core.sharing.finding import find
from core.transcript import Role, Transcript, Turn
from handlers.insight import export
from handlers.intake import handed
from handlers.routes import BUTTONS, FORMS
from tests.commands.test_former_cards import HOSTILE, PRESSED, SENT, filled
from tests.pages.conftest import Browser, Page, Site
from tests.relationships.house import ELSEWHERE, HERE, person

ADA, IVA, BO, CY = (person(name) for name in ("ada", "iva", "bo", "cy"))
OTHERS = (IVA, BO, CY, person("boss"), Person(ELSEWHERE, "ada"), Person(ELSEWHERE, "iva"))


async def transcribed(site: Site, owner: Person, name: str = "T1") -> str:
    """The id of an insight of the owner whose transcript is kept."""
    turns = (Turn(1, "Ana", "What matters?", 0.0), Turn(2, "Ben", "Wombats matter.", 4.0))
    await site.storage.transcripts.put(owner, Transcript("vtt", turns), f"digest {name}", id=name)
    return await site.house.session(owner, 1, source_document_id=name, session_title="Quokka")


# --- pages ---


async def test_a_receipt_leads_to_its_turn_where_the_reader_may_read_it(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    await acts.share(site.house.services, ADA, ShareRequest((insight_id,), BO, frozenset({"comment", "export"})))
    mine, his = (
        await site.signed_in(ADA, "insight.open", insight_id),
        await site.signed_in(BO, "insight.open", insight_id),
    )
    assert mine.last
    assert his.last
    turns = [href for _said, href in mine.last.read.links if "/transcript#t" in href]
    assert turns
    page = await mine.get(turns[0])
    assert 'id="t2"' in page.html
    assert "Wombats matter." in page.text
    assert "Quokka" in his.last.text
    assert not [href for _said, href in his.last.read.links if "transcript" in href]
    refused = await his.get(f"/me/sessions/{insight_id}/transcript")
    assert refused.status == 403
    assert "Wombats" not in refused.text
    looks = [entry.operation for entry in await site.storage.audit.of(HERE, insight_id) if entry.actor == "ada"]
    assert "view transcript" in looks


async def test_a_transcript_names_who_speaks(site: Site) -> None:
    turns = (
        Turn(1, "Ruth Adeyemi", "What matters?", 0.0, role=Role.COACH),
        Turn(2, "Tomas", "Wombats.", 4.0, role=Role.CLIENT),
        Turn(3, "", "Hm.", 6.0),
    )
    await site.storage.transcripts.put(ADA, Transcript("vtt", turns), "digest T1", id="T1")
    speakers = Speakers(client="Tomas", coach="Speaker 2")
    made = await site.house.session(ADA, 1, source_document_id="T1", speakers=speakers)
    page = await (await site.signed_in(ADA)).get(f"/me/sessions/{made}/transcript")
    assert re.findall(r'<span dir="auto">(.*?)</span>', page.html) == ["Coach", "Tomas", ""]


async def test_a_page_has_no_commands_and_says_what_is_for_the_chat(site: Site) -> None:
    browser = await site.signed_in(ADA)
    guide = await browser.get("/me/help")
    assert "Who sees what" in guide.text
    assert re.findall(r"“/[^”]*” in the chat|/[a-z]+", guide.text) == ["“/token” in the chat", "“/webhook” in the chat"]
    assert "“/coach invite @name” in the chat" in (await browser.get("/me/people")).text
    assert said(Platform.TEAMS, Say("coach", "invite @name")) == "“coach invite @name” in the chat"
    assert said(Platform.SLACK, Say("insights", "new")) == "“Add a session”"


async def test_the_only_session_there_is_to_share_is_chosen_already(site: Site) -> None:
    only = await site.house.session(ADA, 1)
    browser = await site.signed_in(ADA)

    async def chosen() -> list[str]:
        page = await browser.get("/me/open/share.new")
        form = next(form for form in page.read.forms if form.action.endswith("/send"))
        return [value for name, value in form.fields if name == "many:sessions"]

    assert only in await chosen()
    await site.house.session(ADA, 2)
    assert not set(await chosen()) - {""}


async def test_what_is_gone_and_what_is_not_ones_own_look_alike(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    for other in OTHERS:
        browser = await site.signed_in(other)
        for path in (
            "/me/sessions/{}",
            "/me/sessions/{}/transcript",
            "/me/open/comments.open?v={}",
            "/me/save/insight.export?v={}|md",
        ):
            seen, none = [await browser.get(path.format(name)) for name in (insight_id, "0" * 24)]
            assert (seen.status, none.status) == (404, 404), path
            assert await bare(seen) == await bare(none)


async def bare(page: Page) -> str:
    """Without what is another one in every answer."""
    return re.sub(r'value="[^"]*"|[0-9a-f]{24}', "", page.html)


async def test_the_title_of_a_tab_holds_nothing_of_a_session(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    browser = await site.signed_in(ADA)
    for path in (
        f"/me/sessions/{insight_id}",
        f"/me/sessions/{insight_id}/transcript",
        "/me/sessions",
        "/me",
        "/me/timeline",
    ):
        page = await browser.get(path)
        assert "Quokka" in page.html or "timeline" in path
        assert "Quokka" not in re.findall("<title>(.*?)</title>", page.html)[0]


async def test_a_file_is_had_at_once_and_is_on_record(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    page = await browser.press("Markdown")
    assert page.headers["Content-Disposition"].startswith('attachment; filename="session-')
    assert "Quokka" in page.html
    assert "export" in [entry.operation for entry in await site.storage.audit.of(HERE, insight_id)]
    assert (await browser.get(f"/me/save/insight.export?v={insight_id}|exe")).text.count("I can save as PDF")
    for path in ("/me/save/insight.delete?v=x", "/me/open/nothing", "/sign-in/none"):
        none = await browser.get(path)
        assert (none.status, "I cannot find that" in none.text) == (404, True), path


async def test_what_is_printed_is_what_the_file_says(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    await remarks.comment(site.house.services, ADA, insight_id, "Bilby, of course.", id="ab" * 12)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    page = await browser.press("To print")
    _name, data = await export.insight_file(site.house.services, ADA, insight_id, "md")
    lines = re.findall(r"[\w’' ]{12,}", data.decode().replace("\\", ""))
    assert len(lines) > 8
    assert [line for line in lines if " ".join(line.split()) not in " ".join(page.text.split())] == []
    assert not [form for form in page.read.forms if form.action != "/sign-out"]
    assert (await (await site.signed_in(IVA)).get(f"/me/sessions/{insight_id}/print")).status == 404
    await acts.share(site.house.services, ADA, ShareRequest((insight_id,), BO, frozenset()))
    his = await site.signed_in(BO, "insight.open", insight_id)
    assert his.last
    assert "To print" not in his.last.text
    assert (await his.get(f"/me/sessions/{insight_id}/print")).status == 403


async def test_sharing_is_shown_before_and_taken_back(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    await site.house.pair_up(BO, ADA)
    ada, bo = await site.signed_in(ADA, "insight.open", insight_id), await site.signed_in(BO)
    await ada.press("Share")
    wrong = await ada.fill({"coach": "", "sessions": (insight_id,)})
    assert wrong.status == 422
    preview = await ada.fill({"coach": "bo", "sessions": (insight_id,), "permissions": ("comment",)})
    assert "This is what Bo will see" in preview.text
    assert (await bo.get(f"/me/sessions/{insight_id}")).status == 404
    done = await ada.fill({})
    assert "I have told Bo" in done.text
    assert "Quokka" in (await bo.get(f"/me/sessions/{insight_id}")).text
    await ada.get("/me/sharing")
    back = await ada.press("Take it back")
    assert "can no longer open" in back.text
    assert (await bo.get(f"/me/sessions/{insight_id}")).status == 404


async def test_a_wrong_form_keeps_what_was_written(site: Site) -> None:
    browser = await site.signed_in(ADA, "settings.zone")
    page = await browser.fill({"zone": "Atlantis <b>"})
    assert page.status == 422
    assert "I do not know" in page.text
    assert 'value="Atlantis &lt;b&gt;"' in page.html
    done = await browser.fill({"zone": "Lisbon"})
    assert "Europe/Lisbon" in done.text
    assert done.status == 200


async def test_a_form_sent_twice_writes_once(site: Site) -> None:
    insight_id = await transcribed(site, ADA)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    await browser.press("Comments")
    form = await browser.press("Write a comment")
    sent = await asyncio.gather(*(browser.fill({"text": "Bilby"}, on=form) for _ in range(3)))
    assert {page.status for page in sent} == {200}
    assert [comment.text for comment in await site.house.comments_of(insight_id)] == ["Bilby"]


async def test_what_happens_on_a_page_is_kept_before_it_is_answered(site: Site) -> None:
    """Nothing of it is left once it was handled."""
    insight_id = await transcribed(site, ADA)
    browser = await site.signed_in(ADA, "insight.open", insight_id)
    page = await browser.press("Helpful")
    assert page.status == 200
    jobs = await site.storage.db.collection("jobs").find({"kind": "press"}).to_list()
    assert [job["state"] for job in jobs] == ["cancelled"]
    assert jobs[0]["refs"]["event"] == "ButtonPressed"


async def test_a_bug_gives_a_reference_and_no_more(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("Wombats matter.")

    browser = await site.signed_in(ADA)
    object.__setattr__(site.house.services, "privacy", type("Broken", (), {"holdings": broken})())
    page = await browser.get("/me/privacy")
    assert page.status == 500
    assert "reference" in page.text
    assert "Wombats" not in page.html + caplog.text
    assert "Traceback" not in page.html


# --- uploads ---


async def given(browser: Browser, data: bytes, *, csrf: str | None = None, **fields: str) -> Page:
    page = await browser.get("/me/upload")
    token = next(value for form in page.read.forms for name, value in form.fields if name == "csrf")
    form = aiohttp.FormData()
    form.add_field("csrf", token if csrf is None else csrf)
    for name, value in fields.items():
        form.add_field(f"one:{name}", value)
    form.add_field("file", io.BytesIO(data), filename="quokka.vtt", content_type="text/vtt")
    return await browser.post("/me/upload", form)


async def test_a_file_is_on_its_way_as_if_dropped(site: Site) -> None:
    browser = await site.signed_in(ADA)
    page = await given(browser, b"WEBVTT\n", title="Quokka", date="2026-03-02")
    assert "Working on your session" in page.text
    key = page.url.rpartition("/")[2]
    job = await handed.find(site.house.services, ADA, f"page-{key}")
    assert job
    assert (job.kind, job.refs["person"]) == ("intake", "ada")
    kept = await site.storage.uploads.get(HERE, job.id)
    assert kept == (b"WEBVTT\n", "quokka.vtt")
    assert "data-again" in page.html
    for other in (IVA, Person(ELSEWHERE, "ada")):
        assert (await (await site.signed_in(other)).get(f"/me/upload/{key}")).status == 404


async def test_an_upload_that_is_too_large_forged_or_half_sent_leaves_nothing(site: Site) -> None:
    browser = await site.signed_in(ADA)
    large = await given(browser, b"x" * (10 * 1024 * 1024 + 1))
    assert large.status == 413
    assert (await given(browser, b"x", csrf="forged")).status == 403
    assert (await browser.post("/me/upload", {"file": "x"})).status == 415
    assert await site.storage.db.collection("uploads").count_documents({}) == 0
    assert await site.storage.db.collection("jobs").count_documents({"kind": "intake"}) == 0
    largest = await given(browser, b"x" * (10 * 1024 * 1024))
    assert largest.status == 200


async def test_bytes_are_counted_while_they_come(site: Site) -> None:
    """The length that was promised says nothing."""
    browser = await site.signed_in(ADA)
    page = await browser.get("/me/upload")
    token = next(value for form in page.read.forms for name, value in form.fields if name == "csrf")
    head = f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n--b\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield head.encode()
        while sent < 40:
            sent += 1
            yield b"x" * (1024 * 1024)

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    try:
        answer = await browser.post("/me/upload", body(), headers=kind)
        assert answer.status == 413
    except aiohttp.ClientError:  # it stopped listening before all was sent
        pass
    assert sent < 40
    assert await site.storage.db.collection("uploads").count_documents({}) == 0


# --- hostile presses ---


async def names(site: Site) -> dict[str, str]:
    bond = await site.house.pair_up(IVA, ADA)
    return {
        "bond": bond,
        "together": await site.house.paired_session(IVA, ADA, session_title="Numbat"),
        "alone": await site.house.session(ADA, 2, session_title="Quokka"),
    }


async def state(site: Site) -> list[str]:
    """What others could have changed."""
    found = []
    for name in ("session_insights", "commitments", "comments", "corrections", "coaching_relationships", "feedback"):
        found += [str(sorted(row.items(), key=str)) async for row in site.storage.db.collection(name).find({})]
    return sorted(found)


async def posted(browser: Browser, path: str, fields: Mapping[str, str]) -> Page:
    assert browser.last
    token = next(value for form in browser.last.read.forms for name, value in form.fields if name == "csrf")
    return await browser.post(path, {"csrf": token, "back": "help.open|", **fields})


async def test_nobody_presses_their_way_to_what_is_not_theirs(site: Site) -> None:
    known = await names(site)
    before = await state(site)
    harmless = {"coach.ask", "settings.zone"}
    for other in (BO, Person(ELSEWHERE, "ada")):
        browser = await site.signed_in(other, "help.open")
        for path, table in (("/me/press", PRESSED), ("/me/send", SENT)):
            for action, value in table.items():
                if action in harmless:
                    continue
                page = await posted(browser, path, {"action": action, "value": filled(value, known), "one:text": "x"})
                assert page.status in {200, 404, 422}, (action, page.status)
                assert not re.search("Quokka|Numbat", page.html), action
                await browser.get("/me/help")
    assert await state(site) == before


@pytest.mark.long
async def test_every_route_with_every_hostile_value_is_answered(site: Site) -> None:
    known = await names(site)
    browser = await site.signed_in(BO, "help.open")
    before = await state(site)
    for value in (filled(value, known) for value in HOSTILE):
        for action in BUTTONS:
            page = await posted(browser, "/me/press", {"action": action, "value": value})
            assert page.status < 500, (action, value)
            assert not re.search("Quokka|Numbat", page.html)
            await browser.get("/me/help")
        for action in FORMS:
            assert (
                await posted(browser, "/me/send", {"action": action, "value": value, "one:text": "²|²"})
            ).status < 500
            await browser.get("/me/help")
        for route in SHOWN:
            assert (await browser.get("/me/open/" + route, params={"v": value, "back": value})).status < 500
    assert [row for row in await state(site) if "'bo'" not in row] == before


async def test_a_page_is_as_the_policy_says(site: Site) -> None:
    """Each reader, each session, in every state that the house can make of them."""
    house = site.house
    known = await names(site)
    held = await house.paired_session(IVA, ADA, 3, session_title="Bilby", visible_to_client=False)
    shared = await house.session(ADA, 4, session_title="Potoroo")
    await acts.share(house.services, ADA, ShareRequest((shared,), BO, frozenset()))
    pages = {reader: await site.signed_in(reader) for reader in (ADA, *OTHERS)}
    cells = allowed = 0
    for insight_id in (known["together"], known["alone"], held, shared):
        for reader, browser in pages.items():
            for operation, path in (
                (Operation.VIEW, f"/me/sessions/{insight_id}"),
                (Operation.EXPORT, f"/me/save/insight.export?v={insight_id}|json"),
                (Operation.COMMENT, f"/me/open/comments.write?v={insight_id}"),
                (Operation.SHARE, f"/me/open/share.one?v={insight_id}"),
                (Operation.EDIT, f"/me/open/insight.edit?v={insight_id}"),
                (Operation.SEE_AUDIT, f"/me/open/insight.seen?v={insight_id}"),
            ):
                gone = False
                try:
                    await find(house.services, reader, operation, insight_id)
                    may = True
                except Refused as refused:
                    may, gone = False, refused.reason is Reason.NOT_FOUND
                page = await browser.get(path)
                cells += 1
                allowed += may
                if may:
                    assert page.status == 200, (reader, operation)
                    assert "That did not work" not in page.text
                else:
                    assert (page.status == 404) is gone, (reader, operation)
                    assert gone or "That did not work" in page.text
    assert cells == 4 * 7 * 6
    assert 0 < allowed < cells / 2


async def test_lists_hold_what_the_policy_lets_through(site: Site) -> None:
    known = await names(site)
    await remarks.comment(site.house.services, ADA, known["alone"], "Bilby", id="ab" * 12)
    for reader in (ADA, *OTHERS):
        page = await (await site.signed_in(reader)).get("/me/sessions")
        rows = await site.house.insights.list(InsightQuery(reader, Scope.ALL), limit=8)
        titles = {row.session_title for row in rows.rows}
        assert {title for title in ("Quokka", "Numbat") if title in page.text} == titles & {"Quokka", "Numbat"}
