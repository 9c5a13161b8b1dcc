"""A coach turn as numbers, for the linear heads: form, questions, echoes of the client, who is spoken of, what surrounds it.

English alone. No word was picked by data: the lists are grammar and common knowledge. What follows the turn is used too, so
heads read a session after it ended, never live.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from core.analysis.speech import advice, questions, reflections
from core.analysis.speech import feature_words as lex
from core.analysis.speech.function_words import FILLERS, FUNCTION_WORDS
from core.analysis.speech.text import (
    content,
    gathered,
    plain,
    sentences,
    words,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as the features see it."""

    text: str
    coach: bool


@dataclass(frozen=True, slots=True)
class Style:
    """How a whole session is spoken: the coach's share of words, of turns with a question mark, and words a turn."""

    coach_share: float
    asking: float
    length: float

    @classmethod
    def of(cls, turns: Sequence[Said]) -> "Style":
        lengths = [len(words(t.text)) for t in turns]
        own = [n for t, n in zip(turns, lengths, strict=True) if t.coach]
        asking = sum("?" in t.text for t in turns if t.coach)
        return cls(sum(own) / max(1, sum(lengths)), asking / max(1, len(own)), sum(own) / max(1, len(own)))


Features = dict[str, float]


def of(turns: Sequence[Said], at: int, style: Style | None = None) -> Features:
    """The features of the coach turn at index `at` of the session's turns; `style` spares counting the session anew."""
    here = turns[at]
    heard = _near(turns, at, -1)
    answer = _near(turns, at, 1)
    before_that = [t.text for t in turns[max(0, at - 9) : at] if not t.coach]
    own_before = next((t.text for t in reversed(turns[max(0, at - 4) : at]) if t.coach), "")
    own_after = next((t.text for t in turns[at + 1 : at + 4] if t.coach), "")
    asked = questions.find(here.text, language="en", heard=heard)
    made = {"bias": 1.0}
    made |= _form(here.text)
    made |= _asking(here.text, asked)
    made |= _lexicon(here.text, asked)
    made |= _echo(here.text, asked, heard, before_that)
    made |= _around(heard, answer, own_before, own_after)
    made |= _place(turns, at, style or Style.of(turns))
    made |= _crosses(made)
    return made | _grammar(here.text, heard, answer)


def _grammar(text: str, heard: str, answer: str) -> Features:
    """Which function words stand in the turn, begin and end it, and stand in the client's turns around it."""
    said = words(text)
    bare = next((w for w in said if w not in FILLERS), "")
    made = {f"w:{w}": 1.0 for w in set(said) & FUNCTION_WORDS}
    ends = (("f", said[:1]), ("g", [bare]), ("l", said[-1:]))
    made |= {f"{place}:{w}": 1.0 for place, at in ends for w in at if w in FUNCTION_WORDS}
    for place, other in (("h", words(heard)), ("a", words(answer))):
        made |= {f"{place}:{w}": 0.5 for w in set(other) & FUNCTION_WORDS}
        made |= {f"{place}f:{w}": 1.0 for w in other[:1] if w in FUNCTION_WORDS}
    return made


def _near(turns: Sequence[Said], at: int, step: int) -> str:
    i = at + step
    return turns[i].text if 0 <= i < len(turns) and not turns[i].coach else ""


def _bins(name: str, value: float, edges: Sequence[float]) -> Features:
    """Which step of a staircase the value stands on; one-hot, so that a linear head may bend."""
    step = sum(value > edge for edge in edges)
    return {f"{name}>{step}": 1.0}


def _form(text: str) -> Features:
    said = words(text)
    spans = sentences(text)
    n = len(said)
    made = {
        "log words": log(1 + n) / 4,
        "sentences": min(len(spans), 8) / 4,
        "words a sentence": min(n / max(1, len(spans)), 40) / 20,
        "commas": min(text.count(","), 10) / 5,
        "long words": sum(len(w) > 7 for w in said) / max(1, n),
        "variety": len(set(said)) / max(1, n),
        "cut off": float(bool(re.search(r"[-–—]\s*$", text))),
        "goes on": float(bool(re.match(r"^\s*+[-–—a-z]", text))),
        "digits": float(any(c.isdigit() for c in text)),
        "exclaims": float("!" in text),
        "quotes": float('"' in text),
    }
    return made | _bins("n", n, (0, 1, 2, 4, 7, 12, 18, 27, 40, 70))


