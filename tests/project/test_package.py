"""The package: its wheel holds everything that the code reads, and `debrief` works where nothing of the checkout is."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "core", "handlers", "storage")
PLAYED = {"samples/session.vtt", "samples/session.draft.json"}


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
    [made] = folder.iterdir()
    return made


def test_the_wheel_holds_the_rooms_with_their_data_and_nothing_else(wheel: Path) -> None:
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    ours = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
        [commands] = (opened.read(name) for name in opened.namelist() if name.endswith("entry_points.txt"))
    assert held == ours | PLAYED
    assert commands.decode().split() == ["[console_scripts]", "debrief", "=", "bot.__main__:main"]


@pytest.mark.long
def test_the_installed_command_runs_where_nothing_of_the_checkout_is(wheel: Path, tmp_path: Path) -> None:
    """In a virtual environment that has the dependencies by a line of its own, for there is no network."""
    made = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True, timeout=120)
    [packages] = made.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--offline", "--no-deps", "--python", str(made)]
    subprocess.run([*install, str(wheel)], check=True, timeout=120)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(ROOT / "samples" / "short.vtt", elsewhere / "session.vtt")

    def debrief(*arguments: str) -> str:
        done = subprocess.run(
            [made / "bin" / "debrief", *arguments],
            cwd=elsewhere,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert debrief("--help").startswith("usage: debrief ")
    assert "Ana" in debrief("analyze", "session.vtt")
    assert "debrief analyze FILE" in debrief("demo")
    assert {page.name for page in (elsewhere / "data" / "demo").glob("*.html")} == {"card.html", "card-recorded.html"}
