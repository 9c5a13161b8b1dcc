"""What can be pressed and sent about sharing."""

from dataclasses import dataclass
from datetime import date

from core.people.person import Person, Tenant
from core.refusal import Reason, Refused
from core.sharing.acts import ShareRequest
from core.translation import _
from handlers.routing import Id, Nothing, Page, Route, Value

MOST_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class With(Value):
    """The id of whom to share with, where that is known already."""

    coach: str = ""


@dataclass(frozen=True, slots=True)
class Granted(Value):
    insight: str
    coach: str


@dataclass(frozen=True, slots=True)
class PackedRequest(Value):
    """A ShareRequest as the second form carries it."""

    ids: str
    coach: str
    permissions: str
    until: str

    @classmethod
    def of(cls, request: ShareRequest) -> "PackedRequest":
        return cls(
            ",".join(request.ids), request.coach.id, ",".join(sorted(request.permissions)), str(request.until or "")
        )

    def wish(self, tenant: Tenant) -> ShareRequest:
        """Raises Refused for what no form of ours carries."""
        permissions = frozenset(filter(None, self.permissions.split(",")))
        return ShareRequest(several(self.ids.split(",")), Person(tenant, self.coach), permissions, day(self.until))


def several(ids: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The ids, each once. Raises Refused for none and for too many."""
    found = tuple(dict.fromkeys(filter(None, ids)))
    if not found:
        raise Refused(Reason.BAD_INPUT, _("Choose a session."))
    if len(found) > MOST_AT_ONCE:
        raise Refused(Reason.LIMIT_REACHED, _("Choose up to {most} sessions at a time.", most=MOST_AT_ONCE))
    return found


def day(text: str) -> date | None:
    """Raises Refused for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(Reason.BAD_INPUT, _("Choose a day, or leave it empty.")) from None


NEW = Route("share.new", With, opens_form=True)
ONE = Route("share.one", Id, opens_form=True)
LIST = Route("share.list", Page)
REVOKE = Route("share.revoke", Granted, changes=True)
PREVIEW = Route("share.preview", Nothing)
CONFIRM = Route("share.confirm", PackedRequest, changes=True)
PAIR = Route("insight.pair", Id, opens_form=True)
PAIR_SENT = Route("insight.pair", Id, changes=True)
