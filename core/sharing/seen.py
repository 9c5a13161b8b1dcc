"""What of an insight one reader sees: corrections laid over, and the craft view only for whom it is. Pure.

Whatever shows an insight (card, section, export, preview, API) shows what `as_seen` gives, and nothing else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.insight.corrections import Correction, lay_over
from core.insight.model import Findings, Grant, SessionInsight
from core.insight.sections import SECTIONS
from core.insight.sections.action_item import ActionItem
from core.people.person import Person
from core.ports.insights import InsightSummary
from core.sharing.access import Facts, Operation, can
from core.transcript import Role, is_generic

CRAFT: Mapping[str, object] = {"metrics": (), "markers": (), "coach_turns": (), "quality_evidence": ()}
"""The fields of the craft view, and what stands for them where it is not shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An insight as one person sees it. `notes` by (section, place): who put the item in other words; `places` by section: where
    the items are in the analysis as it was stored; `dismissed` how many items are left out."""

    insight: SessionInsight
    craft: bool
    notes: Mapping[tuple[str, int], Correction] = field(default_factory=dict)
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    dismissed: int = 0


def as_seen(reader: Person, insight: SessionInsight, facts: Facts, corrections: Sequence[Correction] = ()) -> Seen:
    """The reader's view; ask the policy for VIEW before. Sharing facts are left to the owner alone."""
    corrected = lay_over(insight, corrections)
    craft = can(reader, Operation.SEE_CRAFT, facts)
    found = corrected.findings if craft else corrected.findings.model_copy(update=dict(CRAFT))
    changes: dict[str, object] = {name: getattr(found, name) for name in Findings.model_fields}
    if reader.id != insight.client_user_id:
        changes |= {"shared_with_coaches": (), "sharing_permissions": {}}
        changes["doubtful"] = ()  # their client is asked first
        # A promise of another circle is not told through this session: one made in private stays the client's own.
        together = insight.coaching_relationship_id
        changes["done_since_last"] = tuple(
            done for done in found.done_since_last if together and done.coaching_relationship_id == together
        )
    return Seen(insight.model_copy(update=changes), craft, corrected.notes, corrected.places, corrected.dismissed)


_ROLES = frozenset({"coach", "client", "coachee", "the coach", "the client", "unknown", "guest", "user"})


def heard(insight: Findings) -> dict[Role, str]:
    """Client and coach as the transcript calls them; left out where it gives a number or a role instead of a name. Of an insight
    stored without them, by whose words prove what: nobody but these two is ever quoted."""
    if insight.speakers is None:
        named = _quoted(insight)
    else:
        named = {Role.CLIENT: insight.speakers.client, Role.COACH: insight.speakers.coach}
    return {role: name for role, name in named.items() if name and not _no_name(name)}


def _quoted(insight: Findings) -> dict[Role, str]:
    spoken: Counter[str] = Counter()
    clients: Counter[str] = Counter()
    for section in SECTIONS:
        for item in insight.items(section.name):
            speakers = [found.speaker for found in item.evidence if found.speaker]
            spoken.update(speakers)
            clients.update(speakers if section.voice is Role.CLIENT else ())
            if isinstance(item, ActionItem) and item.owner == "client":
                clients.update(speakers[:1])
    spoken.update(asked.evidence.speaker for asked in insight.questions if asked.evidence.speaker)
    clients.update(passage.evidence.speaker for passage in insight.passages if passage.evidence.speaker)
    client = next((name for name, _ in clients.most_common(1)), "")
    coach = next((name for name, _ in spoken.most_common() if client and name != client), "")
    return {Role.CLIENT: client, Role.COACH: coach}


def _no_name(label: str) -> bool:
    return is_generic(label) or label.strip().casefold() in _ROLES


def row_as_seen(reader: Person, row: InsightSummary, facts: Facts) -> InsightSummary:
    """A list's row without the figures of the craft view, where that is not shown."""
    figures = row.figures if can(reader, Operation.SEE_CRAFT, facts) else {}
    grants = row.sharing_permissions if reader.id == row.client_user_id else {}
    return replace(row, figures=figures, sharing_permissions=grants)


def preview(
    coach: Person, insight: SessionInsight, facts: Facts, grant: Grant, corrections: Sequence[Correction]
) -> Seen:
    """What `coach` will see once the grant is given: the same function as for reading, on the facts as they will be."""
    then = replace(facts, grants={**facts.grants, coach.id: grant})
    return as_seen(coach, insight, then, corrections)
