"""Fits the linear heads of core/analysis/speech on AnnoMI and writes its weights.json. Pure Python; some minutes.

    python -m scripts.fit_heads [folder with annomi-full-dev.csv] [--check]

Multinomial logistic regression with L2, by stochastic gradient descent with averaged weights (Bottou 2012).
Cross-validated with all transcripts of one video in one fold. Only hand-made features go in; no text and no vocabulary of
the data goes out. `--check` cross-validates and writes nothing.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from core.analysis.speech.features import (
    Features,
    Said,
    Style,
    of,
)
from core.analysis.speech.heads import Head
from core.transcript import Role, Transcript, Turn

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "core" / "speech" / "weights.json"
BARE = "asks unpunctuated"  # learned from the same turns with punctuation and capitals taken away
# head -> (strength of the prior: sum of squares costs this much / 2, how far rare classes are lifted)
SETTINGS = {
    "question": (50.0, 1.0),
    "asks": (20.0, 1.0),
    "behaviour": (20.0, 1.0),
    "reflects": (30.0, 1.0),
    BARE: (30.0, 1.0),
}
FOLDS = 5
EPOCHS = 16
FIRST_RATE = 0.05
RARE = 8  # a feature seen less often is not learned


@dataclass(frozen=True)
class Row:
    """One coach turn: its transcript, the group that is never split, features, the label each head is to give."""

    transcript: str
    group: str
    features: Features
    labels: Mapping[str, str]


def rows_of(path: Path, *, bare: bool = False) -> list[Row]:
    """The therapist turns of an `annomi-full*.csv`; where ten annotators labelled a turn the majority counts. `bare` takes
    punctuation and capitals away first, as a plain recogniser would give the words."""
    rows: list[Row] = []
    for transcript, ordered in _sessions(path).items():
        said = [votes[0]["utterance_text"] for votes in ordered]
        texts = [unpunctuated(text) for text in said] if bare else said
        turns = [Said(t, votes[0]["interlocutor"] == "therapist") for t, votes in zip(texts, ordered, strict=True)]
        style = Style.of(turns)
        for at, votes in enumerate(ordered):
            if turns[at].coach:
                rows.append(Row(transcript, votes[0]["video_url"], of(turns, at, style), _labels(votes)))
    return rows


def labelled(path: Path) -> Iterator[tuple[Transcript, list[Mapping[str, str]]]]:
    """Every session of the file as the product would hold it, and the labels of its therapist turns in order."""
    for name, ordered in _sessions(path).items():
        roles = {"therapist": Role.COACH, "client": Role.CLIENT}
        said = [(votes[0]["interlocutor"], votes[0]["utterance_text"]) for votes in ordered]
        turns = tuple(Turn(n, who, text, role=roles[who]) for n, (who, text) in enumerate(said, 1))
        labels: list[Mapping[str, str]] = [
            _labels(votes) for votes in ordered if votes[0]["interlocutor"] == "therapist"
        ]
        yield Transcript(name, turns, "en", roles), labels


def _sessions(path: Path) -> dict[str, list[list[dict[str, str]]]]:
    """transcript -> its utterances in order -> the votes on each."""
    found: dict[str, dict[int, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found[line["transcript_id"]][int(line["utterance_id"])].append(line)
    return {name: [utterances[n] for n in sorted(utterances)] for name, utterances in found.items()}


def unpunctuated(text: str) -> str:
    """The words alone, lower case, with one space between."""
    return " ".join(re.sub(r"[^\w\s'’]", " ", text.lower()).split())


def _labels(votes: Sequence[Mapping[str, str]]) -> dict[str, str]:
    asks = _majority(votes, "question_exists") == "True"
    kinds = [v for v in votes if v["question_exists"] == "True"]
    return {
        "question": _majority(kinds, "question_subtype") if asks else "none",
        "asks": "yes" if asks else "no",
        BARE: "yes" if asks else "no",
        "behaviour": _majority(votes, "main_therapist_behaviour"),
        "reflects": "yes" if _majority(votes, "reflection_exists") == "True" else "no",
    }


def _majority(votes: Sequence[Mapping[str, str]], field: str) -> str:
    return Counter(vote[field] for vote in votes).most_common(1)[0][0]


def fit(rows: Sequence[Row], head: str, *, seed: int = 20261121) -> Head:
    """One head fitted on the rows."""
    prior, lift = SETTINGS[head]
    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, n in counts.items() if n >= RARE)
    place = {name: i for i, name in enumerate(names)}
    classes = sorted({row.labels[head] for row in rows})
    share = Counter(row.labels[head] for row in rows)
    cost = [(len(rows) / (len(classes) * share[label])) ** lift for label in classes]
    data = [
        (
            sorted((place[name], value) for name, value in row.features.items() if name in place and value),
            classes.index(row.labels[head]),
        )
        for row in rows
    ]
    weights = _descend(data, len(names), len(classes), cost, prior / len(rows), random.Random(seed))
    return Head(tuple(classes), tuple({name: row[i] for name, i in place.items()} for row in weights))


def _descend(
    data: list[tuple[list[tuple[int, float]], int]],
    features: int,
    classes: int,
    cost: Sequence[float],
    decay: float,
    order: random.Random,
) -> list[list[float]]:
    """Weights are kept as `scale * raw`, so that the prior shrinks all of them at the price of one product."""
    raw = [[0.0] * features for _ in range(classes)]
    sums = [[0.0] * features for _ in range(classes)]
    scale, step, averaged = 1.0, 0, 0
    for epoch in range(EPOCHS):
        order.shuffle(data)
        for pairs, label in data:
            scores = [scale * sum([w[i] * v for i, v in pairs]) for w in raw]
            top = max(scores)
            parts = [exp(s - top) for s in scores]
            total = sum(parts)
            rate = FIRST_RATE / (1 + FIRST_RATE * decay * step)
            scale *= 1 - rate * decay
            step += 1
            for c, row in enumerate(raw):
                push = rate * (parts[c] / total - (c == label)) * cost[label] / scale
                if abs(push) * scale > 1e-5:
                    for i, v in pairs:
                        row[i] -= push * v
        if epoch >= EPOCHS // 2:
            averaged += 1
            for total_row, row in zip(sums, raw, strict=True):
                for i, value in enumerate(row):
                    total_row[i] += scale * value
    return [[value / averaged for value in row] for row in sums]


def folds(rows: Sequence[Row], *, seed: int = 0) -> list[int]:
    """The fold of every row; all rows of one video fall into one."""
    groups = sorted({row.group for row in rows})
    random.Random(seed).shuffle(groups)
    fold = {group: i % FOLDS for i, group in enumerate(groups)}
    return [fold[row.group] for row in rows]


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The mean over classes of 2TP / (2TP + FP + FN)."""
    scores = []
    for label in sorted(set(truth)):
        hit = sum(t == label == s for t, s in zip(truth, said, strict=True))
        wrong = sum((t == label) != (s == label) for t, s in zip(truth, said, strict=True))
        scores.append(2 * hit / (2 * hit + wrong) if hit or wrong else 0.0)
    return sum(scores) / len(scores)


