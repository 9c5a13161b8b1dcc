"""The questions in a coach's turn: where they are, open or closed, one or several.

Open invites exploration; closed is answered by yes or no, a single fact or a choice. Function goes before form.
English and German by rules; in other languages every sentence that ends in "?" counts, closed if it is short of a reason to
call it open.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from core.analysis.speech import question_words as lex
from core.analysis.speech.text import (
    Span,
    clauses,
    content,
    sentences,
    words,
)

Kind = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a slice of the turn's text. `bare` has no verb of its own ("And today?")."""

    span: Span
    kind: Kind
    bare: bool = False


@lru_cache(maxsize=4096)
def find(text: str, *, language: str = "en", heard: str = "") -> tuple[Asked, ...]:
    """The questions of one turn in order. `heard` is the client's turn before, to know an echo by."""
    if language not in lex.LEAD:
        return tuple(Asked(s, _kind_elsewhere(s, language)) for s in sentences(text) if _marked(s))
    found: list[Asked] = []
    spoken = sentences(text)
    for i, sentence in enumerate(spoken):
        after = spoken[i + 1 : i + 2]
        if _marked(sentence):
            made = _of_sentence(sentence, after, language, heard)
            if found and made and _continues(sentence, language) and found[-1].span.end >= spoken[i - 1].end:
                last = found[-1]
                joined = Span(text[last.span.start : sentence.end], last.span.start, sentence.end)
                found[-1] = Asked(joined, last.kind, last.bare)
            else:
                found.extend(made)
        else:
            found.extend(_unmarked(sentence, language))
    return tuple(found)


def _kind_elsewhere(sentence: Span, language: str) -> Kind:
    """By its question word, in a language of which we know no more; else by its length."""
    if language == "es":
        return "open" if _OPEN_ES.search(sentence.low) else "closed"
    return "open" if len(words(sentence.text)) > 6 else "closed"


_OPEN_ES = re.compile(r"\b(?:qué|cómo|cuáles|cuál|por qué|para qué|dónde|cuéntame|cuénteme)\b")


def touches(asked: Sequence[Asked], start: int, end: int) -> bool:
    """Whether one of the questions, in order, overlaps the stretch of text."""
    at = bisect_left(asked, end, key=lambda q: q.span.start)
    return at > 0 and asked[at - 1].span.end > start


def formed(asked: Asked, language: str = "en") -> bool:
    """Whether the words themselves ask: a question word, an inversion, a request, a tag; not a statement with a mark."""
    low = asked.span.low
    if _starts(low, language) or _requests(asked, language):
        return True
    cut = clauses(asked.span)
    if any(_starts(c.low, language) and not _subordinate(cut, i, language) for i, c in enumerate(cut)):
        return True
    return (
        bool(re.fullmatch(rf"(?:{lex.LEAD[language]})?{lex.TAG[language]}", cut[-1].low.rstrip("?!. \"'")))
        if cut
        else False
    )


def stacked(asked: tuple[Asked, ...], language: str = "en") -> bool:
    """Whether a turn's questions ask for different things: an open one narrowed at once, or two of different content.

    The same asked in other words is not stacked, nor is asking for leave and going on. English and German; never in others.
    """
    if language not in lex.LEAD:
        return False
    rest = [q for i, q in enumerate(asked) if i + 1 == len(asked) or not _permission(q, language)]
    if len(rest) < 2:
        return False
    if len(rest) > 2:
        return True
    first, second = rest
    alternative = second.span.low.startswith(("or ", "oder "))
    if first.kind == "open" and second.kind == "open":
        return first.span.text[-1] != "?" and not _requests(first, language)
    if first.kind == "open":
        return True
    if second.kind == "open":
        return not (first.bare or len(words(first.span.text)) <= 3)
    return not (first.bare or second.bare or alternative or _advising(first, language))


def _advising(asked: Asked, language: str) -> bool:
    opening = (
        r"(?:have you (?:thought|considered|tried)|could you|why don't you|wäre es|könnten sie|"
        r"haben sie (?:schon|mal))\b"
    )
    return bool(re.match(lex.LEAD[language] + opening, asked.span.low)) and "thought" in asked.span.low


def _permission(asked: Asked, language: str) -> bool:
    return bool(re.match(lex.LEAD[language] + lex.PERMISSION[language], asked.span.low))


def _requests(asked: Asked, language: str) -> bool:
    return bool(re.match(lex.LEAD[language] + lex.OPEN_REQUEST[language], asked.span.low))


def _marked(sentence: Span) -> bool:
    return sentence.text.rstrip("\"'”’)").endswith(("?", "?!", "？"))


