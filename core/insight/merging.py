"""Drafts of parts of one session become one: joined where they hold different sections, merged by meaning where they
overlap."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.insight.draft import Draft, DraftItem, Rejected, Usage
from core.insight.sections import SECTIONS, SectionItem
from core.transcript import Transcript

ALIKE = 0.6  # share of the shorter's content words that two items must have in common
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_STOP_WORDS = (
    "the and for that this with was are have has had not but you your they them what when where who how all any "
    "can will would could just "
    "from into out about been being its it's i'll i'm don't gonna going really very more some than then there "
    "their our one did does "
    "der die das und den dem des ein eine einen einem einer ist war nicht mit auf für von ich sie wir mir mich "
    "dass auch noch schon nur "
    "aber wenn dann doch mal habe hab werde wird sich wie was"
)
_STOP = frozenset(_STOP_WORDS.split())
Quoted = dict[int, frozenset[str]]
"""The words that carry meaning in what an item quotes, by turn."""


def alike(a: SectionItem, b: SectionItem) -> bool:
    """Whether two items of a section say the same: they share most content words of their leading field and their quotes,
    neither names a number the other does not, and both are the same person's, where the section knows whose they are."""
    return getattr(a, "owner", None) == getattr(b, "owner", None) and _alike(_said_by(a), _said_by(b))


def join(drafts: Iterable[Draft], *, usage: Usage | None = None) -> Draft:
    """One draft of several that hold different sections of the same stretch."""
    sections: dict[str, tuple[DraftItem, ...]] = {}
    joined = Draft(sections=sections, usage=usage or Usage())
    for draft in drafts:
        for name, items in draft.sections.items():
            sections[name] = (*sections.get(name, ()), *items)
        joined = replace(
            joined,
            summary=joined.summary or draft.summary,
            themes=joined.themes or draft.themes,
            usage=joined.usage + draft.usage,
            missing=tuple(dict.fromkeys((*joined.missing, *draft.missing))),
            done=(*joined.done, *draft.done),
            model=joined.model or draft.model,
            prompt_version=joined.prompt_version or draft.prompt_version,
        )
    return joined


def merge(drafts: Sequence[Draft], transcript: Transcript) -> Draft:
    """One draft of several over successive, overlapping stretches. What the overlap made twice is kept once, the telling with
    more evidence. Of a section that holds one item, the best borne out leads and the others follow, for verification
    to choose from. A section is missing only if a stretch lacks it and no other gave it."""
    joined = join(drafts)
    many = {section.name: section.many for section in SECTIONS}
    sections: dict[str, tuple[DraftItem, ...]] = {}
    for name in joined.sections:
        once = _once(draft.sections.get(name, ()) for draft in drafts)
        if many.get(name, True):
            once.sort(key=lambda item: item.evidence[0].turn if item.evidence else len(transcript.turns))
        else:
            once.sort(key=_weight, reverse=True)
        sections[name] = tuple(once)
    return replace(
        joined,
        sections=sections,
        summary=" ".join(draft.summary for draft in drafts if draft.summary),
        themes=_common_themes(drafts),
        missing=tuple(name for name in joined.missing if not sections.get(name)),
    )


def with_overview(draft: Draft, overview: Draft) -> Draft:
    """The draft with the summary and themes of another, where it has them."""
    return replace(
        draft,
        summary=overview.summary or draft.summary,
        themes=overview.themes or draft.themes,
        usage=draft.usage + overview.usage,
    )


def repaired(first: Draft, again: Draft, rejected: tuple[Rejected, ...]) -> Draft:
    """The first draft with the items that fell replaced by what the repair pass made of them, section by section. Those it gave
    nothing for stay, to fall again: what was proposed is not forgotten."""
    sections: dict[str, tuple[DraftItem, ...]] = {}
    for name in dict.fromkeys((*first.sections, *again.sections)):
        given = again.sections.get(name, ())
        fallen = [id(item.item) for item in rejected if item.section == name][: len(given)]
        stay = tuple(item for item in first.sections.get(name, ()) if id(item) not in fallen)
        sections[name] = (*stay, *given)
    return replace(
        first,
        sections=sections,
        summary=first.summary or again.summary,
        themes=first.themes or again.themes,
        usage=first.usage + again.usage,
    )


def _once(stretches: Iterable[Sequence[DraftItem]]) -> list[DraftItem]:
    """Items of successive stretches without what two of them tell; what one stretch tells is never merged with itself."""
    kept: list[tuple[DraftItem, Quoted]] = []
    for items in stretches:
        before = len(kept)
        for item in items:
            told = (item, _quoted(item))
            twin = next((i for i, other in enumerate(kept[:before]) if _twins(told, other)), None)
            if twin is None:
                kept.append(told)
            elif _weight(item) > _weight(kept[twin][0]):
                kept[twin] = told
    return [item for item, _ in kept]


def _twins(a: tuple[DraftItem, Quoted], b: tuple[DraftItem, Quoted]) -> bool:
    """Whether two items are one event told twice: the same owner's, and on every turn that both rest on the words quoted are the
    same or a part of the other's. Two promises of nearly the same words in one turn remain two."""
    (one, ours), (other, theirs) = a, b
    if one.fields.get("owner") != other.fields.get("owner"):
        return False
    both = ours.keys() & theirs.keys()
    return bool(both) and all(ours[turn] <= theirs[turn] or theirs[turn] <= ours[turn] for turn in both)


def _quoted(item: DraftItem) -> Quoted:
    words: dict[int, frozenset[str]] = {}
    for quote in item.evidence:
        words[quote.turn] = words.get(quote.turn, frozenset()) | content(quote.quote)
    return words


def _weight(item: DraftItem) -> tuple[int, int]:
    return len(item.evidence), sum(len(quote.quote) for quote in item.evidence)


def _common_themes(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Themes by the number of stretches that name them, then by first mention."""
    groups: list[tuple[str, frozenset[str], int]] = []
    for draft in drafts:
        for theme in draft.themes:
            words = content(theme)
            at = next((i for i, (_, other, _) in enumerate(groups) if _alike(words, other)), None)
            if at is None:
                groups.append((theme, words, 1))
            else:
                first, seen, count = groups[at]
                groups[at] = (first, seen, count + 1)
    return tuple(theme for theme, _, _ in sorted(groups, key=lambda group: -group[2]))[:5]


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    if not a or not b:
        return False
    numbers = {w for w in a ^ b if w.isdigit()}
    return not numbers and len(a & b) >= ALIKE * min(len(a), len(b)) and len(a & b) >= min(2, len(a), len(b))


def _said_by(item: SectionItem) -> frozenset[str]:
    lead = next(
        (str(value) for name, value in item if name != "evidence" and isinstance(value, str) and " " in value), ""
    )
    return content(" ".join([lead, *(quote.quote for quote in item.evidence[:1])]))


def content(text: str) -> frozenset[str]:
    """The words that carry meaning, lower case, crudely stemmed."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower().replace("’", "'")) if word not in _STOP)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "en", "er", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
