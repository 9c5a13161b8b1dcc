"""Small linear heads over core/analysis/speech/features.py: softmax of weighted sums, in pure Python.

Fitted by scripts/fit_heads.py; what on, and how well they do, is in docs/MODEL_CARD.md and in the file itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from math import exp
from operator import mul
from typing import Any

from core.analysis.speech.features import Features


@dataclass(frozen=True, slots=True)
class Head:
    """`weights` holds those of each of `classes`, by feature; one that is not named weighs nothing."""

    classes: tuple[str, ...]
    weights: tuple[Mapping[str, float], ...]

    def probabilities(self, features: Features) -> dict[str, float]:
        """How likely each class is; they add up to 1."""
        values = features.values()
        sums = [sum(map(mul, map(of.get, features, repeat(0.0)), values)) if of else 0.0 for of in self.weights]
        top = max(sums)
        parts = [exp(s - top) for s in sums]
        total = sum(parts)
        return {label: part / total for label, part in zip(self.classes, parts, strict=True)}

    def best(self, features: Features) -> str:
        likely = self.probabilities(features)
        return max(likely, key=likely.__getitem__)


def read(stored: Mapping[str, Any]) -> dict[str, Head]:
    """Heads by name from the stored form: weights in hundredths, beside those of the first class, which are 0."""
    return {
        name: Head(
            tuple(head["classes"]),
            ({}, *({f: row[at] / 100 for f, row in head["weights"].items()} for at in range(len(head["classes"]) - 1))),
        )
        for name, head in stored["heads"].items()
    }


@lru_cache(maxsize=1)
def shipped() -> dict[str, Head]:
    """`question` (none, open, closed), `asks` (no, yes), `asks unpunctuated` (the same for words without punctuation),
    `reflects` (no, yes) and `behaviour` (question, reflection, therapist_input, other)."""
    return read(json.loads((files("core.analysis.speech") / "weights.json").read_text(encoding="utf-8")))