def _continues(sentence: Span, language: str) -> bool:
    """ "If it was working?" belongs to the question before it."""
    return (
        bool(re.match(r"^(?:if|when|wenn|falls)\b(?!.*,)" if language in {"en", "de"} else r"$^", sentence.low))
        and len(words(sentence.text)) <= 8
    )


def _of_sentence(sentence: Span, after: tuple[Span, ...], language: str, heard: str) -> list[Asked]:
    low = sentence.low
    bare_text = low.rstrip("?!. \"'")
    tag_only = re.fullmatch(rf"(?:{lex.LEAD[language]})?{lex.TAG[language]}", bare_text.replace(",", ""))
    if tag_only and after:
        return []
    if _rhetorical(low, after, language):
        return []
    parts = _parts(sentence, language)
    return [Asked(span, _kind(span, language, heard), _is_bare(span, language)) for span in parts]


def _rhetorical(low: str, after: tuple[Span, ...], language: str) -> bool:
    if lex.SAYING.search(low) and not re.search(
        r"\b(?:do|did|would|could|can) you (?:say|think|call|ask)\b|you(?:'re| are) (?:saying|thinking)", low
    ):
        head = lex.SAYING.search(low)
        if (
            head
            and not re.match(r"^\W*(?:what|how|why|who|where)\b", low)
            and not re.search(r"\byou (?:said|say)\b", head.group())
        ):
            return True
    if re.match(lex.LEAD[language] + lex.OF_ONESELF[language], low) and not re.search(
        r"\b(?:you|missing|wrong|hear|sie)\b", low
    ):
        return True
    if not after:
        return False
    follow = after[0]
    if lex.ANSWERED.match(follow.low) and not _marked(follow) and len(after) > 0:
        return True
    return (
        bool(lex.SELF[language].search(low))
        and not _marked(follow)
        and not re.search(r"\byou\b|\bsie\b", low.rpartition("i ")[2])
    )


def _starts(low: str, language: str) -> bool:
    lead = lex.LEAD[language]
    for opening in (lex.WH[language], lex.WITH_PREPOSITION[language]):
        if re.match(lead + opening, low):
            return True
    return bool(re.match(lead + lex.AUX[language] + r" (?:not )?" + lex.SUBJECT[language] + r"\b", low))


def _starts_wh(low: str, language: str) -> bool:
    return bool(re.match(lex.LEAD[language] + rf"(?:{lex.WH[language]}|{lex.WITH_PREPOSITION[language]})", low))


def _parts(sentence: Span, language: str) -> list[Span]:
    """The questions inside one marked sentence: clauses joined by commas are separate, a list of alternatives is one."""
    cut = clauses(sentence)
    starts = [i for i, clause in enumerate(cut) if _starts(clause.low, language) and not _subordinate(cut, i, language)]
    if len(starts) > 1 and len(words(cut[starts[0]].text)) == 1:  # "What, if anything, would you…"
        starts = starts[:1]
    if len(starts) < 2:
        return [sentence]
    if re.match(r"(?:or|oder)\b", cut[-1].low) or any(re.match(r"(?:or|oder)\b", cut[i].low) for i in starts[1:]):
        firsts = [i for i in starts if _starts_wh(cut[i].low, language)]
        keep = [starts[0]]
        if firsts and firsts[0] == starts[0] and len(starts) > 1:
            keep.append(starts[1])
        starts = keep
    text = sentence.text
    made: list[Span] = []
    bounds = [0 if k == 0 else cut[i].start - sentence.start for k, i in enumerate(starts)] + [len(text)]
    for start, end in pairwise(bounds):
        piece = text[start:end]
        body = piece.rstrip().rstrip(",;:–—-").rstrip() if end < len(text) else piece
        made.append(Span(body, sentence.start + start, sentence.start + start + len(body)))
    return made


def _subordinate(cut: tuple[Span, ...], i: int, language: str) -> bool:
    """A clause that opens like a question and is none: "when you look at it", "what I mean", a tag, an afterthought."""
    low = cut[i].low
    lead = lex.LEAD[language]
    bare = low.rstrip("?!. ")
    if re.fullmatch(lex.TAG[language], bare) or re.fullmatch(
        r"(?:do you think|would you say|isn't \w+|is \w+|meinen sie|glauben sie)", bare
    ):
        return True
    if language == "en":
        if re.match(
            lead + r"(?:when|where|which|who|what|how|why) (?:you|i|we|he|she|they|it|that|this|the|your|my|is|"
            r"are|was)\b(?!.*\b(?:do|did|is|are) (?:you|it)\b)",
            low,
        ):
            return not re.match(
                lead + r"(?:what|how|who|where|why|which|when)(?:'s| is| are| was| were| will| would)\b", low
            )
        return False
    if i > 0 and re.match(lead + r"(?:was|wie|wer|wo|welche[rsnm]?|warum)\b", low):
        return bool(re.search(r"\b\w+(?:en|t|e|st)\??$", bare)) and not re.match(
            lead + r"\w+ (?:" + lex.AUX["de"] + r")\b", low
        )
    return False


