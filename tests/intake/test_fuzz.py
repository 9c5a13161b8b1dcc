"""Random and mutated bytes over every reader: a transcript or a refusal, never anything else, and never long.

The number of cases is DEBRIEF_FUZZ_CASES for each reader (default 60).
"""

import io
import os
import time
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.reading.extraction import read
from core.reading.formats.base import Container, Document
from core.reading.formats.gate import unspoken
from core.reading.formats.names import word_set
from core.reading.formats.readers import FORMATS
from core.reading.roles import infer
from core.refusal import Refused
from core.transcript import Cue
from tests.intake.bad_files import MAIN_TYPE
from tests.intake.writers import WRITERS

CASES = int(os.environ.get("DEBRIEF_FUZZ_CASES", "60"))
SLOWEST = 8.0
CUES = [
    Cue("Amara Abbott", "What would you like to look at today?", 1.0, 3.5),
    Cue("Björn Brandt", "My week. I keep saying yes: to everything.", 4.0, 8.0),
    Cue("Amara Abbott", "What does yes cost you?", 8.5, 10.0),
    Cue("Björn Brandt", "Sleep, mostly. And my evenings.", 3712.0, 3715.0),
] * 2


def slim(data: bytes) -> bytes:
    """A Word file without the parts nobody reads, so that mutations hit what is read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as small:
        for name in ("[Content_Types].xml", "word/document.xml"):
            small.writestr(name, whole.read(name))
    return stream.getvalue()


WRITTEN = {name: writer.write(CUES) for name, writer in WRITERS.items()}
SEEDS = {name: slim(data) if name.endswith("docx") else data for name, data in WRITTEN.items()}
SEEDS["word xml"] = zipfile.ZipFile(io.BytesIO(SEEDS["teams_docx"])).read("word/document.xml")
TOKENS = (
    b"-->", b"WEBVTT", b"<v ", b">", b"00:00:01.000", b"9999:99", b"\n\n", b"\r", b": ", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"**", b"# Transcript\n", b"---\n", b"[", b"]", b"{", b"}", b'"', b"null", b"1e999", b"\xe2\x80\xae",
    b"Speaker 1:", b"(", b")", b"ACTION ITEM:", b"WATCH:", b" " * 300, b"A" * 300, b"%PDF-", b"endstream", b"PK\x03\x04",
)  # fmt: skip
fuzz = settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    database=None,
)


def survive(data: bytes, name: str = "") -> None:
    begun = time.thread_time()
    try:
        transcript = read(data, name)
        assert transcript.turns
        assert [turn.n for turn in transcript.turns] == list(range(1, len(transcript.turns) + 1))
        assert all(turn.text and turn.speaker for turn in transcript.turns)
        assert all(turn.start is None or turn.start >= 0 for turn in transcript.turns)
        assert not any(unspoken(cue.text) for turn in transcript.turns for cue in turn.cues)
        infer(transcript)
    except Refused as refused:
        if not refused.message.endswith("."):
            raise AssertionError("a refusal without a sentence") from refused
    assert time.thread_time() - begun < SLOWEST


@st.composite
def mutated(draw: st.DrawFn, kind: str) -> bytes:
    data = bytearray(SEEDS[kind])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        what = draw(st.sampled_from(("flip", "cut", "insert", "repeat", "end")))
        size = draw(st.integers(1, 60))
        if what == "flip" and data:
            data[at] ^= draw(st.integers(1, 255))
        elif what == "cut":
            del data[at : at + size]
        elif what == "insert":
            data[at:at] = draw(st.sampled_from(TOKENS))
        elif what == "repeat":
            data[at:at] = bytes(data[at : at + size]) * draw(st.integers(1, 20))
        else:
            del data[max(at, 1) :]
    return bytes(data)


@pytest.mark.parametrize("kind", WRITERS)
def test_mutated_files(kind: str) -> None:
    @fuzz
    @given(data=mutated(kind))
    def run(data: bytes) -> None:
        survive(data, WRITERS[kind].name)

    run()


@fuzz
@given(inner=mutated("word xml"))
def test_mutated_word_xml(inner: bytes) -> None:
    """Bytes changed inside the package, where a checksum does not catch them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Override ContentType="{MAIN_TYPE}"/>')
        archive.writestr("word/document.xml", inner)
    survive(stream.getvalue(), "a.docx")


@fuzz
@given(data=st.binary(max_size=3000))
def test_random_bytes(data: bytes) -> None:
    survive(data)


line = st.one_of(st.text(max_size=80), st.sampled_from([token.decode("utf-8", "replace") for token in TOKENS]))
KEYS = sorted(
    word_set(
        """
        segments utterances results speaker text start end sentences speaker_name items alternatives content channels words
        paragraphs data transcript start_time type metadata date title
        """
    )
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**9) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.parametrize("name", [fmt.name for fmt in FORMATS])
def test_every_reader_reads_any_document(name: str) -> None:
    """Each reader by itself, whether the document is its own or not."""
    fmt = next(fmt for fmt in FORMATS if fmt.name == name)
    tables = st.lists(st.lists(st.lists(line, max_size=4).map(tuple), max_size=5).map(tuple), max_size=2).map(tuple)

    @fuzz
    @example(lines=["0:00"], tables=(), data=None)  # a time and nobody who speaks
    @given(lines=st.lists(line, max_size=30), tables=tables, data=values)
    def run(lines: list[str], tables: tuple[tuple[tuple[str, ...], ...], ...], data: object) -> None:
        for container in fmt.containers:
            plain = tuple(part for text in lines for part in text.split("\n"))
            document = Document(container, plain, tables, data if container is Container.JSON else None)
            assert fmt.recognise(document) >= 0
            fmt.read(document)

    run()
