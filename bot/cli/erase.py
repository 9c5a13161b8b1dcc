"""`erase PERSON`: everything about one person deleted, as *Erase everything* does it: for whoever runs the bot and answers a
request. The person and those they work with are told in chat, as far as they can be."""

import argparse
import json
import secrets

from bot.app import App
from bot.cli import beside
from bot.cli.beside import Failed, Wrong
from core.changes import OPERATOR
from core.jobs.job import Job, JobState
from core.people.person import Person
from core.ports.sessions import AuditEntry
from handlers.account import privacy
from handlers.services import Services


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("person", type=beside.person, metavar="PERSON", help=beside.WHO)
    command.add_argument("--yes", action="store_true", help="do not ask")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    async def work(app: App) -> None:
        await _erase(app, chosen.person, sure=chosen.yes)

    return beside.run(work)


async def _erase(app: App, person: Person, *, sure: bool) -> None:
    await beside.known(app, person)
    if person.tenant.platform not in app.services.faces:
        raise Wrong(
            f"{person.tenant.platform.capitalize()} is not on here, so nobody could be told. Set the same keys as for the bot."
        )
    question = f"Everything about {beside.told(person)} is deleted for good, and they are told. Go on?"
    if not sure and not beside.confirmed(
        question, otherwise="Nothing was erased. Say --yes where nobody can be asked."
    ):
        raise Failed("Nothing was erased.")
    job = await beside.carried(app, await _asked(app.services, person))
    if job.state is not JobState.DONE:
        raise Failed("The erasure did not come to its end; the log of the bot says why. Give the command again.")
    deleted, kept = (json.loads(counts or "{}") for counts in (job.refs.get("deleted"), job.refs.get("kept")))
    print(f"Erased: {_counts(deleted)}. Kept, without what names them: {_counts(kept)}.")
    print("The master key follows within the hour, with a bot that runs; rotate-keys does it now (docs/operator.md).")


async def _asked(services: Services, person: Person) -> Job:
    """The job, which may be one that they have asked for themselves."""
    if under_way := await services.jobs.open_of(person, privacy.ERASE):
        return under_way[0]
    at = services.clock.now()
    await services.audit.append(AuditEntry(person.tenant, OPERATOR, "ask to erase", person.id, at))
    return await privacy.enqueue(services, person, privacy.ERASE, secrets.token_hex(8))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()) if count) or "nothing"
