"""Reading files: against bare pypdf and python-docx on the same files in one run, peak memory, event-loop lag, and what each
task takes of its limit.

    python -m bench.extraction [--rounds N] [--quick]

Ratios are medians of per-round ratios, both sides interleaved in one process; above 1 we are faster. `Text only` is
what the bare library does; the whole way also tells the format, parses turns, unifies names and detects the language.
Memory is the peak resident size of a fresh process over what it had after its imports. Absolute times are this machine's.
"""

import argparse
import asyncio
import contextlib
import gc
import io
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import docx
import pypdf
from rich.console import Console
from rich.table import Table

import core.reading.formats.docx
import core.reading.formats.pdf
from core.insight.engine import AnalysisRequest
from core.ports.work import Task
from core.reading.extraction import read
from core.refusal import Refused
from core.sandbox.pool import Sandbox
from core.sandbox.tasks import (
    ASSESS,
    DRAFT,
    GUESS,
    READ,
    RECEIVE,
    SCREEN,
)
from core.transcript import Cue
from tests.intake.bad_files import BAD
from tests.intake.writers import pdf, table_docx, teams_docx, zoom_vtt

LONGEST = 580_000
"""Characters of about the longest session that is taken (core/limits.py: MAX_TEXT)."""
ROOT = Path(__file__).resolve().parents[1]
VOCABULARY = (
    """
when there work week team quiet morning maybe really something think feel want said would after before because letter
garden train table window answer almost never often people project question
""".strip()
    .replace("\n", " ")
    .split(" ")
)


