"""`serve`: the bot, with its worker or without. Says which platforms are on, and which keys turn the others on."""

import argparse
import asyncio
import errno
import faulthandler
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace

from aiohttp import web

from bot import log as lines
from bot import playground
from bot.app import App, build
from bot.cli import program
from bot.config import KEYS, Config, ConfigError, EngineConfig, read
from bot.engines import pricing
from bot.listener import Listener, room
from bot.playground.place import PATH
from bot.role import Role
from core.faults import ChildLost, NotInstalled
from core.ports.work import TextWork
from core.sandbox import tasks
from core.sandbox.walls import no_core_dumps

log = logging.getLogger(__name__)

CUT_OFF = 7.5
"""Seconds from the signal to end until the process ends whatever is under way, which is taken up at the next start."""


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-worker", action="store_true", help="take what comes in, and leave all jobs to `worker` processes"
    )
    command.set_defaults(run=lambda asked: start(Role.RECEIVER if asked.no_worker else Role.BOTH))


def start(role: Role) -> int:
    """A process of the bot until it is told to end; its exit code."""
    try:
        config = read(os.environ, with_keys=True)
        if role is not Role.BOTH:
            config = one_of_several(config, role)
    except ConfigError as error:
        print(f"The configuration is not complete:\n{error}", file=sys.stderr)
        return 2
    for warning in config.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    lines.start()
    try:
        asyncio.run(_serve(playground.apart(config), role))
    except StartError as error:
        print(str(error), file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        pass  # told to end before it was up
    return 0


def one_of_several(config: Config, role: Role) -> Config:
    """The playground is a process's own. Raises ConfigError."""
    faults = []
    if config.mongodb_uri is None:
        faults.append("MONGODB_URI is needed: a bot in several processes meets in one database")
    if role is Role.WORKER and config.slack is None and config.teams is None:
        faults.append(
            "the keys of Slack or Teams are needed, the same as where requests come in: a worker answers there"
        )
    if faults:
        raise ConfigError("\n".join(faults))
    return replace(config, playground=False)


class StartError(Exception):
    """The bot cannot start; the message says what to do."""


async def _serve(config: Config, role: Role) -> None:
    no_core_dumps()
    stop, starting = asyncio.Event(), asyncio.current_task()
    loop = asyncio.get_running_loop()

    def end() -> None:
        # A thread in C: it ends the process even where a library or a pattern keeps Python from running, and says where.
        faulthandler.dump_traceback_later(CUT_OFF, exit=True)
        stop.set()
        if starting is not None:
            starting.cancel()

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, end)
    async with build(config, role=role) as app:
        await _look_at_walls(
            app.services.work
        )  # before any job is taken up: each would fail of what keeps the bot from reading
        async with app.working() if role.carries else nullcontext(), _figures(config.watching.metrics, app):
            runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            listener = Listener(runner, room(config.connections))
            try:
                await listener.start(config.host, config.port)
            except OSError as error:
                await runner.cleanup()
                raise StartError(_cannot_listen(config, error)) from None
            for line in [
                *banner(config, app.storage.key_notes, role),
                *app.storage.server.about(app.services.clock.now().date()),
                *([f"Next: {_next(config)}"] if role.receives else []),
            ]:
                print(line, flush=True)
            starting = None
            gc.collect()
            gc.freeze()  # what is there for good is not gone through again with every long transcript, which would take 50 ms
            await stop.wait()
            await asyncio.gather(_close(listener, runner), app.finish())


@asynccontextmanager
async def _figures(at: tuple[str, int] | None, app: App) -> AsyncIterator[None]:
    """Where Prometheus reads, if that is on."""
    async with AsyncExitStack() as stack:
        if app.watching is not None and at is not None:
            try:
                await stack.enter_async_context(app.watching.page(at))
            except OSError as error:
                raise StartError(
                    f"DEBRIEF_METRICS: {at[0]}:{at[1]} cannot be listened on ({error.strerror})."
                ) from None
        yield


async def _close(listener: Listener, runner: web.AppRunner) -> None:
    await listener.close()
    await runner.cleanup()


async def _look_at_walls(work: TextWork) -> None:
    """Say which walls hold here around what reads people's text (docs/operator.md, Security). Raises NotInstalled."""
    try:
        walls = await work.run(tasks.WALLS)
    except NotInstalled:
        raise
    except ChildLost as lost:
        log.warning("the walls could not be tried", extra={"kind": lost.kind})
        return
    level = logging.WARNING if walls.open else logging.INFO
    log.log(
        level, "walls", extra={"open": ", ".join(walls.open) or "none", "kernel": ", ".join(walls.kernel) or "none"}
    )


def _cannot_listen(config: Config, error: OSError) -> str:
    where = f"Port {config.port} on {config.host}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is taken. Set PORT to a free one."
    if error.errno == errno.EACCES:
        return f"{where} is not for this account. Set PORT to one above 1023."
    return f"{config.host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1."


