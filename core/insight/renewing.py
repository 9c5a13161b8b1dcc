"""A new analysis of a session in the place of the former one: what somebody has touched stays. Pure.

Corrections are laid over whatever stands in the analysis (corrections.py), so what they are about has to stand there: a point
that was put right or left out is kept beside what is found now, as is what the client named. A promise is known by its place, so
where one was settled, agreed anew or said to be one, the former ones keep their places and what else is found stands behind.
"""

from collections.abc import Sequence

from core.insight.corrections import DOUBTFUL, PASSAGES, Anchor, Correction, anchor_of, same
from core.insight.earlier import as_claimed_today
from core.insight.model import DoneCommitment, Findings, SessionInsight
from core.insight.sections import SECTIONS, SectionItem
from core.insight.sections.action_item import ActionItem

PROMISES = "action_items"


def renewed(former: SessionInsight, new: Findings, corrections: Sequence[Correction], *, settled: bool) -> Findings:
    """What is to be stored: the new findings, and of the former what somebody has touched. `settled`: the state of a promise was
    changed, by hand or by proof."""
    named = {each.section for each in corrections if each.kind == "named"}
    said_of = {each.section for each in corrections}
    changed: dict[str, object] = {"done_since_last": _done(former, new), "speakers": former.speakers or new.speakers}
    for section in SECTIONS:
        kept, found = _touched(former, section.name, corrections, many=section.many), new.items(section.name)
        if section.many:
            changed[section.name] = (*(item for item in kept if not _among(item, found)), *found)
        elif kept or section.name in named:
            changed[section.name] = next(iter(kept), None)
    asked = PROMISES in named or DOUBTFUL in said_of
    if settled or asked:
        changed |= _promises(former, new, asked=asked)
    if PASSAGES in said_of or named - {PROMISES}:
        before = as_claimed_today(former).passages
        known = {each.evidence.turn for each in before}
        changed[PASSAGES] = (*before, *(each for each in new.passages if each.evidence.turn not in known))
    return new.model_copy(update=changed)


def _touched(former: Findings, name: str, corrections: Sequence[Correction], *, many: bool) -> tuple[SectionItem, ...]:
    """The items, as they were found, that somebody put in other words or left out. Of a section with one item, whatever is found
    now stands in the place of one that was left out."""
    kinds = {"corrected", "dismissed"} if many else {"corrected"}
    about = [each.anchor for each in corrections if each.section == name and each.kind in kinds]
    return tuple(item for item in former.items(name) if any(same(anchor, anchor_of(name, item)) for anchor in about))


def _promises(former: Findings, new: Findings, *, asked: bool) -> dict[str, tuple[ActionItem, ...]]:
    """The former ones in their places, in today's words where they are found again. Those that were asked about have their places
    behind the sure ones: then no sure one is added, and what else is found is asked about."""
    again = tuple(next((item for item in new.action_items if _among(item, (one,))), one) for one in former.action_items)
    more = tuple(item for item in new.action_items if not _among(item, former.action_items))
    if not asked:
        return {PROMISES: (*again, *more)}
    others = (item for item in (*more, *new.doubtful) if not _among(item, former.doubtful))
    return {PROMISES: again, DOUBTFUL: (*former.doubtful, *others)}


def _done(former: Findings, new: Findings) -> tuple[DoneCommitment, ...]:
    """A promise that was proven kept is open no more, so it is not found again."""
    known = {done.commitment_id for done in former.done_since_last}
    return (*former.done_since_last, *(done for done in new.done_since_last if done.commitment_id not in known))


def _among(item: SectionItem, others: Sequence[SectionItem]) -> bool:
    return any(same(_words(item), _words(other)) for other in others)


def _words(item: SectionItem) -> Anchor:
    return Anchor(tuple((found.turn, found.quote) for found in item.evidence))
