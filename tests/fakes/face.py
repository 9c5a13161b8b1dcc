"""A core.ports.chat.Face put together from parts."""

from dataclasses import dataclass, fields, replace
from typing import Any

from core.people.person import Platform, Tenant
from core.ports.chat import HomeScreen, MarkedChat
from core.ports.people import Directory, FileSender
from core.ports.sessions import Chat, Files
from handlers.services import Services


@dataclass(frozen=True)
class Face:
    chat: Chat
    files: Files
    directory: Directory | None = None
    sender: FileSender | None = None
    home: HomeScreen | None = None
    marks: MarkedChat | None = None
    still: bool = True
    """Whether the app is installed."""

    async def installed(self, tenant: Tenant) -> bool:
        return self.still


def exchanged(services: Services, **parts: Any) -> Services:
    """The services over a Slack some parts of which are others."""
    slack = services.faces[Platform.SLACK]
    known = {part.name: getattr(slack, part.name) for part in fields(Face)}
    face = Face(**known | parts)
    return replace(
        services, faces={Platform.SLACK: face}, directories={Platform.SLACK: face.directory} if face.directory else {}
    )
