"""What follows a command, read in one place: whom it is about, the words it knows; whatever else was written gets a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from core.people.person import Person
from core.refusal import Reason, Refused
from core.translation import _, either
from handlers.events import CommandGiven

ECHOED = 40
"""Characters of an unknown word that are said back."""
ALIKE = 0.6
"""From which difflib ratio on a word is offered for another."""


@dataclass(frozen=True, slots=True)
class Arguments:
    words: tuple[str, ...] = ()
    person: Person | None = None

    @property
    def word(self) -> str:
        """The one word, or nothing."""
        return self.words[0] if self.words else ""

    @property
    def about(self) -> str:
        """The id of the person, or nothing."""
        return self.person.id if self.person else ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may follow a command: at most `most` of `words` and `also`, and one person if `person`. `words` are offered for
    what was misspelt, `also` are understood beside them. `usage` says what to write."""

    usage: Callable[[], str]
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    person: bool = False
    most: int = 1

    @property
    def known(self) -> frozenset[str]:
        return frozenset((*self.words, *self.also))

    def read(self, event: CommandGiven) -> Arguments:
        """Raises Refused for anything that would otherwise be left out of account. A person is taken by mention alone: whoever
        is named in plain letters is not searched for."""
        words = tuple(dict.fromkeys(bare for word in event.text.split() if (bare := word.lower().strip(".,;:!?"))))
        if unknown := next((word for word in words if word not in self.known), None):
            raise self._unknown(unknown)
        if event.mentioned and not self.person:
            raise Refused(Reason.BAD_INPUT, _("This one is about you alone. {usage}", usage=self.usage()))
        if len(event.mentioned) > 1:
            raise Refused(Reason.BAD_INPUT, _("Name one person at a time. {usage}", usage=self.usage()))
        if len(words) > self.most:
            said = _("Write either {words}, not both. {usage}", words=either(words[:2]), usage=self.usage())
            raise Refused(Reason.BAD_INPUT, said)
        return Arguments(words, event.mentioned[0] if event.mentioned else None)

    def _unknown(self, word: str) -> Refused:
        echo = word[:ECHOED]
        if word.startswith("@") and self.person:
            said = _(
                "I do not know “{word}”. Pick the name from the list that opens when you type @; where none opens, it has to be "
                "somebody you work with here.",
                word=echo,
            )
        elif near := closest(word, self.words):
            said = _("I do not know “{word}”. Did you mean {near}?", word=echo, near=near)
        else:
            said = _("I do not know “{word}”. {usage}", word=echo, usage=self.usage())
        return Refused(Reason.BAD_INPUT, said)


def closest(word: str, known: tuple[str, ...], alike: float = ALIKE) -> str:
    """The one of `known` that was probably meant; nothing if none is near."""
    return next(iter(get_close_matches(word.lower(), known, 1, alike)), "")
