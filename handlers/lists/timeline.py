"""/timeline: sessions in order with counts, a trend chart, themes that come back, promises kept. Of mine, or of one client's."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Chart,
    Divider,
    Fold,
    Menu,
    Say,
    Series,
    Style,
    Table,
    Text,
)
from core.insight.model import Status
from core.people.members import known, name_of
from core.people.person import Person
from core.ports.insights import InsightQuery, InsightSummary, Kept, Scope
from core.refusal import Reason, Refused
from core.sharing.trends import (
    Point,
    Theme,
    counted,
    kept_share,
    points,
    themes,
    when,
)
from core.translation import _
from handlers.access import gate
from handlers.access.gate import audit
from handlers.arguments import Grammar
from handlers.cards import SAVED_AS, day, day_of
from handlers.events import ButtonPressed, CommandGiven, Respond
from handlers.insight import routes as insight_routes
from handlers.lists import routes
from handlers.lists.insights import (
    line,
    other_of,
    query_of,
)
from handlers.lists.routes import View
from handlers.messages import posted
from handlers.routing import Id
from handlers.services import Services

WINDOW = 12
"""Sessions of one view: as many as a chart shows readably."""
MOST_THEMES = 6


@dataclass(frozen=True)
class Stretch:
    """Some sessions in order, as one reader sees them, with what is known of each. `about` is the client's or coach's name."""

    rows: tuple[InsightSummary, ...]
    points: tuple[Point, ...]
    kept: Mapping[str, Kept]
    themes: tuple[Theme, ...]
    about: str
    older: str | None
    newer: str | None


GRAMMAR = Grammar(
    lambda: _("Write {timeline} or {timeline_with}.", timeline=Say("timeline"), timeline_with=Say("timeline", "@name")),
    person=True,
)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    await known(services, asked.person)
    page = routes.Stretch(asked.about)
    card, owners = await timeline(services, event.person, page)
    await posted.answer_list(services, event, respond, card, owners, routes.TIMELINE.packed(page))


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    page = routes.TIMELINE.read(event)
    card, owners = await timeline(services, event.person, page)
    await posted.update_list(services, event, respond, card, owners, routes.TIMELINE.packed(page))


async def stretch(
    services: Services, person: Person, other: str, cursor: str | None, *, limit: int = WINDOW
) -> Stretch:
    """One page of analysed sessions, newest page first, each row as the person may see it."""
    query = await query_of(services, person, View(Scope.ALL, other, Status.COMPLETED.value))
    return await _stretch_of(services, query, other, cursor, limit)


async def _stretch_of(services: Services, query: InsightQuery, other: str, cursor: str | None, limit: int) -> Stretch:
    person = query.reader
    page = await services.insights.list(query, limit=limit, cursor=cursor)
    rows = await gate.rows(services, person, page.rows)
    kept = await services.commitments.by_insight(person.tenant, [row.id for row in rows])
    about = await name_of(services, person.tenant, other) if other else ""
    return Stretch(rows, points(rows, kept), kept, themes(rows), about, page.older, page.newer)


async def timeline(services: Services, person: Person, page: routes.Stretch) -> tuple[Card, list[str]]:
    """The card, recorded as looked at, and whose sessions are on it."""
    card, rows = await draw(services, person, page)
    await audit(services, person, "timeline", page.other or person.id, rows=len(rows))
    return card, [row.client_user_id for row in rows]


async def draw(services: Services, person: Person, page: routes.Stretch) -> tuple[Card, tuple[InsightSummary, ...]]:
    """The same for a message that shows it already: nobody has looked."""
    found = await stretch(services, person, page.other, page.cursor or None)
    title = f"Timeline with {found.about}" if found.about else "Your timeline"
    if not found.rows:
        said = "No analysed sessions yet." if not page.cursor else "No sessions here any more."
        return Card(title, (Text(said),)), ()
    blocks: list[Block] = [Text(span(found), Style.SMALL)]
    if len(found.points) == 1:
        other_id = other_of(person, found.rows[0])
        name = await name_of(services, person.tenant, other_id) if other_id else ""
        blocks += one_session(person, found.rows[0], name)
    else:
        blocks += [*pictures(found.points), Divider(), session_table(found.points)]
    if found.themes and len(found.points) > 1:
        blocks += [Divider(), Text("What comes back", Style.HEADING), theme_table(found.themes)]
    blocks.append(Actions(_buttons(found, page.other)))
    return Card(title, tuple(blocks)), found.rows


def span(found: Stretch) -> str:
    """How many sessions, from when to when, and how promises went."""
    first, last = found.points[0].row, found.points[-1].row
    count = len(found.points)
    said = f"{count} {'session' if count == 1 else 'sessions'}, {day(when(first))} to {day(when(last))}"
    if count == 1:
        said = f"1 session, {day_of(first.session_date, first.created_at)}"
    share = kept_share(found.kept.values())
    if share is not None:
        said += f". Of the promises that came due, {share * 100:.0f} % were kept"
    promised = counted(found.rows, "action_items")
    return f"{said}. {promised} {'promise' if promised == 1 else 'promises'} in all."


def one_session(person: Person, row: InsightSummary, name: str) -> tuple[Block, ...]:
    """As in a list: with nothing to compare there is no trend to draw. `name` is the other's."""
    head = Fold(row.session_title or "Coaching session", (), insight_routes.OPEN.button("Open", Id(row.id)))
    themes_of = (Text(" · ".join(row.themes), Style.SMALL),) if row.themes else ()
    return (head, Text(line(person, row, name), Style.SMALL), *themes_of)


