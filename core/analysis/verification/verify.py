"""A whole draft against the transcript."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from core.analysis.promises.talk import Talk
from core.analysis.verification import appointment
from core.analysis.verification.alignment import Span, Spoken
from core.analysis.verification.items import (
    Bench,
    Checked,
    Dropped,
    check,
)
from core.analysis.verification.prose import Grounds, clean
from core.insight import merging
from core.insight.draft import Draft, Rejected
from core.insight.sections import SECTIONS, SectionItem
from core.insight.sections.action_item import ActionItem
from core.transcript import Transcript

SENTENCES = 4
THEMES = 5
REPEAT = "duplicate"
"""Said twice in one section: no falsehood, and not counted as one."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What of a draft holds. `doubtful` are promises whose quote stands but whose words may be none: to be asked about.
    `dropped` counts by reason; of `proposed` items, each counted once however often it was repeated, `kept` were borne out."""

    sections: dict[str, tuple[SectionItem, ...]]
    summary: str
    themes: tuple[str, ...]
    dropped: dict[str, int]
    proposed: int
    kept: int
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...] = ()
    doubtful: tuple[ActionItem, ...] = ()

    @property
    def confidence(self) -> float | None:
        """The share of the draft that stands, None if nothing was proposed."""
        return round(self.kept / self.proposed, 4) if self.proposed else None


def verify(draft: Draft, transcript: Transcript, *, session_date: date | None = None) -> Verified:
    """Check every item by itself; what a section says twice is kept once. Pure."""
    day = appointment.next_session(transcript, session_date)
    bench = Bench(transcript, Spoken(transcript), Talk(transcript), Grounds.of(transcript), session_date, day)
    standing: dict[str, list[Checked]] = {}
    rejected: list[Rejected] = []
    for section in SECTIONS:
        kept = standing.setdefault(section.name, [])
        for proposed in draft.sections.get(section.name, ()):
            try:
                checked = check(section, proposed, bench)
            except Dropped as fall:
                rejected.append(Rejected(section.name, proposed, fall.reason))
                continue
            if any(_repeats(checked, other) for other in kept):
                rejected.append(Rejected(section.name, proposed, REPEAT))
            else:
                kept.append(checked)
    false = sum(item.reason != REPEAT for item in rejected)
    held = sum(map(len, standing.values()))
    return Verified(
        sections={name: tuple(each.item for each in kept if not each.doubt) for name, kept in standing.items()},
        doubtful=tuple(
            each.item for each in standing["action_items"] if each.doubt and isinstance(each.item, ActionItem)
        ),
        summary=bench.grounds.sentences(draft.summary, SENTENCES),
        themes=_themes(draft.themes, bench.grounds),
        dropped=dict(sorted(Counter(item.reason for item in rejected).items())),
        proposed=held + false,
        kept=held,
        rejected=tuple(rejected),
    )


def _repeats(checked: Checked, other: Checked) -> bool:
    """Whether an item says what another of its section says: by the same words, or in the same words again."""
    same = any(_overlap(a, b) for a in checked.spans[:1] for b in other.spans[:1])
    return same or merging.alike(checked.item, other.item)


def _overlap(a: Span, b: Span) -> bool:
    """Whether two slices share at least half of the shorter."""
    if a.turn.n != b.turn.n:
        return False
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0 and 2 * shared >= min(a.end - a.start, b.end - b.start)


def _themes(themes: tuple[str, ...], grounds: Grounds) -> tuple[str, ...]:
    cleaned = (clean(theme) for theme in themes)
    return tuple(dict.fromkeys(theme for theme in cleaned if theme and len(theme) <= 80 and grounds.holds(theme)))[
        :THEMES
    ]
