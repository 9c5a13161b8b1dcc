"""Insights in two parts: who, when and how it stands in a small document that lists read; the words in another, sealed.

`session_insights` holds what decides who sees an insight, and what a list shows; `insight_findings` the analysis. Nothing is
held twice, so nothing can disagree: findings are written first and never changed, and the one write that names them in the
small document is what completes an insight. They are marked loose until the sweep has seen them named; what a crash leaves
unnamed it deletes.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from core.changes import Change
from core.faults import StorageFault
from core.insight.model import (
    Findings,
    SessionInsight,
    SessionMetadata,
    Status,
)
from core.people.person import Person, Tenant
from core.ports.insights import InsightQuery, InsightSummary, Page
from core.sharing.trends import counts
from storage.database import Database, Document, key, scope
from storage.insight_documents import (
    ROW,
    Label,
    findings_of,
    insight_key,
    insight_of,
    label_of,
    owner_of,
    pack_findings,
    pack_label,
    stored_form,
    summary_of,
)
from storage.insight_queries import INDEX, wanted
from storage.outbox import entry
from storage.paging import BY_SESSION, Order, fetch
from storage.vault import Unreadable, Vault


class Replaced(Exception):  # noqa: N818 - a reason to look again
    """The insight names other findings by now, or is gone."""


class MongoInsights:
    """The parts of `core.ports.insights.InsightStore` on MongoDB. Ids are 24 hex digits; any other string names nothing."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._insights = db.collection("session_insights")
        self._findings = db.collection("insight_findings")
        self._transcripts = db.collection("transcripts")

    async def create(self, insight: SessionInsight) -> None:
        """As the port says. Raises ValueError for an id that is not 24 hex digits."""
        if (object_id := insight_key(insight.id)) is None:
            raise ValueError("an insight's id is 24 hex digits")
        owner = Person(Tenant(insight.platform, insight.tenant_id), insight.client_user_id)
        document = stored_form(insight) | {"_id": object_id}
        document["label"] = await self._seal_label(owner, object_id, label_of(insight))
        if insight.status == Status.COMPLETED:
            findings = findings_of(insight)
            document["counts"] = counts(findings)
            document["findings_id"] = await self._put_findings(owner, object_id, findings)
        async with self._db.turn():
            with contextlib.suppress(DuplicateKeyError):
                await self._insights.insert_one(document)

    async def get(self, tenant: Tenant, id: str) -> SessionInsight | None:
        """None also if the owner's key was destroyed."""
        while (row := await self.row(tenant, id)) is not None:
            try:
                return await self.of_row(tenant, row)
            except Unreadable:
                return None
            except Replaced:
                continue
        return None

    async def row(self, tenant: Tenant, id: str, beside: Sequence[Document] = ()) -> Document | None:
        """The document with the findings it names, in one command: `body` is a list of one, or of none. `beside` are stages that
        bring more with it."""
        if (object_id := insight_key(id)) is None:
            return None
        named: Document = {
            "from": self._findings.name,
            "localField": "findings_id",
            "foreignField": "_id",
            "pipeline": [{"$match": scope(tenant)}, {"$project": {"body": 1}}],
            "as": "body",
        }
        async with self._db.turn():
            found = await self._insights.aggregate(
                [{"$match": {"_id": object_id, **scope(tenant)}}, {"$lookup": named}, *beside]
            )
            return next(iter(await found.to_list(1)), None)

    async def of_row(self, tenant: Tenant, row: Document) -> SessionInsight:
        """What `row` gave. Raises Unreadable if the owner's key was destroyed, Replaced where its findings were, between the two
        looks of that one command."""
        return insight_of(row, await self._label(tenant, row), await self._opened_findings(tenant, row))

    async def complete(
        self,
        tenant: Tenant,
        id: str,
        findings: Findings,
        metadata: SessionMetadata,
        at: datetime,
        *,
        new: SessionInsight | None = None,
    ) -> SessionInsight | None:
        """As the port says; None also if the insight is not there (any more)."""
        if new is not None:
            document: Document | None = {**stored_form(new), "_id": insight_key(id)}
            same: Document = {"updated_at": new.updated_at}  # which every change moves
        else:
            document = await self._one(tenant, id)
            same = {"label": document["label"]} if document else {}  # a title edited since would be lost
        if document is None:
            return None
        if document["status"] == Status.COMPLETED.value:
            await self._analysed(document, at)  # a crash came between the two writes
            return None
        owner = owner_of(document)
        try:
            known = label_of(new) if new else await self._label(tenant, document)
        except Unreadable:
            return None
        label = known.completed(findings)
        findings_id = await self._put_findings(owner, document["_id"], findings)
        change = {
            "status": Status.COMPLETED.value,
            "processing_error": None,
            "findings_id": findings_id,
            "label": await self._seal_label(owner, document["_id"], label),
            "counts": counts(findings),
            "metadata": metadata.model_dump(mode="python"),
            "completed_at": at,
            "updated_at": at,
        }
        async with self._db.turn():
            result = await self._insights.update_one(
                {"_id": document["_id"], **scope(tenant), "status": {"$ne": Status.COMPLETED.value}, **same},
                {"$set": change},
            )
        if result.modified_count == 0:
            await self._drop_findings(tenant, findings_id)
            # Either another worker was first, or somebody changed it meanwhile; a look tells which.
            return await self.complete(tenant, id, findings, metadata, at)
        await self._analysed(document, at)
        return insight_of({**document, **change}, label, pack_findings(findings))

    async def renew(
        self, tenant: Tenant, id: str, findings: Findings, metadata: SessionMetadata, change: Change
    ) -> bool:
        document = await self._one(tenant, id)
        if document is None or (former := document.get("findings_id")) is None:
            return False
        owner = owner_of(document)
        try:
            label = (await self._label(tenant, document)).completed(findings)
        except Unreadable:
            return False
        new = await self._put_findings(owner, document["_id"], findings)
        fields = {
            "findings_id": new,
            "label": await self._seal_label(owner, document["_id"], label),
            "counts": counts(findings),
            "metadata": metadata.model_dump(mode="python"),
            "updated_at": change.at,
        }
        there = {"_id": document["_id"], **scope(tenant), "label": document["label"], "findings_id": former}
        async with self._db.turn():
            result = await self._insights.update_one(there, {"$set": fields, "$push": {"outbox": entry(change)}})
        changed = result.modified_count == 1
        await self._drop_findings(tenant, former if changed else new)
        return changed or await self.renew(tenant, id, findings, metadata, change)

    async def set_status(self, tenant: Tenant, id: str, status: str, error: str | None, at: datetime) -> None:
        """A completed insight stays completed: a late worker cannot undo it."""
        if (object_id := insight_key(id)) is None:
            return
        async with self._db.turn():
            await self._insights.update_one(
                {"_id": object_id, **scope(tenant), "status": {"$ne": Status.COMPLETED.value}},
                {"$set": {"status": Status(status).value, "processing_error": error, "updated_at": at}},
            )

    async def edit(
        self,
        tenant: Tenant,
        id: str,
        *,
        title: str | None,
        session_date: datetime | None,
        change: Change,
        findings: Findings | None = None,
        seen: datetime | None = None,
    ) -> bool:
        """As the port says; False also if it is not completed and findings are given."""
        document = await self._one(tenant, id)
        if document is None or (seen is not None and document["updated_at"] != seen):
            return False
        named = document.get("findings_id")
        try:
            label = (await self._label(tenant, document)).titled(title)
        except Unreadable:
            return False
        if findings is not None and named is None:
            return False
        owner = owner_of(document)
        fields: Document = {
            "label": await self._seal_label(owner, document["_id"], label),
            "session_date": session_date,
            "listed_at": session_date or document["created_at"],
            "updated_at": change.at,
        }
        there = {"_id": document["_id"], **scope(tenant), "label": document["label"], "findings_id": named}
        there |= {"updated_at": seen} if seen else {}
        if findings is not None:
            fields["findings_id"] = await self._put_findings(owner, document["_id"], findings)
        async with self._db.turn():
            result = await self._insights.update_one(there, {"$set": fields, "$push": {"outbox": entry(change)}})
        changed = result.modified_count == 1
        if named is not None and findings is not None:
            await self._drop_findings(tenant, named if changed else fields["findings_id"])
        # Completed or edited meanwhile: look again rather than lose the other's words.
        return changed or await self.edit(
            tenant, id, title=title, session_date=session_date, change=change, findings=findings, seen=seen
        )

    async def mine(self, person: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        """Insights the person is client or coach of and may see by the visible flags, newest session first."""
        return await self._page(person.tenant, wanted(InsightQuery(person)), limit, cursor, INDEX)

    async def of_relationship(
        self, tenant: Tenant, relationship_id: str, *, limit: int, cursor: str | None = None
    ) -> Page[InsightSummary]:
        return await self._page(tenant, {"coaching_relationship_id": relationship_id}, limit, cursor, "relationship")

    async def count_before(self, tenant: Tenant, relationship_id: str, before: datetime) -> int:
        """Sessions of a relationship earlier than `before`, from the index alone."""
        earlier = {
            **scope(tenant),
            "coaching_relationship_id": relationship_id,
            "listed_at": {"$lt": before},
        }
        async with self._db.turn():
            return await self._insights.count_documents(earlier, hint="relationship")

    async def delete(self, tenant: Tenant, id: str) -> bool:
        """The insight with its findings. False if it was not there."""
        if (object_id := insight_key(id)) is None:
            return False
        findings = {**scope(tenant), "insight_id": object_id}
        async with self._db.turn():
            # Loose first: if the process dies after the next line, the sweep ends what was begun.
            await self._findings.update_many(findings, {"$set": {"loose_since": self._db.clock.now()}})
            gone = await self._insights.delete_one({"_id": object_id, **scope(tenant)})
            await self._findings.delete_many(findings)
        return gone.deleted_count > 0

    async def sweep(self, older_than: timedelta = timedelta(hours=1), *, limit: int = 1000) -> int:
        """Delete findings no insight names any more (a crash between two writes left them), and take the mark from those that
        one does. How many were deleted."""
        due = {"$expr": {"$lt": ["$loose_since", self._db.clock.moment(-older_than)]}}
        swept, more = 0, True
        while more:
            async with self._db.turn(seconds=60):
                loose = await (
                    self._findings.find({"loose_since": {"$exists": True}, **due}, {"insight_id": 1})
                    .hint("loose")
                    .limit(limit)
                    .to_list(limit)
                )
                about = {"_id": {"$in": [row["insight_id"] for row in loose]}}
                naming = await self._insights.find(about, {"findings_id": 1}).to_list()
            named = {row["findings_id"] for row in naming}
            left = [row["_id"] for row in loose if row["_id"] not in named]
            kept = [row["_id"] for row in loose if row["_id"] in named]
            async with self._db.turn(seconds=60):
                await self._findings.update_many({"_id": {"$in": kept}}, {"$unset": {"loose_since": ""}})
                await self._findings.delete_many({"_id": {"$in": left}})
            swept, more = swept + len(left), len(loose) == limit
        return swept

    # --- the parts ---

    async def _page(
        self,
        tenant: Tenant,
        about: Document | None,
        limit: int,
        cursor: str | None,
        index: str,
        order: Order = BY_SESSION,
        skip: int = 0,
    ) -> Page[InsightSummary]:
        if about is None:
            return Page(())
        async with self._db.turn():
            found = await fetch(
                self._insights,
                {**scope(tenant), **about},
                limit=limit,
                cursor=cursor,
                hint=index,
                order=order,
                skip=skip,
                only=ROW,
            )
        places = {_label_at(document): document for document in found.documents}
        sealed = {place: document["label"] for place, document in places.items()}
        labels = await self._vault.open_rows(tenant, sealed)  # without what is being erased at this moment
        rows = (summary_of(places[place], Label.unpack(label)) for place, label in labels.items())
        return Page(tuple(rows), found.older, found.newer)

    async def _one(self, tenant: Tenant, id: str) -> Document | None:
        if (object_id := insight_key(id)) is None:
            return None
        async with self._db.turn():
            return await self._insights.find_one({"_id": object_id, **scope(tenant)})

    async def _analysed(self, document: Document, at: datetime) -> None:
        """The transcript's retention counts from here."""
        if source := document["source_document_id"]:
            async with self._db.turn():
                await self._transcripts.update_one(
                    {"_id": key(owner_of(document).tenant, source)},
                    [{"$set": {"analysed_at": {"$ifNull": ["$analysed_at", at]}}}],
                )

    async def _seal_label(self, owner: Person, id: ObjectId, label: Label) -> list[bytes]:
        return list(await self._vault.seal(owner, f"session_insights/{id}/label", pack_label(label)))

    async def _label(self, tenant: Tenant, document: Document) -> Label:
        return Label.unpack(await self._vault.open(tenant, _label_at(document), document["label"]))

    async def _put_findings(self, owner: Person, insight_id: ObjectId, findings: Findings) -> ObjectId:
        findings_id = ObjectId()
        body = await self._vault.seal(owner, f"insight_findings/{findings_id}", pack_findings(findings))
        row = {"_id": findings_id, **scope(owner.tenant), "insight_id": insight_id, "body": body}
        row["loose_since"] = self._db.clock.now()
        async with self._db.turn():
            await self._findings.update_one({"_id": findings_id}, {"$set": row}, upsert=True)
        return findings_id

    async def _opened_findings(self, tenant: Tenant, document: Document) -> bytes | None:
        if (findings_id := document.get("findings_id")) is None:
            return None
        if not document["body"]:
            now = await self._one(tenant, str(document["_id"]))
            if now is not None and now["findings_id"] == findings_id:
                raise StorageFault("FindingsMissing", transient=False)
            raise Replaced
        return await self._vault.open(tenant, f"insight_findings/{findings_id}", document["body"][0]["body"])

    async def _drop_findings(self, tenant: Tenant, findings_id: ObjectId) -> None:
        async with self._db.turn():
            await self._findings.delete_one({"_id": findings_id, **scope(tenant)})


def _label_at(document: Document) -> str:
    return f"session_insights/{document['_id']}/label"
