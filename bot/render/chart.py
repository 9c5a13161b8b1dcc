"""A chart as inline SVG: no script, no style attribute, told apart without colour, and readable as a table."""

import math

from markupsafe import Markup

from bot.render.wording import figure, safe
from core.card import Chart, Series
from core.translation import _

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 60, 16, 14, 34
MOST_LABELS = 6  # more would run into each other at phone width
LOOKS = 4  # classes s0 to s3 in page.css

Span = tuple[float, float]


def _known(chart: Chart) -> list[float]:
    return [value for series in chart.series for value in series.values if value is not None and math.isfinite(value)]


def _span(values: list[float]) -> Span:
    """The axis: from zero where nothing is negative, so that small changes do not look large."""
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (low, low + 1.0)


def _x(index: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return LEFT + (room / 2 if count < 2 else room * index / (count - 1))


def _y(value: float, span: Span) -> float:
    low, high = span
    share = (value / 2 - low / 2) / (high / 2 - low / 2)  # halved: the distance of two huge floats must not overflow
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _runs(series: Series, count: int, span: Span) -> list[list[tuple[float, float]]]:
    """Stretches of known values; the line breaks where a value is missing."""
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(series.values):
        if value is None or not math.isfinite(value):
            runs.append([])
        else:
            runs[-1].append((_x(index, count), _y(value, span)))
    return [run for run in runs if run]


def _line(number: int, series: Series, count: int, span: Span) -> Markup:
    marks = Markup()
    for run in _runs(series, count, span):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        marks += Markup('<polyline points="{}"/>').format(points)
        marks += Markup().join(Markup('<circle cx="{:.1f}" cy="{:.1f}" r="5"/>').format(x, y) for x, y in run)
    return Markup('<g class="s{}">{}</g>').format(number % LOOKS, marks)


def _axes(chart: Chart, count: int, span: Span) -> Markup:
    marks = Markup()
    for value in (span[0], span[0] / 2 + span[1] / 2, span[1]):
        y = _y(value, span)
        marks += Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
            LEFT, WIDTH - RIGHT, y, y
        )
        marks += Markup('<text x="{}" y="{:.1f}" text-anchor="end">{}</text>').format(LEFT - 10, y + 4, figure(value))
    step = max(1, math.ceil(len(chart.labels) / MOST_LABELS))
    for shown, index in enumerate(range(0, len(chart.labels), step)):
        anchor = "middle" if count < 2 or 0 < index < count - 1 else "start" if index == 0 else "end"
        marks += Markup('<text class="{}" x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
            "odd" if shown % 2 else "even", _x(index, count), HEIGHT - 10, anchor, safe(chart.labels[index])
        )
    return marks


def _legend(chart: Chart) -> Markup:
    if len(chart.series) < 2:
        return Markup()
    sample = Markup(
        '<li><svg viewBox="0 0 36 10" aria-hidden="true"><g class="s{}"><polyline points="2,5 34,5"/>'
        '<circle cx="18" cy="5" r="4"/></g></svg><span dir="auto">{}</span></li>'
    )
    rows = Markup().join(sample.format(n % LOOKS, safe(series.name)) for n, series in enumerate(chart.series))
    return Markup('<ul class="legend">{}</ul>').format(rows)


def _figures(chart: Chart, count: int) -> Markup:
    head = Markup().join(Markup('<th scope="col" dir="auto">{}</th>').format(safe(s.name)) for s in chart.series)
    rows = Markup()
    for index in range(count):
        label = safe(chart.labels[index]) if index < len(chart.labels) else ""
        cells = Markup().join(
            Markup("<td>{}</td>").format(figure(s.values[index] if index < len(s.values) else None))
            for s in chart.series
        )
        rows += Markup('<tr><th scope="row" dir="auto">{}</th>{}</tr>').format(label, cells)
    return Markup(
        '<details><summary>{}</summary><div class="inside wide" tabindex="0"><table>'
        '<thead><tr><th scope="col"><span class="unseen">{}</span></th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div></details>"
    ).format(_("Figures"), _("Session"), head, rows)


def drawing(chart: Chart) -> Markup:
    """The chart as a figure: caption, lines, legend, and the same figures as a table."""
    count = max([len(chart.labels), *(len(series.values) for series in chart.series)])
    known = _known(chart)
    picture = Markup()
    if known:
        span = _span(known)
        lines = Markup().join(_line(n, series, count, span) for n, series in enumerate(chart.series))
        picture = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
            WIDTH, HEIGHT, safe(chart.title), _axes(chart, count, span), lines
        )
    return Markup('<figure class="chart"><p class="strong" dir="auto">{}</p>{}{}{}</figure>').format(
        safe(chart.title), picture, _legend(chart), _figures(chart, count)
    )
