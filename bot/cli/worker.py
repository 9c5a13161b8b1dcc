"""`worker`: carries jobs beside other processes of the bot, and takes no requests but for its health."""

import argparse

from bot.cli import serve
from bot.role import Role


def add_to(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=lambda _: serve.start(Role.WORKER))
