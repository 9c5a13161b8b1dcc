"""Rules and heads as one decision: a coach turn's questions, its reflection, and what the turn mainly does.

Where the form is plain the rules stand, since they follow the guideline of coaching (docs/MODEL_CARD.md); where form and use
part ways ("So you left?"), and where punctuation is missing, the heads decide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from core.analysis.speech import questions
from core.analysis.speech.questions import Asked
from core.analysis.speech.reflections import Reflection
from core.analysis.speech.text import Span, sentences, words

Behaviour = Literal["question", "reflection", "input", "other"]
Likely = Mapping[str, Mapping[str, float]]  # head -> class -> probability

STATED = 0.3  # a statement with a question mark is none below this
HEARD = 0.6  # a question without a mark is one above this
GIVEN_BACK = 0.7  # a reflection the rules missed above this
NOT_GIVEN_BACK = 0.2  # none below this
_LONG = 8  # words from which an echo with a question mark may be a statement
_SPOKEN: Mapping[str, Behaviour] = {
    "question": "question",
    "reflection": "reflection",
    "therapist_input": "input",
    "other": "other",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    reflection: Reflection
    behaviour: Behaviour


def by_rules(asked: tuple[Asked, ...], reflection: Reflection, *, advised: bool) -> Verdict:
    """Where there are no heads for the language."""
    behaviour: Behaviour = (
        "question" if asked else "reflection" if reflection != "none" else "input" if advised else "other"
    )
    return Verdict(reflection, behaviour)


def settled(text: str, asked: tuple[Asked, ...], likely: Likely, *, punctuated: bool) -> tuple[Asked, ...]:
    """The questions that stand, and one that only the head heard."""
    asks = likely["asks" if punctuated else "asks unpunctuated"]["yes"]
    if asked:
        return tuple(q for q in asked if asks >= STATED or questions.formed(q) or len(words(q.span.text)) < _LONG)
    if asks < HEARD or "?" in text:  # a mark that the rules passed over: rhetorical, quoted, answered at once
        return ()
    span = _likeliest(text)
    if span is None:
        return ()
    open_, closed = likely["question"]["open"], likely["question"]["closed"]
    return (Asked(span, "open" if open_ > closed else "closed"),)


def _likeliest(text: str) -> Span | None:
    """The sentence that asks, if one of the turn must: the last that is formed like a question, else the last."""
    spans = [s for s in sentences(text) if len(words(s.text)) > 2]
    formed = [s for s in spans if questions.formed(Asked(s, "open"))]
    return (formed or spans)[-1] if spans else None


def judge(
    asked: tuple[Asked, ...],
    reflection: Reflection,
    likely: Likely,
    *,
    advised: bool,
    punctuated: bool,
    depth: Callable[[], Reflection] = lambda: "simple",
) -> Verdict:
    """The turn with `asked` settled: the reflection, and the behaviour as the head says unless that contradicts them.
    `depth` says of which kind a reflection is that only the head heard."""
    reflects = likely["reflects"]["yes"]
    if reflection == "none" and reflects > GIVEN_BACK and not advised and not asked:
        reflection = depth()
    elif reflection != "none" and reflects < NOT_GIVEN_BACK:
        reflection = "none"
    behaviour = likely["behaviour"]
    best = max(behaviour, key=behaviour.__getitem__)
    if not punctuated and asked and best != "question":  # that head leans on marks
        best = "question"
    return Verdict(reflection, _SPOKEN[best])
