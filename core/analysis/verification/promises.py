"""Whether words are a promise: first person, definite, about one's own doing after the session. English and German.

The words around the quote count too: "she said" before it, "if" beside it. A definite refraining ("I won't bring the folder") is
a promise, a refusal of a proposal ("I won't do that") is not. Sarcasm cannot be told from words; people can dismiss an item.
"""

import re

from core.analysis.verification.alignment import Span, sentence, tokens
from core.analysis.verification.promise_words import DE, EN, Words
from core.dates import phrases
from core.transcript import Role, Transcript, Turn

DOUBTFUL = frozenset({"language", "uncertain"})
"""Objections that are no proof against a promise: the person is asked."""

_WORDS = {"en": EN, "de": DE}
_CALLED = re.compile(
    r"^\W*+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\w+tag\b|Mittwoch\b)([A-ZÄÖÜ][a-zäöüß]{2,}), (?=[a-zäöüI])"
)
_FULL_AGREEMENT = re.compile(
    r"\b(?:do|manage|try|commit to) (?:that|it|this)\b|\bgive (?:it|that) a\b|\bwill do\b|"
    r"\bdeal\b|\bpromise\b|\bmach(?:e|en)? ich\b|\bkann ich\b|"
    r"\bich (?:mache?|werde|versuche?|probiere?) (?:das|es)\b|\babgemacht\b|\bversprochen\b",
    re.IGNORECASE,
)
_QUESTION_IF = re.compile(
    r"\b(?:ask\w*|see|check|know|find out|wonder\w*|tell \w+|decide|look|test|whether|clarify|"
    r"figure out)\b[^,.;]{0,200}\bif\b",
    re.IGNORECASE,
)

# "I will lie awake" is then what happens, not what is promised.
_HABIT_ASKED = re.compile(
    r"\bwhat (?:usually|normally|typically) happens\b|\bwhat do you (?:usually|normally|typically) do\b"
    r"|\bwas (?:passiert|geschieht|tun sie|machst du|machen sie)\b[^.?]{0,12}\b(?:normalerweise|meistens|üblicherweise)\b"
)
# The coach plays somebody: the answer is spoken to that person.
_PLAYED = r"(?:boss|manager|director|colleague|wife|husband|partner|mother|father|mum|dad|sister|brother|son|daughter|customer)"
_GESPIELT = (
    r"(?:chefin|chef|kollegin|kollege|vorgesetzter?|frau|mann|mutter|vater|schwester|bruder|sohn|tochter|kundin|kunde)"
)
_SCENE_OPENED = re.compile(
    rf"\b(?:i'm|i am|i'll be|i'll play|let me be) (?:now )?your {_PLAYED}\b"
    rf"|\bich (?:bin|spiele|wäre) (?:jetzt |mal |nun )*(?:ihre?n?|deine?n?) {_GESPIELT}\b"
)


def plain(text: str) -> str:
    return re.sub(r"[’ʼ`´]", "'", text)


def objection(span: Span, evidence: tuple[Span, ...], transcript: Transcript) -> str | None:
    """Why the words are no promise, or may be none; None if they are one.

    `evidence` are all verified slices of the item; a second one by the other person may be the proposal agreed to.
    """
    words = _WORDS.get(transcript.language, EN if transcript.language == "und" else None)
    if words is None:
        return "language"
    if span.turn.role is Role.CLIENT and (before := transcript.turn(span.turn.n - 1)) and before.role is Role.COACH:
        asked = plain(before.text).lower()
        if _HABIT_ASKED.search(re.split(r"(?<=[.!?…])\s+", asked.strip())[-1]):
            return "habit"
        if _SCENE_OPENED.search(asked):
            return "addressed_elsewhere"
    return objection_in(words, span, evidence) or ("addressed_elsewhere" if _rehearsed(span, transcript) else None)


def objection_in(words: Words, span: Span, evidence: tuple[Span, ...]) -> str | None:
    said = plain(span.text)
    agreed = agrees(words, span, evidence)
    if agreed is not None:
        return agreed or None
    if len(tokens(said)) < 4:
        return "too_short"
    before, whole = (plain(part) for part in sentence(span))
    if not words.first_person.search(said):
        return "not_first_person" if not words.first_person.search(whole) else "no_promise"
    lead = before + (said[: found.start()] if (found := words.resolve.search(said)) else "")
    if _quoted(span) or words.reported.search(lead) or _repeats_report(words, span):
        return "reported_speech"
    clause = _clauses(whole, said)
    checks = (
        ("question", whole.rstrip(" \"'”").endswith("?") and said.rstrip(" \"'”").endswith("?")),
        ("hypothetical", bool(words.hypothetical.search(clause))),
        ("conditional", bool(words.conditional.search(_QUESTION_IF.sub(" ", clause)))),
        ("past", bool(words.past.search(phrases.outside_nouns(_main_clause(words, clause), language=words.language)))),
        ("negated", bool(words.refusal.search(clause))),
        ("uncertain", bool(words.uncertain.search(clause))),
        ("idiom", _all_idiom(words, clause)),
        ("wish", bool(words.wish.search(clause)) and not words.vow.search(said)),
        ("habit", bool(words.habit.search(clause)) and not words.vow.search(said)),
        ("in_session", _steers(words, span)),
        ("no_promise", not words.resolve.search(whole) or not _has_act(words, said, whole)),
    )
    return next((reason for reason, applies in checks if applies), None)


