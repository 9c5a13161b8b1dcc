"""Words worth coming back to, and what may be a promise: read by both, named by the client alone."""

import pytest

from core.card import Card, Fold
from core.insight.corrections import PASSAGES, lay_over, name
from core.insight.model import Marker, Passage, Quality, SessionMetadata
from core.insight.sections.base import Evidence
from core.insight.sections.celebration import Celebration
from core.insight.sections.goal_progress import GoalProgress
from core.insight.sections.intention import Intention
from core.insight.sections.values_beliefs import ValuesBeliefs
from core.people.person import Person
from core.sharing.seen import heard
from handlers.insight import cards, naming
from handlers.insight.routes import Named, Remark
from tests.relationships.house import GONE, START, House, person, sample, words_of

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
WORDS = "I always hide my own work, but I want to be proud."
DOUBT = "I might write to the union then."


def titles(card: Card) -> list[str]:
    return [block.title for block in card.blocks if isinstance(block, Fold)]


def named(insight: str, among: str, place: int, section: str) -> str:
    return Named(insight, among, str(place), section).packed()


async def opened(house: House, who: Person, insight: str) -> Card:
    return (await house.press(who, "insight.open", insight)).cards[0]


def read(card: Card) -> str:
    return words_of(card.title, card.blocks)


async def test_both_read_the_passage_and_the_client_alone_is_asked(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    mine, theirs = await opened(house, ADA, insight), await opened(house, IVA, insight)
    assert WORDS in read(mine)
    assert "What is underneath that?" in read(mine)
    assert WORDS in read(theirs)
    assert DOUBT in read(mine)
    assert DOUBT not in read(theirs)
    assert "Was this a promise?" not in titles(theirs)


@pytest.mark.parametrize("section", [section for section, _ in naming.AS if section])
async def test_a_passage_becomes_an_item_in_the_clients_words(house: House, section: str) -> None:
    insight = await house.session(ADA, celebration=None)
    await house.press(ADA, "insight.name", named(insight, PASSAGES, 0, section))
    laid = lay_over(await house.insight(insight), await house.services.corrections.of(ADA.tenant, insight))
    (item,) = [item for item in laid.findings.items(section) if any(e.quote == WORDS for e in item.evidence)]
    graded = {name: value for name, value in item.model_dump().items() if name.endswith(("_level", "type"))}
    assert set(graded.values()) <= {None}
    assert laid.findings.passages == ()
    card = await opened(house, ADA, insight)
    assert naming.TITLES[PASSAGES] not in titles(card)
    assert read(card).count(WORDS) == 1
    assert "Named by the client." in read(card)


async def test_a_second_word_replaces_the_first_and_can_be_taken_back(house: House) -> None:
    insight = await house.session(ADA)
    for section in ("goal_progress", "intention"):
        await house.press(ADA, "insight.name", named(insight, PASSAGES, 0, section))
    (one,) = await house.services.corrections.of(ADA.tenant, insight)
    assert (one.kind, one.section) == ("named", "intention")
    changes = (await house.press(ADA, "correct.list", insight)).cards[0]
    assert WORDS in read(changes)
    (undo,) = [(action, value) for label, action, value in house.pressables(changes) if label == "Undo this"]
    await house.press(ADA, *undo)
    assert naming.TITLES[PASSAGES] in titles(await opened(house, ADA, insight))


async def test_left_out_is_gone(house: House) -> None:
    insight = await house.session(ADA)
    await house.press(ADA, "insight.name", named(insight, PASSAGES, 0, ""))
    await house.press(ADA, "insight.name", named(insight, "doubtful", 0, ""))
    card = await opened(house, ADA, insight)
    assert WORDS not in read(card)
    assert DOUBT not in read(card)


async def test_a_doubtful_promise_that_was_one_is_followed_up(house: House) -> None:
    insight = await house.session(ADA)
    assert len(await house.services.commitments.of(ADA.tenant, insight)) <= 1
    await house.press(ADA, "insight.name", named(insight, "doubtful", 0, "action_items"))
    found = await house.services.commitments.of(ADA.tenant, insight)
    assert [one.action for one in found] == ["Call Noor on Friday.", "Write to the union."]
    assert "Write to the union." in read((await house.write(ADA, "actions")).cards[0])


@pytest.mark.parametrize(
    ("among", "place", "section"),
    [
        (PASSAGES, 0, "action_items"),
        (PASSAGES, 0, "coaching_presence"),
        (PASSAGES, 7, "intention"),
        (PASSAGES, -1, "intention"),
        ("doubtful", 0, "intention"),
        ("action_items", 0, "intention"),
        ("celebration", 0, ""),
    ],
)
async def test_what_no_button_of_ours_carries_is_refused(house: House, among: str, place: int, section: str) -> None:
    insight = await house.session(ADA)
    assert (await house.press(ADA, "insight.name", named(insight, among, place, section))).refused
    assert not await house.services.corrections.of(ADA.tenant, insight)


async def test_nobody_else_names(house: House) -> None:
    paired, alone = await house.paired_session(IVA, ADA), await house.session(ADA)
    for who, insight in ((IVA, paired), (IVA, alone), (BO, paired), (BO, alone)):
        assert (await house.press(who, "insight.name", named(insight, PASSAGES, 0, "intention"))).refused
    assert GONE in (await house.press(BO, "insight.name", named(alone, PASSAGES, 0, "intention"))).refused


def test_a_name_holds_when_the_same_words_are_quoted_otherwise() -> None:
    before = sample(ADA, celebration=None)
    said = name(before, PASSAGES, 0, "celebration", by=ADA.id, at=START, id="ab" * 12)
    shorter = Evidence(quote=WORDS.rstrip("."), turn=16, speaker="Ada")
    after = before.model_copy(update={"passages": (Passage(evidence=shorter),)})
    assert [item.evidence for item in lay_over(after, [said]).findings.items("celebration")] == [(shorter,)]


async def test_a_coach_neither_reads_nor_takes_back_what_the_client_said(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    await house.press(ADA, "insight.name", named(insight, "doubtful", 0, ""))
    await house.press(ADA, "insight.name", named(insight, PASSAGES, 0, "goal_progress"))
    theirs = read((await house.press(IVA, "correct.list", insight)).cards[0])
    assert DOUBT not in theirs
    assert WORDS not in theirs
    for made in await house.services.corrections.of(ADA.tenant, insight):
        assert (await house.press(IVA, "correct.undo", Remark(insight, made.id).packed())).refused
    assert len(await house.services.corrections.of(ADA.tenant, insight)) == 2


async def test_a_second_thing_of_a_section_of_one_is_refused_and_stays(house: House) -> None:
    insight = await house.session(ADA)  # with something to celebrate
    assert (await house.press(ADA, "insight.name", named(insight, PASSAGES, 0, "celebration"))).refused
    assert WORDS in read(await opened(house, ADA, insight))


def test_what_is_graded_stands_on_no_card() -> None:
    said = Evidence(quote="I told them.", turn=2, speaker="Ada")
    graded = sample(
        ADA,
        overall_session_quality=Quality.NEEDS_IMPROVEMENT,
        celebration=Celebration(description="Said it.", evidence=(said,)),
        intention=Intention(behavior_change="Rest more.", commitment_level="Exploratory", evidence=(said,)),
        goal_progress=(
            GoalProgress(goal_area="Rest", progress_description="A bit.", progress_level="Setback", evidence=(said,)),
        ),
        values_beliefs=(ValuesBeliefs(type="Limiting Belief", description="Work first.", evidence=(said,)),),
    )
    shown = read(cards.insight_card(graded))
    for grade in ("Needs Improvement", "Exploratory", "Setback", "Limiting", "Deep", "Good", "Surface"):
        assert grade not in shown


def test_what_earlier_rules_claimed_is_words_again() -> None:
    def claimed(quote: str, turn: int) -> Celebration:
        return Celebration(
            description="A thing to be glad of.", evidence=(Evidence(quote=quote, turn=turn, speaker="Ada"),)
        )

    before = sample(
        ADA,
        metadata=SessionMetadata(engine="offline", prompt_version="1.0", language="en"),
        celebration=claimed(WORDS, 16),
        client_discoveries=(),
        passages=(),
        markers=(Marker(id="3.1", observed="not observed"),),
    )
    laid = lay_over(before, ()).findings
    assert laid.celebration is None
    assert laid.passages == (Passage(evidence=Evidence(quote=WORDS, turn=16, speaker="Ada")),)
    assert (laid.markers, laid.overall_session_quality, laid.key_themes) == ((), None, ())
    assert laid.action_items == before.action_items
    fragment = before.model_copy(update={"celebration": claimed("So yeah, the parking.", 3)})
    assert lay_over(fragment, ()).findings.passages == ()
    model = before.model_copy(update={"metadata": replace_metadata(before.metadata)})
    assert lay_over(model, ()).findings == model
    assert heard(model)


def replace_metadata(metadata: SessionMetadata) -> SessionMetadata:
    return metadata.model_copy(update={"engine": "claude"})
