"""One's own webhooks through the API: for a token that is for them, the secret once, and nobody else's."""

import pytest

from core.webhooks.record import MOST
from tests.api.conftest import Client
from tests.relationships.house import person

ADA, BO = person("ada"), person("bo")
SCOPES = ("webhooks",)
HOOK = {"url": "https://example.com/hook?a=1", "events": ["insight.completed", "promise.kept"]}


async def test_a_webhook_is_added_listed_and_removed(api: Client) -> None:
    made = await api.post(ADA, "/webhooks", json=HOOK, scopes=SCOPES)
    assert made.status == 201
    assert made.json["secret"].startswith("whsec_")
    (one,) = (await api.get(ADA, "/webhooks", scopes=SCOPES)).json["webhooks"]
    assert {**one, "secret": made.json["secret"]} == made.json
    assert (one["url"], one["events"], one["off_since"]) == (HOOK["url"], HOOK["events"], None)
    (kept,) = await api.house.services.webhooks.of(ADA)
    assert kept.secret == made.json["secret"]
    assert "example.com" in str((await api.house.write(ADA, "webhook")).cards[0])
    path = f"/webhooks/{one['id']}"
    assert (await api.get(BO, "/webhooks", scopes=SCOPES)).json["webhooks"] == []
    assert (await api.ask(BO, "DELETE", path, scopes=SCOPES)).status == 404
    assert (await api.ask(ADA, "DELETE", path, scopes=SCOPES)).status == 204
    assert (await api.ask(ADA, "DELETE", path, scopes=SCOPES)).status == 404
    assert await api.house.services.webhooks.of(ADA) == []
    await api.house.settle()
    done = [entry.operation for entry in await api.house.done_by(ADA)]
    assert {"add webhook", "remove webhook"} <= set(done), done


async def test_no_other_token_adds_one(api: Client) -> None:
    """What reads or writes may not leave something behind that goes on when it is revoked."""
    for method, path in (("GET", "/webhooks"), ("POST", "/webhooks"), ("DELETE", "/webhooks/x")):
        got = await api.ask(ADA, method, path, json=HOOK if method == "POST" else None)
        assert (got.status, "webhooks" in got.json["detail"]) == (403, True)
    assert (await api.get(ADA, "/session-insights/my-insights", scopes=SCOPES)).status == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "http://example.com/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
        ({"url": "https://ada:secret@example.com/"}, "url"),
        ({"url": "https://exämple.com/"}, "url"),
        ({"url": "https://example.com/\r\nHost: x"}, "url"),
        ({"url": "https://example.com:99999/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://" + "a" * 1000}, "url"),
        ({"events": []}, "events"),
        ({"events": ["insight.read"]}, "events.0"),
        ({"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "secret"),
    ],
)
async def test_an_address_that_is_not_public_is_refused(api: Client, changed: dict[str, object], field: str) -> None:
    got = await api.post(ADA, "/webhooks", json={**HOOK, **changed}, scopes=SCOPES)
    assert (got.status, got.json["errors"][0]["field"]) == (422, field)
    assert await api.house.services.webhooks.of(ADA) == []


async def test_so_many_and_no_more(api: Client) -> None:
    for _ in range(MOST):
        assert (await api.post(ADA, "/webhooks", json=HOOK, scopes=SCOPES)).status == 201
    assert (await api.post(ADA, "/webhooks", json=HOOK, scopes=SCOPES)).status == 409
