"""One's own webhooks: what `/debrief webhook` shows, for a token that is for them."""

import secrets
from typing import Any

from bot.api import answers, requests
from bot.api.operation import Answer, Call, change, get
from bot.api.requests import Nothing
from core.people.tokens import Scope
from core.refusal import Reason, Refused
from core.sharing.access import gone
from core.webhooks import acts
from core.webhooks.record import Webhook


async def list_webhooks(call: Call[Nothing, Nothing]) -> Answer:
    found = await call.services.webhooks.of(call.person)
    return Answer(answers.Webhooks(webhooks=[answers.WebhookTold(**_told(one)) for one in found]))


async def add_webhook(call: Call[Nothing, requests.NewWebhook]) -> Answer:
    """Its secret is in this answer and in no other."""
    made = await acts.register(
        call.services,
        call.person,
        call.body.url,
        call.body.events,
        id=secrets.token_hex(8),
        loopback=call.services.poster.loopback,
    )
    return Answer(answers.WebhookMade(**_told(made), secret=made.secret))


async def remove_webhook(call: Call[Nothing, Nothing]) -> Answer:
    if not await acts.remove(call.services, call.person, call.path["webhook_id"]):
        raise Refused(Reason.NOT_FOUND, gone())
    return Answer()


def _told(one: Webhook) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": one.url,
        "events": sorted(one.events),
        "created_at": one.created_at,
        "off_since": one.off_since,
    }


OPERATIONS = (
    get("/webhooks", list_webhooks, "One's own webhooks, the newest first", answers.Webhooks, scope=Scope.WEBHOOKS),
    change(
        "POST",
        "/webhooks",
        add_webhook,
        "Have a program told of what is done",
        answers.WebhookMade,
        body=requests.NewWebhook,
        status=201,
        scope=Scope.WEBHOOKS,
    ),
    change("DELETE", "/webhooks/{webhook_id}", remove_webhook, "Tell it nothing more", scope=Scope.WEBHOOKS),
)
