"""One proposed item against the transcript: its evidence found, its fields cleaned, or the reason it falls."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from core.analysis.promises.judgement import Judgement, Verdict
from core.analysis.promises.judging import judge_slice
from core.analysis.promises.talk import Talk
from core.analysis.promises.when import timed, when_in
from core.analysis.speech.text import sentences
from core.analysis.verification.alignment import (
    Span,
    Spoken,
    tokens,
)
from core.analysis.verification.prose import Grounds, clean
from core.dates import phrases
from core.insight.draft import DraftItem, FieldValue
from core.insight.sections import Evidence, Section, SectionItem
from core.transcript import Role, Transcript

FEWEST_WORDS = 4
MOST_QUOTES = 10
"""Quotes of one item and entries of one list that are looked at."""
CLAIMS = ("description", "insight", "behavior_change", "progress_description", "action")
STATES = ("initial_state", "final_state")
_NODS = "yes yeah yep okay right sure true exactly well no good fine great ja nein gut genau sí vale"
_NOD = frozenset(_NODS.split())
VERBATIM = frozenset({"question", "timeline"})
_AROUND = " ,;.?!"
OWNERS = {Role.COACH: "coach", Role.CLIENT: "client"}
QUOTED = frozenset(OWNERS)
LONGEST_ANSWER = 8
"""Turns after a question in which its effect may show."""
ANSWERS = 3
"""Turns between a proposal and the yes to it."""


class Dropped(Exception):  # noqa: N818 - the way an item leaves the checks
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bench:
    """What items are held against. `grounds` is all that was said."""

    transcript: Transcript
    spoken: Spoken
    talk: Talk
    grounds: Grounds
    session_date: date | None
    next_session: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """An item that stands, with the slices that carry it. `doubt`: why its words may be no promise, "" if they are one."""

    item: SectionItem
    spans: tuple[Span, ...]
    doubt: str = ""


def check(section: Section[Any], proposed: DraftItem, bench: Bench) -> Checked:
    """The verified item. Raises Dropped."""
    spans = _evidence(section, proposed, bench)
    extra: dict[str, Any] = {}
    doubt = ""
    if section.asks_for_promise:
        spans, extra, doubt = _promise(proposed, spans, bench)
    elif section.name == "powerful_questions":
        spans, extra = _question(proposed, spans, bench)
    else:
        spans = tuple(span for span in spans if _speaks(span))
        if not spans:
            raise Dropped("too_short")
    if section.name == "emotional_shifts":
        spans = _both_states(spans)
    fields = {**_fields(section, proposed.fields, spans, bench), **extra}
    return Checked(section.item(**fields, evidence=receipts(spans)), spans, doubt)


def receipts(spans: tuple[Span, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(quote=span.text, turn=span.turn.n, speaker=span.turn.speaker, start=span.turn.start) for span in spans
    )


# --- evidence ---


def _evidence(section: Section[Any], proposed: DraftItem, bench: Bench) -> tuple[Span, ...]:
    """The slices that were found and said by the right person. If none is left: why."""
    if not proposed.evidence:
        raise Dropped("no_evidence")
    voices = QUOTED if section.voice is None else frozenset({section.voice})
    found: list[Span] = []
    reasons: list[str] = []
    for quote in proposed.evidence[:MOST_QUOTES]:
        spans = bench.spoken.find(quote.quote, quote.turn, voices)
        if not spans:
            reasons.append("wrong_speaker" if bench.spoken.find(quote.quote, quote.turn) else "quote_not_found")
        found += [span for span in spans if not any(_same(span, other) for other in found)]
    if not found:
        raise Dropped(reasons[0])
    return tuple(found)


def _same(a: Span, b: Span) -> bool:
    return a.turn.n == b.turn.n and a.start < b.end and b.start < a.end


def _speaks(span: Span) -> bool:
    """Whether enough is left of a quote without its links and pings: some words, or a whole sentence that is no nod."""
    left = [token.word for token in tokens(clean(span.text))]
    if span.words >= FEWEST_WORDS and len(left) >= FEWEST_WORDS:
        return True
    whole = any(span.start <= each.start and each.end <= span.end for each in sentences(span.turn.text))
    return whole and not _NOD.issuperset(left)


def _both_states(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if len(spans) < 2:
        raise Dropped("one_state_only")
    return tuple(sorted(spans, key=lambda span: (span.turn.n, span.start)))


def _question(proposed: DraftItem, spans: tuple[Span, ...], bench: Bench) -> tuple[tuple[Span, ...], dict[str, Any]]:
    """A coach's question, verbatim, and the client's answer that follows it."""
    transcript = bench.transcript
    wanted = proposed.fields.get("question", "")
    asked = [span for span in spans if span.turn.role is Role.COACH]
    answers = [span for span in spans if span.turn.role is Role.CLIENT and _speaks(span)]
    if not answers:
        raise Dropped("no_answer")
    if isinstance(wanted, str) and wanted.strip():
        near = asked[0].turn.n if asked else answers[0].turn.n - 1
        asked = list(bench.spoken.find(wanted, near, {Role.COACH}))
        if not asked:
            raise Dropped("question_not_verbatim")
    if not asked:
        raise Dropped("question_not_found")
    question = asked[0]
    if question.words < 2:
        raise Dropped("too_short")
    following = _answering(question, transcript)
    answers = [span for span in answers if span.turn.n in following]
    if not answers:
        raise Dropped("no_answer")
    return (question, *answers[:2]), {"question": question.text}


def _answering(question: Span, transcript: Transcript) -> set[int]:
    """The client's turns soon after it; an answer may take more than one."""
    later = transcript.turns[question.turn.n : question.turn.n + LONGEST_ANSWER]
    return {turn.n for turn in later if turn.role is Role.CLIENT}


