"""What is told elsewhere of items that somebody left out or put right: in summary, themes, questions, markers, label. Pure.

A summary is prose, so a sentence goes where it shares enough words with such an item: rather a sentence too few than one that
says what its reader has been told is not so.
"""

from collections.abc import Iterable, Sequence

from core.insight.merging import content
from core.insight.model import Findings
from core.insight.sections import SECTIONS
from core.transcript import SENTENCE_END

Words = tuple[str, Sequence[tuple[int, str]]]
"""An item by its own words, and the (turn, quote) pairs it rests on."""

_TELLS = 0.34
"""The share of the words that carry meaning, of the shorter of two texts, from which one tells of the other."""
_FEWEST_OWN, _FEWEST_QUOTED = 2, 3


def told_elsewhere(
    findings: Findings, left: Findings, gone: Sequence[Words], reworded: Sequence[Words]
) -> dict[str, object]:
    """The fields of `findings` that change. `left` has the items that are shown; `gone` were left out, `reworded` put in other
    words, both as the analysis had them."""
    changed: dict[str, object] = {}
    if any(len(findings.items(section.name)) != len(left.items(section.name)) for section in SECTIONS):
        changed = {"overall_session_quality": None, "quality_evidence": ()}  # derived from what was found
    if not (gone or reworded):
        return changed
    names = content(" ".join(_speakers(findings)))
    untrue = [
        (content(own) - names, content(" ".join(quote for _turn, quote in quotes)) - names)
        for own, quotes in (*gone, *reworded)
    ]
    dropped = {place for _own, quotes in gone for place in quotes}
    return {
        **changed,
        "session_summary": " ".join(_true(SENTENCE_END.split(findings.session_summary), untrue)),
        "key_themes": _themes(findings, gone, left),
        "questions": tuple(one for one in findings.questions if (one.evidence.turn, one.evidence.quote) not in dropped),
        "markers": tuple(_markers(findings, dropped)),
    }


def _speakers(findings: Findings) -> Iterable[str]:
    """Their names are in every other sentence, and tell nothing apart."""
    return (said.speaker for section in SECTIONS for item in findings.items(section.name) for said in item.evidence)


def _true(sentences: Iterable[str], untrue: Sequence[tuple[frozenset[str], frozenset[str]]]) -> list[str]:
    def tells(sentence: str) -> bool:
        said = content(sentence)
        return any(_shares(said, own, _FEWEST_OWN) or _shares(said, quoted, _FEWEST_QUOTED) for own, quoted in untrue)

    return [sentence for sentence in sentences if sentence and not tells(sentence)]


def _shares(said: frozenset[str], item: frozenset[str], fewest: int) -> bool:
    shorter = min(len(said), len(item))
    return shorter > 0 and len(said & item) >= max(min(fewest, len(item)), _TELLS * shorter)


def _themes(findings: Findings, gone: Sequence[Words], left: Findings) -> tuple[str, ...]:
    """Without those that an item which was left out is all that is left to bear out."""
    lost = [content(" ".join((own, *(quote for _turn, quote in quotes)))) for own, quotes in gone]
    held = content(" ".join(_texts(left)))

    def stays(theme: str) -> bool:
        words = content(theme)
        return not words or words <= held or not any(words <= each for each in lost)

    return tuple(theme for theme in findings.key_themes if stays(theme))


def _texts(findings: Findings) -> Iterable[str]:
    for section in SECTIONS:
        for item in findings.items(section.name):
            yield from (str(value) for name, value in item if name != "evidence")
            yield from (said.quote for said in item.evidence)


def _markers(findings: Findings, dropped: set[tuple[int, str]]) -> Iterable[object]:
    for marker in findings.markers:
        evidence = tuple(said for said in marker.evidence if (said.turn, said.quote) not in dropped)
        if evidence or not marker.evidence:
            yield marker.model_copy(update={"evidence": evidence})
