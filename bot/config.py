"""Configuration, read once from the environment into one typed object; every fault is named in one message."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import checks, config_teams
from bot.config_teams import TeamsConfig
from core.analysis.safety import LONGEST_NOTE
from core.jobs.job import Lane
from core.jobs.lanes import SLOTS
from core.webhooks import signing
from storage.masterkeys import KeyService, faults_of

LOOPBACK = ("127.0.0.1", "::1", "localhost")
KEY_SERVICES = ("aws", "azure", "gcp", "kmip")
ENGINES = ("auto", "claude", "openai", "offline")
SLACK_API = "https://slack.com/api/"
SLACK_HOSTS = ("files.slack.com",)


class ConfigError(Exception):
    """The environment is not fit to start with; the message names every key and what it needs."""


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """Slack is on when its keys are set: a bot token for one workspace, or client id and secret for many, each of which
    installs the app by itself. With `app_token` events come over a socket instead of http (development)."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str = SLACK_API
    file_hosts: tuple[str, ...] = SLACK_HOSTS
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


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """`name` is resolved: never `auto`. `base_url` None means the vendor's own. `stretch` in tokens and `patience` in seconds
    are for one call. Limits are for a day, 0 for none: sessions, and US dollars."""

    name: str = "offline"
    model: str | None = None
    anthropic_key: str | None = field(default=None, repr=False)
    anthropic_url: str | None = None
    openai_key: str | None = field(default=None, repr=False)
    openai_url: str | None = None
    stretch: int = 40_000
    patience: float = 300.0
    per_person: int = 20
    per_tenant: int = 200
    cost_per_tenant: float = 20.0
    cost_total: float = 100.0


@dataclass(frozen=True, slots=True)
class Config:
    """`lease` and `poll` in seconds: how long work of a replica that has died waits for another one, and how often a
    replica looks for work that others stored."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 3000
    mongodb_uri: str | None = field(default=None, repr=False)
    mongodb_database: str = "debrief"
    lease: float = 30.0
    poll: float = 0.5
    slack: SlackConfig | None = None
    teams: TeamsConfig | None = None
    playground: bool = False
    engine: EngineConfig = field(default_factory=EngineConfig)
    care_note: str | None = None
    connections: int = 500
    api: bool = True
    api_rate: int = 120
    slots: Mapping[Lane, int] = field(default_factory=lambda: SLOTS)
    keys: Path | None = None
    keys_mounted: bool = False
    key_service: KeyService | None = None
    public_url: str = ""
    """Scheme and host, with a port where it is not the usual one; empty where there are no pages in a browser."""
    webhooks_loopback: bool = False
    zoom_secret: str = field(default="", repr=False)
    zoom_hosts: tuple[str, ...] = ()
    fathom_secret: str = field(default="", repr=False)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    warnings: tuple[str, ...] = ()
    """Said at the start: what is set and means nothing."""

    @property
    def alone(self) -> bool:
        """Whether the playground is all there is: no chat platform, and so nobody whose sessions are real."""
        return self.playground and self.slack is None and self.teams is None


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the table the README and `serve` show."""

    name: str
    meaning: str


