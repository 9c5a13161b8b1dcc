"""core.ports.sessions.Files for Slack: what a file is, and its bytes, fetched only from the hosts allowed and never past a limit.

The address is always the one files.info gives, since an event may carry a stub; the token goes to allowed hosts alone and
no redirect is followed.
"""

import re
from collections.abc import AsyncIterator, Collection
from typing import Any, NoReturn
from urllib.parse import urlsplit

import aiohttp
from cachetools import TTLCache

from bot.config.checks import LOOPBACK
from bot.slack.memory import REMEMBERED
from bot.slack.web import Web, retry_after
from core.faults import ChatFault
from core.people.person import Tenant
from core.ports.sessions import FileFacts
from core.refusal import NotYet, Reason, Refused
from core.translation import N_

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5, sock_read=10)
CHUNK = 64 * 1024
KNOWN = 10.0
"""Seconds for which what Slack said of a file is good enough to fetch it."""
NEEDED = ("url_private_download", "url_private", "is_external", "size", "mimetype")
"""What is remembered of that; of a text Slack tells its first lines, too."""
PAGE = re.compile(rb"^\s*+<(?:!doctype\s+html|html)\b", re.IGNORECASE)

GONE = N_("This file is not in Slack any more. Please drop it again.")
NOT_GIVEN = N_(
    "Slack does not give me this file: it is not in Slack any more, or it is not shared with me. Please drop the file "
    "itself here."
)
CANVAS = N_(
    "This is a canvas, which I do not read. If it holds what was said, save it as text and drop that file here. If these are the "
    "notes of a huddle: notes are not a transcript, and I can prove no quote from them."
)
TOO_LARGE = N_(
    "This file is too large for me. Export the text transcript alone, without audio or images, and drop it again."
)
MISSING_SCOPE = N_(
    "Slack does not let me read files here. Please ask whoever manages apps in this workspace to reinstall Debrief with the "
    "files:read permission, then drop the file again."
)
LOGIN_PAGE = N_(
    "Slack gave me its sign-in page instead of the file, so I may not read files here. Please ask whoever manages apps in "
    "this workspace to reinstall Debrief with the files:read permission, then drop the file again."
)
CANVASES = frozenset({"quip", "canvas", "docs", "application/vnd.slack-docs"})
"""What Slack writes into `mode`, `filetype` or `mimetype` of a canvas; the notes of a huddle are one."""
ELSEWHERE = N_("This file is only linked in Slack and kept elsewhere. Download it and drop the file itself here.")

REFUSALS = {
    "file_deleted": (Reason.FILE_GONE, GONE),
    "missing_scope": (Reason.MISSING_SCOPE, MISSING_SCOPE),
    "not_allowed_token_type": (Reason.MISSING_SCOPE, MISSING_SCOPE),
    "no_permission": (Reason.MISSING_SCOPE, MISSING_SCOPE),
}


class SlackFiles:
    """`hosts` are those files may come from, with a port where it is not the usual one. This machine's own names may be
    reached by plain http, and without a port stand for any."""

    def __init__(self, web: Web, hosts: Collection[str]) -> None:
        self._web = web
        self._hosts = frozenset(host.lower().rpartition("://")[2].partition("/")[0] for host in hosts)
        self._known: TTLCache[tuple[Tenant, str], dict[str, Any]] = TTLCache(REMEMBERED, KNOWN)

    async def facts(self, tenant: Tenant, source: str) -> FileFacts:
        file = await self._info(tenant, source)
        self._known[tenant, source] = {name: file[name] for name in NEEDED if name in file}
        size = file.get("size")
        return FileFacts(str(file.get("name") or ""), size if isinstance(size, int) and size >= 0 else None)

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        file = self._known.pop((tenant, source), None) or await self._info(tenant, source)
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("is_external") or not self.allowed(url):
            raise Refused(Reason.BAD_INPUT, ELSEWHERE)
        if isinstance(size := file.get("size"), int) and size > limit:
            raise Refused(Reason.TOO_LARGE, TOO_LARGE)
        headers = {"Authorization": f"Bearer {await self._web.installations.token(tenant)}"}
        try:
            async with self._web.session.get(url, headers=headers, allow_redirects=False, timeout=TIMEOUT) as response:
                html = "html" in str(file.get("mimetype", ""))
                self._judge(response, expects_html=html)
                taken = 0
                async for chunk in response.content.iter_chunked(CHUNK):
                    if not taken and not html and PAGE.match(chunk):
                        raise Refused(Reason.LOGIN_PAGE, LOGIN_PAGE)
                    taken += len(chunk)
                    if taken > limit:
                        raise Refused(Reason.TOO_LARGE, TOO_LARGE)
                    yield chunk
        except (aiohttp.ClientError, TimeoutError):
            raise ChatFault("download_broken", transient=True) from None

    def allowed(self, url: str) -> bool:
        """Whether the token may be sent to this address."""
        if "\\" in url or any(character <= " " for character in url):
            return False
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None or not parts.hostname:
            return False
        here = parts.hostname in LOOPBACK
        secure = parts.scheme == "https" or (parts.scheme == "http" and here)
        host = parts.hostname if port is None else f"{parts.hostname}:{port}"
        return secure and (host in self._hosts or (here and parts.hostname in self._hosts))

    async def _info(self, tenant: Tenant, file_id: str) -> dict[str, Any]:
        try:
            answer = await self._web.call(tenant, "files.info", file=file_id)
        except ChatFault as fault:
            if fault.kind == "file_not_found":  # also for a second or more after the upload
                raise NotYet(Reason.FILE_GONE, NOT_GIVEN) from None
            if fault.kind in REFUSALS:
                raise Refused(*REFUSALS[fault.kind]) from None
            raise
        file: dict[str, Any] = answer.get("file") or {}
        if file.get("mode") in ("tombstone", "hidden_by_limit"):
            raise Refused(Reason.FILE_GONE, GONE)
        if not CANVASES.isdisjoint({file.get("mode"), file.get("filetype"), file.get("mimetype")}):
            raise Refused(Reason.UNKNOWN_TYPE, CANVAS)
        if not file.get("is_external") and not (file.get("url_private_download") or file.get("url_private")):
            raise NotYet(Reason.FILE_GONE, NOT_GIVEN)  # a stub: Slack has not shared it with us
        return file

    def _judge(self, response: aiohttp.ClientResponse, *, expects_html: bool) -> None:
        status = response.status
        if 300 <= status < 400:  # Slack sends whoever may not read a file to its sign-in page
            raise Refused(Reason.LOGIN_PAGE, LOGIN_PAGE)
        if status == 404:
            raise NotYet(Reason.FILE_GONE, NOT_GIVEN)
        if status == 410:
            raise Refused(Reason.FILE_GONE, GONE)
        if status in (401, 403):
            raise Refused(Reason.MISSING_SCOPE, MISSING_SCOPE)
        if status != 200:
            _broken(response)
        if response.content_type == "text/html" and not expects_html:
            raise Refused(Reason.LOGIN_PAGE, LOGIN_PAGE)


def _broken(response: aiohttp.ClientResponse) -> NoReturn:
    wait = retry_after(response.headers) if response.status == 429 else None
    raise ChatFault(
        f"http_{response.status}", transient=response.status == 429 or response.status >= 500, retry_after=wait
    )
