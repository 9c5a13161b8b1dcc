"""A question left open: whole, and with next to no answer until the coach asks again."""

import pytest

from tests.commitments.test_due_dates import analysed

OPENING = (
    ("coach", "How are you feeling today?"),
    ("client", "Fine, thanks."),
    ("coach", "What would you like to look at in our time together?"),
    ("client", "I keep putting off the talk with my sister about the house, and it sits on me."),
)
CLOSING = (
    ("coach", "What do you take with you from today's session?"),
    ("client", "That it is a conversation and not a trial, which is something new for me."),
    ("coach", "How does that sound to you?"),
    ("client", "Good."),
)
LONG = "My brother could, he has known her for longer than anybody else in the family."


@pytest.mark.parametrize(
    ("talk", "left"),
    [
        ((("coach", "What would it cost you to wait?"), ("client", "I don't know.")), True),
        ((("coach", "What would it cost you to wait?"), ("client", LONG)), False),
        ((("coach", "What would you lose by it?"), ("client", "Hm."), ("coach", "Take your time."), ("client", LONG)), False),
        ((("coach", "And who, apart from your sister"), ("client", "Hm."), ("coach", "Yes."), ("client", "Well.")), False),
        ((("coach", "What else?"), ("client", "Nothing.")), False),
        ((("coach", "What would it cost you?"), ("coach", "What would you lose by it?"), ("client", LONG)), False),
    ],
)  # fmt: skip
async def test_only_a_whole_question_with_next_to_no_answer_is_left_open(
    talk: tuple[tuple[str, str], ...], left: bool
) -> None:
    insight = await analysed((*OPENING, *talk, *CLOSING), "en", None)
    found = [asked.evidence.quote for asked in insight.questions if asked.left_open]
    assert found == ([talk[0][1]] if left else [])
