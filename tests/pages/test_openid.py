"""Signing in with the platform itself, against a provider on loopback that speaks OpenID Connect."""

import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.config import SlackConfig, TeamsConfig
from core.people.person import Person, Platform, Tenant
from storage import Storage
from tests.pages.conftest import Browser, Page, Site, site_over
from tests.relationships.house import furnish, person

ADA, GUEST = person("ada"), person("guest")
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
Json = dict[str, Any]


@dataclass
class Provider:
    """`says` are the claims of who signs in, `spoil` what becomes of them; `codes` by code what was asked for it."""

    url: str = ""
    says: Json = field(default_factory=dict)
    spoil: Callable[[Json], Json] = dict
    key: rsa.RSAPrivateKey = KEY
    algorithm: str = "RS256"
    now: Callable[[], float] = lambda: 0.0
    codes: dict[str, Json] = field(default_factory=dict)
    down: bool = False

    def agree(self, address: str) -> str:
        """What the browser comes back with, once its person has said yes."""
        asked = {name: value for name, (value, *_more) in parse_qs(urlsplit(address).query).items()}
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    async def token(self, request: web.Request) -> web.Response:
        if self.down:
            return web.Response(status=503, text="<html>")
        sent = await request.post()
        asked = self.codes.pop(str(sent.get("code")), None)
        digest = hashlib.sha256(str(sent.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        proven = asked and asked["code_challenge"] == challenge and sent["client_secret"] == "shh"
        if not asked or not proven or sent["redirect_uri"] != asked["redirect_uri"]:
            return web.json_response({"ok": False, "error": "invalid_code"})
        now = self.now()
        claims = {"aud": asked["client_id"], "nonce": asked["nonce"], "iat": now, "exp": now + 300, **self.says}
        key: Any = self.key if self.algorithm == "RS256" else "x" * 32
        made = jwt.encode(self.spoil(claims), key, self.algorithm, headers={"kid": "k1"})
        return web.json_response({"ok": True, "id_token": made})

    async def keys(self, _: web.Request) -> web.Response:
        told = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return web.json_response({"keys": [{**told, "kid": "k1", "use": "sig", "alg": "RS256"}]})


@asynccontextmanager
async def provided() -> AsyncIterator[Provider]:
    provider = Provider()
    app = web.Application()
    for path in ("/api/openid.connect.token", "/organizations/oauth2/v2.0/token"):
        app.router.add_post(path, provider.token)
    for path in ("/openid/connect/keys", "/organizations/discovery/v2.0/keys"):
        app.router.add_get(path, provider.keys)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield provider
    finally:
        await runner.cleanup()


def saying(more: Json, claims: Json) -> Json:
    return {**claims, **more}


def slack_says(provider: Provider, who: Person) -> Json:
    return {
        "iss": provider.url,
        "https://slack.com/user_id": who.id,
        "https://slack.com/team_id": who.tenant.id,
    }


@pytest.fixture
async def both(storage: Storage) -> AsyncIterator[tuple[Site, Provider]]:
    async with provided() as provider:
        slack = SlackConfig("", "s", f"{provider.url}/api/", client_id="c1", client_secret="shh")
        teams = TeamsConfig("app1", "shh", ("tenant1",), login_url=provider.url)
        house = furnish(storage)
        faces = dict.fromkeys((Platform.SLACK, Platform.TEAMS), house.services.faces[Platform.SLACK])
        members = dict.fromkeys((Platform.SLACK, Platform.TEAMS), house.directory)
        house.services = replace(house.services, faces=faces, directories=members)
        async with site_over(house, slack=slack, teams=teams) as site:
            provider.says = slack_says(provider, ADA)
            provider.now = lambda: storage.clock.now().timestamp()
            yield site, provider


async def came_back(browser: Browser, provider: Provider, name: str = "slack") -> Page:
    begun = await browser.get(f"/sign-in/{name}", follow=False)
    return await browser.get(provider.agree(begun.headers["Location"]))


async def test_a_member_comes_in_by_the_platform(both: tuple[Site, Provider]) -> None:
    site, provider = both
    browser = site.browser()
    page = await browser.get("/sign-in")
    assert "Sign in with Slack" in page.text
    page = await came_back(browser, provider)
    assert (page.status, page.url) == (200, f"{site.base}/me")
    assert "Ada" in page.text


async def test_a_member_of_a_teams_tenant_comes_in_by_entra(both: tuple[Site, Provider]) -> None:
    site, provider = both
    mia = Person(Tenant(Platform.TEAMS, "tenant1"), "oid1")
    site.house.directory.add(mia, "Mia")
    provider.says = {"iss": f"{provider.url}/tenant1/v2.0", "tid": "tenant1", "oid": "oid1"}
    assert "Mia" in (await came_back(site.browser(), provider, "microsoft")).text
    for says in (
        {"iss": f"{provider.url}/tenant2/v2.0"},
        {"tid": "tenant2", "iss": f"{provider.url}/tenant2/v2.0"},
        {"oid": ""},
    ):
        provider.spoil = partial(saying, says)
        assert (await came_back(site.browser(), provider, "microsoft")).status == 403


async def test_it_ends_in_the_browser_in_which_it_began_and_once(both: tuple[Site, Provider]) -> None:
    site, provider = both
    one, other = site.browser(), site.browser()
    begun = await one.get("/sign-in/slack", follow=False)
    back = provider.agree(begun.headers["Location"])
    assert (await other.get(back)).status == 403
    await other.get("/sign-in/slack", follow=False)
    assert (await other.get(back)).status == 403
    assert (await one.get(back + "x")).status == 403
    assert (await one.get(back)).url == f"{site.base}/me"
    again = site.browser()
    again.http.cookie_jar.update_cookies({cookie.key: cookie.value for cookie in one.http.cookie_jar})
    assert (await again.get(back)).status == 403


SPOILT: dict[str, Callable[[Json], Json]] = {
    "another nonce": lambda claims: {**claims, "nonce": "x"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "for another app": lambda claims: {**claims, "aud": "c2"},
    "of another issuer": lambda claims: {**claims, "iss": "https://slack.com"},
    "over": lambda claims: {**claims, "exp": claims["iat"] - 120},
    "of the future": lambda claims: {**claims, "iat": claims["iat"] + 3600, "exp": claims["exp"] + 7200},
    "of nobody": lambda claims: {**claims, "https://slack.com/user_id": ""},
    "of no team": lambda claims: {name: value for name, value in claims.items() if "team" not in name},
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
async def test_a_token_that_does_not_hold_lets_nobody_in(
    both: tuple[Site, Provider], spoil: Callable[[Json], Json]
) -> None:
    site, provider = both
    provider.spoil = spoil
    browser = site.browser()
    assert (await came_back(browser, provider)).status == 403
    assert (await browser.get("/me")).url == f"{site.base}/sign-in"


async def test_a_token_that_somebody_else_signed_lets_nobody_in(both: tuple[Site, Provider]) -> None:
    site, provider = both
    provider.key = OTHER
    assert (await came_back(site.browser(), provider)).status == 403
    provider.key, provider.algorithm = KEY, "HS256"
    assert (await came_back(site.browser(), provider)).status == 403


async def test_only_full_members_of_where_the_app_is_installed(both: tuple[Site, Provider]) -> None:
    site, provider = both
    for who in (GUEST, person("nobody"), person("left")):
        provider.says = slack_says(provider, who)
        assert (await came_back(site.browser(), provider)).status == 403
    provider.says = slack_says(provider, ADA)
    object.__setattr__(site.house.services.faces[Platform.SLACK], "still", False)
    assert (await came_back(site.browser(), provider)).status == 403


async def test_a_platform_that_does_not_answer_is_not_held_against_anybody(
    both: tuple[Site, Provider], caplog: pytest.LogCaptureFixture
) -> None:
    site, provider = both
    provider.down = True
    browser = site.browser()
    begun = await browser.get("/sign-in/slack", follow=False)
    page = await browser.get(provider.agree(begun.headers["Location"]))
    assert page.status == 503
    assert "code0" not in caplog.text
    assert (await browser.get("/sign-in/none")).status == 404
    assert (await browser.get("/sign-in/slack/back?error=access_denied")).status == 403
