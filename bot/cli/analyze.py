"""`analyze FILE`: one file, one card, no database. Exit 0; 2 for a file it refuses; 3 where a person must say who is who; 1 for
what is no fault of the file: the machine, an engine's service, a bug of ours."""

import argparse
import asyncio
import json
import os
import stat
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from bot import engines, local
from bot.config import ConfigError, EngineConfig, read
from bot.engines import faults
from bot.render import terminal
from bot.render.wording import typed
from core.analysis import analyse, care
from core.card import written
from core.faults import ChildFault, ChildLost, NotInstalled
from core.insight.engine import UNUSABLE_ANSWER, AnalysisRequest, EngineFault
from core.insight.model import SessionInsight, Status
from core.limits import MAX_BYTES
from core.people.person import Platform
from core.ports.work import TextWork
from core.reading.roles import signed
from core.refusal import Reason, Refused
from core.sandbox import tasks
from core.sandbox.pool import Sandbox
from core.transcript import Role, Transcript
from handlers.insight.cards import insight_card
from handlers.intake.reading import TOO_LARGE

STDIN = Path("/dev/stdin")
FAULT = 1
REFUSED = 2
ASKED = 3


class Asked(Exception):  # noqa: N818
    """A person has to say who is who; the message suggests how."""


def add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--engine", choices=("offline", "claude", "openai"), help="default: DEBRIEF_ENGINE")
    command.add_argument("--json", action="store_true", help="print the whole insight as JSON")
    command.add_argument(
        "--date", type=_day, metavar="YYYY-MM-DD", help="the day of the session; due dates count from it"
    )
    command.add_argument("--coach", metavar="NAME", help="the speaker who coached, as the transcript names them")
    command.add_argument("--client", metavar="NAME", help="the speaker who was coached")
    command.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it as 2026-03-10") from None


def run(chosen: argparse.Namespace) -> int:
    try:
        return asyncio.run(_analyze(chosen))
    except Refused as refusal:
        return _line(written(refusal.message, typed), REFUSED)
    except Asked as question:
        return _line(str(question), ASKED)
    except ConfigError as error:
        return _line(str(error), REFUSED)
    except (EngineFault, ChildLost, ChildFault) as fault:
        return _line(told(fault), FAULT)


def told(fault: EngineFault | ChildLost | ChildFault) -> str:
    """What went wrong and what will help; a fault that lasts is not mended by trying again."""
    if isinstance(fault, NotInstalled):
        return str(fault)
    if isinstance(fault, ChildLost):
        return "This machine was too busy to finish, or out of memory. Your file is not to blame. Try again."
    if isinstance(fault, ChildFault):
        return f"Something went wrong in Debrief, not with your file. Please report this, which holds nothing of it: {fault}."
    if fault.kind == UNUSABLE_ANSWER:
        return (
            "The model answered, and nothing of its answer could be used. "
            "Try again, with a larger model, or with --engine offline."
        )
    if fault.kind == faults.TOO_LONG:
        return (
            "The model's window is too small to read this session even in parts. Give it 8,192 tokens or more, "
            "or use --engine offline."
        )
    if fault.kind == faults.CUT:
        return (
            "The model's answer was cut off before its end. Give its server a larger window and no limit for answers, "
            "or use --engine offline."
        )
    if fault.transient:
        return f"The engine did not answer ({fault.kind}). Try again, or use --engine offline."
    return f"The service turned the request down ({fault.kind}). Check its key, model and address, or use --engine offline."


def _line(message: str, code: int) -> int:
    print(" ".join(message.split()), file=sys.stderr)
    return code


async def _analyze(chosen: argparse.Namespace) -> int:
    config = _with_engine(read(os.environ).engine, chosen.engine)
    data = await asyncio.to_thread(_bytes, chosen.file)
    work = Sandbox(children=1)
    await work.start()
    try:
        return await _worked_out(chosen, config, data, work)
    finally:
        await work.stop()


