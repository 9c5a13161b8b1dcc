"""/timeline: sessions in order with counts, a trend chart, themes that come back, promises kept. Of mine, or of one client's."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Chart,
    Divider,
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
from core.sharing import finding
from core.sharing.trends import (
    Point,
    Theme,
    counted,
    points,
    themes,
    when,
)
from core.translation import _, ngettext, short_day
from handlers.access.gate import audit
from handlers.arguments import Grammar
from handlers.browser import routes as browser
from handlers.cards import SAVED_AS, day, day_of, session_title
from handlers.events import ButtonPressed, CommandGiven, Respond
from handlers.insight import routes as insight_routes
from handlers.lists import routes
from handlers.lists.insights import query_of
from handlers.lists.routes import View
from handlers.lists.rows import columns, session_rows
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
    query = query_of(person, View(Scope.ALL, other, Status.COMPLETED.value))
    return await _stretch_of(services, query, other, cursor, limit)


async def _stretch_of(services: Services, query: InsightQuery, other: str, cursor: str | None, limit: int) -> Stretch:
    person = query.reader
    page = await services.insights.list(query, limit=limit, cursor=cursor)
    rows = await finding.rows(services, person, page.rows)
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
    title = _("Timeline with {name}", name=found.about) if found.about else _("Your timeline")
    if not found.rows:
        said = _("No sessions here any more.") if page.cursor else _("No analysed sessions yet.")
        return Card(title, (Text(said),)), ()
    blocks: list[Block] = [Text(span(found), Style.SMALL)]
    if len(found.points) == 1:  # with nothing to compare there is no trend to draw
        themes_of = found.rows[0].themes
        blocks += await session_rows(services, person, found.rows)
        blocks += [Text(" · ".join(themes_of), Style.SMALL)] if themes_of else []
    else:
        blocks += [*pictures(found.points), Divider(), session_table(found.points)]
    if found.themes and len(found.points) > 1:
        blocks += [Divider(), Text(_("What comes back"), Style.HEADING), theme_table(found.themes)]
    blocks.append(Actions((*_buttons(found, page.other), *browser.way(services, routes.TIMELINE, page))))
    return Card(title, tuple(blocks)), found.rows


def span(found: Stretch) -> str:
    """How many sessions, from when to when, and how promises went."""
    first, last = found.points[0].row, found.points[-1].row
    count = len(found.points)
    if count == 1:
        said = [_("1 session, {day}.", day=day_of(first.session_date, first.created_at))]
    else:
        from_day, to_day = day(when(first)), day(when(last))
        said = [_("{count} sessions, {first} to {last}.", count=count, first=from_day, last=to_day)]
    if promised := counted(found.rows, "action_items"):
        said.append(ngettext("{count} promise in all.", "{count} promises in all.", promised))
    return " ".join((*said, *_what_became_of_promises(found.kept.values())))


def _what_became_of_promises(counts: Collection[Kept]) -> Iterator[str]:
    """Only what somebody told: silence says nothing of a promise."""
    if kept := sum(count.kept for count in counts):
        yield _("Kept: {count}.", count=kept)
    if let_go := sum(count.settled - count.kept for count in counts):
        yield _("Let go: {count}.", count=let_go)
    if silent := sum(count.not_told for count in counts):
        yield _("Not told yet: {count}.", count=silent)


def pictures(trend: tuple[Point, ...]) -> tuple[Chart, ...]:
    """One chart per unit; one without values is left out."""
    labels = tuple(short_day(when(point.row)) for point in trend)
    share = Series(_("Client's share of the words, %"), tuple(point.client_share for point in trend))
    asked = Series(_("Open questions"), tuple(point.open_questions for point in trend))
    promises = (
        Series(_("Promises"), tuple(_at_all(point.row.counts.get("action_items", 0)) for point in trend)),
        Series(_("Promises kept"), tuple(_at_all(point.kept.kept) if point.kept else None for point in trend)),
    )
    charts = (
        Chart(_("Talk, per cent"), labels, _known((share,)), _("Day")),
        Chart(_("Open questions of the coach"), labels, _known((asked,)), _("Day")),
        Chart(_("Promises"), labels, _known(promises), _("Day")),
    )
    return tuple(chart for chart in charts if chart.series)


def _at_all(count: int) -> float | None:
    return float(count) if count else None


def _known(series: tuple[Series, ...]) -> tuple[Series, ...]:
    return tuple(one for one in series if any(value is not None for value in one.values))


def session_table(trend: tuple[Point, ...]) -> Table:
    """Newest first, as in the list."""
    newest = tuple(reversed(trend))
    days = tuple(day_of(point.row.session_date, point.row.created_at) for point in newest)
    sessions = tuple(session_title(point.row.session_title) for point in newest)
    told = ((_("Day"), days), (_("Session"), sessions), *columns(newest))
    return Table(tuple(title for title, _cells in told), tuple(zip(*(cells for _title, cells in told), strict=True)))


def theme_table(found: tuple[Theme, ...]) -> Table:
    rows = tuple((theme.name, str(theme.sessions), day(theme.first), day(theme.last)) for theme in found[:MOST_THEMES])
    return Table((_("Theme"), _("Sessions"), _("First"), _("Last")), rows)


def _buttons(found: Stretch, other: str) -> tuple[Button | Menu, ...]:
    recent = [
        (f"{day_of(row.session_date, row.created_at)}, {session_title(row.session_title)[:45]}", Id(row.id))
        for row in found.rows
    ]
    buttons: list[Button | Menu] = [insight_routes.OPEN.menu(_("Open a session"), recent)] if len(recent) > 1 else []
    if found.newer:
        buttons.append(routes.TIMELINE.button(_("Newer"), routes.Stretch(other, found.newer)))
    if found.older:
        buttons.append(routes.TIMELINE.button(_("Older"), routes.Stretch(other, found.older)))
    saved = ((name, routes.Saved(other, form)) for name, form in SAVED_AS.items())
    buttons.append(routes.TIMELINE_EXPORT.menu(_("Save as"), saved))
    return tuple(buttons)


def unknown_format() -> Refused:
    return Refused(Reason.BAD_INPUT, _("I can save as PDF, Word, Markdown or JSON."))
