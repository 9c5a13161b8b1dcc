"""docs/fleet.md says for every collection what it would be sharded by, and which of our commands do not name that. No router of
MongoDB's is to be had here, so the commands are held against the table."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from storage import Storage
from tests.storage.plans import Recorder
from tests.storage.test_queries import USES

PAGE = Path(__file__).parents[2] / "docs" / "fleet.md"
ROW = re.compile(r"^\| `(\w+)` \| (tenant|`_id`|one shard) \| (.*) \|$", re.MULTILINE)
TENANT = {"platform", "tenant_id"}


def filters(command: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    kind = next(iter(command))
    if kind == "aggregate":
        yield command["pipeline"][0]["$match"]
    elif kind in {"update", "delete"}:
        yield from (each["q"] for each in command[f"{kind}s"])
    else:
        yield command.get("filter" if kind == "find" else "query", {})


def named(about: Mapping[str, Any]) -> set[str]:
    """The fields that bound what is looked at; of alternatives none is sure."""
    found = {name.partition(".")[0] for name in about if not name.startswith("$")}
    for each in about.get("$and", ()):
        found |= named(each)
    return found


async def test_the_page_tells_which_commands_would_ask_every_shard(recorded: Storage, recorder: Recorder) -> None:
    asked: dict[str, set[frozenset[str]]] = defaultdict(set)
    for store in ("privacy", *USES.keys() - {"privacy"}):
        recorder.commands.clear()
        await USES[store](recorded)
        for command in recorder.commands:
            asked[next(iter(command.values()))].update(frozenset(named(about)) for about in filters(command))
    told = {name: (key, set(re.findall(r"`([\w, ]+)`", rest))) for name, key, rest in ROW.findall(PAGE.read_text())}
    assert set(told) == set(await recorded.db.database.list_collection_names())
    for name, (key, scattered) in told.items():
        needs = {"tenant": TENANT, "`_id`": {"_id"}, "one shard": set[str]()}[key]
        found = {", ".join(sorted(fields - TENANT)) or "nothing" for fields in asked[name] if not needs <= fields}
        assert found == scattered, name


async def test_what_is_unique_begins_with_what_it_would_be_sharded_by(storage: Storage) -> None:
    keys = {name: key for name, key, _ in ROW.findall(PAGE.read_text())}
    for name in await storage.db.database.list_collection_names():
        for index, facts in (await storage.db.collection(name).index_information()).items():
            if facts.get("unique") and keys[name] != "one shard":
                assert keys[name] == "tenant", (name, index)
                assert [field for field, _ in facts["key"]][:2] == ["platform", "tenant_id"], (name, index)
