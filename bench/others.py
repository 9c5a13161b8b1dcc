"""Sessions labelled by others: each written by a writer who saw no rule, and labelled by two labellers blind to each other.

    python -m bench.others [open|sealed]

The sealed ones lie in an archive that this command alone opens; it prints figures, never text. Whoever writes rules has read none
of them. A promise that both labellers have is to be found; one that a single labeller has is right when shown, and not missed
when it is not. How far the two agree is printed, and is the ceiling.
"""

import json
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bench.gold import Tally, overlap
from core.analysis.assessment import Assessed, assess
from core.analysis.offline import drafting
from core.insight.engine import AnalysisRequest
from core.insight.sections.action_item import ActionItem
from core.transcript import Role, Transcript, Turn

FOLDER = Path(__file__).parent / "labelled"
LANGUAGES = ("en", "de", "es")
Labels = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """`first` and `second`: what the two labellers say of it."""

    name: str
    transcript: Transcript
    day: date
    first: Labels
    second: Labels

    @property
    def language(self) -> str:
        return self.transcript.language


def sessions(which: str) -> Iterator[Session]:
    with zipfile.ZipFile(FOLDER / f"{which}.zip") as archive:
        for name in sorted(name.removesuffix(".txt") for name in archive.namelist() if name.endswith(".txt")):
            labels = [json.loads(archive.read(f"{name}.{who}.json")) for who in "ab"]
            text = archive.read(f"{name}.txt").decode()
            yield Session(name, _transcript(text, labels[0]), date.fromisoformat(labels[0]["session_date"]), *labels)


def _transcript(text: str, labels: Labels) -> Transcript:
    spoken = (line.split(": ", 1) for line in text.splitlines()[1:] if line.strip())
    turns = tuple(Turn(n, name, said) for n, (name, said) in enumerate(spoken, 1))
    roles = {name: Role(role) for name, role in labels["roles"].items()}
    return Transcript("text", turns, labels["language"]).with_roles(roles)


