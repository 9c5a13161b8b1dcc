"""What has been posted can be pressed for years: names and values as former cards carry them, and what no card carries."""

from collections.abc import Mapping

import pytest

from core.people.person import MessageRef, Place
from core.refusal import Refused
from handlers.events import ButtonPressed, FieldAnswer, FormSent
from handlers.routes import BUTTONS, FORMS
from tests.relationships.house import HERE, Answer, House, person

ADA, IVA = person("ada"), person("iva")
PRESSED: Mapping[str, str] = {
    "intake.stop": "slack:T1:F1",
    "intake.retry": "slack:T1:F1",
    "intake.again": "{alone}",
    "roles.coach": "slack:T1:F1|0",
    "roles.client": "slack:T1:F1|1",
    "place.private": "slack:T1:F1",
    "place.with": "slack:T1:F1|{bond}",
    "place.held": "slack:T1:F1|{bond}",
    "paste.one": "slack:T1:F1",
    "paste.two": "slack:T1:F1",
    "home.show": "paired",
    "home.done": "{alone}-0",
    "insight.done": "{alone}-0",
    "insight.craft": "{together}",
    "insight.edit": "{alone}",
    "insight.date": "{alone}",
    "insight.date.keep": "{alone}|2026-03-09",
    "insight.seen": "{alone}",
    "insight.pair": "{alone}",
    "insight.correct": "{alone}",
    "insight.more": "insight.edit|{alone}",
    "insight.feedback": "{alone}|yes",
    "insight.open": "{alone}",
    "insight.section": "{alone}|celebration",
    "insight.craft.share": "{together}|yes",
    "insight.hold": "{together}|no",
    "insight.export": "{alone}|md",
    "insight.delete": "{alone}",
    "actions.list": "",
    "actions.page": "|done||",
    "actions.done": "{alone}-0||||",
    "actions.drop": "{alone}-0|iva|||",
    "actions.reopen": "{alone}-0||done|back|",
    "actions.move": "{alone}-0||||",
    "coach.list": "",
    "coach.ask": "client|iva",
    "coach.accept": "{bond}",
    "coach.decline": "{bond}",
    "coach.end": "{bond}",
    "coach.withdraw": "{bond}",
    "privacy.open": "",
    "privacy.export": "",
    "privacy.erase": "",
    "session.paste": "",
    "settings.open": "",
    "settings.zone": "",
    "workspace.settings": "",
    "share.new": "iva",
    "share.one": "{alone}",
    "share.list": "",
    "share.revoke": "{alone}|iva",
    "insights.page": "paired|iva||",
    "insights.search": "all|||",
    "correct.list": "{alone}",
    "correct.undo": "{alone}|0123456789abcdef01234567",
    "comments.open": "{alone}",
    "comments.page": "{alone}|",
    "comments.write": "{alone}",
    "comments.delete": "{alone}|0123456789abcdef01234567",
    "timeline.open": "|",
    "timeline.export": "iva|md",
}
SENT: Mapping[str, str] = {
    "share.preview": "",
    "share.confirm": "{alone}|iva|comment,export|2030-01-01",
    "insights.search": "all|||",
    "insights.paste": "",
    "insight.edit": "{alone}",
    "insight.pair": "{alone}",
    "insight.correct": "{alone}|0123456789abcdef01234567",
    "actions.move": "{alone}-0|0",
    "comments.write": "{alone}|0123456789abcdef01234567",
    "privacy.erase": "0123456789abcdef",
    "settings.zone": "",
    "workspace.settings": "",
    "insight.delete": "{alone}",
}
HOSTILE = ("", "|", "|" * 9, "\0", "x" * 3000, "-1", "é|$where|{}", "9" * 30 + "|9", "{bond}|²", "insight.edit|\0|")
ON = MessageRef(Place(HERE, "D-ada"), "1")


async def names(house: House) -> dict[str, str]:
    house.directory.add(ADA, "Ada", admin=True)
    bond = await house.pair_up(IVA, ADA)
    return {
        "bond": bond,
        "together": await house.paired_session(IVA, ADA),
        "alone": await house.session(ADA, 2),
    }


def filled(value: str, known: Mapping[str, str]) -> str:
    for name, known_id in known.items():
        value = value.replace(f"{{{name}}}", known_id)
    return value


async def pressed(house: House, action: str, value: str) -> str:
    answer = Answer()
    try:
        await BUTTONS[action](house.services, ButtonPressed(ADA, ON.place, action, value, None), answer)
    except Refused as refused:
        return refused.message
    return answer.text


async def sent(house: House, action: str, value: str, fields: Mapping[str, FieldAnswer]) -> str:
    answer = Answer()
    try:
        await FORMS[action](house.services, FormSent(ADA, action, value, fields, "V1"), answer)
    except Refused as refused:
        return refused.message
    return answer.text


async def test_every_button_and_form_of_the_version_before_is_understood(house: House) -> None:
    known = await names(house)
    last = {"insight.delete": 1, "coach.end": 2, "coach.withdraw": 3}
    for action in sorted(PRESSED, key=lambda name: last.get(name, 0)):
        said = await pressed(house, action, filled(PRESSED[action], known))
        assert "out of date" not in said, (action, said)
    known["alone"] = await house.session(ADA, 3)
    for action, value in SENT.items():
        said = await sent(house, action, filled(value, known), {"item": "celebration|0", "text": "Well done."})
        assert "out of date" not in said, (action, said)


@pytest.mark.parametrize("action", ["insight.open", "insight.edit", "insight.section", "insight.feedback", "share.one"])
async def test_an_id_arrives_whole(house: House, action: str) -> None:
    known = await names(house)
    said = await pressed(house, action, filled(PRESSED[action], known))
    assert said
    assert "cannot find" not in said


async def test_what_nobody_s_card_carries_is_refused_or_answered(house: House) -> None:
    known = await names(house)
    for value in (filled(value, known) for value in HOSTILE):
        for action in BUTTONS:
            await pressed(house, action, value)
        for action in FORMS:
            for fields in ({}, dict.fromkeys(("text", "item", "date", "due", "until", "coach", "zone", "word"), "²|²")):
                await sent(house, action, value, fields)
