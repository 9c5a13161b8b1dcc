"""Which vendors are on, by the configuration."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from bot.config import Config
from bot.sources.fathom import Fathom
from bot.sources.zoom import HOSTS, Zoom
from core.inbox.source import Source

PATIENCE = aiohttp.ClientTimeout(total=120, connect=10, sock_read=30)


@asynccontextmanager
async def sources(config: Config) -> AsyncIterator[Mapping[str, Source]]:
    """By name; none where no key is set."""
    async with aiohttp.ClientSession(timeout=PATIENCE, cookie_jar=aiohttp.DummyCookieJar()) as session:
        found: list[Source] = []
        if config.zoom_secret:
            found.append(Zoom(config.zoom_secret, session, config.zoom_hosts or HOSTS))
        if config.fathom_secret:
            found.append(Fathom(config.fathom_secret))
        yield {source.name: source for source in found}
