"""Where a webhook may go, by what is written and by what is connected to."""

from datetime import UTC, datetime

import pytest

from bot.webhooks import poster
from core.refusal import Refused
from core.webhooks.addresses import checked, may_connect
from core.webhooks.record import NotDelivered
from core.webhooks.signing import headers, new_secret
from tests.webhooks.receiver import receiver

AT = datetime(2026, 11, 3, tzinfo=UTC)
PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - to be refused
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "2001:0:a00:1::1",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not may_connect(address, loopback=False)
    host = f"[{address.partition('%')[0]}]" if ":" in address else address
    with pytest.raises(Refused):
        checked(f"https://{host}/hook", loopback=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_taken(address: str) -> None:
    assert may_connect(address, loopback=False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "http://example.com/hook",
        "ftp://example.com",
        "https://",
        "https://user:pass@example.com/",
        "https://example.com/#part",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://exa mple.com/",
        "https://localhost/",
        "https://LOCALHOST./",
        "http://127.0.0.1/",
        "https://[::1/",
        "https://exämple.com/",
        "https://example.com/" + "x" * 1000,
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_on_the_internet_is_refused_and_says_so(url: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(url, loopback=False)
    assert refused.value.about == "url"


def test_while_developing_this_machine_is_taken_and_no_other() -> None:
    assert checked(" http://127.0.0.1:3000/hook ", loopback=True) == "http://127.0.0.1:3000/hook"
    checked("http://localhost:3000/hook", loopback=True)
    for url in ("http://example.com/", "http://10.0.0.1/", "https://10.0.0.1/"):
        with pytest.raises(Refused):
            checked(url, loopback=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_whatever_leads_to_this_machine_is_not_connected_to(host: str) -> None:
    """However it is written: what is looked at is the address that the connection goes to."""
    async with receiver() as there, poster() as post:
        port = there.url.rpartition(":")[2]
        with pytest.raises(NotDelivered):
            await post.post(f"http://{host}:{port}", {}, b"{}")
        assert there.got == []


async def test_a_redirect_is_not_followed() -> None:
    async with receiver() as there, receiver() as elsewhere, poster(loopback=True) as post:
        there.to = elsewhere.url
        secret = new_secret()
        there.secrets.add(secret)
        signed = headers(secret, "msg_1", AT, b"{}")
        status = await post.post(there.url, signed, b"{}")
        assert status == 307
        assert elsewhere.got == []
