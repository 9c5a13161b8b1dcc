"""An app's installation in one workspace, with the credentials to speak there, and what a store of them can do.

A workspace may also be served by the installation of its whole organisation; then it has none of its own and names that one.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from core.people import Tenant


@dataclass(frozen=True, slots=True)
class Installation:
    """`tenant` is the workspace, or the organisation if it was installed there as a whole. `expires_at` is None for a
    token that does not expire; one that does comes with a `refresh_token` that may be used once."""

    tenant: Tenant
    token: str = field(repr=False)
    bot_user: str = ""
    bot_id: str = ""
    scopes: tuple[str, ...] = ()
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


class InstallationStore(Protocol):
    """`installations` and `oauth_states`. Tokens are sealed under a key of the workspace's own."""

    async def save(self, installation: Installation) -> None:
        """Install, or install anew: what was there is replaced."""
        ...

    async def get(self, tenant: Tenant) -> Installation | None:
        """The workspace's own, else its organisation's; None if the app is not installed (any more)."""
        ...

    async def join(self, tenant: Tenant, organisation: str) -> None:
        """The workspace is served by the organisation's installation."""
        ...

    async def lease(self, tenant: Tenant, holder: str, length: timedelta) -> bool:
        """Take the sole right to refresh the token, on the database's clock. False while another holder has it."""
        ...

    async def refreshed(self, installation: Installation, holder: str) -> bool:
        """Store a refreshed token and give the right back. False if the right was lost; nothing is written then."""
        ...

    async def give_back(self, tenant: Tenant, holder: str) -> None:
        """Give the right to refresh back with nothing refreshed."""
        ...

    async def remove(self, tenant: Tenant, at: datetime) -> None:
        """Delete the credentials and destroy their key, at once; that it was removed and when stays known."""
        ...

    async def removed_at(self, tenant: Tenant) -> datetime | None:
        """When the app was last removed; None if it is installed or never was."""
        ...

    async def issue(self, state: str, length: timedelta) -> None:
        """Remember the state of an installation that begins; good once, for so long."""
        ...

    async def consume(self, state: str) -> bool:
        """Whether the state was issued, is not too old and was not consumed: atomically, of two only one is told yes."""
        ...


class Workspaces(Protocol):
    """All that is held of one tenant, over all collections."""

    async def cancel_jobs(self, tenant: Tenant) -> int:
        """Cancel what is queued or running, but for jobs of kind `workspace.erase`. How many."""
        ...

    async def erase(self, tenant: Tenant) -> dict[str, int]:
        """Destroy every key of the tenant, then delete every document but the job that asks; how many by collection.

        Repeating it goes on where it stopped.
        """
        ...
