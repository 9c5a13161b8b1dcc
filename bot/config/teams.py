"""The part of the configuration that is Teams' own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config import checks
from bot.config.checks import LOOPBACK

HOSTS = ("smba.trafficmanager.net",)
FILE_HOSTS = ("*.sharepoint.com", "*.svc.ms")
LOGIN = "https://login.microsoftonline.com"
OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"


@dataclass(frozen=True, slots=True)
class TeamsConfig:
    """Teams is on when its keys are set. The first of `tenants` is the one that the app is registered in. `hosts` are those the
    app's token may be sent to, `file_hosts` those of files, both with `*.` for all below a name. `anonymous`: requests without a
    token are taken from this machine, and none is sent (development)."""

    app_id: str
    app_secret: str = field(default="", repr=False)
    tenants: tuple[str, ...] = ()
    admins: frozenset[str] = frozenset()
    """People's ids in Entra who may change what holds for their whole organisation."""
    anonymous: bool = False
    hosts: tuple[str, ...] = HOSTS
    file_hosts: tuple[str, ...] = FILE_HOSTS
    login_url: str = LOGIN
    openid_url: str = OPENID

    def serves(self, tenant: str) -> bool:
        return tenant in self.tenants or (self.anonymous and not self.tenants)


def read_teams(env: Mapping[str, str], faults: list[str]) -> TeamsConfig | None:
    app_id, secret = env.get("TEAMS_APP_ID", "").lower(), env.get("TEAMS_APP_SECRET", "")
    tenants = tuple(each.lower() for each in checks.listed(env.get("TEAMS_TENANTS", "")))
    admins = frozenset(each.lower() for each in checks.listed(env.get("TEAMS_ADMINS", "")))
    anonymous = env.get("TEAMS_ANONYMOUS", "0") != "0"
    if not (app_id or secret or tenants or anonymous):
        return None
    if anonymous and env.get("HOST", LOOPBACK[0]) not in LOOPBACK:
        faults.append("TEAMS_ANONYMOUS is for development on this machine, so HOST must be 127.0.0.1")
    if anonymous and secret:
        faults.append("TEAMS_ANONYMOUS is for development without an app: unset it or TEAMS_APP_SECRET")
    wanted = {"TEAMS_APP_ID": app_id, "TEAMS_APP_SECRET": secret, "TEAMS_TENANTS": tenants}
    if missing := [name for name, value in wanted.items() if not (value or anonymous)]:
        faults.append(f"Teams is on, so {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} needed too")
    for name, ids in (("TEAMS_APP_ID", [app_id]), ("TEAMS_TENANTS", tenants), ("TEAMS_ADMINS", admins)):
        if wrong := [each for each in ids if each and not checks.is_guid(each)]:
            faults.append(f"{name} must hold ids as Entra gives them, which {', '.join(wrong)} is not")
    faults += [
        f"{name} must be names of hosts without scheme and path, comma between"
        for name in ("TEAMS_FILE_HOSTS", "TEAMS_SERVICE_HOSTS")
        if any(not checks.is_host_with_port(host.removeprefix("*.")) for host in checks.listed(env.get(name, "")))
    ]
    here = LOOPBACK if anonymous else ()
    hosts = checks.listed(env.get("TEAMS_SERVICE_HOSTS", "")) or (*HOSTS, *here)
    file_hosts = checks.listed(env.get("TEAMS_FILE_HOSTS", "")) or (*FILE_HOSTS, *here)
    return TeamsConfig(app_id, secret, tenants, admins, anonymous, hosts, file_hosts)