def agrees(words: Words, span: Span, evidence: tuple[Span, ...]) -> str | None:
    """Whether the words agree to a proposal that is among the evidence: an empty string if they do, a reason if they only
    seem to, None if they are another kind of sentence."""
    said = plain(span.text).strip()
    found = words.agreement.search(said)
    if found is None or len(tokens(said)) > 14:
        return None
    rest = said[found.end() :]
    if len(tokens(rest)) >= 4 and (words.resolve.search(said) or phrases.find(rest, language=words.language)):
        return None
    proposal = next(
        (
            p
            for p in evidence
            if p.turn.role is not span.turn.role and 0 < span.turn.n - p.turn.n <= 3 and len(tokens(p.text)) >= 3
        ),
        None,
    )
    if proposal is None:
        return (
            None
            if words.resolve.search(said) and len(tokens(said)) >= 4 and rest.strip()
            else "agreement_without_proposal"
        )
    if words.backchannel.search(said):
        return "back_channel"
    if (
        words.uncertain.search(said)
        or words.conditional.search(said)
        or re.search(r"\b(?:but|aber)\b", said, re.IGNORECASE)
    ):
        return "uncertain"
    if not (_FULL_AGREEMENT.search(said) or words.proposal.search(plain(proposal.text)) or "?" in proposal.text):
        return "agreement_without_proposal"
    return ""


def owner(turn: Turn) -> str | None:
    return {Role.CLIENT: "client", Role.COACH: "coach"}.get(turn.role)


def _clauses(whole: str, said: str) -> str:
    """The sentence, without what a dash, semicolon or "but" sets apart from the words quoted."""
    parts = re.split(r"(?<!\s)\s++[–—-]\s++|;|(?:,|(?<!\s))\s++(?:but|aber)\b", whole)
    head = " ".join(said.split()[:4])
    mine = [part for part in parts if head in part or part.strip() in said]
    return " ".join(mine) if mine else whole


def _main_clause(words: Words, clause: str) -> str:
    """The part between commas in which the promise stands: "the exercise you asked for last time" speaks of something
    else."""
    return next((part for part in clause.split(",") if words.resolve.search(part)), clause)


def _all_idiom(words: Words, clause: str) -> bool:
    return bool(words.idiom.search(clause)) and not words.resolve.search(words.idiom.sub(" ", clause))


def _steers(words: Words, span: Span) -> bool:
    """The coach leading the conversation; words that name a time beyond it are not that."""
    said = plain(span.text)
    if span.turn.role is not Role.COACH or not words.in_session.search(said):
        return False
    return phrases.find(said, language=words.language) is None


def _has_act(words: Words, said: str, whole: str) -> bool:
    """A present tense ("I'm leaving at five", "ich ruf sie an") promises only with words that say when."""
    return bool(words.vow.search(said)) or phrases.find(whole, language=words.language) is not None


def _rehearsed(span: Span, transcript: Transcript) -> bool:
    """Whether the words speak to somebody who is not there: "Olga, I'm leaving at five" tries a sentence out."""
    before, whole = sentence(span)
    called = _CALLED.match(whole if not before.strip() else before)
    if called is None or any(called[1] in name.split() for name in transcript.speakers):
        return False
    elsewhere = [turn.text for turn in transcript.turns]
    as_name = re.compile(rf"(?<=[a-zäöüß,] ){re.escape(called[1])}\b")
    return any(as_name.search(text) for text in elsewhere) and not any(
        re.search(rf"\b{re.escape(called[1].lower())}\b", text) for text in elsewhere
    )


def _repeats_report(words: Words, span: Span) -> bool:
    """Whether the sentence before reports the same words: "I told her, I'll ring. I'll ring and ask." """
    before = plain(span.turn.text[: span.start])
    last = re.split(r"(?<=[.!?…])\s+", before.strip())[-1]
    start = " ".join(plain(span.text).split()[:3]).lower()
    return bool(words.reported.search(last)) and start in last.lower()


def _quoted(span: Span) -> bool:
    """Whether the slice begins inside quotation marks that were opened before it."""
    before = span.turn.text[: span.start]
    curly = before.count("“") + before.count("„") - before.count("”")
    if "„" in before:
        curly = before.count("„") - before.count("“") - before.count("”")
    return before.count('"') % 2 == 1 or curly > 0
