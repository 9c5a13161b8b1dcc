"""Reading sessions: lists, one whole, a file of it, a search, a timeline."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel

from bot.api import answers, requests
from bot.api.operation import ROOT, Answer, Call, File, get
from bot.api.requests import Nothing
from bot.api.telling import summary, told
from core.insight.model import Status
from core.people.members import name_of
from core.people.relationships import Relationship
from core.ports.insights import InsightQuery, Scope
from core.ports.sessions import AuditEntry
from core.refusal import Reason, Refused
from core.sharing import search
from core.sharing.access import gone
from core.sharing.finding import rows, see
from core.sharing.finding import search as look
from core.sharing.trends import themes
from core.transcript import Role
from handlers.insight.export import insight_file
from handlers.lists.insights import query_of
from handlers.lists.routes import View

Q = TypeVar("Q", bound=BaseModel)
B = TypeVar("B", bound=BaseModel)
INSIGHTS = "/session-insights"
ASSISTANT = "X-Debrief-Assistant"
"""In this header a program says that it asks for an assistant, and with which tool: the record tells."""
STEP, MOST_SHARED = 200, 1000
"""What is shared with somebody is gone through, since a count would tell of grants that have ended."""
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "json": "application/json",
}


async def recorded(call: Call[Q, B], operation: str, subject: str, **facts: Any) -> None:
    """That somebody looked, by which token, and whether an assistant did it for them (bot/assistants.py)."""
    entry = AuditEntry(
        call.person.tenant,
        call.person.id,
        operation,
        subject,
        call.services.clock.now(),
        facts={**facts, **_by(call)},
    )
    await call.services.audit.append(entry)


def _by(call: Call[Any, Any]) -> dict[str, str]:
    """With which token, and with which of its tools an assistant asked (bot/assistants.py), where one did."""
    tool = call.request.headers.get(ASSISTANT, "")
    return {"token": call.token.id} | ({"assistant": tool} if re.fullmatch(r"[a-z_]{1,40}", tool) else {})


def next_of(call: Call[Q, B], **changed: str | int | None) -> str | None:
    """The address of another page of the same list; None where the first of `changed` is."""
    if next(iter(changed.values())) is None:
        return None
    asked = {name: value for name, value in call.request.query.items() if name not in {"cursor", "offset"}}
    return f"{call.request.path}?{urlencode({**asked, **changed})}"


async def _listed(
    call: Call[Any, Any], query: InsightQuery, asked: requests.Pages
) -> tuple[Sequence[answers.Summary], str | None, int]:
    """(rows, the next page, how many there are in all)."""
    page, total = await asyncio.gather(
        call.services.insights.list(query, limit=asked.limit, cursor=asked.cursor, skip=asked.offset),
        call.services.insights.count(query),
    )
    shown = await rows(call.services, call.person, page.rows)
    await recorded(call, "list", query.other or call.person.id, scope=query.scope.value, rows=len(shown))
    return [summary(row) for row in shown], next_of(call, cursor=page.older), total


async def list_my_insights(call: Call[requests.MyInsights, Nothing]) -> Answer:
    asked = call.query
    found: Sequence[answers.Summary] = ()
    further, total = None, 0
    if asked.include_paired or asked.include_unpaired:
        both = asked.include_paired and asked.include_unpaired
        scope = Scope.ALL if both else Scope.PAIRED if asked.include_paired else Scope.UNPAIRED
        found, further, total = await _listed(call, InsightQuery(call.person, scope), asked)
    body = answers.MyInsightsPage(
        paired_insights=[row for row in found if not row.is_unpaired],
        unpaired_insights=[row for row in found if row.is_unpaired],
        total_count=total,
        next=further,
    )
    return Answer(body, next=further)


async def list_shared_with_me(call: Call[requests.Pages, Nothing]) -> Answer:
    asked, query = call.query, InsightQuery(call.person, Scope.SHARED)
    page = await call.services.insights.list(query, limit=asked.limit, cursor=asked.cursor, skip=asked.offset)
    shown = await rows(call.services, call.person, page.rows)
    await recorded(call, "list", call.person.id, scope=Scope.SHARED.value, rows=len(shown))
    further = next_of(call, cursor=page.older)
    total = await _shared(call, query)
    return Answer(
        answers.SharedPage(insights=[summary(row) for row in shown], total_count=total, next=further), next=further
    )


async def _shared(call: Call[Any, Any], query: InsightQuery) -> int | None:
    cursor: str | None = None
    looked = total = 0
    while looked < MOST_SHARED:
        page = await call.services.insights.list(query, limit=STEP, cursor=cursor)
        looked += len(page.rows)
        total += len(await rows(call.services, call.person, page.rows))
        if (cursor := page.older) is None:
            return total
    return None


async def list_of_relationship(call: Call[requests.Pages, Nothing]) -> Answer:
    bond = await bond_of(call, call.path["id"])
    mine = bond.role(call.person.id)
    who = {"client": bond.client} if mine is Role.COACH else {"coach": bond.coach}
    query = InsightQuery(call.person, Scope.PAIRED, **who, relationship=bond.id)
    found, further, total = await _listed(call, query, call.query)
    tenant = call.person.tenant
    body = answers.RelationshipPage(
        insights=list(found),
        total_count=total,
        coaching_relationship_id=bond.id,
        coach_user_id=bond.coach,
        coach_name=await name_of(call.services, tenant, bond.coach),
        client_user_id=bond.client,
        client_name=await name_of(call.services, tenant, bond.client),
        next=further,
    )
    return Answer(body, next=further)


async def bond_of(call: Call[Q, B], id: str) -> Relationship:
    """One of the caller's own. Raises Refused, in the same words for what is not there and what is not theirs."""
    bond = await call.services.relationships.get(call.person.tenant, id)
    if bond is None or bond.role(call.person.id) is None:
        raise Refused(Reason.NOT_FOUND, gone())
    return bond


