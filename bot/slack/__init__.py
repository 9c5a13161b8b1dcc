"""Slack, the main face: signed requests in, Block Kit out. Knows Slack's payloads; nobody else does."""

from bot.slack.app import SlackFace, connect

__all__ = ["SlackFace", "connect"]
