"""`make e2e`: pictures of every card against the kept ones, the pages and the playground in a browser, then the whole story in
Slack. `--keep` keeps the pictures as they are now."""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e import keyboard, many, pages, pictures, playground, story, teams_pictures, teams_story

PARTS = Path(__file__).parent


def missing() -> list[str]:
    """What this machine lacks, each with how to get it."""
    lacks = []
    if shutil.which("npm") is None:
        lacks.append("Node.js 20 or later with npm: https://nodejs.org, or apt-get install nodejs npm")
    if pictures.browser() is None:
        lacks.append("Chromium: apt-get install chromium (as root), or any Chrome on the PATH")
    return lacks


def install() -> None:
    """The locked packages of npm, if they are not here as locked."""
    lock, mark = PARTS / "package-lock.json", PARTS / "node_modules" / ".locked"
    if not mark.exists() or mark.read_bytes() != lock.read_bytes():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts"]
        subprocess.run(command, cwd=PARTS, check=True)
        shutil.copy(lock, mark)


async def look(folder: Path, *, keep: bool) -> list[str]:
    differ: list[str] = []
    for name, take, golden in (
        ("Slack", pictures.take, pictures.GOLDEN),
        ("Teams", teams_pictures.take, teams_pictures.GOLDEN),
    ):
        taken = await take(folder)
        if keep:
            pictures.keep(taken, golden)
        unlike = pictures.compare(taken, golden)
        print(f"{len(taken)} pictures for {name}, {len(unlike)} unlike the kept ones", flush=True)
        differ += unlike
    return differ


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--only", choices=("pictures", "story", "pages", "many", "playground", "keyboard", "teams"))
    parser.add_argument("--pictures", type=Path, help="where the pictures of this run go")
    chosen = parser.parse_args()
    if lacks := missing():
        print("make e2e needs what is not here:", *lacks, sep="\n  ", file=sys.stderr)
        return 3
    install()
    started = time.monotonic()
    differ: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.pictures or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if chosen.only in {None, "pictures"}:
            differ = asyncio.run(look(folder, keep=chosen.keep))
        if chosen.only in {None, "pages"}:
            print("The pages, in a browser:", flush=True)
            differ += asyncio.run(pages.run(folder))
        if chosen.only in {None, "many"}:
            print("Five hundred sessions with long titles, in a browser:", flush=True)
            differ += asyncio.run(many.run(folder))
        if chosen.only in {None, "playground"}:
            print("The playground, in a browser:", flush=True)
            own = folder / "playground"
            own.mkdir(exist_ok=True)
            differ += asyncio.run(playground.run(own))
        if chosen.only in {None, "keyboard"}:
            print("Both with the keyboard alone:", flush=True)
            asyncio.run(keyboard.run())
        if chosen.only in {None, "story"}:
            print("The story, with the real bot against emulate:", flush=True)
            print(f"{asyncio.run(story.run())} payloads sent, all as Slack takes them")
        if chosen.only in {None, "teams"}:
            print("The story in Teams, with the real bot against Microsoft's Playground:", flush=True)
            print(f"{asyncio.run(teams_story.run())} messages sent, all as Teams takes them")
    for line in differ:
        print(f"unlike: {line}", file=sys.stderr)
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
