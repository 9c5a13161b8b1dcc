"""`python -m bot serve | demo | analyze FILE`."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "serve": "start the bot",
    "demo": "run the main job once on a sample session",
    "analyze": "analyse one transcript and print its card",
}
"""Each is a module of bot.cli; only the one that is asked for is loaded."""


def parser(wanted: str | None = None) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bot", description="Debrief, a chat bot for coaching.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about.capitalize() + ".")
        if name == wanted:
            import_module(f"bot.cli.{name}").add_to(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else list(arguments)
    chosen = parser(given[0] if given else None).parse_args(given)
    code: int = chosen.run(chosen)
    return code


if __name__ == "__main__":
    sys.exit(main())
