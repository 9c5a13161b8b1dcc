"""What a payload of Slack's amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.slack import authority
from core.people.installations import Removal
from core.people.person import Person, Place, Tenant
from handlers.events import Event, FileDropped

Json = Mapping[str, Any]

LONGEST = 40_000
"""Characters Slack lets a message have. Whatever reads one reads no more than that."""
LONGEST_FIELD = 3_000
"""Characters of a command, and of a field of a form."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What Slack offers for answering: `trigger` opens a form within three seconds, `response_url` answers what only the
    person sees, `view` is the form it came from, `under` the view beneath that. `home`: the Home tab itself is what changes;
    `over_home`: what was pressed there leads elsewhere."""

    trigger: str = ""
    response_url: str = ""
    view: str = ""
    under: str = ""
    home: bool = False
    over_home: bool = False
    ephemeral: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a payload amounts to: files to store, or one event to handle."""

    person: Person
    place: Place | None = None
    files: tuple[FileDropped, ...] = ()
    event: Event | None = None
    origin: Origin = field(default_factory=Origin)
    foreign: bool = False
    removed: tuple[Removal, ...] = ()
    """Where the app was removed; `person` is then nobody."""
    organisation: str = ""
    """The organisation whose installation serves the workspace."""
    granted: tuple[Tenant, ...] = ()
    """The workspaces that `organisation` has added to its installation; `person` is then nobody."""
    told: datetime | None = None
    """When it happened, by Slack's clock and in whole seconds. Presses, commands and forms do not say."""
    opened: str = ""
    """The conversation with the bot that the person has opened, for suggesting what to say."""


def is_foreign(tenant: Tenant, body: Json, *teams: str | None) -> bool:
    """Whether somebody's own workspace is of another organisation than the installation's. A workspace of the same one is not
    foreign; where the payload does not say whose a workspace is, the list of members does (bot/slack/directory.py)."""
    elsewhere = {team for team in teams if team and team != tenant.id}
    ours = authority.own_enterprise(body)
    if not elsewhere or not ours:
        return bool(elsewhere)
    return body.get("team_id") in elsewhere and (body.get("enterprise_id") or "") != ours
