"""Comments beneath an insight: read, write, take back; the other is told that there is one, not what it says."""

import secrets

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Confirm,
    Divider,
    Form,
    Menu,
    Style,
    Text,
    TextField,
    Tone,
)
from core.insight.comments import LONGEST, Comment, checked
from core.people.members import name_of, names
from core.people.person import Person
from core.refusal import Reason, Refused
from core.sharing.access import Facts, Operation, can
from core.sharing.finding import find
from handlers.access.gate import audit
from handlers.cards import day
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.messages import posted
from handlers.messages.posted import tell_about
from handlers.messages.redraw import COMMENTS, keep_up, stands
from handlers.services import Services

SHOWN = 8
GONE = "This comment is not there any more."


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """`id` or `id|cursor`."""
    insight_id, _, cursor = event.value.partition("|")
    card = await _thread(services, event.person, insight_id, cursor or None)
    await posted.reply(services, event, respond, card, insight_id, COMMENTS)


async def turned(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id, _, cursor = event.value.partition("|")
    card = await _thread(services, event.person, insight_id, cursor or None)
    await posted.update(services, event, respond, card, insight_id, COMMENTS)


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
        blocks.append(Text("No comments yet."))
    turns: list[Button | Menu] = []
    if can(person, Operation.COMMENT, facts):
        turns.append(Button("Write a comment", "comments.write", insight.id, Tone.PRIMARY))
    if page.older:
        turns.append(Button("Older", "comments.page", f"{insight.id}|{page.older}"))
    if page.newer:
        turns.append(Button("Newer", "comments.page", f"{insight.id}|{page.newer}"))
    if turns:
        blocks += [Divider(), Actions(tuple(turns))]
    return Card("Comments", tuple(blocks))


def _take_back(insight_id: str, comment_id: str) -> Button:
    question = Confirm("Delete this comment?", "It is deleted for everybody.", "Delete")
    return Button("Delete", "comments.delete", f"{insight_id}|{comment_id}", Tone.DANGER, question)


async def write(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _ = await find(services, event.person, Operation.COMMENT, event.value)
    # The comment has its id before it is written: a form that comes back twice writes one.
    value = f"{insight.id}|{secrets.token_hex(12)}"
    fields = (
        TextField(
            "text", "Your comment", long=True, max_length=LONGEST, hint="Everybody who sees the session sees it."
        ),
    )
    await respond.open(Form("Comment", "comments.write", fields, (), "Send", "Not now", value))


async def written(services: Services, event: FormSent, respond: Respond) -> None:
    insight_id, _, comment_id = event.value.partition("|")
    insight, facts = await find(services, event.person, Operation.COMMENT, insight_id)
    try:
        text = checked(str(event.fields.get("text") or ""))
    except Refused as refusal:
        await respond.errors({"text": refusal.message})
        return
    if len(comment_id) != 24:
        raise Refused(Reason.BAD_INPUT, "This form is out of date. Please open the comments again.")
    comment = Comment(comment_id, event.person.tenant, insight.id, event.person.id, text, services.clock.now())
    if await services.comments.add(Person(facts.tenant, facts.client), comment):
        try:  # deleted, revoked or ended while it was written: whoever did it has passed here already
            _, facts = await find(services, event.person, Operation.COMMENT, insight.id)
        except Refused:
            await services.comments.delete(event.person.tenant, comment_id, event.person.id)
            raise
        await audit(services, event.person, "comment", insight.id, comment=comment_id, characters=len(text))
        await _tell_others(services, event.person, insight.id, facts)
        await keep_up(services, event.person.tenant, insight.id, COMMENTS)
    if not await stands(services, event.person, insight.id, COMMENTS):
        card = await thread(services, event.person, insight.id)
        await posted.reply(services, event, respond, card, insight.id, COMMENTS)


async def _tell_others(services: Services, author: Person, insight_id: str, facts: Facts) -> None:
    """Everybody who sees the insight now, but the author."""
    mine = await name_of(services, author.tenant, author.id)
    card = Card(
        "A new comment",
        (
            Text(f"{mine} wrote a comment on a session."),
            Actions((Button("Read it", "comments.open", insight_id, Tone.PRIMARY),)),
        ),
    )
    readers = [facts.client, *([facts.coach] if facts.coach else []), *facts.grants]
    for reader in (Person(author.tenant, user_id) for user_id in dict.fromkeys(readers)):
        if reader != author and can(reader, Operation.VIEW, facts):
            await tell_about(services, reader, card, insight_id)


async def delete(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """One's own words can be taken back for as long as one sees them, whatever else is frozen."""
    insight_id, _, comment_id = event.value.partition("|")
    insight, _ = await find(services, event.person, Operation.VIEW, insight_id)
    comment = await services.comments.get(event.person.tenant, comment_id)
    mine = comment is not None and comment.insight_id == insight.id and comment.author == event.person.id
    if not mine or not await services.comments.delete(event.person.tenant, comment_id, event.person.id):
        raise Refused(Reason.NOT_FOUND, GONE)
    await audit(services, event.person, "delete comment", insight.id, comment=comment_id)
    card = await thread(services, event.person, insight.id)
    await posted.update(services, event, respond, card, insight.id, COMMENTS)
    await keep_up(services, event.person.tenant, insight.id, COMMENTS)
