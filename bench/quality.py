"""How right the analysis is: the offline engine on the gold sessions, the heads on AnnoMI, due dates on expressions of ours.

    make bench-quality, or python -m bench.quality [--no-annomi] [--quick]

Reads gold/ and annomi/ in ../shared, or in the folder named by DEBRIEF_SHARED. AnnoMI is cross-validated by video with heads
fitted anew; on a file the shipped heads were not fitted on, they are measured as they are, and so is `coach_turns`.
"""

import argparse
import hashlib
import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench import alterations, contexts, gold, others, own_sessions
from core.analysis.coach_turns import classify
from core.analysis.speech.heads import shipped
from core.dates import phrases
from core.dates.words import LANGUAGES, SAID_ON
from scripts.fit_heads import BARE, SETTINGS, Row, cross_validated, labelled, macro_f1, rows_of

ROOT = Path(__file__).resolve().parent.parent
DEMANDS = {"asks": ".93", "question": ".78", "behaviour": ".75"}
NAMES = {
    "asks": "question or not",
    "question": "none, open, closed",
    "behaviour": "behaviour, 4 classes",
    "reflects": "reflection or not",
    BARE: "question or not, no punctuation",
}
BEHAVIOUR = {"question": "question", "reflection": "reflection", "therapist_input": "input", "other": "other"}


@contextmanager
def counted_sockets() -> Iterator[list[int]]:
    """Counts every network socket opened while it is on, by the interpreter's own audit events."""
    opened: list[int] = []
    on = [True]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if on and event == "socket.__new__" and arguments[1] in {socket.AF_INET, socket.AF_INET6}:
            opened.append(1)

    sys.addaudithook(hook)
    try:
        yield opened
    finally:
        on.clear()


def line(what: str, value: str, demand: str = "", note: str = "") -> None:
    print(f"{what:<44}{value:>18}  {demand:>8}  {note}".rstrip())


def head(title: str) -> None:
    print(f"\n{title}\n{'-' * len(title)}")


def tallies(total: gold.Result) -> None:
    demands = {"commitments": ".95/.60"}
    for name, tally in total.tallies.items():
        note = f"{tally.hit} hit, {tally.wrong} wrong, {tally.missed} missed"
        line(f"{name}: precision / recall", f"{tally.precision:.2f} / {tally.recall:.2f}", demands.get(name, ""), note)
    sure, counts = total.tallies["commitments"], total.counts
    recall = (sure.hit + counts["asked, and a promise"]) / max(1, sure.hit + sure.missed)
    line("commitments: recall with the asked ones", f"{recall:.2f}", ".80", f"{counts['asked']} asked about")


def on_drafts(what: str, sessions: Sequence[alterations.Labelled]) -> None:
    """The annotation as a draft: what verification keeps of it, and what it lets through once something in it is false."""
    counted = alterations.of_set(sessions)
    head(f"Verification: {what}, the annotation as a draft")
    line("items that repeat another of their section", str(counted.tried["repeats"]))
    for kind in ("survival", "survival: promises", "promises sure"):
        _share(kind, counted, kind, demand="97 %" if kind == "survival" else "")
    _share("altered quotes rejected", counted, *alterations.ALTER, demand="99 %")
    for kind in alterations.ALTER:
        _share(f"  {kind}", counted, kind)
    _share("altered claims not shown", counted, *(f"claim: {kind}" for kind in alterations.FIELDS), demand="99 %")


def _share(what: str, counted: alterations.Counted, *kinds: str, demand: str = "") -> None:
    right, tried = counted.share(*kinds)
    if tried:
        line(what, f"{right / tried:.1%}", demand, f"{right} of {tried}")


def on_own() -> None:
    """The sessions in bench/sessions: those rules were written by, and those only ever measured."""
    found = own_sessions.sessions()
    for held in ("development", "fresh"):
        total = gold.Result()
        for session in found:
            if session.held == held:
                total.add(gold.judge(session.gold, session.transcript))
        counts = total.counts
        head(f"Our own, {held}: {counts['sessions']} sessions, {counts['words']} words")
        tallies(total)
        line("commitments: due date exact", f"{counts['due exact']} of {total.tallies['commitments'].hit}")
        line("commitments shown that are listed as none", str(counts["promises that are listed as none"]))
        line("quotes verbatim", f"{counts['quotes verbatim']} of {counts['quotes']}", "all")


