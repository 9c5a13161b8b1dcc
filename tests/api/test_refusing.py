"""What is wrong is told as a problem: with its field, without a hint, and without a stack."""

from datetime import timedelta

import pytest

from bot.api.problems import Problem
from bot.api.rates import Rates
from core.people.tokens import PREFIX, digest
from core.ports.people import Kind
from tests.api.conftest import Client
from tests.relationships.house import person

ADA = person("ada")
INSIGHTS = "/session-insights"


async def test_nobody_gets_in_without_a_token_that_holds(api: Client) -> None:
    token = await api.token(ADA)
    for header in (
        "",
        token,
        f"Basic {token}",
        "Bearer",
        f"Bearer {token}x",
        f"Bearer {PREFIX}",
        "Bearer " + "x" * 2000,
    ):
        got = await api.get(None, "/me", headers={"Authorization": header} if header else None)
        assert got.status == 401
        assert got.headers["WWW-Authenticate"].startswith("Bearer")
        assert got.headers["Content-Type"].startswith("application/problem+json")
    assert (await api.get(None, "/me", headers={"Authorization": f"bearer {token}"})).status == 200
    over = {"$set": {"expires_at": api.house.storage.clock.now() - timedelta(seconds=1)}}
    await api.house.storage.db.collection("tokens").update_one({"digest": digest(token)}, over)
    assert (await api.get(ADA, "/me")).status == 401


async def test_a_token_is_for_its_scopes_alone(api: Client) -> None:
    session = await api.house.session(ADA)
    for scopes, reads, writes in ((("read",), 200, 403), (("write",), 403, 204), (("inbox",), 403, 403)):
        assert (await api.get(ADA, f"{INSIGHTS}/{session}", scopes=scopes)).status == reads
        title = {"session_title": "x"}
        assert (await api.ask(ADA, "PATCH", f"{INSIGHTS}/{session}", scopes=scopes, json=title)).status == writes


async def test_who_left_is_shut_out(api: Client) -> None:
    assert (await api.get(ADA, "/me")).status == 200
    api.house.directory.add(ADA, "Ada", Kind.DEACTIVATED)
    assert (await api.get(ADA, "/me")).status == 401


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "field"),
    [
        ("GET", f"{INSIGHTS}/my-insights?limit=0", None, 422, "limit"),
        ("GET", f"{INSIGHTS}/my-insights?limit=5000", None, 422, "limit"),
        ("GET", f"{INSIGHTS}/my-insights?limit=1e2", None, 422, "limit"),
        ("GET", f"{INSIGHTS}/my-insights?offset=-1", None, 422, "offset"),
        ("GET", f"{INSIGHTS}/my-insights?offset=10001", None, 422, "offset"),
        ("GET", f"{INSIGHTS}/my-insights?include_paired=yes", None, 422, "include_paired"),
        ("GET", f"{INSIGHTS}/my-insights?limt=3", None, 422, "limt"),
        ("GET", f"{INSIGHTS}/my-insights?cursor=xyz", None, 422, ""),
        ("GET", f"{INSIGHTS}/search", None, 422, "q"),
        ("GET", f"{INSIGHTS}/ID/export?format=exe", None, 422, "format"),
        ("GET", f"{INSIGHTS}/nothing", None, 404, ""),
        ("GET", f"{INSIGHTS}/%2e%2e%2fsecret", None, 404, ""),
        ("GET", "/nowhere", None, 404, ""),
        ("PUT", f"{INSIGHTS}/ID", None, 405, ""),
        ("PATCH", f"{INSIGHTS}/ID", "[]", 422, "body"),
        ("PATCH", f"{INSIGHTS}/ID", "{", 422, "body"),
        ("PATCH", f"{INSIGHTS}/ID", '{"session_title": 3}', 422, "session_title"),
        ("PATCH", f"{INSIGHTS}/ID", '{"session_date": "3 Nov"}', 422, "session_date"),
        ("PATCH", f"{INSIGHTS}/ID", '{"session_date": 20000}', 422, "session_date"),
        ("PATCH", f"{INSIGHTS}/ID", '{"owner": "me"}', 422, "owner"),
        ("POST", f"{INSIGHTS}/ID/share", '{"coach_user_id": "ada"}', 422, ""),
        ("POST", f"{INSIGHTS}/ID/share", '{"coach_user_id": "nobody"}', 404, ""),
        ("POST", f"{INSIGHTS}/ID/share", '{"coach_user_id": "iva", "expires_on": "2001-01-01"}', 422, ""),
        (
            "POST",
            f"{INSIGHTS}/ID/share",
            '{"coach_user_id": "iva", "permissions": {"view": false}}',
            422,
            "permissions.view",
        ),
        ("POST", f"{INSIGHTS}/ID/comments", '{"text": "  "}', 422, "text"),
        ("POST", f"{INSIGHTS}/ID/name", '{"among": "passages", "place": 99, "section": null}', 404, ""),
        ("POST", f"{INSIGHTS}/unpaired/from-text", '{"transcript_text": "One voice."}', 422, "transcript_text"),
        (
            "POST",
            f"{INSIGHTS}/from-text",
            '{"coaching_relationship_id": "x", "transcript_text": "A: b\\nB: c"}',
            404,
            "",
        ),
        ("POST", "/actions/nothing/done", None, 404, ""),
        ("GET", "/uploads/nothing", None, 404, ""),
        ("DELETE", "/uploads/nothing", None, 404, ""),
    ],
)
async def test_what_is_wrong_is_named(
    api: Client, method: str, path: str, sent: str | None, status: int, field: str
) -> None:
    session = await api.house.session(ADA)
    headers = {"Content-Type": "application/json"} if sent else {}
    got = await api.ask(ADA, method, path.replace("ID", session), data=sent, headers=headers)
    assert (got.status, got.json["status"]) == (status, status)
    assert got.headers["Content-Type"].startswith("application/problem+json")
    assert field in [error["field"] for error in got.json.get("errors", [{"field": ""}])]
    assert "Traceback" not in got.data.decode()
    assert "\ue000" not in got.data.decode()


async def test_other_kinds_of_bodies_are_not_taken(api: Client) -> None:
    session = await api.house.session(ADA)
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/json", "Content-Encoding": "gzip"}):
        assert (await api.ask(ADA, "PATCH", f"{INSIGHTS}/{session}", data=b"{}", headers=headers)).status == 415
    assert (await api.post(ADA, INSIGHTS, json={})).status == 415


async def test_a_bug_is_a_reference_and_no_more(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    await api.token(ADA)
    await api.house.storage.db.collection("coaching_relationships").insert_one(
        {"platform": "slack", "tenant_id": "T1", "parties": ["ada"], "state": "active", "changed_at": None}
    )
    got = await api.get(ADA, "/me")
    assert got.status == 500
    assert got.json["reference"] in str([record.__dict__ for record in caplog.records])
    assert "KeyError" not in got.data.decode()


async def test_how_often_a_token_may_ask() -> None:
    time = [100.0]
    rates = Rates(2, lambda: time[0])
    assert rates.take("a") == {"RateLimit-Policy": '"calls";q=2;w=60', "RateLimit": '"calls";r=1;t=60'}
    time[0] += 20.5
    assert rates.take("a")["RateLimit"] == '"calls";r=0;t=40'
    with pytest.raises(Problem) as over:
        rates.take("a")
    assert (over.value.status, over.value.headers["Retry-After"]) == (429, "40")
    rates.take("b")
    time[0] += 40
    rates.take("a")
