"""Writers of every format: what the tools in the field write, from a list of cues. Only the tests use them."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from core.transcript import Cue

Cues = Sequence[Cue]


def _clock(value: float | None, *, comma: bool = False, hours: bool = True) -> str:
    total = round((value or 0.0) * 1000)
    whole, milli = divmod(total, 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    front = f"{hour:02d}:{minute:02d}" if hours or hour else f"{minute:02d}"
    return f"{front}:{second:02d}{',' if comma else '.'}{milli:03d}"


def short(value: float | None) -> str:
    """`0:05`, `12:33`, `1:02:33`."""
    minutes, second = divmod(int(value or 0), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


def long(value: float | None) -> str:
    minutes, second = divmod(int(value or 0), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def zoom_vtt(cues: Cues) -> bytes:
    lines = ["WEBVTT", ""]
    for n, cue in enumerate(cues, start=1):
        lines += [str(n), f"{_clock(cue.start)} --> {_clock(cue.end)}", f"{cue.speaker}: {cue.text}", ""]
    return "\r\n".join(lines).encode()


def teams_vtt(cues: Cues) -> bytes:
    lines = ["WEBVTT", ""]
    for n, cue in enumerate(cues):
        escaped = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
        words = escaped.split(" ")
        middle = (len(words) + 1) // 2
        wrapped = " ".join(words[:middle]) + ("\n" + " ".join(words[middle:]) if words[middle:] else "")
        lines += [
            f"0f3b5a1c-11aa-4b2e-9c3d-5e6f70818293/{n}-0",
            f"{_clock(cue.start)} --> {_clock(cue.end)}",
            f"<v {cue.speaker}>{wrapped}</v>",
            "",
        ]
    return "\n".join(lines).encode()


def srt(cues: Cues) -> bytes:
    blocks = [
        f"{n}\n{_clock(cue.start, comma=True)} --> {_clock(cue.end, comma=True)}\n{cue.speaker}: {cue.text}\n"
        for n, cue in enumerate(cues, start=1)
    ]
    return ("\ufeff" + "\n".join(blocks)).replace("\n", "\r\n").encode()


def otter_txt(cues: Cues) -> bytes:
    blocks = [f"{cue.speaker}  {short(cue.start)}  \n{cue.text}\n" for cue in cues]
    return ("\n".join(blocks) + "\nTranscribed by https://otter.ai\n").encode()


def otter_md(cues: Cues) -> bytes:
    return "\n".join(f"**{cue.speaker}**  {short(cue.start)}  \n{cue.text}\n" for cue in cues).encode()


def fathom_txt(cues: Cues) -> bytes:
    blocks = [f"{short(cue.start)} - {cue.speaker} (Example Ltd)\n  {cue.text}\n" for cue in cues]
    return ("Session with a client - April 3\nVIEW RECORDING - 42 mins\n\n---\n\n" + "\n".join(blocks)).encode()


def riverside_txt(cues: Cues) -> bytes:
    return "\n".join(f"{cue.speaker} ({_clock(cue.start, hours=False)})\n{cue.text}\n" for cue in cues).encode()


def descript_txt(cues: Cues) -> bytes:
    return "\n".join(f"[{long(cue.start)}] {cue.speaker}: {cue.text}\n" for cue in cues).encode()


def rev_txt(cues: Cues) -> bytes:
    return "\n".join(f"{cue.speaker} ({long(cue.start)}):\n{cue.text}\n" for cue in cues).encode()


def deepgram_txt(cues: Cues) -> bytes:
    return "\n".join(f"{cue.speaker}: {long(cue.start)}\n\n{cue.text}\n" for cue in cues).encode()


def zoom_txt(cues: Cues) -> bytes:
    return "\n".join(f"[{cue.speaker}] {long(cue.start)}\n{cue.text}\n" for cue in cues).encode()


def meet_md(cues: Cues) -> bytes:
    head = (
        "# 📝 Notes\n\n### Summary\n\nThe two had an excellent talk.\n\n* **Ann Example**: will do it all.\n\n"
        "# 📖 Transcript\n\n### 00:00:00\n\n"
    )
    body = "\n".join(f"**{cue.speaker}:** {cue.text}\n" for cue in cues)
    return (head + body + "\n### Transcription ended after 00:42:10\n").encode()


def plain_txt(cues: Cues) -> bytes:
    return "\n\n".join(f"{cue.speaker}: {cue.text}" for cue in cues).encode()


def plain_utf16(cues: Cues) -> bytes:
    return "\n".join(f"{cue.speaker}: {cue.text}" for cue in cues).encode("utf-16")


def bold_md(cues: Cues) -> bytes:
    front = "---\ntitle: A session\ndate: 2026-03-04\n---\n\n"
    return (front + "\n\n".join(f"**{cue.speaker}**: {cue.text}" for cue in cues)).encode()


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def teams_docx(cues: Cues) -> bytes:
    document = docx.Document()
    document.add_heading("A talk between two-20260304_090000-Meeting Transcript", 1)
    document.add_paragraph("March 4, 2026, 9:00AM\n42m 10s")
    document.add_paragraph("Someone Else started transcription")
    for cue in cues:
        paragraph = document.add_paragraph()
        paragraph.add_run(str(cue.speaker)).bold = True
        paragraph.add_run(f"   {short(cue.start)}\n{cue.text}")
    document.add_paragraph("Someone Else stopped transcription")
    return _saved(document)


def plain_docx(cues: Cues) -> bytes:
    document = docx.Document()
    for cue in cues:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{cue.speaker}:").bold = True
        paragraph.add_run(f" {cue.text}")
    return _saved(document)


def table_docx(cues: Cues) -> bytes:
    document = docx.Document()
    document.add_paragraph("Our session")
    table = document.add_table(rows=1, cols=3)
    for cell, title in zip(table.rows[0].cells, ("Time", "Speaker", "Text"), strict=True):
        cell.text = title
    for cue in cues:
        cells = table.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = short(cue.start), str(cue.speaker), cue.text
    return _saved(document)


def pdf(cues: Cues) -> bytes:
    """Paragraphs that wrap, over as many pages as it takes, with a running head and page numbers."""
    stream = io.BytesIO()

    def furniture(canvas: Any, template: Any) -> None:
        canvas.drawString(60, A4[1] - 40, "Notes of a session, confidential")
        canvas.drawString(280, 30, f"Page {template.page}")

    style = getSampleStyleSheet()["BodyText"]
    story: list[Any] = []
    for cue in cues:
        escaped = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        story.append(Paragraph(f"{cue.speaker}: {escaped}", style))
    SimpleDocTemplate(stream, pagesize=A4).build(story, onFirstPage=furniture, onLaterPages=furniture)
    return stream.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def fireflies_json(cues: Cues) -> bytes:
    sentences = [
        {"index": n, "speaker_name": cue.speaker, "text": cue.text, "start_time": cue.start, "end_time": cue.end}
        for n, cue in enumerate(cues)
    ]
    return _json(
        {"data": {"transcript": {"title": "A talk", "dateString": "2026-03-04T09:00:00.000Z", "sentences": sentences}}}
    )


def whisper_json(cues: Cues) -> bytes:
    segments = [
        {"id": n, "start": cue.start, "end": cue.end, "text": f" {cue.text}", "speaker": cue.speaker}
        for n, cue in enumerate(cues)
    ]
    return _json({"language": "en", "segments": segments})


def assemblyai_json(cues: Cues) -> bytes:
    utterances = [
        {
            "speaker": cue.speaker,
            "text": cue.text,
            "start": round((cue.start or 0) * 1000),
            "end": round((cue.end or 0) * 1000),
            "confidence": 0.9,
        }
        for cue in cues
    ]
    return _json({"status": "completed", "text": " ".join(cue.text for cue in cues), "utterances": utterances})


def _lanes(cues: Cues) -> dict[str | None, int]:
    return {name: lane for lane, name in enumerate(dict.fromkeys(cue.speaker for cue in cues))}


def deepgram_json(cues: Cues) -> bytes:
    lanes = _lanes(cues)
    utterances = [
        {"start": cue.start, "end": cue.end, "transcript": cue.text, "speaker": lanes[cue.speaker]} for cue in cues
    ]
    return _json({"metadata": {"created": "2026-03-04T09:00:00.000Z"}, "results": {"utterances": utterances}})


def aws_json(cues: Cues) -> bytes:
    lanes = _lanes(cues)
    items: list[dict[str, Any]] = []
    segments: list[dict[str, Any]] = []
    for cue in cues:
        words = cue.text.split()
        step = ((cue.end or 0) - (cue.start or 0)) / len(words)
        label, marks = f"spk_{lanes[cue.speaker]}", []
        for place, word in enumerate(words):
            start = f"{(cue.start or 0) + place * step:.3f}"
            end = f"{(cue.start or 0) + (place + 1) * step:.3f}"
            items.append(
                {"type": "pronunciation", "start_time": start, "end_time": end, "alternatives": [{"content": word}]}
            )
            marks.append({"speaker_label": label, "start_time": start, "end_time": end})
        segments.append({"speaker_label": label, "items": marks})
    return _json({"jobName": "x", "results": {"items": items, "speaker_labels": {"segments": segments}}})


def plain_json(cues: Cues) -> bytes:
    return _json([{"speaker": cue.speaker, "text": cue.text, "start": cue.start, "end": cue.end} for cue in cues])


@dataclass(frozen=True)
class Writer:
    """`starts`: how exactly start times come back (None: not at all); `ends`: whether end times do; `lanes`: the label
    by which the n-th speaker comes back where names are lost."""

    write: Callable[[Cues], bytes]
    format: str
    name: str
    starts: float | None = None
    ends: bool = False
    lanes: str | None = None


WRITERS = {
    writer.write.__name__: writer
    for writer in (
        Writer(zoom_vtt, "zoom-vtt", "a.vtt", 0.001, ends=True),
        Writer(teams_vtt, "teams-vtt", "a.vtt", 0.001, ends=True),
        Writer(srt, "srt", "a.srt", 0.001, ends=True),
        Writer(otter_txt, "otter-txt", "a.txt", 1),
        Writer(otter_md, "otter-md", "a.md", 1),
        Writer(fathom_txt, "fathom-txt", "a.txt", 1),
        Writer(riverside_txt, "riverside-txt", "a.txt", 0.001),
        Writer(descript_txt, "descript-txt", "a.txt", 1),
        Writer(rev_txt, "rev-txt", "a.txt", 1),
        Writer(deepgram_txt, "deepgram-txt", "a.txt", 1),
        Writer(zoom_txt, "zoom-txt", "a.txt", 1),
        Writer(meet_md, "meet-md", "a.md"),
        Writer(plain_txt, "plain-text", "a.txt"),
        Writer(plain_utf16, "plain-text", "a.txt"),
        Writer(bold_md, "plain-md", "a.md"),
        Writer(teams_docx, "teams-docx", "a.docx", 1),
        Writer(plain_docx, "docx-text", "a.docx"),
        Writer(table_docx, "docx-table", "a.docx", 1),
        Writer(pdf, "pdf-text", "a.pdf"),
        Writer(fireflies_json, "fireflies-json", "a.json", 0.001, ends=True),
        Writer(whisper_json, "whisper-json", "a.json", 0.001, ends=True),
        Writer(assemblyai_json, "assemblyai-json", "a.json", 0.001, ends=True),
        Writer(deepgram_json, "deepgram-json", "a.json", 0.001, ends=True, lanes="Speaker {}"),
        Writer(aws_json, "aws-json", "a.json", 0.001, ends=True, lanes="spk_{}"),
        Writer(plain_json, "json", "a.json", 0.001, ends=True),
    )
}


def merged(cues: Cues) -> list[tuple[str | None, str]]:
    """(speaker, text) of the turns these cues make."""
    return [(who, " ".join(cue.text for cue in run)) for who, run in groupby(cues, key=lambda cue: cue.speaker)]