def _promise(
    proposed: DraftItem, spans: tuple[Span, ...], bench: Bench
) -> tuple[tuple[Span, ...], dict[str, Any], str]:
    """A promise by whoever said it, and the doubt about it; if two people speak in the evidence, the promise is the one that
    stands as one, a sure one before a doubtful one."""
    claimed = str(proposed.fields.get("owner", "")).strip().lower()
    reasons: list[str] = []
    standing: list[tuple[Span, Judgement]] = []
    for span in spans:
        if claimed in OWNERS.values() and claimed != OWNERS[span.turn.role]:
            reasons.append("wrong_owner")
            continue
        answers = any(o.turn.role is not span.turn.role and 0 < span.turn.n - o.turn.n <= ANSWERS for o in spans)
        made = judge_slice(bench.talk, span.turn, span.start, span.end, proposed=answers)
        if made is None or made.verdict is Verdict.NO:
            reasons.append(made.reason if made else "too_short")
        else:
            standing.append((span, made))
    if not standing:
        raise Dropped(reasons[0])
    span, made = min(standing, key=lambda each: each[1].verdict is not Verdict.SURE)
    carrying = (span, *(other for other in spans if other is not span and other.words >= FEWEST_WORDS - 1))
    if made.proposal and made.verdict is Verdict.SURE and len(carrying) == 1:
        turn, asked = made.proposal.turn, made.proposal.span
        carrying += (Span(turn, asked.start, asked.end, len(tokens(asked.text))),)
    doubt = made.reason or ("asked" if proposed.doubtful else "")
    return carrying, {"owner": OWNERS[span.turn.role], **_when(proposed, made, carrying, bench)}, doubt


def _when(proposed: DraftItem, made: Judgement, spans: tuple[Span, ...], bench: Bench) -> dict[str, Any]:
    """The words that say when, as spoken, and what follows from them."""
    language = bench.talk.language
    said = proposed.fields.get("timeline", "")
    words = _spoken(said, spans, bench) if isinstance(said, str) else None
    words = words or timed(bench.talk, made)
    if words is None and made.proposal:
        words = when_in(made.proposal.span.text, language)
    if not words:
        return {"timeline": None, "due": None, "recurring": False}
    words = words.strip(_AROUND)
    read = phrases.parse(words, bench.session_date, language=language, next_session=bench.next_session)
    return {"timeline": words, "due": read.due, "recurring": read.recurring}


