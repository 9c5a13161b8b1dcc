"""What Slack has for agents beyond messages: suggested prompts, a status line, a session with Slack's own Stop.

All of it is best effort, beside the messages that say the same: it is sent in the background, and what a workspace does not
have (a plan without agents, an app without the scope) is not asked of it again for a day.
"""

import logging
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

from cachetools import LRUCache

from bot.background import Background
from bot.slack.memory import REMEMBERED, forget, missing
from bot.slack.web import Web
from core.card import (
    Block,
    Card,
    Fold,
    Progress,
    StepState,
)
from core.faults import ChatFault
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)
from core.translation import N_, _
from handlers.text_commands import PROMPTS

log = logging.getLogger(__name__)

PROMPTS_TITLE = N_("Drop a transcript here, or ask:")
READING = N_("is reading your session …")
NOT_THERE = frozenset(
    {
        "access_denied",
        "deprecated_endpoint",
        "feature_not_enabled",
        "method_deprecated",
        "missing_scope",
        "no_permission",
        "not_allowed",
        "not_allowed_token_type",
        "paid_teams_only",
        "unknown_method",
    }
)
"""Slack's words for what a workspace or the app does not have; any other refusal is about the one call."""
GRACE = 2.0
"""Seconds what is under way may still take when the process ends."""


def prompts() -> list[dict[str, str]]:
    """Also in manifest.yml; the dispatcher understands each."""
    return [{"title": _(said), "message": _(said)} for said in PROMPTS]


class Agent:
    """One call is never worth a failure: nothing here raises, and nothing waits."""

    def __init__(self, web: Web, clock: Callable[[], float] = monotonic) -> None:
        self._web = web
        self._missing = missing(clock)
        self._working: LRUCache[MessageRef, None] = LRUCache(REMEMBERED)
        self._background = Background(GRACE)
        self.close = self._background.drain

    def suggest(self, person: Person, channel: str) -> None:
        """Prompts in the conversation the person has just opened; given a thread, Slack would ignore the call."""
        self._call(
            person.tenant,
            "assistant.threads.setSuggestedPrompts",
            channel_id=channel,
            title=_(PROMPTS_TITLE),
            prompts=prompts(),
        )

    def reading(self, place: Place) -> None:
        """The line that a session is being read; Slack takes it away with the next message, or after two minutes."""
        if place.thread:
            self._call(
                place.tenant,
                "assistant.threads.setStatus",
                channel_id=place.channel,
                thread_ts=place.thread,
                status=_(READING),
            )

    def shown(self, message: MessageRef, card: Card) -> None:
        """Keep the session of the thread in step with the card: at work, with Slack's Stop, while a step is under way."""
        place = message.place
        if not place.thread:
            return
        if at_work(card.blocks):
            if message not in self._working:
                self._working[message] = None
                self._session(place, "processing")
        elif message in self._working:
            del self._working[message]
            self._session(place, "active")

    def _session(self, place: Place, status: str) -> None:
        self._call(
            place.tenant,
            "agents.sessions.setStatus",
            channel_id=place.channel,
            thread_ts=place.thread,
            status=status,
        )

    def _call(self, tenant: Tenant, method: str, **arguments: Any) -> None:
        if (tenant, method) in self._missing:
            return
        self._background.start(self._quietly(tenant, method, self._web.call(tenant, method, **arguments)))

    async def _quietly(self, tenant: Tenant, method: str, call: Coroutine[Any, Any, Any]) -> None:
        try:
            await call
        except ChatFault as fault:
            if fault.kind in NOT_THERE:
                self._missing[tenant, method] = None
                log.info("a workspace without %s", method, extra={"fault": fault.kind})
            elif not fault.transient:
                log.info("%s was refused", method, extra={"fault": fault.kind})
        except Exception as error:  # noqa: BLE001 - beside the point of what is going on, whatever it is
            log.warning("%s failed: %s", method, type(error).__name__)

    def forget(self, tenant: Tenant) -> None:
        """Installed anew, the app may have what it lacked."""
        forget(self._missing, lambda known: known[0] == tenant)


def at_work(blocks: tuple[Block, ...]) -> bool:
    """Whether a card shows a step that is under way."""
    return any(
        (isinstance(block, Progress) and any(step.state is StepState.RUNNING for step in block.steps))
        or (isinstance(block, Fold) and at_work(block.blocks))
        for block in blocks
    )
