"""Signing in with the chat platform itself, by OpenID Connect: the authorization code flow with PKCE, a nonce, and a state that
is good once.

All three are made from one secret in a cookie of the browser that begins, so that only there the sign-in can end.
"""

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
import jwt

from bot.config import SlackConfig, TeamsConfig
from bot.pages.doors import derived, same
from core.faults import ChatFault
from core.people.person import Person, Platform, Tenant
from core.translation import N_

log = logging.getLogger(__name__)
noisy = logging.getLogger("bot.doors")

Claims = Mapping[str, Any]
HOLDS = timedelta(minutes=10)
"""How long somebody may take at the platform."""
LEEWAY = timedelta(minutes=1)
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
REQUIRED = ["exp", "iat", "aud", "iss", "nonce"]
GARBLED = (aiohttp.ClientError, TimeoutError, ValueError, TypeError, KeyError, AttributeError)


class States(Protocol):
    async def issue(self, state: str, length: timedelta) -> None: ...

    async def consume(self, state: str) -> bool: ...


@dataclass(frozen=True)
class Provider:
    """`authorize`, `token` and `keys` are its addresses; `issuer` what its tokens have to name, for what else they say; `who` is
    meant by a token, None for nobody who is served here. `label` is a message."""

    name: str
    label: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize: str
    token: str
    keys: str
    issuer: Callable[[Claims], str]
    who: Callable[[Claims], Person | None]
    redirect: str
    states: States
    now: Callable[[], datetime]
    http: Callable[[], aiohttp.ClientSession]

    async def address(self, door: str) -> str:
        """Where the browser goes; `door` is the secret that it keeps."""
        state = derived(door, "state")
        await self.states.issue(state, HOLDS)
        challenge = hashlib.sha256(derived(door, "verifier").encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "scope": "openid",
            "redirect_uri": self.redirect,
            "state": state,
            "nonce": derived(door, "nonce"),
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.authorize}?{urlencode(asked)}"

    async def person(self, door: str, state: str, code: str) -> Person | None:
        """Who has signed in; None where it did not begin in this browser, was ended before, or the platform says no.
        Raises ChatFault where the platform does not answer."""
        begun = bool(door) and same(state, derived(door, "state")) and await self.states.consume(state)
        if not begun or not code:
            return None
        try:
            told = await self._exchanged(code, derived(door, "verifier"))
            claims = await self._claims(str(told["id_token"]))
        except jwt.PyJWTError as error:
            noisy.warning("a token that does not hold: %s", type(error).__name__)
            return None
        except GARBLED as error:
            log.warning("a sign-in did not go through: %s", type(error).__name__)
            raise ChatFault("sign_in", transient=True) from None
        if not same(str(claims["nonce"]), derived(door, "nonce")):
            noisy.warning("a token of another sign-in")
            return None
        return self.who(claims)

    async def _exchanged(self, code: str, verifier: str) -> dict[str, Any]:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "code_verifier": verifier,
        }
        async with self.http().post(self.token, data=asked, allow_redirects=False, timeout=TIMEOUT) as response:
            told = await _json(response)
        if "id_token" not in told:
            # Its own word for why; what else it says may hold the code.
            noisy.warning("no token was given", extra={"fault": str(told.get("error"))[:60]})
            raise jwt.InvalidTokenError
        return told

    async def _claims(self, token: str) -> Claims:
        """What a token says that its issuer has signed for us and that holds now. Raises jwt.PyJWTError for any other."""
        async with self.http().get(self.keys, allow_redirects=False, timeout=TIMEOUT) as response:
            keys = jwt.PyJWKSet.from_dict(await _json(response))
        kid = jwt.get_unverified_header(token).get("kid")
        found = next((key for key in keys.keys if key.key_id == kid), None)
        if found is None:
            raise jwt.InvalidKeyError
        claims: Claims = jwt.decode(
            token,
            found.key,
            algorithms=["RS256"],
            audience=self.client_id,
            # Times are held against the one clock, below.
            options={"require": REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        now = self.now()
        begins, ends = (datetime.fromtimestamp(float(claims[name]), UTC) for name in ("iat", "exp"))
        if not begins - LEEWAY <= now < ends + LEEWAY or claims["iss"] != self.issuer(claims):
            raise jwt.InvalidTokenError
        return claims


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """Raises ValueError for what is no JSON object of a reasonable size."""
    told = await response.read()
    if response.status >= 500 or not isinstance(read := json.loads(told), dict):
        raise ValueError("not an answer")
    return read


@dataclass(frozen=True)
class Around:
    """What the providers have in common. `origin`: the address people know the pages by."""

    origin: str
    states: States
    now: Callable[[], datetime]
    http: Callable[[], aiohttp.ClientSession]

    def back(self, name: str) -> str:
        return f"{self.origin}/sign-in/{name}/back"


def slack(config: SlackConfig, around: Around) -> Provider:
    """Sign in with Slack: docs.slack.dev/authentication/sign-in-with-slack."""
    home = config.api_url.removesuffix("/api/")

    def who(claims: Claims) -> Person | None:
        user, team = (str(claims.get(f"https://slack.com/{name}", "")) for name in ("user_id", "team_id"))
        return Person(Tenant(Platform.SLACK, team), user) if user and team and config.serves(team) else None

    return Provider(
        name="slack",
        label=N_("Sign in with Slack"),
        client_id=config.client_id,
        client_secret=config.client_secret,
        authorize=f"{home}/openid/connect/authorize",
        token=f"{config.api_url}openid.connect.token",
        keys=f"{home}/openid/connect/keys",
        issuer=lambda _claims: home,
        who=who,
        redirect=around.back("slack"),
        states=around.states,
        now=around.now,
        http=around.http,
    )


def entra(config: TeamsConfig, around: Around) -> Provider:
    """Sign in with Microsoft: the app of the bot, and the tenants that are served."""
    home = f"{config.login_url}/organizations"

    def who(claims: Claims) -> Person | None:
        user, tenant = (str(claims.get(name, "")) for name in ("oid", "tid"))
        return Person(Tenant(Platform.TEAMS, tenant), user) if user and config.serves(tenant) else None

    return Provider(
        name="microsoft",
        label=N_("Sign in with Microsoft"),
        client_id=config.app_id,
        client_secret=config.app_secret,
        authorize=f"{home}/oauth2/v2.0/authorize",
        token=f"{home}/oauth2/v2.0/token",
        keys=f"{home}/discovery/v2.0/keys",
        issuer=lambda claims: f"{config.login_url}/{claims.get('tid')}/v2.0",
        who=who,
        redirect=around.back("microsoft"),
        states=around.states,
        now=around.now,
        http=around.http,
    )
