"""Sessions of our own with marks in the text, read into the form of the gold sessions.

A file in bench/sessions begins with `# name: value` lines (set, language, date, coach, client, quality, and `absent` where
sections must stay empty); then one turn a line, `Name: words`. A mark stands around the words it is about:

    [open| …] [closed| …]           a question of the coach; `open!` one after which something moved
    [promise due=2026-05-15| …]     a commitment, `due=none` without a date, `coach` if the coach made it, `recurring`
    [none| …]                       what looks like a commitment and is none
    [celebration| …] [intention| …] [discovery Deep| …] [value| …] [progress| …]
    [from1| …] [to1| …]             the two ends of a shift of feeling

A question mark after a name ("discovery?") makes the item optional: neither hit nor miss. At the end of a coach's line
`//simple`, `//complex`, `//advice` and `//stacked` say what the turn is. Labels follow the guidelines in docs/MODEL_CARD.md
and were set before any engine had read the session; `set: fresh` marks those no rule was written by.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.transcript import Role, Transcript, Turn

FOLDER = Path(__file__).resolve().parent / "sessions"
_MARK = re.compile(r"\[([^\[\]|]*)\| ?([^\[\]]*)\]")
_SECTIONS = {
    "celebration": "celebrations",
    "intention": "intentions",
    "discovery": "discoveries",
    "value": "values_beliefs",
    "progress": "goal_progress",
}


@dataclass(frozen=True)
class OwnSession:
    """`gold` has the fields of a gold file that are counted; `held` is the set the session belongs to."""

    name: str
    held: str
    gold: dict[str, Any]
    transcript: Transcript


def sessions(folder: Path = FOLDER) -> list[OwnSession]:
    return [read(path) for path in sorted(folder.glob("*.txt"))]


def read(path: Path) -> OwnSession:
    """One file. Raises ValueError for a mark or a flag it does not know."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    roles = {head["coach"]: "coach", head["client"]: "client"}
    gold: dict[str, Any] = {
        "language": head["language"],
        "session_date": head["date"],
        "roles": roles,
        "quality": head["quality"],
        "absent_sections": head.get("absent", "").split(),
        "must_not_say": [],
        **{name: [] for name in ("turns", "coach_turns", "commitments", "non_commitments", "powerful_questions")},
        **{name: [] for name in (*_SECTIONS.values(), "emotional_shifts")},
    }
    spoken = [line for line in lines if line.strip() and not line.startswith("# ")]
    for n, line in enumerate(spoken, 1):
        speaker, _, rest = line.partition(": ")
        _turn(gold, n, speaker, rest, coach=roles[speaker] == "coach")
    gold["emotional_shifts"] = [end for end in gold["emotional_shifts"] if end["to"]]
    turns = tuple(Turn(t["n"], t["speaker"], t["text"], t["start"]) for t in gold["turns"])
    made = Transcript("own", turns, head["language"]).with_roles({name: Role(role) for name, role in roles.items()})
    return OwnSession(path.stem, head["set"], gold, made)


def _turn(gold: dict[str, Any], n: int, speaker: str, line: str, *, coach: bool) -> None:
    body, *flags = [part.strip() for part in line.split(" //")]
    unknown = set(flags) - {"simple", "complex", "advice", "stacked"}
    if unknown:
        raise ValueError(f"{speaker} {n}: {unknown}")
    questions: list[dict[str, str]] = []
    for mark in _MARK.finditer(body):
        _label(gold, n, mark[1].split(), mark[2].strip(), questions)
    gold["turns"].append({"n": n, "speaker": speaker, "text": _MARK.sub(r"\2", body), "start": None})
    if coach:
        reflection = next((flag for flag in flags if flag in {"simple", "complex"}), "none")
        gold["coach_turns"].append(
            {
                "n": n,
                "questions": questions,
                "stacked": "stacked" in flags,
                "reflection": reflection,
                "advice": "advice" in flags,
            }
        )


def _label(gold: dict[str, Any], n: int, names: list[str], text: str, questions: list[dict[str, str]]) -> None:
    given = dict(name.split("=") for name in names if "=" in name)
    for name in names:
        bare, optional = name.rstrip("?!"), name.endswith("?")
        if bare in {"open", "closed"}:
            questions.append({"text": text, "kind": bare})
            if name.endswith("!"):
                gold["powerful_questions"].append({"n": n, "question": text})
        elif bare in _SECTIONS:
            gold[_SECTIONS[bare]].append({"n": n, "quote": text, "optional": optional})
        elif bare == "promise":
            gold["commitments"].append(_promise(n, text, names, given, optional=optional))
        elif bare == "none":
            gold["non_commitments"].append({"n": n, "quote": text})
        elif re.fullmatch(r"(?:from|to)\d", bare):
            _end_of_shift(gold["emotional_shifts"], n, bare, text, optional=optional)
        elif "=" not in name and bare not in {"coach", "recurring", "Deep", "Moderate", "Surface"}:
            raise ValueError(f"turn {n}: {name}")


def _promise(n: int, text: str, names: list[str], given: Mapping[str, str], *, optional: bool) -> dict[str, Any]:
    due = given.get("due", "none")
    return {
        "n": n,
        "quote": text,
        "owner": "coach" if "coach" in names else "client",
        "due": None if due == "none" else due,
        "recurring": "recurring" in names,
        "optional": optional,
    }


def _end_of_shift(shifts: list[dict[str, Any]], n: int, name: str, text: str, *, optional: bool) -> None:
    """The sentence a shift ends in is what is counted; where it began is kept beside it."""
    shift = next((s for s in shifts if s["number"] == name[-1]), None)
    if shift is None:
        shift = {"number": name[-1], "to": False, "n": n, "quote": text, "optional": optional}
        shifts.append(shift)
    if name.startswith("from"):
        shift |= {"from_n": n, "from_quote": text}
    else:
        shift |= {"to": True, "n": n, "quote": text}
