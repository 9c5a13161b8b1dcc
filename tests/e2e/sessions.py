"""The sessions of the pictures, read by the real engines: the keyless one, and the claude engine with a recorded draft."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot import engines, local
from bot.cli import recording
from bot.config import EngineConfig
from core.analysis import analyse
from core.insight.engine import AnalysisRequest
from core.sandbox import tasks
from core.sandbox.pool import Sandbox
from core.transcript import Role, Transcript

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
HERE = Path(__file__).parent
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Sample:
    """A transcript, a model's draft of it, and who is who in it."""

    transcript: Path
    draft: Path
    coach: str
    client: str


SESSIONS = {
    "en": Sample(SAMPLES / "session.vtt", SAMPLES / "session.draft.json", "Ingrid Solheim", "Leila Nassiri"),
    "de": Sample(HERE / "sitzung.vtt", HERE / "sitzung.draft.json", "Henrike Brandt", "Tarek Aydin"),
}


@dataclass(frozen=True)
class Read:
    """`keyless`, `drafted`: fields of an insight, as an engine's findings give them; the keyless one a week before."""

    keyless: dict[str, Any]
    drafted: dict[str, Any]
    transcript: Transcript


async def read(sample: Sample, day: date) -> Read:
    """The session as held on the day."""
    work = Sandbox(children=1)
    await work.start()
    try:
        transcript = await _transcript(sample, work)
        keyless = await _fields(EngineConfig(), AnalysisRequest(transcript, day - WEEK), work)
        async with recording.recorded(sample.draft) as config:
            return Read(keyless, await _fields(config, AnalysisRequest(transcript, day), work), transcript)
    finally:
        await work.stop()


async def _transcript(sample: Sample, work: Sandbox) -> Transcript:
    read: Transcript = await work.run(tasks.READ, sample.transcript.read_bytes(), sample.transcript.name)
    return read.with_roles({sample.coach: Role.COACH, sample.client: Role.CLIENT})


async def _fields(config: EngineConfig, request: AnalysisRequest, work: Sandbox) -> dict[str, Any]:
    engine = engines.make(config, work, now=local.now)
    try:
        made = await analyse.analyse(engine, request, work)
    finally:
        await engine.close()
    fields = {name: getattr(made.findings, name) for name in type(made.findings).model_fields}
    return {**fields, "metadata": made.metadata, "session_title": request.transcript.title}
