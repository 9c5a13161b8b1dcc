"""A draft against its transcript: verified, measured, promises of before checked off. Pure; what
core/analysis/analyse.py has done in a guarded child."""

from collections import Counter
from typing import Any

from core.analysis import (
    checkoff,
    coach_turns,
    metrics,
    quality,
)
from core.analysis.assessed import Assessed, Fallen
from core.analysis.icf import markers
from core.analysis.speech.text import is_whole
from core.analysis.speech.text import words as words_of
from core.analysis.verification import (
    Verified,
    appointment,
    verify,
)
from core.insight.draft import Draft, DraftQuote
from core.insight.engine import AnalysisRequest
from core.insight.model import Asked, CoachTurn, Findings, Passage
from core.insight.sections import SECTIONS, Evidence
from core.reading import measurability
from core.transcript import Role, Transcript

NOD = 2
"""Words of the coach that do not end an answer, such as "go on"."""
LITTLE = 8
"""Words of the client, below which a question is left open."""
FEWEST = 4
"""Words of a question that may be left open."""
SMALL_TALK = 0.1
"""Of a session's turns, at its beginning and at its end."""


def assess(request: AnalysisRequest, draft: Draft) -> Assessed:
    """One pass over the transcript for each thing that is measured; linear in the draft and in the transcript."""
    transcript = request.transcript
    verified = verify(draft, transcript, session_date=request.session_date)
    kept = checkoff.verify(draft.done, request.open_commitments, transcript)
    turns = coach_turns.classify(transcript) if draft.coach_turns is None else draft.coach_turns
    length = measurability.report(transcript).duration
    places = {id(item): (name, n) for name, items in draft.sections.items() for n, item in enumerate(items)}
    return Assessed(
        findings=_findings(request, draft, verified, kept, turns),
        coach_turns=turns,
        fallen=tuple(Fallen(*places[id(each.item)], each.reason) for each in verified.rejected),
        dropped=verified.dropped,
        proposed=verified.proposed,
        kept=verified.kept,
        confidence=verified.confidence,
        notes=verified.notes,
        words=transcript.words,
        minutes=None if length is None else round(length / 60, 1),
    )


def _findings(
    request: AnalysisRequest, draft: Draft, verified: Verified, kept: checkoff.Outcome, turns: tuple[CoachTurn, ...]
) -> Findings:
    """All of them but the coach's turns themselves."""
    transcript: Transcript = request.transcript
    figures = metrics.measure(transcript, turns)
    counts = {name: len(items) for name, items in verified.sections.items()}
    counts["action_items"] = sum(getattr(item, "owner", "") == "client" for item in verified.sections["action_items"])
    label, reasons = quality.derive(turns, figures, counts) if "client_discoveries" in draft.sections else (None, ())
    sections: dict[str, Any] = {
        section.name: verified.sections[section.name]
        if section.many
        else next(iter(verified.sections[section.name]), None)
        for section in SECTIONS
    }
    return Findings(
        **sections,
        session_summary=verified.summary,
        key_themes=verified.themes,
        overall_session_quality=label,
        quality_evidence=tuple(reasons),
        metrics=figures,
        markers=markers.observe(transcript, turns, verified.sections),
        questions=_questions(transcript, turns),
        passages=_passages(draft, transcript),
        done_since_last=kept.done,
        doubtful=verified.doubtful,
        next_session_words=appointment.words(transcript, request.session_date),
    )


def _passages(draft: Draft, transcript: Transcript) -> tuple[Passage, ...]:
    """Those that stand in the transcript word for word."""
    found = ((_receipt(each.words, transcript), each.asked) for each in draft.passages)
    return tuple(
        Passage(evidence=words, asked=_receipt(asked, transcript) if asked else None) for words, asked in found if words
    )


def _receipt(said: DraftQuote, transcript: Transcript) -> Evidence | None:
    turn = transcript.turn(said.turn)
    if turn is None or said.quote not in turn.text:
        return None
    return Evidence(quote=said.quote, turn=turn.n, speaker=turn.speaker, start=turn.start)


def _questions(transcript: Transcript, turns: tuple[CoachTurn, ...]) -> tuple[Asked, ...]:
    """Of several in one turn the last was answered, and none if that was broken off."""
    asking = {turn.n: turn for turn in turns if turn.questions}
    answered: Counter[int] = Counter()
    asked = 0
    for turn in transcript.turns:
        length = len(turn.text.split())
        if turn.role is Role.COACH and (length > NOD or turn.n in asking or not asked):
            asked = turn.n
        elif turn.role is Role.CLIENT:
            answered[asked] += length
    left = _left_open(transcript, turns)
    found: list[Asked] = []
    for n, classified in asking.items():
        for place, question in enumerate(classified.questions, 1):
            receipt = _receipt(DraftQuote(n, question.text), transcript) if question.text else None
            whole = place == len(classified.questions) and is_whole(question.text)
            if receipt:
                words = answered[n] if whole else 0
                open_ = whole and n in left and question.kind == "open"
                found.append(Asked(evidence=receipt, kind=question.kind, answered=words, left_open=open_))
    return tuple(found)


def _left_open(transcript: Transcript, turns: tuple[CoachTurn, ...]) -> set[int]:
    """Turns whose last question got next to no answer until the coach asked again, or at all; small talk left out.

    One that the coach puts anew before the client speaks is not left open: the later is answered.
    """
    last = {turn.n: turn.questions[-1].text for turn in turns if turn.questions}
    marked = any("?" in text for text in last.values())
    replies: dict[int, list[int]] = {}
    asked = 0
    for turn in transcript.turns:
        if turn.role is Role.COACH and (turn.n in last or "?" in turn.text):
            asked = turn.n
        elif turn.role is Role.CLIENT and asked:
            replies.setdefault(asked, []).append(len(words_of(turn.text)))
    numbers = [turn.n for turn in transcript.turns]
    edge = max(2, round(len(numbers) * SMALL_TALK))
    talk = set(numbers[edge : len(numbers) - edge])
    return {
        n
        for n, text in last.items()
        if n in talk
        and sum(replies.get(n, [LITTLE])) < LITTLE
        and len(words_of(text)) >= FEWEST
        and (not marked or text.rstrip("\"'”’»)] ").endswith("?"))
    }
