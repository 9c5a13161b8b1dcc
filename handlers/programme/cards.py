"""The card of a month: a table beside the month before, a curve, and one sentence for each figure that says what it counts."""

from collections.abc import Mapping
from datetime import date

from core import translation
from core.card import Actions, Block, Bullets, Card, Chart, Series, Style, Table, Text
from core.programme.figures import MINUTE, Figures, before, per_cent, ready
from core.translation import N_, _, ngettext
from handlers.cards import day
from handlers.programme import routes

HOUR = 60 * MINUTE
LONG = 2 * HOUR
"""From which hours are said instead of minutes."""
ROWS = (
    N_("People active"),
    N_("Sessions that became an insight"),
    N_("Sessions that came to nothing"),
    N_("Half of the cards came within"),
    N_("Nine in ten cards came within"),
    N_("Sessions opened"),
    N_("Insights found helpful"),
    N_("Insights found not helpful"),
    N_("Sessions shared"),
    N_("Promises kept"),
    N_("Promises let go"),
)
MEANT = (
    N_("People active: how many people did something here, such as give a session, open one or keep a promise."),
    N_("Became an insight, came to nothing: sessions that people gave. What they took back themselves is in neither."),
    N_("The time to a card: from when a session was given, or its person answered what I had asked."),
    N_("Sessions opened: what two people opened counts for each of them."),
    N_("Helpful or not: what readers said last of an insight in this month."),
    N_("Sessions shared: those that people shared with somebody, or gave to their coach."),
    N_("Promises kept or let go: what clients promised, by what was said of it. Silence counts as neither."),
)


def name(month: date) -> str:
    return f"{month:%Y-%m}"


def too_early(first: date) -> Card:
    said = _(
        "Figures are of whole months. Those of {month} can be seen from {day}.",
        month=translation.month(first),
        day=day(ready(first)),
    )
    return Card(_("The programme"), (Text(said),))


def figures(months: Mapping[date, Figures], month: date) -> Card:
    """`months` newest first; beside the chosen one stands the one before it."""
    shown = [each for each in (month, before(month)) if each in months]
    columns = [_column(months[each]) for each in shown]
    rows = tuple(zip((_(row) for row in ROWS), *columns, strict=True))
    about = _(
        "Counted once, when the month was over, from who did what and when; no session is opened for it. A figure is shown "
        "where at least five people stand behind it, a time where five waited less and five waited longer."
    )
    blocks: list[Block] = [
        Text(about, Style.SMALL),
        Table((_("Figure"), *(translation.month(each) for each in shown)), rows),
        *_curve(months),
        Text(_("What they count"), Style.HEADING),
        Bullets(tuple(map(_, MEANT))),
        Text(_("Months go by UTC, from the first day to the last."), Style.SMALL),
    ]
    others = [(translation.month(each), routes.Month(name(each))) for each in months if each != month]
    if others:
        blocks.append(Actions((routes.OPEN.menu(_("Another month"), others),)))
    return Card(_("The programme in {month}", month=translation.month(month)), tuple(blocks))


def _column(of: Figures) -> tuple[str, ...]:
    unknown = None if of.whole else _("not counted yet then")
    return (
        _count(of.active),
        _count(of.analysed, of.not_analysed),
        unknown or _count(of.not_analysed, of.analysed),
        unknown or _length(of.half_within),
        unknown or _length(of.most_within),
        _count(of.opened),
        _count(of.helpful, of.not_helpful),
        _count(of.not_helpful, of.helpful),
        _count(of.shared),
        _count(of.kept, of.let_go),
        _count(of.let_go, of.kept),
    )


def _few() -> str:
    return _("too few people")


def _count(count: int | None, other: int | None = None) -> str:
    """With its share, where the other side may be told, too."""
    if count is None:
        return _few()
    share = per_cent(count, other)
    return str(count) if share is None else _("{count} ({share} %)", count=count, share=share)


def _length(seconds: int | None) -> str:
    if seconds is None:
        return _few()
    if seconds < MINUTE:
        return ngettext("{count} second", "{count} seconds", seconds)
    if seconds < LONG:
        return ngettext("{count} minute", "{count} minutes", seconds // MINUTE)
    return ngettext("{count} hour", "{count} hours", -(-seconds // HOUR))


def _curve(months: Mapping[date, Figures]) -> tuple[Chart, ...]:
    """Each month by itself; one without a figure is a gap. None where there is nothing to compare."""
    oldest_first = sorted(months)
    lines = (
        Series(_("People active"), tuple(_value(months[month].active) for month in oldest_first)),
        Series(_("Sessions that became an insight"), tuple(_value(months[month].analysed) for month in oldest_first)),
    )
    told = tuple(line for line in lines if sum(value is not None for value in line.values) > 1)
    labels = tuple(translation.month(month, short=True) for month in oldest_first)
    return (Chart(_("Month by month"), labels, told, _("Month")),) if told else ()


def _value(count: int | None) -> float | None:
    return None if count is None else float(count)
