"""The change the client wants."""

from typing import Literal

from core.card import (
    Block,
    Bullets,
    Facts,
    Text,
)
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_, _


class Intention(SectionItem):
    behavior_change: str
    commitment_level: Literal["Strong", "Moderate", "Exploratory"] | None = None
    timeline: str | None = None
    support_needed: tuple[str, ...] = ()


def _show(item: Intention) -> tuple[Block, ...]:
    when = (Facts(((_("When"), item.timeline),)),) if item.timeline else ()
    support = (Bullets(item.support_needed),) if item.support_needed else ()
    return (Text(item.behavior_change), *when, *support)


SECTION = Section(
    name="intention",
    title=N_("Intention"),
    item=Intention,
    many=False,
    voice=Role.CLIENT,
    ask=(
        "The change in their own behaviour the client wants, decided or not, in the client's words. "
        "Strong: decided; Moderate: wanted, not yet decided; Exploratory: considered. "
        "`support_needed`: help the client asks for."
    ),
    show=_show,
)
