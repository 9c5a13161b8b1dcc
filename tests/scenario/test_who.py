"""Who is who of a session, on the real bot: what is asked, what is kept, and whose name stands under whose words."""

import pytest

from core.insight.model import SessionInsight
from core.sharing.seen import heard
from core.transcript import Role
from tests.commitments.test_whole_way import FIRST
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import House, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

SPOKEN = FIRST.split("\n\n", 1)[1].replace("Good to see you", "Hi Ana, good to see you, Ana")


def under(coach: str, client: str) -> bytes:
    return SPOKEN.replace("Coach:", f"{coach}#").replace("Client:", f"{client}:").replace("#", ":").encode()


async def stored(house: House) -> SessionInsight:
    (insight_id,) = await insights(house)
    insight = await house.app.services.insights.get(tenant(house.slack), insight_id)
    assert insight is not None
    return insight


@pytest.mark.parametrize(
    ("labels", "why", "pressed", "names"),
    [
        (("Client", "Coach"), "does not speak like one", "“Client” coached", ("Coach", "Client")),
        (("Ana", "Iva"), "greet themselves", "Iva coached: the names are swapped", ("Iva", "Ana")),
        (("Ana", "Iva"), "greet themselves", "Ana coached", ("Ana", "Iva")),
    ],
)
async def test_quotes_are_signed_by_who_said_them_after_swapped_labels_were_confirmed(
    open_house: Open,
    slack: FakeSlack,
    models: MessagesApi,
    labels: tuple[str, str],
    why: str,
    pressed: str,
    names: tuple[str, str],
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(CLIENT, "swapped.txt", under(*labels))
        asked = await slack.wait_for("who of these was the coach", channel=drop.channel)
        assert why in asked.words
        assert asked.words.count("“") - asked.words.count("“Client”") - asked.words.count("“Coach”") == 2
        await slack.press(CLIENT, asked, pressed)
        await finished(house, drop.file_ids[0])
        insight = await stored(house)
        assert insight.speakers is not None
        assert (insight.speakers.coach, insight.speakers.client) == names
        assert {found.speaker for item in insight.action_items for found in item.evidence} == {names[1]}
        assert {one.evidence.speaker for one in insight.questions} <= {names[0]}


async def test_a_coach_is_named_none_of_whose_words_is_quoted(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, engine="offline") as house:
        drop = await slack.drop_file(CLIENT, "first.txt", under("Iva", "Ana"))
        await finished(house, drop.file_ids[0])
        insight = await stored(house)
        bare = insight.model_copy(update={"questions": (), "passages": (), "powerful_questions": ()})
        assert heard(bare) == {Role.CLIENT: "Ana", Role.COACH: "Iva"}
        assert heard(bare.model_copy(update={"speakers": None})) == {Role.CLIENT: "Ana"}, "stored before they were kept"
        at_rest = [str(row) for row in await house.app.storage.db.collection("session_insights").find({}).to_list()]
        at_rest += [str(row) for row in await house.app.storage.db.collection("insight_findings").find({}).to_list()]
        assert not any("Iva" in row for row in at_rest)
        card = await slack.wait_for("Every quote was found", channel=drop.channel)
        assert "Iva" in card.words
