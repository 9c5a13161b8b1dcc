"""Who is there: the two people of the sample session, and somebody who administers the organisation they are in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.people.person import Person, Platform, Tenant
from core.ports.people import Kind, Member
from core.translation import N_

TENANT = Tenant(Platform.PLAYGROUND, "playground")


@dataclass(frozen=True, slots=True)
class Player:
    """`part` is what they are here, in a word or two: a message."""

    id: str
    name: str
    part: str = ""
    kind: Kind = Kind.PERSON
    admin: bool = False

    @property
    def person(self) -> Person:
        return Person(TENANT, self.id)

    @property
    def first(self) -> str:
        return self.name.partition(" ")[0]


CAST = (
    Player("leila", "Leila Nassiri", N_("Client")),
    Player("ingrid", "Ingrid Solheim", N_("Coach")),
    Player("astrid", "Astrid Dahl", N_("Administrator"), admin=True),
)


@dataclass
class Cast:
    """A core.ports.people.Directory. `locale` and `zone` are everybody's: they share one browser."""

    players: Sequence[Player] = CAST
    locale: str = ""
    zone: str | None = None

    async def look_up(self, person: Person) -> Member | None:
        found = self.find(person.id) if person.tenant == TENANT else None
        if found is None:
            return None
        return Member(person, found.kind, found.name, self.zone, self.locale, found.admin)

    def find(self, id: str) -> Player | None:
        return next((each for each in self.players if each.id == id), None)

    def read(self, text: str) -> tuple[str, tuple[Person, ...]]:
        """What was written with @mentions taken out, and who they are."""
        mentioned: dict[Person, None] = {}

        def took(found: re.Match[str]) -> str:
            mentioned[self._called(found[1]).person] = None
            return " "

        names = sorted((re.escape(name) for each in self.players for name in _names(each)), key=len, reverse=True)
        words = re.sub(rf"(?<!\w)@({'|'.join(names)})(?!\w)", took, text, flags=re.IGNORECASE)
        return " ".join(words.split()), tuple(mentioned)

    def _called(self, name: str) -> Player:
        return next(each for each in self.players if name.casefold() in map(str.casefold, _names(each)))


def _names(player: Player) -> tuple[str, ...]:
    return (player.name, player.first, player.id)
