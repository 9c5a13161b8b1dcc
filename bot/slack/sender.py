"""core.ports.people.FileSender for Slack: a file into somebody's direct message, in the three steps Slack wants.

An address is asked for, the bytes go there, and the upload is completed into the channel with the note as its words: one
message, so that neither comes without the other. Slack shares the file some moments after it has said yes.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import NoReturn

import aiohttp

from bot.render.wording import safe
from bot.slack.chat import SlackChat
from bot.slack.commands import typed
from bot.slack.elements import escape
from bot.slack.web import Web, retry_after
from core.card import Card, Text, written
from core.faults import ChatFault
from core.people.person import Person, Place, Tenant
from core.refusal import Reason, Refused
from core.translation import N_, _

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5, sock_read=20)
LOOKS = (0.5, 1.0, 2.0)
"""Seconds between looks for a file whose sharing was not answered; Slack takes about one to share."""
COMMENT = 2_900
MISSING_SCOPE = N_(
    "Slack does not let me give you files here. Please ask whoever manages apps in this workspace to reinstall Debrief with "
    "the files:write permission, then ask for the file again."
)
NO_ROOM = N_("This workspace has no room left for files. Delete some in Slack, then ask for the file again.")
NOT_ALLOWED = N_(
    "This workspace does not allow apps to share files. Please ask whoever administers it, then ask for the file again."
)

REFUSALS = {
    "missing_scope": (Reason.MISSING_SCOPE, MISSING_SCOPE),
    "not_allowed_token_type": (Reason.MISSING_SCOPE, MISSING_SCOPE),
    "no_permission": (Reason.MISSING_SCOPE, MISSING_SCOPE),
    "storage_limit_reached": (Reason.LIMIT_REACHED, NO_ROOM),
    "file_uploads_disabled": (Reason.NOT_ALLOWED, NOT_ALLOWED),
    "file_uploads_except_images_disabled": (Reason.NOT_ALLOWED, NOT_ALLOWED),
}


class SlackSender:
    """`allowed` says whether bytes may be sent to an address: the same hosts files are fetched from."""

    def __init__(
        self, web: Web, chat: SlackChat, allowed: Callable[[str], bool], *, looks: tuple[float, ...] = LOOKS
    ) -> None:
        self._web = web
        self._chat = chat
        self._allowed = allowed
        self._looks = looks

    async def send(self, person: Person, name: str, data: bytes, note: Card) -> None:
        """As the port says. Raises Refused where the workspace does not let us, with what to do."""
        tenant = person.tenant
        try:
            channel = await self._chat.direct_channel(person)
            file_id = await self._upload(tenant, name, data)
            comment = in_words(note)
            if comment is None:
                await self._chat.post(Place(tenant, channel), note)
            await self._share(tenant, file_id, name, channel, comment)
        except ChatFault as fault:
            if fault.kind in REFUSALS:
                reason, said = REFUSALS[fault.kind]
                raise Refused(reason, _(said)) from None
            raise

    async def _upload(self, tenant: Tenant, name: str, data: bytes) -> str:
        """Bring the bytes to Slack, where nobody sees them yet; the file's id."""
        offered = await self._web.call(tenant, "files.getUploadURLExternal", filename=name, length=len(data))
        url = str(offered.get("upload_url", ""))
        if not self._allowed(url):
            log.error("Slack offered an address outside SLACK_FILE_HOSTS for an upload")
            raise ChatFault("upload_host", transient=False)
        try:
            async with self._web.session.post(url, data=data, allow_redirects=False, timeout=TIMEOUT) as response:
                if response.status != 200:
                    _broken(response)
        except (aiohttp.ClientError, TimeoutError):
            raise ChatFault("upload_broken", transient=True) from None
        return str(offered["file_id"])

    async def _share(self, tenant: Tenant, file_id: str, name: str, channel: str, comment: str | None) -> None:
        files = json.dumps([{"id": file_id, "title": name}])
        try:
            await self._chat.turn(channel)
            await self._web.call(
                tenant, "files.completeUploadExternal", files=files, channel_id=channel, initial_comment=comment
            )
        except ChatFault as fault:
            if not fault.lost or not await self._was_shared(tenant, file_id):
                raise

    async def _was_shared(self, tenant: Tenant, file_id: str) -> bool:
        """Whether the file arrived although no answer did; a second one would be noise."""
        for pause in self._looks:
            await asyncio.sleep(pause)
            try:
                answer = await self._web.call(tenant, "files.info", file=file_id)
            except ChatFault:
                continue
            file = answer.get("file") or {}
            if file.get("ims") or file.get("channels") or any((file.get("shares") or {}).values()):
                return True
        return False


def in_words(note: Card) -> str | None:
    """The note as the comment of a file, escaped, since Slack reads markup in it; None if it holds more than words."""
    note = written(note, typed)
    texts = [block.text for block in note.blocks if isinstance(block, Text)]
    words = "\n".join([f"*{escape(safe(note.title))}*", *(escape(safe(text)) for text in texts)])
    return words if len(texts) == len(note.blocks) and len(words) <= COMMENT else None


def _broken(response: aiohttp.ClientResponse) -> NoReturn:
    wait = retry_after(response.headers) if response.status == 429 else None
    raise ChatFault(
        f"http_{response.status}", transient=response.status == 429 or response.status >= 500, retry_after=wait
    )
