"""core.ports.sessions.Files for Teams: the bytes behind the address that came with a file. It opens to whoever has it, for about
an hour, so nothing of ours goes along, and every redirect is held against the list of hosts."""

import json
import re
from collections.abc import AsyncIterator, Collection
from pathlib import PurePath
from typing import NoReturn

import aiohttp
from yarl import URL

from bot.teams.hosts import allowed
from core.faults import ChatFault
from core.people.person import Tenant
from core.ports.sessions import FileFacts
from core.refusal import Reason, Refused
from core.translation import N_

TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5, sock_read=15)
CHUNK = 64 * 1024
REDIRECTS = 5
PAGE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*+<(?:!doctype\s+html|html)\b", re.IGNORECASE)
MOVED = frozenset({301, 302, 303, 307, 308})

GONE = N_("Teams lets me fetch a file for about an hour, and this one is not there any more. Please drop it again.")
ELSEWHERE = N_("This file is kept where I do not fetch files from. Download it and drop the file itself here.")
A_PAGE = N_(
    "Teams gave me a web page instead of the file. That happens with files shared as a link, from a phone for instance. Please "
    "drop the file itself here."
)
TOO_LARGE = N_(
    "This file is too large for me. Export the text transcript alone, without audio or images, and drop it again."
)


def source(name: str, url: str) -> str:
    """What is kept, sealed, until the bytes are here."""
    return json.dumps({"name": name, "url": url})


class TeamsFiles:
    """`hosts` as bot.teams.hosts.allowed takes them."""

    def __init__(self, session: aiohttp.ClientSession, hosts: Collection[str]) -> None:
        self._session = session
        self._hosts = frozenset(hosts)

    async def facts(self, tenant: Tenant, source: str) -> FileFacts:
        return FileFacts(_read(source)[0])

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        name, url = _read(source)
        try:
            for _hop in range(REDIRECTS):
                if not self.allowed(url):
                    raise Refused(Reason.BAD_INPUT, ELSEWHERE)
                async with self._session.get(
                    URL(url, encoded=True), allow_redirects=False, timeout=TIMEOUT
                ) as response:
                    if response.status in MOVED:
                        url = _next(response)
                        continue
                    async for chunk in _bytes(response, limit, expects_page=_is_page(name)):
                        yield chunk
                    return
        except (aiohttp.ClientError, TimeoutError):
            raise ChatFault("download_broken", transient=True) from None
        raise Refused(Reason.BAD_INPUT, ELSEWHERE)

    def allowed(self, url: str) -> bool:
        """Whether bytes may be fetched from there, or sent there."""
        return allowed(url, self._hosts)


def _read(source: str) -> tuple[str, str]:
    try:
        told = json.loads(source)
        return str(told["name"]), str(told["url"])
    except (ValueError, KeyError, TypeError):
        raise Refused(Reason.FILE_GONE, GONE) from None


def _next(response: aiohttp.ClientResponse) -> str:
    try:
        return str(response.url.join(URL(response.headers.get("Location", ""), encoded=True)))
    except ValueError:
        return ""


def _is_page(name: str) -> bool:
    return PurePath(name.lower()).suffix in {".htm", ".html"}


async def _bytes(response: aiohttp.ClientResponse, limit: int, *, expects_page: bool) -> AsyncIterator[bytes]:
    if response.status != 200:
        _not_given(response)
    taken = 0
    async for chunk in response.content.iter_chunked(CHUNK):
        if not taken and not expects_page and (response.content_type == "text/html" or PAGE.match(chunk)):
            raise Refused(Reason.LOGIN_PAGE, A_PAGE)
        taken += len(chunk)
        if taken > limit:
            raise Refused(Reason.TOO_LARGE, TOO_LARGE)
        yield chunk


def _not_given(response: aiohttp.ClientResponse) -> NoReturn:
    if response.status in {401, 403, 404, 410}:
        raise Refused(Reason.FILE_GONE, GONE)
    wait = response.headers.get("Retry-After", "") if response.status == 429 else ""
    raise ChatFault(
        f"http_{response.status}",
        transient=response.status == 429 or response.status >= 500,
        retry_after=float(wait) if wait.isdigit() else None,
    )
