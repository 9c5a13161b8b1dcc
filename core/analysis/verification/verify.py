"""A whole draft against the transcript."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from core.analysis.verification import appointment, promises
from core.analysis.verification.alignment import Span
from core.analysis.verification.items import (
    LONGEST_LIST,
    Bench,
    Checked,
    Dropped,
    Rejected,
    check,
)
from core.analysis.verification.prose import Grounds, clean
from core.insight import merging
from core.insight.draft import Draft, DraftItem
from core.insight.sections import SECTIONS, SectionItem
from core.transcript import Transcript

# A sentence may fit several sections; the most specific takes it.
_FIRST = (
    "action_items",
    "powerful_questions",
    "emotional_shifts",
    "celebration",
    "client_discoveries",
    "values_beliefs",
)
_ORDER = sorted(SECTIONS, key=lambda section: _FIRST.index(section.name) if section.name in _FIRST else len(_FIRST))
SENTENCES = 4
THEMES = 5
OTHER_LANGUAGE = (
    "Promises are shown as they were said; in this language they were not checked for wishes or reported speech."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What of a draft holds. `dropped` counts by reason; `kept` of `proposed` items stand; `notes` are fit to show."""

    sections: dict[str, tuple[SectionItem, ...]]
    summary: str
    themes: tuple[str, ...]
    dropped: dict[str, int]
    proposed: int
    kept: int
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...] = ()

    @property
    def confidence(self) -> float | None:
        """The share of the draft that stands, None if nothing was proposed."""
        return round(self.kept / self.proposed, 4) if self.proposed else None


def verify(draft: Draft, transcript: Transcript, *, session_date: date | None = None) -> Verified:
    """Check every item, most specific section first, so that a quote is spent once. Pure; linear in the draft."""
    bench = Bench(transcript, Grounds(transcript), session_date, appointment.next_session(transcript, session_date))
    spent: list[Span] = []
    standing: dict[str, tuple[SectionItem, ...]] = {}
    rejected: list[Rejected] = []
    for section in _ORDER:
        kept: list[Checked] = []
        for proposed in draft.sections.get(section.name, ()):
            try:
                checked = check(section, proposed, bench)
                _admit(section.many, checked, kept, spent)
            except Dropped as fall:
                rejected.append(Rejected(section.name, proposed, fall.reason))
        standing[section.name] = tuple(checked.item for checked in kept)
    proposed_items = sum(len(items) for name, items in draft.sections.items() if name in standing)
    return Verified(
        sections={section.name: standing[section.name] for section in SECTIONS},
        summary=bench.grounds.sentences(draft.summary, SENTENCES),
        themes=_themes(draft.themes, bench.grounds),
        dropped=dict(sorted(Counter(item.reason for item in rejected).items())),
        proposed=proposed_items,
        kept=sum(len(items) for items in standing.values()),
        rejected=tuple(rejected),
        notes=(OTHER_LANGUAGE,) if standing["action_items"] and transcript.language not in promises.LANGUAGES else (),
    )


def _admit(many: bool, checked: Checked, kept: list[Checked], spent: list[Span]) -> None:
    """Into the section, unless its words are spent already, it says what another item says, or the list is full."""
    for other in kept:
        if any(_overlap(a, b) for a in checked.spans[:1] for b in other.spans[:1]) or merging.alike(
            checked.item, other.item
        ):
            raise Dropped("duplicate")
    if any(_overlap(span, used) for span in checked.spans for used in spent):
        raise Dropped("quote_used_twice")
    if kept and not many:
        raise Dropped("more_than_one")
    if len(kept) >= LONGEST_LIST:
        raise Dropped("too_many")
    kept.append(checked)
    spent.extend(checked.spans)


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


def merged(first: Draft, repaired: Draft, rejected: tuple[Rejected, ...]) -> Draft:
    """The first draft with the items that fell replaced by what the repair pass made of them, section by section. Those it gave
    nothing for stay, to fall again: what was proposed is not forgotten."""
    sections: dict[str, tuple[DraftItem, ...]] = {}
    for name in dict.fromkeys((*first.sections, *repaired.sections)):
        again = repaired.sections.get(name, ())
        fallen = [id(item.item) for item in rejected if item.section == name][: len(again)]
        stay = tuple(item for item in first.sections.get(name, ()) if id(item) not in fallen)
        sections[name] = (*stay, *again)
    return replace(
        first,
        sections=sections,
        summary=first.summary or repaired.summary,
        themes=first.themes or repaired.themes,
        usage=first.usage + repaired.usage,
    )
