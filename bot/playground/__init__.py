"""A chat platform of our own, in a browser, on this machine alone: the same handlers and the same storage as any other.

`cast` is who is there, `screen` what they see, `respond` and `sheets` the answers to what they do, `doors` who may come in,
`routes` what is asked for, `doing` what happens, `view` and `stream` the page, `winding` the clock.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from bot.config import Config
from bot.face import ServedFace
from storage import Storage


def apart(config: Config) -> Config:
    """Where the playground is all there is, its data have a database and keys of their own: its clock is wound on, and
    nobody's real sessions are ever to be found there."""
    if not config.alone:
        return config
    name = f"{config.mongodb_database[:52]}_playground"
    return replace(
        config, data=config.data / "playground", mongodb_database=name, keys=None, keys_mounted=False, key_service=None
    )


def face(config: Config, storage: Storage) -> AbstractAsyncContextManager[ServedFace] | None:
    """As bot.face.Connect says."""
    if not config.playground:
        return None
    from bot.playground.face import connect  # noqa: PLC0415 - loads only where it is on

    return connect(storage, windable=config.alone)
