"""From a transcript to findings: an engine drafts, core verifies, measures and keeps only what is borne out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from core.analysis.assessed import Assessed
from core.insight.draft import Draft, Rejected
from core.insight.engine import UNUSABLE_ANSWER, AnalysisRequest, Engine, EngineFault
from core.insight.merging import repaired
from core.insight.model import Findings, SessionInsight, SessionMetadata, Speakers
from core.ports.work import TextWork
from core.refusal import Refused
from core.sandbox import tasks
from core.transcript import Role, Transcript

LOCAL = "local"
PROVIDERS = {"claude": "anthropic", "openai": "openai", "offline": LOCAL}
FEWEST_PROPOSED = 5
"""Items none of which holds, from which on a draft is no reading of this session; fewer may be a session with little in it."""
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
    work: TextWork,
    *,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[str], None] = _silent,
) -> Analysis:
    """Analyse one session. `clock` gives seconds. Raises EngineFault and Refused as the engine does, EngineFault too where an
    engine proposed a good deal and none of it holds, and what `work` raises."""
    started = clock()
    asked = request.without_people()
    draft = await engine.analyse(request, progress)
    assessed = await work.run(tasks.ASSESS, asked, draft)
    repairable = tuple(fallen.rejected(draft) for fallen in assessed.fallen if fallen.reason in REPAIRABLE)
    if repairable and isinstance(engine, RepairingEngine):
        draft, assessed = await _repaired(engine, request, draft, assessed, repairable, work)
    if assessed.proposed >= FEWEST_PROPOSED and not assessed.kept:
        raise EngineFault(UNUSABLE_ANSWER, transient=True)
    names = {
        role.value: speaker for speaker, role in request.transcript.roles.items() if role in {Role.CLIENT, Role.COACH}
    }
    told = {"coach_turns": assessed.coach_turns, "speakers": Speakers(**names)}
    findings = assessed.findings.model_copy(update=told)
    return Analysis(findings, _metadata(engine, request.transcript.language, draft, assessed, clock() - started))


async def _repaired(
    engine: RepairingEngine,
    request: AnalysisRequest,
    draft: Draft,
    assessed: Assessed,
    repairable: tuple[Rejected, ...],
    work: TextWork,
) -> tuple[Draft, Assessed]:
    """One more try for what fell. If it fails, the first draft stands: what was verified is not lost to a fault."""
    try:
        again = await engine.repair(request, repairable)
    except (EngineFault, Refused):
        return draft, assessed
    whole = replace(repaired(draft, again, repairable), coach_turns=assessed.coach_turns)
    if (whole.sections, whole.summary, whole.themes) == (draft.sections, draft.summary, draft.themes):
        return whole, assessed
    second = await work.run(tasks.ASSESS, request.without_people(), whole)
    return (whole, second) if second.kept >= assessed.kept else (draft, assessed)


def _metadata(engine: Engine, language: str, draft: Draft, assessed: Assessed, seconds: float) -> SessionMetadata:
    return SessionMetadata(
        session_duration_minutes=assessed.minutes,
        transcript_word_count=assessed.words,
        language=language,
        ai_provider=PROVIDERS.get(engine.name, engine.name),
        model_version=draft.model or engine.model,
        processing_time_seconds=round(seconds, 3),
        analysis_confidence=assessed.confidence,
        engine=engine.name,
        prompt_version=draft.prompt_version,
        input_tokens=draft.usage.input_tokens,
        output_tokens=draft.usage.output_tokens,
        cached_tokens=draft.usage.cached_tokens,
        cost_usd=round(draft.usage.cost_usd, 6),
        items_proposed=assessed.proposed,
        items_kept=assessed.kept,
        dropped=assessed.dropped,
        missing_sections=draft.missing,
        notes=assessed.notes,
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
