"""Sixteen people who each ask for their list over and over, beside the first design.

One read in twenty is the busiest coach's, half of the others are coaches', half clients'. Each side has the server to itself for
some seconds, in turn.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bench.crowd import TENANT, WHALE, clients, coaches
from core.people.person import Person
from core.ports.insights import InsightQuery
from storage import Storage

READERS = 16
SECONDS = 4.0
ROUNDS = 3
Ask = Callable[[str], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Spell:
    """What one side did in its seconds: requests a second, ms of the slowest twentieth, of our processor a request."""

    rate: float
    p50: float
    p95: float
    client: float


async def measured(storage: Storage, total: int, page: int) -> list[tuple[Spell, Spell]]:
    """(the first design, ours) of each round."""
    rows = storage.db.collection("first_design")

    async def first(who: str) -> int:
        about = {"$or": [{"client_user_id": who}, {"coach_user_id": who}]}
        return len(await rows.find(about).sort([("session_date", -1)]).limit(page).to_list())

    async def ours(who: str) -> int:
        return len((await storage.insights.list(InsightQuery(Person(TENANT, who)), limit=page)).rows)

    return [(await _spell(first, total, n), await _spell(ours, total, n)) for n in range(ROUNDS)]


async def _spell(ask: Ask, total: int, seed: int) -> Spell:
    took: list[float] = []
    ends = time.perf_counter() + SECONDS

    async def reader(number: int) -> None:
        chance = random.Random(f"{seed}.{number}")
        while (began := time.perf_counter()) < ends:
            await ask(_who(chance, total))
            took.append((time.perf_counter() - began) * 1000)

    began, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*(reader(number) for number in range(READERS)))
    client, seconds = time.process_time() - busy, time.perf_counter() - began
    p95 = statistics.quantiles(took, n=20)[18]
    return Spell(len(took) / seconds, statistics.median(took), p95, client * 1000 / len(took))


def _who(chance: random.Random, total: int) -> str:
    if chance.random() < 0.05:
        return WHALE.id
    coach = chance.random() < 0.5
    return f"U0C{chance.randrange(coaches(total))}" if coach else f"U{chance.randrange(clients(total))}"


def said(rounds: list[tuple[Spell, Spell]]) -> str:
    lines = [f"{READERS} readers, one in twenty the busiest coach; {len(rounds)} rounds, each side in turn"]
    for name, n in (("first", 0), ("ours", 1)):
        rate, p50, p95, client = (
            statistics.median(getattr(pair[n], part) for pair in rounds) for part in ("rate", "p50", "p95", "client")
        )
        lines.append(
            f"  {name}: {rate:.0f} a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms, our processor {client:.2f} ms each"
        )
    slower = statistics.median(first.p95 / ours.p95 for first, ours in rounds)
    more = statistics.median(ours.rate / first.rate for first, ours in rounds)
    lines.append(f"  p95 {slower:.1f}x lower (target 15x), {more:.1f}x requests (target 8x)")
    return "\n".join(lines)