KEYS = (
    Key("SLACK_BOT_TOKEN", "turns Slack on, with SLACK_SIGNING_SECRET"),
    Key("SLACK_SIGNING_SECRET", "turns Slack on, with SLACK_BOT_TOKEN"),
    Key("SLACK_CLIENT_ID", "instead of SLACK_BOT_TOKEN, for many workspaces; with SLACK_CLIENT_SECRET"),
    Key("SLACK_CLIENT_SECRET", "for many workspaces, with SLACK_CLIENT_ID"),
    Key("DEBRIEF_WORKSPACES", "with SLACK_CLIENT_ID: ids of the workspaces it is for, comma between; default all"),
    Key("SLACK_APP_TOKEN", "Socket Mode, for development: with SLACK_BOT_TOKEN, no public address needed"),
    Key("SLACK_API_URL", "Slack's Web API; default Slack's own"),
    Key("SLACK_FILE_HOSTS", "hosts files may be fetched from, comma between; default Slack's own"),
    Key("TEAMS_APP_ID", "turns Teams on, with TEAMS_APP_SECRET and TEAMS_TENANTS"),
    Key("TEAMS_APP_SECRET", "the client secret of the app in Entra"),
    Key("TEAMS_TENANTS", "ids of the tenants it is for, comma between; first the one the app is registered in"),
    Key(
        "TEAMS_ADMINS",
        "object ids in Entra of who may change an organisation's settings, comma between; default nobody",
    ),
    Key("TEAMS_SERVICE_HOSTS", "hosts the app's token may be sent to, comma between; default Teams' own"),
    Key("TEAMS_FILE_HOSTS", "hosts files may be fetched from, comma between; default *.sharepoint.com,*.svc.ms"),
    Key(
        "TEAMS_ANONYMOUS",
        "1: for development on this machine, without TEAMS_APP_SECRET: no tokens are asked for or sent",
    ),
    Key("ANTHROPIC_API_KEY", "turns the claude engine on"),
    Key("ANTHROPIC_BASE_URL", "another server with Anthropic's Messages API"),
    Key("OPENAI_API_KEY", "for the openai engine (extra `openai`)"),
    Key("OPENAI_BASE_URL", "another server with OpenAI's API, such as one of your own; it may need no key"),
    Key("DEBRIEF_ENGINE", "auto, claude, openai or offline; default auto: claude if its key is set, else offline"),
    Key("DEBRIEF_MODEL", "the engine's model id; default the engine's own choice"),
    Key("DEBRIEF_STRETCH", "tokens sent to a model at a time, its answer not counted; default 40000"),
    Key("DEBRIEF_ENGINE_TIMEOUT", "seconds a model may take for one answer; default 300"),
    Key("DEBRIEF_DAILY_PER_PERSON", "sessions analysed a day for one person; default 20, 0 for no limit"),
    Key("DEBRIEF_DAILY_PER_WORKSPACE", "sessions analysed a day for one workspace; default 200, 0 for no limit"),
    Key("DEBRIEF_DAILY_BUDGET", "US dollars a day for one workspace's analyses; default 20, 0 for no limit"),
    Key(
        "DEBRIEF_TOTAL_BUDGET",
        "US dollars a day for all analyses of all bots on one database; default 100, 0 for no limit",
    ),
    Key("DEBRIEF_PLAYGROUND", "1 or 0: the page to try everything out on; default 1 where no chat platform is set"),
    Key("MONGODB_URI", "a MongoDB replica set; default: one is started for you"),
    Key("MONGODB_DATABASE", "default debrief"),
    Key("HOST", "address to listen on; default 127.0.0.1"),
    Key("PORT", "port to listen on; default 3000"),
    Key(
        "DEBRIEF_PUBLIC_URL",
        "the address people reach this server at, such as https://debrief.example: turns its pages on",
    ),
    Key("DEBRIEF_CONNECTIONS", "connections open at a time; default 500"),
    Key("DEBRIEF_API", "0 turns the REST API off, which needs tokens that people make; default 1"),
    Key("DEBRIEF_API_RATE", "calls a minute of one token; default 120, 0 for no limit"),
    Key("DEBRIEF_LEASE", "seconds after which another replica takes over the work of one that died; default 30"),
    Key(
        "DEBRIEF_CARE_NOTE",
        "where help is found, for who shared something about somebody's safety: words, or @ and a file",
    ),
    Key("DEBRIEF_POLL", "seconds between looks for work that another replica stored; default 0.5"),
    Key("DEBRIEF_SLOTS_QUICK", "messages announced, delivered or edited at a time; default 4"),
    Key("DEBRIEF_SLOTS_READ", "files fetched and read at a time; default 2"),
    Key("DEBRIEF_SLOTS_ANALYSE", "sessions analysed at a time; default 4"),
    Key("DEBRIEF_SLOTS_UPKEEP", "sweeps, exports and erasures at a time; default 2"),
    Key("DEBRIEF_DATA", "folder for the embedded database; default ./data"),
    Key(
        "DEBRIEF_KEYS", "folder for the master keys, which all bots of one database share; default keys in DEBRIEF_DATA"
    ),
    Key("DEBRIEF_KEYS_MOUNTED", "1: refuse a DEBRIEF_KEYS that is no volume of its own; set by the container image"),
    Key("DEBRIEF_KEY_SERVICE", "a JSON file that names a key service, instead of key files"),
    Key("ZOOM_SECRET_TOKEN", "takes in transcripts of Zoom's cloud recordings; with DEBRIEF_SMTP_URL"),
    Key("ZOOM_FILE_HOSTS", "hosts Zoom's recordings may be fetched from, comma between; default Zoom's own"),
    Key("FATHOM_WEBHOOK_SECRET", "takes in transcripts from Fathom; with DEBRIEF_SMTP_URL"),
    Key(
        "DEBRIEF_SMTP_URL", "smtps://user:password@host or smtp://host: sends the codes that confirm an e-mail address"
    ),
    Key("DEBRIEF_MAIL_FROM", "whom these come from, with DEBRIEF_SMTP_URL"),
    Key("DEBRIEF_WEBHOOKS_LOOPBACK", "1, for development: webhooks may go to http on this machine, too"),
)


