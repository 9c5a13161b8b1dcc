"""What no program of good will sends: an answer all the same, without a stack, and nothing of it is kept."""

import asyncio

import pytest

from bot.uploads import EACH
from core.people.tokens import Scope
from core.promises.recording import record
from tests.api.conftest import Client
from tests.relationships.house import HERE, person

ADA = person("ada")
TEXT = b"POST /api/v1/session-insights/unpaired/from-text HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


async def answer(api: Client, request: bytes, *, hang_up: bool = False) -> bytes:
    host, _colon, port = api.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    await writer.drain()
    got = b"" if hang_up else await reader.read()
    writer.close()
    return got


@pytest.mark.parametrize(
    ("method", "head", "status"),
    [
        ("GET /api/v1/me", b"Authorization: Bearer debrief_\xc3\xa4\xff", b"401"),
        ("GET /api/v1/me", b"Authorization: Bearer \xff", b"401"),
        ("GET /api/v1/session-insights/%ff%00", b"", b"404"),
        ("GET /api/v1/session-insights/my-insights?cursor=%ff", b"", b"422"),
        ("GET /api/v1/session-insights/search?q=%ed%a0%80", b"", b"200"),
        ("GET /api/v1/me", b"If-None-Match: \xff", b"200"),
        ("GET /api/v1/me", b"X-Debrief-Assistant: \xff", b"200"),
        ("GET /api/v1/me", b"X-Long: " + b"a" * 9000, b"400"),
        ("GET /api/v1/me", b"\r\n".join(b"X-%d: a" % n for n in range(100)), b"400"),
        ("GET /api/v1/session-insights/search?q=" + "secret" * 2000, b"", b"400"),
        ("GET /api/v1/../../etc/passwd", b"", b"404"),
        ("DELETE /api/v1/me", b"", b"405"),
        ("POST /api/v1/session-insights/x/hold", b"Content-Length: -1", b"400"),
        ("POST /api/v1/session-insights/x/hold", b"Content-Length: 1\r\nTransfer-Encoding: chunked", b"400"),
        ("POST /api/v1/session-insights/unpaired", b"Content-Type: multipart/form-data\r\nContent-Length: 0", b"400"),
        ("POST /api/v1/session-insights/unpaired", b"Content-Type: application/json\r\nContent-Length: 0", b"415"),
        (
            "POST /api/v1/session-insights/unpaired",
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999999",
            b"413",
        ),
        (
            "POST /api/v1/session-insights/x/comments",
            b"Idempotency-Key: \xff\r\nContent-Type: application/json\r\nContent-Length: 0",
            b"422",
        ),
        ("POST /api/v1/inbox/debrief_%ff", b"Content-Length: 0", b"404"),
    ],
)
async def test_heads_that_are_none(api: Client, method: str, head: bytes, status: bytes) -> None:
    token = (await api.token(ADA)).encode()
    own = b"" if b"Authorization" in head else b"Authorization: Bearer " + token + b"\r\n"
    lines = f"{method} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + own
    got = await answer(api, lines + head + (b"\r\n\r\n" if head else b"\r\n"))
    assert got.split(b" ", 2)[1] == status, got
    assert b"application/problem+json" in got or status == b"200"
    assert b"Traceback" not in got
    assert token not in got
    assert b"aaaa" not in got
    assert b"secret" not in got


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"session_title": ' + b"9" * 5000 + b"}",
        b'{"session_title": "\\ud800"}',
        b'{"session_title": "\xff"}',
        b'{"session_title": NaN}',
        b'{"__proto__": {"session_title": "x"}}',
        '{"session_title": "x"}'.encode("utf-16"),
        b"null",
        b"",
    ],
)
async def test_json_that_is_none(api: Client, body: bytes) -> None:
    session = await api.house.session(ADA)
    before = await api.house.insight(session)
    kind = {"Content-Type": "application/json"}
    assert (await api.ask(ADA, "PATCH", f"/session-insights/{session}", data=body, headers=kind)).status == 422
    assert await api.house.insight(session) == before


