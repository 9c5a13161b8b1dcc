"""Who is let in, by keys of our own, and where the app's token and its downloads go: nowhere that only looks like it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import jwt
import pytest
from aiohttp import web

from bot.teams import files, hosts
from core.faults import ChatFault
from core.refusal import Reason, Refused
from tests.fakes.teams_wire import Json, TeamsWire, published
from tests.teams.conftest import House

EVIL = "https://evil.example/"
ENTRA: Json = {"iss": "https://login.microsoftonline.com/t1/v2.0", "tid": "t1", "appid": "other"}


def unsigned(teams: TeamsWire) -> str:
    claims = jwt.decode(teams.bearer()[7:], options={"verify_signature": False})
    return "Bearer " + jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"})


def confused(teams: TeamsWire) -> str:
    """Signed with what whoever checks might take for a shared secret."""
    claims = jwt.decode(teams.bearer()[7:], options={"verify_signature": False})
    return "Bearer " + jwt.encode(claims, teams.keys[0]["n"], algorithm="HS256", headers={"kid": "k1"})


REFUSED: dict[str, tuple[Callable[[TeamsWire], str], Json]] = {
    "no header": (lambda _: "", {}),
    "garbage": (lambda _: "Bearer x.y.z", {}),
    "expired": (lambda t: t.bearer(exp=int(time.time()) - 400), {}),
    "rogue key under a known id": (lambda t: t.bearer(signed_by="rogue"), {}),
    "unknown key": (lambda t: t.bearer(signed_by="rogue", kid="zz"), {}),
    "alg none": (unsigned, {}),
    "basic scheme": (lambda t: "Basic " + t.bearer()[7:], {}),
    "another app's": (lambda t: t.bearer(aud="other"), {}),
    "ours and another's": (lambda t: t.bearer(aud=[t.app_id, "other"]), {}),
    "no aud": (lambda t: t.bearer(without=("aud",)), {}),
    "another issuer": (lambda t: t.bearer(iss="https://evil.example"), {}),
    "no exp": (lambda t: t.bearer(without=("exp",)), {}),
    "another address than is answered": (lambda t: t.bearer(), {"serviceUrl": EVIL}),
    "no address": (lambda t: t.bearer(without=("serviceurl",)), {}),
    "a channel the key is not for": (lambda t: t.bearer(signed_by="web", kid="k2"), {}),
    "Entra's, of another app of the tenant": (lambda t: t.bearer(**ENTRA), {}),
    "the same, with the attacker's address": (
        lambda t: t.bearer(**ENTRA, serviceurl=EVIL),
        {"serviceUrl": EVIL},
    ),
    "Entra's, of a foreign tenant": (lambda t: t.bearer(iss="https://sts.windows.net/t2/", tid="t2"), {}),
    # Besides the table:
    "a public key taken for a secret": (confused, {}),
    "an end that is no number": (lambda t: t.bearer(exp="soon"), {}),
    "an end without end": (lambda t: t.bearer(exp=float("nan")), {}),
    "an end that is no moment": (lambda t: t.bearer(exp=-(10**400)), {}),
    "a beginning that is no moment": (lambda t: t.bearer(nbf=10**400), {}),
    "not yet": (lambda t: t.bearer(nbf=int(time.time()) + 900), {}),
    "signed for the attacker's host": (lambda t: t.bearer(serviceurl=EVIL), {"serviceUrl": EVIL}),
}


async def test_only_the_connector_is_let_in(house: House) -> None:
    """All rows but those of a key's rotation; nothing that is refused is looked at, and nothing is sent anywhere for it."""
    teams = house.teams
    teams.keys.append(published("web", "k2", ("webchat",)))
    assert (await teams.say("maya", "hello")).status == 200
    await house.settled()
    sent, handled = len(teams.calls), len(house.inbox.events)
    assert (sent, handled) == (2, 1)  # who she is, and the answer
    told = {}
    for name, (bearer, more) in REFUSED.items():
        told[name] = (
            await teams.send(teams.activity("maya", "message", text="hello", **more), authorization=bearer(teams))
        ).status
    await house.settled()
    assert told == dict.fromkeys(REFUSED, 401)
    assert (len(teams.calls), len(house.inbox.events)) == (sent, handled)


