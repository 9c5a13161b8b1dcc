"""Signatures as Standard Webhooks has them; the values are its reference library's."""

from datetime import UTC, datetime, timedelta

import pytest

from core.webhooks.signing import headers, new_secret, verified

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
SIGNED = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_what_is_sent_is_signed_as_the_reference_does() -> None:
    assert headers(SECRET, SIGNED["webhook-id"], AT, BODY) == SIGNED


def test_what_the_reference_signed_is_taken_also_beside_other_signatures() -> None:
    assert verified(SECRET, SIGNED, BODY, AT)
    several = {**SIGNED, "webhook-signature": f"v1,AAAA v2,BBBB {SIGNED['webhook-signature']}"}
    assert verified(SECRET, several, BODY, AT)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "-1614265330"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,ünïcode"},
    ],
)
def test_anything_else_is_not(changed: dict[str, str]) -> None:
    assert not verified(SECRET, {**SIGNED, **changed}, BODY, AT)
    assert not verified(SECRET, {}, BODY, AT)


def test_five_minutes_either_way_and_no_more() -> None:
    for late in (-300, 300):
        assert verified(SECRET, SIGNED, BODY, AT + timedelta(seconds=late))
    for late in (-301, 301):
        assert not verified(SECRET, SIGNED, BODY, AT + timedelta(seconds=late))


def test_another_body_or_secret_is_not_taken() -> None:
    assert not verified(SECRET, SIGNED, BODY + b" ", AT)
    assert not verified(new_secret(), SIGNED, BODY, AT)
