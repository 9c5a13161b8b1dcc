"""Who sends a request: the Bot Connector alone, by a signed token whose keys Microsoft publishes.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication; stricter than its SDKs, which
take tokens without an end, of other apps, or for another address than the one that is answered.
"""

import asyncio
import contextlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import aiohttp
import jwt

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"
LEEWAY = 300.0
"""Seconds by which Microsoft's clock and ours may differ."""
FRESH = 86_400.0
"""Seconds that published keys are believed."""
BETWEEN = 60.0
"""Seconds between two looks for a key that is not among them."""
AWAY = 5.0
"""Seconds between two looks while none can be had."""
TIMEOUT = aiohttp.ClientTimeout(total=5)
REQUIRED = ("exp", "iss", "aud", "serviceurl")


class Denied(Exception):  # noqa: N818 - it is an answer
    """The request does not come from the Connector. Its text is a word for the log."""


class KeysAway(Exception):  # noqa: N818 - named like ChatFault
    """The published keys could not be had: nothing is known of the request."""


class Keys:
    """`clock` in seconds. However many ask, one looks."""

    def __init__(
        self, session: aiohttp.ClientSession, metadata: str, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._session = session
        self._metadata = metadata
        self._clock = clock
        self._keys: dict[str, Json] = {}
        self._had = self._looked = -math.inf
        self._looking = asyncio.Lock()

    async def key(self, kid: str) -> Json:
        """Raises Denied for an unknown one, KeysAway."""
        if kid not in self._keys or not self._are_fresh():
            async with self._looking:
                wait = BETWEEN if self._are_fresh() else AWAY
                if (kid not in self._keys or not self._are_fresh()) and self._clock() - self._looked >= wait:
                    await self._look()
        if not self._are_fresh():
            raise KeysAway
        if kid not in self._keys:
            raise Denied("unknown key")
        return self._keys[kid]

    def _are_fresh(self) -> bool:
        return self._clock() - self._had < FRESH

    async def _look(self) -> None:
        self._looked = self._clock()
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
            told = await self._get(self._metadata)
            keys = (await self._get(str(told["jwks_uri"])))["keys"]
            self._keys = {str(key["kid"]): dict(key) for key in keys}
            self._had = self._clock()

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, timeout=TIMEOUT, allow_redirects=False) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


@dataclass(frozen=True, slots=True)
class Check:
    """`now` is the time that a token's is compared with: the database's."""

    keys: Keys
    app_id: str
    now: Callable[[], datetime]

    async def signed(self, authorization: str) -> "Signed":
        """What the header proves, before anything of the body is read. Raises Denied, KeysAway."""
        scheme, _space, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Denied("no bearer token")
        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") != "RS256":
                raise Denied("algorithm")
            key = await self.keys.key(str(head.get("kid")))
            claims = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="RS256"),
                algorithms=["RS256"],
                audience=self.app_id,
                issuer=ISSUER,
                # The two times are compared below, with our one clock; PyJWT would ask the machine's own.
                options={
                    "require": list(REQUIRED),
                    "strict_aud": True,  # one audience, not one of several
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise Denied(type(error).__name__) from None
        moment = self.now().timestamp()
        if not (_seconds(claims["exp"]) > moment - LEEWAY and _seconds(claims.get("nbf", 0)) < moment + LEEWAY):
            raise Denied("time")
        return Signed(str(claims["serviceurl"]), frozenset(map(str, key.get("endorsements") or ())))


def _seconds(claim: Any) -> float:
    return claim if isinstance(claim, int | float) and not isinstance(claim, bool) else math.nan


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says of the activity it comes with."""

    address: str
    endorsements: frozenset[str]

    def holds_for(self, activity: Mapping[str, Any]) -> None:
        """Raises Denied where the activity is of another channel, or wants its answer at another address."""
        if activity.get("channelId") not in self.endorsements:
            raise Denied("endorsement")
        if self.address.rstrip("/") != str(activity.get("serviceUrl") or "").rstrip("/"):
            raise Denied("service url")
