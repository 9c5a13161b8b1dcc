"""Pages in a browser for a person of any platform: the same handlers, policy and storage as the chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.config import Config
from bot.uploads import Receiving
from handlers.dispatcher import Dispatcher
from handlers.services import Services
from storage import Storage

ENTER = "/enter/"


@asynccontextmanager
async def mounted(
    server: web.Application,
    config: Config,
    services: Services,
    dispatcher: Dispatcher,
    storage: Storage,
    receiving: Receiving,
) -> AsyncIterator[None]:
    """Serve them for as long as the block runs; nothing where no address is named for them."""
    if services.pages is None:
        yield
        return
    from bot.pages import openid  # noqa: PLC0415 - the pages and their templates load only where they are on
    from bot.pages.doors import Doors  # noqa: PLC0415
    from bot.pages.entering import Entering  # noqa: PLC0415
    from bot.pages.pressing import Pressing  # noqa: PLC0415
    from bot.pages.reading import Reading  # noqa: PLC0415
    from bot.pages.uploads import Uploads  # noqa: PLC0415

    async with aiohttp.ClientSession() as http:
        doors = Doors(config.public_url)
        around = openid.Around(config.public_url, storage.installations, services.clock.now, lambda: http)
        providers = [openid.slack(config.slack, around)] if config.slack and config.slack.many else []
        if config.teams and config.teams.app_secret:
            providers.append(openid.entra(config.teams, around))
        entering = Entering(services, services.pages, doors, providers)
        server.add_routes(entering.routes())
        uploads = Uploads(services, receiving)
        reading = Reading(services, dispatcher, doors, entering, uploads)
        server.add_routes(reading.routes())
        Pressing(reading, uploads).mount(server)
        yield
