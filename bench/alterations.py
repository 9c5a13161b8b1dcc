"""What verification lets through: the annotation of a session as if a model had drafted it, whole and with one thing altered.

Survival: what of the annotation is shown or asked about. Rejection: of drafts with one thing made false in a quote or a claim,
how many show nothing of it.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core.analysis.speech.text import sentences
from core.analysis.verification import verify
from core.analysis.verification.verify import REPEAT
from core.insight.draft import Draft, DraftItem, DraftQuote
from core.transcript import Transcript

CLAIMED = {
    "celebrations": ("celebration", ("description",)),
    "intentions": ("intention", ("behavior_change",)),
    "discoveries": ("client_discoveries", ("insight",)),
    "values_beliefs": ("values_beliefs", ("description",)),
    "emotional_shifts": ("emotional_shifts", ("initial_state", "final_state")),
    "goal_progress": ("goal_progress", ("goal_area", "progress_description")),
}
NEAR_SPELT = (
    ("myself", "yourself"), ("would", "should"), ("could", "would"), ("their", "her"), ("want", "went"), ("think", "thing"),
    ("there", "where"), ("that", "than"), ("what", "that"), ("then", "when"), ("have", "had"), ("will", "still"), ("was", "is"),
    ("mein", "dein"), ("würde", "werde"), ("kann", "kannte"), ("ihn", "ihm"), ("noch", "doch"), ("wenn", "wann"),
)  # fmt: skip
WEEKDAYS = (
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"],
)
NUMBERS = (
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty", "thirty"],
    ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "zwölf", "zwanzig", "dreißig"],
)
NAMES = ("Ottilie", "Barnaby", "Leocadia", "Wendell", "Zsofia")
FIELDS = ("name", "number", "weekday", "negation")


@dataclass(frozen=True)
class Labelled:
    """A session with its labels; `truth` has the fields of a gold file."""

    truth: Mapping[str, Any]
    transcript: Transcript

    @property
    def day(self) -> date:
        return date.fromisoformat(self.truth["session_date"])


@dataclass
class Counted:
    """By kind: how many there were, and how many were as they should be."""

    tried: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, right: bool) -> None:
        self.tried[kind] += 1
        self.right[kind] += right

    def share(self, *kinds: str) -> tuple[int, int]:
        return sum(self.right[kind] for kind in kinds), sum(self.tried[kind] for kind in kinds)


def items(session: Labelled) -> Iterator[tuple[str, DraftItem]]:
    """(section, item) of everything annotated that is not optional."""
    truth, spoken = session.truth, session.transcript
    for name, (section, claims) in CLAIMED.items():
        for each in truth.get(name, ()):
            if not each.get("optional"):
                yield section, DraftItem(_claims(each, claims, truth), _quotes(each))
    for each in truth.get("commitments", ()):
        if not each.get("optional"):
            fields = {"action": each["quote"], "owner": each["owner"], "timeline": each.get("timeline_text") or ""}
            proposal = spoken.turn(each.get("proposal_n", 0))
            asked = (DraftQuote(proposal.n, longest(proposal.text)),) if proposal else ()
            yield "action_items", DraftItem(fields, (DraftQuote(each["n"], each["quote"]), *asked))
    for each in truth.get("powerful_questions", ()):
        answer = spoken.turn(each.get("impact_turn", each["n"] + 1))
        if answer and not each.get("optional"):
            evidence = (DraftQuote(each["n"], each["question"]), DraftQuote(answer.n, longest(answer.text)))
            yield "powerful_questions", DraftItem({"question": each["question"]}, evidence)


def _claims(each: Mapping[str, Any], names: Sequence[str], truth: Mapping[str, Any]) -> dict[str, str]:
    said = {name: each.get(name) or each.get("what") or each["quote"] for name in names}
    choice = {"type": each["type"]} if "type" in each else {"type": "Core Value"} if names == ("description",) else {}
    return {**said, **choice, "language": truth["language"]}


def _quotes(each: Mapping[str, Any]) -> tuple[DraftQuote, ...]:
    first = (DraftQuote(each["from_n"], each["from_quote"]),) if each.get("from_quote") else ()
    return (*first, DraftQuote(each["n"], each["quote"]))


def longest(text: str) -> str:
    return max((span.text for span in sentences(text)), key=len, default=text)


def measure(session: Labelled, strangers: Sequence[str]) -> Counted:
    """All of it for one session; `strangers` are sentences of another."""
    counted = Counted()
    dice = random.Random(len(session.transcript.turns))
    every = list(items(session))
    _survival(session, every, counted)
    for section, item in every:
        for kind, alter in ALTER.items():
            made = alter(item, session, strangers, dice)
            if made is not None:
                counted.add(kind, not _shown(section, made, session))
        for kind in FIELDS:
            claim = _claim_altered(section, item, kind, session, dice)
            if claim is not None:
                counted.add(f"claim: {kind}", not _claims_shown(section, *claim, session))
    return counted


def of_set(sessions: Sequence[Labelled]) -> Counted:
    """All of a set's sessions; what is invented in one was said in the one before it."""
    total = Counted()
    for i, session in enumerate(sessions):
        said = [longest(turn.text) for turn in sessions[i - 1].transcript.turns if len(turn.text.split()) > 5]
        one = measure(session, said)
        total.tried.update(one.tried)
        total.right.update(one.right)
    return total


