"""The port behind which every engine stands: one method, one draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from core.insight.draft import Draft
from core.insight.model import SessionMetadata
from core.people.person import Person, Tenant
from core.transcript import Transcript


@dataclass(frozen=True, slots=True)
class OpenCommitment:
    """A promise of an earlier session that is still open: `quote` as it was said, `owner` `client` or `coach`."""

    id: str
    action: str
    owner: str
    quote: str = ""
    recurring: bool = False
    coaching_relationship_id: str | None = None


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """A transcript with confirmed roles, and what is known around it. `session_date` in the client's own time zone.

    `requested_by` is on whose account the analysis runs (daily limits), `owner` whose words they are, and `session` names this
    analysis, however often it is begun; none of them is sent anywhere.
    """

    transcript: Transcript
    session_date: date | None = None
    sessions_before: int = 0
    relationship_age: timedelta | None = None
    open_commitments: tuple[OpenCommitment, ...] = ()
    requested_by: Person | None = None
    owner: Person | None = None
    session: str = ""

    def without_people(self) -> "AnalysisRequest":
        """What work on the text alone is given."""
        return replace(self, requested_by=None, owner=None, session="")


class AnswerStore(Protocol):
    """What the calls of analyses under way have answered, sealed under the key of the person whose words they are about: an
    attempt that is cut short leaves the next one what was paid for. Gone with the analysis, or after three days."""

    async def of(self, tenant: Tenant, session: str) -> Mapping[str, Draft]:
        """By what was asked."""
        ...

    async def keep(self, owner: Person, session: str, asked: str, answer: Draft) -> None:
        """Nothing is kept of somebody who was erased meanwhile."""
        ...

    async def forget(self, tenant: Tenant, session: str) -> None: ...


BUDGET_SPENT = "daily_budget_spent"
"""A fault's kind: nothing was sent, because what may be spent in a day is spent."""


UNUSABLE_ANSWER = "unusable_answer"
"""A fault's kind: the model answered, and nothing of its answer could be used."""


class EngineFault(Exception):  # noqa: N818
    """The engine did not answer usefully. Transient faults are worth another try, after `retry_after` seconds if given."""

    def __init__(self, kind: str, *, transient: bool, retry_after: float | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.transient = transient
        self.retry_after = retry_after


class Engine(Protocol):
    @property
    def name(self) -> str:
        """`claude`, `openai` or `offline`."""
        ...

    @property
    def model(self) -> str: ...

    @property
    def version(self) -> str:
        """Of its rules or its prompt, as `prompt_version` of what it makes."""
        ...

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        """One draft for one session. `progress` may be told section names as they are done.

        Raises EngineFault for what a later try may mend, Refused for what it will not.
        """
        ...


def made_today(engine: Engine, metadata: SessionMetadata) -> bool:
    """Whether this very engine made it, by the rules or the prompt that it has now."""
    return (metadata.engine, metadata.prompt_version) == (engine.name, engine.version)
