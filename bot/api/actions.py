"""Promises, which chat calls actions: those the caller may see, as they stand; their client changes them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.api import answers, requests
from bot.api.operation import Answer, Call, change, get
from bot.api.requests import Nothing
from bot.api.sessions import next_of, recorded
from core.people.person import Person
from core.promises import acts
from core.promises.commitments import Commitment
from core.refusal import Refused
from core.sharing.access import Operation, can
from core.sharing.finding import find
from core.world import World

LOOKED_AT = 500
"""Rows gone through for one page, past those the caller may not see."""


@dataclass(frozen=True)
class _Policy:
    """Whether the caller may see, and change, the promises of a session; asked once for each."""

    world: World
    person: Person
    _known: dict[str, bool | None] = field(default_factory=dict)

    async def may_change(self, insight_id: str) -> bool | None:
        """None: they may not see them."""
        if insight_id not in self._known:
            try:
                _insight, facts = await find(self.world, self.person, Operation.SEE_COMMITMENTS, insight_id)
            except Refused:
                self._known[insight_id] = None
            else:
                self._known[insight_id] = can(self.person, Operation.CHANGE_COMMITMENT, facts)
        return self._known[insight_id]


async def list_actions(call: Call[requests.ActionsQuery, Nothing]) -> Answer:
    asked, policy = call.query, _Policy(call.services, call.person)
    client = Person(call.person.tenant, asked.client_user_id or call.person.id)
    cursor, looked = asked.cursor, 0
    found: list[answers.Action] = []
    while True:
        page = await call.services.commitments.listed(
            client, settled=asked.state == "settled", limit=asked.limit - len(found), cursor=cursor
        )
        looked += len(page.rows)
        seen = [(one, await policy.may_change(one.insight_id)) for one in page.rows]
        found += [_told(one, may_change=may) for one, may in seen if may is not None]
        cursor = page.older
        if cursor is None or len(found) >= asked.limit or looked >= LOOKED_AT:
            break
    if not found:
        cursor = None  # else the link would tell that there are some
    await recorded(call, "list commitments", client.id, rows=len(found))
    for insight_id in dict.fromkeys(one.insight_id for one in found if one.client_user_id != call.person.id):
        await recorded(call, "view section", insight_id, section="action_items")
    further = next_of(call, cursor=cursor)
    return Answer(answers.ActionPage(actions=found, next=further), next=further)


def _told(one: Commitment, *, may_change: bool) -> answers.Action:
    return answers.Action(
        id=one.id,
        insight_id=one.insight_id,
        client_user_id=one.client,
        owner=one.owner,
        action=one.action,
        quote=one.quote,
        timeline=one.timeline,
        due=one.due,
        recurring=one.recurring,
        state=one.state,
        made_at=one.made_at,
        version=one.version,
        may_change=may_change,
    )


async def agree_on_action(call: Call[Nothing, requests.Agree]) -> Answer:
    sent = call.body
    agreed = acts.Agreed(sent.action, sent.due, str(sent.version))
    _session, made = await acts.agree(call.services, call.person, call.path["action_id"], agreed)
    return Answer(_told(made, may_change=True))


async def finish_action(call: Call[Nothing, Nothing]) -> Answer:
    return await _moved(call, acts.done)


async def drop_action(call: Call[Nothing, Nothing]) -> Answer:
    return await _moved(call, acts.drop)


async def reopen_action(call: Call[Nothing, Nothing]) -> Answer:
    return await _moved(call, acts.reopen)


async def _moved(call: Call[Any, Any], act: Callable[[World, Person, str], Awaitable[bool]]) -> Answer:
    """What is settled already stays as it is; the answer says how it stands."""
    await act(call.services, call.person, call.path["action_id"])
    _session, now = await acts.find(call.services, call.person, call.path["action_id"])
    return Answer(_told(now, may_change=True))


ONE = "/actions/{action_id}"
OPERATIONS = (
    get("/actions", list_actions, "What was promised", answers.ActionPage, query=requests.ActionsQuery),
    change(
        "PATCH",
        ONE,
        agree_on_action,
        "In other words, or for another day",
        answers.Action,
        body=requests.Agree,
        fields={"date": "due"},
    ),
    change("POST", f"{ONE}/done", finish_action, "It is done", answers.Action),
    change("POST", f"{ONE}/drop", drop_action, "It is let go", answers.Action),
    change("POST", f"{ONE}/reopen", reopen_action, "It is to be done after all", answers.Action),
)
