"""The one error that is fit to be read by the person it concerns."""

from enum import StrEnum


class Reason(StrEnum):
    """Why something was refused. The value is what logs and metrics may carry; the message is for the person alone."""

    UNKNOWN_TYPE = "unknown_type"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_COMPLEX = "too_complex"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    NO_TEXT = "no_text"
    CHAT_LOG = "chat_log"
    ONE_VOICE = "one_voice"
    NO_SPEAKERS = "no_speakers"
    NOT_A_CONVERSATION = "not_a_conversation"
    TOO_SHORT = "too_short"
    LOGIN_PAGE = "login_page"
    MISSING_SCOPE = "missing_scope"
    FILE_GONE = "file_gone"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    CHANGED = "changed"
    LIMIT_REACHED = "limit_reached"
    ENGINE_REFUSED = "engine_refused"
    BAD_INPUT = "bad_input"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that cannot be met. `message` says what happened and what to do next, in words a person may read;
    `about` names what was given that it lies with, where it is one thing."""

    def __init__(self, reason: Reason, message: str, about: str = "") -> None:
        super().__init__(reason.value)  # str() of it is safe to log
        self.reason = reason
        self.message = message
        self.about = about


class NotYet(Refused):
    """What may be there in a moment: it is asked for again, and refused with this message once that was of no use."""
