"""Changing a session: title and date, sharing, holding, naming, comments, deleting."""

import hashlib
import secrets

from bot.api import answers, requests
from bot.api.operation import Answer, Call, change, get, once_key, used_before
from bot.api.problems import of_field
from bot.api.requests import Nothing
from bot.api.sessions import INSIGHTS, next_of, recorded
from core.insight import acts, holds, remarks
from core.insight.comments import checked
from core.people.person import Person
from core.sharing import acts as sharing
from core.sharing.access import Operation
from core.sharing.acts import ShareRequest
from core.sharing.finding import see


async def edit_insight(call: Call[Nothing, requests.Edit]) -> Answer:
    insight_id, sent = call.path["id"], call.body
    now = (await see(call.services, call.person, insight_id, Operation.EDIT)).insight
    title = sent.session_title if "session_title" in sent.model_fields_set else now.session_title
    day = sent.session_date
    if "session_date" not in sent.model_fields_set:
        day = now.session_date.date() if now.session_date else None
    elif day is None and now.session_date:
        raise of_field("session_date", "A day that was given once can be changed, not taken away.")
    await acts.edit(call.services, call.person, insight_id, title or "", day, seen=call.seen)
    return Answer()


async def share_insight(call: Call[Nothing, requests.Share]) -> Answer:
    sent = call.body
    coach = Person(call.person.tenant, sent.coach_user_id)
    permissions = frozenset(name for name, given in sent.permissions if given)
    request = ShareRequest((call.path["id"],), coach, permissions, sent.expires_on)
    shared = await sharing.share(call.services, call.person, request)
    return Answer(answers.Granted(coach_user_id=coach.id, permissions=shared.grant))


async def revoke_share(call: Call[Nothing, Nothing]) -> Answer:
    await sharing.revoke(
        call.services, call.person, call.path["id"], Person(call.person.tenant, call.path["coach_user_id"])
    )
    return Answer()


async def delete_insight(call: Call[Nothing, Nothing]) -> Answer:
    await acts.delete(call.services, call.person, call.path["id"])
    return Answer()


async def hold_insight(call: Call[Nothing, Nothing]) -> Answer:
    await holds.hold(call.services, call.person, call.path["id"])
    return Answer()


async def release_insight(call: Call[Nothing, Nothing]) -> Answer:
    await holds.release(call.services, call.person, call.path["id"])
    return Answer()


async def name_words(call: Call[Nothing, requests.Name]) -> Answer:
    sent = call.body
    await remarks.name(call.services, call.person, call.path["id"], sent.among, sent.place, sent.section)
    return Answer()


# --- comments ---


async def list_comments(call: Call[requests.Paging, Nothing]) -> Answer:
    insight_id = call.path["id"]
    await see(call.services, call.person, insight_id)
    page = await call.services.comments.of(
        call.person.tenant, insight_id, limit=call.query.limit, cursor=call.query.cursor
    )
    await recorded(call, "view section", insight_id, section="comments")
    further = next_of(call, cursor=page.older)
    found = [answers.CommentTold(id=one.id, author=one.author, text=one.text, at=one.at) for one in page.rows]
    return Answer(answers.CommentPage(comments=found, next=further), next=further)


async def add_comment(call: Call[Nothing, requests.NewComment]) -> Answer:
    """Once for each Idempotency-Key."""
    owned = f"{call.person.id}\0{call.path['id']}\0{once_key(call.request) or secrets.token_hex(16)}"
    name = hashlib.sha256(owned.encode()).hexdigest()[:24]
    await remarks.comment(call.services, call.person, call.path["id"], call.body.text, id=name)
    made = await call.services.comments.get(call.person.tenant, name)
    assert made is not None, "it was stored just now"  # noqa: S101 - for the type checker
    if made.text != checked(call.body.text):
        raise used_before()
    return Answer(answers.CommentTold(id=made.id, author=made.author, text=made.text, at=made.at))


async def delete_comment(call: Call[Nothing, Nothing]) -> Answer:
    await remarks.delete_comment(call.services, call.person, call.path["id"], call.path["comment_id"])
    return Answer()


ONE = f"{INSIGHTS}/{{id}}"
OPERATIONS = (
    change("PATCH", ONE, edit_insight, "Title and date", body=requests.Edit, edits=True),
    change("DELETE", ONE, delete_insight, "Delete it for everybody, with its transcript", edits=True),
    change("POST", f"{ONE}/share", share_insight, "Share a private session", answers.Granted, body=requests.Share),
    change("DELETE", f"{ONE}/share/{{coach_user_id}}", revoke_share, "End that"),
    change(
        "POST",
        f"{ONE}/hold",
        hold_insight,
        "Hold it for review: a coach from the client, a client from those it is shared with",
    ),
    change("POST", f"{ONE}/release", release_insight, "Show it to both"),
    change(
        "POST", f"{ONE}/name", name_words, "Say what words worth coming back to are", body=requests.Name, edits=True
    ),
    get(f"{ONE}/comments", list_comments, "Comments, the newest first", answers.CommentPage, query=requests.Paging),
    change(
        "POST",
        f"{ONE}/comments",
        add_comment,
        "Write one",
        answers.CommentTold,
        body=requests.NewComment,
        status=201,
        once=True,
    ),
    change("DELETE", f"{ONE}/comments/{{comment_id}}", delete_comment, "Take one's own back"),
)
