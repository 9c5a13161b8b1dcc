"""Any insight, on every surface it is shown on: the card, its sections, the craft view, the list, Home, the timeline."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import forms
from bot.slack.blocks import MODERN
from bot.slack.messages import render
from core.card import Card, Form
from core.insight.model import Metric, SessionInsight, Status
from core.insight.sections import SECTIONS
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.insight.sections.client_discovery import ClientDiscovery
from core.people.person import Person, Platform, Tenant
from core.sharing.access import facts_of
from core.sharing.seen import as_seen
from handlers.insight import craft, view
from tests.slack import validator

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ADA = Person(Tenant(Platform.SLACK, "T1"), "U1")
WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "word " * 900, "日本語。" * 900, "👩🏽‍🚀" * 700, "שלום עולם " * 300, "<!channel> *x* <@U1>", "\u202e\x00"]
    ),
)
EVIDENCE = st.builds(
    Evidence,
    quote=WORDS.filter(str.strip),
    turn=st.integers(1, 9999),
    speaker=st.sampled_from(["Ada", "عدا", "長い名前" * 40, "A" * 300]),
    start=st.one_of(st.none(), st.floats(0, 40_000)),
)
PROVEN = st.lists(EVIDENCE, max_size=3).map(tuple)
INSIGHTS = st.builds(
    SessionInsight,
    id=st.just("0" * 24),
    platform=st.just(Platform.SLACK),
    tenant_id=st.just("T1"),
    client_user_id=st.just("U1"),
    created_by=st.just("U1"),
    created_at=st.just(NOW),
    updated_at=st.just(NOW),
    status=st.sampled_from(Status),
    session_title=st.one_of(st.none(), WORDS),
    session_date=st.one_of(st.none(), st.just(NOW)),
    session_summary=WORDS,
    key_themes=st.lists(WORDS, max_size=5).map(tuple),
    processing_error=st.one_of(st.none(), WORDS),
    client_discoveries=st.lists(st.builds(ClientDiscovery, insight=WORDS, evidence=PROVEN), max_size=4).map(tuple),
    action_items=st.lists(st.builds(ActionItem, action=WORDS, evidence=PROVEN), max_size=4).map(tuple),
    metrics=st.lists(
        st.builds(Metric, name=st.just("turns"), value=st.one_of(st.none(), st.floats(0, 9))), max_size=3
    ).map(tuple),
    quality_evidence=st.lists(WORDS, max_size=2).map(tuple),
)


def check(insight: SessionInsight) -> None:
    facts = facts_of(insight, NOW, None)
    seen = as_seen(ADA, insight, facts, ())
    card = view.card(seen)
    for without in (frozenset[str](), MODERN):
        for page in render(card, without):
            assert validator.problems({"text": page.text, "blocks": list(page.blocks)}, "message") == []
    assert validator.problems(forms.shown(card).view, "modal") == []
    assert validator.problems(forms.home(card).view, "home") == []
    parts = [view.section_blocks(seen, section.name) for section in SECTIONS]
    for blocks in (*parts, craft.blocks(insight)):
        assert validator.problems(forms.modal(Form("Part", "none", blocks=blocks)).view, "modal") == []
        for page in render(Card("Part", blocks)):
            assert validator.problems({"text": page.text, "blocks": list(page.blocks)}, "message") == []


@settings(max_examples=40, deadline=None)
@given(INSIGHTS)
def test_any_insight_is_taken_on_every_surface(insight: SessionInsight) -> None:
    check(insight)


@pytest.mark.parametrize("words", ["x", "word " * 100, "日本語。" * 100, "שלום " * 100, "👩🏽‍🚀" * 60])
def test_two_hundred_promises(words: str) -> None:
    said = Evidence(quote=words, turn=3, speaker="Ada", start=61.0)
    base = SessionInsight(
        id="0" * 24, platform=Platform.SLACK, tenant_id="T1", client_user_id="U1", created_by="U1", created_at=NOW,
        updated_at=NOW, status=Status.COMPLETED,
    )  # fmt: skip
    check(base)
    check(
        base.model_copy(update={"action_items": tuple(ActionItem(action=words, evidence=(said,)) for _ in range(200))})
    )
