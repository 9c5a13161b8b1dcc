"""Comments beneath an insight: read, write, take back; the other is told that there is one, not what it says."""

import secrets

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Confirm,
    Divider,
    Menu,
    Style,
    Text,
    TextField,
    Tone,
)
from core.insight import remarks
from core.insight.comments import LONGEST
from core.people.members import names
from core.people.person import Person
from core.refusal import Refused
from core.sharing.access import Operation, can
from core.sharing.finding import find
from core.translation import _
from handlers.cards import day
from handlers.events import ButtonPressed, FormSent, Respond, beside_field
from handlers.insight import routes
from handlers.insight.routes import Remark, Thread
from handlers.messages import posted
from handlers.messages.redraw import COMMENTS, stands
from handlers.routing import Id
from handlers.services import Services

SHOWN = 8


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id = routes.COMMENTS.read(event).id
    card = await thread(services, event.person, insight_id)
    await posted.reply(services, event, respond, card, insight_id, COMMENTS)


async def turned(services: Services, event: ButtonPressed, respond: Respond) -> None:
    page = routes.COMMENTS_PAGE.read(event)
    card = await _thread(services, event.person, page.insight, page.cursor or None)
    await posted.update(services, event, respond, card, page.insight, COMMENTS)


async def thread(services: Services, person: Person, insight_id: str) -> Card:
    """The newest comments. Raises Refused as core.sharing.finding.find does."""
    return await _thread(services, person, insight_id, None)


async def _thread(services: Services, person: Person, insight_id: str, cursor: str | None) -> Card:
    insight, facts = await find(services, person, Operation.VIEW, insight_id)
    page = await services.comments.of(person.tenant, insight.id, limit=SHOWN, cursor=cursor)
    known = await names(services, person.tenant, [comment.author for comment in page.rows])
    blocks: list[Block] = []
    for comment in reversed(page.rows):  # as in a conversation: the newest at the end
        blocks += [
            Text(f"{known[comment.author]}, {day(comment.at)}", Style.SMALL),
            Text(comment.text),
        ]
        if comment.author == person.id:
            blocks.append(Actions((_take_back(insight.id, comment.id),)))
    if not page.rows:
        blocks.append(Text(_("No comments yet.")))
    turns: list[Button | Menu] = []
    if can(person, Operation.COMMENT, facts):
        turns.append(routes.COMMENT.button(_("Write a comment"), Id(insight.id), Tone.PRIMARY))
    if page.older:
        turns.append(routes.COMMENTS_PAGE.button(_("Older"), Thread(insight.id, page.older)))
    if page.newer:
        turns.append(routes.COMMENTS_PAGE.button(_("Newer"), Thread(insight.id, page.newer)))
    if turns:
        blocks += [Divider(), Actions(tuple(turns))]
    return Card(_("Comments"), tuple(blocks))


def _take_back(insight_id: str, comment_id: str) -> Button:
    question = Confirm(_("Delete this comment?"), _("It is deleted for everybody."), _("Delete"))
    return routes.COMMENT_DELETE.button(_("Delete"), Remark(insight_id, comment_id), Tone.DANGER, question)


async def write(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _facts = await find(services, event.person, Operation.COMMENT, routes.COMMENT.read(event).id)
    value = Remark(insight.id, secrets.token_hex(12))
    hint = _("Everybody who sees the session sees it.")
    fields = (TextField("text", _("Your comment"), long=True, max_length=LONGEST, hint=hint),)
    await respond.open(routes.COMMENT_SENT.form(_("Comment"), value, fields, submit=_("Send")))


async def written(services: Services, event: FormSent, respond: Respond) -> None:
    sent = routes.COMMENT_SENT.read(event)
    insight_id = sent.insight
    text = event.text("text")
    try:
        await remarks.comment(services, event.person, insight_id, text, id=sent.id)
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    if not await stands(services, event.person, insight_id, COMMENTS):
        card = await thread(services, event.person, insight_id)
        await posted.reply(services, event, respond, card, insight_id, COMMENTS)


async def delete(services: Services, event: ButtonPressed, respond: Respond) -> None:
    mine = routes.COMMENT_DELETE.read(event)
    await remarks.delete_comment(services, event.person, mine.insight, mine.id)
    card = await thread(services, event.person, mine.insight)
    await posted.update(services, event, respond, card, mine.insight, COMMENTS)