def _is_bare(span: Span, language: str) -> bool:
    said = words(span.text)
    if any(_starts(c.low, language) for c in clauses(span)):
        return False
    return len(said) <= 6


def _kind(span: Span, language: str, heard: str) -> Kind:
    low = span.low
    lead = lex.LEAD[language]
    if re.search(lex.OPEN_REQUEST[language], low) or re.match(lead + lex.WRAPPED_OPEN[language], low):
        return "open"
    cut = clauses(span)
    asking = [i for i, c in enumerate(cut) if _starts(c.low, language) and not _subordinate(cut, i, language)]
    at = next((i for i in asking if not cut[i].low.startswith(("or ", "oder "))), None)
    main = None if at is None else cut[at]
    if main is None or at is None:
        return _kind_without_verb(span, language, heard)
    body = low[main.start - span.start :]
    if not _starts_wh(main.low, language):
        return "open" if _embedded(body, language) else "closed"
    core = re.sub(lead, "", body)
    if re.match(lex.PROPOSES[language], core):
        return "closed"
    if re.match(lex.SINGLE_FACT[language], core) or re.search(r"\bon a scale\b|auf einer skala", low):
        return "closed"
    trailing = cut[at + 1 :]
    if trailing and lex.BRINGS_ANSWER[language].match(trailing[-1].low) and not _vocative(trailing[-1]):
        return "closed"
    if re.search(r",? or (?:is|are|was|do|did|more)\b|\boder (?:eher|ist|sind)\b", core) and len(words(core)) < 25:
        return "closed"
    return "open"


def _vocative(span: Span) -> bool:
    said = words(span.text)
    return len(said) == 1 and span.text[:1].isupper()


def _embedded(body: str, language: str) -> bool:
    """A yes-or-no form around an open question: "do you know what that is about?" stays closed, "would you say what…" not."""
    if language == "en":
        return bool(
            re.search(
                r"\b(?:tell|say more|describe|talk about|think about what|share) (?:me )?(?:\w+ )?(?:what|"
                r"how|why|about)\b",
                body,
            )
        )
    return bool(re.search(r"\b(?:sagen|erzählen|beschreiben),? (?:was|wie|warum)\b", body))


def _kind_without_verb(span: Span, language: str, heard: str) -> Kind:
    low = span.low
    if re.search(lex.CLOSED_BARE[language], low):
        return "closed"
    if re.search(rf"{lex.WH[language]}\W*$", low):
        return "open"
    if re.match(lex.BARE_OPEN[language], low):
        return "open"
    echo = set(content(span.text))
    if echo and heard and echo & set(content(heard)):
        return "closed"
    if re.search(rf"\b{lex.WH[language]}", low) and not re.search(r"\b(?:know|that|weiß)\b", low):
        return "open"
    return "closed"


def _unmarked(sentence: Span, language: str) -> list[Asked]:
    """Requests that ask without a question mark, and questions whose mark the recogniser dropped."""
    low = sentence.low
    lead = lex.LEAD[language]
    if re.match(lead + lex.OPEN_REQUEST[language], low) and len(words(low)) >= 3:
        return [Asked(sentence, "open")]
    if language == "en" and re.match(
        lead + r"(?:i guess |i suppose )?(?:i'm|i am|i was|i) (?:just )?(?:wonder(?:ing)?) (?:if|whether)\b.*\byou\b",
        low,
    ):
        return [Asked(sentence, "closed")]
    if sentence.text[-1] not in ".!…\"'”" and _lost_mark(low, language):
        return [Asked(sentence, _kind(sentence, language, ""))]
    return []


def _lost_mark(low: str, language: str) -> bool:
    lead = lex.LEAD[language]
    if language == "en":
        inverted = r"(?:do|does|did|are|were|have|can|could|will|would|should) (?:you|they|we|he|she|it)\b"
        return bool(
            re.match(
                rf"{lead}(?:(?:what|how|why|where|who)(?:'s| is| are| was| do| does| did| would| could|"
                rf" will| has| have| can| made| makes| happened| else)\b|{inverted})",
                low,
            )
        )
    return bool(re.match(rf"{lead}(?:was|wie|warum|wo|wer|woran|womit|worum) {lex.AUX['de']}\b", low))
