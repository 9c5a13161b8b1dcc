"""What is parsed and answered. Field names are the specification's; the document is made of these very types."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from core.insight import comments, corrections
from core.insight.label import LONGEST_TITLE
from core.insight.model import Grant, Passage, SessionInsight
from core.insight.sections.action_item import ActionItem
from core.limits import MAX_TEXT
from core.people.tokens import Scope
from core.promises.commitments import LONGEST
from core.sharing.search import LONGEST as LONGEST_SEARCH
from core.webhooks.addresses import LONGEST as LONGEST_ADDRESS
from core.webhooks.record import Event

FARTHEST = 10_000
"""The largest offset; who wants more follows the next links, whose last page costs what the first does."""


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise ValueError("a whole number is needed")
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str) and value not in {"true", "false"}:
        raise ValueError("true or false is needed")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return date.fromisoformat(value)
    if value is not None and not isinstance(value, date):
        raise ValueError("a day such as 2026-11-03 is needed")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Title = Annotated[str, StringConstraints(max_length=LONGEST_TITLE)]
Cursor = Annotated[str, StringConstraints(max_length=500)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Sent(BaseModel):
    """What a program sends: a field that is not known is told rather than passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Nothing(Sent):
    pass


# --- what is asked ---


class Paging(Sent):
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor | None = Field(None, description="From a next link.")


class Pages(Paging):
    offset: Annotated[Whole, Field(ge=0, le=FARTHEST)] = 0


class MyInsights(Pages):
    include_paired: Flag = True
    include_unpaired: Flag = True


class Search(Sent):
    q: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SEARCH)] = Field(
        description="Words of a title or a theme; parts of words will do."
    )
    cursor: Cursor | None = None


class Export(Sent):
    format: Literal["pdf", "docx", "md", "json"] = "json"


class ActionsQuery(Paging):
    state: Literal["open", "settled"] = "open"
    client_user_id: Id | None = Field(
        None, description="Of one's client, as far as one may see them. Default: one's own."
    )


class TimelineQuery(Sent):
    limit: Annotated[Whole, Field(ge=1, le=100)] = 12
    cursor: Cursor | None = None
    with_user_id: Id | None = Field(None, description="Sessions with this person alone.")


# --- what is sent ---


class Labelled(Sent):
    session_date: Day | None = None
    session_title: Title | None = None


class Unpaired(Labelled):
    pass


class Paired(Labelled):
    coaching_relationship_id: Id
    everyone_agreed: Flag = Field(
        False,
        description="That everyone who speaks agreed to the analysis. Until this was said once, it is asked in chat.",
    )
    held: Flag = Field(False, description="By a coach: the client sees it once it is released.")


Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]


class UnpairedText(Unpaired):
    transcript_text: Text


class PairedText(Paired):
    transcript_text: Text


class Permissions(Sent):
    view: Literal[True] = True
    comment: bool = False
    export: bool = False


class Share(Sent):
    coach_user_id: Id
    permissions: Permissions = Permissions()
    expires_on: Day | None = Field(
        None, description="The last day, where the owner lives. Default: until it is revoked."
    )


class Edit(Sent):
    """What is left out stays as it is."""

    session_title: Title | None = None
    session_date: Day | None = None


class Name(Sent):
    """A word on a passage or on what may be a promise. `section` null: it is nothing."""

    among: Literal["passages", "doubtful"]
    place: int = Field(ge=0, le=10_000)
    section: Literal[(*corrections.NAMES, "action_items")] | None  # type: ignore[valid-type]  # read by pydantic alone


class NewComment(Sent):
    text: Annotated[str, StringConstraints(min_length=1, max_length=comments.LONGEST)]


class NewWebhook(Sent):
    url: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS)]
    events: Annotated[list[Event], Field(min_length=1)]


class Agree(Sent):
    """A promise in other words or for another day; `version` is that of the promise as it was read."""

    action: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    due: Day | None = None
    version: int = Field(ge=0, le=1_000_000_000)


# --- what is answered ---


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
