"""The demo's second card: a recorded draft on the real path, in which all ten sections hold and which says what it is."""

import asyncio
from pathlib import Path

import pytest

from bot import engines
from bot.cli import demo, recording
from bot.local import now
from core.analysis import analyse
from core.insight.engine import AnalysisRequest
from core.insight.sections import SECTIONS
from core.reading import extraction, roles
from tests.bot.test_command_line import bot
from tests.fakes.in_process import InProcess


async def test_all_ten_sections_of_the_recording_hold() -> None:
    work = InProcess()
    transcript = extraction.read(demo.SAMPLE.read_bytes(), demo.SAMPLE.name)
    guess = roles.infer(transcript)
    assert guess.certain
    async with recording.recorded() as config:
        engine = engines.make(config, work, now=now)
        result = await analyse.analyse(engine, AnalysisRequest(transcript.with_roles(guess.roles)), work)
        await engine.close()
    assert result.metadata.dropped == {}
    assert [section.name for section in SECTIONS if not result.findings.items(section.name)] == []
    assert len(result.findings.action_items) + len(result.findings.doubtful) == 6
    assert result.findings.session_summary.count(".") == 3
    assert (result.metadata.engine, result.metadata.model_version) == ("claude", recording.MODEL)


@pytest.mark.long
async def test_the_demo_shows_both_cards_and_which_of_them_is_a_recording(tmp_path: Path) -> None:
    done = await asyncio.to_thread(bot, "demo", DEBRIEF_DATA=str(tmp_path), HTTP_PROXY="http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said = done.stdout.decode()
    first, second = said.split(demo.RECORDED, 1)
    assert recording.MODEL not in first
    assert recording.MODEL in " ".join(second.split())
    assert all(section.title in second for section in SECTIONS)
    for name in ("card.html", "card-recorded.html"):
        assert (tmp_path / "demo" / name).stat().st_size > 10_000
    assert recording.MODEL not in (tmp_path / "demo" / "card.html").read_text("utf-8")
