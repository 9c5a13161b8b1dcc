"""`debrief COMMAND`, where it is installed as a package; `python -m bot COMMAND` anywhere."""

import argparse
import errno
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

from bot.cli import program

COMMANDS: Mapping[str, str] = {
    "serve": "start the bot",
    "worker": "carry the bot's jobs, beside it or beside `serve --no-worker`",
    "doctor": "look at all it stands on, and say what is wrong and how to mend it",
    "demo": "run the main job on a sample session",
    "analyze": "analyse one transcript and print its card",
    "export": "write everything about one person into a file",
    "erase": "delete everything about one person, after asking",
    "migrate": "bring the database to this version, or see whether it is",
    "rotate-keys": "make a new master key and destroy the old one",
    "import": "take somebody's sessions from before in, out of a folder",
    "mcp": "let an assistant read what its person may see",
}
MODULES: Mapping[str, str] = {"rotate-keys": "rotate_keys", "import": "import_folder"}
"""Of bot.cli, where it is not called as the command is. Only that of the one that is asked for is loaded."""


INTERRUPTED = 130
"""What a shell gives for Ctrl-C."""
FOLDER_FAULTS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOENT, errno.ENOTDIR, errno.EEXIST}


class OneLine(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}. {self.prog} --help shows what there is.\n")


def parser(wanted: str | None = None) -> argparse.ArgumentParser:
    top = OneLine(prog=program(), description="Debrief, a chat bot for coaching.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about.capitalize() + ".")
        if name == wanted:
            import_module(f"bot.cli.{MODULES.get(name, name)}").add_to(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. What whoever starts it can put right is said in one line with exit 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark
    os.umask(0o077)  # whatever is written here is private
    given = sys.argv[1:] if arguments is None else list(arguments)
    gc.disable()  # what is loaded is no garbage, and to go through it again and again is a tenth of the start
    try:
        chosen = parser(given[0] if given else None).parse_args(given)
    finally:
        if arguments is None:  # the process is this command's
            gc.freeze()
        gc.enable()
    try:
        code: int = chosen.run(chosen)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing is flushed to it at the end
        return 1
    except Exception as error:
        if (sentence := _in_the_way(error)) is None:
            raise
        sys.stderr.write(sentence + "\n")
        return 1
    return code


def _in_the_way(error: Exception) -> str | None:
    """What whoever starts the bot can put right, as a sentence; None for what is no such thing."""
    from core.faults import NotInstalled  # noqa: PLC0415 - these rooms load only where something went wrong
    from storage import NoDatabase  # noqa: PLC0415

    if isinstance(error, NoDatabase | NotInstalled):
        return str(error)
    if isinstance(error, OSError) and error.errno in FOLDER_FAULTS and error.filename:
        return f"{error.filename} cannot be used ({error.strerror}). Set DEBRIEF_DATA to a folder this account may write to."
    return None


if __name__ == "__main__":
    sys.exit(main())
