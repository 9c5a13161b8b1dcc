"""Files to save, everything held, everything erased."""

import io
import json
import time
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from docx import Document
from pypdf import PdfReader

from core.card import (
    Card,
    Form,
    Table,
    Text,
    Words,
)
from core.jobs.handler import Finished
from core.jobs.job import Job, JobState
from core.people.person import MessageRef, Person, Place
from core.people.privacy import KINDS, Retention
from core.ports.insights import InsightQuery, Kept
from core.ports.sessions import Profile
from handlers.account.privacy import (
    ERASE,
    EXPORT,
    EraseEverything,
    ExportEverything,
    erase_again,
)
from handlers.cards import SAVED_AS
from handlers.lists.routes import View
from tests.relationships.house import ELSEWHERE, GONE, HERE, House, person, transcript, words_of
from tests.relationships.test_keeping_up import opened, redrawn, shown

ADA, IVA, BO, BOSS = person("ada"), person("iva"), person("bo"), person("boss")


async def comment(house: House, who: Person, insight: str, text: str) -> None:
    form = (await house.press(who, "comments.write", insight)).forms[0]
    await house.send(who, form, text=text)


def read_back(form: str, data: bytes) -> str:
    if form == "PDF":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if form == "Word":
        document = Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return data.decode()


@pytest.mark.parametrize("form", ["PDF", "Word", "Markdown", "JSON"])
async def test_an_insight_as_a_file(house: House, form: str) -> None:
    insight = await house.paired_session(IVA, ADA)
    await comment(house, IVA, insight, "That took courage.")
    card = (await house.press(ADA, "insight.open", insight)).cards[0]
    answer = await house.press_on(ADA, card, form)
    assert answer.cards[0].title == "Saved"
    [(to, name, data)] = house.sender.files
    assert to == ADA
    assert name.startswith("session-2025-01-")
    assert "Letting" not in name
    text = read_back(form, data)
    for words in ("She misses the workshop.", "the workshop I miss", "That took courage.", "Letting go 1"):
        assert words in " ".join(text.split()), words
    assert "overlaps" not in text.lower()  # the craft view is the coach's
    assert [e.facts["format"] for e in await house.done_to(insight) if e.operation == "export"] == [
        name.rpartition(".")[2]
    ]


@pytest.mark.parametrize(("thread", "said"), [(None, ""), ("7.1", ""), ("1.1", "outside of this thread")])
async def test_where_the_file_is_is_said_where_it_is_not_in_view(house: House, thread: str | None, said: str) -> None:
    """The file comes at the end of the direct message; the card it is asked from stands there, too, or in a thread of it."""
    insight = await house.session(ADA)
    card = MessageRef(Place(HERE, "D", thread), "7.1")
    for action, value in (("insight.export", f"{insight}|md"), ("timeline.export", "|md")):
        answer = await house.press(ADA, action, value, card)
        assert [said in words_of(card.title, card.blocks) for card in answer.cards] == ([True] if said else [])
    assert len(house.sender.files) == 2