def read(environment: Mapping[str, str], *, with_keys: bool = False) -> Config:
    """The configuration of a process; `with_keys` for one that needs the master keys, whose files are then looked at, too.

    Raises ConfigError naming everything that is missing or malformed at once.
    """
    env = {name: value.strip() for name, value in environment.items() if value.strip()}
    faults: list[str] = []
    slack = _slack(env, faults)
    teams = config_teams.read(env, faults)
    engine = _engine(env, faults)
    port = _whole(env, faults, "PORT", 3000, 0, 65535)
    lease = _number(env, faults, "DEBRIEF_LEASE", 30.0, 2.0, 600.0)
    poll = _number(env, faults, "DEBRIEF_POLL", 0.5, 0.05, 60.0)
    connections = _whole(env, faults, "DEBRIEF_CONNECTIONS", 500, 16, 50_000)
    care_note = _care_note(env, faults)
    slots: dict[Lane, int] = {
        lane: _whole(env, faults, f"DEBRIEF_SLOTS_{lane.name}", usual, 1, 1000)
        for lane, usual in SLOTS.items()
        if lane is not Lane.ALONE
    }
    key_service = _key_service(env, faults)
    uri = env.get("MONGODB_URI")
    faults += _address_faults(env)
    playground = _playground(env, faults, alone=slack is None and teams is None)
    data = Path(env.get("DEBRIEF_DATA", "data")).resolve()
    keys = Path(env["DEBRIEF_KEYS"]).resolve() if "DEBRIEF_KEYS" in env else None
    if with_keys:
        faults += [
            fault for folder in dict.fromkeys((data / "keys", keys or data / "keys")) for fault in faults_of(folder)
        ]
    faults += _source_faults(env)
    strange = tuple(checks.misspelt(env, [key.name for key in KEYS]))
    if faults:
        raise ConfigError("\n".join([*faults, *strange]))  # a key that is lacking may be one that is misspelt
    return Config(
        data=data,
        host=env.get("HOST", "127.0.0.1"),
        port=port,
        mongodb_uri=uri,
        mongodb_database=env.get("MONGODB_DATABASE", "debrief"),
        lease=lease,
        poll=poll,
        slack=slack,
        teams=teams,
        playground=playground,
        engine=engine,
        care_note=care_note,
        connections=connections,
        api=env.get("DEBRIEF_API", "1") != "0",
        api_rate=_whole(env, faults, "DEBRIEF_API_RATE", 120, 0, 1_000_000),
        slots={**SLOTS, **slots},
        warnings=strange,
        keys=keys,
        keys_mounted=env.get("DEBRIEF_KEYS_MOUNTED", "0") != "0",
        key_service=key_service,
        public_url=env.get("DEBRIEF_PUBLIC_URL", "").rstrip("/").lower(),
        zoom_secret=env.get("ZOOM_SECRET_TOKEN", ""),
        zoom_hosts=checks.listed(env.get("ZOOM_FILE_HOSTS", "")),
        fathom_secret=env.get("FATHOM_WEBHOOK_SECRET", ""),
        smtp_url=env.get("DEBRIEF_SMTP_URL", ""),
        mail_from=env.get("DEBRIEF_MAIL_FROM", ""),
        webhooks_loopback=env.get("DEBRIEF_WEBHOOKS_LOOPBACK", "0") != "0",
    )


