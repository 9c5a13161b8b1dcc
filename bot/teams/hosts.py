"""Which addresses are gone to, with the app's token and for files. They come in with payloads, so a list decides."""

import re
from collections.abc import Collection

from yarl import URL

from bot.config.checks import LOOPBACK

NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){0,10}[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?|::1")
LONGEST = 8_192


def allowed(url: str, hosts: Collection[str]) -> bool:
    """Whether the address is one of `hosts` over https, on its usual port; `*.` stands for all below a name. This machine's own
    names may be reached by http, and without a port stand for any. It is read by what will go there, so that the two agree."""
    if len(url) > LONGEST or "\\" in url or any(not "!" <= character <= "~" for character in url):
        return False
    try:
        parts = URL(url, encoded=True)
        host, port = parts.host or "", parts.explicit_port
    except ValueError:
        return False
    if "@" in parts.raw_authority or not NAME.fullmatch(host):
        return False
    if host in LOOPBACK:
        named = host if port is None else f"{host}:{port}"
        return parts.scheme in {"http", "https"} and (host in hosts or named in hosts)
    return parts.scheme == "https" and port in {None, 443} and any(_matches(host, each.lower()) for each in hosts)


def _matches(host: str, known: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known
