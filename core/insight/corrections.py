"""What a party says of an item: dismissed, put in other words, or what a passage is to them. Kept beside the analysis and laid
over it at every read.

A new analysis finds the same thing in other words, so an item is known by the words of the transcript it rests on:
the same section and a quote of the same turn that shares most of its words. What was dismissed stays away, what was
corrected stays corrected. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.insight.earlier import as_claimed_today, unclaimed
from core.insight.left_out import Words, told_elsewhere
from core.insight.model import Findings
from core.insight.sections import BY_NAME, SectionItem
from core.insight.words import Spellings, everywhere
from core.refusal import Reason, Refused
from core.text import one_line
from core.translation import _

HEADLINE: Mapping[str, str] = {
    "celebration": "description",
    "intention": "behavior_change",
    "client_discoveries": "insight",
    "goal_progress": "progress_description",
    "coaching_presence": "rapport_quality",
    "powerful_questions": "impact_description",
    "action_items": "action",
    "emotional_shifts": "shift_description",
    "values_beliefs": "description",
    "communication_patterns": "expression_patterns",
}
"""The field of each section that a correction puts in other words; a question itself was said, so its effect is corrected."""

PASSAGES, DOUBTFUL = "passages", "doubtful"
"""What may be named besides the sections: words worth coming back to, and what may be a promise."""
WORDS = "words"
"""The section of a correction of a name or a word, which is about no item."""
VOICE = "voice"
"""That of what the owner says of which voice is theirs."""
NAMES = ("celebration", "intention", "client_discoveries", "values_beliefs", "emotional_shifts", "goal_progress")
"""The sections a passage can be named into; a doubtful promise becomes one of `action_items`."""

LONGEST = 600
"""Characters of a corrected text."""
MOST = 200
"""Corrections of one insight."""
_ALIKE = 0.6
"""The share of the shorter quote's words that must be in the other, for two quotes of one turn to be the same."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an item is known by: the (turn, quote) pairs it rests on, and its own words as the engine put them."""

    quotes: tuple[tuple[int, str], ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """`id` names the item within its insight (section and place when it was corrected); a second one replaces the first.

    `text` is content, empty for a dismissal. `by` is the person's id, `voice` whether coach or client. `named`: the words are an
    item of `section` to the client. `word`: of WORDS, the anchor's words read `text` wherever they stand. `voice`: of VOICE,
    `text` is whose voice the owner has.
    """

    id: str
    section: str
    anchor: Anchor
    kind: Literal["dismissed", "corrected", "named", "word", "voice"]
    by: str
    voice: Literal["coach", "client"]
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Findings with all corrections laid over. `notes` maps (section, place in it) to the correction that shaped the item;
    `places` maps each section to where its items were before, those that were named behind the others; `passages` and `doubtful`
    are in `places` too; `words` are the names and words corrected in all of it."""

    findings: Findings
    notes: Mapping[tuple[str, int], Correction]
    places: Mapping[str, tuple[int, ...]]
    dismissed: int
    words: Spellings = ()


def anchor_of(section: str, item: SectionItem) -> Anchor:
    own = getattr(item, HEADLINE[section])
    quotes = tuple((found.turn, found.quote) for found in item.evidence)
    return Anchor(quotes, "; ".join(own) if isinstance(own, tuple) else own)


def make(
    findings: Findings,
    section: str,
    place: int,
    *,
    by: str,
    voice: Literal["coach", "client"],
    at: datetime,
    text: str | None,
    id: str,
) -> Correction:
    """The correction of the `place`-th item (from 0) of the findings as the engine left them; `text` None dismisses it.

    Raises Refused if the item is not there.
    """
    items = findings.items(section) if section in BY_NAME else ()
    if not 0 <= place < len(items):
        raise Refused(Reason.NOT_FOUND, _("This item is not there any more. Open the session again."), about="text")
    if text is None:
        return Correction(id, section, anchor_of(section, items[place]), "dismissed", by, voice, at)
    return Correction(id, section, anchor_of(section, items[place]), "corrected", by, voice, at, checked(text))


def checked(text: str) -> str:
    """The text trimmed. Raises Refused if it is empty or too long."""
    said = one_line(text)
    if not said:
        raise Refused(Reason.EMPTY, _("Write how it should read, or dismiss the item instead."), about="text")
    if len(said) > LONGEST:
        message = _("That is longer than {most} characters. Please make it shorter.", most=LONGEST)
        raise Refused(Reason.TOO_LARGE, message, about="text")
    return said


def name(
    findings: Findings, among: str, place: int, section: str | None, *, by: str, at: datetime, id: str
) -> Correction:
    """The client's word on the `place`-th (from 0) of PASSAGES or DOUBTFUL: an item of `section`, or None for nothing.

    Raises Refused if it is not there, or cannot be that.
    """
    allowed = {PASSAGES: NAMES, DOUBTFUL: ("action_items",)}.get(among, ())
    found = _nameable(as_claimed_today(findings), among) if allowed else []
    if not 0 <= place < len(found) or (section is not None and section not in allowed):
        raise Refused(Reason.NOT_FOUND, _("This item is not there any more. Open the session again."))
    anchor = Anchor(found[place], "")
    if section is None:
        return Correction(id, among, anchor, "dismissed", by, "client", at)
    return Correction(id, section, anchor, "named", by, "client", at)


def of_the_client(correction: Correction) -> bool:
    """Whether it is the client's own word on a passage or a doubtful promise, which is nobody else's to see or to take back."""
    return correction.kind == "named" or correction.section in {PASSAGES, DOUBTFUL, VOICE}


def _nameable(findings: Findings, among: str) -> list[tuple[tuple[int, str], ...]]:
    """The quotes of each passage, or of each doubtful promise."""
    if among == PASSAGES:
        return [((each.evidence.turn, each.evidence.quote),) for each in findings.passages]
    return [tuple((one.turn, one.quote) for one in each.evidence) for each in findings.doubtful]


def lay_over(findings: Findings, corrections: Sequence[Correction]) -> Corrected:
    """The findings as they are to be shown; the newest correction of an item decides."""
    newest = sorted(corrections, key=lambda correction: correction.at)[::-1]
    changed: dict[str, object] = {}
    notes: dict[tuple[str, int], Correction] = {}
    places: dict[str, tuple[int, ...]] = {}
    gone: list[Words] = []
    reworded: list[Words] = []
    dropped = unclaimed(findings)
    findings = as_claimed_today(findings)
    named, left = _named(findings, newest)
    for name, section in BY_NAME.items():
        before = findings.items(name)
        after: list[SectionItem] = []
        deciding = _deciding(name, before, [c for c in newest if c.section == name and c.kind != "named"])
        for item, correction in zip(before, deciding, strict=True):
            if correction is None:
                after += [] if name in dropped else [item]
            elif correction.kind == "dismissed":
                gone.append(_words_of(name, item))
            else:
                reworded.append(_words_of(name, item))
                notes[name, len(after)] = correction
                after.append(_reworded(name, item, correction.text))
        places[name] = tuple(
            n for n, c in enumerate(deciding) if (c is None and name not in dropped) or (c and c.kind != "dismissed")
        )
        mine = named.get(name, ()) if section.many or not after else ()
        for place, item, correction in mine if section.many else mine[:1]:
            notes[name, len(after)] = correction
            places[name] += (len(before) + place,)
            after.append(item)
        if any(deciding) or mine or name in dropped:
            changed[name] = tuple(after) if section.many else next(iter(after), None)
    for among, kept in left.items():
        places[among] = kept
        changed[among] = tuple(getattr(findings, among)[place] for place in kept)
    laid = findings.model_copy(update=changed)
    laid = laid.model_copy(update=told_elsewhere(findings, laid, gone, reworded))
    if findings.speakers and (said := next((one.text for one in newest if one.kind == "voice"), None)):
        laid = laid.model_copy(update={"speakers": findings.speakers.model_copy(update={"owner": said})})
    spelt = spellings(corrections)
    return Corrected(everywhere(laid, spelt), notes, places, len(gone), spelt)


def spellings(corrections: Sequence[Correction]) -> Spellings:
    """The names and words corrected, the oldest first: a later one is of what the earlier made it."""
    found = sorted((one for one in corrections if one.kind == "word"), key=lambda one: one.at)
    return tuple((one.anchor.words, one.text) for one in found)


def _words_of(section: str, item: SectionItem) -> Words:
    anchor = anchor_of(section, item)
    return anchor.words, anchor.quotes


_Named = Mapping[str, Sequence[tuple[int, SectionItem, Correction]]]


def _named(findings: Findings, newest: Sequence[Correction]) -> tuple[_Named, Mapping[str, tuple[int, ...]]]:
    """By section what the client named into it, with its place among passages or doubtful promises; and where those are that
    nobody has said anything of."""
    named: dict[str, list[tuple[int, SectionItem, Correction]]] = {}
    left: dict[str, tuple[int, ...]] = {}
    settled = {place for c in newest if not of_the_client(c) for place in c.anchor.quotes}
    for among in (PASSAGES, DOUBTFUL):
        rest: list[int] = []
        for place, quotes in enumerate(_nameable(findings, among)):
            if among == PASSAGES and settled.intersection(quotes):
                continue  # of an earlier engine: what was put right or left out does not come back as words
            said = (c for c in newest if c.kind == "named" or c.section == among)
            decided = next((c for c in said if same(c.anchor, Anchor(quotes))), None)
            if decided is None:
                rest.append(place)
            elif decided.kind == "named":
                named.setdefault(decided.section, []).append(
                    (place, _item_of(findings, among, place, decided), decided)
                )
        left[among] = tuple(rest)
    return named, left


def _item_of(findings: Findings, among: str, place: int, named: Correction) -> SectionItem:
    """A passage in its own words, with nothing graded; a doubtful promise as it stands."""
    if among == DOUBTFUL:
        return findings.doubtful[place]
    words = findings.passages[place].evidence
    item: SectionItem = BY_NAME[named.section].item(**{HEADLINE[named.section]: words.quote, "evidence": (words,)})
    return item


def _deciding(section: str, items: Sequence[SectionItem], corrections: Sequence[Correction]) -> list[Correction | None]:
    """For each item the newest correction about it. A correction whose very item is there is about no other one: two items may
    rest on the same words."""
    deciding: list[Correction | None] = [None] * len(items)
    anchors = [anchor_of(section, item) for item in items]
    for correction in corrections:
        exact = [n for n, anchor in enumerate(anchors) if anchor == correction.anchor]
        for n in exact or [n for n, anchor in enumerate(anchors) if same(correction.anchor, anchor)]:
            if deciding[n] is None:
                deciding[n] = correction
    return deciding


def same(one: Anchor, other: Anchor) -> bool:
    """Whether they are about the same words of the session."""
    return any(turn == turn2 and _alike(quote, quote2) for turn, quote in one.quotes for turn2, quote2 in other.quotes)


def _alike(one: str, other: str) -> bool:
    a, b = _words(one), _words(other)
    shorter = min(len(a), len(b))
    return shorter > 0 and len(a & b) >= _ALIKE * shorter


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _reworded(section: str, item: SectionItem, text: str) -> SectionItem:
    field = HEADLINE[section]
    value: object = (text,) if isinstance(getattr(item, field), tuple) else text
    return item.model_copy(update={field: value})
