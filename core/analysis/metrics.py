"""Figures of a session, counted and never asked of an engine. What a file does not let us measure says why.

Names are stable: faces look them up. Shares are fractions of 1, times seconds, rates words per minute.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from core.insight.model import CoachTurn, Metric
from core.reading.measurability import Measurability, Verdict, report
from core.transcript import (
    Cue,
    Role,
    Transcript,
    Turn,
)
from core.translation import N_

LONG_PAUSE = 3.0  # seconds; a silence after a coach's question that gives room to think (PCC marker 5.5)
_NO_ROLES = N_("It is not known who coached.")


def measure(transcript: Transcript, coach_turns: tuple[CoachTurn, ...]) -> tuple[Metric, ...]:
    """All figures, in the order they are shown."""
    can = report(transcript)
    return (
        *_talk(transcript, can),
        *_turns(transcript, can),
        *_craft(transcript, coach_turns),
        *_silence(transcript, coach_turns, can),
    )


def _words(turns: Sequence[Turn], role: Role) -> int:
    return sum(len(turn.text.split()) for turn in turns if turn.role is role)


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _metric(name: str, value: float | None, unit: str, why_not: str) -> Metric:
    return Metric(name=name, value=value, unit=unit, why_not=None if value is not None else why_not)


def _unless(verdict: Verdict, name: str, value: float | None, unit: str, otherwise: str) -> Metric:
    if not verdict:
        return Metric(name=name, unit=unit, why_not=verdict.reason)
    return _metric(name, None if value is None else round(value, 3), unit, otherwise)


def _spoken(transcript: Transcript) -> dict[Role, float]:
    """Seconds each role spoke: from cue times, or from one turn's start to the next where a file has starts only."""
    spoken = dict.fromkeys(Role, 0.0)
    for i, turn in enumerate(transcript.turns):
        timed = [c for c in turn.cues if c.start is not None and c.end is not None]
        if timed:
            spoken[turn.role] += sum(max(0.0, (c.end or 0.0) - (c.start or 0.0)) for c in timed)
        elif turn.start is not None and turn.end is not None:
            spoken[turn.role] += max(0.0, turn.end - turn.start)
        elif turn.start is not None:
            after = next((t.start for t in transcript.turns[i + 1 :] if t.start is not None), None)
            spoken[turn.role] += max(0.0, after - turn.start) if after is not None else 0.0
    return spoken


def _talk(transcript: Transcript, can: Measurability) -> Iterator[Metric]:
    coach, client = (_words(transcript.turns, role) for role in (Role.COACH, Role.CLIENT))
    both = coach + client
    yield _metric("client_talk_share_words", _share(client, both), "share", _NO_ROLES)
    yield _metric("coach_talk_share_words", _share(coach, both), "share", _NO_ROLES)
    spoken = _spoken(transcript)
    timed = spoken[Role.COACH] + spoken[Role.CLIENT]
    for name, role in (("client_talk_share_time", Role.CLIENT), ("coach_talk_share_time", Role.COACH)):
        yield _unless(can.talk_time, name, _share(spoken[role], timed), "share", _NO_ROLES)
    for name, role in (("client_words_per_minute", Role.CLIENT), ("coach_words_per_minute", Role.COACH)):
        rate = _words(transcript.turns, role) / spoken[role] * 60 if spoken[role] >= 1 else None
        yield _unless(can.words_per_minute, name, rate, "words/min", N_("There is too little timed speech."))


def _turns(transcript: Transcript, can: Measurability) -> Iterator[Metric]:
    yield Metric(name="turns", value=float(len(transcript.turns)), unit="turns")
    for name, role in (("coach_turns", Role.COACH), ("client_turns", Role.CLIENT)):
        yield Metric(name=name, value=float(sum(t.role is role for t in transcript.turns)), unit="turns")
    minutes = can.duration / 60 if can.duration is not None else None
    yield _unless(can.times, "duration_minutes", minutes, "min", N_("The times in this file do not advance."))
    for name, role in (("coach_longest_monologue_words", Role.COACH), ("client_longest_monologue_words", Role.CLIENT)):
        lengths = [len(t.text.split()) for t in transcript.turns if t.role is role]
        yield _metric(name, float(max(lengths)) if lengths else None, "words", _NO_ROLES)
    for name, role in (
        ("coach_longest_monologue_seconds", Role.COACH),
        ("client_longest_monologue_seconds", Role.CLIENT),
    ):
        seconds = [s for t in transcript.turns if t.role is role and (s := _length(transcript, t)) is not None]
        yield _unless(can.talk_time, name, max(seconds) if seconds else None, "s", _NO_ROLES)


