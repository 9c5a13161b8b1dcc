"""The playground lets in a browser of this machine that looks at it and nobody else, loses nothing, and winds its clock on."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from hypothesis import given

from bot.config import Config, ConfigError, read
from bot.playground import apart, kept
from bot.playground.cast import CAST, Cast
from bot.playground.face import PlaygroundFace
from bot.playground.screen import Screens
from bot.web import application
from core.card import Card, Text
from core.faults import StorageFault
from core.limits import MAX_BYTES
from core.people.person import Person
from core.sandbox.pool import ChildServer
from storage import StorageConfig
from storage.screens import MongoScreens, Row
from tests.faces.conftest import Staged
from tests.faces.on_playground import OnPlayground
from tests.faces.stage import ANA, CORA, person
from tests.faces.test_contract import SHORT
from tests.fakes.browser import parsed, sent
from tests.playground.conftest import playing
from tests.render import test_html
from tests.render.cards import EVERYTHING, INSIGHT
from tests.render.test_renderers import REPEATABLE

Play = tuple[OnPlayground, Staged]
PATHS = ("/playground", "/playground/stream", "/playground/files/000000001", "/playground/close?who=U0ANA&sheet=x")
DOES = ("say", "drop", "sample", "press", "take-back", "wind", "language")


@REPEATABLE
@given(test_html.cards)
def test_a_kept_card_is_the_same_card(card: Card) -> None:
    assert kept.unpacked(kept.packed(card)) == card


@pytest.mark.parametrize("card", [INSIGHT, EVERYTHING])
def test_so_is_one_of_every_kind(card: Card) -> None:
    assert kept.unpacked(kept.packed(card)) == card


STRANGERS = {
    "a name made to lead here": {"Host": "rebound.example"},
    "with a port": {"Host": "rebound.example:3000"},
    "a name that begins like ours": {"Host": "localhost.example"},
    "no name": {"Host": ""},
    "another page": {"Origin": "https://elsewhere.example"},
    "a page without an address": {"Origin": "null"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "an address in it": {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    "somebody behind a proxy": {"X-Forwarded-For": "203.0.113.9"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
async def test_no_stranger_comes_in(play: Play, headers: dict[str, str]) -> None:
    stage, staged = play
    form = (await stage.page(ANA)).all("form", class_="say")[0]
    own = {"Origin": stage.base} | headers
    for path in PATHS:
        async with stage.session.get(stage.base + path, headers=headers) as answer:
            assert answer.status == 403
            assert "Ana" not in await answer.text()
    for name in DOES:
        body = [*sent(form), ("text", "/help"), ("by", "week")]
        async with stage.session.post(f"{stage.base}/playground/{name}", data=body, headers=own) as answer:
            assert answer.status == 403
    assert await staged.app.storage.screens.rows(person(stage, ANA)) == []
    assert staged.app.storage.clock.wound == timedelta()


async def test_nothing_is_done_without_the_pages_own_token(play: Play) -> None:
    stage, staged = play
    await stage.page(ANA)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
        page = parsed((await (await other.get(f"{stage.base}/playground")).text()).replace("<!doctype html>", ""))
        theirs = sent(page.all("form", class_="say")[0])
    for name in DOES:
        for body in ([("text", "/help")], [*theirs, ("text", "/help")]):
            async with stage.session.post(
                f"{stage.base}/playground/{name}", data=body, headers={"Origin": stage.base}
            ) as answer:
                assert answer.status == 403
    assert await staged.app.storage.screens.rows(person(stage, ANA)) == []


async def test_a_page_allows_nothing_but_its_own_files(play: Play) -> None:
    stage, _staged = play
    async with stage.session.get(f"{stage.base}/playground?as={ANA}") as answer:
        policy, page = answer.headers["Content-Security-Policy"], await answer.text()
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    found = parsed(page.replace("<!doctype html>", ""))
    assert all(set(each.attributes) & {"src"} for each in found.all("script"))
    assert found.all("style") == []
    for each in (*found.all("script"), *found.all("link"), *found.all("img")):
        path = each.attributes.get("src") or each.attributes["href"]
        async with stage.session.get(stage.base + path) as asset:
            assert asset.status == 200, path


async def test_what_was_posted_outlives_the_process_and_lies_sealed(
    storage_config: StorageConfig, child_server: ChildServer
) -> None:
    async with playing(storage_config, child_server) as (stage, staged):
        await stage.drop(ANA, "short.txt", SHORT)
        await stage.command(ANA, "insights")
        await staged.until(ANA, "Your insights are ready")
        await staged.app.services.chat(stage.tenant).direct(person(stage, CORA), Card("Said", (Text("A word"),)))
        before = {who: await stage.sees(who) for who in (ANA, CORA)}
        rows = str(await staged.app.storage.db.collection("screens").find({}).to_list())
        assert not [each for each in ("A word", "short.txt", "Ruth Adeyemi", "insights") if each in rows]
    async with playing(storage_config, child_server) as (stage, _staged):
        assert {who: await stage.sees(who) for who in (ANA, CORA)} == before


class Away(MongoScreens):
    async def rows(self, person: Person, ids: Sequence[str] | None = None) -> Sequence[Row]:
        raise StorageFault("NetworkTimeout", transient=True)


async def test_a_database_that_does_not_answer_is_said(play: Play) -> None:
    _stage, staged = play
    storage = staged.app.storage
    away = Away(storage.db, storage.screens._vault)
    cast = Cast(CAST, "en", "")
    screens = Screens(away, cast, storage.clock)
    server = application(storage.ping)
    PlaygroundFace(screens, cast, None).mount(server, staged.app.dispatcher)
    async with (
        TestServer(server) as there,
        aiohttp.ClientSession() as http,
        http.get(there.make_url("/playground")) as answer,
    ):
        assert answer.status == 503
        assert "Nothing of yours is lost" in await answer.text()


async def test_a_window_is_told_what_changes_as_it_does(play: Play) -> None:
    stage, staged = play
    await stage.page(ANA)
    async with stage.session.get(f"{stage.base}/playground/stream?as={ANA}&tab=x&since=0") as stream:
        chat = staged.app.services.chat(stage.tenant)
        message = await chat.direct(person(stage, ANA), Card("First"))
        await chat.update(message, Card("Then"))
        async with asyncio.timeout(60):
            seen = b""
            while b"Then" not in seen:
                seen += await stream.content.readline()


@pytest.mark.parametrize("since", ["", "-1", "x", "²", "٣"])
async def test_a_stream_begins_whatever_its_address_says(play: Play, since: str) -> None:
    stage, _staged = play
    asked = {"as": ANA, "tab": "x", "since": since, "zone": since}
    async with stage.session.get(f"{stage.base}/playground/stream", params=asked) as stream:
        assert stream.status == 200


async def test_what_was_dropped_by_mistake_is_taken_back(play: Play) -> None:
    stage, staged = play
    source = await stage.give(ANA, "short.txt", SHORT)
    await stage.take_back(source)
    assert "short.txt" not in await stage.sees(ANA)
    async with stage.session.get(f"{stage.base}/playground/files/{source}") as answer:
        assert answer.status == 404
        assert await answer.text() == "This file is not there any more."
    await stage.command(ANA, "insights")
    await staged.until(ANA, "Search")


async def test_what_is_due_comes_when_the_clock_is_wound_and_it_stays_wound(
    storage_config: StorageConfig, child_server: ChildServer
) -> None:
    async with playing(storage_config, child_server) as (stage, staged):
        now = staged.app.services.clock.now()
        text = SHORT.decode().replace("Ruth", "Cora").replace("Tomas Lindqvist", "Ana")
        await stage.drop(ANA, f"{now.date().isoformat()} session.txt", text.encode())
        await staged.until(ANA, "Your insights are ready")
        await stage.wind("minutes")
        await staged.until(ANA, "What you said you would do")
        await stage.wind("week")
        assert staged.app.services.clock.now() - now >= timedelta(days=7, minutes=5)
    async with playing(storage_config, child_server) as (stage, staged):
        assert staged.app.services.clock.now() - now >= timedelta(days=7, minutes=5)


async def test_everything_erased_takes_the_conversation_along(play: Play) -> None:
    stage, staged = play
    await stage.drop(ANA, "short.txt", SHORT)
    await staged.until(ANA, "Your insights are ready")
    await stage.command(ANA, "privacy")
    await staged.until(ANA, "Erase everything")
    await stage.press(ANA, "Erase everything", "Erase everything")
    await stage.send(ANA, "Erase everything", {"word": "ERASE"})
    await staged.until(ANA, "Everything is erased")
    assert "short.txt" not in await stage.sees(ANA)


# --- where it is on ---


def test_it_is_on_where_nothing_else_is_and_on_this_machine_alone() -> None:
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    on = {"DEBRIEF_PLAYGROUND": "1"}
    assert read({}).playground
    assert not read({"DEBRIEF_PLAYGROUND": "0"}).playground
    assert not read({"HOST": "0.0.0.0"}).playground  # noqa: S104 - not listened on
    assert not read(slack).playground
    assert read(slack | on).playground
    assert (read({}).alone, read(slack | on).alone) == (True, False)
    for host in ("0.0.0.0", "192.0.2.1", "debrief.example"):  # noqa: S104 - not listened on
        with pytest.raises(ConfigError, match="for this machine alone"):
            read({"HOST": host} | on)
    with pytest.raises(ConfigError, match="1 or 0"):
        read({"DEBRIEF_PLAYGROUND": "yes"})


def test_alone_it_has_a_database_and_keys_of_its_own() -> None:
    config = read({"MONGODB_URI": "mongodb://localhost", "DEBRIEF_KEYS": "/keys", "MONGODB_DATABASE": "d" * 63})
    own = apart(config)
    assert own.mongodb_database != config.mongodb_database
    assert len(own.mongodb_database) <= 63
    assert (own.data, own.keys) == (config.data / "playground", None)
    beside = Config(data=config.data, playground=False)
    assert apart(beside) == beside


@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")  # aiohttp's own reader of forms calls it
async def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not(play: Play) -> None:
    stage, staged = play
    text = SHORT + b"\n" * (MAX_BYTES - len(SHORT))
    await stage.drop(ANA, "long.txt", text)
    await staged.until(ANA, "long.txt")
    form = (await stage.page(ANA)).all("form", class_="attach")[0]
    body = aiohttp.FormData(sent(form))
    body.add_field("file", io.BytesIO(text + b"\n"), filename="longer.txt")
    async with stage.session.post(f"{stage.base}/playground/drop", data=body, headers={"Origin": stage.base}) as answer:
        assert (answer.status, await answer.text()) == (413, "This file is too large for me.")
    assert "longer.txt" not in await stage.sees(ANA)
