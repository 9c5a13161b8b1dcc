"""The commands of `debrief`, one file each."""

import sys
from pathlib import Path


def program() -> str:
    """How to call this once more, as it was called: `debrief` where it is installed, else with the interpreter's path."""
    if Path(sys.argv[0]).name == "debrief":
        return "debrief"
    python = Path(sys.executable)
    return f"{python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python} -m bot"
