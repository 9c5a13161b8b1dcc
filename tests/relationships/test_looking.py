"""Lists, filters, search and timelines: what is mine, with whom, in order, and nothing of anybody else."""

import pytest

from bot.slack.messages import render
from core.card import Chart, Table
from core.insight.model import Status
from core.ports.insights import Kept
from core.sharing import finding
from handlers.lists.routes import View
from storage.insight_documents import insight_key, label_of, pack_label, stored_form
from tests.relationships.house import ELSEWHERE, House, person, sample

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


async def fill(house: House) -> None:
    await house.session(ADA, 1)
    await house.session(ADA, 2, status=Status.FAILED)
    await house.paired_session(IVA, ADA, 3)
    await house.paired_session(IVA, BO, 4)
    await house.session(BO, 5)


async def listed(house: House, count: int) -> None:
    """So many sessions of Ada's, as lists find them: one stored like any other takes ten times as long."""
    rows = []
    for insight in (sample(ADA, n, session_title=f"Session {n}") for n in range(1, count + 1)):
        label = await house.storage.vault.seal(
            ADA, f"session_insights/{insight.id}/label", pack_label(label_of(insight))
        )
        rows.append({**stored_form(insight), "_id": insight_key(insight.id), "label": label})
    await house.storage.db.collection("session_insights").insert_many(rows)


def titles(text: str) -> list[str]:
    return [word for word in text.split(" | ") if word.startswith("Letting go")]


@pytest.mark.parametrize(
    ("word", "who", "found"),
    [
        ("", ADA, ["Letting go 3", "Letting go 2", "Letting go 1"]),
        ("paired", ADA, ["Letting go 3"]),
        ("private", ADA, ["Letting go 2", "Letting go 1"]),
        ("shared", ADA, []),
        ("", IVA, ["Letting go 4", "Letting go 3"]),
        ("unpaired", IVA, []),
        ("", person("ada", ELSEWHERE), []),
    ],
)
async def test_scopes(house: House, word: str, who: object, found: list[str]) -> None:
    await fill(house)
    assert isinstance(who, type(ADA))
    assert titles((await house.write(who, "insights", word)).text) == found


async def test_one_persons_sessions(house: House) -> None:
    await fill(house)
    assert titles((await house.write(IVA, "insights", "", ADA)).text) == ["Letting go 3"]
    assert titles((await house.write(ADA, "insights", "", IVA)).text) == ["Letting go 3"]
    # Whom one has nothing with answers like somebody unknown.
    stranger = await house.write(ADA, "insights", "", BO)
    assert titles(stranger.text) == []
    assert "no sessions of yours with Bo" in stranger.text


async def test_filters_and_buttons(house: House) -> None:
    await fill(house)
    card = (await house.write(ADA, "insights")).cards[0]
    failed = await house.press_on(ADA, card, "Did not work out")
    assert titles(failed.text) == ["Letting go 2"]
    assert "the analysis did not work out" in failed.text
    private = await house.press_on(ADA, failed.cards[0], "Private")
    assert titles(private.text) == ["Letting go 2"]  # the status stays chosen
    opened = await house.press_on(ADA, (await house.press_on(ADA, private.cards[0], "Any status")).cards[0], "Open")
    assert opened.cards


async def test_pages_both_ways_stay_steady(house: House) -> None:
    for n in range(1, 21):
        await house.session(ADA, n)
    first = await house.write(ADA, "insights")
    second = await house.press_on(ADA, first.cards[0], "Older")
    assert titles(second.text) == [f"Letting go {n}" for n in range(12, 4, -1)]
    await house.session(ADA, 30)  # a new one arrives meanwhile
    third = await house.press_on(ADA, second.cards[0], "Older")
    assert titles(third.text) == [f"Letting go {n}" for n in range(4, 0, -1)]
    back = await house.press_on(ADA, third.cards[0], "Newer")
    assert titles(back.text) == titles(second.text)


async def test_a_channel_gets_no_content(house: House) -> None:
    await fill(house)
    for name in ("insights", "timeline", "privacy"):
        answer = await house.write(ADA, name, "", in_channel=True)
        assert answer.cards[0].title == "I have answered in our private chat"
    assert "Letting go 3" in str(house.chat.of(ADA))


@pytest.mark.parametrize("value", ["", "everything|||", "all||nothing|", "all|||garbage", "all"])
async def test_a_tampered_list_button(house: House, value: str) -> None:
    await fill(house)
    answer = await house.press(ADA, "insights.page", value)
    assert answer.refused or titles(answer.text) == ["Letting go 3", "Letting go 2", "Letting go 1"]


# --- search ---


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("letting", 3),
        ("LETTING 1", 1),
        ("worksh", 3),  # a part of a theme
        ("théme 2", 1),  # accents do not matter
        ("zebra", 0),
        ("nothing like it", 0),
    ],
)
async def test_search(house: House, words: str, found: int) -> None:
    await fill(house)
    card = (await house.write(ADA, "insights")).cards[0]
    form = (await house.press_on(ADA, card, "Search")).forms[0]
    answer = await house.send(ADA, form, words=words)
    assert len(titles(answer.text)) == found
    assert "Looked at 3 sessions." in answer.text
    assert words not in str(await house.done_by(ADA))


