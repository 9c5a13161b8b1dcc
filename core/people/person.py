"""Who is who: a person is a member of one tenant on one platform, and nothing crosses a tenant."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    PLAYGROUND = "playground"  # a page on this machine, for trying things out: bot/playground
    LOCAL = "local"  # the command line and the demo: the same code, no chat platform


@dataclass(frozen=True, slots=True)
class Tenant:
    """A Slack workspace or a Teams tenant. Leads every key of every collection."""

    platform: Platform
    id: str


@dataclass(frozen=True, slots=True)
class Person:
    """A member of one tenant. `id` is the platform's own user id (`U…` in Slack)."""

    tenant: Tenant
    id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a chat something was said: a channel (a DM in Slack) and the thread within it, if any."""

    tenant: Tenant
    channel: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message the bot has posted and may edit. `id` is the platform's message id (`ts` in Slack)."""

    place: Place
    id: str
