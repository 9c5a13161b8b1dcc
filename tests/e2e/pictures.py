"""Every card as a picture, light and dark, held against the ones that were looked at and kept.

Kept are the pictures themselves, small, so that a person can look; compared is a coarse grid of their brightness and their
height, because smoothing differs between machines and a single pixel says nothing. The fonts come from a package.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image, ImageChops
from playwright.async_api import Browser, async_playwright

from tests.e2e.cards import Shown, all_cards
from tests.slack import validator

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
ROW, WIDTH, TALLEST = 6, 680, 5600
"""Cards beside each other on one page; pixels of one."""
GRID = (24, 48)
UNLIKE = 14.0
"""Mean difference of brightness (of 255) in the coarse grid from which a picture is another one."""
TALLER = 0.12
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir>{folders}{families}</fontconfig>
"""
"""Of fontconfig: the only fonts a browser has here, whatever the machine's are."""
FAMILIES = {
    "Noto Sans": ("noto-sans", ("sans-serif", "system-ui", "monospace")),
    "Noto Serif": ("noto-serif", ("serif", "ui-serif")),
    "Noto Sans Symbols 2": ("noto-sans-symbols-2", ("symbol",)),
    "Noto Color Emoji": ("noto-color-emoji", ("emoji",)),
}
"""A family: its package, and what it stands for."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@asynccontextmanager
async def browsing(env: dict[str, str | float | bool] | None = None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser(), args=["--no-sandbox", "--disable-dev-shm-usage"], env=env
        )
        yield chromium
        await chromium.close()


async def take(folder: Path) -> dict[str, Path]:
    """Pictures of all cards in the folder, by name and theme. Raises AssertionError for a payload Slack would refuse."""
    shown = [one async for one in all_cards()]
    for one in shown:
        payload = {"text": one.name, **one.payload} if one.surface == "message" else one.payload
        surface: validator.Surface = (
            "message" if one.surface == "message" else "home" if one.surface == "home" else "modal"
        )
        assert validator.problems(payload, surface) == [], one.name
    return _pictures(shown, folder)


def _pictures(shown: list[Shown], folder: Path) -> dict[str, Path]:
    told = [{"name": s.name, "surface": s.surface, "payload": s.payload, "opened": s.opened} for s in shown]
    taken: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as pages:
        command = ["node", str(HERE / "render.mjs"), pages, str(ROW), str(WIDTH)]
        # A file: Node reads a pipe with nothing in it yet as a fault.
        (Path(pages) / "cards.json").write_text(json.dumps(told), "utf-8")
        subprocess.run(command, check=True)
        for page in sorted(Path(pages).glob("*.html")):
            theme, _, number = page.stem.partition("-")
            sheet = Image.open(_screenshot(page)).convert("RGB")
            for column, one in enumerate(shown[int(number) * ROW : (int(number) + 1) * ROW]):
                picture = _trimmed(sheet.crop((column * WIDTH, 0, (column + 1) * WIDTH, TALLEST)))
                assert picture.height < TALLEST, f"{one.name} is taller than any card should be"
                path = folder / f"{one.name}.{theme}.png"
                small = picture.resize((picture.width * 3 // 4, max(1, picture.height * 3 // 4)))
                small.quantize(24).save(path, optimize=True)
                taken[path.name] = path
    return taken


def _screenshot(page: Path) -> Path:
    picture = page.with_suffix(".png")
    own = {**os.environ, "FONTCONFIG_FILE": str(fonts(page.parent))}
    command = [
        browser() or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--hide-scrollbars", "--force-device-scale-factor=1", f"--screenshot={picture}",
        f"--window-size={ROW * WIDTH},{TALLEST}", page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=own)
    return picture


def fonts(folder: Path) -> Path:
    packages = HERE / "node_modules" / "@expo-google-fonts"
    folders = "".join(f"<dir>{packages / package}</dir>" for package, _stands_for in FAMILIES.values())
    families = "".join(
        f"<alias binding='same'><family>{name}</family><prefer><family>{family}</family></prefer></alias>"
        for family, (_package, names) in FAMILIES.items()
        for name in names
    )
    path = folder / "fonts.conf"
    path.write_text(FONTS.format(cache=folder / "font-cache", folders=folders, families=families), "utf-8")
    return path


def _trimmed(picture: Image.Image) -> Image.Image:
    """Without the empty ground below."""
    ground = Image.new("RGB", picture.size, picture.getpixel((1, 1)))
    box = ImageChops.difference(picture, ground).getbbox()
    return picture.crop((0, 0, picture.width, min(picture.height, (box[3] if box else 1) + 12)))


def unlike(one: Path, other: Path) -> str:
    """How a picture differs from the kept one; empty if it does not."""
    first, second = Image.open(one).convert("L"), Image.open(other).convert("L")
    if abs(first.height - second.height) > TALLER * second.height + 12:
        return f"{first.height} pixels high, was {second.height}"
    grids = [list(picture.resize(GRID, Image.Resampling.BOX).getdata()) for picture in (first, second)]
    apart = sum(abs(a - b) for a, b in zip(*grids, strict=True)) / len(grids[0])
    return f"{apart:.1f} of 255 apart" if apart > UNLIKE else ""


def compare(taken: dict[str, Path], golden: Path = GOLDEN) -> list[str]:
    """What differs from the kept pictures, by name."""
    kept = {path.name: path for path in golden.glob("*.png")}
    found = [f"{name}: not kept yet" for name in sorted(taken.keys() - kept.keys())]
    found += [f"{name}: kept, and not shown any more" for name in sorted(kept.keys() - taken.keys())]
    return found + [
        f"{name}: {how}" for name in sorted(taken.keys() & kept.keys()) if (how := unlike(taken[name], kept[name]))
    ]


def keep(taken: dict[str, Path], golden: Path = GOLDEN) -> None:
    golden.mkdir(exist_ok=True)
    for old in golden.glob("*.png"):
        old.unlink()
    for name, path in taken.items():
        shutil.copy(path, golden / name)
