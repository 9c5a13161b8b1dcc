"""Word files by their relationships and the flow of the page: what stands beside the page is no speech. All words are our own."""

import io
import zipfile
from collections.abc import Callable

import pytest

from core.reading.extraction import read
from core.reading.formats.looks import Style
from core.reading.formats.style_sheet import StyleSheet
from core.refusal import Reason, Refused
from tests.intake.bad_files import MAIN_TYPE, package

NAMES = ("Amara Abbott", "Björn Brandt")
SAID = (
    "What would you like to look at today?", "My week. I keep saying yes to everything.", "What does yes cost you?",
    "Sleep, mostly. And my evenings.", "What would you rather have?", "An evening a week that is mine.",
)  # fmt: skip
TURNS = [(NAMES[n % 2], text) for n, text in enumerate(SAID)]
NOTE = "I will ring his wife on Monday."
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


STYLES = (
    f'<w:styles {SPACES}><w:style w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:styleId="Who"><w:name w:val="Who speaks"/><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style></w:styles>'
)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr>{inner}</w:p>"


def word(inner: str) -> bytes:
    xml = f"<w:document {SPACES}><w:body>{inner}</w:body></w:document>"
    return package({"word/document.xml": xml.encode(), "word/styles.xml": STYLES.encode()})


def plain(extra: str = "", at: int = 2, where: str = "middle") -> bytes:
    """The session as `Name: words`, with something more inside, before or behind one paragraph."""
    told = []
    for n, (name, text) in enumerate(TURNS):
        first, rest = f"{name}: {text[:9]}", text[9:]
        inside = extra if n == at and where == "middle" else ""
        told.append(paragraph(run(first) + inside + run(rest)) + (extra if n == at and where == "behind" else ""))
    return word("".join(told))


def turns(data: bytes) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in read(data, "a.docx").turns]


BOX = f"<w:txbxContent>{paragraph(run(f'Björn Brandt: {NOTE}') + run(' And more.'))}</w:txbxContent>"
BESIDE = {
    "a shape": f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>"
    f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    "an old shape": f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>",
    "a table in a shape": f"<w:r><w:pict><v:textbox><w:txbxContent><w:tbl><w:tr><w:tc>{paragraph(run(NOTE))}</w:tc>"
    "</w:tr></w:tbl></w:txbxContent></v:textbox></w:pict></w:r>",
    "hidden": run(NOTE, "<w:vanish/>"),
    "hidden by a style": run(NOTE, '<w:rStyle w:val="Secret"/>'),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("at", [0, 2, 5])
def test_what_stands_beside_the_page_is_no_speech_and_that_is_said(name: str, at: int) -> None:
    transcript = read(plain(BESIDE[name], at), "a.docx")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS
    assert len(transcript.warnings) == 1
    assert "left out" in transcript.warnings[0]


def test_a_frame_at_the_margin_is_beside_the_page_and_a_drop_cap_is_not() -> None:
    frame = paragraph(run(NOTE), '<w:framePr w:w="2000" w:wrap="around" w:hAnchor="page"/>')
    assert turns(plain(frame, 2, "behind")) == TURNS
    cap = word(
        paragraph(run("A"), '<w:framePr w:dropCap="drop" w:lines="3"/>')
        + "".join(paragraph(run(f"{name}: {text}")) for name, text in TURNS)
    )
    assert turns(cap) == TURNS


@pytest.mark.parametrize(
    "look", ['<w:vanish w:val="0"/>', '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>']
)
def test_what_is_not_or_no_longer_hidden_is_speech(look: str) -> None:
    data = word("".join(paragraph(run(f"{name}: {text}", look)) for name, text in TURNS))
    assert turns(data) == TURNS


def test_readings_above_a_word_are_not_read_and_the_word_is() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('がっしょう')}</w:rt><w:rubyBase>{run('合唱')}</w:rubyBase></w:ruby></w:r>"
    data = word("".join(paragraph(run(f"{name}：") + ruby + run("のことです。")) for name in ("コーチ", "ミナ") * 3))
    assert [text for _, text in turns(data)] == ["合唱のことです。"] * 6


def test_a_file_whose_words_all_stand_in_boxes_says_so() -> None:
    data = word("".join(paragraph(BESIDE["an old shape"]) for _ in range(6)))
    with pytest.raises(Refused) as refusal:
        read(data, "a.docx")
    assert refusal.value.reason is Reason.NO_TEXT
    assert "text boxes" in refusal.value.message


TEMPLATE = MAIN_TYPE.replace("document.main", "template.main")
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


@pytest.mark.parametrize("kind", [MAIN_TYPE, TEMPLATE])
@pytest.mark.parametrize("part", ["word/document2.xml", "word/document.xml", "docs/main.xml", "word/document22.xml"])
@pytest.mark.parametrize("related", [True, False])
def test_the_main_part_is_where_the_package_says(kind: str, part: str, *, related: bool) -> None:
    told = "".join(paragraph(run(f"{name}: {text}")) for name, text in TURNS)
    parts = {
        "[Content_Types].xml": f"<Types><Override ContentType='{kind}' PartName='/{part}'/></Types>",
        "word/footnotes.xml": f"<w:footnotes {SPACES}>{paragraph(run(NOTE))}</w:footnotes>",
        part: f"<w:document {SPACES}><w:body>{told}</w:body></w:document>",
    }
    if related:
        parts["_rels/.rels"] = f'<Relationships><Relationship Id="a" Target="{part}" Type="{RELATED}"/></Relationships>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert turns(stream.getvalue()) == TURNS