async def detail(call: Call[Q, B]) -> answers.Insight:
    return told(await see(call.services, call.person, call.path["id"]))


async def get_insight(call: Call[Nothing, Nothing]) -> Answer:
    insight = await detail(call)
    await recorded(call, "view", insight.id)
    return Answer(insight)


async def export_insight(call: Call[requests.Export, Nothing]) -> Answer:
    form = call.query.format
    name, data = await insight_file(call.services, call.person, call.path["id"], form, **_by(call))
    return Answer(File(data, MEDIA[form], name))


async def search_insights(call: Call[requests.Search, Nothing]) -> Answer:
    query = InsightQuery(call.person)
    wanted = search.words(call.query.q)
    found, cursor, looked = await look(call.services, query, wanted, call.query.cursor)
    await recorded(call, "search", call.person.id, rows=looked, found=len(found))
    further = next_of(call, cursor=cursor)
    return Answer(answers.Found(insights=[summary(row) for row in found], looked_at=looked, next=further), next=further)


async def get_timeline(call: Call[requests.TimelineQuery, Nothing]) -> Answer:
    asked, services = call.query, call.services
    other = asked.with_user_id or ""
    query = query_of(call.person, View(Scope.ALL, other, Status.COMPLETED.value))
    page = await services.insights.list(query, limit=asked.limit, cursor=asked.cursor)
    shown = await rows(services, call.person, page.rows)
    kept = await services.commitments.by_insight(call.person.tenant, [row.id for row in shown])
    await recorded(call, "timeline", other or call.person.id, rows=len(shown))
    further = next_of(call, cursor=page.older)
    sessions = [
        answers.TimelineSession(
            insight=summary(row),
            commitments=answers.Commitments(**asdict(kept[row.id])) if row.id in kept else None,
            figures=dict(row.figures),
        )
        for row in shown
    ]
    recurring = [
        answers.ThemeTold(theme=each.name, sessions=each.sessions, first=each.first, last=each.last)
        for each in themes(shown)
    ]
    return Answer(answers.Timeline(sessions=sessions, themes=recurring, next=further), next=further)


def address_of(insight_id: str) -> str:
    return f"{ROOT}{INSIGHTS}/{quote(insight_id, safe='')}"


OPERATIONS = (
    get(
        f"{INSIGHTS}/my-insights",
        list_my_insights,
        "My sessions, as client or coach, the newest first",
        answers.MyInsightsPage,
        query=requests.MyInsights,
    ),
    get(
        f"{INSIGHTS}/shared-with-me",
        list_shared_with_me,
        "Private sessions that others share with me",
        answers.SharedPage,
        query=requests.Pages,
    ),
    get(
        f"{INSIGHTS}/search",
        search_insights,
        "My sessions by words of their titles and themes",
        answers.Found,
        query=requests.Search,
    ),
    get(
        f"{INSIGHTS}/relationship/{{id}}",
        list_of_relationship,
        "The sessions of a coach and a client, the newest first",
        answers.RelationshipPage,
        query=requests.Pages,
    ),
    get(f"{INSIGHTS}/{{id}}", get_insight, "One session with all its sections", answers.Insight),
    get(
        f"{INSIGHTS}/{{id}}/export",
        export_insight,
        "A session as a file",
        None,
        query=requests.Export,
        files=tuple(MEDIA.values()),
    ),
    get(
        "/timeline",
        get_timeline,
        "Sessions in order, with figures and themes",
        answers.Timeline,
        query=requests.TimelineQuery,
    ),
)
