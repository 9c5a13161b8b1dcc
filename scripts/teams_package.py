"""The app package for Teams, a zip of manifest and icons: `make teams-package TEAMS="--bot-id GUID --url https://debrief.example"`.

The manifest follows the table of commands; tests/teams/test_package.py holds it against Microsoft's schema. The icons are
drawn here.
"""

import argparse
import json
import re
import struct
import sys
import uuid
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from handlers.routes import COMMANDS

Json = dict[str, Any]

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
GREEN, WHITE, CLEAR = (0x24, 0x44, 0x3F, 255), (255, 255, 255, 255), (255, 255, 255, 0)
SCOPES = ["personal", "team", "groupChat"]
TEAMS_OWN = (("home", "What is going on: what I promised, my sessions"), ("help", "Everything I can do"))
"""Words that are no commands elsewhere, or need no entry there."""
SHORT = "A coaching session's transcript in, an insight card back, every quote proven."
FULL = (
    "Drop the transcript of a coaching session into the chat with Debrief. It reads it and answers with a card: what to "
    "celebrate, what was intended, what was discovered, which questions mattered and what was promised. Every quote on the "
    "card was found, word for word, in the transcript. What you give it stays private to you until you share it."
)
Pixel = tuple[int, int, int, int]


def manifest(bot_id: str, url: str, *, version: str) -> Json:
    """`url` is an https address of whoever runs the bot, with their pages about it below."""
    listed = [{"title": name, "description": about} for name, about in _commands()]
    return {
        "$schema": SCHEMA,
        "manifestVersion": "1.25",
        "version": version,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"debrief:{bot_id}")),
        "developer": {
            "name": str(urlsplit(url).hostname)[:32],
            "websiteUrl": url,
            "privacyUrl": f"{url}/privacy",
            "termsOfUseUrl": f"{url}/terms",
        },
        "name": {"short": "Debrief", "full": "Debrief, for coaching sessions"},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#24443F",
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": bot_id,
                "scopes": SCOPES,
                "supportsFiles": True,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": [scope], "commands": listed} for scope in SCOPES],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [],
    }


def _commands() -> list[tuple[str, str]]:
    """What one writes, and what it does: the usage is said there, since Teams puts the title into the message as it is."""
    own = [(each.name, f"{each.about} {each.usage}".strip()) for each in COMMANDS]
    return [*own, *TEAMS_OWN]


def package(path: Path, made: Json) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("manifest.json", json.dumps(made, indent=2, ensure_ascii=False) + "\n")
        folder.writestr("color.png", png(192, _on_green))
        folder.writestr("outline.png", png(32, _on_nothing))


# --- the icons: an opening quotation mark ---


def _is_mark(x: float, y: float) -> bool:
    """Two commas with their tails up. `x` and `y` from 0 to 1."""
    return any(_is_comma(x - shift, y) for shift in (0.0, 0.27))


def _is_comma(x: float, y: float) -> bool:
    body = (x - 0.365) ** 2 + (y - 0.565) ** 2 < 0.105**2
    outer = (x - 0.47) ** 2 + (y - 0.565) ** 2 < 0.21**2
    inner = (x - 0.53) ** 2 + (y - 0.60) ** 2 < 0.20**2
    return body or (outer and not inner and y < 0.565 and x < 0.46)


def _on_green(x: float, y: float) -> Pixel:
    return WHITE if _is_mark(x, y) else GREEN


def _on_nothing(x: float, y: float) -> Pixel:
    wider = 0.5 + (x - 0.5) * 0.62, 0.5 + (y - 0.5) * 0.62  # Teams leaves room around it already
    return WHITE if _is_mark(*wider) else CLEAR


def png(side: int, colour: Callable[[float, float], Pixel], fine: int = 4) -> bytes:
    """A square picture in RGBA, each pixel the mean of `fine` by `fine` points."""
    rows = bytearray()
    for row in range(side):
        rows.append(0)
        for column in range(side):
            points = [
                colour((column + (across + 0.5) / fine) / side, (row + (down + 0.5) / fine) / side)
                for across in range(fine)
                for down in range(fine)
            ]
            rows += bytes(sum(point[band] for point in points) // len(points) for band in range(4))
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bot-id", required=True, help="the application id of the Azure Bot")
    parser.add_argument("--url", required=True, help="https address of whoever runs the bot")
    parser.add_argument("--app-version", default="1.0.0", help="raise it with every package that replaces another")
    parser.add_argument("--to", type=Path, default=Path("debrief-teams.zip"))
    asked = parser.parse_args(arguments)
    url = asked.url.rstrip("/")
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", asked.bot_id):
        parser.error("--bot-id is a GUID, such as Azure shows as Microsoft App ID")
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        parser.error("--url begins with https://")
    if not asked.to.parent.is_dir():
        parser.error(f"--to: there is no folder {asked.to.parent}; make it first")
    if asked.to.is_dir():
        parser.error(f"--to: {asked.to} is a folder; name the file to write, such as {asked.to / 'debrief-teams.zip'}")
    package(asked.to, manifest(asked.bot_id.lower(), url, version=asked.app_version))
    print(f"{asked.to}: upload it in Teams, Apps, Manage your apps")
    return 0


if __name__ == "__main__":
    sys.exit(main())
