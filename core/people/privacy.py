"""What is held about a person, and what erasing it did: figures and sentences, no content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.translation import N_

TRANSCRIPT_DAYS = 30
"""How long a transcript is kept after its analysis, unless the tenant says otherwise."""

KINDS: Mapping[str, str] = {
    "insights": N_("analyses of your sessions"),
    "transcripts": N_("transcripts"),
    "uploads": N_("files not read yet"),
    "commitments": N_("promises"),
    "comments": N_("comments you wrote"),
    "corrections": N_("corrections you made"),
    "relationships": N_("coaching relationships"),
    "grants": N_("analyses that others share with you"),
    "coached": N_("sessions of your clients in which you are the coach (they belong to the client)"),
    "jobs": N_("tasks I am still working on"),
    "nudges": N_("settings of your reminders"),
    "inbox": N_("decisions about sessions from other tools"),
    "webhooks": N_("webhooks"),
    "tokens": N_("access tokens"),
    "profile": N_("settings and consents of yours"),
    "audit": N_("entries of the record of who did what (no content)"),
}
"""Every kind of thing a store may hold about a person, with the words for it. A store reports no kind that is not here."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many of each kind of KINDS are held about a person. `oldest`: when the first was made."""

    counts: Mapping[str, int] = field(default_factory=dict)
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: how many of each kind are deleted, and how many are kept, stripped of what can be stripped.

    `complete` False: it was interrupted or could not finish; running it again goes on where it stopped.
    """

    deleted: Mapping[str, int]
    kept: Mapping[str, int]
    at: datetime
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Retention:
    """A tenant's rule, in days after the analysis. `insight_days` None: insights stay until somebody deletes them."""

    transcript_days: int = TRANSCRIPT_DAYS
    insight_days: int | None = None
