"""Small linear heads over core/analysis/speech/features.py: softmax of weighted sums, in pure Python.

Fitted by scripts/fit_heads.py; what on, and how well they do, is in docs/MODEL_CARD.md and in the file itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

from core.analysis.speech.features import Features


@dataclass(frozen=True, slots=True)
class Head:
    """`weights[feature]` holds one weight for each of `classes`."""

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def probabilities(self, features: Features) -> dict[str, float]:
        """How likely each class is; they add up to 1."""
        sums = [0.0] * len(self.classes)
        for name, value in features.items():
            row = self.weights.get(name)
            if row is not None:
                for i, weight in enumerate(row):
                    sums[i] += weight * value
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
        name: Head(tuple(head["classes"]), {f: (0.0, *(w / 100 for w in row)) for f, row in head["weights"].items()})
        for name, head in stored["heads"].items()
    }


@lru_cache(maxsize=1)
def shipped() -> dict[str, Head]:
    """`question` (none, open, closed), `asks` (no, yes), `asks unpunctuated` (the same for words without punctuation),
    `reflects` (no, yes) and `behaviour` (question, reflection, therapist_input, other)."""
    return read(json.loads((files("core.analysis.speech") / "weights.json").read_text(encoding="utf-8")))
