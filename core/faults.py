"""What can go wrong between us and a chat platform, in one type, so that no vendor's exception travels."""


class ChatFault(Exception):  # noqa: N818 - a fault of the other side, named as EngineFault is
    """A platform did not do as asked.

    `kind` is the platform's own error code or a short word for it (`ratelimited`, `unreachable`, `channel_not_found`):
    safe to log. Transient faults are worth another try, after `retry_after` seconds if given. `lost` is true where the call may
    have been carried out although no answer came.
    """

    def __init__(self, kind: str, *, transient: bool, retry_after: float | None = None, lost: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.transient = transient
        self.retry_after = retry_after
        self.lost = lost
