"""Mail to people, by SMTP: codes that confirm whose an address is, and nothing else."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from core.faults import MailFault

PATIENCE = 20.0
"""Seconds."""


@dataclass(frozen=True)
class Smtp:
    """A core.ports.mail.Mail. `url`: smtps://user:password@host:465, or smtp://host:587, encrypted where the server can."""

    url: str = field(repr=False)
    sender: str

    async def send(self, address: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, address, subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            await asyncio.to_thread(self._send, message)
        except smtplib.SMTPRecipientsRefused:
            raise MailFault("refused", transient=False) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailFault(type(error).__name__, transient=True) from None

    def _send(self, message: EmailMessage) -> None:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "", ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE)
        with server:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif parts.username and host not in {"127.0.0.1", "localhost"}:
                    raise smtplib.SMTPNotSupportedError("no password is sent in the clear")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