@pytest.mark.parametrize(
    ("word", "count", "heading"),
    [
        ("", 0, "All sessions: none"),
        ("", 1, "All sessions: 1"),
        ("paired", 0, "Sessions of coach and client: none"),
        ("private", 2, "Private sessions: 2"),
        ("shared", 0, "Sessions shared with me: none"),
    ],
)
async def test_how_many_is_said_plainly(house: House, word: str, count: int, heading: str) -> None:
    for n in range(1, count + 1):
        await house.session(ADA, n)
    listed = await house.write(ADA, "insights", word)
    assert f"{heading} |" in listed.text
    failed = await house.press_on(ADA, listed.cards[0], "Did not work out")
    assert " · Did not work out: none |" in failed.text
    if count:
        form = (await house.press_on(ADA, listed.cards[0], "Search")).forms[0]
        looked = await house.send(ADA, form, words="zebra")
        assert ("Looked at 1 session." if count == 1 else f"Looked at {count} sessions.") in looked.text


async def test_an_empty_search_is_asked_again(house: House) -> None:
    form = (await house.press(ADA, "insights.search", View().packed())).forms[0]
    assert "words" in (await house.send(ADA, form, words="  ")).wrong


async def test_a_long_search_goes_on_where_it_stopped(house: House) -> None:
    await listed(house, 2159)
    form = (await house.press(ADA, "insights.search", View().packed())).forms[0]
    first = await house.send(ADA, form, words="session 7")
    opens = [label for label, _, _ in house.pressables(first.forms[0]) if label == "Open"]
    assert len(opens) == finding.MOST_HITS
    assert "Look further back?" in first.text
    rare = await house.send(ADA, form, words="no such words")
    assert "Looked at 2008 sessions so far" in rare.text
    rest = await house.send(ADA, rare.forms[0], words="no such words")
    assert "Looked at 151 sessions." in rest.text


# --- timeline ---


async def test_timeline(house: House) -> None:
    first = await house.paired_session(IVA, ADA, 1)
    second = await house.paired_session(IVA, ADA, 3)
    await house.promise(first, Kept(made=2, settled=2, kept=1))
    await house.promise(second, Kept(made=1, settled=0, kept=0))
    coach = await house.write(IVA, "timeline", "", ADA)
    assert "Timeline with Ada" in coach.text
    assert "2 sessions" in coach.text
    assert "2 promises in all. Kept: 1. Let go: 1." in coach.text
    assert "workshop 2" in coach.text  # a theme of both
    assert "theme 1" not in coach.text.replace("Letting go", "")  # of one alone
    charts = {block.title: block for block in coach.cards[0].blocks if isinstance(block, Chart)}
    assert {title: [series.values for series in chart.series] for title, chart in charts.items()} == {
        "Talk, per cent": [(50.5, 51.5)],
        "Open questions of the coach": [(11.0, 13.0)],
        "Promises": [(1.0, 1.0), (1.0, None)],  # the same 2 in all
    }


async def test_a_timeline_counts_promises_alike_where_only_some_are_followed_up(house: House) -> None:
    call = sample(ADA).action_items[0]
    for n in (1, 2):
        both = (call, call.model_copy(update={"owner": "coach"}))
        await house.promise(await house.session(ADA, n, action_items=both), Kept(made=1, settled=1, kept=1))
    (card,) = (await house.write(ADA, "timeline")).cards
    chart = next(block for block in card.blocks if isinstance(block, Chart) and block.title == "Promises")
    assert "4 promises in all. Kept: 2." in str(card)
    assert [series.values for series in chart.series] == [(2.0, 2.0), (1.0, 1.0)]


async def test_a_clients_timeline_has_no_craft_until_it_is_shared(house: House) -> None:
    first = await house.paired_session(IVA, ADA, 1)
    await house.paired_session(IVA, ADA, 2)
    mine = (await house.write(ADA, "timeline", "", IVA)).cards[0]
    assert [block.title for block in mine.blocks if isinstance(block, Chart)] == ["Promises"]
    await house.press(IVA, "insight.craft.share", f"{first}|yes")
    shown = (await house.write(ADA, "timeline", "", IVA)).cards[0]
    chart = next(block for block in shown.blocks if isinstance(block, Chart))
    assert chart.series[0].values == (50.5, None)


async def test_a_timeline_comes_in_stretches(house: House) -> None:
    for n in range(1, 31):
        await house.session(ADA, n)
    card = (await house.write(ADA, "timeline")).cards[0]
    assert "12 sessions" in str(card)
    older = await house.press_on(ADA, card, "Older")
    assert "Letting go 18" in older.text
    assert "Letting go 19" not in older.text
    await house.session(ADA, 40)
    newer = await house.press_on(ADA, older.cards[0], "Newer")
    assert "Letting go 19" in newer.text
    assert "Letting go 18" not in newer.text


async def test_an_empty_timeline(house: House) -> None:
    assert "No analysed sessions yet." in (await house.write(ADA, "timeline")).text
    assert "No analysed sessions yet." in (await house.write(ADA, "timeline", "", IVA)).text


async def test_one_session_is_no_trend(house: House) -> None:
    await house.session(ADA, session_date=None)
    (card,) = (await house.write(ADA, "timeline")).cards
    assert not any(isinstance(block, Chart | Table) for block in card.blocks)
    assert len(render(card)) == 1, "one message"
    assert ("Open", "insight.open") in [found[:2] for found in house.pressables(card)]
    assert "added " in str(card)
    await house.session(ADA, 2)
    (card,) = (await house.write(ADA, "timeline")).cards
    assert any(isinstance(block, Table) for block in card.blocks)
