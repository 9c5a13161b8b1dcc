"""What is wrong with names, addresses and numbers in the environment, found without connecting to anything."""

import ipaddress
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
OURS = "DEBRIEF_"
OTHERS = ("SLACK", "TEAMS", "MONGO", "ANTHROPIC", "OPENAI")
"""What the names of other keys begin with; other programs have such keys too, so only close ones are told."""
NOT_OURS = "MONGO_INITDB_"  # of MongoDB's own container
CLOSE = 0.84
ANYWHERE = 0.9
"""How close a name has to be that begins like none of ours: two letters of a usual key, changed places or wrong."""
NAME = re.compile(r"[A-Za-z0-9_.-]+")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Names of this machine, for what is not to be reached from elsewhere."""
WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,}")


def misspelt(given: Collection[str], known: Collection[str]) -> Iterator[str]:
    """A sentence for each given name that is no key and looks as if it were meant to be one."""
    long = [name for name in known if "_" in name]  # HOST and PORT are close to too much
    for name in sorted({each for each in given if not each.startswith(NOT_OURS)} - set(known)):
        close = CLOSE if name.upper().startswith((OURS, *OTHERS)) else ANYWHERE
        near = next(iter(get_close_matches(name.upper(), long, 1, close)), "")
        meant = f" Did you mean {near}?" if near else ""
        # One of ours is told also where the right one is set: make run sets DEBRIEF_KEYS.
        if name.upper().startswith(OURS) or (near and (near not in given or near.startswith(OURS))):
            yield f"{name} is no key of Debrief, so it changes nothing.{meant}"


def listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    named = bool(parts.hostname) and (":" in str(parts.hostname) or bool(NAME.fullmatch(str(parts.hostname))))
    return parts.scheme in {"http", "https"} and named and port != 0 and not re.search(r"\s", text)


def is_origin(text: str) -> bool:
    """Scheme and host alone; this machine's own names may go without https."""
    if not is_web_address(text) or set("@?#") & set(text):
        return False
    parts = urlsplit(text)
    return not parts.path and (parts.scheme == "https" or parts.hostname in LOOPBACK)


def is_host(text: str) -> bool:
    """An address or name to listen on, without scheme and port."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return bool(NAME.fullmatch(text))
    return True


def is_host_with_port(text: str) -> bool:
    return is_web_address(f"https://{text}") and "/" not in text and "@" not in text


def is_workspace(text: str) -> bool:
    """A workspace's id or an organisation's, as Slack gives them."""
    return bool(WORKSPACE.fullmatch(text))


def is_guid(text: str) -> bool:
    """An id of an app, a tenant or a person, as Entra gives them."""
    return bool(GUID.fullmatch(text))


def number(env: Mapping[str, str], faults: list[str], name: str, default: float, least: float, most: float) -> float:
    try:
        value = float(env.get(name, default))
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        faults.append(f"{name} must be a number from {least:.7g} to {most:.7g}")
        return default
    return value


def whole(env: Mapping[str, str], faults: list[str], name: str, default: int, least: int, most: int) -> int:
    try:
        value = float(env.get(name, default))
    except ValueError:
        value = -1.0
    if not least <= value <= most or not value.is_integer():
        faults.append(f"{name} must be a whole number from {least} to {most}")
        return default
    return int(value)


def networks(env: Mapping[str, str], faults: list[str], name: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each) for each in listed(env.get(name, "")))
    except ValueError:
        faults.append(f"{name} must be addresses or networks, comma between, such as 10.0.0.5, 172.16.0.0/12")
        return ()
