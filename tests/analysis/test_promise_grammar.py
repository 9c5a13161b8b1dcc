"""The examples in the files of the grammar of promises, each judged as the file says."""

import pytest

from core.analysis.promises.grammar import GRAMMARS
from core.analysis.promises.judging import best, judge
from core.analysis.promises.talk import Talk
from core.transcript import Role, Transcript, Turn

EXAMPLES = [
    (language, name, kind, text)
    for language, grammar in GRAMMARS.items()
    for name, by_kind in grammar.examples.items()
    for kind, texts in by_kind.items()
    for text in texts
]


@pytest.mark.parametrize(("language", "name", "kind", "text"), EXAMPLES)
def test_example(language: str, name: str, kind: str, text: str) -> None:
    """ "A: …" is what the other said before, "COACH: …" and "B: …" the one who is judged; | stands between sentences."""
    asked, _, said = text.rpartition(" / ")
    role = Role.COACH if said.startswith("COACH: ") else Role.CLIENT
    said = said.removeprefix("COACH: ").removeprefix("B: ")
    other = Role.CLIENT if role is Role.COACH else Role.COACH
    turns = (
        Turn(1, "Ann", asked.removeprefix("A: ") or "Mm.", role=other),
        Turn(2, "Bo", said.replace("| ", ""), role=role),
    )
    talk = Talk(Transcript("test", turns, language, {"Ann": other, "Bo": role}))
    lines = talk.lines(turns[1])
    judged = [best(judge(talk, line)) for line in lines]
    made = best(tuple(judged[-1:] if name in {"scene", "no_first"} else judged[:1]))
    want = {"sure": "sure", "asked": "doubtful", "no": "no"}[kind]
    assert made.verdict == want, (name, made.verdict, made.reason, made.kind)
