"""A German coach and an English client in one Slack workspace: each reads their language, in every kind of answer."""

from core.people.person import Person
from tests.scenario.conftest import SESSION, House
from tests.scenario.test_main_job import finished, tenant
from tests.scenario.test_two_people import CLIENT, COACH


async def test_each_reads_their_own_language(house: House) -> None:
    slack = house.slack
    slack.member(CLIENT, name="Ana", locale="en-GB")
    slack.member(COACH, name="Cora", locale="de-DE")
    await slack.command(CLIENT, "coach", f"invite <@{COACH}|cora>")
    asked = await slack.wait_for("coach", channel=slack.direct_channel(CLIENT))
    await slack.press(CLIENT, asked, "coach.ask")
    invitation = await slack.wait_for("möchte hier von dir gecoacht werden", channel=slack.direct_channel(COACH))
    await slack.press(COACH, invitation, "Annehmen")
    await slack.wait_for("You now have Cora as your coach", channel=slack.direct_channel(CLIENT))

    drop = await slack.drop_file(COACH, "session.vtt", SESSION)
    placing = await slack.wait_for("Zu wem gehört diese Sitzung", channel=drop.channel)
    await slack.press(COACH, placing, "place.with")
    await finished(house, drop.file_ids[0])
    await slack.wait_for("Jedes Zitat steht so im Transkript", channel=drop.channel)
    await slack.wait_for("Every quote was found", channel=slack.direct_channel(CLIENT))

    await slack.command(COACH, "debrief", "help", channel=slack.direct_channel(COACH))
    await slack.wait_for("Was ich kann", channel=slack.direct_channel(COACH))
    assert slack.called("users.info")
    assert all(call["include_locale"] == "true" for call in slack.called("users.info"))
    coach = await house.app.services.directories[tenant(slack).platform].look_up(Person(tenant(slack), COACH))
    assert coach is not None
    assert coach.locale == "de-DE"
