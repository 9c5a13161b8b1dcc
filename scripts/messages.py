"""Bring the translations up to date with the code: `make messages`.

Each core/locales/LANGUAGE.po then has every message of the code beside the files that say it, what is new with an empty
translation. What nobody says any more is kept at its end, as `#~`, so that a reworded sentence finds its old translation there.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "core" / "locales"
ROOMS = ("handlers", "core", "bot")
READ_BY = {".py": "python", ".html": "jinja2"}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}


def said() -> Catalog:
    """Every message of the code, with the files and lines that say it."""
    found = Catalog()
    for source in sorted(path for room in ROOMS for path in ROOT.joinpath(room).rglob("*") if path.suffix in READ_BY):
        for line, message, _comments, _context in extract_from_file(READ_BY[source.suffix], source, keywords=KEYWORDS):
            found.add(message, locations=[(source.relative_to(ROOT).as_posix(), line)])
    return found


def updated(translations: bytes, language: str, messages: Catalog) -> bytes:
    """The text of a .po file, with exactly these messages and none of its translations lost."""
    catalogue = read_po(io.BytesIO(translations), locale=language)
    for old in [*catalogue.obsolete.values()]:
        catalogue[old.id] = old  # where it is said again, it has its translation again
    catalogue.update(messages, no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(written, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    head, _end, _rest = translations.partition(b"\n\n")
    return head + b"\n\n" + written.getvalue()


def translated(message: Message) -> tuple[str, ...]:
    """Its translation, in every form; none where it has none."""
    forms = (message.string,) if isinstance(message.string, str) else message.string or ()
    return tuple(forms) if all(forms) else ()


def main() -> int:
    messages = said()
    for path in sorted(LOCALES.glob("*.po")):
        path.write_bytes(updated(path.read_bytes(), path.stem, messages))
        missing = sum(
            bool(message.id) and not translated(message) for message in read_po(io.BytesIO(path.read_bytes()))
        )
        print(f"{path.relative_to(ROOT)}: {len(messages)} messages, {missing} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
