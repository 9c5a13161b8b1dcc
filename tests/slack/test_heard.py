"""What a message of Slack's carries, whatever kind of message it is."""

from typing import Any

import pytest

from bot.slack import inbound
from bot.slack.arrival import Arrival
from core.people.person import (
    Person,
    Place,
    Platform,
    Tenant,
)
from handlers.events import (
    FilesElsewhere,
    FileShortcut,
    FilesWithdrawn,
    TextSaid,
)

TENANT = Tenant(Platform.SLACK, "T1")
MAYA = Person(TENANT, "U1")
FILE = {"id": "F1", "name": "a.txt", "mode": "hosted"}
OTHER = {"id": "F2", "name": "b.txt", "mode": "hosted"}
SHARE = {"is_share": True, "is_msg_unfurl": True, "channel_id": "C1", "author_id": "U2", "ts": "1.0"}


def heard(**event: Any) -> Arrival | None:
    told = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1"} | event
    body = {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": "Ev1", "event": told}
    return inbound.read(body | {"authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]})


def edited(before: dict[str, Any] | None, now: dict[str, Any], **event: Any) -> Arrival | None:
    known = {"user": "U1", "ts": "1.1"}
    told: dict[str, Any] = {"subtype": "message_changed", "hidden": True, "user": None, "ts": "2.2"}
    told |= {"message": known | now} | ({"previous_message": known | before} if before is not None else {})
    return heard(**told | event)


def ids(arrival: Arrival | None) -> list[str]:
    return [file.file_id for file in arrival.files] if arrival else []


CARRIERS: dict[str, dict[str, Any]] = {
    "dropped": {"subtype": "file_share", "files": [FILE]},
    "shared by somebody who did not upload it": {"files": [FILE | {"user": "U2"}], "upload": False},
    "a stub of Slack Connect": {"files": [{"id": "F1", "mode": "file_access", "file_access": "check_file_info"}]},
    "into a thread": {"subtype": "file_share", "files": [FILE], "thread_ts": "0.9"},
    "into a thread and the conversation": {"subtype": "thread_broadcast", "files": [FILE], "thread_ts": "0.9"},
    "as /me": {"subtype": "me_message", "files": [FILE]},
    "a comment on it": {"subtype": "file_comment", "file": FILE},
    "by another app in one's name": {"bot_id": "B2", "app_id": "A2", "files": [FILE]},
    "of a kind that is not known yet": {"subtype": "something_new", "files": [FILE]},
    "forwarded": {"attachments": [SHARE | {"files": [FILE]}]},
    "forwarded, of a kind of its own": {"subtype": "message_share", "attachments": [SHARE | {"files": [FILE]}]},
    "a forward that was forwarded": {"attachments": [SHARE | {"attachments": [SHARE | {"files": [FILE]}]}]},
    "in the blocks of a forward": {"attachments": [SHARE | {"message_blocks": [{"message": {"files": [FILE]}}]}]},
    "as a block": {"blocks": [{"type": "file", "file_id": "F1", "source": "remote"}]},
    "as a block of a forward": {
        "attachments": [SHARE | {"message_blocks": [{"message": {"blocks": [{"type": "file", "file_id": "F1"}]}}]}]
    },
}


@pytest.mark.parametrize("how", CARRIERS)
def test_a_file_is_heard_of_however_it_comes(how: str) -> None:
    assert ids(heard(**CARRIERS[how])) == ["F1"]


@pytest.mark.parametrize("how", CARRIERS)
def test_the_shortcut_finds_the_same_files(how: str) -> None:
    message = {"ts": "1.1", "user": "U2"} | CARRIERS[how]
    body = {"type": "message_action", "callback_id": "analyse", "user": {"id": "U1"}, "team": {"id": "T1"}}
    arrival = inbound.read(body | {"channel": {"id": "C1"}, "message": message})
    assert arrival is not None
    assert isinstance(arrival.event, FileShortcut)
    assert arrival.event.file_ids == ("F1",)


def test_what_lies_in_several_places_is_one_file() -> None:
    both = heard(
        files=[FILE], attachments=[SHARE | {"files": [FILE, OTHER]}], blocks=[{"type": "file", "file_id": "F2"}]
    )
    assert ids(both) == ["F1", "F2"]


def test_the_words_of_a_forward_are_read_with_ones_own() -> None:
    arrival = heard(text="for you", attachments=[SHARE | {"text": "Ana: hi &amp; ho"}])
    assert arrival is not None
    assert isinstance(arrival.event, TextSaid)
    assert arrival.event.text == "for you\n\nAna: hi & ho"
    assert arrival.event.words == "for you"


@pytest.mark.parametrize(
    "event",
    [
        {"user": "UBOT", "files": [FILE]},
        {"bot_id": "B1", "app_id": "A1", "files": [FILE]},
        {"subtype": "bot_message", "user": None, "files": [FILE]},
        {"files": [FILE | {"mode": "tombstone"}]},
        {"bot_id": "B2", "app_id": "A2", "text": "hello"},
    ],
    ids=["our own", "our own by its app", "nobody's", "deleted", "talk of another app"],
)
def test_what_is_nobodys_file_is_left_alone(event: dict[str, Any]) -> None:
    assert heard(**event) is None


# --- edits ---


@pytest.mark.parametrize("before", [None, {}, {"files": []}, {"text": "soon"}])
@pytest.mark.parametrize("carrier", ["dropped", "forwarded"])
def test_files_that_an_edit_adds_are_taken(before: dict[str, Any] | None, carrier: str) -> None:
    arrival = edited(before, {"text": "here"} | {k: v for k, v in CARRIERS[carrier].items() if k != "subtype"})
    assert arrival is not None
    assert ids(arrival) == ["F1"]
    assert arrival.files[0].place == Place(TENANT, "D1", "1.1")
    assert arrival.event is None


def test_an_edit_may_take_one_file_back_and_add_another() -> None:
    arrival = edited({"files": [FILE]}, {"files": [FILE | {"mode": "tombstone"}, OTHER]})
    assert arrival is not None
    assert ids(arrival) == ["F2"]
    assert isinstance(arrival.event, FilesWithdrawn)
    assert arrival.event.file_ids == ("F1",)


def test_a_forward_that_is_deleted_takes_its_file_back() -> None:
    before = {"user": "U1", "ts": "1.1", "attachments": [SHARE | {"files": [FILE]}]}
    arrival = heard(subtype="message_deleted", user=None, ts="2.2", deleted_ts="1.1", previous_message=before)
    assert arrival is not None
    assert isinstance(arrival.event, FilesWithdrawn)
    assert arrival.event.file_ids == ("F1",)


def test_an_edit_of_words_or_of_our_own_message_is_nothing() -> None:
    assert edited({"files": [FILE]}, {"files": [FILE | {"thumb_64": "x"}], "text": "new"}) is None
    assert edited({"bot_id": "B1", "app_id": "A1"}, {"bot_id": "B1", "app_id": "A1", "files": [FILE]}) is None
    assert edited({"user": "UBOT"}, {"user": "UBOT", "files": [FILE]}) is None


# --- where others listen ---


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
@pytest.mark.parametrize("how", [how for how in CARRIERS if "another app" not in how])
def test_who_posts_a_file_where_others_are_is_told_alone(kind: str, how: str) -> None:
    arrival = heard(channel_type=kind, channel="C1", **CARRIERS[how])
    assert arrival is not None
    assert arrival.files == ()
    assert arrival.place is None, "an answer in that place would be read by all"
    assert isinstance(arrival.event, FilesElsewhere)
    assert arrival.person == MAYA


def test_talk_where_others_are_is_not_listened_to() -> None:
    assert heard(channel_type="mpim", channel="G1", text="Ana: hi") is None
    assert heard(channel_type="channel", channel="C1", files=[FILE], bot_id="B9") is None
    assert edited({"files": [FILE]}, {"files": [FILE], "text": "x"}, channel_type="channel", channel="C1") is None
    mention = heard(type="app_mention", channel_type=None, channel="C1", files=[FILE])
    assert mention is not None
    assert isinstance(mention.event, FilesElsewhere)