async def test_the_coachs_file_has_the_craft_view(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    await house.press(IVA, "insight.export", f"{insight}|json")
    await house.press(ADA, "insight.export", f"{insight}|json")
    (coach, client) = (json.loads(data) for _, _, data in house.sender.files)
    assert coach["insight"]["metrics"][0]["name"] == "client_talk_share_words"
    assert "metrics" not in client["insight"]
    assert "tenant_id" not in coach["insight"]
    assert coach["insight"]["client_discoveries"][0]["evidence"][0]["turn"] == 14


@pytest.mark.parametrize("form", ["PDF", "Word", "Markdown", "JSON"])
async def test_a_timeline_as_a_file(house: House, form: str) -> None:
    for n in (1, 2, 3):
        await house.session(ADA, n)
    card = (await house.write(ADA, "timeline")).cards[0]
    await house.press_on(ADA, card, form)
    [(_, name, data)] = house.sender.files
    assert name == f"timeline-2026-03-09.{SAVED_AS[form]}"
    if form == "JSON":
        told = json.loads(data)
        assert [s["session_title"] for s in told["sessions"]] == ["Letting go 1", "Letting go 2", "Letting go 3"]
        assert told["themes"][0]["sessions"] == 3
    else:
        text = read_back(form, data)
        assert "Letting go 2" in text
        assert "What comes back" in text


# --- everything held ---


async def everything(house: House) -> tuple[str, str]:
    """Ada: a private session with a transcript, one with Iva and a comment; Iva coaches. Returns (private, paired)."""
    private = await house.session(ADA, 1)
    await house.services.transcripts.put(ADA, transcript(), "digest", id="doc-ada-1")
    paired = await house.paired_session(IVA, ADA, 2)
    await comment(house, ADA, paired, "My own words.")
    house.clock.pass_(minutes=1)
    await comment(house, IVA, paired, "Her coach's words.")
    await house.services.people.put(Profile(ADA, "Ada", "Europe/Berlin"))
    await house.session(BO, 3)
    return private, paired


async def test_what_is_held(house: House) -> None:
    await everything(house)
    card = (await house.write(ADA, "privacy")).cards[0]
    text = words_of(card.title, card.blocks)
    assert "analyses of your sessions 2" in text
    assert "transcripts 1" in text
    assert "Transcripts are deleted 30 days after their analysis." in text
    assert "[How long things are kept]" not in text
    assert "I hold nothing about you." in (await house.write(person("cy"), "privacy")).text


async def test_everything_as_a_zip(house: House) -> None:
    private, paired = await everything(house)
    await house.press(ADA, "privacy.export")
    await house.press(ADA, "privacy.export")
    [job] = await house.claimed()
    assert job.kind == EXPORT
    assert await ExportEverything(house.services).run(job) == Finished()
    [(to, name, data)] = house.sender.files
    assert (to, name) == (ADA, "debrief-2026-03-09.zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert sum(name.startswith("insights/") for name in names) == 2
        files = [f"transcripts/2025-01-20-{private}.{end}" for end in ("json", "docx")]
        assert [name for name in names if name.startswith("transcripts/")] == files
        turns = json.loads(archive.read(files[0]))["turns"]
        lines = read_back("Word", archive.read(files[1])).splitlines()[2:]
        assert len(lines) == len(turns)
        for line, turn in zip(lines, turns, strict=True):
            assert line.startswith(f"{turn['turn']} ")
            assert line.endswith(f"{turn['role'].capitalize()}: {turn['text']}")
        told = json.loads(archive.read(next(name for name in names if paired in name)))
        assert [c["text"] for c in told["insight"]["comments"]] == ["My own words.", "Her coach's words."]
        you = json.loads(archive.read("you.json"))
        assert you["time_zone"] == "Europe/Berlin"
        assert [c["text"] for c in you["comments"]] == ["My own words."]
        assert you["relationships"][0]["with"] == "iva"
        assert "Letting go 3" not in data.decode("latin1")


async def test_a_long_session_is_written_out_beside_everybody_else(house: House) -> None:
    """What the event loop is held for is compared, in processor time of its own thread, with the work as a whole."""
    session = transcript()
    session = replace(session, turns=tuple(replace(session.turns[n % 2], n=n + 1) for n in range(2_000)))
    row = await house.services.insights.get(HERE, await house.session(ADA))
    assert row is not None
    assert row.source_document_id is not None
    await house.services.transcripts.put(ADA, session, "", id=row.source_document_id)
    await house.press(ADA, "privacy.export")
    [job] = await house.claimed()
    began, whole = time.thread_time(), time.process_time()
    assert await ExportEverything(house.services).run(job) == Finished()
    held, whole = time.thread_time() - began, time.process_time() - whole
    assert held < whole / 4
    with zipfile.ZipFile(io.BytesIO(house.sender.files[0][2])) as archive:
        name = next(name for name in archive.namelist() if name.startswith("transcripts/"))
        assert len(json.loads(archive.read(name))["turns"]) == 2_000


async def test_a_file_for_somebody_with_nothing(house: House) -> None:
    await house.press(person("cy"), "privacy.export")
    [job] = await house.claimed()
    await ExportEverything(house.services).run(job)
    with zipfile.ZipFile(io.BytesIO(house.sender.files[0][2])) as archive:
        assert archive.namelist() == ["README.txt", "you.json", "record.json"]


# --- erasing ---


async def test_erasing_needs_the_word(house: House) -> None:
    form = (await house.press(ADA, "privacy.erase")).forms[0]
    for word in ("", "yes", "ERAS"):
        assert "word" in (await house.send(ADA, form, word=word)).wrong
    assert await house.claimed() == []
    await house.send(ADA, form, word=" erase ")
    await house.send(ADA, form, word="ERASE")  # sent twice
    assert [job.kind for job in await house.claimed()] == [ERASE]


async def test_everything_is_erased_also_for_others(house: House) -> None:
    private, paired = await everything(house)
    await house.press(ADA, "share.list")
    form = (await house.press(ADA, "privacy.erase")).forms[0]
    await house.send(ADA, form, word="ERASE")
    [job] = await house.claimed()
    at = MessageRef(Place(IVA.tenant, "D-iva"), "7")
    await house.press(IVA, "insight.open", paired, on=at)
    assert await EraseEverything(house.services).run(job) == Finished()
    assert [card.title for who, card in house.chat.messages.values() if who is None] == ["Deleted"]
    for who in (ADA, IVA):
        for insight in (private, paired):
            assert GONE in (await house.press(who, "insight.open", insight)).refused
        assert "Letting go" not in (await house.write(who, "insights")).text
        assert "Letting go" not in (await house.write(who, "timeline")).text
    assert not await house.comments_of(paired)
    assert "Ada has erased their data here" in str(house.chat.of(IVA)[-1])
    receipt = house.chat.of(ADA)[-1]
    assert receipt.title == "Everything is erased"
    table = next(block for block in receipt.blocks if isinstance(block, Table))
    told = {row[0]: row[1] for row in table.rows}
    assert (told["analyses of your sessions"], told["transcripts"]) == ("2", "1")
    assert "comments you wrote" in told
    assert await house.insights.count(InsightQuery(BO)) == 1
    heard = len(house.chat.of(IVA)), len(house.chat.of(ADA))
    stored = await house.services.jobs.get(ADA.tenant, job.id)
    assert stored is not None
    await EraseEverything(house.services).run(stored)  # the worker was killed after the last write
    assert (len(house.chat.of(IVA)), len(house.chat.of(ADA))) == heard


async def test_an_erasure_after_a_restore_tells_nobody_and_spares_who_has_come_back(house: House) -> None:
    _, paired = await everything(house)
    erased = person("zoe")
    heard = {who: len(house.chat.of(who)) for who in (ADA, IVA)}
    for who, outcome in ((erased, Finished()), (ADA, Finished(JobState.CANCELLED))):
        for _ in range(2):  # two bots start
            await erase_again(house.services, who)
        [job] = [job for job in await house.claimed() if job.owner == who]
        assert await EraseEverything(house.services).run(job) == outcome
    assert house.chat.of(erased) == []
    assert {who: len(house.chat.of(who)) for who in (ADA, IVA)} == heard
    assert (await house.press(ADA, "insight.open", paired)).refused == ""


@pytest.mark.parametrize("turned", [False, True])
async def test_lists_with_words_of_the_erased_are_replaced_for_everybody(house: House, turned: bool) -> None:
    """All messages that stay, whoever reads them: none holds a title, a theme or a promise of theirs afterwards."""
    _, paired = await everything(house)
    await house.promise(paired, Kept(1, 0, 0))
    for who, about in ((ADA, ()), (IVA, (ADA,)), (IVA, ())):
        for name in ("insights", "timeline", "actions"):
            await house.write(who, name, "", *about, in_channel=True)
    await house.write(ADA, "share", "list", in_channel=True)
    if turned:  # the same, in messages that showed something else before
        for who in (ADA, IVA):
            empty = await house.chat.direct(who, Card("Nothing yet"))
            for action, value in (("insights.page", View().packed()), ("timeline.open", "|")):
                await house.press(who, action, value, on=empty)
                house.chat.messages[empty.id] = who, (await house.press(who, action, value)).cards[0]
    shown = [key for key, (_, card) in house.chat.messages.items() if "Letting go" in str(card)]
    assert {house.chat.messages[key][0] for key in shown} == {ADA, IVA}
    assert len(shown) >= 6 + 2 * turned
    await EraseEverything(house.services).run(await erasure(house, ADA))
    assert not [card.title for _, card in house.chat.messages.values() if "Letting go" in str(card)]
    assert {house.chat.messages[key][1].title for key in shown} == {"This list is out of date"}


async def test_nobody_is_told_to_delete_what_only_the_bot_can(house: House) -> None:
    form = (await house.press(ADA, "privacy.erase")).forms[0]
    said = words_of(form.title, tuple(Text(field.text) for field in form.fields if isinstance(field, Words)))
    assert "messages I have posted" not in said
    assert "What you wrote and the files you dropped you can delete yourself" in said


@dataclass(frozen=True)
class Rotation:
    """Of a house where it shuts backups out, or of one where it does not."""

    shuts_backups: bool

    async def advance(self) -> timedelta | None:
        raise AssertionError("no key is rotated here")


@pytest.mark.parametrize("shut", [True, False])
async def test_form_and_receipt_claim_of_backups_what_holds_here(house: House, shut: bool) -> None:
    house.services = replace(house.services, rotation=Rotation(shut))
    await everything(house)
    form = (await house.press(ADA, "privacy.erase")).forms[0]
    await EraseEverything(house.services).run(await erasure(house, ADA))
    for said in (str(form), str(house.chat.of(ADA)[-1])):
        assert ("Within an hour, the keys I then have open nothing of yours" in said) is shut
        assert ("Backups made before may still open it" in said) is not shut
        assert "no backup can be read" not in said


async def erasure(house: House, who: Person) -> Job:
    form = (await house.press(who, "privacy.erase")).forms[0]
    await house.send(who, form, word="ERASE")
    [job] = await house.claimed()
    return job


async def test_a_coach_who_erases_leaves_the_clients_sessions(house: House) -> None:
    paired = await house.paired_session(IVA, ADA)
    await comment(house, IVA, paired, "Her coach's words.")
    private = await house.session(ADA, 2)
    await house.send(ADA, Form("", "share.confirm", value=f"{private}|iva||"))
    mine = [await opened(house, ADA, "insight.open", insight) for insight in (paired, private)]
    assert ["Only you see this" in shown(house, card) for card in mine] == [False, False]
    await EraseEverything(house.services).run(await erasure(house, IVA))
    for insight, card in zip((paired, private), mine, strict=True):
        await redrawn(house, insight)
        assert "Only you see this" in shown(house, card)
    assert "She misses" in (await house.press(ADA, "insight.open", paired)).text
    assert "No comments yet." in (await house.press(ADA, "comments.open", paired)).text
    assert GONE in (await house.press(IVA, "insight.open", paired)).refused
    assert "sessions of your clients in which you are the coach" in str(house.chat.of(IVA)[-1])
    assert "Your sessions stay yours" in str(house.chat.of(ADA)[-1])


async def test_a_coach_who_erases_leaves_nothing_held(house: House) -> None:
    held = await house.paired_session(IVA, ADA, visible_to_client=False)
    at = MessageRef(Place(IVA.tenant, "D-iva"), "7")
    await house.press(IVA, "insight.open", held, on=at)
    await EraseEverything(house.services).run(await erasure(house, IVA))
    assert "She misses" in (await house.press(ADA, "insight.open", held)).text
    assert "Letting go" in (await house.write(ADA, "insights")).text
    assert [card.title for who, card in house.chat.messages.values() if who is None] == ["Access has ended"]


# --- retention ---


async def test_only_an_administrator_sets_retention(house: House) -> None:
    assert "Only those who administer" in (await house.press(ADA, "workspace.settings")).refused
    form = (await house.press(BOSS, "workspace.settings")).forms[0]
    assert "Only those who administer" in (await house.send(ADA, form, transcripts="7", insights="")).refused
    answer = await house.send(BOSS, form, transcripts="7", insights="")
    assert "deleted 7 days after" in answer.text
    assert await house.services.tenants.retention(ADA.tenant) == Retention(7, None)
    await house.send(BOSS, form, transcripts="1", insights="365")
    assert "Analyses are deleted after 365 days." in (await house.write(ADA, "privacy")).text


@pytest.mark.parametrize(
    ("transcripts", "insights"), [("0", ""), ("", ""), ("x", ""), ("9999", ""), ("7", "0"), ("-1", "²")]
)
async def test_odd_days_are_refused(house: House, transcripts: str, insights: str) -> None:
    form = (await house.press(BOSS, "workspace.settings")).forms[0]
    assert (await house.send(BOSS, form, transcripts=transcripts, insights=insights)).wrong
    assert await house.services.tenants.retention(ADA.tenant) == Retention()


async def test_a_workspace_has_its_own_words_on_where_help_is_found(house: House) -> None:
    tenants = house.services.tenants
    form = (await house.press(BOSS, "workspace.settings")).forms[0]
    answer = await house.send(BOSS, form, transcripts="30", insights="", care="  Ring the bell in the hall.\n")
    assert "your own words are shown" in answer.text
    assert await tenants.care_note(ADA.tenant) == "Ring the bell in the hall."
    assert await tenants.care_note(ELSEWHERE) is None
    form = (await house.press(BOSS, "workspace.settings")).forms[0]
    assert "Ring the bell in the hall." in str(form.fields)
    assert "care" in (await house.send(BOSS, form, transcripts="30", insights="", care="x" * 2001)).wrong
    await house.send(BOSS, form, transcripts="30", insights="", care=" ")
    assert await tenants.care_note(ADA.tenant) is None


def test_every_kind_has_words() -> None:
    assert all(words and words[0].islower() for words in KINDS.values())
