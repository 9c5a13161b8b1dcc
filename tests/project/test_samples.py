"""The samples are what samples/build.py makes of the sources, and say the same in every format."""

from pathlib import Path

import pytest

from core.reading import extraction
from core.transcript import Transcript
from samples import build

FORMATS = ["short.txt", "short.md", "short.srt", "short.vtt", "short.docx", "short.pdf"]


def read(name: str, folder: Path = build.HERE) -> Transcript:
    return extraction.read((folder / name).read_bytes(), name)


def spoken(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, " ".join(turn.text.split())) for turn in transcript.turns]


def test_samples_are_up_to_date(tmp_path: Path) -> None:
    build.build(tmp_path)
    for name in ("session.vtt", "short.txt", "short.md", "short.srt", "short.vtt"):
        assert (tmp_path / name).read_bytes() == (build.HERE / name).read_bytes()
    for name in ("short.docx", "short.pdf"):  # archives differ with the compressor's version, their words do not
        assert spoken(read(name, tmp_path)) == spoken(read(name))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_the_same(name: str) -> None:
    said = [(said.speaker, said.text) for said in build.turns(build.script("short.txt"))]
    assert spoken(read(name)) == said
    assert len(said) == 26


def test_the_demo_session_is_a_whole_one() -> None:
    transcript = read("session.vtt")
    assert len(transcript.turns) == 90
    assert transcript.speakers == ("Ingrid Solheim", "Leila Nassiri")
    assert 20 * 60 < (transcript.turns[-1].end or 0) < 25 * 60
