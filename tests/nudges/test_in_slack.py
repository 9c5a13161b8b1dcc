"""Each card and form of reminders is one that Slack takes, in both languages."""

import pytest

from core.translation import reading
from tests.e2e.cards import reminders
from tests.nudges.test_reminders import session
from tests.relationships.house import House
from tests.slack import validator


@pytest.mark.parametrize("language", ["en", "de"])
async def test_slack_takes_each_card_and_form(house: House, language: str) -> None:
    made = await session(house)
    with reading(language):
        shown = [one async for one in reminders(house, made)]
    assert len(shown) == 9
    for one in shown:
        surface: validator.Surface = "message" if one.surface == "message" else "modal"
        payload = {"text": one.name, **one.payload} if surface == "message" else one.payload
        assert validator.problems(payload, surface) == [], one.name