async def _worked_out(chosen: argparse.Namespace, config: EngineConfig, data: bytes, work: TextWork) -> int:
    engine = engines.make(config, work, now=local.now)
    transcript = await work.run(tasks.READ, data, chosen.file.name)
    transcript = signed(await _with_roles(transcript, chosen.coach, chosen.client, work))
    if await work.run(tasks.SCREEN, transcript) is not None:
        return _line(f"{care.PEOPLE_FIRST} It was not analysed. {care.NOTE}", REFUSED)
    day = chosen.date or (transcript.session_date.date() if transcript.session_date else None)
    _tell(f"Read {len(transcript.turns)} turns. Analysing with the {engine.name} engine.")
    try:
        result = await analyse.analyse(engine, AnalysisRequest(transcript, day), work)
    finally:
        await engine.close()
    insight = _insight(result, transcript, day)
    if chosen.json:
        wide = sys.stdout.encoding.lower().startswith("utf")
        print(json.dumps(analyse.to_json(insight, transcript), ensure_ascii=not wide, indent=1))
    else:
        terminal.show(insight_card(insight), Console())
    return 0


def _with_engine(config: EngineConfig, name: str | None) -> EngineConfig:
    if name == "claude" and not config.anthropic_key:
        raise ConfigError("--engine claude needs ANTHROPIC_API_KEY")
    if name == "openai" and not config.openai_key and not config.openai_url:
        raise ConfigError("--engine openai needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own")
    return replace(config, name=name) if name else config


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _bytes(path: Path) -> bytes:
    """The file's bytes; of a pipe, such as /dev/stdin, what comes through it. Never more than is taken."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or path == STDIN):
            raise Refused(Reason.BAD_INPUT, "This is not a file. Name one transcript.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except PermissionError:
        raise Refused(Reason.BAD_INPUT, "This file may not be read by this account. Allow it, and try again.") from None
    except (OSError, ValueError):
        raise Refused(Reason.FILE_GONE, "There is no such file. Check the path and try again.") from None
    if len(data) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, TOO_LARGE)
    return data


async def _with_roles(transcript: Transcript, coach: str | None, client: str | None, work: TextWork) -> Transcript:
    """Roles as named on the command line, else as inferred. Raises Asked where a person has to say."""
    if coach or client:
        return transcript.with_roles(named(transcript, coach, client))
    guess = await work.run(tasks.GUESS, transcript)
    if guess.certain:
        return transcript.with_roles(guess.roles)
    by_role = {role: speaker for speaker, role in guess.roles.items()}
    suggestion = f'--coach "{by_role.get(Role.COACH, "NAME")}" --client "{by_role.get(Role.CLIENT, "NAME")}"'
    why = " ".join(guess.reasons)
    raise Asked(
        f"Please say who is who: {suggestion} (a suggestion; the voices are {', '.join(transcript.speakers)}). {why}"
    )


def named(transcript: Transcript, coach: str | None, client: str | None) -> dict[str, Role]:
    """Raises Asked where that does not say which two they are."""
    voices = {speaker.casefold(): speaker for speaker in transcript.speakers}
    named: dict[str, Role] = {}
    for name, role in ((coach, Role.COACH), (client, Role.CLIENT)):
        if name is None:
            continue
        speaker = voices.get(name.casefold())
        if speaker is None:
            raise Asked(f"Nobody in the transcript is called {name}; the voices are {', '.join(transcript.speakers)}.")
        if speaker in named:
            raise Asked("Coach and client must be two different voices.")
        named[speaker] = role
    rest = [speaker for speaker in transcript.speakers if speaker not in named]
    if len(named) == 1 and len(rest) == 1:
        named[rest[0]] = Role.CLIENT if coach else Role.COACH
    if len(named) < 2:
        raise Asked(f"Please name both with --coach and --client; the voices are {', '.join(transcript.speakers)}.")
    return named


def _insight(result: analyse.Analysis, transcript: Transcript, day: date | None) -> SessionInsight:
    now = local.now()
    fields = {name: getattr(result.findings, name) for name in type(result.findings).model_fields}
    return SessionInsight(
        **fields,
        id="0" * 24,
        platform=Platform.LOCAL,
        tenant_id="here",
        client_user_id="you",
        created_by="you",
        session_date=datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None,
        session_title=transcript.title,
        status=Status.COMPLETED,
        metadata=result.metadata,
        created_at=now,
        updated_at=now,
        completed_at=now,
    )
