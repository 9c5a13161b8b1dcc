"""Under whose installation Slack told something, when, and what has become of installations: ended, taken back, given.

Sources: docs.slack.dev/reference/events (app_uninstalled, tokens_revoked, team_access_granted, team_access_revoked) and
docs.slack.dev/apis/events-api (authorizations).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.people.installations import Removal
from core.people.person import Platform, Tenant

Json = Mapping[str, Any]

END_OF_TIME = 10**11
"""Seconds; a time that is later is none."""


def organisation(body: Json) -> str:
    """The organisation that installed the app as a whole; Slack says so in two ways."""
    whole = first(body).get("is_enterprise_install", body.get("is_enterprise_install"))
    return enterprise(body) if str(whole).lower() == "true" else ""


def enterprise(body: Json) -> str:
    """The organisation that is named, whoever installed the app."""
    found = first(body).get("enterprise_id") or body.get("enterprise_id") or (body.get("enterprise") or {}).get("id")
    return found if isinstance(found, str) else ""


def own_enterprise(body: Json) -> str:
    """The organisation the app is installed in, whoever did what is told: for an event that of its authorization, for the
    envelope's own may be a stranger's (Slack Connect)."""
    found = first(body).get("enterprise_id") if "authorizations" in body else (body.get("enterprise") or {}).get("id")
    return found if isinstance(found, str) else ""


def first(body: Json) -> Json:
    """The authorization by which the app is told; Slack names one, whichever others there are."""
    return next(iter(body.get("authorizations") or []), {})


def told(body: Json) -> datetime | None:
    """When it happened, by Slack's clock and in whole seconds; None for what is not an event."""
    at = body.get("event_time")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) and 0 < at < END_OF_TIME else None


def removals(body: Json, event: Json, tenant: Tenant) -> tuple[Removal, ...]:
    """What an event about installations ended.

    With `app_uninstalled` and the bot's `tokens_revoked` it is the workspace's own installation, or the whole organisation's:
    beside that Slack names a workspace or none, but says whose authorization it was. An organisation that takes its
    installation back from single workspaces says `team_access_revoked` and lists them."""
    match event.get("type"):
        case "app_uninstalled":
            return (_ended(body, tenant),)
        case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
            return (_ended(body, tenant),)
        case "team_access_revoked" if whose := enterprise(body):
            return tuple(Removal(team, told(body), whose) for team in _teams(event))
        case _:
            return ()


def granted(event: Json) -> tuple[Tenant, ...]:
    """The workspaces to which an organisation has given its installation."""
    return _teams(event) if event.get("type") == "team_access_granted" else ()


def _ended(body: Json, tenant: Tenant) -> Removal:
    whole = organisation(body)
    return Removal(Tenant(Platform.SLACK, whole) if whole else tenant, told(body))


def _teams(event: Json) -> tuple[Tenant, ...]:
    ids = dict.fromkeys(team for team in event.get("team_ids") or [] if isinstance(team, str) and team)
    return tuple(Tenant(Platform.SLACK, team) for team in ids)