def _asking(text: str, asked: tuple[questions.Asked, ...]) -> Features:
    opened = sum(q.kind == "open" for q in asked)
    closed = len(asked) - opened
    total = max(1, len(words(text)))
    in_questions = sum(len(words(q.span.text)) for q in asked)
    low = plain(text)
    marks = text.count("?")
    last = asked[-1] if asked else None
    tail = len(words(text[last.span.end :])) if last else total
    final = plain(last.span.text) if last else ""
    return {
        "marks": min(marks, 4) / 2,
        "mark": float(marks > 0),
        "ends in mark": float(text.rstrip(" \"'").endswith("?")),
        "asks": float(bool(asked)),
        "asks without mark": float(bool(asked) and not marks),
        "mark without asking": float(marks > 0 and not asked),
        "open": min(opened, 3) / 2,
        "closed": min(closed, 3) / 2,
        "any open": float(opened > 0),
        "any closed": float(closed > 0),
        "last open": float(bool(last) and opened > 0 and asked[-1].kind == "open"),
        "first open": float(bool(asked) and asked[0].kind == "open"),
        "open and closed": float(opened > 0 and closed > 0),
        "several": float(len(asked) > 1),
        "question share": in_questions / total,
        "after question": min(tail, 40) / 20 if last else 0.0,
        "question bare": float(bool(last and last.bare)),
        "question length": min(len(words(final)), 30) / 15,
        "wh": float(bool(lex.WH_FIRST.match(final))),
        "auxiliary": float(bool(lex.AUX_FIRST.match(final))),
        "plain order": float(
            bool(last) and marks > 0 and not lex.WH_FIRST.match(final) and not lex.AUX_FIRST.match(final)
        ),
        "how much": float(bool(lex.HOW_MUCH.search(final))),
        "scale": float(bool(lex.SCALE.search(low))),
        "what else": float(bool(lex.WHAT_ELSE.search(final))),
        "think question": float(bool(lex.THINK_Q.search(final))),
        "tell me": float(bool(lex.PLEASE_TELL.search(low))),
        "wondering": float(bool(lex.WONDERING.search(low))),
        "permission": float(bool(lex.PERMIT.search(low))),
        "tag": float(bool(lex.TAG.search(low))),
        "yes or no in question": float(
            bool(re.search(r"\b(?:do|did|have|are|is|was|would|can|could) you\b", final))
            and not lex.WH_FIRST.match(final)
        ),
        "wh inside": float(bool(re.search(r"\b(?:what|how|why)\b", final)) and not lex.WH_FIRST.match(final)),
        "or inside": float(" or " in final),
        "you in question": float(bool(lex.YOU & set(words(final)))),
    }


_NAMED = tuple(
    (f"rate {name}", f"has {name}", group)
    for name, group in {
        "you": lex.YOU,
        "i": lex.ME,
        "we": lex.WE,
        "they": lex.THEY,
        "it": lex.IT,
        "nod": lex.NOD,
        "praise": lex.PRAISE,
        "thanks": lex.THANKS,
        "must": lex.MUST,
        "may": lex.MAY,
        "not": lex.NOT,
        "why": lex.WHY,
        "usual": lex.USUAL,
        "feel": lex.FEEL,
        "think": lex.THINK,
    }.items()
)


def _lexicon(text: str, asked: tuple[questions.Asked, ...]) -> Features:
    said = words(text)
    low, pieces, at = plain(text), [], 0
    for q in asked:
        pieces += [low[at : q.span.start], " " * (q.span.end - q.span.start)]
        at = q.span.end
    stated = "".join([*pieces, low[at:]])
    held = [(rate, has, sum(map(group.__contains__, said))) for rate, has, group in _NAMED]
    made = {rate: min(1.0, 3 * (number / max(1, len(said)))) for rate, _, number in held}
    made |= {has: float(number > 0) for _, has, number in held}
    flags = {
        "summary": lex.SUMMARY,
        "sounds": lex.SOUNDS,
        "hearing": lex.HEARING,
        "so you": lex.SO_YOU,
        "you first": lex.YOU_START,
        "so first": lex.SO,
        "announce": lex.ANNOUNCE,
    }
    made |= {name: float(bool(pattern.search(stated.strip()))) for name, pattern in flags.items()}
    starts = [s.low for s in sentences(text) if not questions.touches(asked, s.start, s.start + 1)]
    made["you sentences"] = sum(bool(lex.YOU_START.match(s)) for s in starts) / max(1, len(starts))
    made["i sentences"] = sum(
        bool(re.match(r"^(?:and |so |well |but )?i(?:'m|'ve|'d|'ll)? ", s)) for s in starts
    ) / max(1, len(starts))
    made["stated"] = min(len(words(stated)), 60) / 30
    made["informs"] = min(len(lex.INFORM.findall(stated)), 5) / 2.5
    made["only nods"] = float(bool(said) and all(w in lex.NOD or w in lex.PRAISE for w in said))
    made["nods first"] = float(bool(said) and said[0] in lex.NOD)
    made["advice"] = float(advice.gives_advice(text, asked, language="en"))
    made["past"] = sum(
        w.endswith("ed") or w in {"was", "were", "had", "did", "went", "said", "got"} for w in said
    ) / max(1, len(said))
    made["gerunds"] = sum(w.endswith("ing") for w in said) / max(1, len(said))
    made["you feel"] = float(
        bool(
            re.search(
                r"\byou(?:'re| are|'ve| have)? (?:\w+ )?(?:feel|feeling|felt|want|wanted|think|know|need|love|"
                r"hope|care|worried|thinking|trying|looking|saying|really|kind of)\b",
                stated,
            )
        )
    )
    made["i think"] = float(
        bool(re.search(r"\bi (?:think|believe|know|would|understand|appreciate|mean|guess)\b", stated))
    )
    made["would"] = float(
        bool(
            re.search(
                r"\b(?:i would|i'd|you should|you need|you have to|you've got to|if you|you want to|you could|"
                r"you can|you might)\b",
                stated,
            )
        )
    )
    return made


