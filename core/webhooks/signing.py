"""Signatures as Standard Webhooks has them (https://www.standardwebhooks.com), for what is sent and for what comes."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
FRESH = timedelta(minutes=5)
"""How far the moment of a message may be from ours, either way."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_secret(text: str) -> bool:
    try:
        return text.startswith(PREFIX) and bool(_signature(text, "", "", b""))
    except ValueError:
        return False


def headers(secret: str, id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes with a message. Raises ValueError for what is no secret."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{_signature(secret, id, seconds, body)}",
    }


def verified(secret: str, received: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether it is signed with the secret, and fresh. `received`: headers by name in small letters."""
    name, seconds = received.get("webhook-id", ""), received.get("webhook-timestamp", "")
    if not name or not fresh(seconds, now):
        return False
    expected = _signature(secret, name, seconds, body).encode()
    given = [each.removeprefix("v1,").encode() for each in received.get("webhook-signature", "").split()]
    return any(hmac.compare_digest(expected, each) for each in given)


def fresh(seconds: str, now: datetime) -> bool:
    """Whether a moment, in seconds since 1970, is close to `now`."""
    return seconds.isascii() and seconds.isdigit() and abs(int(seconds) - now.timestamp()) <= FRESH.total_seconds()


def _signature(secret: str, id: str, seconds: str, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("no secret of a webhook") from None
    signed = f"{id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
