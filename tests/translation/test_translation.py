"""The catalogue: the reader's language, plurals, dates, and English where nothing is translated."""

import asyncio
import re
from datetime import date
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.render import wording
from core.card import Say
from core.insight.model import Metric
from core.translation import _, day, decimal, either, languages, listed, ngettext, quoted, reading, stored
from handlers.insight import craft
from scripts.messages import LOCALES, translated, updated
from tests.translation.sources import Id, labels, messages, named


def _ours(name: str) -> str:
    return _("{name} no longer shares a session with you.", name=name)


def test_a_reader_is_told_in_their_language() -> None:
    assert _ours("Ana") == "Ana no longer shares a session with you."
    with reading("de"):
        assert _ours("Ana") == "Ana teilt eine Sitzung nicht mehr mit dir."
        assert day(date(2026, 11, 3)) == "Di., 3. Nov. 2026"
    assert day(date(2026, 11, 3)) == "Tue 3 Nov 2026"


def test_what_was_said_stands_between_the_marks_of_its_readers_language() -> None:
    assert quoted("I'll call {Ann}.") == "“I'll call {Ann}.”"
    with reading("de"):
        assert quoted("I'll call {Ann}.") == "„I'll call {Ann}.“"


@pytest.mark.parametrize("tag", ["de", "de-AT", "de_CH", "DE"])
def test_a_region_reads_its_language(tag: str) -> None:
    with reading(tag):
        assert ngettext("{count} promise", "{count} promises", 2) == "2 Zusagen"
        assert ngettext("{count} promise", "{count} promises", 1) == "1 Zusage"


@pytest.mark.parametrize("tag", ["", "fr", "xx-YY", "no language at all", "../../etc/passwd", "de\0"])
def test_what_is_not_known_is_english(tag: str) -> None:
    with reading(tag):
        assert _ours("Ana") == "Ana no longer shares a session with you."


def test_what_was_stored_in_english_is_said_again() -> None:
    kept = "The client spoke 62% of the words."
    assert stored(kept) == kept
    with reading("de"):
        assert stored(kept) == "62 % der Worte kamen von der Klientenseite."
        assert (stored("Only you see this."), _("")) == ("Das siehst nur du.", "")
        assert [stored(other) for other in ("{0} of 3", "Nobody says this.", "")] == [
            "{0} of 3",
            "Nobody says this.",
            "",
        ]


def test_names_are_listed_as_the_reader_lists_them() -> None:
    names = ["Ana", "Ben", "Cleo"]
    assert (listed(names), either(names)) == ("Ana, Ben and Cleo", "Ana, Ben or Cleo")
    assert (listed([]), either([]), either(["Ana"])) == ("", "", "Ana")
    with reading("de"):
        assert (listed(names), either(names)) == ("Ana, Ben und Cleo", "Ana, Ben oder Cleo")


def test_numbers_have_the_readers_decimal_sign() -> None:
    assert [decimal(116.895), decimal(19.0), decimal(-0.125, 3)] == ["116.9", "19", "-0.125"]
    with reading("de-AT"):
        assert [decimal(116.895), decimal(1234.5), decimal(19.0)] == ["116,9", "1234,5", "19"]
        pace = Metric(name="client_words_per_minute", value=116.895, unit="words/min")
        assert (craft.figure(pace), wording.figure(50.5)) == ("116,9 Worte pro Minute", "50,5")


def test_values_are_never_read_as_messages() -> None:
    assert _ours("{name}") == "{name} no longer shares a session with you."
    assert _("{invite} it is.", invite=Say("coach", "invite")) == f"{Say('coach', 'invite')} it is."


async def test_two_readers_at_once() -> None:
    async def told(tag: str) -> str:
        with reading(tag):
            await asyncio.sleep(0)
            return _ours("Ana")

    german, english = await asyncio.gather(told("de"), told("en"))
    assert (german, english) == (
        "Ana teilt eine Sitzung nicht mehr mit dir.",
        "Ana no longer shares a session with you.",
    )


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


@cache
def _said_in(language: str) -> dict[Id, tuple[str, ...]]:
    """By message, what it is in the language: every form of one with a plural; nothing where somebody has yet to look at it."""
    with LOCALES.joinpath(f"{language}.po").open("rb") as source:
        entries = [entry for entry in read_po(source, locale=language, abort_invalid=True) if entry.id]
    return {named(entry): () if entry.fuzzy else translated(entry) for entry in entries}


@pytest.mark.parametrize("language", languages()[1:])
def test_a_catalogue_says_what_the_code_says(language: str) -> None:
    """Every message of the code and no other, with the same values in it; `make messages` adds those that are missing."""
    said = _said_in(language)
    assert set(said) == messages()
    assert [message for message, forms in said.items() if not forms or not all(forms)] == []
    for message, forms in said.items():
        *one, many = [_placeholders(each) for each in ([message] if isinstance(message, str) else message)]
        assert _placeholders(forms[-1]) == many, message
        assert all(_placeholders(form) in (*one, many, many - {"count"}) for form in forms[:-1]), message


@pytest.mark.parametrize("language", languages()[1:])
def test_a_catalogue_is_as_calm_as_the_english(language: str) -> None:
    for message, forms in _said_in(language).items():
        assert not any("!" in form or form != form.strip(" ") for form in forms), message


def test_german_says_du() -> None:
    formal = re.compile(r"\b(Sie|Ihnen|Ihre[mnrs]?|Ihr(?! beide| arbeitet))\b|(?<=[a-zß,] )D(u|ir|ich|eine?[mnrs]?)\b")
    for message, forms in _said_in("de").items():
        assert [found[0] for form in forms for found in formal.finditer(form)] == [], message


@pytest.mark.parametrize("language", languages()[1:])
def test_a_label_has_the_room_it_has_in_english(language: str) -> None:
    """The titles and buttons of a form have 24 characters in Slack, a button has 75."""
    said = _said_in(language)
    too_long = [
        (form, most) for message, most in labels() for form in said[message] if len(message) <= most < len(form)
    ]
    assert too_long == []


def test_translations_are_kept_when_the_code_changes() -> None:
    def after(po: bytes, *sentences: str) -> bytes:
        messages = Catalog()
        for each in sentences:
            messages.add(each, locations=[("a.py", 1)])
        return updated(po, "de", messages)

    head = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    first = after(head + b'\nmsgid "Stop"\nmsgstr "Abbrechen"\n\nmsgid "Send"\nmsgstr "Senden"\n', "Stop", "Go on")
    assert first.startswith(head)
    assert b'#: a.py\nmsgid "Go on"\nmsgstr ""\n' in first
    assert b'msgid "Stop"\nmsgstr "Abbrechen"\n' in first
    assert b'#~ msgid "Send"\n#~ msgstr "Senden"\n' in first
    assert b'\nmsgid "Send"\nmsgstr "Senden"\n' in after(first, "Send")
    assert after(first, "Stop", "Go on") == first
