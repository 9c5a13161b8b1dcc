"""Prose that says "you" is told to the client alone."""

import pytest

from core.insight.addressed import addresses
from core.insight.sections.base import Evidence
from core.insight.sections.coaching_presence import CoachingPresence
from core.insight.sections.powerful_question import PowerfulQuestion
from tests.relationships.house import House, person

ADA, IVA = person("ada"), person("iva")
ASKED = Evidence(quote="What would you do with your evening?", turn=15, speaker="Iva")
SAID = Evidence(quote="I told the team no.", turn=8, speaker="Ada")


@pytest.mark.parametrize(
    ("prose", "does"),
    [
        ("You told the team no.", True),
        ("Told the team no, and you're glad.", True),
        ("Dir ist dein Abend wichtig.", True),
        ("Le dijiste que no, y te alegra.", True),
        ("Told the team no.", False),
        ("The youngest of the team was told no.", False),
        ("Asked for at the start: “I want you to ask me.”", False),
        ("Dem Team abgesagt.", False),
    ],
)
def test_what_says_you(prose: str, does: bool) -> None:
    assert addresses(prose) is does


async def test_the_client_reads_it_and_the_coach_reads_the_quote(house: House) -> None:
    question = PowerfulQuestion(
        question=ASKED.quote,
        impact_description="You saw your evening anew.",
        breakthrough_level="Minor",
        evidence=(ASKED,),
    )
    presence = CoachingPresence(
        rapport_quality="You chose where to go.",
        trust_indicators=("You laughed.", "Both laughed."),
        partnership_dynamics="Your coach followed you.",
        evidence=(SAID,),
    )
    insight = await house.paired_session(
        IVA,
        ADA,
        session_summary="You wanted an evening. The team was told no.",
        powerful_questions=(question,),
        coaching_presence=presence,
    )
    written = (
        "You saw your evening anew",
        "You chose where to go",
        "You laughed",
        "Your coach followed",
        "You wanted an evening",
    )
    theirs, others = [(await house.press(who, "insight.open", insight)).text for who in (ADA, IVA)]
    assert [words for words in written if words not in theirs] == []
    assert not [words for words in written if words in others]
    assert ASKED.quote in others
    assert SAID.quote in others
    assert "Both laughed." in others
    assert "The team was told no." in others
