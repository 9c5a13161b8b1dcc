"""`mcp`: lets an assistant on this machine read what its person may see, over standard input and output (docs/mcp.md)."""

import argparse
import asyncio
import os
import sys
from urllib.parse import urlsplit

FAULT = 1
WRONG = 2
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
NOT_INSTALLED = "This needs the extra mcp. In a checkout of Debrief: pip install '.[mcp]'"


def add_to(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    url, token = (os.environ.get(name, "").strip() for name in ("DEBRIEF_URL", "DEBRIEF_TOKEN"))
    if fault := _fault(url, token):
        print(fault, file=sys.stderr)
        return WRONG
    try:
        from bot import assistants  # noqa: PLC0415 - its SDK is an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        print(NOT_INSTALLED, file=sys.stderr)
        return FAULT
    asyncio.run(assistants.serve(url, token))
    return 0


def _fault(url: str, token: str) -> str | None:
    """What is wrong with what was set: the token opens what its person may see, so it goes over no open line."""
    parts = urlsplit(url)
    if not (parts.scheme == "https" and parts.hostname) and not (parts.scheme == "http" and parts.hostname in HERE):
        return "Set DEBRIEF_URL to the bot's address, such as https://debrief.example.org: https, unless it is this machine."
    if not token.isascii() or not token.isprintable() or not token:
        return "Set DEBRIEF_TOKEN to a token that may read. /debrief token makes one in chat."
    return None