def pictures(trend: tuple[Point, ...]) -> tuple[Chart, ...]:
    """One chart per unit: what is counted in per cent, and what is counted in questions. One without values is left out."""
    labels = tuple(f"{when(point.row).day} {when(point.row):%b}" for point in trend)
    shares = (
        Series("Client's share of the words, %", tuple(point.client_share for point in trend)),
        Series("Promises kept, %", tuple(point.kept_share for point in trend)),
    )
    asked = (Series("Open questions", tuple(point.open_questions for point in trend)),)
    charts = (
        Chart("Talk and promises, per cent", labels, _known(shares), "Day"),
        Chart("Open questions of the coach", labels, _known(asked), "Day"),
    )
    return tuple(chart for chart in charts if chart.series)


def _known(series: tuple[Series, ...]) -> tuple[Series, ...]:
    return tuple(one for one in series if any(value is not None for value in one.values))


COLUMNS = (("client_discoveries", "Discoveries"), ("intention", "Intention"), ("action_items", "Promised"))


def session_table(trend: tuple[Point, ...]) -> Table:
    """Newest first, as in the list."""
    rows = tuple(
        (
            day_of(point.row.session_date, point.row.created_at),
            point.row.session_title or "Coaching session",
            *(str(point.row.counts.get(section, 0)) for section, _ in COLUMNS),
            point.row.quality or "–",
        )
        for point in reversed(trend)
    )
    return Table(("Day", "Session", *(label for _, label in COLUMNS), "Overall"), rows)


def theme_table(found: tuple[Theme, ...]) -> Table:
    rows = tuple((theme.name, str(theme.sessions), day(theme.first), day(theme.last)) for theme in found[:MOST_THEMES])
    return Table(("Theme", "Sessions", "First", "Last"), rows)


def _buttons(found: Stretch, other: str) -> tuple[Button | Menu, ...]:
    recent = [
        (f"{day_of(row.session_date, row.created_at)}, {(row.session_title or 'Coaching session')[:45]}", Id(row.id))
        for row in found.rows
    ]
    buttons: list[Button | Menu] = [insight_routes.OPEN.menu("Open a session", recent)] if len(recent) > 1 else []
    if found.newer:
        buttons.append(routes.TIMELINE.button("Newer", routes.Stretch(other, found.newer)))
    if found.older:
        buttons.append(routes.TIMELINE.button("Older", routes.Stretch(other, found.older)))
    saved = ((name, routes.Saved(other, form)) for name, form in SAVED_AS.items())
    buttons.append(routes.TIMELINE_EXPORT.menu("Save as", saved))
    return tuple(buttons)


def unknown_format() -> Refused:
    return Refused(Reason.BAD_INPUT, "I can save as PDF, Word, Markdown or JSON.")