def _survival(session: Labelled, every: Sequence[tuple[str, DraftItem]], counted: Counted) -> None:
    sections: dict[str, list[DraftItem]] = {}
    for section, item in every:
        sections.setdefault(section, []).append(item)
    held = verify(Draft({k: tuple(v) for k, v in sections.items()}), session.transcript, session_date=session.day)
    fallen = {id(each.item): each.reason for each in held.rejected if each.reason != REPEAT}
    counted.tried["repeats"] += len(held.rejected) - len(fallen)
    for section, item in every:
        counted.add("survival", id(item) not in fallen)
        if section == "action_items":
            counted.add("survival: promises", id(item) not in fallen)
        if id(item) in fallen:
            counted.tried[f"fell: {section}: {fallen[id(item)]}"] += 1
    counted.tried["promises sure"] += len(held.sections["action_items"]) + len(held.doubtful)
    counted.right["promises sure"] += len(held.sections["action_items"])


def _verified(section: str, item: DraftItem, session: Labelled) -> Sequence[Any]:
    held = verify(Draft({section: (item,)}), session.transcript, session_date=session.day)
    return (*held.sections[section], *held.doubtful)


def _shown(section: str, item: DraftItem, session: Labelled) -> bool:
    return bool(_verified(section, item, session))


# --- quotes ---

Alter = Callable[[DraftItem, Labelled, Sequence[str], random.Random], DraftItem | None]


def _with(item: DraftItem, text: str | None, turn: int | None = None) -> DraftItem | None:
    """The item with its last word of evidence (of a promise and a question: the first) put otherwise."""
    if text is None:
        return None
    at = 0 if "owner" in item.fields or "question" in item.fields else len(item.evidence) - 1
    old = item.evidence[at]
    evidence = [*item.evidence]
    evidence[at] = DraftQuote(turn or old.turn, text)
    fields = {**item.fields, **({"question": text} if "question" in item.fields else {})}
    return DraftItem(fields, tuple(evidence))


def _quote(item: DraftItem) -> str:
    return (item.evidence[0] if "owner" in item.fields or "question" in item.fields else item.evidence[-1]).quote


def _other_speaker(
    item: DraftItem, session: Labelled, _strangers: Sequence[str], dice: random.Random
) -> DraftItem | None:
    at = session.transcript.turn(item.evidence[0 if "owner" in item.fields or "question" in item.fields else -1].turn)
    others = [t for t in session.transcript.turns if at and t.role != at.role and len(t.text.split()) >= 6]
    if not others:
        return None
    turn = dice.choice(others)
    return _with(item, longest(turn.text), turn.n)


def _owner(item: DraftItem, _s: Labelled, _strangers: Sequence[str], _dice: random.Random) -> DraftItem | None:
    if "owner" not in item.fields:
        return None
    return replace(item, fields={**item.fields, "owner": "coach" if item.fields["owner"] == "client" else "client"})


def _invented(item: DraftItem, _s: Labelled, strangers: Sequence[str], dice: random.Random) -> DraftItem | None:
    return _with(item, dice.choice(strangers)) if strangers else None


def _content_word(item: DraftItem, session: Labelled, _st: Sequence[str], dice: random.Random) -> DraftItem | None:
    found = list(re.finditer(r"\b[^\W\d_]{5,}\b", _quote(item)))
    if not found:
        return None
    hit = dice.choice(found)
    words = re.findall(r"\b[^\W\d_]{5,}\b", " ".join(t.text for t in session.transcript.turns))
    other = dice.choice([w for w in words if w.lower() != hit[0].lower()])
    return _with(item, _quote(item)[: hit.start()] + other + _quote(item)[hit.end() :])


