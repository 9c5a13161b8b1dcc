"""Slack, the main face: signed requests in, Block Kit out. Knows Slack's payloads; nobody else does."""

from contextlib import AbstractAsyncContextManager

from bot.config import Config
from bot.face import ServedFace
from storage import Storage


def face(config: Config, storage: Storage) -> AbstractAsyncContextManager[ServedFace] | None:
    """As bot.face.Connect says."""
    if config.slack is None:
        return None
    from bot.slack.app import connect  # noqa: PLC0415 - slack_bolt loads only where Slack is on

    return connect(config.slack, storage.installations, now=storage.clock.unmoved)
