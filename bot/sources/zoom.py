"""Zoom's cloud recordings: a webhook says that a transcript is ready, and gives a token to fetch it with."""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from core.inbox.arrival import Arrival
from core.inbox.source import Answer, Event, SourceFault, parsed
from core.limits import MAX_BYTES
from core.webhooks.signing import fresh

HOSTS = ("zoom.us",)
"""Those a recording may be fetched from, with all below them."""
REDIRECTS = 5
NO_SERIES = frozenset({1, 4})
"""Kinds of meetings that have no series: begun at once, or in the host's own room, where anybody may be."""


@dataclass(frozen=True)
class Zoom:
    """A core.inbox.source.Source. `hosts` may be named with a port, and then by plain http: this machine's, for a fake."""

    secret: str
    session: aiohttp.ClientSession
    hosts: Collection[str] = HOSTS
    name: str = "zoom"

    def verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Event | Answer | None:
        seconds = headers.get("x-zm-request-timestamp", "")
        expected = f"v0={self._hmac(f'v0:{seconds}:'.encode() + raw)}"
        if not hmac.compare_digest(expected.encode(), headers.get("x-zm-signature", "").encode()):
            return None
        if not fresh(seconds, now):
            return None
        try:
            told = parsed(raw)
            return self._event(told, told["payload"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Answer()  # signed, and nothing that is known here

    def _event(self, told: Mapping[str, Any], payload: Mapping[str, Any]) -> Event | Answer:
        if told["event"] == "endpoint.url_validation":
            plain = str(payload["plainToken"])
            return Answer({"plainToken": plain, "encryptedToken": self._hmac(plain.encode())})
        if told["event"] != "recording.transcript_completed":
            return Answer()
        meeting = payload["object"]
        token = told.get("download_token") or payload.get("download_token") or ""
        urls = [file["download_url"] for file in meeting["recording_files"] if file.get("file_type") == "TRANSCRIPT"]
        if not urls:
            return Answer()
        arrival = Arrival(
            self.name,
            "Zoom",
            str(meeting.get("topic") or ""),
            datetime.fromisoformat(meeting["start_time"]).date(),
            meeting="" if meeting.get("type") in NO_SERIES else str(meeting.get("id") or ""),
        )
        wanted = json.dumps({"url": str(urls[0]), "token": str(token)})
        return Event(str(meeting["uuid"]), str(meeting["host_email"]), arrival, wanted)

    async def fetch(self, wanted: str) -> bytes:
        told = json.loads(wanted)
        url, first = told["url"], urlsplit(told["url"]).netloc
        for _hop in range(REDIRECTS):
            if not self._allowed(url):
                raise SourceFault("not_allowed", transient=False)
            # The token is for the vendor's own host: where it leads from there gets none.
            headers = {"Authorization": f"Bearer {told['token']}"} if urlsplit(url).netloc == first else {}
            try:
                async with self.session.get(url, headers=headers, allow_redirects=False) as answer:
                    if 300 <= answer.status < 400:
                        url = urljoin(url, answer.headers.get("Location", ""))
                        continue
                    return await _body(answer)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                raise SourceFault(type(error).__name__, transient=True) from None
        raise SourceFault("redirects", transient=False)

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme == "http" and ":" in parts.netloc and parts.netloc in self.hosts:
            return True
        host = (parts.hostname or "").lower()
        safe = parts.scheme == "https" and parts.username is None and parts.port in {None, 443}
        return safe and any(host == each or host.endswith(f".{each}") for each in self.hosts)

    def _hmac(self, data: bytes) -> str:
        return hmac.new(self.secret.encode(), data, hashlib.sha256).hexdigest()


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """Counted while it comes."""
    if answer.status != 200:
        raise SourceFault(str(answer.status), transient=answer.status == 429 or answer.status >= 500)
    if answer.content_type == "text/html":
        raise SourceFault("sign_in_page", transient=False)
    data = bytearray()
    async for piece in answer.content.iter_any():
        data += piece
        if len(data) > MAX_BYTES:
            raise SourceFault("too_large", transient=False)
    return bytes(data)
