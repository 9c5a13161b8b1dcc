"""Hostile texts through the running bot: what other people notice of them, and how each of them ends.

    python -m bench.hostile [--files 12] [--patience 200]

`bot serve` is a process of its own, with a real MongoDB and the Slack of the tests on loopback. In one run: first only ordinary
files by people who wait for their cards (quiet), then the same while all hostile texts come at once, each from somebody else.
Another process asks /healthz every 50 ms. Ends non-zero if the bot died, or anybody was left without an answer or a card.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.chaos.processes import ROOT, Replica, environment, replica_set, running, unlimited
from tests.fakes.slack import FakeSlack
from tests.intake import bad_files

SAMPLE = ROOT / "samples" / "short.txt"
PEOPLE = 4
"""Who give the hostile files; a message comes from somebody of its own."""
PAUSE = 2.0
"""Seconds between two ordinary files."""
ENDS = {
    "I could not use this file": "refused",
    "I could not read": "refused",
    "Who is who?": "asked",
    "I have not analysed": "care",
    "The analysis did not work out": "failed",
    "Working on your session": "",
    "Your insights are ready": "",
}
"""How a text ended, by what is said; empty for what is no end yet, and anything else is a card."""

File = tuple[str, Callable[[], bytes]]


def spoken(said: str) -> bytes:
    """A session in which the client says this."""
    return (
        "Coach: What would you like to look at today?\nAna: I want to look at how I plan my week.\n"
        f"Coach: What have you tried so far?\nAna: {said}\nCoach: What will you do next?\n"
        "Ana: I will write the plan by Friday.\nCoach: How will you know?\nAna: I will see it in my calendar.\n"
    ).encode()


def in_turn(piece: str, times: int, end: str = "the plan was fine.") -> File:
    return "session.txt", lambda: spoken(piece * times + end)


def lines(line: Callable[[int], str], count: int, *, name: str = "session.txt", head: str = "") -> File:
    def build() -> bytes:
        return (head + "".join(f"{line(n)}\n" for n in range(count))).encode()

    return name, build


def built(name: str) -> File:
    """One of the bad files that the tests of the readers build."""
    bad = bad_files.BAD[name]
    return bad.file, bad.build


def objects(count: int) -> bytes:
    return json.dumps([{"speaker": f"a{n % 999}", "text": "x y"} for n in range(count)]).encode()


FILES: dict[str, File] = {
    "40 fillers": in_turn("well, ", 40),
    "5,000 fillers": in_turn("well... ", 5_000),
    "100,000 fillers": in_turn("um, ", 100_000),
    "fillers and dashes": in_turn("so - ", 20_000),
    "12,000 newlines": in_turn("\n", 12_000),
    "500,000 newlines": in_turn("\n", 500_000),
    "tabs and blanks": in_turn(" \t", 200_000),
    "list in a turn": in_turn("- ", 8_000),
    "list after a promise": in_turn("I sent the report to Tom. " + "- " * 100, 200),
    "list of numbers": lines(lambda n: f"{n}. - * -", 20_000),
    "quotation marks": in_turn('"', 20_000),
    "nested quotes": in_turn("“I said ‘she told me ", 10_000),
    "nested brackets": in_turn("([{<", 20_000),
    "he said, she said": in_turn("he said that I will ", 15_000),
    "one line of one letter": ("session.txt", lambda: b"a" * 590_000),
    "one word in a turn": in_turn("a", 550_000),
    "one sentence without an end": in_turn("I will call Tom and ", 25_000),
    "full stops": in_turn(". ", 200_000),
    "5,000 speakers": lines(lambda n: f"Ann Lee{n}: I will do it.", 5_000),
    "speakers almost alike": lines(lambda n: f"{'Ann' * (n % 30)} {'Lee' * (n % 29)} {n}: yes", 10_000),
    "voices in cues": lines(
        lambda n: f"00:00:01.000 --> 00:00:02.000\n<v A{n}>hi\n", 8_000, name="session.vtt", head="WEBVTT\n\n"
    ),
    "20,000 turns": lines(lambda n: f"{('Coach', 'Ana')[n % 2]}: Yes, I will do number {n}.", 20_000),
    "entities": ("session.vtt", lambda: b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"&" * 400_000),
    "times that are none": lines(lambda _: "1:" * 200, 1_000),
    "almost headings": lines(lambda _: "view recording transcription ended after ACTION ITEM: x - WATCH: y", 6_000),
    "promises by the thousand": in_turn("I will write the plan by Friday. ", 15_000),
    "docx: a gigabyte of text": built("gigabyte_of_text"),
    "docx: entities of entities": built("entity_bomb"),
    "docx: millions of elements": built("millions_of_elements"),
    "zip: many entries": built("many_entries"),
    "json: brackets": ("session.json", lambda: b"[" * 500_000),
    "json: nested objects": ("session.json", lambda: b'{"a":' * 100_000),
    "json: 20,000 objects": ("session.json", lambda: objects(20_000)),
    "pdf: pages in a circle": built("pdf_circular_pages"),
    "pdf: references in a circle": built("pdf_cross_reference_loop"),
    "pdf: forms in forms": built("pdf_nested_forms"),
    "pdf: operators": built("pdf_operator_bomb"),
}
MESSAGES = {
    "message of newlines": "\n" * 39_000,
    "message of lists": "- " * 19_000,
    "message of mentions": "<@" * 19_000,
}


# --- what is noticed ---


@dataclass
class Seen:
    """Seconds: of every answer of /healthz, and from every ordinary file to its card. `ends` of every hostile text."""

    health: list[float] = field(default_factory=list)
    silent: int = 0
    cards: list[float] = field(default_factory=list)
    lost: int = 0
    ends: dict[str, tuple[str, float]] = field(default_factory=dict)


def probe(url: str) -> None:
    """In a process of its own: the seconds of each answer, one a line, -1 for none within 30."""
    while True:
        began = time.monotonic()
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - ours
                answer.read()
            print(time.monotonic() - began, flush=True)
        except OSError:
            print(-1.0, flush=True)
        time.sleep(0.05)


@asynccontextmanager
async def asking(port: int, seen: Seen) -> AsyncIterator[None]:
    process = subprocess.Popen(  # noqa: ASYNC220 - started once
        [sys.executable, "-m", "bench.hostile", "--probe", f"http://127.0.0.1:{port}/healthz"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = asyncio.create_task(asyncio.to_thread(process.communicate))
    try:
        yield
    finally:
        process.terminate()
        said, _ = await told
        seconds = [float(line) for line in said.splitlines()]
        seen.health = [each for each in seconds if each >= 0]
        seen.silent = len(seconds) - len(seen.health)


async def end_of(slack: FakeSlack, user: str, patience: float, thread: str | None = None) -> tuple[str, float]:
    """How it ended for somebody, in the thread of a file if one is named, and after how many seconds; empty if it has not."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < patience:
        for message in slack.in_channel(slack.direct_channel(user)):
            if thread in (None, message.thread) and (
                end := next((end for words, end in ENDS.items() if words in message.words), "card")
            ):
                return end, waited
        await asyncio.sleep(0.05)
    return "", waited


