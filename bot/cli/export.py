"""`export PERSON`: everything about one person in a file, as *Save everything* gives it to them: for whoever runs the bot and
answers a request. Nothing that the person may not see is in it."""

import argparse
from pathlib import Path

from bot.app import App
from bot.cli import beside
from bot.cli.beside import Wrong
from core.changes import OPERATOR
from core.people.locales import read_by
from core.people.person import Person
from core.ports.sessions import AuditEntry
from handlers.account import archive

KNOWN_WITHIN = 5.0
"""Seconds for the platform to say in which language the person reads."""


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("person", type=beside.person, metavar="PERSON", help=beside.WHO)
    command.add_argument("--to", type=Path, metavar="FILE", help="a new file; default: debrief-DAY.zip in this folder")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    async def work(app: App) -> None:
        await _export(app, chosen.person, chosen.to)

    return beside.run(work)


async def _export(app: App, person: Person, to: Path | None) -> None:
    services = app.services
    await beside.known(app, person)
    path = to or Path(f"debrief-{services.clock.now():%Y-%m-%d}.zip")
    try:
        with path.open("xb") as file:
            try:
                async with read_by(services, person, KNOWN_WITHIN):
                    data = await archive.build(services, person)
                file.write(data)
            except BaseException:
                path.unlink()
                raise
    except FileExistsError:
        raise Wrong(f"{path} is there already. Name a new file with --to.") from None
    except OSError as error:
        raise Wrong(f"{path} cannot be written ({error.strerror}). Name another file with --to.") from None
    at, facts = services.clock.now(), {"bytes": len(data)}
    await services.audit.append(AuditEntry(person.tenant, OPERATOR, "export everything", person.id, at, facts=facts))
    print(f"{path} holds everything about {beside.told(person)}: {len(data)} bytes. It is readable; keep it safe.")
