"""A service on this machine that speaks Anthropic's Messages API and gives one recorded answer: the demo's, for people without a
key. It is asked by the engine as the real one would be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.config import EngineConfig

DRAFT = Path(__file__).resolve().parents[2] / "samples" / "session.draft.json"
MODEL = "a recorded draft, written for this demo"
"""What every card that comes of it names as its model."""


@asynccontextmanager
async def recorded(draft: Path = DRAFT) -> AsyncIterator[EngineConfig]:
    """The configuration of a claude engine that gets the draft for an answer, as long as the block runs."""
    text = await asyncio.to_thread(draft.read_text, "utf-8")

    async def answer(_: web.Request) -> web.Response:
        message = {
            "id": "msg_recorded",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 0, "output_tokens": 0},
        }
        return web.json_response(message)

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/messages", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        yield EngineConfig("claude", MODEL, anthropic_key="none", anthropic_url=f"http://127.0.0.1:{port}")
    finally:
        await runner.cleanup()
