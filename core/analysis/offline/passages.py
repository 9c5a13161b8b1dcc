"""Words worth coming back to: of the client's sentences that pass the filter of core/insight/passages.py, at most three."""

from collections.abc import Mapping

from core.analysis.promises.talk import Line, Talk
from core.insight.draft import DraftPassage, DraftQuote
from core.insight.model import CoachTurn
from core.insight.passages import MOST, signals, worth_rereading
from core.transcript import Role

_GREETING, _FAREWELL = 0.04, 0.97
"""What is said before and after these shares of the session is hello and goodbye."""


def passages(talk: Talk, coach_turns: Mapping[int, CoachTurn]) -> tuple[DraftPassage, ...]:
    """In the order of the session, one of a turn, none said twice. Those that answer a question go first where there are more,
    then those with more of oneself in them, then the later ones. `coach_turns` by number."""
    found: dict[str, tuple[Line, DraftQuote | None]] = {}
    for turn in talk.transcript.turns:
        for line in talk.lines(turn) if turn.role is Role.CLIENT else ():
            following = talk.next(line)
            after = following.span.text if following else ""
            if _GREETING < line.at < _FAREWELL and worth_rereading(line.span.text, after, talk.language):
                found.setdefault(line.low, (line, _question_before(talk, line, coach_turns)))
    ranked = sorted(found.values(), key=lambda each: _rank(each[0], each[1], talk.language), reverse=True)
    chosen: dict[int, DraftPassage] = {}
    for line, asked in ranked:
        if len(chosen) < MOST:
            chosen.setdefault(line.turn.n, DraftPassage(DraftQuote(line.turn.n, line.span.text), asked))
    return tuple(chosen[n] for n in sorted(chosen))


def _rank(line: Line, asked: DraftQuote | None, language: str) -> tuple[bool, int, float]:
    return asked is not None, signals(line.span.text, language), line.at


def _question_before(talk: Talk, line: Line, coach_turns: Mapping[int, CoachTurn]) -> DraftQuote | None:
    coach = talk.before(line.turn, Role.COACH)
    turn = coach_turns.get(coach.n) if coach else None
    questions = [question.text for question in turn.questions if question.text] if turn else []
    return DraftQuote(coach.n, questions[-1]) if coach and questions else None
