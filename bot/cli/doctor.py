"""`doctor`: looks at everything the bot stands on; each line says what is wrong and how to mend it. Exit 1 where something is."""

import argparse
import asyncio
import json
import os
from dataclasses import asdict

from bot import playground
from bot.config import Config, ConfigError, read
from bot.doctor import database, machine, platforms, reach
from bot.doctor.finding import Finding, State, warning, wrong


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print what was found as JSON")
    command.add_argument("--reach", action="store_true", help="ask the engine's service and the public address, too")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    try:
        config = playground.apart(read(os.environ))
    except ConfigError as error:
        found = [wrong("Configuration", fault, "README.md, Configuration") for fault in str(error).splitlines()]
    else:
        found = asyncio.run(look(config, reaching=chosen.reach))
    broken = any(each.state is State.WRONG for each in found)
    if chosen.json:
        print(json.dumps({"fine": not broken, "findings": [asdict(each) for each in found]}, indent=2))
    else:
        for each in found:
            print(_line(each))
    return 1 if broken else 0


async def look(config: Config, *, reaching: bool = False) -> list[Finding]:
    found = [warning("Configuration", said, "Take it out, or put it right.") for said in config.warnings]
    found += database.key_folder(config)
    there, now = await database.looked_at(config)
    found += [*there, *machine.room(config, database.folder_of(config))]
    for findings in (
        platforms.looked_at(config, now),
        reach.looked_at(config, reach=reaching),
        machine.walls(),
    ):
        found += [each async for each in findings]
    return found


def _line(found: Finding) -> str:
    line = f"{found.state:<14}{found.about}: {found.said}"
    return f"{line}\n{'':14}{found.mend}" if found.mend else line
