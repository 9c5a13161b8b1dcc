"""What of an insight one reader sees: corrections laid over, promises as they stand, the craft view only for whom it is. Pure.

Whatever shows an insight (card, section, export, preview, API) asks core.sharing.finding, which gives what `as_seen` makes of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.insight.addressed import to_others
from core.insight.corrections import Correction, lay_over
from core.insight.model import DoneCommitment, Findings, SessionInsight
from core.insight.sections import SECTIONS
from core.insight.sections.action_item import ActionItem
from core.insight.words import Spellings
from core.people.person import Person
from core.ports.insights import InsightSummary
from core.promises.commitments import Commitment, as_they_stand, place_of
from core.sharing.access import Facts, Operation, can
from core.transcript import Role, is_generic

CRAFT: Mapping[str, object] = {"metrics": (), "markers": (), "coach_turns": (), "quality_evidence": ()}
"""The fields of the craft view, and what stands for them where it is not shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An insight as one person sees it at this moment. `notes` by (section, place): who put the item in other words; `places` by
    section: where the items are in the analysis as it was stored; `dismissed` how many items are left out; `promises` by that
    place: how they stand; `words` what names and words were corrected."""

    reader: Person
    facts: Facts
    insight: SessionInsight
    craft: bool
    notes: Mapping[tuple[str, int], Correction] = field(default_factory=dict)
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    dismissed: int = 0
    promises: Mapping[int, Commitment] = field(default_factory=dict)
    words: Spellings = ()

    def may(self, operation: Operation) -> bool:
        return can(self.reader, operation, self.facts)

    @property
    def names(self) -> bool:
        """Whether its reader says what the client's words are to them."""
        return self.may(Operation.NAME) and self.insight.owner_voice == "client"

    def as_it_stands(self) -> "Seen":
        """With the words, date and state of each promise in its item: for files and previews, which cannot be pressed."""
        insight = as_they_stand(self.insight, self.places["action_items"], self.promises)
        return replace(self, insight=insight, promises={})


def as_seen(
    reader: Person,
    insight: SessionInsight,
    facts: Facts,
    corrections: Sequence[Correction] = (),
    promises: Sequence[Commitment] = (),
) -> Seen:
    """The reader's view; ask the policy for VIEW before. Sharing facts are left to the owner alone. `promises` are those made in
    it, and of those it proves kept the ones the reader may see where they were made."""
    corrected = lay_over(insight, corrections)
    craft = can(reader, Operation.SEE_CRAFT, facts)
    found = corrected.findings if craft else corrected.findings.model_copy(update=dict(CRAFT))
    changes: dict[str, object] = {name: getattr(found, name) for name in Findings.model_fields}
    if reader.id != insight.client_user_id:
        changes |= {"shared_with_coaches": (), "sharing_permissions": {}}
        changes |= to_others(found)
    changes["done_since_last"] = tuple(_kept(reader, insight, found.done_since_last, promises))
    made = {place_of(one.id): one for one in promises if one.insight_id == insight.id}
    shown = insight.model_copy(update=changes)
    if reader.id != insight.client_user_id or shown.owner_voice != "client":
        shown = shown.model_copy(update={"doubtful": ()})  # their client is asked first
    return Seen(
        reader,
        facts,
        shown,
        craft,
        corrected.notes,
        corrected.places,
        corrected.dismissed,
        made if can(reader, Operation.SEE_COMMITMENTS, facts) else {},
        corrected.words,
    )


def _kept(
    reader: Person, insight: SessionInsight, told: Sequence[DoneCommitment], promises: Sequence[Commitment]
) -> Iterator[DoneCommitment]:
    """In the words of now. Left out is what is no promise any more, or not done after all; and a promise of another circle, which
    is not told through this session: one made in private stays the client's own."""
    known = {one.id: one for one in promises}
    together = insight.coaching_relationship_id
    for done in told:
        promise = known.get(done.commitment_id)
        ours = reader.id == insight.client_user_id or (together and done.coaching_relationship_id == together)
        if promise and ours and not _denied(promise, insight.id):
            yield done.model_copy(update={"action": promise.action})


def _denied(promise: Commitment, proven_in: str) -> bool:
    """Whether somebody said otherwise: opened again after this very proof, or let go."""
    again = promise.proof is not None and promise.proof.insight_id == proven_in and promise.state != "done"
    return again or promise.state == "dropped"


_ROLES = frozenset({"coach", "client", "coachee", "the coach", "the client", "unknown", "guest", "user"})


def heard(insight: Findings) -> dict[Role, str]:
    """Client and coach as the transcript calls them; left out where it gives a number or a role instead of a name."""
    return {role: name for role, name in labels(insight).items() if name and not unnamed(name)}


def labels(insight: Findings) -> dict[Role, str]:
    """The same, whatever the transcript gives. Of an insight stored without them, by whose words prove what: nobody but these two
    is ever quoted."""
    if insight.speakers is None:
        return _quoted(insight)
    return {Role.CLIENT: insight.speakers.client, Role.COACH: insight.speakers.coach}


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


def unnamed(label: str) -> bool:
    """Whether it is a number or a role rather than somebody's name."""
    return is_generic(label) or label.strip().casefold() in _ROLES


def row_as_seen(reader: Person, row: InsightSummary, facts: Facts) -> InsightSummary:
    """A list's row without the figures of the craft view, where that is not shown."""
    figures = row.figures if can(reader, Operation.SEE_CRAFT, facts) else {}
    grants = row.sharing_permissions if reader.id == row.client_user_id else {}
    return replace(row, figures=figures, sharing_permissions=grants)
