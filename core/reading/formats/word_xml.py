"""The XML of Word's parts, read by expat as it comes; none with a document type: Word writes none, entity bombs and references to
local files need one."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from core.refusal import Reason, Refused
from core.translation import N_

TOO_COMPLEX = N_(
    "This Word file is too large or too complex to read safely. Copy its text into a new document, or send it as .txt."
)


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None] | None = None,
) -> None:
    """Raises expat.ExpatError for what is no XML, Refused for a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Refused(Reason.TOO_COMPLEX, TOO_COMPLEX)
