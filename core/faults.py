"""What may go wrong outside the house without being anybody's mistake."""


class StorageFault(Exception):  # noqa: N818 - named like EngineFault: a fault has a kind and may pass
    """The database did not do what was asked; the answer is unknown, never "nothing there".

    `kind` is an error class fit for logs (it carries no content). Transient faults (no primary, time-out, network) are
    worth another try; others are bugs or a refused command.
    """

    def __init__(self, kind: str, *, transient: bool) -> None:
        super().__init__(kind)
        self.kind = kind
        self.transient = transient


class ChildLost(Exception):  # noqa: N818 - named like StorageFault
    """A guarded child ended without an answer, and not by a limit of its own: it ran out of wall time on a busy machine, was
    killed by the system, or never came up. That says nothing yet about the text it worked on, so the work is tried again.

    `kind` is a short word fit for logs: `overdue`, `killed`, `crashed`, `not_up`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class NotInstalled(ChildLost):
    """The server of guarded children died while it loaded, as it will each time: a package is missing or broken. Its message
    is the last line it said, which holds nothing of any text."""

    def __init__(self, said: str) -> None:
        super().__init__("not_up")
        self.said = said

    def __str__(self) -> str:
        return (
            f"What reads transcripts could not start: {self.said}. It starts without PYTHONPATH and the account's own packages; "
            "install what requirements-runtime.lock names for this Python, best in a virtual environment."
        )


class ChildFault(Exception):  # noqa: N818 - named like StorageFault
    """A guarded child came upon a bug of ours. `kind` is the exception's class and `where` its file and line, both fit for
    logs; the exception's words stay in the child, for they may be a person's."""

    def __init__(self, kind: str, where: str) -> None:
        super().__init__(f"{kind} at {where}")
        self.kind = kind
        self.where = where


class MailFault(Exception):  # noqa: N818 - named like StorageFault
    """Mail was not taken. `kind` is a short word fit for logs; a transient one is worth another try."""

    def __init__(self, kind: str, *, transient: bool) -> None:
        super().__init__(kind)
        self.kind = kind
        self.transient = transient


NOBODY_THERE = frozenset(
    {
        "access_denied",
        "account_inactive",
        "cannot_dm_bot",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "messages_tab_disabled",
        "no_permission",
        "not_in_channel",
        "not_installed",
        "org_login_required",
        "platform_off",
        "restricted_action",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Kinds of ChatFault that say the person or the place cannot be reached, whatever is sent there."""


class ChatFault(Exception):  # noqa: N818 - named like EngineFault
    """A chat platform did not do as asked; no vendor's own exception travels further.

    `kind` is the platform's error code or a short word for it (`ratelimited`, `unreachable`, `channel_not_found`), fit for
    logs. Transient faults are worth another try, after `retry_after` seconds if given. `lost` is true where it may have been
    done although no answer came.
    """

    def __init__(self, kind: str, *, transient: bool, retry_after: float | None = None, lost: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.transient = transient
        self.retry_after = retry_after
        self.lost = lost

    @property
    def unreachable(self) -> bool:
        """Nobody is there to be told, and trying again is of no use. Else a lasting fault is about what was sent."""
        return not self.transient and self.kind in NOBODY_THERE
