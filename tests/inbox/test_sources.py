"""What vendors sign is taken, and nothing else; what they give is speech alone."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta

import aiohttp
import pytest

from bot.sources.fathom import Fathom
from bot.sources.zoom import Zoom
from core.inbox.arrival import packed, unpacked
from core.inbox.source import Answer, Event, SourceFault
from tests.inbox.vendors import (
    FATHOM_SECRET,
    VTT,
    ZOOM_SECRET,
    fathom_signed,
    fathom_told,
    recordings,
    zoom_signed,
    zoom_told,
)

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
URL = "https://zoom.us/rec/1"
FATHOM = Fathom(FATHOM_SECRET)


def event(found: Event | Answer | None) -> Event:
    assert isinstance(found, Event)
    return found


def test_zoom_s_event_says_whose_it_is_and_how_to_fetch_it() -> None:
    body = zoom_told(URL)
    found = event(_zoom().verify(zoom_signed(body, NOW), body, NOW))
    assert (found.key, found.host) == ("u/1==", "ana@example.com")
    assert (found.arrival.title, found.arrival.day, found.arrival.meeting) == (
        "Session with Iva",
        date(2026, 11, 3),
        "111",
    )
    assert json.loads(found.wanted) == {"url": URL, "token": "tok"}
    assert "tok" not in repr(found)


@pytest.mark.parametrize("kind", [1, 4])
def test_a_meeting_that_anybody_may_be_in_has_no_id_of_its_own(kind: int) -> None:
    body = zoom_told(URL, type=kind)
    assert event(_zoom().verify(zoom_signed(body, NOW), body, NOW)).arrival.meeting == ""


def test_zoom_s_handshake_is_answered() -> None:
    body = json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}).encode()
    expected = hmac.new(ZOOM_SECRET.encode(), b"abc", hashlib.sha256).hexdigest()
    found = _zoom().verify(zoom_signed(body, NOW), body, NOW)
    assert found == Answer({"plainToken": "abc", "encryptedToken": expected})


@pytest.mark.parametrize("late", [-301, 301])
def test_what_is_not_of_now_or_not_signed_is_refused(late: int) -> None:
    then = NOW + timedelta(seconds=late)
    for source, body, signed in (
        (_zoom(), zoom_told(URL), zoom_signed(zoom_told(URL), NOW)),
        (FATHOM, fathom_told(), fathom_signed(fathom_told(), NOW)),
    ):
        assert source.verify(signed, body, NOW) is not None
        assert source.verify(signed, body, then) is None
        assert source.verify(signed, body + b" ", NOW) is None
        assert source.verify({}, body, NOW) is None
        for name in signed:
            assert source.verify({**signed, name: "é"}, body, NOW) is None
    forged = zoom_signed(zoom_told(URL), NOW, "another secret")
    assert _zoom().verify(forged, zoom_told(URL), NOW) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"[" * 100_000,
        b'{"event": "recording.completed", "payload": {}}',
        b'{"event": "recording.transcript_completed", "payload": {"object": {"recording_files": [{}]}}}',
        b'{"event": "recording.transcript_completed", "payload": {"object": {"recording_files": []}}}',
        b'{"event": "recording.transcript_completed", "payload": {"object": 7}}',
        b'{"transcript": [{}]}',
        b'{"transcript": [], "recorded_by": {"email": "ana@example.com"}}',
    ],
)
def test_signed_and_nothing_to_take_is_heard_and_left(body: bytes) -> None:
    assert _zoom().verify(zoom_signed(body, NOW), body, NOW) == Answer()
    assert FATHOM.verify(fathom_signed(body, NOW), body, NOW) == Answer()


def test_half_of_a_character_is_replaced() -> None:
    half = "Growth \ud83c"
    zoom = zoom_told(URL, topic=half)
    said = [{"speaker": {"display_name": half}, "text": "Good \ud800 morning 🌱", "timestamp": "00:00:01"}]
    fathom = fathom_told(meeting_title=half, transcript=said)
    for found in (
        event(_zoom().verify(zoom_signed(zoom, NOW), zoom, NOW)),
        event(FATHOM.verify(fathom_signed(fathom, NOW), fathom, NOW)),
    ):
        assert found.arrival.title == "Growth \ufffd"
        assert unpacked(packed(found.arrival)) == found.arrival
        assert found.wanted.encode()
    assert found.wanted == "[00:00:01] Growth \ufffd: Good \ufffd morning 🌱"


async def test_fathom_s_own_model_is_left_out() -> None:
    body = fathom_told()
    found = event(FATHOM.verify(fathom_signed(body, NOW), body, NOW))
    assert (found.key, found.host, found.arrival.title) == ("7", "ana@example.com", "Session with Iva")
    given = (await FATHOM.fetch(found.wanted)).decode()
    assert "MODEL" not in found.wanted
    assert given.splitlines() == [
        "[00:00:01] Iva Lind: What would you like to look at?",
        "[00:00:05] Ana Ode: The letter to the union.",
    ]


async def test_zoom_s_file_is_fetched_and_its_token_stays_with_zoom() -> None:
    async with recordings() as first, recordings() as elsewhere, aiohttp.ClientSession() as session:
        own, other = first.at.removeprefix("http://"), elsewhere.at.removeprefix("http://")
        zoom = Zoom(ZOOM_SECRET, session, (own, other))
        wanted = json.dumps({"url": f"{first.at}/first", "token": "tok"})
        assert (await zoom.fetch(wanted)).decode() == VTT
        assert first.asked == [("/first", "Bearer tok"), ("/file", "Bearer tok")]
        first.to = f"{elsewhere.at}/file"
        assert (await zoom.fetch(wanted)).decode() == VTT
        assert elsewhere.asked == [("/file", "")]
        alone = Zoom(ZOOM_SECRET, session, (own,))
        with pytest.raises(SourceFault) as fault:
            await alone.fetch(wanted)
        assert (fault.value.kind, fault.value.transient) == ("not_allowed", False)
        assert len(elsewhere.asked) == 1
        first.to = f"{first.at}/first"
        with pytest.raises(SourceFault):
            await zoom.fetch(wanted)


@pytest.mark.parametrize(("status", "transient"), [(503, True), (429, True), (401, False), (404, False)])
async def test_what_zoom_does_not_give_is_asked_for_again_where_that_may_help(status: int, transient: bool) -> None:
    async with recordings() as there, aiohttp.ClientSession() as session:
        there.status = status
        zoom = Zoom(ZOOM_SECRET, session, (there.at.removeprefix("http://"),))
        with pytest.raises(SourceFault) as fault:
            await zoom.fetch(json.dumps({"url": f"{there.at}/file", "token": "tok"}))
        assert fault.value.transient is transient


@pytest.mark.parametrize(
    "url",
    [
        "http://zoom.us/1",
        "https://zoom.us.example.com/1",
        "https://notzoom.us/1",
        "https://example.com/?zoom.us",
        "https://user@zoom.us/1",
        "https://zoom.us:8443/1",
        "https://127.0.0.1/1",
        "file:///etc/passwd",
        "https://zoom.us@example.com/",
    ],
)
async def test_no_other_address_is_asked(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(SourceFault) as fault:
            await Zoom(ZOOM_SECRET, session).fetch(json.dumps({"url": url, "token": "tok"}))
        assert fault.value.kind == "not_allowed"


def _zoom() -> Zoom:
    """For what needs no network."""
    return Zoom(ZOOM_SECRET, None)  # type: ignore[arg-type]  # nothing is fetched
