"""What is said about sharing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Confirm,
    Divider,
    Fold,
    Menu,
    Style,
    Text,
    Tone,
)
from core.insight.model import Grant, SessionInsight
from core.ports.insights import InsightSummary, Page
from core.sharing.seen import Seen
from core.translation import _, ngettext
from handlers import routing
from handlers.cards import day
from handlers.insight import routes as insights
from handlers.insight import view
from handlers.insight.cards import insight_card
from handlers.insight.view import still
from handlers.once import Told
from handlers.routing import Id
from handlers.sharing import routes
from handlers.sharing.routes import Granted, With


def title_of(title: str | None, moment: datetime | None) -> str:
    named = title or _("Coaching session")
    return f"{named}, {day(moment)}"


def preview(name: str, seen: Sequence[Seen], given: str) -> tuple[Block, ...]:
    """Exactly what the coach will see; `given` is the grant in words."""
    blocks: list[Block] = [
        Text(
            _("{name} {given}. You can take it back at any time. This is what {name} will see:", name=name, given=given)
        )
    ]
    for one in seen:
        insight = one.insight
        head = tuple(block for block in still(insight_card(insight).blocks) if not isinstance(block, Fold | Divider))
        body = Told().once((*head, *view.whole(one)))
        title = title_of(insight.session_title, insight.session_date)
        blocks += [Divider(), Fold(title, body)] if len(seen) > 1 else [Divider(), Text(title, Style.STRONG), *body]
    blocks += [
        Divider(),
        Text(_("Not shown: the transcript, the craft view, and who else you share with."), Style.SMALL),
    ]
    return tuple(blocks)


def shared(name: str, count: int, given: str) -> Card:
    said = ngettext(
        "{name} {given}. I have told {name}.",
        "{name} {given}, for {count} sessions. I have told {name}.",
        count,
        name=name,
        given=given,
    )
    return Card(
        _("Shared"),
        (
            Text(said),
            Actions((routes.LIST.button(_("What I share")),)),
        ),
    )


def to_coach(name: str, given: str, insight: SessionInsight) -> Card:
    """The direct message to the coach: no word of the session, so that nothing stays behind when it is taken back."""
    if insight.session_date:
        day_of_it = day(insight.session_date)
        said = _("{name} shares a session of {day} with you: you {given}.", name=name, day=day_of_it, given=given)
    else:
        said = _("{name} shares a session with you: you {given}.", name=name, given=given)
    return Card(
        _("A session was shared with you"),
        (
            Text(said),
            Actions((insights.OPEN.button(_("Open"), Id(insight.id), Tone.PRIMARY),)),
            Text(_("What you open here stays between you and {name}.", name=name), Style.SMALL),
        ),
    )


def revoked(name: str) -> Card:
    return Card(_("Taken back"), (Text(_("{name} can no longer open this session. I have said so.", name=name)),))


def revoked_to_coach(name: str) -> Card:
    said = _("{name} no longer shares a session with you.", name=name)
    return Card(_("A session is no longer shared"), (Text(said),))


def ask_which(coach: str) -> Card:
    """Where no form can be opened at once. `coach`: the id of whom it is for, or nothing."""
    start = routes.NEW.button(_("Choose what to share"), With(coach), Tone.PRIMARY)
    return Card(_("Share a session"), (Actions((start, routes.LIST.button(_("What I share")))),))


def overview(page: Page[InsightSummary], names: Mapping[str, str], said: Callable[[Grant], str]) -> Card:
    """What the owner shares, each grant with its own button; `said` puts a grant in words."""
    if not page.rows:
        return Card(
            _("What you share"),
            (
                Text(_("You share none of your private sessions.")),
                Actions((routes.NEW.button(_("Share a session"), tone=Tone.PRIMARY),)),
            ),
        )
    blocks: list[Block] = []
    for row in page.rows:
        blocks.append(Text(title_of(row.session_title, row.session_date or row.created_at), Style.STRONG))
        for coach, grant in row.sharing_permissions.items():
            blocks.append(Text(f"{names[coach]} {said(grant)}"))
            blocks.append(Actions((_revoke(row.id, coach, names[coach]),)))
    turns: list[Button | Menu] = [routes.NEW.button(_("Share another"))]
    if page.newer:
        turns.append(routes.LIST.button(_("Newer"), routing.Page(page.newer)))
    if page.older:
        turns.append(routes.LIST.button(_("Older"), routing.Page(page.older)))
    return Card(_("What you share"), (*blocks, Divider(), Actions(tuple(turns))))


def _revoke(insight_id: str, coach: str, name: str) -> Button:
    follows = _("{name} can no longer open this session, from this moment on.", name=name)
    question = Confirm(_("Take it back?"), follows, _("Take it back"))
    return routes.REVOKE.button(_("Take it back"), Granted(insight_id, coach), Tone.DANGER, question)


def paired(name: str, *, by_me: bool) -> Card:
    if by_me:
        said = _("{name} sees this session from now on. I have said so.", name=name)
        return Card(_("Given to your coach"), (Text(said),))
    said = _("{name} has added a session to the ones you share.", name=name)
    return Card(_("A session for the two of you"), (Text(said),))


def paired_to_coach(name: str, insight_id: str) -> Card:
    card = paired(name, by_me=False)
    return Card(card.title, (*card.blocks, Actions((insights.OPEN.button(_("Open"), Id(insight_id), Tone.PRIMARY),))))
