"""Teams' activities as events: pure functions, no calls. Whatever is not for us comes out as nothing.

Who did it is read from what the Connector signed for: the tenant, and the person's id in Entra. Who has none there, or is of
another tenant, is marked `foreign`.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.teams import forms, heard, presses
from bot.teams.arrival import Arrival, Consent, Way
from core.people.conversations import Conversation
from core.people.person import MessageRef, Person, Place, Platform, Tenant
from handlers.events import ButtonPressed, FormSent

Json = Mapping[str, Any]

MALFORMED = (KeyError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading an activity of an unknown shape may raise."""
PERSONAL = "personal"


def read(activity: Json) -> Arrival | None:
    """Any activity; None if there is nothing to do about it."""
    base = _base(activity)
    if base is None:
        return None
    match activity.get("type"):
        case "message":
            return _message(activity, base)
        case "messageUpdate" if _here(activity):
            return heard.changed(activity, base)
        case "messageDelete" if _here(activity):
            return heard.deleted(activity, base)
        case "installationUpdate" if _here(activity):
            return _installation(activity, base)
        case "conversationUpdate" if _here(activity) and activity.get("membersAdded"):
            return replace(base, way=Way.TOLD)
        case "invoke":
            return INVOKES.get(str(activity.get("name")), _unknown)(activity, base)
        case _:
            return None


def _here(activity: Json) -> bool:
    """Whether it is the bot's own conversation with one person."""
    conversation: Json = activity.get("conversation") or {}
    return not conversation.get("isGroup") and conversation.get("conversationType") in {PERSONAL, None}


def _base(activity: Json) -> Arrival | None:
    conversation: Json = activity.get("conversation") or {}
    sender: Json = activity.get("from") or {}
    data = activity.get("channelData")
    told: Json = (data.get("tenant") or {}) if isinstance(data, Mapping) else {}
    tenants = {str(each).lower() for each in (conversation.get("tenantId"), told.get("id")) if each}
    channel, user = str(conversation.get("id") or ""), str(sender.get("id") or "")
    if not tenants or not channel or not user:
        return None
    tenant = Tenant(Platform.TEAMS, str(conversation.get("tenantId") or told.get("id")).lower())
    entra = str(sender.get("aadObjectId") or "")
    own = str(sender.get("tenantId") or tenant.id).lower()
    foreign = not entra or len(tenants) > 1 or own != tenant.id or str(sender.get("userRole") or "").lower() == "guest"
    person, place = Person(tenant, entra or user), Place(tenant, channel)
    key = _key(activity, channel)
    return Arrival(
        person,
        place=place,
        key=key,
        foreign=foreign,
        conversation=_conversation(activity, person, channel, user) if _here(activity) and not foreign else None,
        user=user,
        address=str(activity.get("serviceUrl") or ""),
        shared=None if _here(activity) else place,
    )


def _key(activity: Json, channel: str) -> str:
    """What happened, by names of Teams': a message that is deleted has the id of the message."""
    told = activity.get("id")
    return hashlib.sha256(f"{activity.get('type')} {channel} {told}".encode()).hexdigest()[:32] if told else ""


def _conversation(activity: Json, person: Person, channel: str, user: str) -> Conversation:
    zone, locale = heard.client(activity)
    bot = str((activity.get("recipient") or {}).get("id") or "")
    return Conversation(person, channel, str(activity.get("serviceUrl") or ""), user, bot, zone, locale)


def _installation(activity: Json, base: Arrival) -> Arrival:
    action = activity.get("action")
    return replace(base, way=Way.TOLD, installed=action == "add", removed=action in {"remove", "remove-upgrade"})


# --- what is said and pressed ---


def _message(activity: Json, base: Arrival) -> Arrival | None:
    if base.shared:
        return heard.elsewhere(activity, base)
    if activity.get("value") is not None and not (activity.get("text") or "").strip():
        return _answered(activity, activity["value"], base, Way.MESSAGE)
    return heard.message(activity, base)


def _answered(activity: Json, data: Any, base: Arrival, way: Way) -> Arrival | None:
    """A form that came back, or a button: on a card, or in a dialog, where it is of no message."""
    if sent := forms.sent(data):
        event = FormSent(base.person, sent.action, sent.value, sent.fields, key=sent.key)
        return replace(base, way=way, event=event, sent=sent)
    if (pressed := presses.pressed(data)) is None:
        return None
    place = None if way is Way.DIALOG else base.place
    message = _replied_to(activity, place)
    return replace(base, way=way, event=ButtonPressed(base.person, place, *pressed, message), pressed=message)


def _replied_to(activity: Json, place: Place | None) -> MessageRef | None:
    replied = activity.get("replyToId")
    return MessageRef(place, str(replied)) if replied and place else None


def _executed(activity: Json, base: Arrival) -> Arrival | None:
    return _answered(activity, activity["value"]["action"].get("data"), base, Way.PRESS)


def _asked(activity: Json, base: Arrival) -> Arrival | None:
    return _answered(activity, activity["value"].get("data"), base, Way.ASKED)


def _sent(activity: Json, base: Arrival) -> Arrival | None:
    return _answered(activity, activity["value"].get("data"), base, Way.DIALOG)


def _thumb(activity: Json, base: Arrival) -> Arrival | None:
    """A thumb that was pressed, and is answered with a dialog."""
    return replace(_judgement(activity, activity["value"]["data"], base), way=Way.JUDGED)


def _judged(activity: Json, base: Arrival) -> Arrival | None:
    """The same once what Teams asks after a thumb is sent, on cards of before: its words are not kept."""
    return _judgement(activity, activity["value"], base)


def _judgement(activity: Json, value: Json, base: Arrival) -> Arrival:
    reaction = (value.get("actionValue") or {}).get("reaction")
    message = _replied_to(activity, base.place)
    if value.get("actionName") != "feedback" or reaction not in {"like", "dislike"} or message is None:
        return replace(base, way=Way.TOLD)
    return replace(base, way=Way.TOLD, liked=reaction == "like", pressed=message)


def _consented(activity: Json, base: Arrival) -> Arrival | None:
    return replace(base, way=Way.TOLD, consent=Consent(activity.get("value"), _replied_to(activity, base.place)))


def _unknown(activity: Json, base: Arrival) -> Arrival | None:
    return replace(base, way=Way.TOLD, unknown=True)


INVOKES: Mapping[str, Callable[[Json, Arrival], Arrival | None]] = {
    "adaptiveCard/action": _executed,
    "task/fetch": _asked,
    "task/submit": _sent,
    "message/fetchTask": _thumb,
    "message/submitAction": _judged,
    "fileConsent/invoke": _consented,
}