def _spoken(said: str, spans: tuple[Span, ...], bench: Bench) -> str | None:
    """`said` as a slice of a turn the evidence stands in, or the one before."""
    turns = {n for span in spans for n in (span.turn.n, span.turn.n - 1)}
    for span in spans:
        for found in bench.spoken.find(said, span.turn.n):
            if found.turn.n in turns:
                return found.text.strip(_AROUND)
    return None


# --- fields ---


def _fields(
    section: Section[Any], proposed: Mapping[str, FieldValue], spans: tuple[Span, ...], bench: Bench
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    near = Grounds((span.text for span in spans), bench.transcript, _beside(spans, bench.transcript))
    for name, field in section.item.model_fields.items():
        extra = field.json_schema_extra
        if name == "evidence" or (isinstance(extra, dict) and extra.get("measured")):
            continue
        value = _field(name, field, proposed.get(name, ""), spans, bench, near)
        if value is None and field.is_required():
            raise Dropped("empty_field")
        if value is not None:
            fields[name] = value
    if section.name != "action_items" and not any(isinstance(v, str | tuple) and v for v in fields.values()):
        raise Dropped("empty_field")
    return fields


def _around(spans: tuple[Span, ...], transcript: Transcript) -> str:
    """The turns the quotes stand in, and what was said just before."""
    near = {n for span in spans for n in (span.turn.n - 1, span.turn.n)}
    return " ".join(turn.text for n in sorted(near) if (turn := transcript.turn(n)))


def _beside(spans: tuple[Span, ...], transcript: Transcript) -> Iterator[str]:
    """The sentences of the quotes, those before and after them, and the last of the turn before."""
    for span in spans:
        mine = sentences(span.turn.text)
        here = [i for i, each in enumerate(mine) if each.start < span.end and span.start < each.end]
        if here:
            yield from (each.text for each in mine[max(0, here[0] - 1) : here[-1] + 2])
        before = transcript.turn(span.turn.n - 1)
        if before and (asked := sentences(before.text)):
            yield asked[-1].text


def _field(name: str, field: FieldInfo, value: FieldValue, spans: tuple[Span, ...], bench: Bench, near: Grounds) -> Any:
    """A clean value, None where there is none; raises Dropped where a required one does not hold. A claim that brings in what
    its quotes do not hold, or has nothing to do with them, gives way to the words of the quote."""
    choices = _choices(field.annotation)
    if choices:
        return _nearest(value if isinstance(value, str) else "", choices, field)
    if get_origin(field.annotation) is tuple:
        entries = value if isinstance(value, tuple) else (value,)
        cleaned = (clean(entry) for entry in entries)
        return tuple(dict.fromkeys(entry for entry in cleaned if entry and near.holds(entry)))[:MOST_QUOTES]
    text = value if isinstance(value, str) else "; ".join(value)
    if name in VERBATIM and not field.is_required():
        return _spoken(text, spans, bench)
    text = clean(text)
    if not text:
        return None
    if near.holds(text, whole=name == "action") and (
        name not in CLAIMS or near.carried(text, _around(spans, bench.transcript))
    ):
        return text
    if name in (*CLAIMS, *STATES):
        return clean((spans[-1] if name == STATES[-1] else spans[0]).text)
    if field.is_required() and name not in VERBATIM and not bench.grounds.holds(text):
        raise Dropped("not_in_transcript")
    return text if field.is_required() else None


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    inner = [argument for argument in get_args(annotation) if get_origin(argument) is Literal]
    return get_args(inner[0]) if inner else ()


def _nearest(value: str, choices: tuple[str, ...], field: FieldInfo) -> str | None:
    """The known value nearest to `value`; the default (or None) where nothing was said."""
    said = value.strip().casefold()
    default: Any = None if field.default is PydanticUndefined else field.default
    if not said:
        return default if isinstance(default, str) else None
    known = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(said, known, n=1, cutoff=0.6)
    if said in known or near:
        return known[said] if said in known else known[near[0]]
    raise Dropped("unknown_value")
