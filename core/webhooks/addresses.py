"""Where a webhook may go: to https on the public internet; while developing, also to http on this machine."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from core.refusal import Reason, Refused
from core.translation import _

LONGEST = 1000
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 behind NAT64: as private as what it stands for."""


def checked(url: str, *, loopback: bool) -> str:
    """The address as it is kept. `loopback`: http to this machine is taken, too. Names are not resolved here: what one leads to
    is looked at with each connection. Raises Refused, about `url`."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    wrong = len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or port == 0
    if wrong or not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused(Reason.BAD_INPUT, _("Give a web address, such as https://example.com/hook."), about="url")
    here = loopback and (host == "localhost" or _is_here(host))
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise Refused(Reason.BAD_INPUT, _("The address has to begin with https://."), about="url")
    if not here and (host.lower().rstrip(".") == "localhost" or not may_connect(host, loopback=False, named=True)):
        said = _("This address is not on the public internet, so I cannot send there.")
        raise Refused(Reason.BAD_INPUT, said, about="url")
    return url


def may_connect(host: str, *, loopback: bool, named: bool = False) -> bool:
    """Whether to this IP address. `named`: a name, which says nothing yet, may as well."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return named
    return _is_public(address) or (loopback and address.is_loopback)


def _is_here(host: str) -> bool:
    return may_connect(host, loopback=True) and not may_connect(host, loopback=False)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return _is_public(IPv4Address(address.packed[-4:]))
        if (inside := address.ipv4_mapped or address.sixtofour) is not None:
            return _is_public(inside)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast
