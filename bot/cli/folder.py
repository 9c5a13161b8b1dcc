"""The files of a folder, each looked at as the bot will read it: what it is, of which day, and why it cannot be taken."""

import hashlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app import App
from bot.cli.analyze import Asked, named
from bot.render.wording import typed
from core.card import written
from core.faults import ChildFault, ChildLost, NotInstalled
from core.limits import MAX_BYTES
from core.people.person import Person
from core.refusal import Refused
from core.sandbox import tasks
from core.sandbox.tasks import Received
from core.transcript import Role
from handlers.intake import labels, old_sessions
from handlers.intake.old_sessions import Known, OldSession
from handlers.intake.reading import TOO_LARGE

UNCLEAR = "It is not clear who coached. Say --coach NAME or --client NAME, as the file names them."
TOO_BUSY = "This machine was too busy to read it, or out of memory. Give the command again."


@dataclass(frozen=True, slots=True)
class Found:
    """A session to take. `path` is within the folder; `day_from` says what states the day, `changed` when the file was last
    written."""

    path: Path
    digest: str
    day: date | None
    day_from: str
    changed: date
    voices: tuple[int, int] | None

    def session(self) -> OldSession:
        return OldSession(self.digest, self.voices, self.day if self.day_from == CHANGED else None)


@dataclass(frozen=True, slots=True)
class Left:
    path: Path
    why: str


CHANGED = "last change"


def files(folder: Path) -> Sequence[Path]:
    """Those in it and below, hidden ones left out, by name. Links are not followed."""
    return sorted(_walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    for where, within, names in os.walk(folder):
        within[:] = [name for name in within if not name.startswith(".")]
        for name in names:
            path = Path(where, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder)


def bytes_of(path: Path) -> bytes:
    """Never more than is taken, and one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Names:
    """How the files name the coach and the client, as far as was said."""

    coach: str | None
    client: str | None


async def look(
    app: App, who: Person, folder: Path, paths: Sequence[Path], names: Names
) -> AsyncIterator[Found | Left | Known]:
    """One of these for each file, in their order."""
    seen: dict[str, Path] = {}
    for path in paths:
        try:
            data = bytes_of(folder / path)
            changed = datetime.fromtimestamp((folder / path).stat().st_mtime, UTC).date()
        except OSError as error:
            yield Left(path, f"It cannot be read ({error.strerror}).")
            continue
        digest = digest_of(data)
        if digest in seen:
            yield Left(path, f"It is the same as {seen[digest]}.")
            continue
        seen[digest] = path
        if len(data) > MAX_BYTES:
            yield Left(path, TOO_LARGE)
        elif there := await old_sessions.known(app.services, who, digest):
            yield there
        else:
            yield await _read(app, who, path, data, Found(path, digest, None, "", changed, None), names)


async def _read(app: App, who: Person, path: Path, data: bytes, found: Found, names: Names) -> Found | Left:
    try:
        received = await app.services.work.run(tasks.RECEIVE, data, path.name)
    except Refused as refusal:
        return Left(path, written(refusal.message, typed))
    except NotInstalled:
        raise
    except ChildLost:
        return Left(path, TOO_BUSY)
    except ChildFault as fault:
        return Left(path, f"Something went wrong in Debrief. Please report this, which holds nothing of it: {fault}.")
    voices = _voices(received, names)
    if voices is None and not received.guess.certain:
        return Left(path, UNCLEAR)
    stated = received.transcript.session_date
    dated = stated or (await labels.dated(app.services, who, received.transcript, path.name)).session_date
    source = "in the file" if stated else "its name" if dated else ""
    return Found(path, found.digest, dated.date() if dated else None, source, found.changed, voices)


def _voices(received: Received, names: Names) -> tuple[int, int] | None:
    """As said; None where it was not, or the file has no such voice."""
    if not (names.coach or names.client):
        return None
    try:
        roles = named(received.transcript, names.coach, names.client)
    except Asked:
        return None
    numbers = {roles.get(voice.speaker): n for n, voice in enumerate(received.guess.voices)}
    return numbers[Role.COACH], numbers[Role.CLIENT]