def _budget(engine: EngineConfig) -> list[str]:
    if engine.name == "offline":
        return []
    if (engine.model and not pricing.known(engine.model)) or engine.name == "openai":
        return ["  The price of this model is not known here: budgets in dollars do not hold, limits in sessions do."]
    total = f"{engine.cost_total:g} US dollars a day in all" if engine.cost_total else "no limit in all"
    each = f"{engine.cost_per_tenant:g} for a workspace" if engine.cost_per_tenant else "none for a workspace"
    return [f"  Budget: {total}, {each}"]


def banner(config: Config, key_notes: Sequence[str] = (), role: Role = Role.BOTH) -> list[str]:
    """What is on, what is off and which keys turn it on; with what the start has done with the master keys. The database comes
    last: what is known of it stands under it."""
    known = {key.name: key.meaning for key in KEYS}
    lines = [f"Debrief listens on {_address(config)} (GET /healthz, /readyz)"]
    lines += _ways_in(config, role) if role.receives else _ways_out(config)
    if role is Role.RECEIVER:
        lines.append("Jobs: left to others. Start `worker` processes with the same environment.")
    if config.temporal:
        lines.append(f"Temporal: {config.temporal['TEMPORAL_ADDRESS']}, task queue {config.temporal_queue}")
    if config.watching.metrics:
        lines.append(f"Figures: {_url(*config.watching.metrics)}/metrics, for whoever reaches it")
    if config.watching.traces:
        lines.append(f"Traces: to {config.watching.traces}")
    lines.append(f"Engine: {config.engine.name}" + (f", model {config.engine.model}" if config.engine.model else ""))
    lines += _budget(config.engine)
    if config.engine.name == "offline":
        lines.append("  Nothing leaves this machine. ANTHROPIC_API_KEY " + known["ANTHROPIC_API_KEY"] + ".")
    if config.key_service:
        lines.append(f"Master key: with the key service {config.key_service.provider}")
    elif config.keys and not config.keys.is_relative_to(config.data):
        lines.append(f"Master keys: in {config.keys}. Back them up apart from the database, and after it.")
    else:
        lines.append(
            f"Master keys: in {config.keys or config.data / 'keys'}, so backups of {config.data} hold them, and open what they "
            "hold, also of people who were erased. Set DEBRIEF_KEYS to a folder elsewhere: the keys are copied there."
        )
    lines += [f"  {note}" for note in key_notes]
    where = "as MONGODB_URI says" if config.mongodb_uri else f"started here, data in {config.data}"
    return [*lines, f"MongoDB: {where}"]


def _ways_out(config: Config) -> list[str]:
    on = [name for name, face in (("Slack", config.slack), ("Teams", config.teams)) if face]
    return ["It carries jobs, and takes no requests.", f"Answers on: {', '.join(on)}"]


def _ways_in(config: Config, role: Role) -> list[str]:
    lines = []
    if config.slack:
        ways = ["POST /slack/events"] if config.slack.signing_secret else []
        ways += ["GET /slack/install"] if config.slack.many else []
        ways += ["Socket Mode"] if config.slack.app_token else []
        lines.append(f"Slack: on ({', '.join(ways)})")
        if config.slack.many:
            only = ", ".join(sorted(config.slack.workspaces))
            lines.append(
                f"  Only for {only}"
                if only
                else "  For whichever workspace installs it. DEBRIEF_WORKSPACES names fewer."
            )
    else:
        lines.append("Slack: off. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET, to turn it on.")
    if config.teams:
        lines.append("Teams: on (POST /api/messages)")
        if config.teams.anonymous:
            lines.append("  For development: anybody on this machine is taken at their word.")
    lines += _playground(config) if role.carries else []
    if config.public_url:
        lines.append(f"Pages: on, at {config.public_url}/me")
    elif config.slack or config.teams:
        lines.append("Pages: off. Set DEBRIEF_PUBLIC_URL to the address people reach this server at, to turn them on.")
    return lines


def _address(config: Config) -> str:
    return _url(config.host, config.port)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _playground(config: Config) -> list[str]:
    if config.playground:
        return [f"Playground: on, at {_address(config)}{PATH}, for this machine alone"]
    return ["Playground: off. It is for this machine alone: set HOST to 127.0.0.1, and DEBRIEF_PLAYGROUND to 1."]


def _next(config: Config) -> str:
    if config.alone:
        return f"open {_address(config)} in your browser, and play with it."
    if config.slack and config.slack.many:
        return "open /slack/install at the address of this server, and install it."
    if config.slack:
        return "open Debrief in Slack, under Apps, and drop a transcript into it, such as samples/session.vtt."
    if config.teams:
        return "open Debrief in Teams, and drop a transcript into it, such as samples/session.vtt."
    return f"the README's ten minutes to Slack, or without it: {program()} analyze FILE"