def _swapped(text: str, words: Sequence[Sequence[str]], dice: random.Random) -> str | None:
    for of_language in words:
        found = [m for m in re.finditer(r"\b\w+\b", text) if m[0].lower() in of_language]
        if found:
            hit = dice.choice(found)
            other = dice.choice([w for w in of_language if w != hit[0].lower()])
            return text[: hit.start()] + (other.title() if hit[0][0].isupper() else other) + text[hit.end() :]
    return None


def _number(item: DraftItem, _s: Labelled, _st: Sequence[str], dice: random.Random) -> DraftItem | None:
    digits = re.search(r"\d+", _quote(item))
    if digits:
        return _with(item, _quote(item)[: digits.start()] + str(int(digits[0]) + 1) + _quote(item)[digits.end() :])
    return _with(item, _swapped(_quote(item), NUMBERS, dice))


def _weekday(item: DraftItem, _s: Labelled, _st: Sequence[str], dice: random.Random) -> DraftItem | None:
    return _with(item, _swapped(_quote(item), WEEKDAYS, dice))


def _name(item: DraftItem, session: Labelled, _st: Sequence[str], dice: random.Random) -> DraftItem | None:
    found = (
        [] if session.truth["language"] == "de" else list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b", _quote(item)))
    )
    if not found:
        return None
    return _with(item, _quote(item)[: found[0].start()] + dice.choice(NAMES) + _quote(item)[found[0].end() :])


def _negation(item: DraftItem, _s: Labelled, _st: Sequence[str], _dice: random.Random) -> DraftItem | None:
    text = _quote(item)
    without = re.sub(r"\b(?:not|never|nicht|nie|kein)\b ?|n't\b", "", text, count=1)
    if without != text:
        return _with(item, without)
    verb = re.search(r"\b(?:is|was|am|are|have|will|do|did|can|ist|war|habe|hab|bin|werde)\b|'(?:m|s|ll|re|ve)\b", text)
    word = " nicht" if _s.truth["language"] == "de" else " not"
    return _with(item, f"{text[: verb.end()]}{word}{text[verb.end() :]}") if verb else None


def _near_spelt(item: DraftItem, _s: Labelled, _st: Sequence[str], dice: random.Random) -> DraftItem | None:
    pairs = [pair for a, b in NEAR_SPELT for pair in ((a, b), (b, a)) if re.search(rf"\b{pair[0]}\b", _quote(item))]
    if not pairs:
        return None
    old, new = dice.choice(pairs)
    return _with(item, re.sub(rf"\b{old}\b", new, _quote(item), count=1))


ALTER: dict[str, Alter] = {
    "other speaker": _other_speaker, "owner": _owner, "invented": _invented, "content word": _content_word,
    "number": _number, "name": _name, "weekday": _weekday, "negation": _negation, "near-spelt": _near_spelt,
}  # fmt: skip


# --- claims ---


def _claim_altered(
    section: str, item: DraftItem, kind: str, session: Labelled, dice: random.Random
) -> tuple[DraftItem, str] | None:
    """The item with a claim that brings in what its quote does not hold, and the word that must not be shown."""
    german = session.truth["language"] == "de"
    lead = next(
        (n for n in ("action", "behavior_change", "insight", "description", "final_state") if n in item.fields), None
    )
    if lead is None or section == "powerful_questions":
        return None
    quoted = " ".join(quote.quote for quote in item.evidence).lower()
    word = {
        "name": "Frau " + dice.choice(NAMES) if german else dice.choice(NAMES),
        "number": dice.choice([n for n in NUMBERS[german][3:] if n not in quoted]),
        "weekday": dice.choice([d.title() for d in WEEKDAYS[german] if d not in quoted]),
        "negation": "nicht" if german else "not",
    }[kind]
    if kind == "negation" and re.search(
        r"\b(?:no|not|never|nothing|nobody|nicht|nie\w*|kein\w*|nichts|ohne|without)\b|n't", quoted
    ):
        return None
    if kind == "weekday" and re.search(r"day\b|tag\b|tomorrow|morgen|week|woche", quoted):
        return None
    tail = {
        "name": f"with {word}",
        "number": f"for {word} weeks",
        "weekday": f"on {word}",
        "negation": f"and {word} alone",
    }[kind]
    return replace(item, fields={**item.fields, lead: f"{item.fields[lead]} {tail}"}), word


def _claims_shown(section: str, item: DraftItem, word: str, session: Labelled) -> bool:
    for made in _verified(section, item, session):
        said = " ".join(str(value) for name, value in made if name != "evidence")
        if re.search(rf"\b{re.escape(word.rsplit(maxsplit=1)[-1])}\b", said):
            return True
    return False
