"""What `make check` holds besides format and types: who may import whom, no vendor outside its room, no dead code; and who
reads the environment."""

import ast
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "core", "handlers", "storage")
PROGRAMS = ("bench", "scripts")
EMPTIED = "core/sandbox/walls.py"
"""The guarded child throws its environment away."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code without its tests, with the project's settings."""
    folder = tmp_path_factory.mktemp("house")
    for room in (*ROOMS, *PROGRAMS):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def checked(folder: Path, tool: str) -> tuple[int, str]:
    """The step of `make check` that runs the tool, in the folder: its exit code and what it said."""
    steps = subprocess.run(["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (step,) = [line for line in steps.splitlines() if line.startswith(f".venv/bin/{tool}")]
    cache = ["--no-cache"] if tool == "lint-imports" else []
    path = {"PATH": os.environ["PATH"], "COLUMNS": "400"}
    done = subprocess.run(
        [*shlex.split(step), *cache], cwd=folder, env=path, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


PLANTED = {
    "core/people/person.py": "import aiohttp",
    "core/jobs/job.py": "import pymongo",
    "core/sharing/access.py": "import subprocess",
    "core/insight/merging.py": "import core.reading.speakers",
    "core/ports/chat.py": "import core.sharing.access",
    "storage/people.py": "import slack_sdk",
    "handlers/lists/timeline.py": "import bson",
    "handlers/coaching/coach.py": "import handlers.insight.review",
    "handlers/messages/posted.py": "import handlers.intake.jobs",
}


@pytest.mark.parametrize("place", PLANTED)
def test_an_import_over_a_wall_fails(copy: Path, place: str) -> None:
    before = (copy / place).read_text(encoding="utf-8")
    (copy / place).write_text(f"{before}\n{PLANTED[place]}\n", encoding="utf-8")
    try:
        code, said = checked(copy, "lint-imports")
    finally:
        (copy / place).write_text(before, encoding="utf-8")
    assert code == 1
    assert place.removesuffix(".py").replace("/", ".") in said.partition("Broken contracts")[2]


def test_a_function_that_nothing_uses_fails(copy: Path) -> None:
    assert checked(copy, "vulture") == (0, "")
    place = copy / "core/jobs/lanes.py"
    before = place.read_text(encoding="utf-8")
    place.write_text(f"{before}\n\ndef planted() -> int:\n    return 1\n", encoding="utf-8")
    try:
        code, said = checked(copy, "vulture")
    finally:
        place.write_text(before, encoding="utf-8")
    assert code == 3
    assert "unused function 'planted'" in said


def environment(source: str) -> Iterator[str]:
    """Each reading of the process's environment."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            named = {node.attr}
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            named = {each.name for each in node.names}
        else:
            continue
        yield from named & {"environ", "environb", "getenv", "getenvb", "putenv"}


def test_only_bot_reads_the_environment() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): list(environment(source))
        for room in ROOMS[1:]
        for path in (ROOT / room).rglob("*.py")
        if "os" in (source := path.read_text(encoding="utf-8"))
    }
    assert {place for place, reads in found.items() if reads} == {EMPTIED}
    assert (ROOT / EMPTIED).read_text(encoding="utf-8").count("os.environ") == 1
    assert "os.environ.clear()" in (ROOT / EMPTIED).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line", ["os.environ['X']", "os.getenv('X')", "from os import environ", "from os import getenv"]
)
def test_every_way_to_read_it_is_seen(line: str) -> None:
    assert len(list(environment(line))) == 1