async def ordinary(slack: FakeSlack, seen: Seen, run: str, number: int, patience: float) -> None:
    user = f"U0{run}{number}"
    text = SAMPLE.read_text("utf-8") + f"\n\nRuth Adeyemi: That was number {number} of the {run} run.\n"
    await slack.drop_file(user, "session.txt", text.encode())
    end, seconds = await end_of(slack, user, patience)
    seen.cards.append(seconds)
    seen.lost += end != "card"


async def hostile(slack: FakeSlack, seen: Seen, number: int, title: str, patience: float) -> None:
    if title in MESSAGES:
        user = f"U0HOSTILE{title}"
        delivery = await slack.say(user, f"a{MESSAGES[title]}b")
        end, seconds = await end_of(slack, user, patience)
        end = end and "answered"
    else:
        user = f"U0HOSTILE{number % PEOPLE}"
        name, build = FILES[title]
        delivery = await slack.drop_file(user, name, await asyncio.to_thread(build))
        end, seconds = await end_of(slack, user, patience, delivery.ts)
    seen.ends[title] = (end if delivery.status == 200 else "", seconds)


async def run(slack: FakeSlack, port: int, name: str, files: int, patience: float, titles: Sequence[str] = ()) -> Seen:
    seen = Seen()
    async with asking(port, seen), asyncio.TaskGroup() as group:
        for number, title in enumerate(titles):
            group.create_task(hostile(slack, seen, number, title, patience))
        for number in range(files):
            group.create_task(ordinary(slack, seen, name, number, patience))
            await asyncio.sleep(PAUSE)
    return seen


# --- the report ---


def at(seconds: Sequence[float], share: float) -> str:
    ordered = sorted(seconds) or [float("nan")]
    return f"{ordered[min(len(ordered) - 1, int(len(ordered) * share))]:.3f}"


def report(quiet: Seen, loud: Seen, *, alive: bool) -> int:
    console = Console()
    table = Table("seconds", "quiet", f"{len(loud.ends)} hostile texts", title="What other people notice")
    rows: tuple[tuple[str, Callable[[Seen], str]], ...] = (
        ("/healthz, p99", lambda seen: at(seen.health, 0.99)),
        ("/healthz, worst", lambda seen: at(seen.health, 1.0)),
        ("/healthz without an answer", lambda seen: str(seen.silent)),
        ("file to card, p50", lambda seen: at(seen.cards, 0.5)),
        ("file to card, longest", lambda seen: at(seen.cards, 1.0)),
        ("files without a card", lambda seen: f"{seen.lost} of {len(seen.cards)}"),
    )
    for label, value in rows:
        table.add_row(label, value(quiet), value(loud))
    console.print(table)
    ends = Table("hostile text", "ended as", "after s", title="How they ended")
    for title, (end, seconds) in loud.ends.items():
        ends.add_row(title, end or "NO ANSWER", f"{seconds:.1f}")
    console.print(ends)
    unanswered = sum(not end for end, _ in loud.ends.values())
    console.print(
        f"{dict(Counter(end or 'no answer' for end, _ in loud.ends.values()))}; the bot {'lives' if alive else 'DIED'}"
    )
    return int(not alive or bool(unanswered or quiet.lost or loud.lost or quiet.silent or loud.silent))


async def measure(files: int, patience: float) -> int:
    with tempfile.TemporaryDirectory(prefix="hostile") as name:
        folder = Path(name)
        async with replica_set(folder) as mongod, FakeSlack() as slack:
            configuration = {**environment(mongod.uri, folder, slack), **unlimited(), "DEBRIEF_ENGINE": "offline"}
            bot = Replica(1, configuration, folder)
            async with running(bot):
                slack.app_url = bot.url
                await ordinary(slack, Seen(), "WARM", 0, patience)
                quiet = await run(slack, bot.port, "QUIET", files, patience)
                loud = await run(slack, bot.port, "LOUD", files, patience, [*FILES, *MESSAGES])
                return report(quiet, loud, alive=bot.alive)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=12, help="ordinary files in each of the two parts")
    parser.add_argument("--patience", type=float, default=200.0, help="seconds anything has to end in")
    parser.add_argument("--probe", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.probe:
        probe(arguments.probe)
    return asyncio.run(measure(arguments.files, arguments.patience))


if __name__ == "__main__":
    sys.exit(main())
