"""What renderers say alike: safe characters, the line under a quote, how a number and a time are written."""

import math
import re
from itertools import zip_longest

from core.card import Chart, Quote, Say
from core.translation import _, decimal

# Control characters could drive a terminal, bidirectional overrides could make words read as others, and a lone
# surrogate cannot be written to a file. Tab and newline stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NEWLINE = re.compile("\r\n?|[\x85\u2028\u2029]")


def typed(said: Say) -> str:
    """A command as it is written where there is no better way."""
    return f"/{said.verb or 'debrief'} {said.rest}".strip()


def safe(text: str) -> str:
    """The text without characters that act instead of showing."""
    return _UNSAFE.sub("", _NEWLINE.sub("\n", text))


def moment(seconds: float) -> str:
    """Seconds from the start of the recording as m:ss or h:mm:ss."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def receipt(quote: Quote) -> str:
    """Who said it, in which turn, and when if the file tells."""
    parts = [safe(quote.speaker), _("turn {number}", number=quote.turn)]
    if quote.start is not None and math.isfinite(quote.start):
        parts.append(moment(quote.start))
    return " · ".join(part for part in parts if part)


def figure(value: float | None) -> str:
    """A chart's value with at most three decimals; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return decimal(value, 3) if abs(value) < 1e15 else f"{value:.3g}"


def figures(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """What a chart shows, as the header and the rows of a table."""
    values = zip_longest(*(series.values for series in chart.series))
    rows = (
        (label or "", *(figure(value) for value in found or ())) for label, found in zip_longest(chart.labels, values)
    )
    return ("", *(series.name for series in chart.series)), tuple(rows)