def cross_validated(rows: Sequence[Row], head: str, *, seed: int = 0) -> float:
    """Macro-F1 over all rows, each judged by a head that never saw its video."""
    fold = folds(rows, seed=seed)
    said = [""] * len(rows)
    for k in range(FOLDS):
        fitted = fit([row for row, f in zip(rows, fold, strict=True) if f != k], head)
        for i, row in enumerate(rows):
            if fold[i] == k:
                said[i] = fitted.best(row.features)
    return macro_f1([row.labels[head] for row in rows], said)


def stored(heads: Mapping[str, Head], about: Mapping[str, object]) -> str:
    """The file: weights in hundredths beside the first class's, those that round to nothing left out, one feature a line."""
    made: dict[str, object] = {"about": about, "heads": {}}
    body: dict[str, object] = {}
    for name, head in heads.items():
        first, *others = head.weights
        rounded = {f: [round(100 * (of[f] - weight)) for of in others] for f, weight in first.items()}
        body[name] = {
            "classes": head.classes,
            "weights": {f: r for f, r in rounded.items() if any(abs(w) > 1 for w in r)},
        }
    made["heads"] = body
    return json.dumps(made, separators=(",", ":"), ensure_ascii=False).replace("],", "],\n") + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Fit the linear heads.")
    parser.add_argument(
        "folder", nargs="?", default=os.environ.get("DEBRIEF_SHARED", str(ROOT.parent / "shared")) + "/annomi"
    )
    parser.add_argument("--check", action="store_true", help="cross-validate only")
    arguments = parser.parse_args()
    path = Path(arguments.folder) / "annomi-full-dev.csv"
    if not path.exists():
        print("There is no annomi-full-dev.csv in the folder given.", file=sys.stderr)
        return 1
    rows = rows_of(path)
    bare = rows_of(path, bare=True)
    figures = {}
    for head in SETTINGS:
        figures[head] = round(cross_validated(bare if head == BARE else rows, head), 4)
        print(f"{head:18} cross-validated macro-F1 {figures[head]:.4f}", flush=True)
    if arguments.check:
        return 0
    about = {
        "data": "AnnoMI (Wu et al. 2022, 2023), development part of 93 transcripts; features only",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "rows": len(rows),
        "cross_validated_macro_f1": figures,
    }
    OUT.write_text(
        stored({head: fit(bare if head == BARE else rows, head) for head in SETTINGS}, about), encoding="utf-8"
    )
    print(f"written: {OUT.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
