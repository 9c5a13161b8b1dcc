"""Mail to people outside of any chat."""

from typing import Protocol


class Mail(Protocol):
    async def send(self, address: str, subject: str, text: str) -> None:
        """Raises core.faults.MailFault."""
        ...
