"""The app's own token, by client credentials: kept until shortly before it ends, and one at a time asked for."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

import aiohttp

from bot.config import TeamsConfig
from core.faults import ChatFault

log = logging.getLogger(__name__)

SCOPE = "https://api.botframework.com/.default"
EARLY = 300.0
"""Seconds before its end from which a token is not used any more."""
AFTER_REFUSAL = 900.0
"""Seconds after which it is asked again where the secret is not taken: the operator has to mend it."""
TIMEOUT = aiohttp.ClientTimeout(total=10)


class AppToken:
    """`clock` in seconds."""

    def __init__(
        self, session: aiohttp.ClientSession, config: TeamsConfig, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._session = session
        self._config = config
        self._clock = clock
        self._token = ""
        self._until = 0.0
        self._refused_until = 0.0
        self._asking = asyncio.Lock()

    async def get(self) -> str:
        """Empty in development, where none is wanted. Raises ChatFault."""
        if self._config.anonymous:
            return ""
        async with self._asking:
            if self._clock() >= self._until:
                await self._ask()
            return self._token

    def not_taken(self, token: str) -> None:
        """It was refused: the next one is asked for."""
        if token == self._token:
            self._until = 0.0

    async def _ask(self) -> None:
        if (left := self._refused_until - self._clock()) > 0:
            raise ChatFault("invalid_client", transient=True, retry_after=left)
        form = {
            "grant_type": "client_credentials",
            "client_id": self._config.app_id,
            "client_secret": self._config.app_secret,
            "scope": SCOPE,
        }
        url = f"{self._config.login_url}/{self._config.tenants[0]}/oauth2/v2.0/token"
        try:
            async with self._session.post(url, data=form, timeout=TIMEOUT, allow_redirects=False) as response:
                told = await response.json(content_type=None) if response.status == 200 else {}
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise ChatFault("unreachable", transient=True) from None
        if status in {400, 401, 403}:
            log.error("Entra does not take TEAMS_APP_ID with TEAMS_APP_SECRET", extra={"status": status})
            self._refused_until = self._clock() + AFTER_REFUSAL
            raise ChatFault("invalid_client", transient=True, retry_after=AFTER_REFUSAL)
        try:
            token, length = str(told["access_token"]), float(told["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise ChatFault("no_token", transient=True) from None
        self._token, self._until = token, self._clock() + max(length - EARLY, length / 2)