@dataclass
class Figures:
    """Counts of some sessions."""

    sure: Tally = field(default_factory=Tally)
    asked: Tally = field(default_factory=Tally)
    """Of sure and asked ones together; an asked one that is none is wrong here and nowhere else."""
    markers: Tally = field(default_factory=Tally)
    questions: Tally = field(default_factory=Tally)
    kinds: Tally = field(default_factory=Tally)
    agreed: Tally = field(default_factory=Tally)
    agreed_markers: Tally = field(default_factory=Tally)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Figures") -> None:
        for name in ("sure", "asked", "markers", "questions", "kinds", "agreed", "agreed_markers"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.counts.update(other.counts)


def measured(session: Session) -> Figures:
    """What the engine without a key shows of one session, after verification, against both labellers."""
    request = AnalysisRequest(session.transcript, session.day)
    found = assess(request, drafting.draft(request))
    figures = Figures()
    figures.counts.update(sessions=1, words=session.transcript.words, passages=len(found.findings.passages))
    _promises(figures, session, found)
    _markers(figures, session, found)
    _questions(figures, session, found)
    _quotes(figures, session, found)
    return figures


def _same(one: Mapping[str, Any], turn: int, quote: str) -> bool:
    said = (one["quote"], *one.get("also", ()))
    return (one["n"] == turn and any(overlap(text, quote) for text in said)) or (
        turn in one.get("restated_n", ()) and overlap(one["quote"], quote)
    )


def _in(labels: Sequence[Mapping[str, Any]], turn: int, quote: str) -> Mapping[str, Any] | None:
    return next((one for one in labels if _same(one, turn, quote)), None)


def _promises(figures: Figures, session: Session, found: Assessed) -> None:
    first, second = session.first["commitments"], session.second["commitments"]
    firm = [one for one in first if not one.get("optional")]
    also = [one for one in second if not one.get("optional")]
    both = [one for one in firm if _in(also, one["n"], one["quote"])]
    hits = sum(_in(second, one["n"], one["quote"]) is not None for one in firm)
    back = sum(_in(first, one["n"], one["quote"]) is None for one in also)
    figures.agreed = Tally(hits, back, len(firm) - hits)
    figures.counts["to find"] = len(both)
    shown = {"sure": found.findings.action_items, "asked": (*found.findings.action_items, *found.findings.doubtful)}
    for name, items in shown.items():
        met: set[int] = set()
        tally = Tally()
        for item in items:
            said = item.evidence[0]
            one, two = _in(first, said.turn, said.quote), _in(second, said.turn, said.quote)
            met |= {at for at, label in enumerate(both) if _same(label, said.turn, said.quote)}
            tally.hit += one is not None or two is not None
            tally.wrong += one is None and two is None
            if name == "sure":
                _due(figures, item, [label for label in (one, two) if label])
        figures.counts[f"{name} found"] = len(met)  # recall is of what both have, precision of what is shown
        setattr(figures, name, tally)


def _due(figures: Figures, item: ActionItem, labels: Sequence[Mapping[str, Any]]) -> None:
    """Of promises for which the labellers that have it name one day."""
    days = {label["due"] for label in labels}
    if len(days) != 1:
        return
    (day,) = days
    said = item.due.isoformat() if item.due else None
    if day:
        figures.counts.update({"due": 1, "due exact": int(said == day), "due missing": int(said is None)})
    figures.counts["due wrong"] += said is not None and said != day


def _markers(figures: Figures, session: Session, found: Assessed) -> None:
    first, second = session.first["markers"], session.second["markers"]
    for marker in found.findings.markers:
        says = [labels.get(marker.id) for labels in (first, second)]
        figures.markers.hit += "observed" in says
        figures.markers.wrong += "observed" not in says
    for number in first:
        figures.agreed_markers.hit += first[number] == second.get(number) == "observed"
        figures.agreed_markers.wrong += (first[number] == "observed") != (second.get(number) == "observed")


def _questions(figures: Figures, session: Session, found: Assessed) -> None:
    """Of questions both labellers have; of another kind where neither says so."""
    asked = [
        {(turn["n"], text): kind for turn in labels["coach_turns"] for text, kind in turn["questions"]}
        for labels in (session.first, session.second)
    ]
    for question in found.findings.questions:
        turn, text = question.evidence.turn, question.evidence.quote
        kinds = {
            kind for each in asked for (n, said), kind in each.items() if n == turn and (said in text or text in said)
        }
        figures.questions.hit += bool(kinds)
        figures.questions.wrong += not kinds
        if kinds:
            figures.kinds.hit += question.kind in kinds
            figures.kinds.wrong += question.kind not in kinds
    shown = [(one.evidence.turn, one.evidence.quote) for one in found.findings.questions]
    for n, said in asked[0]:
        both = any(m == n and (other in said or said in other) for m, other in asked[1])
        figures.questions.missed += both and not any(m == n and (text in said or said in text) for m, text in shown)


def _quotes(figures: Figures, session: Session, found: Assessed) -> None:
    shown = [said for item in (*found.findings.action_items, *found.findings.doubtful) for said in item.evidence]
    shown += [each.evidence for each in found.findings.passages] + [each.evidence for each in found.findings.questions]
    for said in shown:
        turn = session.transcript.turn(said.turn)
        figures.counts.update(quotes=1, verbatim=int(turn is not None and said.quote in turn.text))


def table(which: str) -> None:
    by_language: dict[str, Figures] = defaultdict(Figures)
    for session in sessions(which):
        figures = measured(session)
        by_language["all"].add(figures)
        by_language[session.language].add(figures)
    print(f"\nLabelled by others, {which}: {by_language['all'].counts['sessions']} sessions")
    print(f"{'':<34}" + "".join(f"{name:>14}" for name in ("all", *LANGUAGES)))
    for what, say in ROWS:
        print(f"{what:<34}" + "".join(f"{say(by_language[name]):>14}" for name in ("all", *LANGUAGES)))


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({whole})" if whole else "–"


def _f1(tally: Tally) -> str:
    whole = 2 * tally.hit + tally.wrong + tally.missed
    return f"{2 * tally.hit / whole:.2f} ({tally.hit})" if whole else "–"


ROWS = (
    ("sessions", lambda f: str(f.counts["sessions"])),
    ("words", lambda f: str(f.counts["words"])),
    ("promises: labellers agree, F1", lambda f: _f1(f.agreed)),
    ("promises, sure: precision", lambda f: _ratio(f.sure.hit, f.sure.hit + f.sure.wrong)),
    ("promises, sure: recall", lambda f: _ratio(f.counts["sure found"], f.counts["to find"])),
    ("promises with asked ones: precision", lambda f: _ratio(f.asked.hit, f.asked.hit + f.asked.wrong)),
    ("promises with asked ones: recall", lambda f: _ratio(f.counts["asked found"], f.counts["to find"])),
    ("due dates exact, of those with one", lambda f: _ratio(f.counts["due exact"], f.counts["due"])),
    ("due dates wrong", lambda f: str(f.counts["due wrong"])),
    ("markers observed: precision", lambda f: _ratio(f.markers.hit, f.markers.hit + f.markers.wrong)),
    ("markers: labellers agree, F1", lambda f: _f1(f.agreed_markers)),
    ("questions: precision", lambda f: _ratio(f.questions.hit, f.questions.hit + f.questions.wrong)),
    ("questions: recall", lambda f: _ratio(f.questions.hit, f.questions.hit + f.questions.missed)),
    ("questions: open or closed right", lambda f: _ratio(f.kinds.hit, f.kinds.hit + f.kinds.wrong)),
    ("words worth coming back to", lambda f: str(f.counts["passages"])),
    ("quotes verbatim", lambda f: _ratio(f.counts["verbatim"], f.counts["quotes"])),
)


def main() -> int:
    for which in sys.argv[1:] or ("sealed", "open"):
        table(which)
    return 0


if __name__ == "__main__":
    sys.exit(main())
