"""Forms that come too late and presses in views, with everything behind them real."""

import asyncio

from tests.fakes.slack_web import visible_text
from tests.scenario.conftest import SESSION, House
from tests.scenario.test_main_job import CLIENT, finished
from tests.scenario.test_two_people import COACH


async def test_sharing_goes_on_where_slack_took_too_long_to_say_who_it_is(house: House) -> None:
    slack = house.slack
    drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    slack.member(COACH, name="Cora Coach")
    await slack.command(CLIENT, "share")
    form = await slack.wait_for_view("Which session")
    (block,) = [block for block in form["blocks"] if block.get("block_id") == "sessions"]
    choice = block["element"]["options"][0]["value"]
    slack.slow("users.info", 3.3, user=COACH)
    sent = await slack.submit(CLIENT, form, {"sessions": [choice], "coach": COACH})
    assert (sent.status, sent.text) == (200, "")
    late = await slack.wait_for("Please try once more.", channel=drop.channel)
    await slack.press(CLIENT, late, "Try once more")
    preview = await slack.wait_for_view("Share with")
    assert preview["submit"]["text"] == "Share"
    await slack.submit(CLIENT, preview, {})
    await slack.wait_for("Open", channel=slack.direct_channel(COACH))


async def test_a_wrong_choice_that_is_found_late_is_said(house: House) -> None:
    slack = house.slack
    drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    slack.member("U0GUEST", is_restricted=True)
    await slack.command(CLIENT, "share")
    form = await slack.wait_for_view("Which session")
    (block,) = [block for block in form["blocks"] if block.get("block_id") == "sessions"]
    slack.slow("users.info", 2.5, user="U0GUEST")
    choice = block["element"]["options"][0]["value"]
    await slack.submit(CLIENT, form, {"sessions": [choice], "coach": "U0GUEST"})
    said = await slack.wait_for("This person is a guest", channel=drop.channel)
    assert "went wrong" not in said.words


async def test_what_is_pressed_in_an_insight_over_home_is_answered_over_it(house: House) -> None:
    slack = house.slack
    drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    await slack.open_home(CLIENT)
    await slack.wait_for("Your insights are ready")
    while CLIENT not in slack.homes or "Open" not in visible_text(slack.homes[CLIENT]["blocks"]):  # noqa: ASYNC110 - another's state
        await asyncio.sleep(0.02)
    before = len(slack.messages)
    await slack.press(CLIENT, slack.homes[CLIENT], "insight.open")
    insight = await slack.wait_for_view("Every quote was found")
    await slack.press(CLIENT, insight, "Comments")
    comments = await slack.wait_for_view("No comments yet.")
    await slack.press(CLIENT, comments, "Write a comment")
    form = await slack.wait_for_view("Your comment")
    sent = await slack.submit(CLIENT, {**form, "previous_view_id": comments["id"]}, {"text": "A note to myself."})
    assert sent.json["response_action"] == "update"
    assert "A note to myself." in visible_text(slack.views[form["id"]]["blocks"])
    assert len(slack.messages) == before, "nothing was said behind the view"
    await slack.press(CLIENT, insight, "Save as", choice="Markdown")
    await slack.wait_for_view("The file is in our private chat.")
