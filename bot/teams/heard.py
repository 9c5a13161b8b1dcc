"""Teams' messages as events: what a person wrote, dropped, took back and added."""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.teams import files
from bot.teams.arrival import Arrival, Mention, Way
from core.people.person import Place
from handlers.events import CommandGiven, FileDropped, FilesElsewhere, FilesWithdrawn, HomeOpened, TextSaid

Json = Mapping[str, Any]

LONGEST = 100_000
"""Characters read of a message; Teams lets one have fewer."""
NAMED = 10
"""People looked up of those a message names; a command is about one. Each may take a call, before the message is stored."""
FILE = "application/vnd.microsoft.teams.file.download.info"
LINK = "reference"
"""A file that is only linked; some clients send that in place of the file."""
ATTACHED = re.compile(r"<attachment\b", re.IGNORECASE)
"""What stands in the text of a message with files where several people talk: the files themselves are not told of."""
TAG = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)
STANDS_FOR = re.compile(r"</?attachment\b[^<>]*>", re.IGNORECASE)
HOME = frozenset({"home", "debrief home"})
ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def message(activity: Json, base: Arrival) -> Arrival | None:
    """In the conversation with the bot."""
    place = _thread(activity, base)
    text, words, mentions = _read(activity)
    if given := tuple(_dropped(activity, base, place, text)):
        return replace(base, place=place, files=given)
    if not text:
        return None
    if " ".join(words.lower().split()) in HOME:
        return replace(base, event=HomeOpened(base.person))
    said = TextSaid(base.person, place, text, words, message=str(activity.get("id") or ""))
    return replace(base, place=place, event=said, mentions=mentions)


def changed(activity: Json, base: Arrival) -> Arrival | None:
    """Files that were added; words that are edited change nothing, and neither does a file that is known."""
    place = _thread(activity, base)
    given = tuple(_dropped(activity, base, place, _read(activity)[0]))
    return replace(base, way=Way.TOLD, place=place, files=given) if given else None


def deleted(activity: Json, base: Arrival) -> Arrival:
    """Teams does not say what was in the message."""
    place = _thread(activity, base)
    withdrawn = FilesWithdrawn(base.person, place, (), message=str(activity.get("id") or ""))
    return replace(base, way=Way.TOLD, place=place, event=withdrawn)


def elsewhere(activity: Json, base: Arrival) -> Arrival | None:
    """Where several people talk: a command, whose answer is for the person alone; nothing of files is read."""
    if base.place is None:
        return None
    if any(_is_file(each) or ATTACHED.search(_html(each)) for each in _attachments(activity)):
        return replace(base, event=FilesElsewhere(base.person, base.place, message=str(activity.get("id") or "")))
    _text, words, mentions = _read(activity)
    words = " ".join(words.split())
    name, _space, rest = words.partition(" ")
    said = rest if name.lower() == "debrief" else words
    event = CommandGiven(base.person, base.place, "debrief", said.strip(" ?.!/"), spoken=True)
    return replace(base, event=event, mentions=mentions)


def client(activity: Json) -> tuple[str | None, str]:
    """(time zone, language tag) of the person's device, as far as it says."""
    entities: list[Json] = activity.get("entities") or []
    told = next((each for each in entities if each.get("type") == "clientInfo"), {})
    zone, locale = str(told.get("timezone") or ""), str(told.get("locale") or activity.get("locale") or "")
    return (zone if ZONE.fullmatch(zone) else None), (locale if LOCALE.fullmatch(locale) else "")


def _thread(activity: Json, base: Arrival) -> Place:
    """A conversation with the bot has no threads; what belongs together is told by the message it came with."""
    if base.place is None:
        raise ValueError("a message without a place")
    return replace(base.place, thread=str(activity.get("id") or "") or None)


# --- words ---


def _read(activity: Json) -> tuple[str, str, tuple[Mention, ...]]:
    """The text as it reads, its words without those who are named, and who they are. The bot's own name is in neither."""
    text = STANDS_FOR.sub("", str(activity.get("text") or "")[:LONGEST])
    bot = str((activity.get("recipient") or {}).get("id") or "")
    named = [each for each in activity.get("entities") or () if each.get("type") == "mention"]
    if named or activity.get("textFormat") == "xml":
        text = text.replace("&nbsp;", " ")
    words, mentions = text, []
    for each in named:
        who, shown = each.get("mentioned") or {}, str(each.get("text") or "")
        if not shown:
            continue
        ours = who.get("id") == bot
        text, words = text.replace(shown, " " if ours else TAG.sub("", shown)), words.replace(shown, " ")
        if not ours:
            mentions.append(Mention(str(who.get("id") or ""), str(who.get("aadObjectId") or "")))
    if named or activity.get("textFormat") == "xml":
        text, words = html.unescape(text), html.unescape(words)
    return text.replace("\xa0", " ").strip(), words.replace("\xa0", " ").strip(), tuple(dict.fromkeys(mentions))[:NAMED]


# --- files ---


def _attachments(activity: Json) -> Iterator[Json]:
    for each in activity.get("attachments") or ():
        if isinstance(each, Mapping):
            yield each


def _is_file(attachment: Json) -> bool:
    return attachment.get("contentType") in {FILE, LINK}


def _html(attachment: Json) -> str:
    content = attachment.get("content")
    return content if attachment.get("contentType") == "text/html" and isinstance(content, str) else ""


def _dropped(activity: Json, base: Arrival, place: Place, text: str) -> Iterator[FileDropped]:
    for each in _attachments(activity):
        if not _is_file(each):
            continue
        content = each.get("content")
        told: Json = content if isinstance(content, Mapping) else {}
        url, name = str(told.get("downloadUrl") or each.get("contentUrl") or ""), str(each.get("name") or "")
        named = str(told.get("uniqueId") or "") or hashlib.sha256(url.partition("?")[0].encode()).hexdigest()[:32]
        yield FileDropped(base.person, place, named, text, str(activity.get("id") or ""), name, files.source(name, url))
