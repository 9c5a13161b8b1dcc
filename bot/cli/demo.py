"""`demo`: the main job, end to end, on a sample session, through the same code as a chat platform uses: once with the keyless
engine, once with the claude engine, whose answer is a recording."""

import argparse
import asyncio
import dataclasses
import os
import secrets
import sys
from pathlib import Path

from rich.console import Console

from bot.app import App, Overrides, build
from bot.cli import program, recording
from bot.config import Config, ConfigError, EngineConfig, read
from bot.local import LocalChat, LocalFace, LocalFiles, LocalRespond, person, place
from bot.render import page, terminal
from core.card import Card, Progress, StepState
from core.insight.model import SessionInsight
from core.jobs.job import JobState
from core.people.person import MessageRef, Platform
from core.sandbox import tasks
from handlers.events import FileDropped, FormSent
from handlers.insight import view
from handlers.intake.jobs import job_id

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "session.vtt"
RECORDED = "A recording: what a model adds"
PATIENCE = 300.0
"""Seconds the demo waits for its card."""


def add_to(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    try:
        config = read(os.environ)
    except ConfigError as error:
        _say(f"The configuration is not complete:\n{error}")
        return 2
    os.environ["no_proxy"] = "127.0.0.1"  # the recording stands on this machine, whatever proxy there is
    config = dataclasses.replace(
        config, slack=None, playground=False, data=config.data / "demo", mongodb_uri=None, keys=None, key_service=None
    )
    return asyncio.run(_demo(config))


async def _demo(config: Config) -> int:
    _say("First with the keyless engine: nothing is asked but rules on this machine.")
    keyless = await _card(dataclasses.replace(config, engine=EngineConfig()), None, "card.html")
    _say("\nThe same session as a model's draft, through the claude engine. The draft is a recording, written by us.")
    async with recording.recorded() as engine:
        drafted = await _card(dataclasses.replace(config, engine=engine), RECORDED, "card-recorded.html")
    print(f"\nThe same cards as pages: {keyless} (keyless), {drafted} (recording)")
    address = f"http://{config.host}:{config.port}"
    print(f"Next, play with the whole bot in your browser: start it with `{program()} serve`, and open {address}.")
    print(f"Or a transcript of your own: {program()} analyze FILE. Or in Slack: the ten minutes in README.md.")
    return 0


async def _card(config: Config, title: str | None, page_name: str) -> Path:
    """Shows the card of the sample session, and gives the page it is written to. `title` None leaves the session's own."""
    config = dataclasses.replace(
        config,
        mongodb_database=f"demo_{secrets.token_hex(4)}",  # of this run alone, and dropped at its end
    )
    chat, files = LocalChat(_tell), LocalFiles()
    _say("Starting the database that comes with Debrief.")
    overrides = Overrides(faces={Platform.LOCAL: LocalFace(chat, files).connect}, poll=0.05)
    async with build(config, overrides) as app:
        await app.services.work.run(tasks.WALLS)  # raises where what reads transcripts cannot start
        async with app.working():
            me, file_id = person(), "sample"
            files.offer(SAMPLE, file_id)
            _say(f"Dropping {SAMPLE.name} into a direct message.")
            await app.dispatcher.accept([FileDropped(me, place(), file_id)])
            insight = await _insight(app, job_id(me.tenant, file_id))
            _say("Giving it today's date, as its card offers, so that due dates can be counted.")
            today = app.services.clock.now().astimezone().date().isoformat()  # where whoever runs this lives
            await app.dispatcher.handle(
                FormSent(me, "insight.edit", insight.id, {"title": title, "date": today}), LocalRespond(chat, me)
            )
            card = await view.drawn(app.services, me, insight.id)
            terminal.show(card, Console())
            out = config.data / page_name
            out.write_text(page.render(card), encoding="utf-8")
        await app.storage.db.client.drop_database(config.mongodb_database)
    return out


async def _insight(app: App, job: str) -> SessionInsight:
    try:
        async with asyncio.timeout(PATIENCE):
            return await _done(app, job)
    except TimeoutError:
        raise SystemExit(
            "This machine is very busy: the card is not there after five minutes. Please try again when it is quieter."
        ) from None


async def _done(app: App, job: str) -> SessionInsight:
    while True:
        found = await app.services.jobs.get(person().tenant, job)
        if found and found.state == JobState.DONE:
            insight = await app.services.insights.get(person().tenant, found.refs["insight"])
            if insight is None:
                raise SystemExit("The demo's insight is gone.")
            return insight
        if found and found.state == JobState.FAILED:
            raise SystemExit("The demo's session could not be analysed.")
        await asyncio.sleep(0.05)


def _tell(_: MessageRef, card: Card) -> None:
    """One line per stage of the status message."""
    for block in card.blocks:
        if isinstance(block, Progress):
            running = [step.label for step in block.steps if step.state == StepState.RUNNING]
            done = [step.label for step in block.steps if step.state == StepState.DONE]
            _say(
                f"{card.title}: {', '.join(done) + '; ' if done else ''}now {running[0].lower() if running else 'finishing'}"
            )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
