"""What a process of the bot does: take what happens on the platforms, carry the jobs that come of it, or both."""

from enum import StrEnum


class Role(StrEnum):
    BOTH = "both"
    RECEIVER = "receiver"
    """Stores and answers what comes in, and handles what people press; every job is left to the workers."""
    WORKER = "worker"
    """Carries jobs, and looks after what falls due; nothing comes in."""

    @property
    def receives(self) -> bool:
        return self is not Role.WORKER

    @property
    def carries(self) -> bool:
        return self is not Role.RECEIVER
