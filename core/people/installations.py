"""An app's installation in one workspace, with the credentials to speak there, and what a store of them can do.

A workspace may also be served by the installation of its whole organisation; then it has none of its own and names that one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from core.people.person import Tenant


@dataclass(frozen=True, slots=True)
class Installation:
    """`tenant` is the workspace, or the organisation if it was installed there as a whole. `expires_at` is None for a
    token that does not expire; one that does comes with a `refresh_token` that may be used once. `installed_at` is on the
    platform's clock; None if it is not known, and then any removal counts."""

    tenant: Tenant
    token: str = field(repr=False)
    bot_user: str = ""
    scopes: tuple[str, ...] = ()
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    installed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """The platform says that the app is not to work in `tenant` any more, a workspace or a whole organisation.

    `told` is when that happened, on the platform's clock; None if it does not say. `organisation` is set where an organisation
    has taken the workspace out of its installation: one that the workspace has of its own stays."""

    tenant: Tenant
    told: datetime | None = None
    organisation: str = ""


CLOCKS = timedelta(seconds=3)
"""How much older than the installation a removal has to be for being one of an earlier installation.

Both moments come from the platform, but in whole seconds, and from different machines of it: an uninstall in the very second
of the install may bear the earlier time. Nobody removes an app, comes to the install page and agrees within three seconds. So
inside of them a removal counts, which is the side to err on: one that is counted wrongly is seen and mended by installing
again, within the time of grace; one that is passed over wrongly would keep what people were told is erased."""


class InstallationStore(Protocol):
    """`installations` and `oauth_states`. Tokens are sealed under a key of the workspace's own."""

    async def save(self, installation: Installation) -> None:
        """Install, or install anew: what was there is replaced, a removal forgotten."""
        ...

    async def get(self, tenant: Tenant) -> Installation | None:
        """The workspace's own, else its organisation's; None if the app is not installed (any more)."""
        ...

    async def join(self, tenant: Tenant, organisation: str, *, after: datetime, told: datetime | None = None) -> bool:
        """The workspace is served by the organisation's installation, and was at `told` by the platform's clock. False if it
        has one of its own, or was removed later than `after`."""
        ...

    async def served(self, organisation: Tenant) -> Sequence[Tenant]:
        """The workspaces that joined the organisation's installation and were not removed since."""
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

    async def remove(self, removal: Removal, now: datetime) -> datetime | None:
        """Delete the credentials and destroy their key, at once; that it was removed and when stays known, and is given back:
        `told`, or `now` if the platform does not say, or what is known of a later removal.

        None if the removal is older than the installation by more than CLOCKS. Nothing is changed then, in one step with
        finding that out."""
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
        """Cancel what is queued or running, but for the erasure, and for what takes back what was shown: that must not be
        forgotten should the app be installed again. How many."""
        ...

    async def sign_out(self, tenant: Tenant) -> None:
        """End every session in a browser, and every link to one."""
        ...

    async def erase(self, tenant: Tenant) -> dict[str, int]:
        """Destroy every key of the tenant, then delete every document but the job that asks; how many by collection.

        Repeating it goes on where it stopped.
        """
        ...
