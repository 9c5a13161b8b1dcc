"""/debrief token: made in a form, shown once, listed, revoked; and what a program has by it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from core.card import Form
from core.people import token_acts
from core.people.tokens import PREFIX, Scope, digest
from core.ports.people import Kind
from core.refusal import Refused
from handlers.account import archive
from tests.relationships.house import House, person, words_of

ADA = person("ada")
ID = "0123456789abcdef"


@pytest.fixture
def house(house: House) -> House:
    """At the database's time, by which tokens end."""
    house.clock.time = house.storage.clock.now()
    return house


async def form(house: House) -> Form:
    card = (await house.write(ADA, "token")).cards[0]
    return (await house.press_on(ADA, card, "Make a token")).forms[0]


def secret_on(shown: Form) -> str:
    return next(word for word in words_of(shown.title, shown.blocks).split() if word.startswith(PREFIX))


async def test_it_is_made_shown_once_listed_and_revoked(house: House) -> None:
    blank = await form(house)
    made = await house.send(ADA, blank, name=" My  archive ", scopes=("read",), days="30")
    secret = secret_on(made.forms[0])
    assert len(secret) > 40
    assert not any(secret in words_of(card.title, card.blocks) for card in house.chat.of(ADA))
    found = await token_acts.bearer(house.services, secret)
    assert found is not None
    assert (found.person, found.name, [*found.scopes]) == (ADA, "My archive", [Scope.READ])
    assert found.expires_at - found.created_at == timedelta(days=30)
    listed = (await house.write(ADA, "token")).cards[0]
    words = words_of(listed.title, listed.blocks)
    assert "My archive | Read what you can see" in words
    assert "Last used on " in words
    assert secret not in words
    await house.press_on(ADA, listed, "Revoke")
    assert await token_acts.bearer(house.services, secret) is None
    record = await house.done_by(ADA)
    assert [entry.operation for entry in record] == ["create token", "revoke token"]
    assert "archive" not in repr(record)


async def test_a_form_that_comes_back_twice_makes_one(house: House) -> None:
    blank = await form(house)
    first, second = [
        secret_on((await house.send(ADA, blank, name="Zapier", scopes=("inbox",), days="90")).forms[0]) for _ in "12"
    ]
    assert len(await house.services.tokens.of(ADA)) == 1
    assert await token_acts.bearer(house.services, first) is None
    assert await token_acts.bearer(house.services, second) is not None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " ", "scopes": ("read",), "days": "90"}, "name"),
        ({"name": "x" * 61, "scopes": ("read",), "days": "90"}, "name"),
        ({"name": "x", "scopes": (), "days": "90"}, "scopes"),
        ({"name": "x", "scopes": ("all",), "days": "90"}, "scopes"),
        ({"name": "x", "scopes": ("read",), "days": "9999"}, "days"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    house: House, fields: dict[str, str | tuple[str, ...] | None], field: str
) -> None:
    answer = await house.send(ADA, await form(house), **fields)
    assert list(answer.wrong) == [field]
    assert await house.services.tokens.of(ADA) == []


async def test_only_full_members_have_any(house: House) -> None:
    with pytest.raises(Refused):
        await token_acts.create(house.services, person("guest"), "x", ("read",), "90", id=ID)
    _token, secret = await token_acts.create(house.services, ADA, "x", ("read",), "90", id=ID)
    house.directory.add(ADA, "Ada", Kind.DEACTIVATED)
    assert await token_acts.bearer(house.services, secret) is None
    await token_acts.revoke_all(house.services, ADA)
    assert await house.services.tokens.find(digest(secret)) is None


async def test_what_is_no_token_opens_nothing(house: House) -> None:
    _token, secret = await token_acts.create(house.services, ADA, "x", ("read",), "90", id=ID)
    for shown in ("", PREFIX, secret.removeprefix(PREFIX), secret[:-1], secret + "x", secret.upper()):
        assert await token_acts.bearer(house.services, shown) is None


async def test_everything_that_is_held_names_them_without_what_opens(house: House) -> None:
    _token, secret = await token_acts.create(house.services, ADA, "Archive", ("read",), "90", id=ID)
    with zipfile.ZipFile(io.BytesIO(await archive.build(house.services, ADA))) as saved:
        (held,) = json.loads(saved.read("you.json"))["tokens"]
    assert (held["name"], held["scopes"], held["used_at"]) == ("Archive", ["read"], None)
    assert digest(secret) not in str(held)
