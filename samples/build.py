"""Builds the sample transcripts from samples/source: `python samples/build.py`.

The same words always give the same bytes, so that a rebuilt sample shows no difference.
"""

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

HERE = Path(__file__).parent
WORDS_PER_SECOND = 1.95  # about 117 words a minute, unhurried speech
BREATH = 0.8  # seconds between two speakers where no silence is written
FIXED = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
SILENCE = re.compile(r"^\((\d+)\)\s*")


@dataclass(frozen=True)
class Said:
    """One caption: times in seconds from the start of the recording."""

    speaker: str
    text: str
    start: float
    end: float
    opens: bool  # the first caption of a turn


def script(name: str) -> list[Said]:
    """The captions of a source file, timed by the number of their words."""
    captions: list[Said] = []
    now = 3.2
    for line in (HERE / "source" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        speaker, words = line.split(": ", 1)
        now += BREATH
        for number, part in enumerate(words.split(" / ")):
            silence = SILENCE.match(part)
            now += float(silence.group(1)) if silence else 0.0
            text = SILENCE.sub("", part)
            end = now + max(1.1, len(text.split()) / WORDS_PER_SECOND)
            captions.append(Said(speaker, text, round(now, 3), round(end, 3), opens=number == 0))
            now = end + (0.3 if number == 0 else 0.2)
    return captions


def clock(seconds: float, comma: str = ".") -> str:
    whole, thousandth = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{comma}{thousandth:03}"


def turns(captions: list[Said]) -> list[Said]:
    whole: list[Said] = []
    for said in captions:
        if said.opens:
            whole.append(said)
        else:
            last = whole.pop()
            whole.append(Said(last.speaker, f"{last.text} {said.text}", last.start, said.end, opens=True))
    return whole


def vtt(captions: list[Said]) -> str:
    """As Zoom's cloud recording exports it: numbered cues, the name before the words, CRLF."""
    cues = (f"{n}\n{clock(s.start)} --> {clock(s.end)}\n{s.speaker}: {s.text}\n" for n, s in enumerate(captions, 1))
    return ("WEBVTT\n\n" + "\n".join(cues)).replace("\n", "\r\n")


def srt(captions: list[Said]) -> str:
    cues = (
        f"{n}\n{clock(s.start, ',')} --> {clock(s.end, ',')}\n{s.speaker}: {s.text}\n"
        for n, s in enumerate(captions, 1)
    )
    return "\n".join(cues)


def txt(captions: list[Said]) -> str:
    return "\n\n".join(f"{s.speaker}: {s.text}" for s in turns(captions)) + "\n"


def md(captions: list[Said]) -> str:
    head = "# Coaching session\n\n*9 March 2026, Ruth Adeyemi and Tomas Lindqvist*\n\n"
    return head + "\n\n".join(f"**{s.speaker}:** {s.text}" for s in turns(captions)) + "\n"


def docx(captions: list[Said], path: Path) -> None:
    """Laid out as Teams does it: the name and the time on one line, the words on the next."""
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.author = "Debrief samples"
    document.core_properties.created = document.core_properties.modified = FIXED.replace(tzinfo=None)
    document.add_heading("Coaching session", level=1)
    document.add_paragraph("9 March 2026, 9:00AM")
    for said in turns(captions):
        minutes, seconds = divmod(int(said.start), 60)
        paragraph = document.add_paragraph()
        paragraph.add_run(said.speaker).bold = True
        paragraph.add_run(f"   {minutes}:{seconds:02}").add_break()
        paragraph.add_run(said.text)
    document.save(str(path))
    _same_bytes(path)


def _same_bytes(path: Path) -> None:
    """Give every member of the archive one date: zip files otherwise carry the hour they were made."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def pdf(captions: list[Said], path: Path) -> None:
    speech = ParagraphStyle("speech", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=7)
    title = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=15, leading=20, spaceAfter=4)
    story = [Paragraph("Coaching session", title), Paragraph("9 March 2026", speech), Spacer(1, 8)]
    story += [Paragraph(f"<b>{said.speaker}:</b> {said.text}", speech) for said in turns(captions)]

    def page_number(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawCentredString(A4[0] / 2, 28, f"Page {document.page}")

    SimpleDocTemplate(
        str(path),
        pagesize=A4,
        title="Coaching session",
        author="Debrief samples",
        invariant=1,
        topMargin=54,
        bottomMargin=54,
    ).build(story, onFirstPage=page_number, onLaterPages=page_number)


def build(folder: Path) -> None:
    """Write every sample into `folder`."""
    long, short = script("long.txt"), script("short.txt")
    texts = {
        "session.vtt": vtt(long),
        "short.txt": txt(short),
        "short.md": md(short),
        "short.srt": srt(short),
        "short.vtt": vtt(short),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    docx(short, folder / "short.docx")
    pdf(short, folder / "short.pdf")


if __name__ == "__main__":
    build(HERE)
