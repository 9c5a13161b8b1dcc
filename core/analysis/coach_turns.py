"""What a coach did in each turn: questions (open, closed, stacked), reflections, advice. The same for every engine.

English by rules and small linear heads measured on coaching and counselling sessions (docs/MODEL_CARD.md), German by rules,
other languages by question marks alone.
"""

from core.analysis.speech import (
    advice,
    questions,
    reflections,
    verdict,
)
from core.analysis.speech.features import Said, Style, of
from core.analysis.speech.heads import shipped
from core.analysis.speech.text import language_of
from core.insight.model import CoachTurn, Question
from core.transcript import Role, Transcript, Turn

_MARKS = 0.02  # a session with a mark of punctuation in fewer than this share of its turns has none


def classify(transcript: Transcript) -> tuple[CoachTurn, ...]:
    """One entry for every coach turn, in order. Questions are slices of the turn's text."""
    language = language_of((turn.text for turn in transcript.turns), transcript.language)
    punctuated = _punctuated(transcript)
    likely = _likely(transcript, punctuated=punctuated) if language == "en" else {}
    made: list[CoachTurn] = []
    earlier: list[str] = []
    heard = ""
    for turn in transcript.turns:
        if turn.role is Role.CLIENT:
            if heard:
                earlier = [*earlier[-11:], heard]
            heard = turn.text
        elif turn.role is Role.COACH:
            made.append(_turn(turn, heard, earlier, language, likely.get(turn.n), punctuated=punctuated))
    return tuple(made)


def _likely(transcript: Transcript, *, punctuated: bool) -> dict[int, verdict.Likely]:
    """What the heads make of every coach turn, by its number."""
    spoken = [turn for turn in transcript.turns if turn.role in {Role.COACH, Role.CLIENT}]
    said = [Said(turn.text, turn.role is Role.COACH) for turn in spoken]
    style = Style.of(said)
    needless = "asks unpunctuated" if punctuated else "asks"
    heads = {name: head for name, head in shipped().items() if name != needless}
    made: dict[int, verdict.Likely] = {}
    for at, turn in enumerate(spoken):
        if said[at].coach:
            features = {name: value for name, value in of(said, at, style).items() if value}
            made[turn.n] = {name: head.probabilities(features) for name, head in heads.items()}
    return made


def _punctuated(transcript: Transcript) -> bool:
    marked = sum(any(mark in turn.text for mark in ".?!") for turn in transcript.turns)
    return marked >= _MARKS * len(transcript.turns)


def _turn(
    turn: Turn, heard: str, earlier: list[str], language: str, likely: verdict.Likely | None, *, punctuated: bool
) -> CoachTurn:
    asked = questions.find(turn.text, language=language, heard=heard)
    if likely:
        asked = verdict.settled(turn.text, asked, likely, punctuated=punctuated)
    advised = advice.gives_advice(turn.text, asked, language=language)
    reflection = reflections.kind(turn.text, asked, heard=heard, earlier=earlier, advice=advised, language=language)
    if likely:
        found = verdict.judge(
            asked,
            reflection,
            likely,
            advised=advised,
            punctuated=punctuated,
            depth=lambda: reflections.depth(turn.text, asked, heard=heard, earlier=earlier, language=language),
        )
    else:
        found = verdict.by_rules(asked, reflection, advised=advised)
    return CoachTurn(
        n=turn.n,
        questions=tuple(Question(text=q.span.text, kind=q.kind) for q in asked),
        stacked=questions.stacked(asked, language),
        reflection=found.reflection,
        advice=advised,
        behaviour=found.behaviour,
    )
