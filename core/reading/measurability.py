"""What one file lets us measure, and for everything it does not, why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.transcript import Cue, Transcript
from core.translation import N_

# A figure that rests on times is given only if nearly every cue carries them; a few unnamed or untimed cues do no harm.
_NEARLY_ALL = 0.95
# Two stamps closer than this are the same stamp written twice (files round to milliseconds).
_SAME = 0.002


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something can be measured from this file; `reason` is a sentence fit to show, empty where it can."""

    measurable: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.measurable


_YES = Verdict(measurable=True)


@dataclass(frozen=True, slots=True)
class Measurability:
    """The report on one file. `duration` in seconds from the first word to the last known time, None if unknown.

    `times`: turns have start times. `talk_time`: the share of speaking time per speaker. `pauses`: silences between
    cues. `overlaps`: two people at once. `response_latency`: silence between one speaker's end and the other's start.
    `words_per_minute`: speech rate. `interruptions` needs overlaps or cut-off dashes.
    """

    format: str
    language: str
    speakers: tuple[str, ...]
    turns: int
    words: int
    duration: float | None
    warnings: tuple[str, ...]
    times: Verdict
    talk_time: Verdict
    pauses: Verdict
    overlaps: Verdict
    response_latency: Verdict
    words_per_minute: Verdict
    interruptions: Verdict


def report(transcript: Transcript) -> Measurability:
    """What `transcript` lets us measure; pure and quick (one pass over the cues)."""
    cues = list(_cues(transcript))
    times = _times(transcript)
    ends = _ends(cues, times)
    pauses = _pauses(cues, ends)
    overlaps = _overlaps(cues, ends)
    rate = _rate(transcript, times, ends)
    return Measurability(
        format=transcript.format,
        language=transcript.language,
        speakers=transcript.speakers,
        turns=len(transcript.turns),
        words=transcript.words,
        duration=_duration(cues),
        warnings=transcript.warnings,
        times=times,
        talk_time=rate,
        pauses=pauses,
        overlaps=overlaps,
        response_latency=pauses,
        words_per_minute=rate,
        interruptions=_interruptions(transcript, overlaps),
    )


def _cues(transcript: Transcript) -> Iterator[Cue]:
    for turn in transcript.turns:
        if turn.cues:
            yield from turn.cues
        else:
            yield Cue(turn.speaker, turn.text, turn.start, turn.end)


def _share(known: int, of: int) -> float:
    return known / of if of else 0.0


def _times(transcript: Transcript) -> Verdict:
    known = sum(turn.start is not None for turn in transcript.turns)
    if known == 0:
        return Verdict(measurable=False, reason=N_("No turn in this file carries a time."))
    if _share(known, len(transcript.turns)) < _NEARLY_ALL:
        return Verdict(measurable=False, reason=N_("Only some of the turns in this file carry a time."))
    return _YES


def _ends(cues: list[Cue], times: Verdict) -> Verdict:
    if not times:
        return times
    known = sum(cue.start is not None and cue.end is not None for cue in cues)
    if _share(known, len(cues)) < _NEARLY_ALL:
        return Verdict(measurable=False, reason=N_("This file says when each turn starts, but not when it ends."))
    return _YES


def _gaps(cues: list[Cue]) -> list[float]:
    """Seconds from the end of a cue to the start of the next, negative where they overlap."""
    return [b.start - a.end for a, b in pairwise(cues) if a.end is not None and b.start is not None]


def _pauses(cues: list[Cue], ends: Verdict) -> Verdict:
    if not ends:
        return ends
    gaps = _gaps(cues)
    if not gaps:
        return Verdict(measurable=False, reason=N_("There is only one stretch of speech."))
    if all(gap <= _SAME for gap in gaps):
        return Verdict(
            measurable=False,
            reason=N_("Every caption in this file starts where the one before ends, so silence left no trace."),
        )
    return _YES


def _overlaps(cues: list[Cue], ends: Verdict) -> Verdict:
    if not ends:
        return ends
    crossing = any(
        a.speaker != b.speaker and a.end is not None and b.start is not None and b.start < a.end - _SAME
        for a, b in pairwise(cues)
    )
    if not crossing:
        return Verdict(
            measurable=False,
            reason=N_("No two captions in this file overlap; the tool that wrote it lays them one after the other."),
        )
    return _YES


def _rate(transcript: Transcript, times: Verdict, ends: Verdict) -> Verdict:
    if ends:
        return _YES
    if not times:
        return times
    starts = [turn.start for turn in transcript.turns if turn.start is not None]
    if len(starts) < 2 or starts[-1] <= starts[0]:
        return Verdict(measurable=False, reason=N_("The times in this file do not advance."))
    if any(b < a for a, b in pairwise(starts)):
        return Verdict(measurable=False, reason=N_("The times in this file run backwards in places."))
    return _YES


def _duration(cues: list[Cue]) -> float | None:
    starts = [cue.start for cue in cues if cue.start is not None]
    if not starts:
        return None
    last = max([cue.end for cue in cues if cue.end is not None] + starts)
    return last - min(starts) if last > min(starts) else None


def _interruptions(transcript: Transcript, overlaps: Verdict) -> Verdict:
    if overlaps:
        return _YES
    cut = sum(turn.text.rstrip().endswith(("-", "–", "—", "--")) for turn in transcript.turns)
    if cut:
        return _YES
    return Verdict(
        measurable=False, reason=N_("Neither overlapping times nor broken-off sentences are marked in this file.")
    )
