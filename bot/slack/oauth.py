"""Installing the app in one workspace after another: GET /slack/install leads to Slack, GET /slack/oauth_redirect comes back.

Bolt's flow does it: a state that is good once and bound to the browser by a cookie, and the exchange of Slack's code for a
token. Here it gets its store, its scopes, our HTTP session, pages of our own, and an exchange that tells apart a code Slack does
not take from a Slack that does not answer.
"""

import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store.models.installation import Installation as SlackInstallation
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config import SlackConfig
from bot.pace import Pace
from bot.slack import install_pages
from bot.slack.install_pages import Page
from bot.slack.installations import PASSING, STATE_HOLDS, SlackInstallations, SlackStates
from core.faults import StorageFault

log = logging.getLogger(__name__)
doors = logging.getLogger("bot.doors")
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
REASONS = {
    "access_denied": install_pages.DENIED,
    "invalid_browser": install_pages.ELSEWHERE,
    "missing_code": install_pages.ELSEWHERE,
    "invalid_state": install_pages.STATE_USED,
    "invalid_code": install_pages.CODE_USED,
    "storage_error": install_pages.NO_ANSWER,
}
"""Bolt's reasons, and Slack's own word for a no; any other reason is one of Slack's."""
SPENT = frozenset({"invalid_code", "code_already_used", "code_expired"})
OURS = frozenset({"bad_client_secret", "invalid_client_id", "bad_redirect_uri", "oauth_authorization_url_mismatch"})
"""What Slack says of an app whose operator has to mend its keys or addresses."""
WORD = re.compile(r"[a-z_]{1,60}")
GARBLED = (TimeoutError, KeyError, AttributeError, TypeError, ValueError)
"""What the SDK raises over an answer that is late, or not what it should be."""


class NotExchanged(Exception):  # noqa: N818 - it may be nobody's error
    """Slack gave no token for the code; `page` says why."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title)
        self.page = page


class Flow(AsyncOAuthFlow):
    """Bolt's flow but for the exchange: Bolt takes whatever is no token for a wrong code, calls auth.test for an id that is not
    needed here, after which the code is spent, and does not say when Slack gave the token; when it ends, the SDK would reckon
    by the machine's own clock. Nor does it ask whether the workspace is one of those the bot `serves`."""

    def __init__(
        self,
        client: AsyncWebClient,
        settings: AsyncOAuthSettings,
        logger: logging.Logger,
        now: Callable[[], datetime],
        serves: Callable[[str], bool],
    ) -> None:
        super().__init__(client=client, settings=settings, logger=logger)
        self._now = now
        self._serves = serves

    async def run_installation(self, code: str) -> SlackInstallation | None:
        settings = self.settings
        try:
            answer = await self.client.oauth_v2_access(
                code=code,
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                redirect_uri=settings.redirect_uri,
            )
        except SlackApiError as error:
            kind = _kind(error)
            if kind in SPENT:
                return None
            log.error("Slack gave no token for a code", extra={"fault": kind})  # noqa: TRY400 - a message holds the code
            if kind in OURS:
                raise NotExchanged(install_pages.MISCONFIGURED) from None
            passing = kind in PASSING or kind.startswith("http_")
            raise NotExchanged(install_pages.NO_ANSWER if passing else install_pages.REFUSED) from None
        now, lasts = self._now(), answer.get("expires_in")
        team, organisation = answer.get("team") or {}, answer.get("enterprise") or {}
        whole = bool(answer.get("is_enterprise_install"))
        if not self._serves((organisation if whole else team).get("id") or ""):
            with contextlib.suppress(SlackClientError, aiohttp.ClientError, *GARBLED):
                await self.client.auth_revoke(
                    token=answer["access_token"]
                )  # or the app stays in a workspace that it ignores
            raise NotExchanged(install_pages.NOT_OPEN)
        return SlackInstallation(
            app_id=answer.get("app_id"),
            enterprise_id=organisation.get("id"),
            team_id=team.get("id"),
            bot_token=answer["access_token"],
            bot_user_id=answer.get("bot_user_id"),
            bot_scopes=answer.get("scope") or "",
            bot_refresh_token=answer.get("refresh_token"),
            bot_token_expires_at=int((now + timedelta(seconds=lasts)).timestamp()) if lasts else None,
            user_id=(answer.get("authed_user") or {}).get("id") or "",
            is_enterprise_install=whole,
            installed_at=_given_at(answer, now),
        )


A_MINUTE = 120
"""Of each page, by all together: each is a write to the database or a call to Slack, whoever asks."""


def _kind(error: SlackApiError) -> str:
    response: Any = error.response
    data = getattr(response, "data", None)
    status = int(getattr(response, "status_code", 0) or 0)
    return str(data.get("error") or f"http_{status}") if isinstance(data, dict) else f"http_{status}"


def _given_at(answer: AsyncSlackResponse, now: datetime) -> datetime:
    """By the clock of Slack's server, which a removal is told by too; by ours where Slack does not say."""
    try:
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        return now


class Installing:
    """The two pages."""

    def __init__(
        self,
        config: SlackConfig,
        client: AsyncWebClient,
        store: SlackInstallations,
        states: SlackStates,
        now: Callable[[], datetime],
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
            callback_options=AsyncCallbackOptions(success=_success, failure=_failure),
            logger=flow_log,
        )
        self._flow = Flow(client, settings, flow_log, now, config.serves)
        self._begun, self._ended = Pace(A_MINUTE), Pace(A_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(INSTALL, self._begin, allow_head=False),
            web.get(REDIRECT, self._come_back, allow_head=False),
        ]

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._flow.handle_installation, self._begun)

    async def _come_back(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._flow.handle_callback, self._ended)

    async def _answer(
        self, request: web.Request, page: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], pace: Pace
    ) -> web.StreamResponse:
        try:
            answer = await page(await to_bolt_request(request)) if pace.ask().allowed else _response(install_pages.MANY)
        except NotExchanged as fault:
            answer = _response(fault.page)
        except (SlackClientError, BoltError, StorageFault, aiohttp.ClientError, *GARBLED) as error:
            log.error("an installation did not go through: %s", type(error).__name__)  # noqa: TRY400 - a message may hold the code
            answer = _response(install_pages.NO_ANSWER)
        response = await to_aiohttp_response(answer)
        response.charset = "utf-8"  # which Bolt leaves out
        response.headers.update(install_pages.HEADERS)
        return response


async def _success(args: AsyncSuccessArgs) -> BoltResponse:
    made = args.installation
    return _response(
        install_pages.installed(made.app_id, made.team_id, made.enterprise_id),
        args.settings.state_utils.build_set_cookie_for_deletion(),
    )


async def _failure(args: AsyncFailureArgs) -> BoltResponse:
    page = REASONS.get(args.reason)
    if page is None:
        # From the address, which anybody can write: into the log as one word, and not onto the page at all.
        reason = args.reason if WORD.fullmatch(args.reason) else "unreadable"
        doors.warning("Slack did not go on with an installation", extra={"fault": reason})
        page = install_pages.REFUSED
    return _response(page, args.settings.state_utils.build_set_cookie_for_deletion())


def _response(page: Page, cookie: str = "") -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}
    if cookie:
        headers["Set-Cookie"] = cookie
    return BoltResponse(status=page.status, body=page.html, headers=headers)
