"""The bot as it serves, with a clock that a story winds on: `python -m tests.e2e.wound FILE`, where the file holds the seconds by
which it is ahead."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.app import Overrides, build
from bot.config import read


async def serve(file: Path) -> None:
    """Until it is ended."""
    config = read(os.environ, with_keys=True)
    overrides = Overrides(ahead=lambda: timedelta(seconds=float(file.read_text() or 0)), storage_timeout=20.0)
    async with build(config, overrides) as app, app.working():
        runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, config.host, config.port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
