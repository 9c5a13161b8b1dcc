"""What the commands have in common that work on the bot's database, beside it or while it rests."""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.app import App, build, storage_config
from bot.config import Config, ConfigError, read
from bot.render.wording import typed
from core.card import written
from core.faults import ChatFault, StorageFault
from core.jobs.job import ENDED, Job
from core.people.person import Person, Platform, Tenant
from core.refusal import Refused
from storage import NoDatabase, open_database
from storage.jobs import MongoJobs
from storage.migrations import version

FAULT = 1
WRONG = 2
LOOK = 0.2
"""Seconds between two looks at a job."""
WHO = "platform/workspace/person, such as slack/T024BE7LD/U02AB3CD4"


class Wrong(Exception):  # noqa: N818 - read by the person who gave the command
    """It cannot be done as it was asked for; the message says what to put right. Exit 2."""


class Failed(Exception):  # noqa: N818 - the same
    """It was not done, and nobody asked wrongly. Exit 1."""


def person(text: str) -> Person:
    """Of the argument PERSON."""
    platform, _, rest = text.partition("/")
    tenant, _, user = rest.partition("/")
    if platform not in set(Platform) or not tenant or not user:
        raise argparse.ArgumentTypeError(f"{text} names nobody; write {WHO}")
    return Person(Tenant(Platform(platform), tenant), user)


def told(person: Person) -> str:
    """As `person` reads it."""
    return f"{person.tenant.platform}/{person.tenant.id}/{person.id}"


def run(work: Callable[[App], Awaitable[None]]) -> int:
    """Do it with the bot's own parts, without its way in and without its worker; the exit code."""

    async def done(config: Config) -> None:
        await there(config)
        async with build(config) as app:
            await work(app)

    return running(done)


def running(work: Callable[[Config], Awaitable[None]]) -> int:
    """Do it with the configuration alone; the exit code, with a sentence where it is not 0."""

    async def done() -> None:  # asyncio.run takes a coroutine
        await work(config)

    try:
        # The playground is a process's own, and nothing of it belongs into the bot's database.
        config = replace(read(os.environ, with_keys=True), playground=False)
        asyncio.run(done())
    except ConfigError as error:
        return _line(f"The configuration is not complete:\n{error}", WRONG)
    except Wrong as wrong:
        return _line(str(wrong), WRONG)
    except Refused as refusal:
        return _line(written(refusal.message, typed), WRONG)
    except Failed as failed:
        return _line(str(failed), FAULT)
    except StorageFault as fault:
        return _line(f"The database did not do what was asked ({fault.kind}). Try again.", FAULT)
    except ChatFault as fault:
        return _line(f"The chat platform did not do what was asked ({fault.kind}). Try again.", FAULT)
    return 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _line(text: str, code: int) -> int:
    say(text)
    return code


def confirmed(question: str, *, otherwise: str) -> bool:
    return answer(f"{question} [y/N]", otherwise=otherwise).lower() in {"y", "yes"}


def answer(question: str, *, otherwise: str) -> str:
    """What a person answers. Raises Wrong, with what to say instead, where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise Wrong(otherwise)
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return ""


async def there(config: Config) -> None:
    """Raises NoDatabase where there is nothing yet: none is made by a command that looks for somebody in it."""
    wanted = storage_config(config)
    if config.mongodb_uri is None:
        if not await asyncio.to_thread((config.data / "mongo").is_dir):
            raise NoDatabase(f"There is no database in {config.data}. Set DEBRIEF_DATA or MONGODB_URI as for the bot.")
        return
    async with open_database(wanted) as (db, _server):
        if await version(db) == 0:
            raise NoDatabase(
                f"There is no database of Debrief's called {db.name}. Set MONGODB_URI and MONGODB_DATABASE as for the bot."
            )


async def known(app: App, who: Person) -> None:
    """Raises Wrong for somebody of whom nothing is held."""
    if await app.services.privacy.is_gone(who) and not (await app.services.privacy.holdings(who)).counts:
        raise Wrong(f"Nothing is held about {told(who)}. Write {WHO}, with the ids that the platform gives.")


async def carried(app: App, job: Job) -> Job:
    """The job at its end, whoever carries it: this process, which takes no other, or a bot that runs beside it."""
    worker = replace(app.worker, store=MongoJobs(app.storage.db, only=job))
    working = asyncio.create_task(worker.run())
    try:
        while True:
            found = await app.services.jobs.get(job.tenant, job.id)
            if found is None or found.state in ENDED:
                return found or job
            await asyncio.sleep(LOOK)
    finally:
        await worker.stop()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