def _playground(env: Mapping[str, str], faults: list[str], *, alone: bool) -> bool:
    """On this machine alone: whoever reaches it is whomever they like."""
    wanted, here = env.get("DEBRIEF_PLAYGROUND", ""), env.get("HOST", "127.0.0.1") in LOOPBACK
    if wanted not in {"", "0", "1"}:
        faults.append("DEBRIEF_PLAYGROUND must be 1 or 0")
    if wanted == "1" and not here:
        faults.append("DEBRIEF_PLAYGROUND is for this machine alone, so HOST must be 127.0.0.1, ::1 or localhost")
    return here and (wanted == "1" or (wanted == "" and alone))


def _address_faults(env: Mapping[str, str]) -> Iterator[str]:
    for name in ("SLACK_API_URL", "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL"):
        if name in env and not checks.is_web_address(env[name]):
            yield f"{name} must be a web address, such as {SLACK_API}"
    if "DEBRIEF_PUBLIC_URL" in env and not checks.is_origin(env["DEBRIEF_PUBLIC_URL"].rstrip("/")):
        yield "DEBRIEF_PUBLIC_URL must be https:// and a host, without a path, such as https://debrief.example"
    if not checks.is_host(env.get("HOST", "127.0.0.1")):
        yield "HOST must be an address or a name without scheme and port, such as 127.0.0.1 (the port is PORT)"
    if any(not checks.is_host_with_port(host) for host in checks.listed(env.get("SLACK_FILE_HOSTS", ""))):
        yield "SLACK_FILE_HOSTS must be names of hosts without scheme and path, comma between"
    database = env.get("MONGODB_DATABASE", "debrief")
    if len(database.encode()) > 63 or set(database) & set(' ./\\"$'):
        yield 'MONGODB_DATABASE must be a name of 63 bytes at most, without spaces and . / \\ " $'
    if (uri := env.get("MONGODB_URI")) is None:
        return
    if not uri.startswith(("mongodb://", "mongodb+srv://")):
        yield "MONGODB_URI must start with mongodb:// or mongodb+srv://"
        return
    from storage.database import address_fault  # noqa: PLC0415 - the driver loads only where there is something to check

    if fault := address_fault(uri):
        yield (
            f"MONGODB_URI cannot be read ({fault}): see hosts, ports, options; @ : / % in a name or password are %40 %3A %2F %25"
        )


def _source_faults(env: Mapping[str, str]) -> Iterator[str]:
    url = env.get("DEBRIEF_SMTP_URL", "")
    for name in ("ZOOM_SECRET_TOKEN", "FATHOM_WEBHOOK_SECRET"):
        if name in env and not url:
            yield f"{name} is set, so DEBRIEF_SMTP_URL is needed too: whose a meeting is, is confirmed by a code sent by e-mail"
    if "FATHOM_WEBHOOK_SECRET" in env and not signing.is_secret(env["FATHOM_WEBHOOK_SECRET"]):
        yield "FATHOM_WEBHOOK_SECRET must be as Fathom shows it, beginning with whsec_"
    if url and not url.startswith(("smtp://", "smtps://")):
        yield "DEBRIEF_SMTP_URL must be such as smtps://user:password@mail.example.com"
    if bool(url) != ("DEBRIEF_MAIL_FROM" in env):
        yield "DEBRIEF_SMTP_URL and DEBRIEF_MAIL_FROM are needed together"


def _number(env: Mapping[str, str], faults: list[str], name: str, default: float, least: float, most: float) -> float:
    try:
        number = float(env.get(name, default))
    except ValueError:
        number = -1.0
    if not least <= number <= most:
        faults.append(f"{name} must be a number from {least:.7g} to {most:.7g}")
        return default
    return number


