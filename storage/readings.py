"""An insight with its findings, corrections and commitments, by one command."""

from core.people.person import Tenant
from core.promises.readings import Reading
from storage.commitments import MongoCommitments
from storage.corrections import MongoCorrections
from storage.database import Document, key, scope
from storage.insight_documents import insight_key
from storage.insights import MongoInsights, Replaced
from storage.vault import Unreadable


class MongoReadings:
    """`core.promises.readings.Readings` on MongoDB."""

    def __init__(self, insights: MongoInsights, corrections: MongoCorrections, commitments: MongoCommitments) -> None:
        self._insights = insights
        self._corrections = corrections
        self._commitments = commitments

    async def read(self, tenant: Tenant, id: str) -> Reading | None:
        """None also if the owner's key was destroyed."""
        if (object_id := insight_key(id)) is None:
            return None
        name = str(object_id)
        hanging = (
            _lookup("corrections", {"_id": key(tenant, name)}),
            _lookup("commitments", {**scope(tenant), "insight_id": name}),
        )
        while (row := await self._insights.row(tenant, id, hanging)) is not None:
            try:
                insight = await self._insights.of_row(tenant, row)
            except Unreadable:
                return None
            except Replaced:
                continue
            corrections = await self._corrections.of_rows(tenant, name, row["corrections"])
            return Reading(insight, corrections, await self._commitments.of_rows(row["commitments"]))
        return None


def _lookup(collection: str, about: Document) -> Document:
    return {"$lookup": {"from": collection, "pipeline": [{"$match": about}], "as": collection}}
