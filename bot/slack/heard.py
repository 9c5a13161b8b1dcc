"""Slack's messages as events: what a person wrote, dropped or forwarded, took back and added."""

import html
from collections.abc import Mapping

from bot.slack import carried
from bot.slack.arrival import LONGEST, Arrival, Json, is_foreign
from bot.slack.mentions import read_words
from core.people.person import Person, Place, Tenant
from handlers.events import (
    FileDropped,
    FilesElsewhere,
    FilesWithdrawn,
    TextSaid,
)

TEAMS = ("user_team", "source_team", "team")
"""Where a message says whose workspace its author is of."""
SPOKEN = frozenset({None, "file_share", "message_share", "me_message", "thread_broadcast"})
"""Kinds of message that a person wrote; edits, deletions, joins and bots' messages are others. One with a file is answered
whatever its kind."""
CHANGED = frozenset({"message_deleted", "message_changed"})


def message(body: Json, event: Json, tenant: Tenant) -> Arrival | None:
    if event.get("subtype") in CHANGED:
        return _edited(body, event, tenant)
    user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
    given = carried.files(event)
    if not user or not channel or not ts or _ours(body, event):
        return None
    if not given and (event.get("subtype") not in SPOKEN or event.get("bot_id")):
        return None
    person = Person(tenant, user)
    place = Place(tenant, channel, event.get("thread_ts") or ts)
    files = _dropped(body, person, place, event, given)
    said = None
    if not files and (text := html.unescape(carried.text(event, LONGEST)).strip()):
        words, mentioned = read_words(tenant, (event.get("text") or "")[:LONGEST])
        others = tuple(each for each in mentioned if each.id not in _bots(body))
        said = TextSaid(person, place, text, words, others, message=ts)
    if not files and said is None:
        return None
    return Arrival(person, place, files, said, foreign=_from_elsewhere(tenant, body, event))


def _dropped(
    body: Json, person: Person, place: Place, message: Json, given: Mapping[str, str]
) -> tuple[FileDropped, ...]:
    text, delivery = html.unescape((message.get("text") or "")[:LONGEST]), str(body.get("event_id", ""))
    return tuple(FileDropped(person, place, file_id, text, delivery, name) for file_id, name in given.items())


def _edited(body: Json, event: Json, tenant: Tenant) -> Arrival | None:
    """What a person took back: a message, or the files from it; and what they added. A message with answers under it is not
    deleted but becomes a tombstone. Words that are edited change nothing."""
    before: Json = event.get("previous_message") or {}
    now: Json = event.get("message") or {}
    user, channel = before.get("user") or now.get("user"), event.get("channel")
    ts = before.get("ts") or now.get("ts") or event.get("deleted_ts")
    if not user or not channel or not ts or before.get("bot_id") or now.get("bot_id") or _ours(body, before or now):
        return None
    deleted = event.get("subtype") == "message_deleted" or now.get("subtype") == "tombstone" or bool(now.get("hidden"))
    if deleted:
        now = {}
    gone, added = carried.files(before, beyond=now), carried.files(now, beyond=before)
    text = html.unescape(carried.text(before, LONGEST)) if deleted else ""
    person = Person(tenant, user)
    place = Place(tenant, channel, before.get("thread_ts") or now.get("thread_ts") or ts)
    files = _dropped(body, person, place, now, added)
    withdrawn = FilesWithdrawn(person, place, tuple(gone), text, message=ts) if gone or text else None
    if not files and withdrawn is None:
        return None
    return Arrival(person, place, files, withdrawn, foreign=bool(files) and _from_elsewhere(tenant, body, now))


def elsewhere(body: Json, event: Json, tenant: Tenant) -> Arrival | None:
    """Files where several people talk, for a workspace that lets the app hear of such messages: only who posted them is told."""
    edited = event.get("subtype") == "message_changed"
    now: Json = (event.get("message") or {}) if edited else event
    user, channel, ts = now.get("user"), event.get("channel"), now.get("ts")
    if not user or not channel or not ts or now.get("bot_id") or _ours(body, now):
        return None
    if not carried.files(now, beyond=event.get("previous_message")):
        return None
    person = Person(tenant, user)
    place = Place(tenant, channel, now.get("thread_ts") or ts)
    told = FilesElsewhere(person, place, message=ts)
    return Arrival(person, event=told, foreign=_from_elsewhere(tenant, body, now))


def _bots(body: Json) -> frozenset[str]:
    """The app itself, as its people see it."""
    authorized = (each for each in body.get("authorizations") or [] if each.get("is_bot", True))
    return frozenset(str(each.get("user_id")) for each in authorized)


def _ours(body: Json, message: Json) -> bool:
    """Whether the app has posted it. Other apps post in a person's name, and what they bring is that person's."""
    app = message.get("app_id") if message.get("bot_id") else None
    return message.get("user") in _bots(body) or (app is not None and app == body.get("api_app_id"))


def _from_elsewhere(tenant: Tenant, body: Json, message: Json) -> bool:
    return is_foreign(tenant, body, *(message.get(name) for name in TEAMS))
