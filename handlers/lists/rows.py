"""What a list says of a session: one line, and the columns of a timeline. What there is none of is not said."""

from collections.abc import Callable, Mapping, Sequence

from core.card import Block, Fold, Style, Text
from core.insight.corrections import PASSAGES
from core.insight.model import Status
from core.insight.sections import BY_NAME
from core.people.members import names
from core.people.person import Person
from core.ports.insights import InsightSummary, Kept
from core.sharing.trends import QUESTIONS, Point
from core.translation import N_, _, ngettext
from handlers.cards import day_of, session_title
from handlers.insight import routes as insight_routes
from handlers.routing import Id
from handlers.services import Services

NONE = "–"
"""Stands in a table for what there is none of in one session."""
MOST_COLUMNS = 6
"""Figures side by side that a page still shows readably."""


async def session_rows(services: Services, person: Person, rows: Sequence[InsightSummary]) -> list[Block]:
    """Two blocks for each: its title, with a button that opens it, and its line."""
    known = await names(services, person.tenant, [other for row in rows if (other := other_of(person, row))])
    kept = await services.commitments.by_insight(person.tenant, [row.id for row in rows])
    blocks: list[Block] = []
    for row in rows:
        blocks.append(Fold(session_title(row.session_title), (), insight_routes.OPEN.button(_("Open"), Id(row.id))))
        blocks.append(Text(line(person, row, known.get(other_of(person, row), ""), kept.get(row.id)), Style.SMALL))
    return blocks


def other_of(person: Person, row: InsightSummary) -> str:
    return (row.coach_user_id or "") if row.client_user_id == person.id else row.client_user_id


_ITEMS: Mapping[str, Callable[[int], str]] = {
    "celebration": lambda count: ngettext("{count} celebration", "{count} celebrations", count),
    "intention": lambda count: ngettext("{count} intention", "{count} intentions", count),
    "client_discoveries": lambda count: ngettext("{count} discovery", "{count} discoveries", count),
    "goal_progress": lambda count: ngettext("progress in {count} thing", "progress in {count} things", count),
    "emotional_shifts": lambda count: ngettext("{count} shift in feeling", "{count} shifts in feeling", count),
    "values_beliefs": lambda count: ngettext("{count} value or belief", "{count} values and beliefs", count),
}
_BESIDES: Mapping[str, Callable[[int], str]] = {
    PASSAGES: lambda count: ngettext("{count} passage to come back to", "{count} passages to come back to", count),
    QUESTIONS: lambda count: ngettext("{count} question", "{count} questions", count),
}
"""Said where no engine and nobody else says more of a session."""


def line(person: Person, row: InsightSummary, name: str, kept: Kept | None) -> str:
    """When, with whom, how it stands, and how much of what it holds. `name`: the other's; `kept`: of its promises."""
    parts = [day_of(row.session_date, row.created_at)]
    if row.client_user_id != person.id:
        parts.append(_("{name}'s private session", name=name) if row.is_unpaired else _("with {name}", name=name))
    elif row.is_unpaired:
        count = len(row.sharing_permissions)
        parts.append(
            ngettext("private, shared with {count}", "private, shared with {count}", count) if count else _("private")
        )
    else:
        parts.append(_("with {name}", name=name))
    if row.status == Status.FAILED:
        parts.append(_("the analysis did not work out"))
    elif row.status != Status.COMPLETED:
        parts.append(_("in progress"))
    return " · ".join((*parts, *_held(row, kept)))


def _held(row: InsightSummary, kept: Kept | None) -> list[str]:
    said = [say(count) for section, say in _ITEMS.items() if (count := row.counts.get(section, 0))]
    more = [] if said else [say(count) for name, say in _BESIDES.items() if (count := row.counts.get(name, 0))]
    if promised := row.counts.get("action_items", 0):
        said.append(ngettext("{count} promise", "{count} promises", promised))
    if kept and kept.kept:
        said.append(ngettext("{count} of them kept", "{count} of them kept", kept.kept))
    share = row.figures.get("client_talk_share_words")
    if more and share is not None:
        more.append(_("client spoke {share} %", share=f"{share * 100:.0f}"))
    return said + more


def _count_of(name: str) -> Callable[[Point], float | None]:
    return lambda point: point.row.counts.get(name)


COLUMNS: tuple[tuple[str, Callable[[Point], float | None]], ...] = (
    (BY_NAME["action_items"].title, _count_of("action_items")),
    (N_("Promises kept"), lambda point: point.kept.kept if point.kept else None),
    *(
        (BY_NAME[name].title, _count_of(name))
        for name in (
            "client_discoveries",
            "goal_progress",
            "emotional_shifts",
            "values_beliefs",
            "intention",
            "celebration",
        )
    ),
    (N_("Questions"), _count_of(QUESTIONS)),
    (N_("Client spoke, %"), lambda point: point.client_share),
)
"""Title and value, in the order in which they matter."""


def columns(trend: Sequence[Point]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Title and a cell for each point, of those columns in which anything stands."""
    found = ((_(title), [value(point) for point in trend]) for title, value in COLUMNS)
    told = (
        (title, tuple(f"{value:.0f}" if value else NONE for value in values)) for title, values in found if any(values)
    )
    return tuple(told)[:MOST_COLUMNS]
