"""What the renderers' output is compared with, kept as text: `python -m tests.render.golden` writes it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.render import page, terminal
from tests.render.cards import EVERYTHING, INSIGHT

FOLDER = Path(__file__).parent / "golden"


def _without_sheet(html: str) -> str:
    return re.sub(r"(?s)<style>.*?</style>|'sha256-[^']*'", "", html)


SHOWN: Mapping[str, Callable[[], str]] = {
    "insight-60.txt": lambda: terminal.as_text(INSIGHT, 60),
    "insight-96.txt": lambda: terminal.as_text(INSIGHT, 96),
    "everything-60.txt": lambda: terminal.as_text(EVERYTHING, 60),
    "everything.html": lambda: _without_sheet(page.render(EVERYTHING)),
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, shown in SHOWN.items():
        (FOLDER / name).write_text(shown(), encoding="utf-8")
