"""Fakes of vendors, which sign as these do, and of a mail server."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_string
from pathlib import Path
from typing import Any

from aiohttp import web

from core.webhooks import signing

ZOOM_SECRET = "zoom-secret"
FATHOM_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VTT = Path("samples/short.vtt").read_text()


def zoom_signed(body: bytes, at: datetime, secret: str = ZOOM_SECRET) -> dict[str, str]:
    seconds = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{seconds}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-zm-request-timestamp": seconds, "x-zm-signature": f"v0={digest}"}


def zoom_told(url: str, host: str = "ana@example.com", **changes: Any) -> bytes:
    meeting = {
        "uuid": "u/1==",
        "id": 111,
        "type": 8,
        "host_email": host,
        "topic": "Session with Iva",
        "start_time": "2026-11-03T09:00:00Z",
        "recording_files": [
            {"file_type": "MP4", "download_url": "https://zoom.us/film"},
            {"file_type": "TRANSCRIPT", "file_extension": "VTT", "download_url": url},
        ],
        **changes,
    }
    told = {"event": "recording.transcript_completed", "download_token": "tok", "payload": {"object": meeting}}
    return json.dumps(told).encode()


def fathom_told(host: str = "ana@example.com", **changes: Any) -> bytes:
    said = [
        {"speaker": {"display_name": "Iva Lind"}, "text": "What would you like\nto look at?", "timestamp": "00:00:01"},
        {"speaker": {"display_name": "Ana Ode"}, "text": "The letter to the union.", "timestamp": "00:00:05"},
    ]
    meeting = {
        "meeting_title": "Session with Iva",
        "recording_id": 7,
        "recording_start_time": "2026-11-03T09:00:00Z",
        "recorded_by": {"email": host, "name": "Ana"},
        "transcript": said,
        "default_summary": {"markdown_formatted": "MODEL WROTE THIS"},
        "action_items": [{"description": "MODEL WROTE THIS"}],
        **changes,
    }
    return json.dumps(meeting).encode()


def fathom_signed(body: bytes, at: datetime) -> dict[str, str]:
    return signing.headers(FATHOM_SECRET, "msg_1", at, body)


@dataclass
class Recordings:
    """Zoom's file server: the first address redirects to where the file is."""

    at: str = ""
    to: str = ""
    status: int = 200
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path, and what was shown as a right to it."""

    async def first(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        return web.Response(status=302, headers={"Location": self.to or f"{self.at}/file"})

    async def file(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        return web.Response(status=self.status, text=VTT, content_type="text/vtt")


@asynccontextmanager
async def recordings() -> AsyncIterator[Recordings]:
    made = Recordings()
    app = web.Application()
    app.add_routes([web.get("/first", made.first), web.get("/file", made.file)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.at = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()


@dataclass
class Mailbox:
    """A mail server that takes whatever it is sent."""

    url: str = ""
    mails: list[tuple[str, str]] = field(default_factory=list)
    """(to, text)."""
    refuses: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 mail")
        to = ""
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            verb = line.upper()[:4]
            if verb == "DATA":
                say("354 go on")
                lines = []
                while (line := (await reader.readline()).decode().rstrip("\r\n")) != ".":
                    lines.append(line)
                mail = message_from_string("\n".join(lines))
                self.mails.append((to, str(mail.get_payload())))
                say("250 taken")
            elif verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                say("550 nobody" if self.refuses else "250 yes")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                say("250 yes")
        writer.close()


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    made = Mailbox()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield made
