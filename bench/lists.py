"""Lists at scale: our repository beside a first design, in the same run, on the same server and the same sessions.

    python -m bench.lists --insights 60000

The first design keeps whole insights (6 to 10 KB, in clear) in one collection with an index for each field a query names,
sorts by session date and pages by skip and limit. Ours is the real thing: sealed labels, documents and indexes as the bot
writes them, read through `storage` and opened row by row, while the first design's rows are not even parsed. Only what no
list reads is a stand-in: the sealed findings are random bytes of their size. Every client of the busiest coach has a key of
their own; the other clients share six, so that loading stays feasible.
"""

import argparse
import asyncio
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bson import ObjectId
from bson.binary import Binary

from bench import lists_http
from core.insight.model import (
    Grant,
    SessionInsight,
    SessionMetadata,
    Status,
)
from core.people.person import Person, Platform, Tenant
from core.ports.insights import InsightQuery, Scope
from storage import Storage, StorageConfig, open_storage
from storage.database import Collection, Document, scope
from storage.embedded import EmbeddedMongo
from storage.insight_documents import Label, pack_label, stored_form
from storage.insight_queries import INDEX, wanted
from storage.insight_store import BY_LIST
from storage.paging import Position
from tests.storage.plans import Recorder, explain, stages, work

TENANT = Tenant(Platform.SLACK, "T0BENCH")
WHALE = Person(TENANT, "U0WHALE")
PAIR = 12_000  # sessions of the whale with one client: a timeline of more than 500 pages
WHALE_HAS = 20_000
SHARED_WITH_WHALE = 10_500
WHALE_CLIENTS = 200
SHARED_KEYS = 6
PAGE = 20
DEEP = 500
START = datetime(2020, 1, 1, tzinfo=UTC)
GRANT = Grant(granted_at=START)
WORDS = [
    "pace",
    "boundary",
    "weekly",
    "board",
    "calendar",
    "quiet",
    "honest",
    "decision",
    "garden",
    "budget",
    "listening",
]
WORDS += [
    "courage",
    "handover",
    "morning",
    "rhythm",
    "colleague",
    "promise",
    "question",
    "silence",
    "priority",
    "energy",
]
SINGLE = (
    "coaching_relationship_id",
    "status",
    "coach_user_id",
    "client_user_id",
    "shared_with_coaches",
)


# --- the sessions ---


