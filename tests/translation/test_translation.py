"""The catalogue: the reader's language, plurals, dates, and English where nothing is translated."""

import asyncio
from datetime import date
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from core.card import Say
from core.translation import _, day, either, languages, listed, ngettext, reading, stored
from tests.translation.sources import LOCALES, messages


def _ours(name: str) -> str:
    return _("{name} no longer shares a session with you.", name=name)


def test_a_reader_is_told_in_their_language() -> None:
    assert _ours("Ana") == "Ana no longer shares a session with you."
    with reading("de"):
        assert _ours("Ana") == "Ana teilt eine Sitzung nicht mehr mit dir."
        assert day(date(2026, 11, 3)) == "Di. 3. Nov. 2026"
    assert day(date(2026, 11, 3)) == "Tue 3 Nov 2026"


@pytest.mark.parametrize("tag", ["de", "de-AT", "de_CH", "DE"])
def test_a_region_reads_its_language(tag: str) -> None:
    with reading(tag):
        assert ngettext("this session", "{count} sessions", 2) == "2 Sitzungen"
        assert ngettext("this session", "{count} sessions", 1) == "diese Sitzung"


@pytest.mark.parametrize("tag", ["", "fr", "xx-YY", "no language at all", "../../etc/passwd", "de\0"])
def test_what_is_not_known_is_english(tag: str) -> None:
    with reading(tag):
        assert _ours("Ana") == "Ana no longer shares a session with you."


def test_what_was_stored_in_english_is_said_again() -> None:
    kept = "The client spoke 62% of the words."
    assert stored(kept) == kept
    with reading("de"):
        assert stored(kept) == "62 % der Worte sprach der Klient."
        assert (stored("this session"), _("")) == ("diese Sitzung", "")
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


@pytest.mark.parametrize("language", languages()[1:])
def test_a_catalogue_says_what_the_code_says(language: str) -> None:
    """Every message in it is one of the code's, with the same values in it."""
    with LOCALES.joinpath(f"{language}.po").open("rb") as source:
        entries = [entry for entry in read_po(source, locale=language, abort_invalid=True) if entry.id]
    assert {entry.id for entry in entries} <= messages()
    for entry in entries:
        ids = [entry.id] if isinstance(entry.id, str) else [str(one) for one in entry.id]
        for said in entry.string if isinstance(entry.string, tuple | list) else (entry.string,):
            assert _placeholders(str(said)) <= _placeholders(" ".join(ids)), entry.id
