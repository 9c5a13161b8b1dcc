"""`migrate`: the database brought to this version, as every start of the bot does it; `--check` only says whether that is due."""

import argparse

from bot.app import storage_config
from bot.cli import beside
from bot.cli.beside import Failed
from bot.config import Config
from storage import open_database
from storage.migrations import MIGRATIONS, migrate, names, version


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("--check", action="store_true", help="change nothing; exit 1 where there is something to do")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    async def work(config: Config) -> None:
        await _migrate(config, check=chosen.check)

    return beside.running(work)


async def _migrate(config: Config, *, check: bool) -> None:
    if check:
        await beside.there(config)
    async with open_database(storage_config(config)) as (db, _server):
        before, wanted = await version(db), len(MIGRATIONS)
        if before < wanted and check:
            due = ", ".join(names(before, wanted))
            raise Failed(f"The database {db.name} is at version {before}, this Debrief at {wanted}. Due: {due}.")
        await migrate(db)  # raises NoDatabase where the database is ahead
    if before < wanted:
        print(
            f"The database {db.name} is brought from version {before} to {wanted}: {', '.join(names(before, wanted))}."
        )
    else:
        print(f"The database {db.name} is at version {wanted}, as this Debrief wants it.")
