"""Lists at scale: our repository beside a first design, in the same run, on the same server and the same sessions.

    python -m bench.lists --insights 60000

The first design keeps whole insights (6 to 10 KB, in clear) in one collection with an index for each field a query names,
sorts by session date and pages by skip and limit. Ours is the real thing: sealed labels, documents and indexes as the bot
writes them, read through `storage` and opened, while the first design's rows are not even parsed. What they are made of is in
`bench/crowd.py`. `--keep FOLDER` leaves them there, and takes them from there.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import lists_http, readers
from bench.crowd import TENANT, WHALE, load
from core.people.person import Person
from core.ports.insights import InsightQuery, Scope
from storage import Storage, StorageConfig, open_storage
from storage.database import Collection, Document, scope
from storage.embedded import EmbeddedMongo
from storage.insight_queries import INDEX, wanted
from storage.insight_store import BY_LIST
from storage.paging import Position
from tests.storage.plans import Recorder, explain, stages, work

PAGE = 20
DEEP = 500


Ask = Callable[[], Awaitable[int]]


@dataclass
class Case:
    name: str
    first: Ask
    ours: Ask
    times: dict[str, list[float]] = field(default_factory=lambda: {"first": [], "ours": []})

    async def measure(self, which: str) -> None:
        ask = self.first if which == "first" else self.ours
        started = time.perf_counter()
        rows = await ask()
        self.times[which].append((time.perf_counter() - started) * 1000)
        if rows == 0:
            raise SystemExit(f"{self.name} ({which}) gave no rows")


def skip_limit(rows: Collection, about: Document, size: int, page: int) -> Ask:
    async def ask() -> int:
        found = rows.find(about).sort([("session_date", -1)]).skip((page - 1) * size).limit(size)
        return len(await found.to_list())

    return ask


async def keyset(storage: Storage, query: InsightQuery, size: int, page: int) -> Ask:
    """Our list from the row before the page on, where a reader who turned page by page would be."""
    cursor = await cursor_of(storage, query, size, page)

    async def ask() -> int:
        return len((await storage.insights.list(query, limit=size, cursor=cursor)).rows)

    return ask


async def cursor_of(storage: Storage, query: InsightQuery, size: int, page: int) -> str | None:
    cursor: str | None = None
    if page > 1:
        rows = storage.db.collection("session_insights")
        found = rows.find({**scope(TENANT), **(wanted(query) or {})}, {"listed_at": 1}).hint(INDEX)
        ordered = found.sort([("listed_at", -1), ("_id", -1)]).skip((page - 1) * size - 1).limit(1)
        (last,) = await ordered.to_list()
        cursor = Position(True, last["listed_at"], last["_id"]).cursor(BY_LIST)
    return cursor


async def cases(storage: Storage, typical: str, only: Sequence[str] = ()) -> list[Case]:
    """All, or those of these names."""
    first = storage.db.collection("first_design")
    whale_or_client: Document = {"$or": [{"client_user_id": WHALE.id}, {"coach_user_id": WHALE.id}]}
    pair = {"coaching_relationship_id": f"R-U0PAIR-{WHALE.id}", "status": "completed"}
    shared = {"shared_with_coaches": WHALE.id, "is_unpaired": True}
    timeline = InsightQuery(WHALE, client="U0PAIR", status="completed")
    listed: list[tuple[str, Document, InsightQuery, int]] = [
        ("sessions of a coach with 20,000", whale_or_client, InsightQuery(WHALE), PAGE),
        ("timeline of 12,000 sessions", pair, timeline, PAGE),
        ("shared with a coach, 10,500", shared, InsightQuery(WHALE, Scope.SHARED), PAGE),
    ]
    made = [
        Case(
            f"{name}, page {page}",
            skip_limit(first, about, size, page),
            await keyset(storage, query, size, page),
        )
        for name, about, query, size in listed
        for page in (1, DEEP)
        if not only or f"{name}, page {page}" in only
    ]
    mine: Document = {"$or": [{"client_user_id": typical}, {"coach_user_id": typical}]}
    reader = InsightQuery(Person(TENANT, typical))
    made.append(
        Case("sessions of a client, page 1", skip_limit(first, mine, PAGE, 1), await keyset(storage, reader, PAGE, 1))
    )

    async def count_first() -> int:
        return await first.count_documents(whale_or_client)

    async def count_ours() -> int:
        return await storage.insights.count(InsightQuery(WHALE))

    made.append(Case("how many, of 20,000", count_first, count_ours))
    return [case for case in made if not only or case.name in only]


async def examined(config: StorageConfig, only: Sequence[str] = ()) -> list[dict[str, tuple[int, int, bool]]]:
    """(keys, documents, sorted in memory) of each case, by the server's own account."""
    recorder, found = Recorder(), []
    async with open_storage(config, listeners=[recorder]) as storage:
        for case in await cases(storage, "U1", only):
            seen = {}
            for which, ask in (("first", case.first), ("ours", case.ours)):
                recorder.commands.clear()
                await ask()
                command = next(
                    c for c in recorder.commands if {"find", "aggregate"} & c.keys() and c.get("find") != "keys"
                )
                answer = await explain(storage.db.client, storage.db.name, command)
                seen[which] = (*work(answer), "SORT" in set(stages(answer)))
            found.append(seen)
    return found


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def table(measured: Sequence[Case], examined: Sequence[dict[str, tuple[int, int, bool]]]) -> str:
    head = ("", "first p50", "p99", "ours p50", "p99", "p50 ratio", "first keys/docs/sort", "ours keys/docs/sort")
    rows: list[tuple[str, ...]] = [head]
    for case, told in zip(measured, examined, strict=True):
        first, ours = case.times["first"], case.times["ours"]
        seen = [f"{k:,}/{d:,}/{'SORT' if s else 'no'}" for k, d, s in (told["first"], told["ours"])]
        rows.append(
            (
                case.name,
                f"{statistics.median(first):.1f}",
                f"{percentile(first, 0.99):.1f}",
                f"{statistics.median(ours):.1f}",
                f"{percentile(ours, 0.99):.1f}",
                f"{statistics.median(first) / statistics.median(ours):.1f}x",
                *seen,
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


async def run(total: int, data: Path, rounds: int, seconds: float) -> None:
    async with EmbeddedMongo(data / "mongo", cache_gb=2.0) as mongo:
        config = StorageConfig(data=data, uri=mongo.uri, timeout=600.0)
        async with open_storage(config) as storage:
            loading = await load(storage, total)
        print(f"{total:,} insights in both designs, loaded in {loading:.0f} s ({total / loading:,.0f} a second)")
        seen = await examined(config)
        async with open_storage(config) as storage:
            measured = await cases(storage, "U1")
            done = await in_turn(measured, rounds, seconds)
            crowd = await readers.measured(storage, total, PAGE)
            deep = await cursor_of(storage, InsightQuery(WHALE), PAGE, DEEP)
            over_http = await lists_http.measured(storage, WHALE, deep or "", max(done, 100))
            sizes = [
                (name, (await storage.db.database.command("collStats", name)))
                for name in ("first_design", "session_insights", "insight_findings")
            ]
    print(f"{done} rounds, both designs in turn; milliseconds, in the client, one request at a time\n")
    print(table(measured, seen))
    print()
    print(readers.said(crowd))
    print()
    print(lists_http.said(over_http))
    print()
    for name, stats in sizes:
        print(
            f"{name}: {stats['avgObjSize']:,} B a document, {stats['storageSize'] / 1e6:,.0f} MB on disk, "
            f"indexes {stats['totalIndexSize'] / 1e6:,.0f} MB"
        )


async def in_turn(measured: Sequence[Case], rounds: int, seconds: float) -> int:
    """How many rounds it were."""
    started, done = time.perf_counter(), 0
    while done < rounds and (done < 5 or time.perf_counter() - started < seconds):
        for case in measured:
            for which in ("first", "ours") if done % 2 else ("ours", "first"):
                await case.measure(which)
        done += 1
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--insights", type=int, default=60_000, help="at least 40,000: one coach has half of them")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=120, help="measuring ends after this long")
    parser.add_argument(
        "--keep", type=Path, help="a folder of their own for the sessions, gigabytes; else they are deleted"
    )
    options = parser.parse_args()
    if options.insights < 40_000:
        parser.error("--insights: 40,000 at least, for one coach alone has 20,000 and 10,500 are shared with them")
    with tempfile.TemporaryDirectory(prefix="bench-lists-", ignore_cleanup_errors=True) as folder:
        asyncio.run(run(options.insights, options.keep or Path(folder), options.rounds, options.seconds))


if __name__ == "__main__":
    main()