def session(words: int, seed: int = 11) -> list[Cue]:
    """A made session of about so many words, 55 a turn, two voices."""
    chance = random.Random(seed)
    cues, at = [], 0.0
    for n in range(words // 55):
        said = [" ".join(chance.choices(VOCABULARY, k=11)).capitalize() + "." for _ in range(5)]
        text = " ".join(said)
        cues.append(Cue(("Amara Abbott", "Björn Brandt")[n % 2], text, at, at + 20))
        at += 21
    return cues


def bare_pypdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def bare_docx(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def bare_docx_tables(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def cpu(work: Callable[[], object]) -> float:
    gc.collect()  # what the other side left behind is not cleared away in our time
    begun = time.process_time()
    work()
    return time.process_time() - begun


def ratio(
    ours: Callable[[bytes], object], theirs: Callable[[bytes], object], files: Sequence[bytes]
) -> tuple[float, float, float, float]:
    """(median ratio, lowest, highest, our median seconds) of processor time, each file read for the first time."""
    pairs = [(cpu(partial(ours, data)), cpu(partial(theirs, data))) for data in files][1:]
    ratios = [b / a for a, b in pairs]
    return statistics.median(ratios), min(ratios), max(ratios), statistics.median(a for a, _ in pairs)


_PEAK = """
import sys
sys.path.insert(0, {root!r})
{load}
data = open({path!r}, "rb").read()
def high():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
base = high()
{work}
print((high() - base) / 1024)
"""


def peak(path: Path, load: str, work: str) -> str:
    """Megabytes over the imports, in a fresh process."""
    code = _PEAK.format(root=str(ROOT), path=str(path), load=load, work=work)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=600)
    return f"{float(done.stdout):.1f} MB" if done.returncode == 0 else "failed"


OURS = (
    "import core.reading.extraction, core.reading.formats.pdf, core.reading.formats.docx",
    "core.reading.extraction.read(data)",
)
PYPDF = ("import pypdf, io", "[p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages]")
PYDOCX = ("import docx, io", "[p.text for p in docx.Document(io.BytesIO(data)).paragraphs]")


def compare(folder: Path, rounds: int, *, quick: bool) -> Table:
    table = Table(title="Against the bare library, same file, same run")
    for column in (
        "file",
        "KB",
        "ours, CPU ms",
        "text only, x",
        "lowest-highest",
        "whole way, x (docx: target 1.5)",
        "our peak",
        "bare peak",
    ):
        table.add_column(column, justify="right" if column != "file" else "left")
    hours = ((1, 10_400),) if quick else ((1, 10_400), (3, 31_000))
    kinds = (
        ("pdf", pdf, core.reading.formats.pdf.read, bare_pypdf, PYPDF),
        ("docx", teams_docx, core.reading.formats.docx.read, bare_docx, PYDOCX),
        ("docx table", table_docx, core.reading.formats.docx.read, bare_docx_tables, PYDOCX),
    )
    for hour, words in hours:
        cues = session(words)
        for label, write, text, bare, code in kinds:
            data = write(cues)
            path = folder / f"{hour}.{label.replace(' ', '.')}"
            path.write_bytes(data)
            if len(read(data).turns) != len(cues):
                raise SystemExit(f"{label}: turns were lost, no figure counts")
            files = [write(session(words, seed)) for seed in range(rounds + 1)]
            middle, low, high, _ = ratio(text, bare, files)
            whole, _, _, seconds = ratio(read, bare, files)
            row = (f"{hour} h {label}", str(len(data) // 1024), f"{seconds * 1000:.0f}", f"{middle:.2f}")
            table.add_row(*row, f"{low:.2f}-{high:.2f}", f"{whole:.2f}", peak(path, *OURS), peak(path, *code))
    return table


async def warm() -> Table:
    """What the sandbox adds to an ordinary file, and the event loop's lag while hostile files are read."""
    table = Table(title="The sandbox")
    for column in ("what", "figure"):
        table.add_column(column, justify="right" if column == "figure" else "left")
    sandbox = Sandbox()
    data = zoom_vtt(session(10_400))
    inside, through = [], []
    for _ in range(15):
        begun = time.perf_counter()
        await sandbox.run(READ, data, "a.vtt")
        through.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        read(data, "a.vtt")
        inside.append(time.perf_counter() - begun)
        await asyncio.sleep(0.1)
    table.add_row("1 h zoom-vtt in process, median", f"{statistics.median(inside) * 1000:.1f} ms")
    table.add_row("1 h zoom-vtt through a warm child, median", f"{statistics.median(through) * 1000:.1f} ms")
    files = [(bad.build(), bad.file) for bad in BAD.values()]
    lags: list[float] = []
    running = True

    async def watch() -> None:
        while running:
            begun = time.perf_counter()
            await asyncio.sleep(0.002)
            lags.append(time.perf_counter() - begun - 0.002)

    watcher = asyncio.create_task(watch())

    async def one(file: bytes, name: str) -> float:
        begun = time.perf_counter()
        with contextlib.suppress(Refused):
            await sandbox.run(READ, file, name)
        return time.perf_counter() - begun

    took = [await one(*file) for file in files]
    running = False
    await watcher
    await sandbox.stop()
    lags.sort()
    table.add_row(f"{len(files)} bad files, slowest answer", f"{max(took):.1f} s")
    table.add_row("event-loop lag meanwhile, p99", f"{lags[int(len(lags) * 0.99)] * 1000:.1f} ms")
    table.add_row("event-loop lag meanwhile, worst", f"{lags[-1] * 1000:.1f} ms")
    return table


def limits() -> Table:
    """Processor time of each task in this process, for real speech over and over, beside what a child may take."""
    table = Table(
        "task", "1 h, CPU s", "longest taken, CPU s", "limit, CPU s", title="What a session takes of its limits"
    )
    usual, longest = (_tasks(zoom_vtt(speech(size))) for size in (60_000, LONGEST))
    for task, seconds in usual.items():
        table.add_row(task.name, f"{seconds:.2f}", f"{longest[task]:.2f}", str(task.cpu_seconds))
    return table


def speech(size: int) -> list[Cue]:
    """The sample session over and over, about so many characters of it."""
    turns = read((ROOT / "samples" / "session.vtt").read_bytes(), "a.vtt").turns
    times = -(-size // sum(len(turn.text) for turn in turns))
    said = [(turn.speaker, turn.text) for _ in range(times) for turn in turns]
    return [Cue(speaker, text, 10.0 * n, 10.0 * n + 9) for n, (speaker, text) in enumerate(said)]


def _tasks(data: bytes) -> dict[Task[..., Any], float]:
    """Seconds of processor time by task, for one file."""
    transcript = RECEIVE.does(data, "a.vtt").transcript
    request = AnalysisRequest(transcript)
    draft = DRAFT.does(request)
    calls: dict[Task[..., Any], tuple[object, ...]] = {
        READ: (data, "a.vtt"),
        RECEIVE: (data, "a.vtt"),
        GUESS: (transcript,),
        SCREEN: (transcript,),
        DRAFT: (request,),
        ASSESS: (request, draft),
    }
    return {task: cpu(partial(task.does, *given)) for task, given in calls.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one-hour files only")
    arguments = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        console.print(compare(Path(folder), arguments.rounds, quick=arguments.quick))
    console.print(asyncio.run(warm()))
    console.print(limits())


if __name__ == "__main__":
    main()
