"""The quality label, derived from stated evidence and never asked of an engine.

What separated good from poor sessions in public data (AnnoMI, 133 sessions, see docs/MODEL_CARD.md) leads: how far reflection
outweighs advice, and who did the talking. Open and stacked questions showed no such signal and do not count. A label is about
a session's words, never about a person, and is withheld where there is too little to go by.
"""

from collections.abc import Mapping

from core.insight.model import CoachTurn, Metric, Quality
from core.translation import N_

_ENOUGH_TURNS = 12


def derive(
    coach_turns: tuple[CoachTurn, ...],
    metrics: tuple[Metric, ...],
    found: Mapping[str, int],
) -> tuple[Quality | None, tuple[str, ...]]:
    """The label and the sentences it rests on. `found` counts verified items by section name, of promises the client's.

    None, with the reason as the only sentence, if the coach spoke too seldom or advice cannot be recognised.
    """
    value = {metric.name: metric.value for metric in metrics}
    client = value.get("client_talk_share_words")
    if len(coach_turns) < _ENOUGH_TURNS or client is None:
        return None, (N_("There is too little of the coach's speech to say anything about the session as a whole."),)
    reflections, advice = value.get("reflections"), value.get("advice")
    if reflections is None or advice is None:
        return None, (N_("Reflections and advice cannot be recognised in this language, so no label is given."),)
    turns = len(coach_turns)
    score = _talk(client) + _balance(reflections / turns, advice / turns) + _outcome(found)
    evidence = (
        N_("Advice in {0} and reflections in {1} of the coach's {2} turns.").format(
            round(advice), round(reflections), turns
        ),
        N_("The client spoke {0}% of the words.").format(round(client * 100)),
        _outcome_sentence(found),
    )
    return _label(score, advice / turns, client), evidence


def _label(score: float, advice: float, client: float) -> Quality:
    if score >= 5 and advice <= 0.06:
        return Quality.EXCELLENT
    if score >= 3.5 and advice <= 0.12:
        return Quality.GOOD
    if score >= 1.5 and client >= 0.4:
        return Quality.AVERAGE
    return Quality.NEEDS_IMPROVEMENT


def _talk(client: float) -> float:
    return 2.0 if client >= 0.65 else 1.0 if client >= 0.5 else 0.0


def _balance(reflection: float, advice: float) -> float:
    if advice <= 0.06:
        return 2.0 if reflection >= 0.15 else 1.0
    if reflection > advice:
        return 1.0
    return 0.0 if advice < 0.35 else -1.0


def _outcome(found: Mapping[str, int]) -> float:
    seen = min(found.get("client_discoveries", 0), 2) * 0.5
    own = 0.5 if found.get("action_items", 0) else 0.0
    return seen + own + (0.5 if found.get("emotional_shifts", 0) else 0.0)


def _outcome_sentence(found: Mapping[str, int]) -> str:
    counts = (found.get(name, 0) for name in ("client_discoveries", "action_items", "emotional_shifts"))
    return N_("Found in the client's words: discoveries {0}, promises {1}, shifts in feeling {2}.").format(*counts)
