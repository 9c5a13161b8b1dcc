"""/debrief settings: the time zone, suggested and set, and the way to the workspace's settings."""

from dataclasses import replace

import pytest

from core.card import Form, TextField
from core.people.person import Person, Place
from core.ports.insights import Scope
from core.ports.people import Kind, Member
from core.ports.sessions import Profile
from handlers.dispatcher import Dispatcher
from handlers.events import TextSaid
from handlers.home import home
from tests.relationships.house import HERE, START, Answer, House, person, words_of

ADA, BOSS = person("ada"), person("boss")
CONSENT = {"2026.11": START}


@pytest.fixture
def house(house: House) -> House:
    """Slack has Ada in Lisbon."""
    house.directory.members[ADA] = Member(ADA, Kind.PERSON, "Ada", time_zone="Europe/Lisbon")
    return house


async def form(house: House, who: Person = ADA) -> Form:
    card = (await house.write(who, "settings")).cards[0]
    return (await house.press_on(who, card, "Set the time zone")).forms[0]


def suggested(form: Form) -> str:
    (field,) = form.fields
    assert isinstance(field, TextField)
    return field.value


async def zone_of(house: House, who: Person = ADA) -> str | None:
    profile = await house.services.people.get(who)
    return profile.time_zone if profile else None


async def test_what_slack_says_is_suggested_and_what_is_set_goes_before_it(house: House) -> None:
    assert "Europe/Lisbon, as in your profile" in (await house.write(ADA, "settings")).text
    first = await form(house)
    assert suggested(first) == "Europe/Lisbon"
    saved = await house.send(ADA, first, zone=" new york ")
    assert "I go by America/New_York for you, where it is 08:00 now." in saved.text
    assert await zone_of(house) == "America/New_York"
    assert "America/New_York, as you have set it" in (await house.write(ADA, "settings")).text
    assert suggested(await form(house)) == "America/New_York"
    await house.send(ADA, await form(house), zone=None)
    assert await zone_of(house) is None
    assert "Europe/Lisbon, as in your profile" in (await house.write(ADA, "settings")).text
    assert [entry.operation for entry in await house.done_by(ADA)] == ["change settings"] * 2


async def test_without_any_it_is_utc(house: House) -> None:
    assert "UTC, until you set yours" in (await house.write(BOSS, "settings")).text
    assert suggested(await form(house, BOSS)) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Berln", "I do not know “Berln”. Did you mean Europe/Berlin?"),
        ("Istanbul", "I do not know “Istanbul”. Did you mean Asia/Istanbul or Europe/Istanbul?"),
        ("xyzzy", "I do not know “xyzzy”. Write a city that has the same time, such as Lisbon or New York."),
        ("../../etc/passwd", "Write a city"),
    ],
)
async def test_what_is_no_time_zone_is_said_beside_the_field(house: House, text: str, sentence: str) -> None:
    answer = await house.send(ADA, await form(house), zone=text)
    assert sentence in answer.wrong["zone"]
    assert await zone_of(house) is None


async def test_what_else_is_kept_of_a_person_stays(house: House) -> None:
    await house.services.people.put(Profile(ADA, "Ada", consents=CONSENT, settings={"x": 1}))
    await house.send(ADA, await form(house), zone="Lima")
    kept = await house.services.people.get(ADA)
    assert kept == replace(Profile(ADA, "Ada", consents=CONSENT, settings={"x": 1}), time_zone="America/Lima")


async def test_the_workspaces_settings_are_offered_to_administrators_alone(house: House) -> None:
    assert "[Organisation settings]" not in (await house.write(ADA, "settings")).text
    card = (await house.write(BOSS, "settings")).cards[0]
    assert (await house.press_on(BOSS, card, "Organisation settings")).forms[0].title == "Organisation settings"


async def test_the_home_tab_leads_there(house: House) -> None:
    page = await home.home(house.services, ADA, Scope.ALL)
    answer = await house.press_on(ADA, page, "Settings")
    assert answer.cards[0].title == "Your settings"


async def test_said_in_the_direct_message_and_in_a_channel(house: House) -> None:
    said = Answer()
    await Dispatcher(house.services).handle(TextSaid(ADA, Place(HERE, "ada", "1.1"), "settings", "settings"), said)
    assert said.cards[0].title == "Your settings"
    channel = await house.write(ADA, "settings", in_channel=True)
    assert "Lisbon" not in channel.text
    assert "Lisbon" in words_of("", house.chat.of(ADA)[-1].blocks)
    assert "Write /debrief settings alone" in (await house.write(ADA, "settings", "zone")).refused
