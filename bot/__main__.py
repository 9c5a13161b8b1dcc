"""`python -m bot serve | demo | analyze FILE`."""

import argparse
import sys
from collections.abc import Sequence

from bot.cli import analyze, demo, serve


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bot", description="Debrief, a chat bot for coaching.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (serve, demo, analyze):
        module.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = parser().parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


if __name__ == "__main__":
    sys.exit(main())