async def test_words_are_kept_without_what_turns_or_ends_a_line(api: Client) -> None:
    session = await api.house.session(ADA)
    await record(api.house.services, HERE, session)
    sent = {"text": "One\u202e\x00\n\ttwo\x1b[2J \u05d0"}
    assert (await api.post(ADA, f"/session-insights/{session}/comments", json=sent)).json[
        "text"
    ] == "One\n\ttwo[2J \u05d0"
    nothing = await api.post(ADA, f"/session-insights/{session}/comments", json={"text": "\u202e\x00"})
    assert (nothing.status, nothing.json["errors"][0]["field"]) == (422, "text")
    path, agreed = f"/actions/{session}-0", {"action": "Call\x07 \u2066Noor", "version": 0}
    assert (await api.ask(ADA, "PATCH", path, json=agreed)).json["action"] == "Call Noor"
    for changed, named in (({"action": " \x00 "}, "action"), ({"due": "2001-01-01"}, "due")):
        got = await api.ask(ADA, "PATCH", path, json={**agreed, "version": 1, **changed})
        assert (got.status, got.json["errors"][0]["field"]) == (422, named)
    (now,) = await api.house.services.commitments.of(HERE, session)
    assert (now.action, now.version) == ("Call Noor", 1)


async def test_texts_of_one_person_that_come_at_once_are_held_to_what_files_are(api: Client) -> None:
    """Each may be two megabytes, and is in memory until it is stored."""
    head = TEXT + b"Authorization: Bearer " + (await api.token(ADA)).encode() + b"\r\n"
    host, _colon, port = api.url.removeprefix("http://").partition(":")
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(EACH)]
    for _reader, writer in slow:
        writer.write(head + b"Content-Length: 100\r\n\r\n{")
        await writer.drain()
    async with asyncio.timeout(20):
        while True:
            got = await answer(api, head + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
            if b" 429 " in got:
                break
    assert b"Retry-After" in got
    for _reader, writer in slow:
        writer.close()
    async with asyncio.timeout(20):
        while b" 422 " not in await answer(api, head + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}"):
            pass


async def test_one_key_for_several_texts_at_once_is_one_of_them(api: Client) -> None:
    texts = [f"Ada: Number {n}.\nIva: Yes." for n in range(8)]
    path, key = "/session-insights/unpaired/from-text", {"Idempotency-Key": "one"}
    got = [api.post(ADA, path, json={"transcript_text": text}, headers=key) for text in texts]
    answers = await asyncio.gather(*got)
    (taken,) = [n for n, one in enumerate(answers) if one.status == 202]
    assert {one.status for one in answers} <= {202, 409, 422, 429}
    (job,) = await api.house.services.jobs.open_of(ADA, "intake")
    kept = await api.house.services.uploads.get(HERE, job.id)
    assert kept is not None
    assert kept[0].decode() == texts[taken]


async def test_a_token_ends_with_its_person_s_data(api: Client) -> None:
    for scope in Scope:
        await api.token(ADA, (scope,))
    await api.house.services.privacy.erase(ADA, api.house.clock.now())
    for scope in Scope:
        assert (await api.get(ADA, "/me", scopes=(scope,))).status == 401
    inbox = await api.token(ADA, (Scope.INBOX,))
    assert (await api.post(None, f"/inbox/{inbox}", data=b"A: x")).status == 404


async def test_a_day_later_nothing_of_a_half_sent_file_is_there(api: Client) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="transcript_file"; filename="f"\r\n\r\nIva: half'
    for path in ("session-insights/unpaired", f"inbox/{await api.token(ADA, (Scope.INBOX,))}"):
        lines = f"POST /api/v1/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {await api.token(ADA)}\r\n".encode()
        kind = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n\r\n"
        await answer(api, lines + kind + form, hang_up=True)
    assert (await api.get(ADA, "/me")).status == 200
    assert await api.house.storage.db.collection("uploads").count_documents({}) == 0
    assert await api.house.services.jobs.open_of(ADA, "inbox") == []