@dataclass
class Maker:
    """Sessions in the order of time; a relationship's are scattered among all others, as they would be."""

    total: int
    random: random.Random
    pool: bytes = field(default_factory=lambda: secrets.token_bytes(1 << 20))

    def people(self) -> Iterator[tuple[str, str | None, bool]]:
        """(client, coach, shared with the whale) of each session, shuffled."""
        kinds: list[tuple[str, str | None, bool]] = [("U0PAIR", WHALE.id, False)] * PAIR
        kinds += [(f"U0W{n % WHALE_CLIENTS}", WHALE.id, False) for n in range(WHALE_HAS - PAIR)]
        kinds += [(f"U0S{n % 3000}", None, True) for n in range(SHARED_WITH_WHALE)]
        coaches = max(self.total // 250, 1)
        for n in range(self.total - len(kinds)):
            client = self.random.randrange(max(self.total // 16, 1))
            kinds.append((f"U{client}", None if n % 7 == 0 else f"U0C{client % coaches}", False))
        self.random.shuffle(kinds)
        return iter(kinds)

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))

    def insights(self) -> Iterator[SessionInsight]:
        for n, (client, coach, shared) in enumerate(self.people()):
            at = START + timedelta(minutes=2 * n)
            yield SessionInsight(
                id=str(ObjectId()),
                platform=TENANT.platform,
                tenant_id=TENANT.id,
                coaching_relationship_id=f"R-{client}-{coach}" if coach else None,
                client_user_id=client,
                coach_user_id=coach,
                is_unpaired=coach is None,
                shared_with_coaches=(WHALE.id,) if shared else (),
                sharing_permissions={WHALE.id: GRANT} if shared else {},
                session_date=at,
                session_title=self.words(5),
                status=Status.COMPLETED,
                key_themes=tuple(self.words(2) for _ in range(4)),
                metadata=SessionMetadata(engine="offline", transcript_word_count=9000, analysis_confidence=0.9),
                created_by=client,
                created_at=at,
                updated_at=at,
                completed_at=at,
            )

    def whole(self, insight: SessionInsight) -> Document:
        """The first design's document: everything in it, in clear, 6 to 10 KB."""
        document: Document = insight.model_dump(mode="python") | {"_id": ObjectId(insight.id)}
        document["platform"], document["status"] = insight.platform.value, insight.status.value
        size = self.random.randrange(5_000, 9_000)
        evidence = [{"quote": self.words(14), "turn": n, "speaker": "A", "start": 12.5} for n in range(size // 160)]
        return document | {"client_discoveries": evidence, "session_summary": self.words(40)}

    def findings(self) -> bytes:
        size = self.random.randrange(2_500, 4_000)
        start = self.random.randrange(len(self.pool) - size)
        return self.pool[start : start + size]


def key_owner(client: str) -> Person:
    if client.startswith(("U0W", "U0PAIR")):
        return Person(TENANT, client)
    return Person(TENANT, f"K{sum(client.encode()) % SHARED_KEYS}")


async def load(storage: Storage, total: int) -> None:
    maker = Maker(total, random.Random(20261121))
    first, ours, findings = (
        storage.db.collection(name) for name in ("first_design", "session_insights", "insight_findings")
    )
    for name in SINGLE:
        await first.create_index(name)
    source = maker.insights()
    while batch := list(islice(source, 500)):
        rows, bodies = [], []
        for insight in batch:
            row = stored_form(insight) | {"_id": ObjectId(insight.id), "findings_id": ObjectId()}
            label = pack_label(Label(title=insight.session_title).completed(insight))
            place = f"session_insights/{insight.id}/label"
            row["label"] = await storage.vault.seal(key_owner(insight.client_user_id), place, label)
            row["counts"] = {"client_discoveries": 3, "action_items": 2}
            rows.append(row)
            body = [Binary(maker.findings(), 6)]
            bodies.append({"_id": row["findings_id"], **scope(TENANT), "insight_id": row["_id"], "body": body})
        async with storage.db.turn(seconds=120):
            await asyncio.gather(
                first.insert_many([maker.whole(insight) for insight in batch], ordered=False),
                ours.insert_many(rows, ordered=False),
                findings.insert_many(bodies, ordered=False),
            )


# --- what is measured ---


Ask = Callable[[], Awaitable[int]]


@dataclass
class Case:
    name: str
    first: Ask
    ours: Ask
    times: dict[str, list[float]] = field(default_factory=lambda: {"first": [], "ours": []})
    seen: dict[str, tuple[int, int, bool]] = field(default_factory=dict)

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


async def cases(storage: Storage, typical: str) -> list[Case]:
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
    return made


async def examine(storage: Storage, recorder: Recorder, measured: Sequence[Case]) -> None:
    """(keys, documents, sorted in memory) of each, by the server's own account."""
    for case in measured:
        for which, ask in (("first", case.first), ("ours", case.ours)):
            recorder.commands.clear()
            await ask()
            command = next(c for c in recorder.commands if {"find", "aggregate"} & c.keys() and c.get("find") != "keys")
            answer: dict[str, Any] = await explain(storage.db.client, storage.db.name, command)
            case.seen[which] = (*work(answer), "SORT" in set(stages(answer)))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def table(measured: Sequence[Case]) -> str:
    head = ("", "first p50", "p99", "ours p50", "p99", "p50 ratio", "first keys/docs/sort", "ours keys/docs/sort")
    rows: list[tuple[str, ...]] = [head]
    for case in measured:
        first, ours = case.times["first"], case.times["ours"]
        seen = [f"{k:,}/{d:,}/{'SORT' if s else 'no'}" for k, d, s in (case.seen["first"], case.seen["ours"])]
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


async def run(total: int, rounds: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-lists-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        async with EmbeddedMongo(data / "mongo", cache_gb=1.0) as mongo:
            recorder = Recorder()
            config = StorageConfig(data=data, uri=mongo.uri, timeout=60.0)
            async with open_storage(config, listeners=[recorder]) as storage:
                started = time.perf_counter()
                await load(storage, total)
                loading = time.perf_counter() - started
                recorder.commands.clear()
                print(
                    f"{total:,} insights in both designs, loaded in {loading:.0f} s ({total / loading:,.0f} a second)"
                )
                measured = await cases(storage, "U1")
                await examine(storage, recorder, measured)
                started, done = time.perf_counter(), 0
                while done < rounds and (done < 5 or time.perf_counter() - started < seconds):
                    for case in measured:
                        for which in ("first", "ours") if done % 2 else ("ours", "first"):
                            await case.measure(which)
                    recorder.commands.clear()
                    done += 1
                deep = await cursor_of(storage, InsightQuery(WHALE), PAGE, DEEP)
                over_http = await lists_http.measured(storage, WHALE, deep or "", max(done, 100))
                sizes = [
                    (name, (await storage.db.database.command("collStats", name)))
                    for name in ("first_design", "session_insights", "insight_findings")
                ]
    print(f"{done} rounds, both designs in turn; milliseconds, in the client, one request at a time\n")
    print(table(measured))
    print()
    print(lists_http.said(over_http))
    print()
    for name, stats in sizes:
        print(
            f"{name}: {stats['avgObjSize']:,} B a document, {stats['storageSize'] / 1e6:,.0f} MB on disk, "
            f"indexes {stats['totalIndexSize'] / 1e6:,.0f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--insights", type=int, default=60_000, help="at least 40,000: one coach has half of them")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=120, help="measuring ends after this long")
    options = parser.parse_args()
    if options.insights < 40_000:
        parser.error("--insights: 40,000 at least, for one coach alone has 20,000 and 10,500 are shared with them")
    asyncio.run(run(options.insights, options.rounds, options.seconds))


if __name__ == "__main__":
    main()
