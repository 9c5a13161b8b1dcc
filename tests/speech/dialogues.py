"""Dialogues written for these tests."""

from core.transcript import (
    Cue,
    Role,
    Transcript,
    Turn,
)

Spoken = tuple[str, str]  # ("coach" or "client", words)


def session(*spoken: Spoken, language: str = "en", gap: float | None = None) -> Transcript:
    """A transcript with confirmed roles. With `gap`, every turn lasts ten seconds and so many seconds pass before the next."""
    turns = []
    at = 0.0
    for n, (who, text) in enumerate(spoken, 1):
        start, end = (None, None) if gap is None else (at, at + 10.0)
        speaker = {"coach": "Nora", "client": "Ben"}[who]
        cues = () if gap is None else (Cue(speaker, text, start, end),)
        turns.append(Turn(n, speaker, text, start, end, Role(who), cues))
        at += 10.0 + (gap or 0.0)
    roles = {"Nora": Role.COACH, "Ben": Role.CLIENT}
    return Transcript("test", tuple(turns), language, roles)
