"""What went wrong with a vendor's answer, as a kind that logs may carry, whether a later try may mend it, and when."""

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from core.insight.engine import EngineFault
from core.refusal import Reason, Refused
from core.translation import N_

LONGEST_WAIT = 15 * 60.0  # seconds; a vendor may name hours, and a worker must not sleep them

REFUSED = N_(
    "The AI service declined to read this session. Nothing is wrong with your file; the offline engine can still read it."
)
TOO_LONG = "too_long"
"""A fault's kind: what was sent is more than the model reads at once."""
CUT = "stopped:max_tokens"
"""A fault's kind: the answer was cut where the room for it ended."""
TOO_MUCH = frozenset({TOO_LONG, CUT})
"""Kinds that a smaller stretch may mend."""

BAD_REQUEST = "bad_request"

_PERMANENT = {
    400: BAD_REQUEST,
    401: "authentication",
    403: "permission",
    404: "unknown_model",
    422: BAD_REQUEST,
    501: BAD_REQUEST,
}
_TRANSIENT = {
    408: "timeout",
    409: "conflict",
    429: "rate_limited",
    503: "unavailable",
    504: "timeout",
    529: "overloaded",
}
_BY_TYPE = {
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "api_error": 500,
    "timeout_error": 504,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "invalid_request_error": 400,
    "request_too_large": 413,
}


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the Retry-After among an answer's headers asks for, at most LONGEST_WAIT; None if it says nothing. It is a number,
    or a moment by the clock of whoever answered, who says in the same answer what that clock shows."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124 - NaN is unequal to itself


def of_status(status: int, error_type: str = "", message: str = "", wait: float | None = None) -> Exception:
    """The fault behind an HTTP status. An error inside a stream arrives with status 200 and is told by its type."""
    status = _BY_TYPE.get(error_type, status) if status == 200 else status
    if status == 413 or (status in {400, 422, 500} and _says_too_long(message)):
        return EngineFault(TOO_LONG, transient=False)
    if status == 500 and _FORM.search(message[:2_000]):
        return EngineFault(BAD_REQUEST, transient=False)
    if status in _PERMANENT:
        return EngineFault(_PERMANENT[status], transient=False)
    if status in _TRANSIENT or status >= 500:
        return EngineFault(_TRANSIENT.get(status, "server_error"), transient=True, retry_after=wait)
    return EngineFault(f"status_{status}", transient=False)


def of_answer(status: int, said: object, headers: Mapping[str, str]) -> Exception:
    """The fault behind an HTTP answer; `said` is what its body has about it, an object of `type` and `message` or a sentence."""
    told = said if isinstance(said, dict) else {"message": said or ""}
    return of_status(status, str(told.get("type", "")), str(told.get("message", "")), retry_after(headers))


def of_exception(error: Exception) -> Exception:
    """The fault behind anything an SDK or its transport throws: cut and stalled streams arrive as the transport's own
    errors, a truncated body as the JSON decoder's."""
    if isinstance(error, EngineFault | Refused):
        return error
    if isinstance(error, json.JSONDecodeError):
        return EngineFault("truncated_answer", transient=True)
    name = type(error).__name__
    if isinstance(error, TimeoutError) or "Timeout" in name:
        return EngineFault("timeout", transient=True)
    return EngineFault(f"transport:{name}", transient=True)


UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
UNANSWERED = frozenset({408, 504})
"""Statuses of somebody in between who did not wait; the service may have worked on."""


def unsent(error: Exception) -> bool:
    """Whether the call never reached the service, so that nobody is paid for it."""
    return type(error.__cause__).__name__ in UNSENT


def of_stop(reason: str | None) -> Exception | None:
    """The fault behind a stop reason; None for `end_turn`, the only one after which an answer may be read."""
    if reason == "end_turn":
        return None
    if reason == "refusal":
        return Refused(Reason.ENGINE_REFUSED, REFUSED)
    if reason == "model_context_window_exceeded":
        return EngineFault(TOO_LONG, transient=False)
    return EngineFault(f"stopped:{reason}", transient=True)


_FORM = re.compile(r"\bgrammar|response_format|json[ _]schema", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"too (?:long|many tokens)|context (?:length|window|size)|max_tokens must be at least", re.IGNORECASE
)


def _says_too_long(message: str) -> bool:
    return _TOO_LONG.search(message[:2_000]) is not None
