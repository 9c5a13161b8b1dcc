"""What people read, in their language: gettext, with English sentences as the message ids.

A sentence is written where it is said, `_("{name} has left.", name=name)`, and is translated in `locales/LANGUAGE.po`; what has
no translation there is said in English. A command in it is a value (core.card.Say), which each face writes in its own syntax;
what depends on a number goes through `ngettext`. A constant is marked with `N_`, and translated by `_` where it is used.

Whose language it is is said once, by whoever knows the reader: `with reading(language):`. Without it, English.
"""

import gettext
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

ENGLISH = "en"
_LOCALES = files("core") / "locales"
_NUMBER = re.compile("[0-9]+")
_reader: ContextVar[str] = ContextVar("reader", default=ENGLISH)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Marks a message that is translated later, by `_`."""
    return message


def _(message: str, /, **values: object) -> str:
    """The message in the reader's language, with `{name}` replaced by values."""
    said = _translated(message)
    return said.format(**values) if values else said


def ngettext(one: str, several: str, number: int, /, **values: object) -> str:
    """Of both messages the one for the number, which is `{count}` in them."""
    return _catalogue(_reader.get()).ngettext(one, several, number).format(count=number, **values)


def quoted(text: str) -> str:
    """The text between the quotation marks of the reader's language."""
    return _("“{text}”", text=text)


def stored(sentence: str) -> str:
    """What was said in English and kept, or came out of a guarded child, said again: the numbers in it are the values {0}, {1} of
    its message. What is no message stays as it is."""
    numbers = _NUMBER.findall(sentence)
    if (said := _translated(sentence)) != sentence or not numbers:
        return said
    places = count()
    message = _NUMBER.sub(lambda _number: f"{{{next(places)}}}", sentence)
    said = _translated(message)
    return said.format(*numbers) if said != message else sentence


def day(moment: date, *, weekday: bool = True) -> str:
    """Such as "Tue 3 Nov 2026"; of a datetime the day it has in its own time zone. The patterns are CLDR's, and messages too."""
    return format_date(moment, _("EEE d MMM y") if weekday else _("d MMM y"), locale=_reader.get())


def short_day(moment: date) -> str:
    """Such as "3 Nov", for what has little room."""
    return format_date(moment, _("d MMM"), locale=_reader.get())


def month(moment: date, *, short: bool = False) -> str:
    """Such as "November 2026", or "Nov"."""
    return format_date(moment, "LLL" if short else _("LLLL y"), locale=_reader.get())


def decimal(number: float, places: int = 1) -> str:
    """With so many decimals at most: "116.9", in German "116,9"."""
    return format_decimal(number, f"0.{'#' * places}", locale=_reader.get())


def listed(names: Sequence[str]) -> str:
    """Such as "Ana, Ben and Cleo"."""
    return _joined(names, "standard")


def either(names: Sequence[str]) -> str:
    """Such as "Ana, Ben or Cleo"."""
    return _joined(names, "or")


def _joined(names: Sequence[str], style: Literal["standard", "or"]) -> str:
    locale = _reader.get()
    return format_list(names, style, locale="en_GB" if locale == ENGLISH else locale) if names else ""


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Everything said inside is said in the language, a BCP 47 tag such as "de-AT"; in English where that is none of ours."""
    token = _reader.set(_known(language))
    try:
        yield
    finally:
        _reader.reset(token)


def language() -> str:
    """The reader's, as files and pages name it."""
    return _reader.get()


def preferred(accepted: str) -> str:
    """Of a browser's Accept-Language, which names the dearest first, the first language that is one of ours."""
    tags = [each.partition(";")[0].strip().partition("-")[0].lower() for each in accepted.split(",")]
    return next((tag for tag in tags if tag in languages()), ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """English, and what there is a catalogue of."""
    there = (entry.name for entry in _LOCALES.iterdir())
    return (ENGLISH, *sorted(name.removesuffix(".po") for name in there if name.endswith(".po")))


def _known(tag: str) -> str:
    try:
        language = Locale.parse(tag, sep="-" if "-" in tag else "_").language
    except (ValueError, UnknownLocaleError):
        return ENGLISH
    return language if language in languages() else ENGLISH


def _translated(message: str) -> str:
    return _catalogue(_reader.get()).gettext(message) if message else ""  # an empty one is the head of the catalogue


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    source = _LOCALES.joinpath(f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
