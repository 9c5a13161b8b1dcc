"""Configuration, read once from the environment into one typed object; every fault is named in one message."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.config import checks
from bot.config.engine import EngineConfig, read_engine
from bot.config.keys import KEYS
from bot.config.slack import API, SlackConfig, read_slack
from bot.config.teams import TeamsConfig, read_teams
from bot.config.watching import WatchingConfig
from bot.config.watching import read as read_watching
from core.analysis.care import LONGEST_NOTE
from core.jobs.job import Lane
from core.jobs.lanes import SLOTS
from core.webhooks import signing
from storage.masterkeys import KeyService, faults_of

KEY_SERVICES = ("aws", "azure", "gcp", "kmip")


__all__ = ["KEYS", "Config", "ConfigError", "EngineConfig", "SlackConfig", "TeamsConfig", "read"]


class ConfigError(Exception):
    """The environment is not fit to start with; the message names every key and what it needs."""


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
    proxies: tuple[checks.Network, ...] = ()
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
    temporal: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Temporal's own keys, where it carries the jobs; empty where it does not."""
    temporal_queue: str = "debrief"
    watching: WatchingConfig = field(default_factory=WatchingConfig)
    warnings: tuple[str, ...] = ()
    """Said at the start: what is set and means nothing."""

    @property
    def alone(self) -> bool:
        """Whether the playground is all there is: no chat platform, and so nobody whose sessions are real."""
        return self.playground and self.slack is None and self.teams is None


def read(environment: Mapping[str, str], *, with_keys: bool = False) -> Config:
    """The configuration of a process; `with_keys` for one that needs the master keys, whose files are then looked at, too.

    Raises ConfigError naming everything that is missing or malformed at once.
    """
    env = {name: value.strip() for name, value in environment.items() if value.strip()}
    faults: list[str] = []
    slack = read_slack(env, faults)
    teams = read_teams(env, faults)
    engine = read_engine(env, faults)
    port = checks.whole(env, faults, "PORT", 3000, 0, 65535)
    lease = checks.number(env, faults, "DEBRIEF_LEASE", 30.0, 2.0, 600.0)
    poll = checks.number(env, faults, "DEBRIEF_POLL", 0.5, 0.05, 60.0)
    connections = checks.whole(env, faults, "DEBRIEF_CONNECTIONS", 500, 16, 50_000)
    api_rate = checks.whole(env, faults, "DEBRIEF_API_RATE", 120, 0, 1_000_000)
    care_note = _care_note(env, faults)
    slots: dict[Lane, int] = {
        lane: checks.whole(env, faults, f"DEBRIEF_SLOTS_{lane.name}", usual, 1, 1000)
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
    watched = read_watching(env, faults)
    proxies = checks.networks(env, faults, "DEBRIEF_PROXIES")
    carried = "TEMPORAL_ADDRESS" in env  # others of Temporal's keys may be meant for another program
    temporal = {name: value for name, value in env.items() if carried and name.startswith("TEMPORAL_")}
    if temporal and find_spec("temporalio") is None:
        faults.append("TEMPORAL_ADDRESS is set, so the extra temporal is needed: pip install 'debrief[temporal]'")
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
        proxies=proxies,
        api=env.get("DEBRIEF_API", "1") != "0",
        api_rate=api_rate,
        slots={**SLOTS, **slots},
        watching=watched,
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
        temporal=temporal,
        temporal_queue=env.get("DEBRIEF_TEMPORAL_QUEUE", "debrief"),
        webhooks_loopback=env.get("DEBRIEF_WEBHOOKS_LOOPBACK", "0") != "0",
    )


def _playground(env: Mapping[str, str], faults: list[str], *, alone: bool) -> bool:
    """On this machine alone: whoever reaches it is whomever they like."""
    wanted, here = env.get("DEBRIEF_PLAYGROUND", ""), env.get("HOST", "127.0.0.1") in checks.LOOPBACK
    if wanted not in {"", "0", "1"}:
        faults.append("DEBRIEF_PLAYGROUND must be 1 or 0")
    if wanted == "1" and not here:
        faults.append("DEBRIEF_PLAYGROUND is for this machine alone, so HOST must be 127.0.0.1, ::1 or localhost")
    return here and (wanted == "1" or (wanted == "" and alone))


def _address_faults(env: Mapping[str, str]) -> Iterator[str]:
    for name in ("SLACK_API_URL", "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL"):
        if name in env and not checks.is_web_address(env[name]):
            yield f"{name} must be a web address, such as {API}"
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
