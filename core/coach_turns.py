"""What a coach did in each turn: questions (open, closed, stacked), reflections, advice. The same for every engine.

English by rules measured on coaching sessions (docs/MODEL_CARD.md), German by rules, other languages by question marks alone.
"""

from core.insight import CoachTurn, Question
from core.speech import advice, questions, reflections
from core.speech.text import language_of
from core.transcript import Role, Transcript, Turn


def classify(transcript: Transcript) -> tuple[CoachTurn, ...]:
    """One entry for every coach turn, in order. Questions are slices of the turn's text."""
    language = language_of((turn.text for turn in transcript.turns), transcript.language)
    made: list[CoachTurn] = []
    earlier: list[str] = []
    heard = ""
    for turn in transcript.turns:
        if turn.role is Role.CLIENT:
            if heard:
                earlier.append(heard)
            heard = turn.text
        elif turn.role is Role.COACH:
            made.append(_turn(turn, heard, " ".join(earlier[-12:]), language))
    return tuple(made)


def _turn(turn: Turn, heard: str, earlier: str, language: str) -> CoachTurn:
    asked = questions.find(turn.text, language=language, heard=heard)
    advised = advice.gives_advice(turn.text, asked, language=language)
    return CoachTurn(
        n=turn.n,
        questions=tuple(Question(text=q.span.text, kind=q.kind) for q in asked),
        stacked=questions.stacked(asked, language),
        reflection=reflections.kind(turn.text, asked, heard=heard, earlier=earlier, advice=advised, language=language),
        advice=advised,
    )