LOOKS: dict[str, Callable[[str, str], str]] = {
    "bold above": lambda name, text: paragraph(run(name, "<w:b/>")) + paragraph(run(text)),
    "underlined above": lambda name, text: paragraph(run(name, '<w:u w:val="single"/>')) + paragraph(run(text)),
    "italic, by a line break": lambda name, text: paragraph(run(name, "<w:i/>") + "<w:r><w:br/></w:r>" + run(text)),
    "bold in two pieces, then words": lambda name, text: paragraph(
        run(name[:3], "<w:b/>") + run(name[3:], "<w:b/>") + run(f"  {text}")
    ),
    "bold and a tab": lambda name, text: paragraph(run(name, "<w:b/>") + "<w:r><w:tab/></w:r>" + run(text)),
    "a heading": lambda name, text: paragraph(run(name), '<w:pStyle w:val="Heading2"/>') + paragraph(run(text)),
    "a heading of another language": lambda name, text: (
        paragraph(run(name), '<w:pStyle w:val="berschrift2"/>') + paragraph(run(text))
    ),
    "a style based on another": lambda name, text: (
        paragraph(run(name), '<w:pStyle w:val="Who"/>') + paragraph(run(text))
    ),
    "a style of letters": lambda name, text: paragraph(run(name, '<w:rStyle w:val="Who"/>')) + paragraph(run(text)),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("voices", [NAMES, ("amara", "iPhone (2)"), ("Amara | Leap Coaching", "b_b")])
def test_names_that_only_their_look_tells(look: str, voices: tuple[str, str]) -> None:
    told = "".join(LOOKS[look](voices[n % 2], text) for n, text in enumerate(SAID))
    title = paragraph(run("A talk", "<w:b/>"))
    data = word(title + told)
    assert turns(data) == [(voices[n % 2], text) for n, text in enumerate(SAID)]


def row(*cells: str, span: int = 1) -> str:
    wide = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span > 1 else ""
    return "<w:tr>" + "".join(f"<w:tc>{wide}{paragraph(run(cell))}</w:tc>" for cell in cells) + "</w:tr>"


TABLES = {
    "a row over the whole width": [row("Part one", span=3)] + [row(f"0:0{n}", who, text) for n, (who, text) in enumerate(TURNS)],
    "rows between": [
        part for n, (who, text) in enumerate(TURNS)
        for part in (row(who, text), *([row("A pause", span=2)] if n in {1, 3} else []))
    ],
    "a speaker's cell over rows": [
        row("Speaker", "Text"), *(part for who, text in TURNS for part in (row(who, text[:10]), row("", text[10:])))
    ],
    "a column a speaker": [row(*NAMES), *(row(text, "") if n % 2 == 0 else row("", text) for n, (_, text) in enumerate(TURNS))],
    "two turns a row": [row("Time", *NAMES), *(row(f"0:0{n}", SAID[n], SAID[n + 1]) for n in (0, 2, 4))],
    "other headings": [row("Sprecherin", "Zeit", "Inhalt"), *(row(who, f"00:0{n}", text) for n, (who, text) in enumerate(TURNS))],
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_are_not_quite_even(name: str) -> None:
    found = turns(word("<w:tbl>" + "".join(TABLES[name]) + "</w:tbl>"))
    assert [(who, text.replace(" ", "")) for who, text in found] == [
        (who, text.replace(" ", "")) for who, text in TURNS
    ]


def test_times_at_the_ends_of_paragraphs_are_no_speech() -> None:
    told = "".join(paragraph(run(f"{name}: {text} #00:00:{n:02d}-5#")) for n, (name, text) in enumerate(TURNS))
    assert turns(word(told)) == TURNS


@pytest.mark.parametrize("styles", [b"<w:styles", b"\x00\x01 no XML", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', b""])
def test_a_style_sheet_that_cannot_be_read_is_told(styles: bytes) -> None:
    transcript = read(package({"word/document.xml": DOCUMENT, "word/styles.xml": styles}), "a.docx")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS
    assert any("styles" in warning for warning in transcript.warnings)


USUAL = STYLES.encode()


@pytest.mark.parametrize(
    "styles",
    [
        USUAL,
        USUAL.replace(b"w:", b"x:").replace(b":w=", b":x="),
        USUAL.replace(b"<w:style ", b"<w:style\n"),
        USUAL.replace(b'"Secret"', b"'Secret'"),
        USUAL.replace(b"<w:style ", b'<!-- <w:style w:styleId="Secret"></w:style> --><w:style ', 2),
        USUAL.replace(b"<w:style ", b'<w:style w:styleId="None"/><w:style ', 1),
        USUAL.replace(b"<w:styles ", b"<w:styles w:more='>' ", 1),
        USUAL.decode().encode("utf-16"),
    ],
    ids=("usual", "prefix", "lines", "quotes", "comments", "empty", "angle", "wide"),
)
def test_styles_are_read_however_the_sheet_is_written(styles: bytes) -> None:
    sheet = StyleSheet(styles)
    told = [sheet.get(name) for name in ("Who", "Secret", "berschrift2", "Gone", "Who")]
    assert not sheet.fault
    assert told == [Style(frozenset({"b"})), Style(frozenset({"vanish"})), Style(heading=True), None, told[0]]


def test_a_style_that_is_no_xml_is_told_where_it_is_used() -> None:
    sheet = StyleSheet(USUAL.replace(b"<w:vanish/>", b"<w:vanish>"))
    assert sheet.get("Who") == Style(frozenset({"b"}))
    assert sheet.get("Secret") is None
    assert sheet.fault


def test_a_document_without_a_style_sheet_is_none_the_worse() -> None:
    assert not read(package({"word/document.xml": DOCUMENT}), "a.docx").warnings


PAGE = "".join(paragraph(run(f"{who}: {said}")) for who, said in TURNS)
DOCUMENT = f"<w:document {SPACES}><w:body>{PAGE}</w:body></w:document>".encode()