def _echo(text: str, asked: tuple[questions.Asked, ...], heard: str, before: Sequence[str]) -> Features:
    carried, near, far = content(text), gathered((heard,)), gathered(before)
    said, heard_words = words(text), set(words(heard))
    repeat = sum(w in near for w in carried) / len(carried) if carried else 0.0
    recall = sum(w in far for w in carried) / len(carried) if carried else 0.0
    taken = len(near & set(carried)) / len(near) if near else 0.0
    best = 0.0
    spans = [s for s in sentences(text) if not questions.touches(asked, s.start, s.start + 1)]
    for span in spans:
        best = max(best, reflections.strength(span, near, far, heard_words))
    found = reflections.kind(text, asked, heard=heard, earlier=before)
    kind = {"none": 0.0, "simple": 0.5, "complex": 1.0}[found]
    return {
        "repeat": repeat,
        "recall": recall,
        "taken up": taken,
        "verbatim": sum(w in heard_words for w in said) / max(1, len(said)),
        "run": min(_run(said, words(heard)), 6) / 3,
        "carried": min(len(carried), 20) / 10,
        "new words": min(len([w for w in carried if w not in far]), 20) / 10,
        "reflects": min(best, 3.0) / 2,
        "reflection": kind,
    }


def _run(a: Sequence[str], b: Sequence[str]) -> int:
    """The longest run of words both hold."""
    best = 0
    row = none = [0] * (len(b) + 1)
    for word in a[:40]:
        if word not in b:
            row = none
            continue
        fresh = [0] * (len(b) + 1)
        for j, other in enumerate(b[-60:], 1):
            if word == other:
                fresh[j] = row[j - 1] + 1
                best = max(best, fresh[j])
        row = fresh
    return best


def _around(heard: str, answer: str, own_before: str, own_after: str) -> Features:
    n_heard, n_answer = len(words(heard)), len(words(answer))
    asked_before = "?" in own_before
    return {
        **_bins("heard", n_heard, (0, 1, 3, 7, 15, 30)),
        **_bins("answer", n_answer, (0, 1, 3, 7, 15, 30)),
        "answer yes": float(bool(lex.YES.match(plain(answer)))),
        "answer no": float(bool(lex.NO.match(plain(answer)))),
        "answer only nods": float(bool(answer) and all(w in lex.NOD for w in words(answer))),
        "answer i": float(bool(re.match(r"^\W*+(?:(?:well|um|uh|so)\W*+)?(?:i|my|it|because)\b", plain(answer)))),
        "heard asks": float("?" in heard),
        "heard only nods": float(bool(heard) and all(w in lex.NOD for w in words(heard))),
        "heard cut": float(bool(re.search(r"[-–—]\s*$", heard))),
        "asked before": float(asked_before),
        "advised before": float(advice.gives_advice(own_before, (), language="en")),
        "long before": float(len(words(own_before)) > 30),
        "cut before": float(bool(re.search(r"[-–—]\s*$", own_before))),
        "asks after": float("?" in own_after),
        "long after": float(len(words(own_after)) > 30),
        "answer asks": float("?" in answer),
    }


def _place(turns: Sequence[Said], at: int, style: Style) -> Features:
    return {
        "first turns": float(at <= 2),
        "last turns": float(at >= len(turns) - 3),
        "place": at / max(1, len(turns) - 1),
        "coach share": style.coach_share,
        "asking style": style.asking,
        "coach length": min(style.length, 60) / 30,
    }


_PAIRS = (
    ("mark", "so you"),
    ("mark", "repeat"),
    ("mark", "tag"),
    ("mark", "sounds"),
    ("mark", "stated"),
    ("ends in mark", "plain order"),
    ("plain order", "repeat"),
    ("plain order", "you first"),
    ("so you", "repeat"),
    ("you first", "log words"),
    ("you first", "repeat"),
    ("rate you", "repeat"),
    ("rate you", "log words"),
    ("rate i", "log words"),
    ("advice", "log words"),
    ("informs", "log words"),
    ("repeat", "log words"),
    ("recall", "log words"),
    ("reflects", "mark"),
    ("reflects", "advice"),
    ("last open", "after question"),
    ("any open", "answer yes"),
    ("any closed", "answer yes"),
    ("any closed", "answer no"),
    ("ends in mark", "stated"),
    ("ends in mark", "question share"),
    ("rate you", "answer yes"),
    ("goes on", "cut before"),
    ("goes on", "asked before"),
    ("goes on", "advised before"),
    ("cut off", "log words"),
    ("first turns", "rate i"),
    ("last turns", "has thanks"),
    ("only nods", "repeat"),
    ("rate it", "log words"),
    ("new words", "rate you"),
    ("rate they", "log words"),
    ("so first", "rate you"),
)


_CROSSED = tuple((f"{a} x {b}", a, b) for a, b in _PAIRS)


def _crosses(made: Features) -> Features:
    return {crossed: made[a] * made[b] for crossed, a, b in _CROSSED}
