"""Sessions by the hundred thousand, in our own documents and in those of a first design.

A row is sealed by the real vault, its `found_by` made by the real code. What no list reads is a stand-in: the sealed findings are
random bytes of their size, and the long part of the first design's documents comes from a pool, encoded once. Every client of the
busiest coach has a key of their own; the others share 2,000. Indexes are made after the rows, as one does with so many.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import bson
from bson import ObjectId
from bson.binary import Binary
from bson.raw_bson import RawBSONDocument
from pymongo.write_concern import WriteConcern

from core.insight.model import Grant, SessionInsight, SessionMetadata, Status
from core.people.person import Person, Platform, Tenant
from storage import Storage
from storage.database import CODEC, Collection, Document, scope
from storage.insight_documents import Label, pack_label, stored_form

TENANT = Tenant(Platform.SLACK, "T0BENCH")
WHALE = Person(TENANT, "U0WHALE")
PAIR = 12_000  # sessions of the whale with one client: a timeline of more than 500 pages
WHALE_HAS = 20_000
SHARED_WITH_WHALE = 10_500
WHALE_CLIENTS = 200
SHARED_KEYS = 2_000
POOL = 500  # long parts of documents
BATCH = 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)
GRANT = Grant(granted_at=START)
_WORDS = (
    "pace boundary weekly board calendar quiet honest decision garden budget listening courage handover morning rhythm"
)
WORDS = f"{_WORDS} colleague promise question silence priority energy".split()
SINGLE = (
    "coaching_relationship_id",
    "status",
    "coach_user_id",
    "client_user_id",
    "shared_with_coaches",
)


@dataclass
class Maker:
    """Sessions in the order of time; a relationship's are scattered among all others, as they would be."""

    total: int
    random: random.Random
    noise: bytes = field(default_factory=lambda: secrets.token_bytes(1 << 20))
    pool: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pool = [_within(self._long_part()) for _ in range(POOL)]

    def people(self) -> Iterator[tuple[str, str | None, bool]]:
        """(client, coach, shared with the whale) of each session, shuffled."""
        whale = min(WHALE_HAS, self.total // 3)  # all of theirs from 60,000 on
        pair = min(PAIR, whale * 3 // 5)
        kinds: list[tuple[str, str | None, bool]] = [("U0PAIR", WHALE.id, False)] * pair
        kinds += [(f"U0W{n % WHALE_CLIENTS}", WHALE.id, False) for n in range(whale - pair)]
        kinds += [(f"U0S{n % 3000}", None, True) for n in range(min(SHARED_WITH_WHALE, self.total // 5))]
        for n in range(self.total - len(kinds)):
            client = self.random.randrange(clients(self.total))
            coach = None if n % 7 == 0 else f"U0C{client % coaches(self.total)}"
            kinds.append((f"U{client}", coach, False))
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

    def _long_part(self) -> Document:
        size = self.random.randrange(5_000, 9_000)
        evidence = [{"quote": self.words(14), "turn": n, "speaker": "A", "start": 12.5} for n in range(size // 160)]
        return {"client_discoveries": evidence, "session_summary": self.words(40)}

    def whole(self, insight: SessionInsight, row: Document) -> RawBSONDocument:
        """The first design's document: everything in it, in clear, 6 to 10 KB."""
        head = {name: row[name] for name in row.keys() & SessionInsight.model_fields.keys()}
        told = {"session_title": insight.session_title, "key_themes": list(insight.key_themes)}
        inside = _within({"_id": row["_id"], **head, **told}) + self.random.choice(self.pool)
        return RawBSONDocument((len(inside) + 5).to_bytes(4, "little") + inside + b"\0")

    def findings(self) -> bytes:
        size = self.random.randrange(2_500, 4_000)
        start = self.random.randrange(len(self.noise) - size)
        return self.noise[start : start + size]


def clients(total: int) -> int:
    """How many there are besides those of the busiest coach; named U0, U1, …"""
    return max(total // 16, 1)


def coaches(total: int) -> int:
    """The same, named U0C0, U0C1, …"""
    return max(total // 250, 1)


def _within(document: Document) -> bytes:
    """The fields of a document, encoded, without its length and its end."""
    return bson.encode(document, codec_options=CODEC)[4:-1]


def key_owner(client: str) -> Person:
    if client.startswith(("U0W", "U0PAIR")):
        return Person(TENANT, client)
    return Person(TENANT, f"K{sum(client.encode()) * 31 % SHARED_KEYS}")


async def load(storage: Storage, total: int) -> float:
    """Seconds it took; those it once took, where all of them are there."""
    done = storage.db.collection("loaded")
    if there := await done.find_one({"_id": total}):
        return float(there["seconds"])
    started = time.perf_counter()
    maker = Maker(total, random.Random(20261121))
    stored = [storage.db.collection(name) for name in ("first_design", "session_insights", "insight_findings")]
    later = [await _without_indexes(rows) for rows in stored]
    later[0] = [{"name": name, "key": {name: 1}} for name in SINGLE]
    quick = [rows.with_options(write_concern=WriteConcern(w=1, j=False)) for rows in stored]
    source, going = maker.insights(), asyncio.create_task(_write(quick, [[], [], []]))
    while batch := list(islice(source, BATCH)):
        made = await _made(storage, maker, batch)
        await going  # what was made before is written while this is made
        going = asyncio.create_task(_write(quick, made))
    await going
    for rows, indexes in zip(stored, later, strict=True):
        await storage.db.database.command({"createIndexes": rows.name, "indexes": indexes})
    seconds = time.perf_counter() - started
    await done.insert_one({"_id": total, "seconds": seconds})
    return seconds


async def _made(storage: Storage, maker: Maker, batch: Sequence[SessionInsight]) -> list[list[Any]]:
    """What goes into each collection."""
    first, rows, findings = [], [], []
    for insight in batch:
        row = stored_form(insight) | {"_id": ObjectId(insight.id), "findings_id": ObjectId()}
        label = pack_label(Label(title=insight.session_title).completed(insight))
        place = f"session_insights/{insight.id}/label"
        row["label"] = await storage.vault.seal(key_owner(insight.client_user_id), place, label)
        row["counts"] = {"client_discoveries": 3, "action_items": 2}
        rows.append(row)
        body = [Binary(maker.findings(), 6)]
        findings.append({"_id": row["findings_id"], **scope(TENANT), "insight_id": row["_id"], "body": body})
        first.append(maker.whole(insight, row))
    return [first, rows, findings]


async def _write(quick: Sequence[Collection], made: Sequence[list[Any]]) -> None:
    together = zip(quick, made, strict=True)
    await asyncio.gather(*(rows.insert_many(new, ordered=False) for rows, new in together if new))


async def _without_indexes(rows: Collection) -> list[Document]:
    """What is needed to make them again."""
    named = await (await rows.list_indexes()).to_list()
    await rows.drop_indexes()
    return [{name: index[name] for name in index if name != "v"} for index in named if index["name"] != "_id_"]
