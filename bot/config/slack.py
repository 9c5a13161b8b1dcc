"""The part of the configuration that is Slack's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.config import checks

API = "https://slack.com/api/"
HOSTS = ("files.slack.com",)


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """Slack is on when its keys are set: a bot token for one workspace, or client id and secret for many, each of which
    installs the app by itself. With `app_token` events come over a socket instead of http (development)."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str = API
    file_hosts: tuple[str, ...] = HOSTS
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    workspaces: frozenset[str] = frozenset()
    """The only ones served, by Slack's ids of workspaces and organisations; empty for all."""

    def serves(self, *ids: str) -> bool:
        """Whether one of these is served: a workspace's id, or that of the organisation whose installation serves it."""
        return not self.workspaces or not self.workspaces.isdisjoint(ids)

    @property
    def many(self) -> bool:
        """Whether workspaces install the app by themselves."""
        return bool(self.client_id)


def read_slack(env: Mapping[str, str], faults: list[str]) -> SlackConfig | None:
    token, secret = env.get("SLACK_BOT_TOKEN", ""), env.get("SLACK_SIGNING_SECRET", "")
    client_id, client_secret = env.get("SLACK_CLIENT_ID", ""), env.get("SLACK_CLIENT_SECRET", "")
    app_token = env.get("SLACK_APP_TOKEN", "")
    workspaces = checks.listed(env.get("DEBRIEF_WORKSPACES", ""))
    if workspaces and not client_id:
        faults.append("DEBRIEF_WORKSPACES is for many workspaces, so SLACK_CLIENT_ID is needed too")
    if wrong := [each for each in workspaces if not checks.is_workspace(each)]:
        faults.append(
            f"DEBRIEF_WORKSPACES must hold ids as Slack gives them (T… or E…), which {', '.join(wrong)} is not"
        )
    if not (token or secret or client_id or client_secret or app_token):
        return None
    faults += _faults(token, secret, client_id, client_secret, app_token)
    api_url = env.get("SLACK_API_URL", API)
    hosts = checks.listed(env.get("SLACK_FILE_HOSTS", "")) or HOSTS
    return SlackConfig(
        token, secret, api_url.rstrip("/") + "/", hosts, client_id, client_secret, app_token, frozenset(workspaces)
    )


def _faults(token: str, secret: str, client_id: str, client_secret: str, app_token: str) -> Iterator[str]:
    many = bool(client_id or client_secret)
    if token and many:
        yield "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are for many: unset one"
    elif many and not client_id:
        yield "SLACK_CLIENT_SECRET is set, so SLACK_CLIENT_ID is needed too"
    elif many and not client_secret:
        yield "SLACK_CLIENT_ID is set, so SLACK_CLIENT_SECRET is needed too"
    elif not many and not token:
        known = "SLACK_SIGNING_SECRET" if secret else "SLACK_APP_TOKEN"
        instead = "" if app_token else " (or SLACK_CLIENT_ID, for many workspaces)"  # Socket Mode is for one
        yield f"{known} is set, so SLACK_BOT_TOKEN is needed too{instead}"
    if app_token and not app_token.startswith("xapp-"):
        yield "SLACK_APP_TOKEN must be an app-level token, which starts with xapp-"
    if app_token and many:
        yield "SLACK_APP_TOKEN is for development with one workspace: set SLACK_BOT_TOKEN, not SLACK_CLIENT_ID"
    if not secret and not app_token:
        given = "SLACK_BOT_TOKEN" if token else "SLACK_CLIENT_ID"
        yield f"{given} is set, so SLACK_SIGNING_SECRET is needed too"
