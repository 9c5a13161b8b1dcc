"""From an engine's draft to findings and their JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from core.analysis import analyse as analysis
from core.analysis import quality
from core.insight import merging
from core.insight.draft import Draft, DraftItem, DraftQuote, Rejected, Usage
from core.insight.engine import AnalysisRequest, EngineFault
from core.insight.model import CoachTurn, Metric, SessionInsight
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.transcript import Transcript
from tests.engines import sessions
from tests.fakes.in_process import InProcess

PROMISE = "I'll tell Priya on Thursday that she decides about the release."


@dataclass
class Drafting:
    """An engine that answers with a given draft; `mended` is what a repair gives, a fault or nothing."""

    draft: Draft
    mended: Draft | Exception = field(default_factory=lambda: Draft(sections={}))
    asked: list[tuple[Rejected, ...]] = field(default_factory=list)
    name: str = "offline"
    version: str = ""
    model: str = "rules"

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        progress("action_items")
        return self.draft

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        self.asked.append(tuple(rejected))
        if isinstance(self.mended, Exception):
            raise self.mended
        return self.mended


def promise(turn: int = 8, quote: str = PROMISE, **fields: str) -> DraftItem:
    return DraftItem({"action": "Tell Priya that she decides", "owner": "client", **fields}, (DraftQuote(turn, quote),))


def celebration(turn: int, quote: str, description: str = "You left on time twice.") -> DraftItem:
    return DraftItem({"description": description}, (DraftQuote(turn, quote),))


@pytest.fixture
def seconds() -> Callable[[], float]:
    ticks = iter(range(100, 200, 7))
    return lambda: float(next(ticks))


async def test_findings_carry_what_was_measured_besides_what_was_drafted(seconds: Callable[[], float]) -> None:
    draft = Draft(
        {"action_items": (promise(), promise(3, "Words nobody ever said in here"))},
        summary="You want your evenings back. You decided with Hannibal.",
        themes=("evenings", "evenings with Hannibal"),
        usage=Usage(input_tokens=5, cost_usd=0.5),
        model="rules-2",
        prompt_version="9",
    )
    result = await analysis.analyse(Drafting(draft), sessions.request(), InProcess(), clock=seconds)
    findings, metadata = result.findings, result.metadata
    assert [item.due for item in findings.action_items] == [date(2026, 11, 19)]
    assert findings.session_summary == "You want your evenings back."
    assert findings.key_themes == ("evenings",)
    assert len(findings.coach_turns) == 5
    assert {metric.name for metric in findings.metrics} >= {"client_talk_share_words", "open_questions"}
    assert {marker.observed for marker in findings.markers} <= {"observed"}
    assert (findings.overall_session_quality, findings.quality_evidence) == (None, ())
    said = {turn.n: turn.text for turn in sessions.transcript().turns}
    assert all(asked.evidence.quote in said[asked.evidence.turn] for asked in findings.questions)
    assert max(asked.answered for asked in findings.questions) > 5
    assert metadata.processing_time_seconds == 7.0
    assert metadata.analysis_confidence == 0.5
    assert (metadata.items_proposed, metadata.items_kept, metadata.dropped) == (2, 1, {"quote_not_found": 1})
    assert (metadata.model_version, metadata.prompt_version, metadata.cost_usd) == ("rules-2", "9", 0.5)
    assert metadata.session_duration_minutes == 3.2
    assert metadata.transcript_word_count == sessions.transcript().words


async def test_an_empty_draft_has_no_confidence_rather_than_a_perfect_one() -> None:
    result = await analysis.analyse(Drafting(Draft(sections={})), sessions.request(), InProcess())
    assert result.metadata.analysis_confidence is None
    assert result.findings.celebration is None


async def test_only_what_a_second_look_may_mend_is_sent_back() -> None:
    bad = celebration(6, "Something else that was never said")
    draft = Draft({"celebration": (bad,), "action_items": (promise(), promise())})
    mended = Draft({"celebration": (celebration(6, "Last week I already left on time twice"),)}, usage=Usage(calls=1))
    engine = Drafting(draft, mended)
    result = await analysis.analyse(engine, sessions.request(), InProcess())
    assert [[(r.section, r.reason) for r in asked] for asked in engine.asked] == [[("celebration", "quote_not_found")]]
    assert result.findings.celebration is not None
    assert len(result.findings.action_items) == 1
    assert result.metadata.dropped == {"duplicate": 1}


@pytest.mark.parametrize("mended", [EngineFault("overloaded", transient=True), Draft(sections={})])
async def test_a_repair_that_gives_nothing_takes_nothing(mended: Draft | Exception) -> None:
    draft = Draft({"celebration": (celebration(6, "Never ever said like that"),), "action_items": (promise(),)})
    result = await analysis.analyse(Drafting(draft, mended), sessions.request(), InProcess())
    assert len(result.findings.action_items) == 1
    assert result.findings.celebration is None


async def test_one_quote_may_carry_several_sections_and_is_dropped_where_one_repeats_it() -> None:
    again = celebration(8, PROMISE.removesuffix("."), "You told her.")
    draft = Draft({"celebration": (celebration(8, PROMISE), again), "action_items": (promise(), promise())})
    result = await analysis.analyse(Drafting(draft), sessions.request(), InProcess())
    assert len(result.findings.action_items) == 1
    assert result.findings.celebration is not None
    assert result.metadata.dropped == {"duplicate": 2}
    assert (result.metadata.items_proposed, result.metadata.items_kept) == (2, 2), "a repeat is no falsehood"


async def test_the_json_has_the_fields_other_programs_rely_on() -> None:
    transcript = sessions.transcript()
    result = await analysis.analyse(Drafting(Draft({"action_items": (promise(),)})), sessions.request(), InProcess())
    answer = analysis.to_json(result, transcript, "offline")
    assert json.loads(json.dumps(answer)) == answer
    assert answer["engine"] == "offline"
    assert answer["celebration"] is None
    (item,) = answer["action_items"]
    assert (item["owner"], item["due"], item["recurring"]) == ("client", "2026-11-19", False)
    assert item["evidence"] == [{"quote": PROMISE, "turn": 8, "speaker": sessions.CLIENT, "start": 160.0}]
    assert set(answer["transcript"]) == {"format", "language", "speakers", "roles", "warnings", "turns"}
    assert answer["transcript"]["roles"] == {sessions.COACH: "coach", sessions.CLIENT: "client"}
    assert set(answer["transcript"]["turns"][0]) == {"n", "speaker", "role", "text", "start", "end"}
    assert {"n", "questions", "stacked", "reflection", "advice", "behaviour"} == set(answer["coach_turns"][0])
    assert {"text", "kind"} == set(answer["coach_turns"][0]["questions"][0])
    stored_only = {
        "id", "platform", "tenant_id", "created_by", "created_at", "updated_at", "completed_at", "status", "processing_error",
        "transcript_source", "source_document_id", "coaching_relationship_id", "is_unpaired", "held_since", "hold_ends_at",
        "given_at",
    }  # fmt: skip
    about_people = {
        name for name in SessionInsight.model_fields if "user" in name or "shar" in name or "visible" in name
    }
    assert set(SessionInsight.model_fields) - set(answer) <= stored_only | about_people


# --- merging ---


def test_what_two_stretches_both_tell_is_kept_once_with_the_fuller_evidence() -> None:
    short = promise(8, "I'll tell Priya on Thursday")
    first = Draft({"action_items": (short,)}, summary="One.", themes=("evenings", "trust"), usage=Usage(calls=1))
    other = DraftItem(
        {"action": "Call the bank about the loan", "owner": "client"}, (DraftQuote(30, "I'll call the bank"),)
    )
    second = Draft({"action_items": (promise(), other)}, summary="Two.", themes=("trust",), usage=Usage(calls=1))
    merged = merging.merge([first, second], sessions.transcript())
    assert [item.evidence[0].quote for item in merged.sections["action_items"]] == [PROMISE, "I'll call the bank"]
    assert merged.themes == ("trust", "evenings")
    assert merged.usage.calls == 2


def test_the_same_words_far_apart_are_two_events() -> None:
    drafts = [Draft({"action_items": (promise(turn),)}) for turn in (8, 80)]
    assert len(merging.merge(drafts, _long()).sections["action_items"]) == 2


def test_two_owners_make_two_promises_of_the_same_words() -> None:
    said = "I'll text you on Thursday at five"
    items = [
        DraftItem({"action": "Text on Thursday at five", "owner": owner}, (DraftQuote(8, said),))
        for owner in ("client", "coach")
    ]
    merged = merging.merge([Draft({"action_items": (item,)}) for item in items], sessions.transcript())
    assert [item.fields["owner"] for item in merged.sections["action_items"]] == ["client", "coach"]
    quote = Evidence(quote=said, turn=8, speaker=sessions.CLIENT)
    mine, yours, again = (
        ActionItem(action="Text on Thursday at five", owner=owner, evidence=(quote,))
        for owner in ("client", "coach", "client")
    )
    assert not merging.alike(mine, yours)
    assert merging.alike(mine, again)


def test_a_section_is_missing_only_if_no_stretch_gave_it() -> None:
    drafts = [
        Draft(sections={}, missing=("action_items", "celebration")),
        Draft({"action_items": (promise(),)}),
    ]
    assert merging.merge(drafts, sessions.transcript()).missing == ("celebration",)


def _long() -> Transcript:
    whole = sessions.transcript()
    return replace(whole, turns=whole.turns * 10)


@pytest.mark.parametrize(
    "claim",
    [
        "You won a regional swimming medal after years of training",
        "You left on time with Hannibal",
        "You left on time four times last week",
        "You left on time on Friday",
        "You never left on time",
    ],
)
async def test_a_claim_that_its_quote_does_not_hold_gives_way_to_the_quote(claim: str) -> None:
    draft = Draft({"celebration": (celebration(6, "Last week I already left on time twice", claim),)})
    result = await analysis.analyse(Drafting(draft), sessions.request(), InProcess())
    assert result.findings.celebration is not None
    assert result.findings.celebration.description == "Last week I already left on time twice"
    assert result.metadata.dropped == {}


def test_the_sentence_about_what_was_found_counts_in_plain_words() -> None:
    metrics = tuple(
        Metric(name=name, value=value)
        for name, value in (("client_talk_share_words", 0.6), ("reflections", 3.0), ("advice", 0.0))
    )
    turns = tuple(CoachTurn(n=n) for n in range(1, 25, 2))
    _, reasons = quality.derive(turns, metrics, {"client_discoveries": 2, "emotional_shifts": 1})
    assert reasons[-1] == "Found in the client's words: discoveries 2, promises 0, shifts in feeling 1."
