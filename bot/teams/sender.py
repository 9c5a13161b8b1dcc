"""core.ports.people.FileSender for Teams: a person is asked, and once they agree the bytes go to where Teams says.

What is to be given waits, sealed, as an upload of the person's; a job beside it ends the waiting after a day. Agreeing stores
where the bytes go and wakes the job, which brings them there: a process that dies between loses nothing.
"""

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from yarl import URL

from bot.render.wording import safe
from bot.teams import cards
from bot.teams.chat import TeamsChat
from bot.teams.commands import spoken, typed
from bot.teams.files import TIMEOUT, TeamsFiles
from bot.teams.references import References
from core.card import Card, Text, written
from core.faults import ChatFault
from core.jobs.handler import Finished, Outcome, after
from core.jobs.job import Job, JobState, JobStore
from core.jobs.refs import Refs
from core.limits import MAX_BYTES
from core.people.person import MessageRef, Person
from core.ports.sessions import UploadStore
from core.translation import _

log = logging.getLogger(__name__)

KIND = "file.give"
WAITS = timedelta(hours=23)
"""An upload without work on it lives for a day."""
AGAIN = timedelta(seconds=10)
AGREED, DECLINED = "agreed", "declined"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
DESCRIPTION = 400
PIECE = 327_680 * 12
"""Bytes sent at a time: OneDrive wants multiples of 320 KiB, and less than 60 MiB."""


@dataclass(frozen=True)
class TeamsSender:
    references: References
    chat: TeamsChat
    files: TeamsFiles
    session: aiohttp.ClientSession
    uploads: UploadStore
    jobs: JobStore

    # --- asking ---

    async def send(self, person: Person, name: str, data: bytes, note: Card) -> None:
        """As the port says: it returns once they were asked."""
        place = await self.references.place(person)
        name_of_job = f"{KIND}:{secrets.token_hex(12)}"
        pieces = [data[at : at + MAX_BYTES] for at in range(0, max(len(data), 1), MAX_BYTES)]
        for number, piece in enumerate(pieces):
            await self.uploads.put(person, _piece(name_of_job, number), piece, name)
        refs: Refs = {"person": person.id, "channel": place.channel, "files": str(len(pieces))}
        job = Job(name_of_job, KIND, person.tenant, refs=refs)
        await self.jobs.enqueue(job, delay=WAITS)
        asked = {"give": job.id}
        content = {
            "description": _words(note)[:DESCRIPTION],
            "sizeInBytes": len(data),
            "acceptContext": asked,
            "declineContext": asked,
        }
        offer = {"contentType": CONSENT, "name": name, "content": content}
        activity = {"type": "message", "summary": cards.notification(note), "attachments": [offer]}
        try:
            await self.references.call("POST", place, "/activities", activity)
        except ChatFault as fault:
            if not fault.lost:
                await self.jobs.cancel(job.tenant, job.id)
                await self._forget(job)
            raise

    async def answered(self, person: Person, value: Any, message: MessageRef | None) -> None:
        """The person has agreed or declined: durable before it returns. What is not theirs, or was answered, changes nothing."""
        context = value.get("context") if isinstance(value, dict) else None
        name = str(context.get("give") if isinstance(context, dict) else "")
        job = await self.jobs.get(person.tenant, name) if name.startswith(f"{KIND}:") else None
        if job is None or job.refs.get("person") != person.id:
            return
        agreed = value.get("action") == "accept"
        if agreed and job.step == "":
            await self.uploads.put(person, _where(name), json.dumps(value.get("uploadInfo") or {}).encode(), "where")
        refs: Refs = {"message": message.id} if message else {}
        await self.jobs.wake(person.tenant, name, step=AGREED if agreed else DECLINED, refs=refs, steps=[""])

    # --- giving: the JobHandler of kind `file.give` ---

    async def run(self, job: Job) -> Outcome:
        person, state = Person(job.tenant, job.refs["person"]), JobState.CANCELLED
        try:
            if job.step == AGREED and await self._give(job, person):
                state = JobState.DONE
            elif job.step:
                await self._say(job, person, declined=job.step == DECLINED)
        except ChatFault as fault:
            if fault.transient:
                return after(fault, AGAIN)
            log.warning("a file was not taken", extra={"job": job.id, "fault": fault.kind})
        await self._forget(job)
        return Finished(state)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a file was not given", extra={"job": job.id, "reference": reference})
        await self._forget(job)

    async def _give(self, job: Job, person: Person) -> bool:
        """False where it is not there any more, or may not go where it should."""
        kept = [await self.uploads.get(job.tenant, _piece(job.id, n)) for n in range(int(job.refs.get("files") or 0))]
        told = await self.uploads.get(job.tenant, _where(job.id))
        there = [piece for piece in kept if piece is not None]
        if told is None or not there or len(there) < len(kept):
            return False
        where: dict[str, Any] = json.loads(told[0])
        if not self.files.allowed(str(where.get("uploadUrl") or "")):
            log.error("an address outside TEAMS_FILE_HOSTS for an upload", extra={"job": job.id})
            return False
        await self._upload(str(where["uploadUrl"]), b"".join(data for data, _name in there))
        content = {"uniqueId": where.get("uniqueId"), "fileType": where.get("fileType")}
        info = {
            "contentType": INFO,
            "contentUrl": where.get("contentUrl"),
            "name": where.get("name"),
            "content": content,
        }
        place = await self.references.place(person)
        activity = {"type": "message", "summary": str(where.get("name") or "Debrief"), "attachments": [info]}
        await self.references.call("POST", place, "/activities", activity, repeats=True)
        if job.refs.get("message"):
            await self.chat.remove(MessageRef(place, job.refs["message"]))
        return True

    async def _upload(self, url: str, data: bytes) -> None:
        for start in range(0, max(len(data), 1), PIECE):
            piece = data[start : start + PIECE]
            headers = {"Content-Range": f"bytes {start}-{start + len(piece) - 1}/{len(data)}"}
            try:
                async with self.session.put(
                    URL(url, encoded=True), data=piece, headers=headers, allow_redirects=False, timeout=TIMEOUT
                ) as response:
                    if response.status >= 300:
                        passing = response.status in {409, 416, 429} or response.status >= 500
                        raise ChatFault(f"http_{response.status}", transient=passing)
            except (aiohttp.ClientError, TimeoutError):
                raise ChatFault("upload_broken", transient=True) from None

    async def _say(self, job: Job, person: Person, *, declined: bool) -> None:
        said = (
            _("I have not given you the file.")
            if declined
            else _("I do not have this file any more. Please ask for it again.")
        )
        if job.refs.get("message"):
            message = MessageRef(await self.references.place(person), job.refs["message"])
            await self.chat.update(message, Card(_("Your file"), (Text(said),)))

    async def _forget(self, job: Job) -> None:
        for number in range(int(job.refs.get("files") or 0)):
            await self.uploads.delete(job.tenant, _piece(job.id, number))
        await self.uploads.delete(job.tenant, _where(job.id))


def _piece(name: str, number: int) -> str:
    return f"{name}/{number}"


def _where(name: str) -> str:
    return f"{name}/where"


def _words(note: Card) -> str:
    texts = [block.text for block in written(note, typed).blocks if isinstance(block, Text)]
    return "\n".join([cards.notification(note), *(spoken(safe(text)) for text in texts)])
