"""Counting what happens, for whoever runs the bot. Nothing that is counted says whose it is."""

from typing import Protocol


class Watch(Protocol):
    def count(self, what: str, **labels: str) -> None:
        """One more of `what`; each label takes one of a few words of our own."""
        ...


class Unwatched:
    """Where nobody looks."""

    def count(self, what: str, **labels: str) -> None:
        pass
