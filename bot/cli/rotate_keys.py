"""`rotate-keys`: a new master key, every data key wrapped with it, and the old one destroyed, as it is done after an erasure."""

import argparse

from bot.app import App
from bot.cli import beside
from bot.cli.beside import Failed
from core.jobs.job import Job, JobState
from handlers.account.housekeeping import HOUSE, ROTATION, ask_rotation

NOT_HERE = (
    "The master key was not rotated: other bots of this database may have copies of it. Set DEBRIEF_KEYS to a folder that all of "
    "them share, outside of DEBRIEF_DATA. It is made up for then (docs/operator.md, Master keys)."
)


def add_to(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    return beside.run(_rotate)


async def _rotate(app: App) -> None:
    await app.storage.vault.ask_rotation()
    if not await app.storage.rotation.possible():
        raise Failed(NOT_HERE)
    beside.say(
        "Rotating. Other bots are given three minutes to take the new key up; stopping this leaves the rest to them."
    )
    while await app.storage.rotation.asked():
        await ask_rotation(app.services.jobs)
        if (await beside.carried(app, Job(ROTATION, ROTATION, HOUSE))).state is JobState.FAILED:
            raise Failed("The master key was not rotated; the log says why. The next hour tries again.")
    where = app.config.keys or app.config.data / "keys"
    if app.config.key_service:
        print(f"Every data key is wrapped with the present key of {app.config.key_service.provider}.")
    else:
        print(f"A new master key is in {where}, and the old one is destroyed. Back the folder up anew.")
