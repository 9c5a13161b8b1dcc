"""Slack and Teams: whether their keys are taken, what they allow, and whether the database's clock is near theirs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.config import Config, SlackConfig
from bot.config.teams import TeamsConfig
from bot.doctor.finding import Finding, Findings, fine, not_looked, warning, wrong
from core.faults import ChatFault

Now = Callable[[], datetime]

FAR = timedelta(minutes=2)
"""From Slack's clock. Requests it signed more than five minutes ago are turned away."""
TIMEOUT = aiohttp.ClientTimeout(total=15)


async def slack(config: SlackConfig, now: Now | None) -> Findings:
    """`now` by the database, None where it did not say."""
    if not config.app_token and not config.signing_secret:
        yield wrong("Slack", "Nothing can come in.", "Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for development.")
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        if config.many:
            yield not_looked("Slack", "Each workspace that installs the app has a token of its own.")
        else:
            for each in await _bot_token(config, session, now):
                yield each
        if config.app_token:
            yield await _app_token(config, session)


async def _bot_token(config: SlackConfig, session: aiohttp.ClientSession, now: Now | None) -> list[Finding]:
    from bot.slack.oauth import SCOPES  # noqa: PLC0415 - slack_bolt loads only where Slack is on

    try:
        told, headers = await _asked(config, session, "auth.test", config.bot_token)
    except ChatFault as fault:
        return [_refused("SLACK_BOT_TOKEN", fault)]
    found = [fine("Slack", f"SLACK_BOT_TOKEN speaks for the workspace {told.get('team_id')}.")]
    given = {each.strip() for each in headers.get("x-oauth-scopes", "").split(",") if each.strip()}
    if lacking := sorted(set(SCOPES) - given):
        said = f"The token lacks {', '.join(lacking)}." if given else "Slack does not say what the token allows."
        found.append(wrong("Slack", said, "Put the scopes of manifest.yml into the app, and install it anew."))
    else:
        found.append(fine("Slack", "The token has every permission it needs."))
    if now is not None and (there := _date(headers)) is not None:
        found.append(_clock(now(), there))
    return found


async def _app_token(config: SlackConfig, session: aiohttp.ClientSession) -> Finding:
    try:
        await _asked(config, session, "apps.connections.open", config.app_token)
    except ChatFault as fault:
        return _refused("SLACK_APP_TOKEN", fault)
    return fine("Slack", "SLACK_APP_TOKEN opens a socket.")


async def _asked(
    config: SlackConfig, session: aiohttp.ClientSession, method: str, token: str
) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """Slack's answer with its headers, by lower-case names. Raises ChatFault."""
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415 - loads only where Slack is on

    from bot.slack.web import client, refused  # noqa: PLC0415

    try:
        answer = await client(config.api_url, session, token).api_call(method)
    except SlackApiError as error:
        raise refused(error) from None
    except (aiohttp.ClientError, TimeoutError, AttributeError, TypeError, ValueError):
        raise ChatFault("unreachable", transient=True) from None
    told = answer.data if isinstance(answer.data, dict) else {}
    return told, {name.lower(): value for name, value in answer.headers.items()}


def _refused(key: str, fault: ChatFault) -> Finding:
    if fault.kind in {"unreachable", "ratelimited"} or fault.kind.startswith("http_5"):
        return wrong("Slack", f"Slack does not answer ({fault.kind}).", "Let this machine out to slack.com over https.")
    return wrong(
        "Slack", f"Slack does not take {key} ({fault.kind}).", "Install the app anew, and set the token it gives."
    )


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except (TypeError, ValueError):
        return None


def _clock(now: datetime, there: datetime) -> Finding:
    off = abs(now - there)
    said = f"The database's clock and Slack's are {off.total_seconds():.0f} seconds apart."
    if off > FAR:
        return wrong(
            "Clock", said, "Set the database's machine right with NTP: requests that look stale are turned away."
        )
    return fine("Clock", said)


async def teams(config: TeamsConfig) -> Findings:
    from bot.teams.tokens import AppToken  # noqa: PLC0415 - loads only where Teams is on

    if config.anonymous:
        yield warning("Teams", "Anybody on this machine is taken at their word.", "TEAMS_ANONYMOUS is for development.")
        return
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        try:
            await AppToken(session, config).get()
        except ChatFault as fault:
            if fault.kind == "invalid_client":
                mend = "Make a new client secret in Entra, and set TEAMS_APP_SECRET; the app is in the first of TEAMS_TENANTS."
                yield wrong("Teams", "Entra does not take TEAMS_APP_ID with TEAMS_APP_SECRET.", mend)
            else:
                yield wrong(
                    "Teams", f"Entra does not answer ({fault.kind}).", "Let this machine out to Microsoft over https."
                )
        else:
            yield fine("Teams", "Entra gives a token for the app.")
        yield await _keys(config, session)


async def _keys(config: TeamsConfig, session: aiohttp.ClientSession) -> Finding:
    try:
        async with session.get(config.openid_url, allow_redirects=False) as answer:
            there = answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        there = False
    if there:
        return fine("Teams", "The keys that sign Teams' requests are to be had.")
    return wrong(
        "Teams",
        "The keys that sign Teams' requests are not to be had.",
        "Let this machine out to login.botframework.com.",
    )


async def looked_at(config: Config, now: Now | None) -> Findings:
    if config.slack is None and config.teams is None:
        yield not_looked("Platforms", "Neither Slack nor Teams is on.", "README.md says which keys turn them on.")
    if config.slack is not None:
        async for each in slack(config.slack, now):
            yield each
    if config.teams is not None:
        async for each in teams(config.teams):
            yield each