def on_gold(folder: Path) -> None:
    total = gold.Result()
    with counted_sockets() as opened:
        for _, truth, raw in gold.sessions(folder):
            total.add(gold.judge(truth, gold.transcript(truth, raw)))
    counts = total.counts
    head(f"Gold: {counts['sessions']} sessions, {counts['words']} words, what is shown after verification")
    tallies(total)
    hits = total.tallies["commitments"].hit
    line("commitments: owner exact", f"{counts['owner exact']} of {hits}")
    line(
        "commitments: due date exact",
        f"{counts['due exact']} of {hits}",
        note=f"{counts['due wrong']} with a wrong date",
    )
    line("commitments: recurring exact", f"{counts['recurring exact']} of {hits}")
    line("commitments shown that are listed as none", str(counts["promises that are listed as none"]))
    line("absent sections left empty", f"{counts['absent sections left empty']} of {counts['absent sections']}")
    line("swapped labels stopped or put right", f"{counts['swapped labels stopped']} of {counts['sessions']}")
    line("right labels read right", f"{counts['right labels passed']} of {counts['sessions']}")
    line("must not say, said", f"{counts['must not say, said']} of {counts['must not say']}", "0")
    line("quotes verbatim", f"{counts['quotes verbatim']} of {counts['quotes']}", "all")
    line("items shown of those proposed", f"{counts['items shown']} of {counts['items proposed']}")
    line("sessions read from the file exactly", f"{counts['sessions read from the file']} of {counts['sessions']}")
    line("sockets opened", str(len(opened)), "0")
    hour = counts["cpu ms"] / 1000 * 9000 / max(1, counts["words"])
    line("CPU for an hour (9000 words)", f"{hour:.2f} s", "1 s")


def on_annomi(folder: Path, *, quick: bool) -> None:
    about = json.loads((files("core.analysis.speech") / "weights.json").read_text(encoding="utf-8"))["about"]
    for path in sorted(folder.glob("annomi-full*.csv")):
        rows, bare = rows_of(path), rows_of(path, bare=True)
        known = hashlib.sha256(path.read_bytes()).hexdigest() == about["sha256"]
        transcripts = len({row.transcript for row in rows})
        head(f"AnnoMI: {path.name}, {transcripts} transcripts, {len(rows)} turns; macro-F1")
        for name in () if quick and known else SETTINGS:
            _head_alone(name, bare if name == BARE else rows, known=known)
        _as_shown(path, "on the data the heads were fitted on" if known else "on data nothing was fitted on")
        marked = ["yes" if row.features["mark"] else "no" for row in rows]
        line("for comparison: a question mark alone", f"{macro_f1([r.labels['asks'] for r in rows], marked):.3f}")
    size = (files("core.analysis.speech") / "weights.json").read_bytes()
    line("weights shipped", f"{len(size) / 1000:.0f} kB", "100 kB")


def _head_alone(name: str, rows: list[Row], *, known: bool) -> None:
    if known:
        figure, how = cross_validated(rows, name), "the head, cross-validated by video, fitted anew"
    else:
        fitted = shipped()[name]
        figure = macro_f1([row.labels[name] for row in rows], [fitted.best(row.features) for row in rows])
        how = "the shipped head, on data it was not fitted on"
    line(NAMES[name], f"{figure:.3f}", DEMANDS.get(name, ""), how)


def _as_shown(path: Path, how: str) -> None:
    """The same of `coach_turns`, as the product gives them: rules and heads together."""
    truth: dict[str, list[str]] = {name: [] for name in ("asks", "question", "reflects", "behaviour")}
    said: dict[str, list[str]] = {name: [] for name in truth}
    for spoken, labels in labelled(path):
        for turn, right in zip(classify(spoken), labels, strict=True):
            kinds = [q.kind for q in turn.questions]
            found = {
                "asks": "yes" if kinds else "no",
                "question": kinds[-1] if kinds else "none",
                "reflects": "no" if turn.reflection == "none" else "yes",
                "behaviour": str(turn.behaviour),
            }
            for name, given in found.items():
                truth[name].append(BEHAVIOUR[right[name]] if name == "behaviour" else right[name])
                said[name].append(given)
    for name, right_ones in truth.items():
        line(f"coach_turns: {NAMES[name]}", f"{macro_f1(right_ones, said[name]):.3f}", DEMANDS.get(name, ""), how)


def on_expressions() -> None:
    for language, words in LANGUAGES.items():
        exact = wrong = 0
        for text, due in words.examples:
            got = phrases.parse(text, SAID_ON, language=language).due
            want = date.fromisoformat(due) if due else None
            exact += got == want
            wrong += got is not None and got != want
        head(f"Due dates: {len(words.examples)} expressions of our own, {language}")
        line("exact", f"{exact / len(words.examples):.1%}", "97 %")
        line("confidently wrong", f"{wrong / len(words.examples):.1%}", "0 %")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the analysis.")
    parser.add_argument("--no-annomi", action="store_true", help="leave out AnnoMI, which takes a minute")
    parser.add_argument("--quick", action="store_true", help="do not fit the heads anew")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("DEBRIEF_SHARED", ROOT.parent / "shared"))
    for which in ("sealed", "open"):
        others.table(which)
    on_expressions()
    on_own()
    contexts.main()
    on_drafts("our own", [alterations.Labelled(s.gold, s.transcript) for s in own_sessions.sessions()])
    if (shared / "gold").is_dir():
        on_gold(shared / "gold")
        labelled = [alterations.Labelled(g, gold.transcript(g, raw)) for _, g, raw in gold.sessions(shared / "gold")]
        on_drafts("gold", labelled)
    else:
        print("There is no folder with gold sessions. Name one by DEBRIEF_SHARED.", file=sys.stderr)
    if not arguments.no_annomi and (shared / "annomi").is_dir():
        on_annomi(shared / "annomi", quick=arguments.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
