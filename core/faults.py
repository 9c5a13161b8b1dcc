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