async def test_a_key_that_is_new_is_looked_for_once_a_minute(house: House) -> None:
    teams, keys, ahead = house.teams, house.face.check.keys, 0.0
    keys._clock = lambda: time.monotonic() + ahead
    assert (await teams.say("maya", "hello")).status == 200
    teams.keys.append(published("later", "k3"))

    async def many() -> set[int]:
        asked = (teams.send(teams.activity("maya", "message", text="x"), authorization=later) for _ in range(8))
        return {each.status for each in await asyncio.gather(*asked)}

    later = teams.bearer(signed_by="later", kid="k3")
    assert (await many(), teams.key_fetches) == ({401}, 1)
    ahead = 62.0
    assert (await many(), teams.key_fetches) == ({200}, 2)
    ahead = 100_000.0  # a day and more
    assert (await many(), teams.key_fetches) == ({200}, 3)


async def test_while_the_keys_cannot_be_had_nothing_is_known_of_a_request(house: House) -> None:
    house.face.check.keys._metadata = f"{house.teams.base}/nowhere"
    assert (await house.teams.say("maya", "hello")).status == 503
    assert house.inbox.events == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"", 400), (b"[]", 400), (b"{", 400), (b'{"type": 1}', 400), (b"[" * 100_000, 400), (b"\xff", 400)],
    ids=["empty", "list", "cut off", "no type", "deep", "no text"],
)
async def test_a_body_that_is_none(house: House, raw: bytes, status: int) -> None:
    assert house.teams._http
    headers = {"Authorization": house.teams.bearer()}
    async with house.teams._http.post(house.teams.app_url, data=raw, headers=headers) as response:
        assert response.status == status


async def test_without_tokens_only_this_machine_is_let_in(house: House) -> None:
    teams = house.teams
    anonymous = replace(house.face.config, anonymous=True)
    assert (await teams.send(teams.activity("maya", "message", text="x"), authorization="")).status == 401
    object.__setattr__(house.face.config, "anonymous", anonymous.anonymous)
    assert (await teams.send(teams.activity("maya", "message", text="x"), authorization="")).status == 200
    assert teams._http
    for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=1.2.3.4"}, {"Host": "evil.example"}):
        body = teams.activity("maya", "message", text="x")
        async with teams._http.post(teams.app_url, json=body, headers=headers) as response:
            assert response.status == 401, headers


# --- where it is gone to ---

HOSTS = ("smba.trafficmanager.net", "*.sharepoint.com", "127.0.0.1:4000")
TAKEN = (
    "https://smba.trafficmanager.net/emea/t1/",
    "https://smba.trafficmanager.net:443/teams",
    "https://SMBA.TrafficManager.NET/teams/",
    "https://contoso.sharepoint.com/a%20b/download.aspx?tempauth=v1.eyJ&x=%2F..%2F",
    "https://contoso-my.sharepoint.com/personal/x",
    "http://127.0.0.1:4000/x",
)
TRICKS = (
    "http://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://evil.example@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net:pass@evil.example/",
    "https://evil.example#@smba.trafficmanager.net/",
    "https://evil.example?@smba.trafficmanager.net/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://evil.example/\\smba.trafficmanager.net",
    "https:/\\evil.example/",
    "https://smba.trafficmanager.net./",
    "https://.sharepoint.com/",
    "https://sharepoint.com/",
    "https://evilsharepoint.com/",
    "https://a.sharepoint.com.evil.example/",
    "https://a..sharepoint.com/",
    "https://a.sharepoint.com%2eevil.example/",
    "https://a.sharepoint.com%00.evil.example/",
    "https://a.sharepoint.com\u3002evil.example/",
    "https://ѕmba.trafficmanager.net/",
    "https://smba.trafficmanager.net\u2028.evil.example/",
    "https://smba。trafficmanager。net/",
    "https://smba.trafficmanager.net\t.evil.example/",
    "https://smba.trafficmanager.net \r\nHost: evil.example/",
    "https://127.0.0.1:4001/",
    "http://127.0.0.1/",
    "http://127.1:4000/",
    "http://2130706433:4000/",
    "http://0x7f000001:4000/",
    "http://[::1]:4000/",
    "http://[::ffff:127.0.0.1]:4000/",
    "http://localhost:4000/",
    "http://169.254.169.254/latest/meta-data",
    "ftp://smba.trafficmanager.net/",
    "file:///etc/passwd",
    "//smba.trafficmanager.net/",
    "smba.trafficmanager.net",
    "https://",
    "https://smba.trafficmanager.net:99999/",
    "https://[smba.trafficmanager.net]/",
    "javascript:alert(1)",
    "",
    "https://smba.trafficmanager.net/" + "a" * 10_000,
)


