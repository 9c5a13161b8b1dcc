"""One proposed item against the transcript: its evidence found, its fields cleaned, or the reason it falls."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from core.analysis.verification import promises
from core.analysis.verification.alignment import (
    Span,
    locate,
    sentence,
    tokens,
)
from core.analysis.verification.prose import Grounds, clean
from core.dates import phrases
from core.insight.draft import DraftItem, FieldValue
from core.insight.sections import Evidence, Section, SectionItem
from core.transcript import Role, Transcript

FEWEST_WORDS = 4
LONGEST_LIST = 10
CLAIMS = ("description", "insight", "behavior_change", "progress_description", "action")
VERBATIM = frozenset({"question", "timeline"})
_AROUND = " ,;.?!"
QUOTED = frozenset({Role.COACH, Role.CLIENT})


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that fell, with the reason; for the one repair pass."""

    section: str
    item: DraftItem
    reason: str


class Dropped(Exception):  # noqa: N818 - the way an item leaves the checks
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bench:
    """What items are held against."""

    transcript: Transcript
    grounds: Grounds
    session_date: date | None
    next_session: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """An item that stands, with the slices that carry it."""

    item: SectionItem
    spans: tuple[Span, ...]


def check(section: Section[Any], proposed: DraftItem, bench: Bench) -> Checked:
    """The verified item. Raises Dropped."""
    spans = _evidence(section, proposed, bench.transcript)
    extra: dict[str, Any] = {}
    if section.asks_for_promise:
        spans, extra = _promise(proposed, spans, bench)
    elif section.name == "powerful_questions":
        spans, extra = _question(proposed, spans, bench.transcript)
    else:
        spans = tuple(span for span in spans if _speaks(span))
        if not spans:
            raise Dropped("too_short")
    if section.name == "emotional_shifts":
        spans = _both_states(spans)
    fields = {**_fields(section, proposed.fields, spans, bench), **extra}
    return Checked(section.item(**fields, evidence=receipts(spans)), spans)


