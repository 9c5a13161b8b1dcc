"""A coach and a client who have agreed to work together here: what they agreed to, and how it moves from state to state. Pure.

pending --accept--> active --end--> ended;  pending --decline or take back--> declined
The client's withdrawal of consent ends it, if it has not ended, and closes what both could see to the coach.
Each move is one compare-and-set on `version`, so that of two at once exactly one happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from core.card import Say
from core.people.person import Person, Tenant
from core.refusal import Reason, Refused
from core.transcript import Role
from core.translation import N_, _

CONSENT_VERSION = "2026-11"
CONSENT_TEXTS: Mapping[str, str] = {
    "2026-11": N_(
        "Sessions that either of you adds for the two of you are analysed by software and shown to both. Each of you may end "
        "this at any time. The client may withdraw consent: the coach then no longer sees any of it. The client may "
        "always delete a session. Nothing is shown to anybody else."
    ),
}
"""What both agree to, by version. A text is never changed once somebody agreed to it: add a version and raise CONSENT_VERSION."""


class State(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


OPEN = frozenset({State.PENDING, State.ACTIVE})
"""The states of which a pair may have one relationship at a time."""


@dataclass(frozen=True, slots=True)
class Consent:
    """That a person agreed to (`given`), or took back, the text of this version, and when."""

    person_id: str
    text_version: str
    at: datetime
    given: bool = True


@dataclass(frozen=True, slots=True)
class Meeting:
    """When two people meet next, in wall time: `at` None where only the day was said; `zone` is the IANA name where it was said.

    `by` is the id of who told it here, empty where the session `after` says so in its own words. `after` is the session whose
    "next time" it is, if that is known; `said_on` the day it was said. It may be over.
    """

    day: date
    at: time | None = None
    zone: str = "UTC"
    by: str = ""
    after: str = ""
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class Briefs:
    """What coach and client agreed to about briefs for the coach. `coach` and `client`: since when each agrees.

    `plans`: the client's plans are in it. Of its lines, `hidden` are those the client hides, `seen` those the client was shown
    last (when, and before which session: `seen_at`, `seen_for`), `told` those the coach has. `skipped` and `sent_for` are the
    sessions before which the client wants none, or one was sent. `asked_at`: the coach asked for one then, and the client has not
    answered; `given`: the last answer was a yes. `wished`: the other was told that one of them would like briefs;
    `confirmed`: the one who said yes first was told that both agree.
    """

    coach: datetime | None = None
    client: datetime | None = None
    plans: bool = False
    hidden: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    seen_at: datetime | None = None
    seen_for: date | None = None
    told: tuple[str, ...] = ()
    skipped: date | None = None
    sent_for: date | None = None
    asked_at: datetime | None = None
    given: bool = False
    wished: bool = False
    confirmed: bool = False
    version: int = 0

    @property
    def agreed(self) -> bool:
        return self.coach is not None and self.client is not None


@dataclass(frozen=True, slots=True)
class Relationship:
    """`requested_by` is the coach or the client. `version` counts the moves, from 1; `changed_at` is the last one's time.

    `next_session` is when the two meet next; `briefs` moves by itself, not with the rest.
    `withdrawn_at` set: the client took consent back, and the coach sees nothing of it any more.
    """

    id: str
    tenant: Tenant
    coach: str
    client: str
    state: State
    requested_by: str
    created_at: datetime
    changed_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    withdrawn_at: datetime | None = None
    consents: tuple[Consent, ...] = ()
    version: int = 1
    next_session: Meeting | None = None
    briefs: Briefs = Briefs()

    @property
    def pair(self) -> str:
        """The two persons, in an order of its own: the same whoever is the coach."""
        return "|".join(sorted((self.coach, self.client)))

    @property
    def asked(self) -> str:
        """Who has to answer while it is pending."""
        return self.client if self.requested_by == self.coach else self.coach

    def role(self, person_id: str) -> Role | None:
        return Role.COACH if person_id == self.coach else Role.CLIENT if person_id == self.client else None

    def other(self, person_id: str) -> str:
        """The other of the two. Raises ValueError for a third."""
        if person_id not in {self.coach, self.client}:
            raise ValueError("not a party of this relationship")
        return self.client if person_id == self.coach else self.coach


def request(id: str, asker: Person, other: Person, asker_is: Role, at: datetime) -> Relationship:
    """A pending relationship; the asker consents by asking. Raises Refused for oneself or for somebody of another tenant."""
    if other.tenant != asker.tenant:
        raise Refused(Reason.NOT_FOUND, _(UNKNOWN))
    if other.id == asker.id:
        raise Refused(Reason.BAD_INPUT, _("That is you. Choose the person you work with."))
    coach, client = (asker.id, other.id) if asker_is == Role.COACH else (other.id, asker.id)
    consent = Consent(asker.id, CONSENT_VERSION, at)
    return Relationship(id, asker.tenant, coach, client, State.PENDING, asker.id, at, at, consents=(consent,))


UNKNOWN = N_("I cannot find this person here. Choose somebody of this organisation.")


def gone() -> str:
    return _("It may have ended, or it is not yours to open. {coach} shows whom you work with.", coach=Say("coach"))


def settled() -> str:
    return _("This has been settled meanwhile. {coach} shows how things stand.", coach=Say("coach"))


def accept(relationship: Relationship, actor: Person, at: datetime) -> Relationship:
    """Active, with the consent of the one who was asked. Raises Refused unless pending and `actor` is that person."""
    _party(relationship, actor)
    if relationship.state != State.PENDING:
        raise Refused(Reason.NOT_ALLOWED, settled())
    if actor.id != relationship.asked:
        raise Refused(Reason.NOT_ALLOWED, _("You asked; the answer is the other's to give."))
    consents = (*relationship.consents, Consent(actor.id, CONSENT_VERSION, at))
    return _moved(replace(relationship, state=State.ACTIVE, accepted_at=at, consents=consents), at)


def meet(relationship: Relationship, actor: Person, meeting: Meeting | None) -> Relationship:
    """With another next session. Raises Refused unless active. Nothing else about the two has changed."""
    _party(relationship, actor)
    if relationship.state != State.ACTIVE:
        raise Refused(Reason.NOT_ALLOWED, settled())
    return replace(relationship, next_session=meeting, version=relationship.version + 1)


def decline(relationship: Relationship, actor: Person, at: datetime) -> Relationship:
    """Declined by the one who was asked, or taken back by the one who asked. Raises Refused unless pending."""
    _party(relationship, actor)
    if relationship.state != State.PENDING:
        raise Refused(Reason.NOT_ALLOWED, settled())
    return _moved(replace(relationship, state=State.DECLINED, ended_at=at, ended_by=actor.id), at)


def end(relationship: Relationship, actor: Person, at: datetime) -> Relationship:
    """Ended by either. Raises Refused unless active."""
    _party(relationship, actor)
    if relationship.state != State.ACTIVE:
        raise Refused(Reason.NOT_ALLOWED, settled())
    return _moved(replace(relationship, state=State.ENDED, ended_at=at, ended_by=actor.id), at)


def withdraw(relationship: Relationship, actor: Person, at: datetime) -> Relationship:
    """The client's consent taken back, from an active or an ended relationship; it is over then. Raises Refused otherwise."""
    _party(relationship, actor)
    if actor.id != relationship.client:
        raise Refused(Reason.NOT_ALLOWED, _("Only the client can withdraw consent. You can end the relationship."))
    if relationship.state not in {State.ACTIVE, State.ENDED} or relationship.withdrawn_at is not None:
        raise Refused(Reason.NOT_ALLOWED, settled())
    consents = (*relationship.consents, Consent(actor.id, CONSENT_VERSION, at, given=False))
    over = replace(relationship, state=State.ENDED, withdrawn_at=at, consents=consents)
    if relationship.state == State.ACTIVE:
        over = replace(over, ended_at=at, ended_by=actor.id)
    return _moved(over, at)


def _party(relationship: Relationship, actor: Person) -> None:
    if actor.tenant != relationship.tenant or relationship.role(actor.id) is None:
        raise Refused(Reason.NOT_FOUND, gone())


def _moved(relationship: Relationship, at: datetime) -> Relationship:
    return replace(relationship, changed_at=at, version=relationship.version + 1)
