"""The gold sessions: read, put before the engine, and counted the way their README says.

A hit is a quote that overlaps the gold quote in the same turn; `optional` items are neither hit nor miss, `also` and
`restated_n` count as the same promise, a second hit on one is a duplicate and no error.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from core.analysis.offline import drafting
from core.analysis.speech.text import content, words
from core.analysis.verification import Verified, verify
from core.insight.engine import AnalysisRequest
from core.insight.model import CoachTurn
from core.reading import extraction, roles
from core.refusal import Refused
from core.transcript import Role, Transcript, Turn

SECTIONS = {
    "celebrations": "celebration",
    "intentions": "intention",
    "discoveries": "client_discoveries",
    "values_beliefs": "values_beliefs",
    "emotional_shifts": "emotional_shifts",
    "goal_progress": "goal_progress",
    "powerful_questions": "powerful_questions",
}


@dataclass
class Tally:
    """Counts of one kind of finding."""

    hit: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hit + other.hit, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0


@dataclass
class Result:
    """What one session, or all of them, came to."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Result") -> None:
        for name, tally in other.tallies.items():
            self.tallies[name] = self.tallies.get(name, Tally()) + tally
        self.counts.update(other.counts)


def sessions(folder: Path) -> list[tuple[str, dict[str, Any], Path]]:
    """(name, gold, raw file) of every session in the folder."""
    found = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        found.append((path.name.removesuffix(".gold.json"), gold, path.parent / gold["file"]))
    return found


def transcript(gold: Mapping[str, Any], raw: Path) -> Transcript:
    """The file as the product reads it; the gold's own turns where it reads it otherwise."""
    given = {name: Role(role) for name, role in gold["roles"].items()}
    try:
        read = extraction.read(raw.read_bytes(), raw.name)
    except (OSError, Refused):
        read = None
    if read and [t.text for t in read.turns] == [t["text"] for t in gold["turns"]]:
        return read.with_roles(given)
    turns = tuple(Turn(t["n"], t["speaker"], t["text"], t["start"]) for t in gold["turns"])
    return Transcript("gold", turns, gold["language"]).with_roles(given)


def judge(gold: Mapping[str, Any], spoken: Transcript) -> Result:
    """One session through the offline engine and the verification, against its gold."""
    day = date.fromisoformat(gold["session_date"])
    started = time.process_time()
    draft = drafting.draft(AnalysisRequest(spoken, day))
    turns = draft.coach_turns or ()
    spent = time.process_time() - started
    shown = verify(draft, spoken, session_date=day)
    result = Result()
    result.counts["cpu ms"] = round(spent * 1000)
    result.counts["words"] = spoken.words
    result.counts["items proposed"], result.counts["items shown"] = shown.proposed, shown.kept
    result.counts["sessions read from the file"] = int(spoken.format != "gold")
    _coach(result, gold, turns)
    _promises(result, gold, shown)
    _quotes(result, spoken, shown)
    _silence(result, gold, shown)
    _false(result, gold, shown)
    result.counts["swapped labels stopped"] = int(_stops_swapped(spoken))
    result.counts["right labels passed"] = int(_passes(spoken))
    result.counts["sessions"] = 1
    return result


def overlap(a: str, b: str) -> bool:
    """Whether two quotes of one turn are the same words, or most of the shorter."""
    first, second = words(a), words(b)
    if not first or not second:
        return False
    one, other = " ".join(first), " ".join(second)
    shared = sum((Counter(first) & Counter(second)).values())
    return one in other or other in one or shared >= 0.6 * min(len(first), len(second))


def _coach(result: Result, gold: Mapping[str, Any], turns: Iterable[CoachTurn]) -> None:
    wanted = {turn["n"]: turn for turn in gold["coach_turns"]}
    tallies = {k: Tally() for k in ("questions", "open", "closed", "stacked", "reflections", "complex", "advice")}
    for turn in turns:
        truth = wanted[turn.n]
        left = list(truth["questions"])
        for asked in turn.questions:
            twin = next((q for q in left if q["text"] in asked.text or asked.text in q["text"]), None)
            if twin is None:
                tallies["questions"].wrong += 1
                tallies[asked.kind].wrong += 1
                continue
            left.remove(twin)
            tallies["questions"].hit += 1
            if twin["kind"] == asked.kind:
                tallies[asked.kind].hit += 1
            else:
                tallies[asked.kind].wrong += 1
                tallies[twin["kind"]].missed += 1
        for missed in left:
            tallies["questions"].missed += 1
            tallies[missed["kind"]].missed += 1
        _flag(tallies["stacked"], truth["stacked"], turn.stacked)
        _flag(tallies["reflections"], truth["reflection"] != "none", turn.reflection != "none")
        _flag(tallies["complex"], truth["reflection"] == "complex", turn.reflection == "complex")
        _flag(tallies["advice"], truth["advice"], turn.advice)
    result.tallies |= tallies


