"""The wrapped data keys as they lie in the key folder beside the master key that opens them.

A database restored from yesterday's backup has its data keys wrapped under a master key that may be destroyed since. Those of
everybody but the erased are here, wrapped under the present one.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import bson

from storage.data_folder import NoDatabase
from storage.database import CODEC, Database, Document
from storage.masterkeys import put

log = logging.getLogger(__name__)

NAME = "data-keys.bson"
SLOW = 60.0  # seconds
STEP = 500


@dataclass(frozen=True, slots=True)
class Export:
    """`ring` says whose keys these are (the same in the database), `master` which key wraps all of `rows`; `known` are the
    fingerprints of all master keys there ever were, `destroyed` those of them that are gone."""

    ring: str
    master: str
    known: dict[str, str]
    destroyed: list[str]
    rows: Sequence[Document] = field(default=(), repr=False)


def write(folder: Path, export: Export, *, over: bool = True) -> None:
    """In place of the one before, whole or not at all. The rows follow the head, each a document."""
    head = {name: value for name, value in asdict(export).items() if name != "rows"}
    put(folder / NAME, b"".join(bson.encode(each, codec_options=CODEC) for each in (head, *export.rows)), over=over)


def read(folder: Path) -> Export | None:
    """None where there is none. Raises NoDatabase for one that cannot be read."""
    path = folder / NAME
    try:
        head, *rows = bson.decode_all(path.read_bytes(), CODEC)
        return Export(head["ring"], head["master"], head["known"], head["destroyed"], rows)
    except FileNotFoundError:
        return None
    except (bson.errors.BSONError, ValueError, KeyError):
        raise NoDatabase(
            f"{path} is damaged. Take it from the newest backup of the key folder. Without it nothing can be restored "
            "from an older backup of the database; the present database does not need it: it is written anew when it is missing."
        ) from None


async def rows_of(db: Database, master: str) -> list[Document]:
    """All data keys wrapped under one master key, as they are stored."""
    async with db.turn(seconds=SLOW):
        return await db.collection("keys").find({"masterKey.provider": master}).to_list()


async def put_back(db: Database, export: Export, lost: Sequence[str]) -> int:
    """Data keys wrapped under master keys that are `lost` are taken from the export. Those that are not in it belong to people
    who were erased: they are set aside, so that what was theirs reads as gone, and counted. Repeating it is harmless."""
    keys, aside = db.collection("keys"), db.collection("keys_set_aside")
    kept = {row["_id"]: row for row in export.rows}
    back = away = 0
    while True:
        async with db.turn(seconds=SLOW):
            found = await keys.find({"masterKey.provider": {"$in": list(lost)}}).limit(STEP).to_list(STEP)
        if not found:
            break
        for old in found:
            same = {"_id": old["_id"], "masterKey": old["masterKey"]}
            new = kept.get(old["_id"])
            async with db.turn():
                if new is not None:
                    change = {name: new[name] for name in ("keyMaterial", "masterKey", "updateDate")}
                    back += (await keys.update_one(same, {"$set": change})).modified_count
                    continue
                await aside.replace_one({"_id": old["_id"]}, old, upsert=True)
                away += (await keys.delete_one(same)).deleted_count
    if back or away:
        log.warning("data keys were taken from the key folder", extra={"taken": back, "set_aside": away})
    return away
