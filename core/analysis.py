"""From a transcript to findings: an engine drafts, core verifies, measures and keeps only what is borne out."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from core import checkoff, coach_turns, measurability, metrics, quality
from core.draft import Draft
from core.engine import AnalysisRequest, Engine, EngineFault
from core.icf import markers
from core.insight import CoachTurn, Findings, SessionInsight, SessionMetadata
from core.refusal import Refused
from core.sections import SECTIONS
from core.transcript import Transcript
from core.verification import Rejected, Verified, appointment, verify
from core.verification.verify import merged

PROVIDERS = {"claude": "anthropic", "openai": "openai", "offline": "local"}
# Reasons a second look may mend. A duplicate or a full list is settled.
REPAIRABLE = frozenset(
    {
        "agreement_without_proposal", "no_answer", "no_evidence", "not_first_person", "not_in_transcript", "not_supported",
        "one_state_only", "question_not_found", "question_not_verbatim", "quote_not_found", "too_short", "unknown_value",
        "wrong_owner", "wrong_speaker",
    }
)  # fmt: skip


@runtime_checkable
class RepairingEngine(Protocol):
    """An engine that can be told what of its draft fell, and why."""

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        """The items again, as far as the transcript bears them out. Raises like `analyse`."""
        ...


@dataclass(frozen=True, slots=True)
class Analysis:
    findings: Findings
    metadata: SessionMetadata


def _silent(_section: str) -> None:
    """Nobody waits for progress."""


async def analyse(
    engine: Engine,
    request: AnalysisRequest,
    *,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[str], None] = _silent,
) -> Analysis:
    """Analyse one session. `clock` gives seconds. Raises EngineFault and Refused as the engine does.

    Verification and measuring run in a thread: a long session must not keep others waiting for an answer.
    """
    started = clock()
    draft = await engine.analyse(request, progress)
    verified = await asyncio.to_thread(verify, draft, request.transcript, session_date=request.session_date)
    repairable = tuple(item for item in verified.rejected if item.reason in REPAIRABLE)
    if repairable and isinstance(engine, RepairingEngine):
        draft, verified = await _repaired(engine, request, draft, verified, repairable)
    kept = await asyncio.to_thread(checkoff.verify, draft.done, request.open_commitments, request.transcript)
    findings = await asyncio.to_thread(_findings, request, verified, kept, draft.coach_turns)
    return Analysis(findings, _metadata(engine, request.transcript, draft, verified, clock() - started))


async def _repaired(
    engine: RepairingEngine,
    request: AnalysisRequest,
    draft: Draft,
    verified: Verified,
    repairable: tuple[Rejected, ...],
) -> tuple[Draft, Verified]:
    """One more try for what fell. If it fails, the first draft stands: what was verified is not lost to a fault."""
    try:
        again = await engine.repair(request, repairable)
    except (EngineFault, Refused):
        return draft, verified
    whole = merged(draft, again, repairable)
    second = await asyncio.to_thread(verify, whole, request.transcript, session_date=request.session_date)
    return (whole, second) if second.kept >= verified.kept else (draft, verified)


def _findings(
    request: AnalysisRequest, verified: Verified, kept: checkoff.Outcome, known: tuple[CoachTurn, ...] | None
) -> Findings:
    transcript = request.transcript
    turns = coach_turns.classify(transcript) if known is None else known
    figures = metrics.measure(transcript, turns)
    counts = {name: len(items) for name, items in verified.sections.items()}
    counts["action_items"] = sum(getattr(item, "owner", "") == "client" for item in verified.sections["action_items"])
    label, reasons = quality.derive(turns, figures, counts)
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
        coach_turns=turns,
        metrics=figures,
        markers=markers.observe(transcript, turns, verified.sections),
        done_since_last=kept.done,
        next_session_words=appointment.words(transcript, request.session_date),
    )


def _metadata(
    engine: Engine, transcript: Transcript, draft: Draft, verified: Verified, seconds: float
) -> SessionMetadata:
    length = measurability.report(transcript).duration
    return SessionMetadata(
        session_duration_minutes=None if length is None else round(length / 60, 1),
        transcript_word_count=transcript.words,
        language=transcript.language,
        ai_provider=PROVIDERS.get(engine.name, engine.name),
        model_version=draft.model or engine.model,
        processing_time_seconds=round(seconds, 3),
        analysis_confidence=verified.confidence,
        engine=engine.name,
        prompt_version=draft.prompt_version,
        input_tokens=draft.usage.input_tokens,
        output_tokens=draft.usage.output_tokens,
        cached_tokens=draft.usage.cached_tokens,
        cost_usd=round(draft.usage.cost_usd, 6),
        items_proposed=verified.proposed,
        items_kept=verified.kept,
        dropped=verified.dropped,
        missing_sections=draft.missing,
        notes=verified.notes,
    )


def to_json(result: SessionInsight | Analysis, transcript: Transcript, engine: str = "") -> dict[str, Any]:
    """The whole insight as JSON values, field names as in the specification, with the transcript it rests on.

    `engine` is the engine's name, if it is another than the metadata's.
    """
    if isinstance(result, Analysis):
        answer: dict[str, Any] = result.findings.model_dump(mode="json")
        answer["metadata"] = result.metadata.model_dump(mode="json")
        answer["session_date"] = transcript.session_date.isoformat() if transcript.session_date else None
        answer["session_title"] = transcript.title
    else:
        answer = result.model_dump(mode="json")
    answer["engine"] = engine or answer["metadata"]["engine"]
    answer["transcript"] = transcript_json(transcript)
    return answer


def transcript_json(transcript: Transcript) -> dict[str, Any]:
    return {
        "format": transcript.format,
        "language": transcript.language,
        "speakers": list(transcript.speakers),
        "roles": {name: role.value for name, role in transcript.roles.items()},
        "warnings": list(transcript.warnings),
        "turns": [
            {
                "n": turn.n,
                "speaker": turn.speaker,
                "role": turn.role.value,
                "text": turn.text,
                "start": turn.start,
                "end": turn.end,
            }
            for turn in transcript.turns
        ],
    }