def _flag(tally: Tally, truth: bool, said: bool) -> None:
    tally.hit += truth and said
    tally.wrong += said and not truth
    tally.missed += truth and not said


def _promises(result: Result, gold: Mapping[str, Any], shown: Verified) -> None:
    tally = Tally()
    met: set[int] = set()
    for item in shown.sections["action_items"]:
        first = item.evidence[0]
        i = _promise_of(gold["commitments"], first.turn, first.quote)
        if i is None:
            tally.wrong += 1
            result.counts["promises that are listed as none"] += any(
                n["n"] == first.turn and overlap(n["quote"], first.quote) for n in gold["non_commitments"]
            )
            continue
        truth = gold["commitments"][i]
        if i in met or truth.get("optional"):
            met.add(i)
            continue
        met.add(i)
        tally.hit += 1
        due = getattr(item, "due", None)
        result.counts["owner exact"] += getattr(item, "owner", "") == truth["owner"]
        result.counts["due exact"] += (due.isoformat() if due else None) == truth["due"]
        result.counts["due wrong"] += due is not None and due.isoformat() != truth["due"]
        result.counts["recurring exact"] += getattr(item, "recurring", None) == truth["recurring"]
    tally.missed = sum(i not in met and not c.get("optional") for i, c in enumerate(gold["commitments"]))
    result.tallies["commitments"] = tally
    for item in shown.doubtful:
        i = _promise_of(gold["commitments"], item.evidence[0].turn, item.evidence[0].quote)
        result.counts["asked"] += 1
        result.counts["asked, and a promise"] += (
            i is not None and i not in met and not gold["commitments"][i].get("optional")
        )
        met |= set() if i is None else {i}


def _promise_of(commitments: list[dict[str, Any]], turn: int, quote: str) -> int | None:
    """Which gold promise the quote is: by its own turn first, else as a restatement."""
    for i, truth in enumerate(commitments):
        if truth["n"] == turn and any(overlap(text, quote) for text in (truth["quote"], *truth.get("also", []))):
            return i
    said = set(content(quote))
    for i, truth in enumerate(commitments):
        if turn in truth.get("restated_n", []) and said & set(content(truth["quote"])):
            return i
    return None


def _quotes(result: Result, spoken: Transcript, shown: Verified) -> None:
    for items in shown.sections.values():
        for item in items:
            for evidence in item.evidence:
                turn = spoken.turn(evidence.turn)
                result.counts["quotes"] += 1
                result.counts["quotes verbatim"] += turn is not None and evidence.quote in turn.text


def _silence(result: Result, gold: Mapping[str, Any], shown: Verified) -> None:
    for name in gold["absent_sections"]:
        section = "action_items" if name == "commitments" else SECTIONS[name]
        result.counts["absent sections"] += 1
        result.counts["absent sections left empty"] += not shown.sections[section]


def _false(result: Result, gold: Mapping[str, Any], shown: Verified) -> None:
    """Whether a sentence shown says most of what must not be said: a check of words, not of meaning."""
    said = [shown.summary]
    for items in shown.sections.values():
        for item in items:
            fields = item.model_dump(exclude={"evidence"})
            said += [text for value in fields.values() for text in ([value] if isinstance(value, str) else [])]
    for sentence in gold["must_not_say"]:
        wanted = set(content(sentence))
        result.counts["must not say"] += 1
        result.counts["must not say, said"] += any(
            len(wanted) > 1 and len(wanted & set(content(text))) >= 0.8 * len(wanted) for text in said
        )


def _stops_swapped(spoken: Transcript) -> bool:
    """Whether the same talk with the two names exchanged is not taken as certain with the exchanged roles."""
    names = list(spoken.roles)
    other = dict(zip(names, reversed(names), strict=True))
    turns = tuple(Turn(t.n, other[t.speaker], t.text, t.start, t.end) for t in spoken.turns)
    known = {name: role for name, role in spoken.roles.items() if role is not Role.OTHER}
    guess = roles.infer(Transcript(spoken.format, turns, spoken.language), known_names=known)
    right = {other[name]: role for name, role in spoken.roles.items()}
    return not guess.certain or guess.suspect_swap or all(guess.roles[name] is role for name, role in right.items())


def _passes(spoken: Transcript) -> bool:
    bare = Transcript(
        spoken.format, tuple(Turn(t.n, t.speaker, t.text, t.start, t.end) for t in spoken.turns), spoken.language
    )
    guess = roles.infer(bare)
    return all(guess.roles[name] is role for name, role in spoken.roles.items())
