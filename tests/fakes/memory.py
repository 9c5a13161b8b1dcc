"""Core's ports on plain dictionaries: the meaning of core/ports/people.py in the fewest words, as a model to test against.

Not a mock: nothing is recorded or scripted, every method does what its port says, and the same tests run over it and over the
database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from core.changes import Change
from core.insight.comments import Comment
from core.insight.corrections import MOST, Correction
from core.insight.holding import held
from core.insight.model import (
    Findings,
    Grant,
    SessionInsight,
    SessionMetadata,
    Status,
)
from core.insight.sections import SECTIONS
from core.jobs.job import (
    Job,
    JobState,
    Lane,
    Owner,
)
from core.people.person import MessageRef, Person, Tenant
from core.people.privacy import Erased, Holdings, Retention
from core.people.relationships import OPEN, Relationship, State
from core.ports.people import (
    InsightQuery,
    Kept,
    Kind,
    Member,
    Scope,
)
from core.ports.sessions import (
    AuditEntry,
    InsightSummary,
    Page,
    Profile,
)
from core.promises.commitments import Changed, Commitment, Proof
from core.refusal import Reason, Refused
from core.sharing.trends import figures
from core.transcript import Role, Transcript

T = TypeVar("T")
Key = tuple[Tenant, str]


def _page(rows: Sequence[T], ids: Sequence[str], limit: int, cursor: str | None) -> Page[T]:
    """Pages by the id of the row at the edge: `<id` goes on to older ones after it, `>id` back to newer ones before it."""
    start = 0
    if cursor:
        if cursor[0] not in "<>" or cursor[1:] not in ids:
            raise Refused(Reason.BAD_INPUT, "This page link does not work any more. Please open the list again.")
        at = ids.index(cursor[1:])
        start = at + 1 if cursor[0] == "<" else max(0, at - limit)
        if cursor[0] == ">":
            limit = min(limit, at)
    end = start + limit
    shown = tuple(rows[start:end])
    older = f"<{ids[end - 1]}" if shown and end < len(rows) else None
    newer = f">{ids[start]}" if shown and start > 0 else None
    return Page(shown, older, newer)


@dataclass
class MemoryInsights:
    rows: dict[Key, SessionInsight] = field(default_factory=dict)
    closed: set[Key] = field(default_factory=set)

    async def create(self, insight: SessionInsight) -> None:
        self.rows.setdefault((Tenant(insight.platform, insight.tenant_id), insight.id), insight)

    async def get(self, tenant: Tenant, id: str) -> SessionInsight | None:
        return self.rows.get((tenant, id))

    async def complete(
        self, tenant: Tenant, id: str, findings: Findings, metadata: SessionMetadata, at: datetime
    ) -> bool:
        insight = self.rows.get((tenant, id))
        if insight is None or insight.status is Status.COMPLETED:
            return False
        new: dict[str, Any] = {name: getattr(findings, name) for name in Findings.model_fields}
        new |= {"metadata": metadata, "status": Status.COMPLETED, "completed_at": at, "updated_at": at}
        return self._set(tenant, id, new)

    async def set_status(self, tenant: Tenant, id: str, status: str, error: str | None, at: datetime) -> None:
        self._set(tenant, id, {"status": Status(status), "processing_error": error, "updated_at": at})

    async def redate(self, tenant: Tenant, id: str, session_date: datetime, findings: Findings, at: datetime) -> bool:
        new: dict[str, Any] = {name: getattr(findings, name) for name in Findings.model_fields}
        return self._set(tenant, id, {**new, "session_date": session_date, "updated_at": at})

    async def edit(
        self, tenant: Tenant, id: str, *, title: str | None, session_date: datetime | None, at: datetime
    ) -> bool:
        return self._set(tenant, id, {"session_title": title, "session_date": session_date, "updated_at": at})

    async def delete(self, tenant: Tenant, id: str) -> bool:
        return self.rows.pop((tenant, id), None) is not None

    async def mine(self, person: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        return await self.list(InsightQuery(person), limit=limit, cursor=cursor)

    async def list(self, query: InsightQuery, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        return self._rows([i for i in self._of(query.reader.tenant) if self._asked(query, i)], limit, cursor)

    async def count(self, query: InsightQuery) -> int:
        return sum(self._asked(query, insight) for insight in self._of(query.reader.tenant))

    async def share(self, owner: Person, id: str, coach: str, grant: Grant, change: Change) -> bool:
        insight = self._owned(owner, id)
        if insight is None:
            return False
        return self._grants(owner.tenant, insight, {**insight.sharing_permissions, coach: grant}, change.at)

    async def revoke(self, owner: Person, id: str, coach: str, change: Change) -> bool:
        insight = self._owned(owner, id)
        if insight is None or coach not in insight.sharing_permissions:
            return False
        left = {name: grant for name, grant in insight.sharing_permissions.items() if name != coach}
        return self._grants(owner.tenant, insight, left, change.at)

    async def granted(self, owner: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        mine = [i for i in self._of(owner.tenant) if i.is_unpaired and i.client_user_id == owner.id]
        return self._rows([i for i in mine if i.sharing_permissions], limit, cursor)

    async def pair(self, owner: Person, id: str, relationship: Relationship, change: Change) -> bool:
        insight = self._owned(owner, id)
        if insight is None or relationship.client != owner.id:
            return False
        self._grants(owner.tenant, insight, {}, change.at)
        linked = {"coaching_relationship_id": relationship.id, "coach_user_id": relationship.coach}
        return self._set(
            owner.tenant, id, {**linked, "is_unpaired": False, "visible_to_client": True, "visible_to_coach": True}
        )

    async def set_visible(
        self, tenant: Tenant, id: str, *, client: bool, coach: bool, at: datetime, hold_ends_at: datetime | None = None
    ) -> bool:
        new = {"visible_to_client": client, "visible_to_coach": coach, "updated_at": at}
        if (one := self.rows.get((tenant, id))) and not client:
            new |= {"held_since": at if one.visible_to_client else one.held_since or at}
            new |= {"hold_ends_at": one.hold_ends_at or hold_ends_at}
        return self._set(tenant, id, new)

    async def held_from(self, client: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        return self._rows(
            [i for i in self._of(client.tenant) if held(i) and i.client_user_id == client.id], limit, cursor
        )

    async def holds_to_settle(self, now: datetime, *, limit: int) -> Sequence[SessionInsight]:
        found = [i for i in self.rows.values() if held(i) and (i.hold_ends_at is None or i.hold_ends_at <= now)]
        return found[:limit]

    async def set_hold_end(self, tenant: Tenant, id: str, *, since: datetime, ends_at: datetime) -> bool:
        there = held(self.rows[tenant, id]) and self.rows[tenant, id].hold_ends_at is None
        return there and self._set(tenant, id, {"held_since": since, "hold_ends_at": ends_at})

    async def end_hold(self, tenant: Tenant, id: str, at: datetime) -> bool:
        one = self.rows[tenant, id]
        over = held(one) and one.hold_ends_at is not None and one.hold_ends_at <= at
        return over and self._set(tenant, id, {"visible_to_client": True, "updated_at": at})

    async def set_craft_shared(self, tenant: Tenant, id: str, shared: bool, at: datetime) -> bool:
        insight = self.rows.get((tenant, id))
        paired = insight is not None and not insight.is_unpaired
        return paired and self._set(tenant, id, {"craft_shared": shared, "updated_at": at})

    async def count_before(self, tenant: Tenant, relationship_id: str, before: datetime) -> int:
        there = [one for one in self._of(tenant) if one.coaching_relationship_id == relationship_id]
        return sum((one.session_date or one.created_at) < before for one in there)

    async def of_relationship(
        self, tenant: Tenant, relationship_id: str, *, limit: int, cursor: str | None = None
    ) -> Page[InsightSummary]:
        there = [one for one in self._of(tenant) if one.coaching_relationship_id == relationship_id]
        return self._rows(there, limit, cursor)

    async def close_to_coach(self, tenant: Tenant, relationship_id: str) -> int:
        mine = {(tenant, i.id) for i in self._of(tenant) if i.coaching_relationship_id == relationship_id}
        fresh = mine - self.closed
        self.closed |= fresh
        return len(fresh)

    # --- the parts ---

    def _of(self, tenant: Tenant) -> Sequence[SessionInsight]:
        return [insight for (where, _), insight in self.rows.items() if where == tenant]

    def _asked(self, query: InsightQuery, insight: SessionInsight) -> bool:
        me, tenant = query.reader.id, query.reader.tenant
        mine = insight.client_user_id == me and (insight.visible_to_client or insight.is_unpaired)
        coached = (
            not insight.is_unpaired
            and insight.coach_user_id == me
            and insight.visible_to_coach
            and (tenant, insight.id) not in self.closed
        )
        found = {
            Scope.ALL: mine or coached,
            Scope.PAIRED: (mine or coached) and not insight.is_unpaired,
            Scope.UNPAIRED: mine and insight.is_unpaired,
            Scope.SHARED: insight.is_unpaired and me in insight.shared_with_coaches,
        }[query.scope]
        return (
            found
            and query.client in {None, insight.client_user_id}
            and query.coach in {None, insight.coach_user_id}
            and query.status in {None, insight.status.value}
        )

    def _rows(self, found: Sequence[SessionInsight], limit: int, cursor: str | None) -> Page[InsightSummary]:
        ordered = sorted(found, key=lambda i: (i.session_date or i.created_at, i.id), reverse=True)
        return _page([_summary(i) for i in ordered], [i.id for i in ordered], limit, cursor)

    def _owned(self, owner: Person, id: str) -> SessionInsight | None:
        insight = self.rows.get((owner.tenant, id))
        return insight if insight and insight.is_unpaired and insight.client_user_id == owner.id else None

    def _grants(self, tenant: Tenant, insight: SessionInsight, grants: dict[str, Grant], at: datetime) -> bool:
        new = {"sharing_permissions": grants, "shared_with_coaches": tuple(grants), "updated_at": at}
        return self._set(tenant, insight.id, new)

    def _set(self, tenant: Tenant, id: str, new: Mapping[str, Any]) -> bool:
        if (insight := self.rows.get((tenant, id))) is None:
            return False
        self.rows[tenant, id] = insight.model_copy(update=dict(new))
        return True


def _summary(insight: SessionInsight) -> InsightSummary:
    return InsightSummary(
        id=insight.id,
        status=insight.status.value,
        is_unpaired=insight.is_unpaired,
        client_user_id=insight.client_user_id,
        coach_user_id=insight.coach_user_id,
        session_date=insight.session_date,
        session_title=insight.session_title,
        created_at=insight.created_at,
        quality=insight.overall_session_quality.value if insight.overall_session_quality else None,
        themes=insight.key_themes,
        counts={s.name: n for s in SECTIONS if (n := len(insight.items(s.name)))},
        figures=figures(insight),
        created_by=insight.created_by,
        coaching_relationship_id=insight.coaching_relationship_id,
        visible_to_client=insight.visible_to_client,
        visible_to_coach=insight.visible_to_coach,
        craft_shared=insight.craft_shared,
        held_since=insight.held_since,
        hold_ends_at=insight.hold_ends_at,
        sharing_permissions=insight.sharing_permissions,
    )


@dataclass
class MemoryRelationships:
    rows: dict[Key, Relationship] = field(default_factory=dict)

    async def create(self, relationship: Relationship, change: Change) -> bool:
        tenant = relationship.tenant
        if any(
            r.pair == relationship.pair and r.state in OPEN for (where, _), r in self.rows.items() if where == tenant
        ):
            return False
        self.rows[tenant, relationship.id] = relationship
        return True

    async def get(self, tenant: Tenant, id: str) -> Relationship | None:
        return self.rows.get((tenant, id))

    async def get_many(self, tenant: Tenant, ids: Sequence[str]) -> Mapping[str, Relationship]:
        return {one: self.rows[tenant, one] for one in ids if (tenant, one) in self.rows}

    async def between(self, tenant: Tenant, one: str, other: str) -> Relationship | None:
        pair = "|".join(sorted((one, other)))
        found = [r for (where, _), r in self.rows.items() if where == tenant and r.pair == pair]
        return max(found, key=lambda r: (r.state in OPEN, r.changed_at, r.id), default=None)

    async def move(self, relationship: Relationship, change: Change) -> bool:
        stored = self.rows.get((relationship.tenant, relationship.id))
        if stored is None or stored.version != relationship.version - 1:
            return False
        self.rows[relationship.tenant, relationship.id] = relationship
        return True

    async def of(
        self, person: Person, *, states: frozenset[State], limit: int, cursor: str | None = None
    ) -> Page[Relationship]:
        mine = [r for (where, _), r in self.rows.items() if where == person.tenant and r.role(person.id)]
        found = sorted((r for r in mine if r.state in states), key=lambda r: (r.changed_at, r.id), reverse=True)
        return _page(found, [r.id for r in found], limit, cursor)


@dataclass
class MemoryComments:
    rows: dict[Key, Comment] = field(default_factory=dict)

    async def add(self, owner: Person, comment: Comment) -> bool:
        if (comment.tenant, comment.id) in self.rows:
            return False
        self.rows[comment.tenant, comment.id] = comment
        return True

    async def of(self, tenant: Tenant, insight_id: str, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        return self._some(tenant, limit, cursor, insight_id=insight_id)

    async def get(self, tenant: Tenant, id: str) -> Comment | None:
        return self.rows.get((tenant, id))

    async def delete(self, tenant: Tenant, id: str, author: str) -> bool:
        found = self.rows.get((tenant, id))
        return found is not None and found.author == author and self.rows.pop((tenant, id), None) is not None

    async def delete_all(self, tenant: Tenant, insight_id: str) -> int:
        gone = [key for key, c in self.rows.items() if key[0] == tenant and c.insight_id == insight_id]
        return len([self.rows.pop(key) for key in gone])

    async def comments_by(self, author: Person, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        return self._some(author.tenant, limit, cursor, author=author.id)

    def _some(self, tenant: Tenant, limit: int, cursor: str | None, **same: str) -> Page[Comment]:
        mine = [c for (where, _), c in self.rows.items() if where == tenant]
        found = [c for c in mine if all(getattr(c, name) == value for name, value in same.items())]
        found.sort(key=lambda c: (c.at, c.id), reverse=True)
        return _page(found, [c.id for c in found], limit, cursor)


@dataclass
class MemoryCorrections:
    rows: dict[tuple[Tenant, str, str], Correction] = field(default_factory=dict)

    async def put(self, owner: Person, insight_id: str, correction: Correction) -> bool:
        key = (owner.tenant, insight_id, correction.id)
        if key not in self.rows and len(await self.of(owner.tenant, insight_id)) >= MOST:
            return False
        self.rows[key] = correction
        return True

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Correction]:
        found = [c for (where, insight, _), c in self.rows.items() if (where, insight) == (tenant, insight_id)]
        return sorted(found, key=lambda c: c.at)

    async def remove(self, tenant: Tenant, insight_id: str, id: str) -> bool:
        return self.rows.pop((tenant, insight_id, id), None) is not None

    async def remove_all(self, tenant: Tenant, insight_id: str) -> int:
        gone = [key for key in self.rows if key[:2] == (tenant, insight_id)]
        return len([self.rows.pop(key) for key in gone])


@dataclass
class MemoryPosted:
    rows: list[tuple[Tenant, str, str, MessageRef, str]] = field(default_factory=list)

    async def remember(self, subject: str, reader: Person, message: MessageRef, kind: str = "") -> None:
        same = [row for row in self.rows if row[:4] == (reader.tenant, subject, reader.id, message)]
        self.rows = [row for row in self.rows if row not in same]
        self.rows.append((reader.tenant, subject, reader.id, message, kind or (same[0][4] if same else "")))

    async def of(
        self, tenant: Tenant, subject: str, reader: str | None = None, kind: str | None = None
    ) -> Sequence[MessageRef]:
        return [
            m
            for t, s, r, m, k in self.rows
            if (t, s) == (tenant, subject) and reader in {None, r} and kind in {None, k}
        ]

    async def readers(self, tenant: Tenant, subject: str) -> Sequence[str]:
        return list(dict.fromkeys(row[2] for row in self.rows if row[:2] == (tenant, subject)))

    async def forget(self, tenant: Tenant, subject: str, reader: str | None = None) -> None:
        self.rows = [row for row in self.rows if row[:2] != (tenant, subject) or reader not in {None, row[2]}]


def _by_due(row: Commitment) -> tuple[float, str]:
    undated = 1e9 if row.recurring else 1e8
    return (row.due.toordinal() if row.due else undated), row.id


def _by_change(row: Commitment) -> tuple[float, str]:
    return -(row.changed.at if row.changed else row.made_at).timestamp(), row.id


@dataclass
class MemoryCommitments:
    counts: dict[Key, Kept] = field(default_factory=dict)
    rows: dict[Key, Commitment] = field(default_factory=dict)

    async def by_insight(self, tenant: Tenant, insight_ids: Sequence[str]) -> Mapping[str, Kept]:
        found: dict[str, Kept] = {}
        today = datetime.now(UTC).date()
        for one in insight_ids:
            rows = [row for row in await self.of(tenant, one) if row.owner == "client"]
            over = [row for row in rows if row.settled or (row.due is not None and row.due < today)]
            if (tenant, one) in self.counts:
                found[one] = self.counts[tenant, one]
            elif rows:
                found[one] = Kept(len(rows), len(over), sum(row.state == "done" for row in rows))
        return found

    async def record(self, client: Person, insight_id: str, commitments: Sequence[Commitment]) -> None:
        before = {row.id: row for row in await self.of(client.tenant, insight_id)}
        self.rows = {key: row for key, row in self.rows.items() if row.id not in before}
        for row in commitments:
            known = before.get(row.id, row)
            agreed = known if known.renewed else row
            self.rows[client.tenant, row.id] = replace(
                row,
                state=known.state,
                proof=known.proof,
                changed=known.changed,
                version=known.version,
                renewed=known.renewed,
                action=agreed.action,
                due=agreed.due,
            )

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Commitment]:
        return [row for (here, _), row in self.rows.items() if here == tenant and row.insight_id == insight_id]

    async def open_of(self, client: Person, *, before: datetime, limit: int) -> Sequence[Commitment]:
        mine = [
            row
            for row in self.rows.values()
            if Person(row.tenant, row.client) == client and not row.settled and row.made_at < before
        ]
        return sorted(mine, key=lambda row: row.made_at, reverse=True)[:limit]

    async def settle(self, client: Person, id: str, proof: Proof) -> bool:
        row = self.rows.get((client.tenant, id))
        if row is None or row.client != client.id or row.settled:
            return False
        if row.proof is not None and row.proof.insight_id == proof.insight_id:
            return False
        settled = replace(row, state="done", proof=proof, changed=Changed(None, proof.at), version=row.version + 1)
        self.rows[client.tenant, id] = settled
        return True

    async def listed(self, client: Person, *, settled: bool, limit: int, cursor: str | None = None) -> Page[Commitment]:
        mine = [
            row for row in self.rows.values() if Person(row.tenant, row.client) == client and row.settled == settled
        ]
        order = _by_change if settled else _by_due
        mine.sort(key=order)
        start, end = 0, limit
        if cursor:  # a row that left the list still says where to go on
            edge = self.rows.get((client.tenant, cursor[1:]))
            if edge is None:
                raise Refused(Reason.BAD_INPUT, "This page link does not work any more. Please open the list again.")
            before = [row for row in mine if order(row) < order(edge)]
            if cursor[0] == "<":
                start = len(before) + (edge in mine)
                end = start + limit
            else:
                start, end = max(0, len(before) - limit), len(before)
        shown = tuple(mine[start:end])
        older = f"<{shown[-1].id}" if shown and end < len(mine) else None
        newer = f">{shown[0].id}" if shown and start > 0 else None
        return Page(shown, older, newer)

    async def move(self, client: Person, commitment: Commitment) -> bool:
        row = self.rows.get((client.tenant, commitment.id))
        if row is None or row.client != client.id or row.version != commitment.version - 1:
            return False
        anew = commitment if commitment.state == "renegotiated" else row
        self.rows[client.tenant, commitment.id] = replace(
            row,
            state=commitment.state,
            changed=commitment.changed,
            version=commitment.version,
            renewed=commitment.renewed,
            action=anew.action,
            due=anew.due,
        )
        return True


@dataclass
class MemoryTenants:
    rules: dict[Tenant, Retention] = field(default_factory=dict)
    notes: dict[Tenant, str | None] = field(default_factory=dict)

    async def retention(self, tenant: Tenant) -> Retention:
        return self.rules.get(tenant, Retention())

    async def set_retention(self, tenant: Tenant, retention: Retention) -> None:
        self.rules[tenant] = retention

    async def care_note(self, tenant: Tenant) -> str | None:
        return self.notes.get(tenant)

    async def set_care_note(self, tenant: Tenant, note: str | None) -> None:
        self.notes[tenant] = note


@dataclass
class MemoryDirectory:
    members: dict[Person, Member] = field(default_factory=dict)

    def add(self, person: Person, name: str, kind: Kind = Kind.PERSON, *, admin: bool = False) -> None:
        self.members[person] = Member(person, kind, name, admin=admin)

    async def look_up(self, person: Person) -> Member | None:
        return self.members.get(person)


@dataclass
class MemoryAudit:
    entries: list[AuditEntry] = field(default_factory=list)

    async def append(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    async def append_once(self, entry: AuditEntry) -> None:
        known = {(e.tenant, e.actor, e.operation, e.subject) for e in self.entries}
        if (entry.tenant, entry.actor, entry.operation, entry.subject) not in known:
            self.entries.append(entry)

    async def of(self, tenant: Tenant, subject: str, *, limit: int = 100) -> Sequence[AuditEntry]:
        return [e for e in reversed(self.entries) if (e.tenant, e.subject) == (tenant, subject)][:limit]

    async def by(self, tenant: Tenant, actor: str, *, limit: int = 100) -> Sequence[AuditEntry]:
        return [e for e in reversed(self.entries) if (e.tenant, e.actor) == (tenant, actor)][:limit]


@dataclass
class MemoryPeople:
    rows: dict[Person, Profile] = field(default_factory=dict)

    async def get(self, person: Person) -> Profile | None:
        return self.rows.get(person)

    async def put(self, profile: Profile) -> None:
        self.rows[profile.person] = profile


@dataclass
class MemoryTranscripts:
    rows: dict[Key, Transcript] = field(default_factory=dict)

    async def put(self, owner: Person, transcript: Transcript, digest: str, *, id: str) -> None:
        self.rows[owner.tenant, id] = transcript

    async def get(self, tenant: Tenant, id: str) -> Transcript | None:
        return self.rows.get((tenant, id))

    async def set_roles(self, tenant: Tenant, id: str, roles: Mapping[str, Role]) -> None:
        self.rows[tenant, id] = self.rows[tenant, id].with_roles(dict(roles))

    async def seen_before(self, owner: Person, digest: str) -> tuple[str, datetime] | None:
        return None

    async def delete(self, tenant: Tenant, id: str) -> None:
        self.rows.pop((tenant, id), None)


@dataclass
class MemoryPrivacy:
    """Erasure over the other stores; the key is theirs who have one."""

    insights: MemoryInsights
    relationships: MemoryRelationships
    comments: MemoryComments
    corrections: MemoryCorrections
    transcripts: MemoryTranscripts
    people: MemoryPeople

    async def holdings(self, person: Person) -> Holdings:
        mine = [i for (t, _), i in self.insights.rows.items() if (t, i.client_user_id) == (person.tenant, person.id)]
        counts = {
            "insights": len(mine),
            "transcripts": sum((person.tenant, i.source_document_id) in self.transcripts.rows for i in mine),
            "comments": sum((c.tenant, c.author) == (person.tenant, person.id) for c in self.comments.rows.values()),
            "relationships": sum(
                t == person.tenant and r.role(person.id) is not None for (t, _), r in self.relationships.rows.items()
            ),
        }
        return Holdings(counts, min((i.created_at for i in mine), default=None))

    async def is_gone(self, person: Person) -> bool:
        return not any((await self.holdings(person)).counts.values())

    async def comments_by(self, author: Person, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        return await self.comments.comments_by(author, limit=limit, cursor=cursor)

    async def erase(self, person: Person, at: datetime) -> Erased:
        held = dict((await self.holdings(person)).counts)
        kept = 0
        for (tenant, one), insight in list(self.insights.rows.items()):
            if tenant != person.tenant:
                continue
            if insight.client_user_id == person.id:
                del self.insights.rows[tenant, one]
                self.transcripts.rows.pop((tenant, insight.source_document_id or ""), None)
                await self.comments.delete_all(tenant, one)
                await self.corrections.remove_all(tenant, one)
            elif person.id in {insight.coach_user_id, insight.created_by, *insight.sharing_permissions}:
                kept += insight.coach_user_id == person.id
                left = {c: g for c, g in insight.sharing_permissions.items() if c != person.id}
                new: dict[str, Any] = {"sharing_permissions": left, "shared_with_coaches": tuple(left)}
                if insight.coach_user_id == person.id:
                    new |= {"coach_user_id": None, "created_by": insight.client_user_id, "visible_to_client": True}
                self.insights.rows[tenant, one] = insight.model_copy(update=new)
        for key, comment in list(self.comments.rows.items()):
            if (comment.tenant, comment.author) == (person.tenant, person.id):
                del self.comments.rows[key]
        for key, found in self.relationships.rows.items():
            if key[0] == person.tenant and found.role(person.id) and found.withdrawn_at is None:
                self.relationships.rows[key] = replace(
                    found, state=State.ENDED, withdrawn_at=at, version=found.version + 1
                )
        self.people.rows.pop(person, None)
        return Erased({kind: n for kind, n in held.items() if n}, {"coached": kept} if kept else {}, at)


@dataclass
class MemoryJobs:
    """Jobs are stored and changed; claiming and leases are the database's business and tested there."""

    rows: dict[Key, Job] = field(default_factory=dict)

    async def enqueue(self, job: Job, *, delay: timedelta = timedelta()) -> bool:
        fresh = (job.tenant, job.id) not in self.rows
        self.rows.setdefault((job.tenant, job.id), job)
        return fresh

    async def claim(
        self, lease: timedelta, *, lanes: Collection[Lane] = (), busy: frozenset[Owner] = frozenset()
    ) -> Job | None:
        job = next((job for job in self.rows.values() if job.state is JobState.QUEUED), None)
        if job is not None:
            job = self.rows[job.tenant, job.id] = replace(job, state=JobState.RUNNING, attempt=job.attempt + 1)
        return job

    async def save(self, job: Job, *, step: str | None = None, refs: Mapping[str, str] | None = None) -> Job:
        new = replace(job, step=job.step if step is None else step, refs={**job.refs, **(refs or {})})
        self.rows[job.tenant, job.id] = new
        return new

    async def extend(self, job: Job, lease: timedelta) -> None: ...

    async def release(
        self, job: Job, *, delay: timedelta, failed: bool, lane: Lane = Lane.QUICK, child_lost: bool = False
    ) -> None: ...

    async def outlived(self, job: Job) -> None: ...

    async def finish(self, job: Job, state: JobState) -> None:
        self.rows[job.tenant, job.id] = replace(job, state=state)

    async def get(self, tenant: Tenant, job_id: str) -> Job | None:
        return self.rows.get((tenant, job_id))

    async def wake(
        self,
        tenant: Tenant,
        job_id: str,
        *,
        step: str | None = None,
        refs: Mapping[str, str] | None = None,
        states: Collection[JobState] | None = None,
        steps: Collection[str] | None = None,
    ) -> Job | None:
        job = self.rows.get((tenant, job_id))
        return await self.save(job, step=step, refs=refs) if job else None

    async def open_of(self, person: Person, kind: str) -> Sequence[Job]:
        going = (JobState.QUEUED, JobState.RUNNING)
        found = [job for (tenant, _), job in self.rows.items() if tenant == person.tenant and job.state in going]
        return [job for job in found if job.kind == kind and job.refs.get("person") == person.id][:20]

    async def cancel(self, tenant: Tenant, job_id: str) -> bool:
        return (tenant, job_id) in self.rows


