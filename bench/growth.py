"""How lists grow with what is stored, as pictures: our repository beside the first design of bench/lists.py.

    python -m bench.growth 1000 10000 100000 [--keep FOLDER] [--into docs/growth]

One coach has a third of all sessions, and from 60,000 on 20,000 of them. What the database looks at is a count, and the same on
any machine; milliseconds are this machine's, both sides in turn.
"""

import argparse
import asyncio
import math
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.crowd import load
from bench.lists import cases, examined, in_turn
from storage import StorageConfig, open_storage
from storage.embedded import EmbeddedMongo

SHOWN = {
    "sessions of a coach with 20,000, page 1": "coach",
    "sessions of a client, page 1": "client",
    "how many, of 20,000": "count",
}
SIDES = {"first": "#b3261e", "ours": "#1d6b4f"}
ROUNDS = 30
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 520, 250, 64, 34, 34, 90

Curves = Mapping[str, Sequence[tuple[int, float]]]


async def measured(total: int, data: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """(keys and documents looked at, median ms) by case and side."""
    async with EmbeddedMongo(data / "mongo", cache_gb=2.0) as mongo:
        config = StorageConfig(data=data, uri=mongo.uri, timeout=600.0)
        async with open_storage(config) as storage:
            await load(storage, total)
        looked = await examined(config, tuple(SHOWN))
        async with open_storage(config) as storage:
            made = await cases(storage, "U1", tuple(SHOWN))
            await in_turn(made, ROUNDS, 60)
    return {
        SHOWN[case.name]: {
            side: (sum(seen[side][:2]), statistics.median(case.times[side][1:])) for side in ("first", "ours")
        }
        for case, seen in zip(made, looked, strict=True)
    }


def picture(title: str, curves: Curves) -> str:
    """Both axes by powers of ten."""
    points = [point for curve in curves.values() for point in curve]
    across = (math.log10(min(x for x, _ in points)), math.log10(max(x for x, _ in points)))
    up = (math.floor(math.log10(min(y for _, y in points))), math.ceil(math.log10(max(y for _, y in points)) + 1e-9))

    def place(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - across[0]) / ((across[1] - across[0]) or 1)
        high = (math.log10(y) - up[0]) / ((up[1] - up[0]) or 1)
        return LEFT + right * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - high * (HEIGHT - BOTTOM - TOP)

    drawn = [f'<text x="{LEFT}" y="18" font-weight="bold">{title}</text>']
    for power in range(up[0], up[1] + 1):
        _, y = place(10 ** across[0], 10.0**power)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    for x in sorted({x for x, _ in points}):
        at, _ = place(x, 10.0 ** up[0])
        drawn.append(f'<text x="{at:.1f}" y="{HEIGHT - 12}" text-anchor="middle">{x:,}</text>')
    for side, curve in curves.items():
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in curve))
        x, y = place(*curve[-1])
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{SIDES[side]}" stroke-width="2"/>')
        drawn.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{SIDES[side]}">{side} {_told(curve[-1][1])}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join((head, '<rect width="100%" height="100%" fill="#fff"/>', *drawn, "</svg>", ""))


def _told(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


TITLES = {
    "coach": "First page of the busiest coach's list",
    "client": "A client's own list",
    "count": "How many the busiest coach has",
}


def run(sizes: Sequence[int], keep: Path, into: Path) -> None:
    found = {size: asyncio.run(measured(size, keep / str(size))) for size in sizes}
    into.mkdir(parents=True, exist_ok=True)
    for case, title in TITLES.items():
        for n, (what, unit) in enumerate((("looked", "keys and documents looked at"), ("time", "median ms"))):
            curves = {side: [(size, max(found[size][case][side][n], 0.1)) for size in sizes] for side in SIDES}
            (into / f"{case}-{what}.svg").write_text(picture(f"{title}: {unit}", curves))
            print(case, what, {side: [f"{y:,.1f}" for _, y in curve] for side, curve in curves.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--keep", type=Path, help="leaves the sessions there, a folder a size; else they are deleted")
    parser.add_argument("--into", type=Path, default=Path("docs/growth"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-growth-", ignore_cleanup_errors=True) as folder:
        run(options.sizes, options.keep or Path(folder), options.into)


if __name__ == "__main__":
    main()
