"""All that one person can read of the scene's sessions, by surface: pressed, asked and saved as people do."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator

from docx import Document
from pypdf import PdfReader

from core.insight.corrections import DOUBTFUL, PASSAGES
from core.insight.sections import BY_NAME
from core.people.person import Person
from core.ports.insights import Scope
from core.refusal import Refused
from handlers.account import archive
from handlers.home import home
from handlers.insight import export
from handlers.lists.routes import View
from tests.effects.scenes import CLIENT, Scene, previewed
from tests.relationships.house import Answer, words_of

PARTS = (*BY_NAME, PASSAGES, DOUBTFUL)
SAVED = ("md", "json")
PRINTED = ("pdf", "docx")
DATA = ("session.json", "timeline.json", "archive")
"""What other programs read."""


async def read(scene: Scene, reader: Person, *, saved: tuple[str, ...] = SAVED) -> dict[str, str]:
    """The text of each surface; nothing of those that are refused."""
    return {name: text async for name, text in _surfaces(scene, reader, saved)}


async def _surfaces(scene: Scene, reader: Person, saved: tuple[str, ...]) -> AsyncIterator[tuple[str, str]]:
    house, about = scene.house, () if reader == CLIENT else (CLIENT,)
    for insight_id in (scene.alone, scene.together):
        yield f"card {insight_id}", _said(await house.press(reader, "insight.open", insight_id))
        for part in PARTS:
            yield f"{part} {insight_id}", _said(await house.press(reader, "insight.section", f"{insight_id}|{part}"))
        yield f"preview {insight_id}", await previewed(scene, reader, insight_id)
        for form in saved:
            yield f"session.{form} {insight_id}", await _saved(scene, reader, insight_id, form)
    for command in ("insights", "timeline", "actions"):
        yield command, _said(await house.write(reader, command, "", *about))
    yield "shared", _said(await house.write(reader, "insights", "shared"))
    yield "settled", _said(await house.write(reader, "actions", "done", *about))
    yield "search", await _searched(scene, reader)
    for form in saved:
        _name, data = await export.timeline_file(scene.services, reader, about[0].id if about else "", form)
        yield f"timeline.{form}", await _text(form, data)
    card = await home.home(scene.services, reader, Scope.ALL)
    yield "Home", words_of(card.title, card.blocks)
    yield "archive", await _archived(scene, reader)
    kept = [scene.chat.messages[ref.id][1] for _surface, who, ref, _draw in scene.standing if who == reader]
    yield "messages", "\n".join(words_of(card.title, card.blocks) for card in (*kept, *scene.chat.of(reader)))


def _said(answer: Answer) -> str:
    return "" if answer.refused else answer.text


async def _searched(scene: Scene, reader: Person) -> str:
    """Every session of the scene has this word in its themes; what was searched for is not said again."""
    shown = View(Scope.ALL if reader == CLIENT else Scope.SHARED)
    (form,) = (await scene.house.press(reader, "insights.search", shown.packed())).forms
    return (await scene.house.send(reader, form, words="zoo")).text


async def _saved(scene: Scene, reader: Person, insight_id: str, form: str) -> str:
    try:
        _name, data = await export.insight_file(scene.services, reader, insight_id, form)
    except Refused:
        return ""
    return await _text(form, data)


async def _text(form: str, data: bytes) -> str:
    return await asyncio.to_thread(_read, form, data)


def _read(form: str, data: bytes) -> str:
    if form == "pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())
    if form == "docx":
        document = Document(io.BytesIO(data))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return data.decode()


async def _archived(scene: Scene, reader: Person) -> str:
    with zipfile.ZipFile(io.BytesIO(await archive.build(scene.services, reader))) as files:
        return "\n".join(files.read(name).decode() for name in files.namelist() if name.startswith("insights/"))
