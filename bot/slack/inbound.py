"""Slack's payloads as events: pure functions, no calls. Whatever is not for us comes out as nothing.

Who did it is read from the signed payload alone. People of another workspace (Slack Connect) are marked `foreign`.
"""

import html
from dataclasses import replace

from bot.slack import authority, carried, heard
from bot.slack.arrival import LONGEST, LONGEST_FIELD, Arrival, Json, Origin, is_foreign
from bot.slack.elements import LINK, action_name
from bot.slack.mentions import read_words
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FieldAnswer,
    FileShortcut,
    FormSent,
    HomeOpened,
    StopPressed,
)

MALFORMED = (KeyError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading a payload of an unknown shape may raise."""
SHORTCUT = "analyse"
"""The message shortcut's name in the manifest."""
HOME = "home."
"""Actions that change what the Home tab shows begin with it."""


def read(body: Json) -> Arrival | None:
    """Any payload of Slack's one endpoint; None if there is nothing to do about it."""
    arrival = _read(body)
    organisation = authority.organisation(body)
    if arrival is None or arrival.removed or arrival.granted or organisation in ("", arrival.person.tenant.id):
        return arrival
    return replace(arrival, organisation=organisation, told=authority.told(body))


def _read(body: Json) -> Arrival | None:
    match body.get("type"):
        case "event_callback":
            return _event(body)
        case "block_actions":
            return _action(body)
        case "view_submission":
            return _submission(body)
        case "message_action":
            return _shortcut(body)
        case None if "command" in body:
            return _command(body)
        case _:
            return None


# --- events ---


def _event(body: Json) -> Arrival | None:
    event: Json = body.get("event") or {}
    tenant = _tenant(body)
    if tenant is None:
        return None
    match event.get("type"):
        case "message" if event.get("channel_type") == "im":
            return heard.message(body, event, tenant)
        case "message" | "app_mention":
            return heard.elsewhere(body, event, tenant)
        case "app_home_opened" if event.get("tab") == "home" and event.get("user"):
            person = Person(tenant, event["user"])
            return Arrival(person, event=HomeOpened(person), origin=Origin(home=True))
        case "app_home_opened" if event.get("tab") == "messages" and event.get("user") and event.get("channel"):
            return Arrival(Person(tenant, event["user"]), opened=event["channel"])
        case "agent_session_stopped" if event.get("user") and event.get("channel"):
            person = Person(tenant, event["user"])
            place = Place(tenant, event["channel"], event.get("thread_ts") or event.get("thread"))
            return Arrival(person, place, event=StopPressed(person, place))
        case "app_uninstalled" | "tokens_revoked" | "team_access_granted" | "team_access_revoked":
            return _installations(body, event, tenant)
        case _:
            return None


def _installations(body: Json, event: Json, tenant: Tenant) -> Arrival | None:
    nobody, whose = Person(tenant, ""), authority.enterprise(body)
    if removed := authority.removals(body, event, tenant):
        return Arrival(nobody, removed=removed)
    if (granted := authority.granted(event)) and whose:
        return Arrival(nobody, organisation=whose, granted=granted, told=authority.told(body))
    return None


# --- what is pressed, typed and sent ---


def _command(form: Json) -> Arrival | None:
    tenant = _tenant(form)
    user, channel = form.get("user_id"), form.get("channel_id")
    if tenant is None or not user or not channel:
        return None
    person, place = Person(tenant, user), Place(tenant, channel, form.get("thread_ts") or None)
    words, mentioned = read_words(tenant, (form.get("text") or "")[:LONGEST_FIELD])
    event = CommandGiven(
        person,
        place,
        form["command"].lstrip("/").lower(),
        words,
        in_channel=not channel.startswith("D"),
        mentioned=mentioned,
    )
    origin = Origin(form.get("trigger_id", ""), form.get("response_url", ""), ephemeral=True)
    return Arrival(person, place, event=event, origin=origin)


def _action(body: Json) -> Arrival | None:
    tenant = _tenant(body)
    user: Json = body.get("user") or {}
    pressed: Json = next(iter(body.get("actions") or []), {})
    if tenant is None or not user.get("id") or not pressed.get("action_id"):
        return None
    if action_name(pressed["action_id"]) == LINK:
        return None
    person = Person(tenant, user["id"])
    container: Json = body.get("container") or {}
    view: Json = body.get("view") or {}
    place = message = None
    if (channel := container.get("channel_id")) and (ts := container.get("message_ts")):
        place = Place(tenant, channel, container.get("thread_ts") or (body.get("message") or {}).get("thread_ts"))
        message = None if container.get("is_ephemeral") else MessageRef(place, ts)
    event = ButtonPressed(person, place, action_name(pressed["action_id"]), _chosen(pressed), message)
    origin = Origin(
        trigger=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        view=view.get("id", "") if view.get("type") == "modal" else "",
        home=view.get("type") == "home" and event.action.startswith(HOME),
        over_home=view.get("type") == "home" and not event.action.startswith(HOME),
        ephemeral=bool(container.get("is_ephemeral")),
    )
    return Arrival(person, place, event=event, origin=origin, foreign=is_foreign(tenant, body, user.get("team_id")))


def _chosen(element: Json) -> str:
    answer = _answer(element)
    return answer if isinstance(answer, str) else ",".join(answer or ())


def _submission(body: Json) -> Arrival | None:
    tenant = _tenant(body)
    user, view = body.get("user") or {}, body.get("view") or {}
    if tenant is None or not user.get("id") or not view.get("callback_id"):
        return None
    person = Person(tenant, user["id"])
    values: Json = (view.get("state") or {}).get("values") or {}
    fields = {name: _answer(state) for name, states in values.items() for state in states.values()}
    event = FormSent(
        person, view["callback_id"], view.get("private_metadata") or "", fields, key=str(view.get("id") or "")
    )
    origin = Origin(body.get("trigger_id", ""), view=view.get("id", ""), under=view.get("previous_view_id") or "")
    return Arrival(person, event=event, origin=origin, foreign=is_foreign(tenant, body, user.get("team_id")))


def _answer(state: Json) -> FieldAnswer:
    """What an element holds, whichever kind it is."""
    if "selected_options" in state:
        return tuple(option["value"] for option in state["selected_options"] or ())
    if "selected_option" in state:
        return (state["selected_option"] or {}).get("value")
    for key in ("value", "selected_date", "selected_user", "selected_conversation"):
        if key in state:
            return (state[key] or "")[:LONGEST_FIELD] or None
    return None


def _shortcut(body: Json) -> Arrival | None:
    tenant = _tenant(body)
    user, message, channel = body.get("user") or {}, body.get("message") or {}, body.get("channel") or {}
    if tenant is None or not user.get("id") or not channel.get("id") or body.get("callback_id") != SHORTCUT:
        return None
    person = Person(tenant, user["id"])
    place = Place(tenant, channel["id"], message.get("thread_ts") or message.get("ts"))
    ids = tuple(carried.files(message))
    origin = Origin(body.get("trigger_id", ""), body.get("response_url", ""), ephemeral=True)
    event = FileShortcut(person, place, ids, html.unescape(carried.text(message, LONGEST)).strip())
    return Arrival(person, place, event=event, origin=origin, foreign=is_foreign(tenant, body, user.get("team_id")))


def _tenant(body: Json) -> Tenant | None:
    """The workspace the bot is installed in; for an installation of a whole organisation without one, the organisation."""
    team = authority.first(body).get("team_id") or body.get("team_id") or (body.get("team") or {}).get("id")
    team = team or body.get("enterprise_id") or (body.get("enterprise") or {}).get("id")
    return Tenant(Platform.SLACK, team) if isinstance(team, str) and team else None