def receipts(spans: tuple[Span, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(quote=span.text, turn=span.turn.n, speaker=span.turn.speaker, start=span.turn.start) for span in spans
    )


# --- evidence ---


def _evidence(section: Section[Any], proposed: DraftItem, transcript: Transcript) -> tuple[Span, ...]:
    """The slices that were found and said by the right person. If none is left: why."""
    if not proposed.evidence:
        raise Dropped("no_evidence")
    found: list[Span] = []
    reasons: list[str] = []
    for quote in proposed.evidence[:LONGEST_LIST]:
        turn = transcript.turn(quote.turn)
        spans = locate(quote.quote, turn, transcript) if turn else ()
        if not spans:
            reasons.append("quote_not_found")
        for span in spans:
            if span.turn.role not in QUOTED or (section.voice is not None and span.turn.role is not section.voice):
                reasons.append("wrong_speaker")
            elif not any(_same(span, other) for other in found):
                found.append(span)
    if not found:
        raise Dropped(reasons[0])
    return tuple(found)


def _same(a: Span, b: Span) -> bool:
    return a.turn.n == b.turn.n and a.start < b.end and b.start < a.end


def _speaks(span: Span) -> bool:
    """Whether enough words are left of a quote without its links and pings."""
    return span.words >= FEWEST_WORDS and len(tokens(clean(span.text))) >= FEWEST_WORDS


def _both_states(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if len(spans) < 2:
        raise Dropped("one_state_only")
    return tuple(sorted(spans, key=lambda span: (span.turn.n, span.start)))


def _question(
    proposed: DraftItem, spans: tuple[Span, ...], transcript: Transcript
) -> tuple[tuple[Span, ...], dict[str, Any]]:
    """A coach's question, verbatim, and the client's answer that follows it."""
    wanted = proposed.fields.get("question", "")
    asked = [span for span in spans if span.turn.role is Role.COACH]
    answers = [span for span in spans if span.turn.role is Role.CLIENT and _speaks(span)]
    if not answers:
        raise Dropped("no_answer")
    turns = [span.turn for span in asked] or [
        t for t in (transcript.turn(answers[0].turn.n - 1),) if t and t.role is Role.COACH
    ]
    if isinstance(wanted, str) and wanted.strip():
        verbatim = [span for turn in turns for span in locate(wanted, turn, transcript) if span.turn.role is Role.COACH]
        if not verbatim:
            raise Dropped("question_not_verbatim")
        asked = verbatim[:1]
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
    """The client's next turn, and the one after it where only a back-channel or a short prompt of the coach stands
    between."""
    later = transcript.turns[question.turn.n : question.turn.n + 4]
    numbers: set[int] = set()
    for turn in later:
        if turn.role is Role.CLIENT:
            numbers.add(turn.n)
        elif numbers and len(tokens(turn.text)) > 4:
            break
    return numbers


def _promise(proposed: DraftItem, spans: tuple[Span, ...], bench: Bench) -> tuple[tuple[Span, ...], dict[str, Any]]:
    """A promise by whoever said it; if two people speak in the evidence, the promise is the one that stands as one."""
    reasons: list[str] = []
    for span in spans:
        reason = promises.objection(span, spans, bench.transcript)
        speaker = promises.owner(span.turn)
        if reason is None and speaker is not None:
            claimed = str(proposed.fields.get("owner", "")).strip().lower()
            if claimed in {"client", "coach"} and claimed != speaker:
                reason = "wrong_owner"
            else:
                others = tuple(other for other in spans if other is not span and other.words >= 3)
                return (span, *others), {"owner": speaker, **_when(proposed, (span, *others), bench)}
        reasons.append(reason or "wrong_speaker")
    raise Dropped(reasons[0])


def _when(proposed: DraftItem, spans: tuple[Span, ...], bench: Bench) -> dict[str, Any]:
    """The words that say when, as spoken, and what follows from them."""
    language = bench.transcript.language
    said = proposed.fields.get("timeline", "")
    words = _spoken(said, spans, bench.transcript) if isinstance(said, str) else None
    if words is None:
        for span in spans:
            _, whole = sentence(span)
            place = phrases.find(whole, language=language)
            if place:
                words = whole[place[0] : place[1]].strip(_AROUND)
                break
    if not words:
        return {"timeline": None, "due": None, "recurring": False}
    read = phrases.parse(words, bench.session_date, language=language, next_session=bench.next_session)
    return {"timeline": words, "due": read.due, "recurring": read.recurring}


def _spoken(said: str, spans: tuple[Span, ...], transcript: Transcript) -> str | None:
    """`said` as a slice of a turn the evidence stands in, or the one before."""
    if not said.strip():
        return None
    turns = [span.turn for span in spans]
    turns += [turn for turn in (transcript.turn(span.turn.n - 1) for span in spans) if turn]
    for turn in turns:
        for found in locate(said, turn, transcript):
            return found.text.strip(_AROUND)
    return None


# --- fields ---


def _fields(
    section: Section[Any], proposed: Mapping[str, FieldValue], spans: tuple[Span, ...], bench: Bench
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, field in section.item.model_fields.items():
        extra = field.json_schema_extra
        if name == "evidence" or (isinstance(extra, dict) and extra.get("measured")):
            continue
        value = _field(name, field, proposed.get(name, ""), spans, bench)
        if value is None and field.is_required():
            raise Dropped("empty_field")
        if value is not None:
            fields[name] = value
    claim = next((str(fields[name]) for name in CLAIMS if name in fields), "")
    if not bench.grounds.carried(claim, _around(spans, bench.transcript)):
        raise Dropped("not_supported")
    if section.name != "action_items" and not any(isinstance(v, str | tuple) and v for v in fields.values()):
        raise Dropped("empty_field")
    return fields


def _around(spans: tuple[Span, ...], transcript: Transcript) -> str:
    """The turns the quotes stand in, and what was said just before."""
    near = {n for span in spans for n in (span.turn.n - 1, span.turn.n)}
    return " ".join(turn.text for n in sorted(near) if (turn := transcript.turn(n)))


def _field(name: str, field: FieldInfo, value: FieldValue, spans: tuple[Span, ...], bench: Bench) -> Any:
    """A clean value, None where there is none; raises Dropped where a required one does not hold."""
    choices = _choices(field.annotation)
    if choices:
        return _nearest(value if isinstance(value, str) else "", choices, field)
    if get_origin(field.annotation) is tuple:
        entries = value if isinstance(value, tuple) else (value,)
        cleaned = (clean(entry) for entry in entries)
        return tuple(dict.fromkeys(entry for entry in cleaned if entry and bench.grounds.holds(entry)))[:LONGEST_LIST]
    text = value if isinstance(value, str) else "; ".join(value)
    if name in VERBATIM and not field.is_required():
        return _spoken(text, spans, bench.transcript)
    text = clean(text)
    if not text:
        return None
    if not bench.grounds.holds(text):
        if field.is_required() and name not in VERBATIM:
            raise Dropped("not_in_transcript")
        return None
    return text


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
