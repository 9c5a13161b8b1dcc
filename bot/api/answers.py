"""What is answered. Field names are the specification's; the document is made of these very types."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.insight.model import Grant, Passage, SessionInsight
from core.insight.sections.action_item import ActionItem
from core.people.tokens import Scope
from core.webhooks.record import Event


class Told(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)  # validators are made at the first use


class Summary(Told):
    """A row of a list: what a session is and how much it holds, as its reader sees it."""

    id: str
    status: str
    is_unpaired: bool
    coaching_relationship_id: str | None
    client_user_id: str
    coach_user_id: str | None
    session_date: datetime | None
    session_title: str | None
    created_by: str
    created_at: datetime
    visible_to_client: bool
    visible_to_coach: bool
    shared_with_coaches: list[str]
    overall_session_quality: str | None
    key_themes: list[str]
    celebration_count: int
    intention_count: int
    discovery_count: int
    goal_progress_count: int
    powerful_question_count: int
    action_item_count: int
    emotional_shift_count: int
    values_beliefs_count: int
    question_count: int
    passage_count: int


class Paged(Told):
    next: str | None = Field(description="Where the page after this one is.")


class MyInsightsPage(Paged):
    paired_insights: list[Summary]
    unpaired_insights: list[Summary]
    total_count: int


class SharedPage(Paged):
    insights: list[Summary]
    total_count: int | None = Field(description="Null where there are more than 1,000.")


class RelationshipPage(Paged):
    insights: list[Summary]
    total_count: int
    coaching_relationship_id: str
    coach_user_id: str
    coach_name: str
    client_user_id: str
    client_name: str


class Found(Paged):
    insights: list[Summary]
    looked_at: int


class PlacedPassage(Passage):
    place: int = Field(description="For naming it.")


class PlacedPromise(ActionItem):
    place: int = Field(description="For naming it.")


class Promised(ActionItem):
    action_id: str | None = Field(description="For changing it; null where it is none of the client's to follow up.")
    version: int | None = None


class Corrected(Told):
    section: str
    place: int
    by: Literal["client", "coach"]
    at: datetime


class Respelt(Told):
    transcript: str
    reads: str


class Insight(SessionInsight):
    """Everything its reader sees of a session at this moment: corrections laid over, promises as they stand, without what is
    hidden from them or left out."""

    source_document_id: str | None = Field(None, exclude=True)
    action_items: tuple[Promised, ...] = ()
    passages: tuple[PlacedPassage, ...] = ()
    doubtful: tuple[PlacedPromise, ...] = ()
    craft_shown: bool = Field(description="Whether metrics, markers and coach turns are for this reader.")
    corrections: tuple[Corrected, ...] = ()
    items_dismissed: int = 0
    words_corrected: tuple[Respelt, ...] = ()


class Granted(Told):
    coach_user_id: str
    permissions: Grant


class Upload(Told):
    """How far a session is that was given here."""

    id: str
    state: Literal["received", "reading", "waiting", "analysing", "completed", "failed", "stopped"]
    waiting_for: Literal["roles", "place"] | None = Field(
        None, description="What its person is asked in chat: who coached, or where it belongs and that everyone agreed."
    )
    insight_id: str | None = None
    given_before: bool = Field(
        False, description="The same file was given before: this is that session, with the title and day it has."
    )
    reason: str | None = Field(None, description="Why it failed; the words for it are in chat.")
    status_url: str
    insight_url: str | None = None


class CommentTold(Told):
    id: str
    author: str
    text: str
    at: datetime


class CommentPage(Paged):
    comments: list[CommentTold]


class Action(Told):
    """A promise as it stands."""

    id: str
    insight_id: str
    client_user_id: str
    owner: Literal["client", "coach"]
    action: str
    quote: str
    timeline: str | None
    due: date | None
    recurring: bool
    state: Literal["open", "done", "renegotiated", "dropped"]
    made_at: datetime
    version: int
    may_change: bool


class ActionPage(Paged):
    actions: list[Action]


class Commitments(Told):
    made: int
    settled: int
    kept: int
    not_told: int


class TimelineSession(Told):
    insight: Summary
    commitments: Commitments | None
    figures: dict[str, float] = Field(description="Of the craft view, where it is shown.")


class ThemeTold(Told):
    theme: str
    sessions: int
    first: datetime
    last: datetime


class Timeline(Paged):
    """Analysed sessions, the newest first, and the themes that come back in them."""

    sessions: list[TimelineSession]
    themes: list[ThemeTold]


class Bond(Told):
    id: str
    state: Literal["pending", "active", "declined", "ended"]
    coach_user_id: str
    coach_name: str
    client_user_id: str
    client_name: str


class TokenTold(Told):
    name: str
    scopes: list[Scope]
    expires_at: datetime


class Me(Told):
    user_id: str
    name: str
    platform: str
    tenant_id: str
    time_zone: str
    token: TokenTold
    relationships: list[Bond] = Field(
        description="Pending and active ones, and those that have ended; 100 at the most."
    )


class WebhookTold(Told):
    id: str
    url: str
    events: list[Event]
    created_at: datetime
    off_since: datetime | None = Field(
        description="It did not answer for days, and nothing is sent; its owner turns it on again in chat."
    )


class WebhookMade(WebhookTold):
    secret: str = Field(description="Shown this once: messages are signed with it.")


class Webhooks(Told):
    webhooks: list[WebhookTold]


class FieldError(Told):
    field: str
    detail: str


class ProblemTold(Told):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []
    reference: str | None = None
