"""The pure parts: corrections laid over, themes and trends, grants in words, what a reader sees."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.metrics import measure
from core.insight.corrections import (
    Anchor,
    Correction,
    anchor_of,
    lay_over,
    make,
)
from core.insight.model import Asked, Findings, Grant, Marker, Quality
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.client_discovery import ClientDiscovery
from core.ports.insights import InsightSummary, Kept
from core.refusal import Refused
from core.sharing import grants as sharing
from core.sharing import search, trends
from core.sharing.access import (
    Facts,
    Operation,
    facts_of,
)
from core.sharing.acts import ShareRequest, grant_of, share
from core.sharing.finding import find, preview, see
from core.sharing.seen import CRAFT, as_seen
from tests.relationships.house import START, House, later, person, sample, transcript

ADA, IVA = person("ada"), person("iva")


def found(*items: tuple[str, int, str]) -> Findings:
    """Discoveries: (own words, turn, quote)."""
    made = tuple(ClientDiscovery(insight=own, evidence=(Evidence(quote=q, turn=n),)) for own, n, q in items)
    return Findings(client_discoveries=made)


def dismissed(findings: Findings, place: int, n: int = 0) -> Correction:
    return make(
        findings, "client_discoveries", place, by="ada", voice="client", at=START + timedelta(n), text=None, id=str(n)
    )


def shown(findings: Findings, *corrections: Correction) -> list[str]:
    return [item.insight for item in lay_over(findings, corrections).findings.client_discoveries]


def test_of_two_items_on_the_same_words_only_the_one_meant_goes() -> None:
    both = found(("She is free.", 4, "I am free of it"), ("She is afraid.", 4, "I am free of it"))
    assert shown(both, dismissed(both, 1)) == ["She is free."]


@pytest.mark.parametrize(
    ("quote", "turn", "stays"),
    [
        ("I am free of it now", 4, False),  # more of the same words
        ("free of it", 4, False),  # fewer of them
        ("I AM FREE, of it", 4, False),
        ("I am free of it now", 5, True),  # another turn
        ("we went to the sea", 4, True),  # other words of the same turn
        ("", 4, True),
    ],
)
def test_what_was_dismissed_stays_away_by_its_words(quote: str, turn: int, stays: bool) -> None:
    before = found(("She is free.", 4, "I am free of it"))
    after = found(("Freedom.", turn, quote))
    assert bool(shown(after, dismissed(before, 0))) is stays


def test_the_newest_correction_decides() -> None:
    findings = found(("She is free.", 4, "I am free of it"))
    gone = dismissed(findings, 0, 1)
    reworded = replace(gone, id="2", kind="corrected", text="She feels free.", at=gone.at + timedelta(1))
    assert shown(findings, gone, reworded) == ["She feels free."]
    assert shown(findings, reworded, replace(gone, at=reworded.at + timedelta(1))) == []


def test_a_single_section_can_be_dismissed_and_lists_of_phrases_reworded() -> None:
    findings = Findings(celebration=Celebration(description="d", evidence=(Evidence(quote="q r s", turn=1),)))
    gone = make(findings, "celebration", 0, by="a", voice="coach", at=START, text=None, id="1")
    laid = lay_over(findings, [gone])
    assert laid.findings.celebration is None
    assert laid.dismissed == 1
    assert findings.celebration is not None  # what is stored is never changed


@given(st.lists(st.tuples(st.text(max_size=20), st.integers(1, 3), st.text(max_size=20)), max_size=6), st.data())
def test_corrections_only_ever_take_away_or_reword(items: list[tuple[str, int, str]], data: st.DataObject) -> None:
    findings = found(*items)
    places = data.draw(st.lists(st.integers(0, max(0, len(items) - 1)), max_size=4)) if items else []
    corrections = [dismissed(findings, place, n) for n, place in enumerate(places)]
    laid = lay_over(findings, corrections)
    kept = laid.findings.client_discoveries
    assert len(kept) + laid.dismissed == len(items)
    assert [findings.client_discoveries[n] for n in laid.places["client_discoveries"]] == list(kept)
    for place in places:
        assert findings.client_discoveries[place] not in kept or items.count(items[place]) > 1
    assert lay_over(findings, []).findings == findings


def test_an_anchor_holds_what_an_item_rests_on() -> None:
    item = found(("Own.", 4, "said")).client_discoveries[0]
    assert anchor_of("client_discoveries", item) == Anchor(((4, "said"),), "Own.")


def told(**changes: object) -> Findings:
    """Two discoveries and a promise, each told of in the summary, a theme and a marker."""
    said = [Evidence(quote=quote, turn=n, speaker="Ada Okafor") for n, quote in enumerate(QUOTES)]
    base = Findings(
        client_discoveries=(
            ClientDiscovery(insight="She misses the workshop more than the money.", evidence=(said[0],)),
            ClientDiscovery(insight="Silence lets her team think.", evidence=(said[1],)),
        ),
        action_items=(ActionItem(action="Call Noor on Friday.", evidence=(said[2],)),),
        session_summary=(
            "Ada came to look at her evenings. She noticed that it is the workshop she misses, not money. "
            "Ada found that her team thinks when there is silence! On Friday Ada will call Noor."
        ),
        key_themes=("evenings", "workshop", "silence"),
        overall_session_quality=Quality.GOOD,
        quality_evidence=("Found in the client's words: discoveries 2.",),
        questions=(Asked(evidence=said[1], kind="open", answered=40), Asked(evidence=said[2], kind="open", answered=9)),
        markers=tuple(Marker(id=f"{n}.1", observed="observed", evidence=(each,)) for n, each in enumerate(said)),
    )
    return base.model_copy(update=changes)


QUOTES = ("It is the workshop I miss.", "When I am silent they begin to think.", "I will call Noor on Friday.")
FIRST, SECOND = "She noticed that it is the workshop she misses, not money.", "Ada found that her team thinks"


def test_what_is_left_out_is_told_nowhere_else() -> None:
    laid = lay_over(told(), [dismissed(told(), 0)]).findings
    assert FIRST not in laid.session_summary
    for stays in ("Ada came to look at her evenings.", SECOND, "On Friday Ada will call Noor."):
        assert stays in laid.session_summary
    assert laid.key_themes == ("evenings", "silence")
    assert [marker.id for marker in laid.markers] == ["1.1", "2.1"]
    assert (laid.overall_session_quality, laid.quality_evidence) == (None, ())
    again = lay_over(told(), [dismissed(told(), 0), dismissed(told(), 1, n=1)]).findings
    assert again.session_summary == "Ada came to look at her evenings. On Friday Ada will call Noor."
    assert [one.evidence.quote for one in again.questions] == [QUOTES[2]]


def test_the_summary_says_nothing_that_was_put_in_other_words() -> None:
    otherwise = make(told(), "action_items", 0, by="ada", voice="client", at=START, text="Call Noor on Monday.", id="1")
    laid = lay_over(told(), [otherwise]).findings
    assert "Noor" not in laid.session_summary
    assert SECOND in laid.session_summary
    assert laid.overall_session_quality is Quality.GOOD  # what was found is still as much
    assert laid.markers == told().markers


def test_a_theme_stays_while_something_shown_bears_it_out() -> None:
    both = (
        *told().client_discoveries,
        ClientDiscovery(
            insight="The workshop is where she rests.", evidence=(Evidence(quote="In the workshop I rest.", turn=9),)
        ),
    )
    findings = told(client_discoveries=both)
    assert "workshop" in lay_over(findings, [dismissed(findings, 0)]).findings.key_themes


def test_of_two_corrections_of_one_moment_the_later_one_decides() -> None:
    first = make(told(), "action_items", 0, by="ada", voice="client", at=START, text="Ring Noor.", id="1")
    second = make(told(), "action_items", 0, by="ada", voice="client", at=START, text=None, id="2")
    assert lay_over(told(), [first, second]).findings.action_items == ()


# --- what a reader sees ---


def facts(**changes: object) -> Facts:
    return replace(facts_of(sample(ADA), START), **changes)  # type: ignore[arg-type]  # the fields are named in each test


async def test_a_preview_is_the_view_the_grant_will_give(house: House) -> None:
    insight, known = await find(house.services, ADA, Operation.SHARE, await house.session(ADA))
    request = ShareRequest((insight.id,), IVA, frozenset())
    before = await preview(house.services, IVA, insight, known, await grant_of(house.services, ADA, request))
    await share(house.services, ADA, request)
    after = await see(house.services, IVA, insight.id)
    assert after.may(Operation.VIEW)
    assert replace(before, insight=later(before.insight, updated_at=after.insight.updated_at)) == after
    assert not before.craft
    assert all(getattr(before.insight, name) == nothing for name, nothing in CRAFT.items())


def test_only_the_owner_sees_with_whom_it_is_shared() -> None:
    grant = Grant(granted_at=START)
    shared = sample(ADA, sharing_permissions={"iva": grant, "bo": grant}, shared_with_coaches=("iva", "bo"))
    known = facts(grants=shared.sharing_permissions)
    assert as_seen(ADA, shared, known).insight.shared_with_coaches == ("iva", "bo")
    theirs = as_seen(IVA, shared, known).insight
    assert (theirs.shared_with_coaches, theirs.sharing_permissions) == ((), {})


# --- grants ---


@pytest.mark.parametrize(
    ("permissions", "words"),
    [
        (set(), "may see it"),
        ({"comment"}, "may see it and write comments"),
        ({"comment", "export"}, "may see it, write comments and save it as a file"),
    ],
)
def test_grants_in_words(permissions: set[str], words: str) -> None:
    assert sharing.in_words(sharing.make_grant(frozenset(permissions), START, None, None), START) == words


def test_a_grant_lasts_to_the_end_of_the_owners_day() -> None:
    grant = sharing.make_grant(frozenset(), START, date(2026, 3, 9), "America/Los_Angeles")
    assert grant.expires_at == datetime(2026, 3, 10, 7, tzinfo=UTC)
    with pytest.raises(Refused):
        sharing.make_grant(frozenset(), START, date(2026, 3, 9), "Pacific/Kiritimati")  # that day is over there


def test_one_session_has_so_many_coaches_and_no_more() -> None:
    grants = {f"c{n}": Grant(granted_at=START) for n in range(sharing.MOST_COACHES)}
    full = sample(ADA, sharing_permissions=grants)
    sharing.room_for(full, "c3")
    with pytest.raises(Refused):
        sharing.room_for(full, "one more")


# --- trends and search ---


def row(n: int, *themes: str, title: str = "") -> InsightSummary:
    when = START + timedelta(days=n)
    return InsightSummary(f"{n}", "completed", True, "ada", None, when, title, when, themes=themes)


def test_themes_that_come_back() -> None:
    rows = [
        row(1, "Letting go", "Rest"),
        row(2, "letting  GO", "letting-go"),
        row(3, "Letting go"),
        row(4, "rest."),
        row(5, "x"),
    ]
    got = [(t.name, t.sessions, t.first, t.last) for t in trends.themes(rows)]
    day = [START + timedelta(days=n) for n in range(6)]
    assert got == [("Letting go", 3, day[1], day[3]), ("rest.", 2, day[1], day[4])]


def test_points_are_in_order_and_tell_what_is_not_known() -> None:
    rows = [replace(row(2), figures={"client_talk_share_words": 0.612}), row(1)]
    points = trends.points(rows, {"1": Kept(2, 2, 1)})
    assert [(p.row.id, p.client_share, p.kept) for p in points] == [("1", None, Kept(2, 2, 1)), ("2", 61.2, None)]


@pytest.mark.parametrize(
    ("text", "title", "hit"),
    [
        ("uberg", "Die Übergabe", True),
        ("ÜBERGABE die", "Die Übergabe", True),
        ("strasse", "Straße", True),
        ("gabe uber", "Die Übergabe", True),
        ("übergang", "Die Übergabe", False),
        ("轻松", "我觉得轻松多了", True),
    ],
)
def test_search_finds_parts_of_words_in_any_spelling(text: str, title: str, hit: bool) -> None:
    assert search.matches(row(1, title=title), search.words(text)) is hit


def test_a_search_looks_at_themes_too_and_needs_every_word() -> None:
    assert search.matches(row(1, "Letting go", title="Monday"), search.words("monday letting"))
    assert not search.matches(row(1, "Letting go", title="Monday"), search.words("monday tuesday"))


def test_what_is_tracked_is_what_is_measured() -> None:
    assert set(trends.TRACKED) <= {metric.name for metric in measure(transcript(), ())}
