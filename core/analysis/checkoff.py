"""Promises of earlier sessions, checked off where this transcript shows that they happened: proven by a quote, or left open.

Whoever proposes (an engine, or the rules here), the same tests decide: the quote stands in a turn of the one who promised; its
sentence tells of an act completed, in the first person; nothing in it denies, limits or supposes; and it names what was
promised. "Yes, I did" counts where the question before it names the promise. In doubt a promise stays open. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.analysis import checkoff_forms as forms
from core.analysis.checkoff_words import (
    ANSWERED,
    EVERY,
    LIGHT,
    NOT_DONE,
    RETRACTED,
    STOP,
    STRONG_DE,
)
from core.analysis.promises import grammar
from core.analysis.promises.judging import promising
from core.analysis.speech.text import plain, sentences
from core.analysis.verification.alignment import Spoken, comparable, tokens
from core.insight.draft import DraftDone, DraftQuote
from core.insight.engine import OpenCommitment
from core.insight.model import DoneCommitment
from core.insight.sections.base import Evidence
from core.transcript import Role, Transcript, Turn

LANGUAGES = frozenset({"en", "und", "de"})
LONGEST_QUOTE = 300
"""Characters of a receipt; a longer sentence is no clear word of what was done."""
_OTHER = r"(?:you|he|she|they|it|who|that|which|nobody|someone|everyone|if)"
_ADVERBS = r"(?: (?:\w+ly|just|also|then|even|already|did|went and|went ahead and|sat down and|have|had)){0,3}"
_HAS = re.compile(r"\b(?:(?:habe?|haben|bin|sind) (?:ich|wir)|(?:ich|wir) (?:habe?|haben|bin|sind))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`done` in the order of the open ones; `dropped` counts what was proposed and fell, by reason."""

    done: tuple[DoneCommitment, ...]
    dropped: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence of a turn: its words, the sentence after it, and the turn."""

    text: str
    after: str
    turn: Turn


def propose(transcript: Transcript, commitments: Sequence[OpenCommitment]) -> tuple[DraftDone, ...]:
    """What the rules find by themselves: the first sentence that proves each promise. Linear in the transcript, which is gone
    through once: each sentence is held against all that are open, as most of the work is the same for every promise."""
    if transcript.language not in LANGUAGES:
        return ()
    left = {commitment.id: (commitment, _acts(commitment, transcript)) for commitment in commitments}
    found: dict[str, DraftDone] = {}
    for turn in transcript.turns:
        mine = [each for each in left.values() if each[0].owner == turn.role.value]
        for said in _sentences(turn) if mine else ():
            for commitment, acts in mine:
                if commitment.id in left and _objection(said, commitment, acts, transcript) is None:
                    found[commitment.id] = DraftDone(commitment.id, (DraftQuote(turn.n, said.text),))
                    del left[commitment.id]
    return tuple(found[commitment.id] for commitment in commitments if commitment.id in found)


def verify(proposed: Iterable[DraftDone], commitments: Sequence[OpenCommitment], transcript: Transcript) -> Outcome:
    """What of the proposals holds; a promise is checked off once."""
    known = {commitment.id: commitment for commitment in commitments}
    spoken = Spoken(transcript)
    proofs: dict[str, tuple[Evidence, ...]] = {}
    dropped: Counter[str] = Counter()
    for proposal in proposed:
        commitment = known.get(proposal.commitment)
        if commitment is None:
            dropped["unknown_commitment"] += 1
        elif commitment.id not in proofs:
            evidence, reason = _proof(proposal, commitment, transcript, spoken)
            if evidence:
                proofs[commitment.id] = evidence
            else:
                dropped[reason] += 1
    return Outcome(
        tuple(
            DoneCommitment(
                commitment_id=commitment.id,
                action=commitment.action,
                owner="coach" if commitment.owner == "coach" else "client",
                coaching_relationship_id=commitment.coaching_relationship_id,
                evidence=proofs[commitment.id],
            )
            for commitment in commitments
            if commitment.id in proofs
        ),
        dict(dropped),
    )


def _proof(
    proposal: DraftDone, commitment: OpenCommitment, transcript: Transcript, spoken: Spoken
) -> tuple[tuple[Evidence, ...], str]:
    reason = "no_evidence"
    acts = _acts(commitment, transcript)
    for quote in proposal.evidence[:5]:
        spans = spoken.find(quote.quote, quote.turn, {Role(commitment.owner)}) or spoken.find(quote.quote, quote.turn)
        if not spans:
            reason = "quote_not_found"
            continue
        for span in spans:
            if span.turn.role.value != commitment.owner:
                reason = "wrong_speaker"
                continue
            for said in _sentences(span.turn):
                if said.text not in span.text and span.text.strip() not in said.text:
                    continue
                objection = _objection(said, commitment, acts, transcript)
                if objection is None:
                    return _receipts(said, transcript), ""
                reason = objection
    return (), reason


def _receipts(said: _Said, transcript: Transcript) -> tuple[Evidence, ...]:
    """The sentence; where it only answers, the question as well."""
    made = [_receipt(said.turn, said.text)]
    words = _language(transcript)
    answer = ANSWERED[words].match(plain(said.text))
    alone = answer is not None and not forms.named(forms.timeless(answer["rest"], words), words)
    if alone and (asked := _question_before(said, transcript)):
        made.append(_receipt(asked.turn, asked.text))
    return tuple(made)


def _receipt(turn: Turn, text: str) -> Evidence:
    return Evidence(quote=text, turn=turn.n, speaker=turn.speaker, start=turn.start)


def _language(transcript: Transcript) -> str:
    return "de" if transcript.language == "de" else "en"


def _sentences(turn: Turn) -> tuple[_Said, ...]:
    spans = sentences(turn.text)
    return tuple(
        _Said(span.text, spans[i + 1].text if i + 1 < len(spans) else "", turn) for i, span in enumerate(spans)
    )


def _question_before(said: _Said, transcript: Transcript) -> _Said | None:
    """The last question of the other, in the turn before the one whose first sentence this is."""
    if not said.turn.text.lstrip().startswith(said.text[:20]):
        return None
    before = transcript.turn(said.turn.n - 1)
    if before is None or before.role not in {Role.COACH, Role.CLIENT} or before.role is said.turn.role:
        return None
    asked = sentences(before.text)
    return _Said(asked[-1].text, "", before) if asked and asked[-1].text.rstrip().endswith("?") else None


# --- the tests of one sentence ---


def _acts(commitment: OpenCommitment, transcript: Transcript) -> tuple["_Act", ...]:
    """What was promised, as the action says it and as it was said."""
    words = _language(transcript)
    return tuple(_Act.of(part, words) for part in (commitment.action, commitment.quote) if part.strip())


def _objection(said: _Said, commitment: OpenCommitment, acts: tuple["_Act", ...], transcript: Transcript) -> str | None:
    """Why the sentence does not prove the promise kept; None if it does."""
    if transcript.language not in LANGUAGES:
        return "language"
    words = _language(transcript)
    text = plain(said.text)
    if len(text) > LONGEST_QUOTE:
        return "too_long"
    if text.rstrip(" \"'”").endswith("?"):
        return "question"
    if RETRACTED[words].match(plain(said.after)):
        return "taken_back"
    if commitment.recurring and not EVERY[words].search(text):
        return "habit_not_shown"
    reasons = [_unproven(said, text, act, words, transcript) for act in acts] or ["not_the_same"]
    return None if None in reasons else reasons[0]


@dataclass(frozen=True, slots=True)
class _Act:
    """What was promised: the verb's base (German: the roots that may be the verb's) and the words that say what."""

    verbs: frozenset[str]
    things: frozenset[str]
    numbers: frozenset[int]

    @classmethod
    def of(cls, text: str, words: str) -> "_Act":
        bare = plain(forms.timeless(text, words))
        named = forms.named(bare, words)
        numbers = frozenset(value for value in forms.numbers(bare) if value > 1)
        if words == "de":
            roots = frozenset(forms.root(token.word) for token in tokens(bare) if len(token.word) >= 4)
            return cls(roots, named, numbers)
        found = promising(bare, grammar.GRAMMARS[words])
        verb = next((value for value in found[0][1].groupdict().values() if value), "") if found else ""
        first = next((token.word for token in tokens(bare) if token.word not in STOP), "")
        verb = comparable(verb) if verb else first
        verb = forms.base_of(verb) if verb.endswith("ing") else verb
        return cls(frozenset({verb} - {""}), named - {forms.thing(verb, words)}, numbers)


def _unproven(said: _Said, text: str, act: _Act, words: str, transcript: Transcript) -> str | None:
    answer = ANSWERED[words].match(text)
    if (
        answer
        and len(forms.named(forms.timeless(answer["rest"], words), words)) == 0
        and not NOT_DONE[words].search(answer["rest"])
    ):
        asked = _question_before(said, transcript)
        if asked is not None:
            return None if _asks_for(plain(asked.text), act, words) else "not_the_same"
    told = _told(text, act, words)
    if told is None:
        return "not_completed"
    start, end = told
    rest = f"{text[:start]} {text[end:]}"
    if NOT_DONE[words].search(rest):
        return "not_completed"
    if grammar.GRAMMARS[words].says("reported", text[:start]) or re.search(r"[\"“„]", text[:start]):
        return "reported_speech"
    if act.numbers and act.numbers != forms.numbers(forms.timeless(text, words)):
        return "another_number"
    return None if _same_thing(rest, act, words, _around(said, transcript)) else "not_the_same"


@lru_cache(maxsize=64)  # one question may be followed by any number of sentences that answer it
def _asks_for(question: str, act: _Act, words: str) -> bool:
    """Whether a question names the promise: its verb and what it is about."""
    if re.search(r"\b(?:will|going to|would|werden|wollen|würden)\b", question, re.IGNORECASE):
        return False
    named = forms.named(forms.timeless(question, words), words)
    spoken = {token.word for token in tokens(question)}
    if words == "de":
        verb = any(forms.root(word) in act.verbs for word in spoken if len(word) >= 4)
    else:
        verb = any(form in spoken for base in act.verbs for form in (base, *forms.pasts(base)))
    shared = act.things & named
    return verb and (bool(shared) if act.things else not act.verbs & LIGHT) and 2 * len(shared) >= len(act.things)


def _told(text: str, act: _Act, words: str) -> tuple[int, int] | None:
    """Where a completed form of the promised verb stands, said of oneself: (start, end)."""
    if words == "de":
        return _told_de(text, act)
    for verb in sorted(act.verbs):
        if found := _completed(verb).search(text):
            return found.span("a" if found["a"] else "b")
    if act.things:
        did = re.search(
            rf"\b(?:i|we)(?:'ve| have)?{_ADVERBS} (?P<a>did|done)\b(?! (?:not|n't|get|have))", text, re.IGNORECASE
        )
        if did and act.things <= forms.named(text[did.end() :], words):
            return did.span("a")
    return None


@lru_cache(maxsize=64)
def _completed(verb: str) -> re.Pattern[str]:
    pasts = "|".join(map(re.escape, forms.pasts(verb)))
    base, ing = re.escape(verb), re.escape(forms.ing_form(verb))
    managed = r"(?:managed to|remembered to|got (?:a)?round to actually|did) "
    finished = r"(?:finished|ended up|got (?:a)?round to|did get round to) "
    bridge = rf"(?: (?!{_OTHER}\b)[\w']+){{1,9}},? and(?: then| finally| just)?"
    return re.compile(
        rf"\b(?:i|we)(?:'ve|'d| have| had)?(?:{_ADVERBS}|{bridge}) (?P<a>{pasts}|{managed}{base}|{finished}{ing})\b"
        rf"|\b(?:i|we) (?:actually |really )?(?P<b>{managed}{base}|{finished}{ing})\b",
        re.IGNORECASE,
    )


def _told_de(text: str, act: _Act) -> tuple[int, int] | None:
    has = _HAS.search(text)
    for token in tokens(text):
        found = forms.PARTICIPLE.match(token.word)
        if has and found and forms.present(found["root"]) in act.verbs:
            return token.start, token.end
    past = re.search(r"\b(?:ich (?P<a>\w+)|(?P<b>\w+) ich)\b", text, re.IGNORECASE)
    if past:
        said = comparable(past["a"] or past["b"])
        if STRONG_DE.get(said) in act.verbs and said not in {"leg", "ta", "dach"}:
            return past.span()
    return None


def _same_thing(rest: str, act: _Act, words: str, around: frozenset[str]) -> bool:
    """Whether it is about what was promised: most of its things are named, and where one is missing no other stands for it."""
    if not act.things:
        return bool(act.verbs) and not act.verbs & LIGHT and words == "en"
    named = forms.named(forms.timeless(rest, words), words)
    here = act.things & named
    if not here:
        return False
    if 3 * len(here) >= 2 * len(act.things):
        return True
    foreign = {thing for thing in named - act.things if words == "en" or forms.root(thing) not in act.verbs}
    enough = 3 * len(here | (act.things & around)) >= 2 * len(act.things)
    return (not foreign and 2 * len(here) >= len(act.things)) or (enough and len(foreign) <= 1)


def _around(said: _Said, transcript: Transcript) -> frozenset[str]:
    """What is named in the same turn and in the turn before."""
    before = transcript.turn(said.turn.n - 1)
    return _named_in(said.turn.text, before.text if before else "", _language(transcript))


@lru_cache(maxsize=2)  # a turn of many sentences is asked about for each
def _named_in(turn: str, before: str, words: str) -> frozenset[str]:
    return forms.named(turn, words) | forms.named(before, words)
