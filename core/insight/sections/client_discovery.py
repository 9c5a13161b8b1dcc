"""What the client saw newly."""

from typing import Literal

from core.card import Block, Facts, Text
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_, _


class ClientDiscovery(SectionItem):
    insight: str
    depth_level: Literal["Surface", "Moderate", "Deep"] | None = None
    emotional_response: str = ""


def _show(item: ClientDiscovery) -> tuple[Block, ...]:
    felt = (Facts(((_("How it felt"), item.emotional_response),)),) if item.emotional_response else ()
    return (Text(item.insight), *felt)


SECTION = Section(
    name="client_discoveries",
    title=N_("Discoveries"),
    item=ClientDiscovery,
    many=True,
    voice=Role.CLIENT,
    ask=(
        "What the client sees newly in this session, said by the client. Deep: about who they are; "
        "Moderate: how things hang together; Surface: a passing remark. "
        "`emotional_response`: the client's own feeling word at that moment, else empty."
    ),
    show=_show,
    weight=lambda item: {"Moderate": 1, "Surface": 2}.get(item.depth_level or "", 0),
)