def _length(transcript: Transcript, turn: Turn) -> float | None:
    if turn.start is None:
        return None
    ends = [c.end for c in turn.cues if c.end is not None]
    end = turn.end if turn.end is not None else max(ends, default=None)
    if end is None:
        after = transcript.turn(turn.n + 1)
        end = after.start if after else None
    return end - turn.start if end is not None and end >= turn.start else None


def _craft(transcript: Transcript, coach_turns: tuple[CoachTurn, ...]) -> Iterator[Metric]:
    kinds = [q.kind for turn in coach_turns for q in turn.questions]
    asked, opened = len(kinds), kinds.count("open")
    reflections = sum(turn.reflection != "none" for turn in coach_turns)
    if not coach_turns:
        names = ("open_questions", "closed_questions", "stacked_questions", "open_question_share", "reflections",
                 "complex_reflections", "reflection_to_question_ratio", "advice")  # fmt: skip
        yield from (Metric(name=name, why_not=_NO_ROLES) for name in names)
        return
    yield Metric(name="open_questions", value=float(opened), unit="questions")
    yield Metric(name="closed_questions", value=float(asked - opened), unit="questions")
    yield Metric(name="stacked_questions", value=float(sum(t.stacked for t in coach_turns)), unit="turns")
    yield _metric("open_question_share", _share(opened, asked), "share", N_("The coach asked no question."))
    if transcript.language not in {"en", "de", "und"}:
        reason = N_("Reflections and advice are recognised in English and German alone.")
        for name in ("reflections", "complex_reflections", "reflection_to_question_ratio", "advice"):
            yield Metric(name=name, why_not=reason)
        return
    yield Metric(name="reflections", value=float(reflections), unit="turns")
    deep = sum(turn.reflection == "complex" for turn in coach_turns)
    yield Metric(name="complex_reflections", value=float(deep), unit="turns")
    ratio = round(reflections / asked, 3) if asked else None
    yield _metric("reflection_to_question_ratio", ratio, "ratio", N_("The coach asked no question."))
    yield Metric(name="advice", value=float(sum(turn.advice for turn in coach_turns)), unit="turns")


def _silence(transcript: Transcript, coach_turns: tuple[CoachTurn, ...], can: Measurability) -> Iterator[Metric]:
    asked = {turn.n for turn in coach_turns if turn.questions}
    answers = [(a, _gap(a, b)) for a, b in pairwise(transcript.turns) if a.role is Role.COACH and b.role is Role.CLIENT]
    known = [(turn, gap) for turn, gap in answers if gap is not None]
    after_question = [gap for turn, gap in known if turn.n in asked]
    long = float(sum(gap >= LONG_PAUSE for gap in after_question))
    yield _unless(can.pauses, "pauses_after_questions", long, "pauses", "")
    yield _unless(
        can.pauses, "longest_pause_seconds", _longest(transcript), "s", N_("There is only one stretch of speech.")
    )
    cues = list(_cues(transcript))
    crossing = float(sum(_overlapping(a, b) for a, b in pairwise(cues)))
    yield _unless(can.overlaps, "overlaps", crossing, "times", "")
    cut = [-gap for _, gap in ((a, _gap(a, b)) for a, b in pairwise(transcript.turns) if a.role is Role.CLIENT) if gap]
    yield _unless(can.overlaps, "coach_interruptions", float(sum(s > 0 for s in cut)), "times", "")
    waits = [max(0.0, gap) for _, gap in known]
    typical = median(waits) if waits else None
    yield _unless(
        can.response_latency, "client_response_latency_seconds", typical, "s", N_("The client never answers the coach.")
    )
    back = [
        max(0.0, gap)
        for a, b in pairwise(transcript.turns)
        if a.role is Role.CLIENT and b.role is Role.COACH and (gap := _gap(a, b)) is not None
    ]
    typical = median(back) if back else None
    yield _unless(
        can.response_latency, "coach_response_latency_seconds", typical, "s", N_("The coach never answers the client.")
    )


def _end(turn: Turn) -> float | None:
    ends = [c.end for c in turn.cues if c.end is not None]
    return turn.end if turn.end is not None else max(ends, default=None)


def _gap(before: Turn, after: Turn) -> float | None:
    """Seconds of silence between two turns, negative where they overlap, None where the file does not tell."""
    end = _end(before)
    return None if end is None or after.start is None else after.start - end


def _cues(transcript: Transcript) -> Iterator[Cue]:
    for turn in transcript.turns:
        yield from turn.cues or (Cue(turn.speaker, turn.text, turn.start, turn.end),)


def _longest(transcript: Transcript) -> float | None:
    gaps = [b.start - a.end for a, b in pairwise(_cues(transcript)) if a.end is not None and b.start is not None]
    return max(0.0, *gaps) if gaps else None


def _overlapping(a: Cue, b: Cue) -> bool:
    return a.speaker != b.speaker and a.end is not None and b.start is not None and b.start < a.end - 0.002
