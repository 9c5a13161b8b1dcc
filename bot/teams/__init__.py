"""Microsoft Teams: the Bot Connector's REST protocol in and out, Adaptive Cards. Knows Teams' payloads; nobody else does."""

from contextlib import AbstractAsyncContextManager

from bot.config import Config
from bot.face import ServedFace
from storage import Storage


def face(config: Config, storage: Storage) -> AbstractAsyncContextManager[ServedFace] | None:
    """As bot.face.Connect says."""
    if config.teams is None:
        return None
    from bot.teams.app import connect  # noqa: PLC0415 - PyJWT and the rest load only where Teams is on

    return connect(config.teams, storage)