def _whole(env: Mapping[str, str], faults: list[str], name: str, default: int, least: int, most: int) -> int:
    try:
        number = float(env.get(name, default))
    except ValueError:
        number = -1.0
    if not least <= number <= most or not number.is_integer():
        faults.append(f"{name} must be a whole number from {least} to {most}")
        return default
    return int(number)


def _care_note(env: Mapping[str, str], faults: list[str]) -> str | None:
    note = env.get("DEBRIEF_CARE_NOTE")
    if note and note.startswith("@"):
        try:
            note = Path(note[1:]).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            faults.append("DEBRIEF_CARE_NOTE must name a text file after the @ that can be read")
            return None
    if note is not None and not 1 <= len(note) <= LONGEST_NOTE:
        faults.append(f"DEBRIEF_CARE_NOTE must hold from 1 to {LONGEST_NOTE} characters")
        return None
    return note


def _key_service(env: Mapping[str, str], faults: list[str]) -> KeyService | None:
    """`{"provider": "aws", "master_key": {"region": …, "key": …}, "credentials": {…}}`, in the driver's own words."""
    if (path := env.get("DEBRIEF_KEY_SERVICE")) is None:
        return None
    try:
        told: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
        service = KeyService(str(told["provider"]), dict(told["master_key"]), dict(told.get("credentials", {})))
    except (OSError, ValueError, TypeError, KeyError):
        faults.append('DEBRIEF_KEY_SERVICE must name a JSON file with "provider", "master_key" and "credentials"')
        return None
    if service.provider not in KEY_SERVICES:
        faults.append(f"DEBRIEF_KEY_SERVICE: its provider must be one of {', '.join(KEY_SERVICES)}")
    return service


def _slack(env: Mapping[str, str], faults: list[str]) -> SlackConfig | None:
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
    faults += _slack_faults(token, secret, client_id, client_secret, app_token)
    api_url = env.get("SLACK_API_URL", SLACK_API)
    hosts = checks.listed(env.get("SLACK_FILE_HOSTS", "")) or SLACK_HOSTS
    return SlackConfig(
        token, secret, api_url.rstrip("/") + "/", hosts, client_id, client_secret, app_token, frozenset(workspaces)
    )


def _slack_faults(token: str, secret: str, client_id: str, client_secret: str, app_token: str) -> Iterator[str]:
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


def _engine(env: Mapping[str, str], faults: list[str]) -> EngineConfig:
    chosen = env.get("DEBRIEF_ENGINE", "auto").lower()
    anthropic, openai = env.get("ANTHROPIC_API_KEY"), env.get("OPENAI_API_KEY")
    if chosen not in ENGINES:
        faults.append(f"DEBRIEF_ENGINE must be one of {', '.join(ENGINES)}")
    if chosen == "claude" and not anthropic:
        faults.append("DEBRIEF_ENGINE is claude, so ANTHROPIC_API_KEY is needed")
    if chosen == "openai" and not openai and not env.get("OPENAI_BASE_URL"):
        faults.append(
            "DEBRIEF_ENGINE is openai, so OPENAI_API_KEY is needed, or OPENAI_BASE_URL for a server of your own"
        )
    if chosen == "auto":
        chosen = "claude" if anthropic else "offline"
    return EngineConfig(
        name=chosen,
        model=env.get("DEBRIEF_MODEL"),
        anthropic_key=anthropic,
        anthropic_url=env.get("ANTHROPIC_BASE_URL"),
        openai_key=openai,
        openai_url=env.get("OPENAI_BASE_URL"),
        stretch=_whole(env, faults, "DEBRIEF_STRETCH", 40_000, 6_000, 1_000_000),
        patience=_number(env, faults, "DEBRIEF_ENGINE_TIMEOUT", 300, 10, 7_200),
        per_person=_whole(env, faults, "DEBRIEF_DAILY_PER_PERSON", 20, 0, 1_000_000),
        per_tenant=_whole(env, faults, "DEBRIEF_DAILY_PER_WORKSPACE", 200, 0, 1_000_000),
        cost_per_tenant=_number(env, faults, "DEBRIEF_DAILY_BUDGET", 20, 0, 1e6),
        cost_total=_number(env, faults, "DEBRIEF_TOTAL_BUDGET", 100, 0, 1e6),
    )
