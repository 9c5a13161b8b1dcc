"""What somebody gets who has the database's files and its key folder: every version of every data key and every sealed value that
the log of the database (its oplog) holds, opened with the keys of the folder."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bson.binary import Binary, UuidRepresentation
from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient
from pymongo.asynchronous.encryption import AsyncClientEncryption
from pymongo.errors import EncryptionError

from storage.masterkeys import read_keys

Json = dict[str, Any]
CODEC: CodecOptions[Json] = CodecOptions(uuid_representation=UuidRepresentation.STANDARD)


async def opened(port: int, cluster_key: str, database: str, keys: Path) -> Counter[bytes]:
    """How many sealed values open, by the id of the data key they were sealed under; 0 for a key of which none does."""
    counts: Counter[bytes] = Counter()
    async with AsyncMongoClient[Json](
        "127.0.0.1",
        port,
        directConnection=True,
        username="__system",
        password=cluster_key,
        authSource="local",
        uuidRepresentation="standard",
    ) as client:
        versions, sealed = await _logged(client, database)
        counts.update(dict.fromkeys(versions, 0))
        name = f"{database}_thief"
        for number in range(max(map(len, versions.values()), default=0)):
            await client.drop_database(name)
            rows = [several[number] for several in versions.values() if number < len(several)]
            await client[name]["keys"].insert_many(rows)
            providers = {provider: {"key": key} for provider, key in read_keys(keys).items()}
            async with AsyncClientEncryption[Json](providers, f"{name}.keys", client, CODEC) as crypt:
                for value in list(sealed):
                    try:
                        await crypt.decrypt(value)
                    except EncryptionError:
                        continue
                    sealed.remove(value)
                    counts[value[1:17]] += 1
        await client.drop_database(name)
    return counts


async def _logged(client: AsyncMongoClient[Json], database: str) -> tuple[dict[bytes, list[Json]], list[Binary]]:
    """Every data key as it was at each of its versions, and every sealed value once."""
    versions: dict[bytes, list[Json]] = defaultdict(list)
    sealed: dict[bytes, Binary] = {}
    async for entry in client.local["oplog.rs"].find({}):
        for op in [entry, *entry.get("o", {}).get("applyOps", [])]:
            if not str(op.get("ns", "")).startswith(f"{database}.") or op.get("op") not in {"i", "u"}:
                continue
            if op["ns"] == f"{database}.keys":
                row = op["o"] if op["op"] == "i" else _changed(versions[_id(op["o2"])][-1], op["o"])
                versions[_id(row)].append(row)
            sealed.update({bytes(value): value for value in _values(op["o"])})
    return versions, list(sealed.values())


def _id(row: Json) -> bytes:
    return bytes(Binary.from_uuid(row["_id"]))


def _changed(row: Json, change: Json) -> Json:
    """A data key wrapped anew, as the log tells it."""
    found: Json = dict(_leaves(change))
    return row | {"keyMaterial": found["keyMaterial"], "masterKey": {"provider": found["provider"]}}


def _leaves(node: Json) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if isinstance(value, dict):
            yield from _leaves(value)
        else:
            yield name, value


def _values(node: Any) -> Iterator[Binary]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)
    elif isinstance(node, Binary) and node.subtype == 6 and len(node) > 17 and node[0] in {1, 2}:
        yield node
