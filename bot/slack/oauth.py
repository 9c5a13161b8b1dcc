"""Installing the app in one workspace after another: GET /slack/install leads to Slack, GET /slack/oauth_redirect comes back.

Bolt's flow does it: a state that is good once and bound to the browser by a cookie, and the exchange of Slack's code for a
token. Here it gets its store, its scopes, our HTTP session, and an answer where Slack does not give one.
"""

import logging
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import SlackConfig
from bot.slack.installations import STATE_HOLDS, SlackInstallations, SlackStates
from core.faults import StorageFault

log = logging.getLogger(__name__)
flow_log = logging.getLogger("slack_bolt.debrief.oauth")
flow_log.setLevel(logging.CRITICAL)  # below that Bolt writes the code that is exchanged for a token

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
SCOPES = (
    "assistant:write",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:write",
    "users:read",
)
"""Those of manifest.yml; a test holds them to it."""
AGAIN = "Slack or the database did not answer just now. Please go back to /slack/install and try again."


class Installing:
    """The two pages."""

    def __init__(
        self, config: SlackConfig, client: AsyncWebClient, store: SlackInstallations, states: SlackStates
    ) -> None:
        settings = AsyncOAuthSettings(
            client_id=config.client_id,
            client_secret=config.client_secret,
            scopes=list(SCOPES),
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            install_page_rendering_enabled=False,
            installation_store=store,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=int(STATE_HOLDS.total_seconds()),
            logger=flow_log,
        )
        self._flow = AsyncOAuthFlow(client=client, settings=settings, logger=flow_log)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(INSTALL, self._begin), web.get(REDIRECT, self._come_back)]

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._flow.handle_installation)

    async def _come_back(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._flow.handle_callback)

    async def _answer(
        self, request: web.Request, page: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    ) -> web.StreamResponse:
        try:
            response = await to_aiohttp_response(await page(await to_bolt_request(request)))
        except (SlackClientError, BoltError, StorageFault, aiohttp.ClientError, TimeoutError, KeyError) as error:
            log.error("an installation did not go through: %s", type(error).__name__)  # noqa: TRY400 - a message may hold the code
            response = web.Response(status=503, text=AGAIN)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"  # the address holds Slack's code
        return response
