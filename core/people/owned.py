"""What one person has a few of, each with an id among theirs."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from core.people.person import Person

T_co = TypeVar("T_co", covariant=True)


class OwnedStore(Protocol[T_co]):
    """Index (platform, tenant, person, created_at)."""

    async def of(self, person: Person) -> Sequence[T_co]:
        """The newest first; none whose key was destroyed."""
        ...

    async def remove(self, person: Person, id: str) -> bool:
        """False if there is none."""
        ...

    async def remove_all(self, person: Person) -> int:
        """How many."""
        ...