@dataclass
class MemoryFeedback:
    rows: dict[tuple[Person, str], bool] = field(default_factory=dict)

    async def put(self, person: Person, insight_id: str, helpful: bool, at: datetime) -> bool:
        fresh = (person, insight_id) not in self.rows
        self.rows[person, insight_id] = helpful
        return fresh

    async def get(self, person: Person, insight_id: str) -> bool | None:
        return self.rows.get((person, insight_id))


@dataclass
class MemoryUploads:
    rows: dict[Key, tuple[bytes, str]] = field(default_factory=dict)

    async def put(self, owner: Person, job_id: str, data: bytes, name: str) -> None:
        self.rows[owner.tenant, job_id] = (data, name)

    async def get(self, tenant: Tenant, job_id: str) -> tuple[bytes, str] | None:
        return self.rows.get((tenant, job_id))

    async def delete(self, tenant: Tenant, job_id: str) -> None:
        self.rows.pop((tenant, job_id), None)


class MemoryRotation:
    """Nothing to rotate; says what it was told to."""

    def __init__(self, *, shuts_backups: bool = True) -> None:
        self.shuts_backups = shuts_backups

    async def advance(self) -> timedelta | None:
        return None


class MemoryOutbox:
    """Nothing crashes in this house, so nothing is left."""

    async def done(self, change: Change) -> None:
        pass

    async def left(self) -> Sequence[Change]:
        return ()
