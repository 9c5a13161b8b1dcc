"""Title and day given with a session: in the form, or beside the file; seen on the card and in what is stored."""

import asyncio
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.insight.model import SessionInsight
from core.transcript import Transcript
from handlers.intake import labels
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import SAMPLES, SESSION, House, Open
from tests.scenario.test_main_job import CLIENT, PASTED, finished, insights, tenant

NOW = datetime(2026, 11, 22, tzinfo=UTC)


async def the_insight(house: House) -> SessionInsight:
    (insight_id,) = await insights(house)
    found = await house.app.services.insights.get(tenant(house.slack), insight_id)
    assert found is not None
    return found


async def nowhere_readable(house: House, words: str) -> None:
    """Neither in a job nor in what is kept beside the upload."""
    for name in ("jobs", "uploads"):
        rows = await house.app.storage.db.collection(name).find({}).to_list()
        assert rows or name == "uploads"
        assert words not in json.dumps(rows, default=str), f"found in {name}"


async def test_title_and_day_of_the_form_reach_the_insight(house: House) -> None:
    await house.slack.command(CLIENT, "insights", "new")
    view = await house.slack.wait_for_view("Paste a session")
    fields = {"part1": PASTED[:3000], "title": "  Leaving the  old office ", "date": "2026-03-12"}
    sent = await house.slack.submit(CLIENT, view, fields)
    assert sent.status == 200
    card = await house.slack.wait_for("Every quote was found")
    assert "Leaving the old office" in card.words
    assert "12 Mar 2026" in card.words
    insight = await the_insight(house)
    assert insight.session_title == "Leaving the old office"
    assert insight.session_date == datetime(2026, 3, 12, tzinfo=UTC)
    await nowhere_readable(house, "old office")
    async with asyncio.timeout(120):
        while await house.app.storage.db.collection("uploads").count_documents({}):  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)


async def test_a_line_beside_a_file_is_its_title_and_names_its_day(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "a.vtt", SESSION, comment="Third session with Noor, 3 March 2026")
    await finished(house, drop.file_ids[0])
    insight = await the_insight(house)
    assert insight.session_title == "Third session with Noor, 3 March 2026"
    assert insight.session_date is not None
    assert insight.session_date.date() == date(2026, 3, 3)
    await nowhere_readable(house, "Noor")


UNDATED = """Coach: Schön, dass du da bist. Worum soll es heute gehen?
Mara: Ich schiebe seit Wochen das Gespräch mit meiner Schwester auf, und das drückt mich jeden Abend.
Coach: Wie wäre es, wenn du es geführt hättest?
Mara: Leichter, glaube ich. Ich würde besser schlafen, und sie wüsste, woran sie mit mir ist.
Coach: Was nimmst du dir vor?
Mara: Ich rufe meine Schwester am Freitag an.
Coach: Was nimmst du heute mit?
Mara: Dass es ein Gespräch ist und kein Gericht, das ist für mich etwas Neues.
""".encode()


@pytest.mark.parametrize(
    ("name", "locale", "day"),
    [("Sitzung vom 3.4.2026.txt", "de-DE", date(2026, 4, 3)), ("2026_03_14 Klientin.txt", "en-US", date(2026, 3, 14))],
)
async def test_the_name_of_a_file_says_its_day(
    open_house: Open, slack: FakeSlack, models: MessagesApi, name: str, locale: str, day: date
) -> None:
    slack.member(CLIENT, name="Ana", locale=locale)
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(CLIENT, name, UNDATED)
        await finished(house, drop.file_ids[0])
        insight = await the_insight(house)
        assert insight.session_date is not None
        assert insight.session_date.date() == day
        await nowhere_readable(house, "Klientin.txt")


async def test_the_day_of_upload_is_kept_with_one_press_and_promises_are_due(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    slack.member(CLIENT, name="Mara", locale="de-DE", tz="Pacific/Kiritimati")
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(CLIENT, "a.txt", UNDATED)
        await finished(house, drop.file_ids[0])
        card = await slack.wait_for("Wann war diese Sitzung?", channel=drop.channel)
        await slack.command(CLIENT, "actions")
        listed = await slack.wait_for("Offene Zusagen", channel=drop.channel)
        assert "am Freitag" in listed.words
        await slack.press(CLIENT, card, "insight.date.keep")
        async with asyncio.timeout(120):
            while "Bis Fr" not in card.words or "bis Fr" not in listed.words:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
        insight = await the_insight(house)
        there = insight.created_at.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
        assert insight.session_date == datetime(there.year, there.month, there.day, tzinfo=UTC)
        assert "Wann war diese Sitzung?" not in card.words
        (item,) = insight.action_items
        assert item.due is not None
        assert item.due.weekday() == 4


async def test_a_command_beside_a_file_is_no_title(house: House) -> None:
    drop = await house.slack.drop_file(CLIENT, "a.vtt", SESSION, comment="Insights")
    await finished(house, drop.file_ids[0])
    assert (await the_insight(house)).session_title != "Insights"


async def test_a_line_beside_several_files_is_the_title_of_none(house: House) -> None:
    short = (SAMPLES / "short.txt").read_bytes()
    files = [house.slack.add_file(CLIENT, name, data) for name, data in (("a.vtt", SESSION), ("b.txt", short))]
    drop = await house.slack.drop_files(CLIENT, files, comment="All of this spring")
    for file_id in drop.file_ids:
        await finished(house, file_id)
    assert len(await insights(house)) == 2
    for insight_id in await insights(house):
        insight = await house.app.services.insights.get(tenant(house.slack), insight_id)
        assert "All of this spring" not in str(insight)


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("Letting go", "Letting go", None),
        ("Letting go (2026-03-12)", "Letting go (2026-03-12)", date(2026, 3, 12)),
        ("12 March 2026", "", date(2026, 3, 12)),
        ("Sitzung vom 14.11.2026", "", date(2026, 11, 14)),
        ("Anna, 14. November", "Anna, 14. November", date(2026, 11, 14)),
        ("3/4/2026", "3/4/2026", None),
        ("On 1 May 2031 we move", "On 1 May 2031 we move", None),
        ("hi", "", None),
        ("Hello, here is my session", "", None),
        ("Good morning", "", None),
        ("Please analyse this", "", None),
        ("can you read this", "", None),
        ("Is this one fine?", "", None),
        ("/insights new", "", None),
        ("<@U123> said so", "", None),
        ("Two lines\nof words", "", None),
        ("…", "", None),
        ("x" * 121, "", None),
        ("", "", None),
    ],
)
def test_what_counts_as_a_title(text: str, title: str, day: date | None) -> None:
    found = labels.beside(text, NOW)
    assert (found.title, found.day) == (title, day)


def test_the_files_hour_stays_on_the_day_it_names() -> None:
    hour = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    read = Transcript("text", (), session_date=hour, title="From the file")
    same = labels.put_on(labels.Label(day=date(2026, 3, 12)), read)
    assert (same.session_date, same.title) == (hour, "From the file")
    other = labels.put_on(labels.Label("Mine", date(2026, 3, 13)), read)
    assert (other.session_date, other.title) == (datetime(2026, 3, 13, tzinfo=UTC), "Mine")
