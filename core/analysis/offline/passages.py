"""Words worth coming back to: of the client's sentences that pass the filter of core/insight/passages.py, at most three."""

from core.analysis.offline.scene import Line, Scene
from core.insight.draft import DraftPassage, DraftQuote
from core.insight.passages import signals, worth_rereading
from core.transcript import Role

MOST = 3
_GREETING, _FAREWELL = 0.04, 0.97
"""What is said before and after these shares of the session is hello and goodbye."""


def passages(scene: Scene) -> tuple[DraftPassage, ...]:
    """In the order of the session, one of a turn, none said twice. Those that answer a question go first where there are more,
    then those with more of oneself in them, then the later ones."""
    found: dict[str, Line] = {}
    for line in scene.said_by(Role.CLIENT):
        following = scene.next_line(line)
        after = following.span.text if following else ""
        if _GREETING < line.at < _FAREWELL and worth_rereading(line.span.text, after, scene.language):
            found.setdefault(line.low, line)
    ranked = sorted(found.values(), key=lambda line: _rank(scene, line), reverse=True)
    chosen: dict[int, Line] = {}
    for line in ranked:
        if len(chosen) < MOST:
            chosen.setdefault(line.turn.n, line)
    return tuple(DraftPassage(chosen[n].quote, _question_before(scene, chosen[n])) for n in sorted(chosen))


def _rank(scene: Scene, line: Line) -> tuple[bool, int, float]:
    return _question_before(scene, line) is not None, signals(line.span.text, scene.language), line.at


def _question_before(scene: Scene, line: Line) -> DraftQuote | None:
    coach = scene.before(line.turn)
    turn = scene.coached.get(coach.n) if coach else None
    questions = [question.text for question in turn.questions if question.text] if turn else []
    return DraftQuote(coach.n, questions[-1]) if coach and questions else None
