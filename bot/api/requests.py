"""What is parsed. Field names are the specification's; the document is made of these very types."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from core.insight import comments, corrections
from core.insight.label import LONGEST_TITLE
from core.limits import MAX_TEXT
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

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
