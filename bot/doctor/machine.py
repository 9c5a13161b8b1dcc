"""This machine: the walls around what reads people's text, room on its disks, its clock."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Config
from bot.doctor.finding import Finding, Findings, fine, warning, wrong
from core.faults import ChildLost, NotInstalled
from core.sandbox import tasks
from core.sandbox.pool import Sandbox

ROOM = 2 * 1024**3
"""Bytes that an embedded database should have left. Its log is written beside it."""
ROOM_FOR_KEYS = 64 * 1024**2
OFF = timedelta(seconds=60)


async def walls() -> Findings:
    """As the bot tries them at its start (docs/operator.md, Security)."""
    about = "Walls"
    sandbox = Sandbox(children=1)
    try:
        await sandbox.start()
        found = await sandbox.run(tasks.WALLS)
    except NotInstalled as error:
        yield wrong(about, "What reads transcripts does not start.", str(error))
    except ChildLost as lost:
        yield wrong(
            about, f"They could not be tried ({lost.kind}).", "Give this machine more memory or time, and look again."
        )
    else:
        kernel = ", ".join(found.kernel) or "none of the kernel's own"
        if found.open:
            yield warning(
                about,
                f"Open: {', '.join(found.open)} (in use: {kernel}).",
                "Let the process use seccomp: it holds all of them, and every usual Linux and container has it.",
            )
        else:
            yield fine(about, f"All hold ({kernel}).")
    finally:
        await sandbox.stop()


def room(config: Config, keys: Path) -> Iterator[Finding]:
    """Of the disks this process writes to; a database elsewhere is asked for its own."""
    about = "Disk"
    embedded = {config.data: ROOM} if config.mongodb_uri is None else {}
    for folder, least in {keys: ROOM_FOR_KEYS, **embedded}.items():
        there = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(there).free
        said = f"{free / 1024**3:.1f} GB free at {folder}."
        yield (
            fine(about, said) if free >= least else wrong(about, said, f"Make room: {least / 1024**3:.2g} GB at least.")
        )


def clock(database: datetime) -> Finding:
    """This machine's clock beside the database's time of this moment."""
    off = abs(datetime.now(UTC) - database)  # noqa: TID251 - this clock is what is looked at
    said = f"This machine's clock and the database's are {off.total_seconds():.0f} seconds apart."
    if off > OFF:
        mend = "Keep both right with NTP. The bot goes by the database's, and stamps its log with its own."
        return warning("Clock", said, mend)
    return fine("Clock", said)
