"""What lies outside and is looked for only when asked: the engine's service, this server at its public address, Temporal."""

import asyncio
from collections.abc import Mapping

import aiohttp

from bot.config import Config, EngineConfig
from bot.doctor.finding import Finding, Findings, fine, not_looked, warning, wrong

TIMEOUT = aiohttp.ClientTimeout(total=20)
TEMPORAL = 20.0
"""Seconds."""
ANTHROPIC = "https://api.anthropic.com"
OPENAI = "https://api.openai.com/v1"
ASK = "`doctor --reach` asks."


async def engine(config: EngineConfig, *, reach: bool) -> Finding:
    """Whether there is a key, and with `reach` whether the service takes it: its list of models is read, which costs nothing."""
    about = "Engine"
    if config.name == "offline":
        return fine(about, "offline: it needs no key, and nothing leaves this machine.")
    if not reach:
        return not_looked(about, f"{config.name}: its key is set. Whether its service takes it was not asked.", ASK)
    url, headers = _models(config)
    status = await _status(url, headers)
    if status == 200:
        return fine(about, f"{config.name}: the service answers, and takes the key.")
    if status in {401, 403}:
        key = "ANTHROPIC_API_KEY" if config.name == "claude" else "OPENAI_API_KEY"
        return wrong(
            about, f"{config.name}: the service does not take the key ({status}).", f"Set {key} to one that is valid."
        )
    if status == 404:
        return warning(
            about,
            f"{config.name}: the service answers, and has no list of models.",
            "Try `debrief analyze` on a sample.",
        )
    said = "does not answer" if status is None else f"answers {status}"
    return wrong(about, f"{config.name}: the service {said}.", f"Let this machine out to {url.split('/')[2]}.")


def _models(config: EngineConfig) -> tuple[str, Mapping[str, str]]:
    if config.name == "claude":
        base = (config.anthropic_url or ANTHROPIC).rstrip("/")
        return f"{base}/v1/models?limit=1", {"x-api-key": config.anthropic_key or "", "anthropic-version": "2023-06-01"}
    base = (config.openai_url or OPENAI).rstrip("/")
    return f"{base}/models", {"Authorization": f"Bearer {config.openai_key or 'none'}"}


async def public(config: Config, *, reach: bool) -> Finding:
    about = "Public address"
    if not config.public_url:
        return not_looked(about, "There are no pages in a browser.", "DEBRIEF_PUBLIC_URL turns them on.")
    if not reach:
        return not_looked(about, f"{config.public_url} is set. Whether it leads here was not asked.", ASK)
    status = await _status(f"{config.public_url}/readyz", {})
    if status == 200:
        return fine(about, f"{config.public_url} answers, and is ready.")
    said = "does not answer" if status is None else f"answers {status}"
    return wrong(
        about,
        f"{config.public_url} {said}.",
        "Start the bot, and let the proxy pass requests on with their Host header.",
    )


async def temporal(environment: Mapping[str, str], *, reach: bool) -> Finding:
    """Whether the service that carries the jobs takes this process. Errors are told by their class: messages may quote a key."""
    about, address = "Temporal", environment["TEMPORAL_ADDRESS"]
    if not reach:
        return not_looked(about, f"{address} is set. Whether it answers was not asked.", ASK)
    try:
        from bot.temporal import connect  # noqa: PLC0415 - the SDK loads only where it is used

        async with asyncio.timeout(TEMPORAL):
            client = await connect(environment)
            await client.service_client.check_health()
    except Exception as error:  # noqa: BLE001 - of the SDK's core, which has no class in common
        return wrong(
            about,
            f"{address} does not answer as Temporal does ({type(error).__name__}), so jobs wait.",
            "Look at TEMPORAL_ADDRESS, its namespace and its key.",
        )
    return fine(about, f"{address} answers, and carries the jobs.")


async def _status(url: str, headers: Mapping[str, str]) -> int | None:
    """None where there is no answer."""
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True) as session,
            session.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


async def looked_at(config: Config, *, reach: bool) -> Findings:
    yield await engine(config.engine, reach=reach)
    yield await public(config, reach=reach)
    if config.temporal:
        yield await temporal(config.temporal, reach=reach)
