"""What can be pressed and sent about one's own affairs and the workspace's."""

from dataclasses import dataclass

from handlers.routing import Nothing, Route, Value


@dataclass(frozen=True, slots=True)
class Erasure(Value):
    """The name an erasure has before it is asked for: a form that comes back twice starts one."""

    name: str


@dataclass(frozen=True, slots=True)
class Named(Value):
    """A token's id; of a form, the one it will have: a form that comes back twice makes one."""

    name: str


SETTINGS = Route("settings.open", Nothing)
ZONE = Route("settings.zone", Nothing, opens_form=True)
ZONE_SENT = Route("settings.zone", Nothing, changes=True)
WORKSPACE = Route("workspace.settings", Nothing, opens_form=True)
WORKSPACE_SENT = Route("workspace.settings", Nothing, changes=True)
PRIVACY = Route("privacy.open", Nothing)
EXPORT = Route("privacy.export", Nothing, changes=True)
ERASE = Route("privacy.erase", Nothing, opens_form=True)
ERASE_SENT = Route("privacy.erase", Erasure, changes=True)
TOKEN = Route("token.make", Nothing, opens_form=True)
TOKEN_SENT = Route("token.make", Named, changes=True)
TOKEN_REVOKE = Route("token.revoke", Named, changes=True)