@pytest.mark.parametrize("url", TAKEN)
def test_an_address_on_the_list_is_gone_to(url: str) -> None:
    assert hosts.allowed(url, HOSTS)


@pytest.mark.parametrize("url", TRICKS)
def test_one_that_only_looks_like_it_is_not(url: str) -> None:
    assert not hosts.allowed(url, HOSTS)


@asynccontextmanager
async def elsewhere() -> AsyncIterator[tuple[str, list[str]]]:
    """A server that is on no list, and what was asked of it."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        return web.Response(text="words")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


def aimed(ours: str, theirs: str) -> list[str]:
    """Addresses that look like ours, and that a careless reader would follow to theirs."""
    return [
        f"http://{theirs}/",
        f"http://{ours}@{theirs}/",
        f"http://{ours}%40{theirs}/",
        f"http://{theirs}#@{ours}/",
        f"http://{theirs}?@{ours}/",
        f"http://{theirs}\\@{ours}/",
        f"http://localhost:{theirs.partition(':')[2]}/",
        f"http://127.1:{theirs.partition(':')[2]}/",
    ]


async def test_no_request_leaves_for_an_address_off_the_list(house: House) -> None:
    """As the address of answers, of a file, and of a redirect."""
    teams = house.teams
    async with elsewhere() as (theirs, asked):
        for url in aimed(teams.host, theirs):
            told = teams.activity("maya", "message", text="hello", serviceUrl=url)
            assert (await teams.send(told, authorization=teams.bearer(serviceurl=url))).status == 401, url
            with pytest.raises(ChatFault) as raised:
                await house.face.connector.call("POST", url, "/v3/conversations", {})
            assert (raised.value.kind, raised.value.transient) == ("service_host", False)
            teams.files["hop"] = f"-> {url}".encode()
            for source in (files.source("a.txt", url), files.source("a.txt", f"{teams.base}/files/hop")):
                assert await fetched(house, source) is Reason.BAD_INPUT, source
        await house.settled()
        assert asked == []
    assert teams.bearers == []


async def fetched(house: House, source: str, limit: int = 1000) -> bytes | Reason:
    try:
        return b"".join([chunk async for chunk in house.face.files.fetch(house.tenant, source, limit)])
    except Refused as refused:
        return refused.reason


async def test_a_file_is_fetched_along_redirects_without_a_token(house: House) -> None:
    teams, page = house.teams, b"<html><body>Sign in</body></html>"
    teams.files |= {
        "a": b"-> /files/b",
        "b": f"-> {teams.base}/files/c?tempauth=1".encode(),
        "c": b"words",
        "page": page,
    }
    teams.files |= {"round": b"-> /files/round", "sneaky": b"\xef\xbb\xbf  <!DOCTYPE html><p>"}

    def at(name: str, called: str = "a.txt") -> str:
        return files.source(called, f"{teams.base}/files/{name}?tempauth=secret%2Fx")

    assert await fetched(house, at("a")) == b"words"
    assert await fetched(house, at("c"), 4) is Reason.TOO_LARGE
    assert await fetched(house, at("page")) is Reason.LOGIN_PAGE
    assert await fetched(house, at("sneaky")) is Reason.LOGIN_PAGE
    assert await fetched(house, at("page", "saved.html")) == page
    assert await fetched(house, at("gone")) is Reason.FILE_GONE
    assert await fetched(house, at("round")) is Reason.BAD_INPUT
    assert await fetched(house, "an id of before") is Reason.FILE_GONE
    assert teams.bearers == []
