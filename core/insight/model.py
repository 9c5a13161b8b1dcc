"""The stored analysis of one session, field names as in the specification."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence, Frozen, SectionItem
from core.insight.sections.celebration import Celebration
from core.insight.sections.client_discovery import ClientDiscovery
from core.insight.sections.coaching_presence import CoachingPresence
from core.insight.sections.communication_pattern import CommunicationPattern
from core.insight.sections.emotional_shift import EmotionalShift
from core.insight.sections.goal_progress import GoalProgress
from core.insight.sections.intention import Intention
from core.insight.sections.powerful_question import PowerfulQuestion
from core.insight.sections.values_beliefs import ValuesBeliefs
from core.people.person import Platform
from core.translation import N_

SCHEMA_VERSION = 1


class Status(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Quality(StrEnum):
    EXCELLENT = N_("Excellent")
    GOOD = N_("Good")
    AVERAGE = N_("Average")
    NEEDS_IMPROVEMENT = N_("Needs Improvement")


class Grant(Frozen):
    """One coach's permission on one unpaired insight."""

    view: bool = True
    comment: bool = False
    export: bool = False
    granted_at: datetime
    expires_at: datetime | None = None


class Question(Frozen):
    """A coach's question, verbatim."""

    text: str
    kind: Literal["open", "closed"]


class CoachTurn(Frozen):
    """What core found in one coach turn. `behaviour` is what the turn mainly does, as in motivational interviewing: ask, give
    back, inform or advise, anything else; None in an insight stored before there was such a value."""

    n: int
    questions: tuple[Question, ...] = ()
    stacked: bool = False
    reflection: Literal["none", "simple", "complex"] = "none"
    advice: bool = False
    behaviour: Literal["question", "reflection", "input", "other"] | None = None


class Metric(Frozen):
    """One measured figure. `value` None means not measurable from this file; `why_not` then says why."""

    name: str
    value: float | None = None
    unit: str = ""
    why_not: str | None = None


class Marker(Frozen):
    """One PCC marker (number as in the set of 2020). Never a score of a person."""

    id: str
    observed: Literal["observed", "not observed", "not observable"]
    evidence: tuple[Evidence, ...] = ()


OwnerVoice = Literal["client", "coach", "neither"]
TranscriptSource = Literal["file_upload", "text_input", "url_import"]


class Speakers(Frozen):
    """Client and coach as the transcript calls them, whatever of theirs is quoted; `owner` is the voice of whom a private session
    belongs to, None until that is known."""

    client: str = ""
    coach: str = ""
    owner: OwnerVoice | None = None


class DoneCommitment(Frozen):
    """A promise of an earlier session that this one shows was kept, with the words that show it. `coaching_relationship_id` is
    that of the session it was made in."""

    commitment_id: str
    action: str
    owner: Literal["client", "coach"] = "client"
    coaching_relationship_id: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Asked(Frozen):
    """A question of the coach, and how many words the client said until the coach spoke again at more than a nod.

    `left_open`: it is whole, and the client said next to nothing until the coach asked again; of an earlier version never.
    """

    evidence: Evidence
    kind: Literal["open", "closed"]
    answered: int
    left_open: bool = False


class Passage(Frozen):
    """Words of the client worth coming back to, with no claim about them, and the coach's question they answer, if any."""

    evidence: Evidence
    asked: Evidence | None = None


class SessionMetadata(Frozen):
    """`analysis_confidence` is the share of the draft that survived verification, None if the draft was empty. `language` an
    ISO 639-1 code or `und`."""

    session_duration_minutes: float | None = None
    transcript_word_count: int = 0
    language: str = "und"
    ai_provider: str = ""
    model_version: str = ""
    processing_time_seconds: float = 0.0
    analysis_confidence: float | None = Field(default=None, ge=0, le=1)
    engine: str = ""
    prompt_version: str = ""
    schema_version: int = SCHEMA_VERSION
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0
    items_proposed: int = 0
    items_kept: int = 0
    dropped: dict[str, int] = Field(default_factory=dict)  # reason -> count
    missing_sections: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # limits the person should know, e.g. a language the offline engine reads in part


class Findings(Frozen):
    """The analysis itself: all that is encrypted at rest, and nothing that decides who may see it."""

    celebration: Celebration | None = None
    intention: Intention | None = None
    client_discoveries: tuple[ClientDiscovery, ...] = ()
    goal_progress: tuple[GoalProgress, ...] = ()
    coaching_presence: CoachingPresence | None = None
    powerful_questions: tuple[PowerfulQuestion, ...] = ()
    action_items: tuple[ActionItem, ...] = ()
    emotional_shifts: tuple[EmotionalShift, ...] = ()
    values_beliefs: tuple[ValuesBeliefs, ...] = ()
    communication_patterns: CommunicationPattern | None = None
    session_summary: str = ""
    key_themes: tuple[str, ...] = ()
    overall_session_quality: Quality | None = None
    quality_evidence: tuple[str, ...] = ()
    coach_turns: tuple[CoachTurn, ...] = ()
    questions: tuple[Asked, ...] = ()
    metrics: tuple[Metric, ...] = ()
    markers: tuple[Marker, ...] = ()
    done_since_last: tuple[DoneCommitment, ...] = ()
    doubtful: tuple[ActionItem, ...] = ()  # proven words that may be a promise: their person is asked
    passages: tuple[Passage, ...] = ()
    next_session_words: str = ""  # when the two meet again, as they said it
    speakers: Speakers | None = None  # None in an insight stored before they were kept

    def items(self, section: str) -> tuple[SectionItem, ...]:
        """The items of a section by name; a single one as a tuple of one, an absent one as ()."""
        value = getattr(self, section)
        if value is None:
            return ()
        return value if isinstance(value, tuple) else (value,)


class SessionInsight(Findings):
    id: str
    platform: Platform
    tenant_id: str
    coaching_relationship_id: str | None = None
    client_user_id: str
    coach_user_id: str | None = None
    is_unpaired: bool = True
    shared_with_coaches: tuple[str, ...] = ()
    sharing_permissions: dict[str, Grant] = Field(default_factory=dict)
    session_date: datetime | None = None
    session_title: str | None = None
    given_at: datetime | None = None  # when it came; None of what an earlier version took
    transcript_source: TranscriptSource = "file_upload"
    source_document_id: str | None = None
    status: Status = Status.PENDING
    processing_error: str | None = None
    metadata: SessionMetadata = SessionMetadata()
    created_by: str
    visible_to_client: bool = True
    visible_to_coach: bool = True
    held_since: datetime | None = None  # paired: when the coach last began to hold it from the client
    hold_ends_at: datetime | None = None  # set by the first hold, and kept: a session is held for so long once
    craft_shared: bool = False  # paired: the coach has shown the craft view (metrics, markers) to the client
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None

    @property
    def owner_voice(self) -> OwnerVoice | None:
        """Whose voice its owner has; the client's in a session of a pair, and in one stored before that was asked."""
        return "client" if not self.is_unpaired or self.speakers is None else self.speakers.owner
