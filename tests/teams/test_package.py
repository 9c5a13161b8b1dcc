"""The app package: what Microsoft's schema takes, and what it does not look at."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handlers.routes import COMMANDS
from scripts import teams_package
from tests.teams.validator import DATA

BOT, URL = "11111111-2222-3333-4444-555555555555", "https://debrief.example"
SCHEMA = jsonschema.Draft4Validator(json.loads((DATA / "manifest-1.25.schema.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("teams") / "app.zip"
    teams_package.package(path, teams_package.manifest(BOT, URL, version="1.0.0"))
    with zipfile.ZipFile(path) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def problems(manifest: Any) -> list[str]:
    return [error.message for error in SCHEMA.iter_errors(manifest)]


def test_microsoft_takes_the_manifest() -> None:
    made = teams_package.manifest(BOT, URL, version="1.2.3")
    assert problems(made) == []
    assert made["manifestVersion"] == "1.25"
    addresses = [made["developer"][name] for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl")]
    assert all(address.startswith("https://") for address in addresses)
    assert problems({**made, "bots": [{"botId": BOT, "scopes": ["groupchat"]}]}) != []


def test_it_lists_every_command_wherever_the_bot_is(package: dict[str, bytes]) -> None:
    (bot,) = json.loads(package["manifest.json"])["bots"]
    assert (bot["botId"], bot["supportsFiles"]) == (BOT, True)
    assert sorted(bot["scopes"]) == ["groupChat", "personal", "team"]
    assert [each["scopes"] for each in bot["commandLists"]] == [["personal"], ["team"], ["groupChat"]]
    for each in bot["commandLists"]:
        assert [command["title"] for command in each["commands"]] == [
            *(command.name for command in COMMANDS),
            "home",
            "help",
        ]
        assert all(
            command.about in listed["description"] for command, listed in zip(COMMANDS, each["commands"], strict=False)
        )


def test_the_page_for_teams_says_why_of_everything_it_asks_for() -> None:
    made = teams_package.manifest(BOT, URL, version="1.0.0")
    page = (Path(__file__).parents[2] / "docs" / "teams.md").read_text("utf-8")
    asked = [*made["permissions"], *made["bots"][0]["scopes"], "supportsFiles", "commandLists"]
    assert [name for name in asked if f"`{name}`" not in page.split("## What it may do")[1]] == []
    assert "authorization" not in made
    assert "webApplicationInfo" not in made


def test_one_bot_is_one_app_however_often_it_is_packed() -> None:
    first, second = (teams_package.manifest(BOT, URL, version=version) for version in ("1.0.0", "1.0.1"))
    assert first["id"] == second["id"] != teams_package.manifest("0" + BOT[1:], URL, version="1.0.0")["id"]


def test_its_icons_have_the_size_and_the_ground_teams_asks_for(package: dict[str, bytes]) -> None:
    assert package.keys() == {"manifest.json", "color.png", "outline.png"}
    for name, side in (("color.png", 192), ("outline.png", 32)):
        assert package[name].startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", package[name][16:24]) == (side, side)
    white_or_nothing = {pixel[:3] for pixel in pixels(package["outline.png"], 32)}
    assert white_or_nothing == {(255, 255, 255)}
    assert {pixel[3] for pixel in pixels(package["color.png"], 192)} == {255}


def pixels(picture: bytes, side: int) -> list[tuple[int, ...]]:
    stream = io.BytesIO(picture[8:])
    data = b""
    while head := stream.read(8):
        length, name = struct.unpack(">I4s", head)
        body, _crc = stream.read(length), stream.read(4)
        data += body if name == b"IDAT" else b""
    raw = zlib.decompress(data)
    rows = [raw[row * (side * 4 + 1) + 1 : (row + 1) * (side * 4 + 1)] for row in range(side)]
    return [tuple(row[at : at + 4]) for row in rows for at in range(0, side * 4, 4)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--bot-id", "x", "--url", URL], "--bot-id is a GUID"),
        (["--bot-id", BOT, "--url", "http://x"], "--url begins with https"),
        (["--bot-id", BOT, "--url", URL, "--to", "missing/folder/a.zip"], "there is no folder missing/folder"),
        (["--bot-id", BOT, "--url", URL, "--to", "."], "is a folder; name the file"),
    ],
)
def test_what_is_asked_for_wrongly_is_said(
    asked: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit):
        teams_package.main(["--to", str(tmp_path / "a.zip"), *asked])
    assert said in capsys.readouterr().err
    assert not (tmp_path / "a.zip").exists()
