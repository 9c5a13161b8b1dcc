"""A coach turn as numbers, for the linear heads: form, questions, echoes of the client, who is spoken of, what surrounds it.

English alone. No word was picked by data: the lists are grammar and common knowledge. What follows the turn is used too, so
heads read a session after it ended, never live.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from core.speech import advice, questions, reflections
from core.speech.function_words import FILLERS, FUNCTION_WORDS
from core.speech.text import content, listed, plain, sentences, words


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as the features see it."""

    text: str
    coach: bool


Features = dict[str, float]

_YOU = listed("you you're you've you'd you'll your yours yourself")
_I = listed("i i'm i've i'd i'll my me mine myself")
_WE = listed("we we're we've we'll we'd our us let's")
_THEY = listed("they them their he she him her his people they're he's she's everyone someone")
_IT = listed("it it's that that's this there there's these those")
_NOD = listed("mm mhm hmm hm uh huh yeah yes yep okay ok right sure oh ah alright hm-hmm mm-hmm uh-huh mmhmm")
_PRAISE = listed(
    "good great excellent wonderful fantastic awesome nice perfect brilliant lovely amazing super congratulations "
    "proud well-done"
)
_THANKS = listed("thank thanks hello hi bye goodbye welcome pleasure morning afternoon name")
_MUST = listed("should must need needs have ought got better recommend suggest advise try want")
_MAY = listed("could might may can maybe perhaps possibly would if")
_NOT = listed("not no don't doesn't didn't can't won't isn't aren't never nothing wouldn't couldn't haven't")
_WHY = listed("because so since therefore cause causes due means reason result")
_USUAL = listed(
    "usually often most many some sometimes generally typically common normal several certain various average percent"
)
_FEEL = listed(
    "feel feeling feels felt worried afraid scared angry upset sad happy frustrated frustrating anxious nervous "
    "concerned hard difficult tough stressed important matter matters love care hope hurt guilty proud tired "
    "overwhelmed lonely confident comfortable excited hate bother bothered"
)
_THINK = listed("think know feel want see believe say mean understand notice wonder guess realize realise")
_SUMMARY = re.compile(
    r"\b(?:so far|to sum|summar\w*|let me (?:see|make sure)|make sure i|what you(?:'ve|"
    r" have) (?:said|told)|you(?:'ve)? mentioned|you (?:said|told|talked|were saying)|earlier you|"
    r"on (?:the )?one hand)\b"
)
_SOUNDS = re.compile(
    r"\b(?:sounds|seems|looks|feels|appears)(?: to me)?(?: a bit| a little)? (?:like|as if|"
    r"as though|that|you)\b|\bit sounds\b|\bsounds\b"
)
_HEARING = re.compile(
    r"\b(?:i(?:'m| am)? hear(?:ing)?|what i hear|i (?:get|have) the (?:sense|impression)|i(?:'m|"
    r" am) (?:sensing|getting)|in other words|you(?:'re| are) saying|you mean|if i (?:understand|"
    r"hear))\b"
)
_SO_YOU = re.compile(
    r"^(?:\W*(?:so|and|but|okay|yeah|right|mm-?hm*|well|um|uh|oh|alright)\W+)*(?:you(?:'re|'ve|'d|"
    r"r)?|your|it|for you|part of you|because|that)\b"
)
_YOU_START = re.compile(
    r"^(?:\W*(?:so|and|but|okay|yeah|right|mm-?hm*|well|um|uh|oh|alright)\W+)*you(?:'re|'ve|'d|"
    r"r)?\b"
)
_SO = re.compile(r"^\W*(?:(?:okay|yeah|right|mm-?hm*|well|um|uh|oh|alright)\W+)*so\b")
_PLEASE_TELL = re.compile(
    r"\b(?:tell me|talk to me|say (?:a little |some )?more|describe|help me understand|walk me|"
    r"give me an example|explain (?:to me|that))\b"
)
_ANNOUNCE = re.compile(
    r"\b(?:i(?:'d| would) like to|i want to|i(?:'m| am) going to|let me|let's|i(?:'ll| will)|"
    r"we(?:'re| are) going to|we(?:'ll| will)|today we|my name|nice to meet|have a seat|"
    r"come (?:on )?in)\b"
)
_INFORM = re.compile(
    r"\b(?:research|stud(?:y|ies)|percent|health|risk\w*|effects?|increase\w*|reduce\w*|doctors?|"
    r"guidelines?|recommend\w*|information|known|shown?|helps?|affects?|cause[sd]?|lead(?:s|"
    r"ing)? to|likely|per (?:day|week)|program\w*|medication\w*|options?|"
    r"for example|for instance|such as|in fact|one (?:of the|thing)|there (?:are|is)|you can|"
    r"you could|different|available)\b"
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|right|exactly|mm-?hm*|uh-?huh|definitely|absolutely|true|correct|"
    r"sure|i guess|i suppose|okay|oh yeah|that's right)\b"
)
_NO = re.compile(r"^\W*(?:no|nope|nah|not really|not yet|never|i don't)\b")
_WH_FIRST = re.compile(
    r"^(?:\W*(?:so|and|but|okay|yeah|right|well|um|uh|oh|alright)\W+)*(?:what|how|why|who|where|"
    r"when|which)\b"
)
_AUX_FIRST = re.compile(
    r"^(?:\W*(?:so|and|but|okay|yeah|right|well|um|uh|oh|alright)\W+)*(?:do|does|did|is|are|was|"
    r"were|have|has|had|can|could|will|would|should|any|anything)\b"
)
_HOW_MUCH = re.compile(r"\bhow (?:many|much|long|often|old|far)\b|\b(?:when|what time|what day)\b.{0,20}\?")
_SCALE = re.compile(
    r"\bscale\b|\b(?:one|zero|1|0) (?:to|being|through) (?:a )?(?:ten|10)\b|\bhow (?:confident|"
    r"ready|important|likely)\b"
)
_WHAT_ELSE = re.compile(r"\b(?:what else|anything else|how so|like what|what about|how about|and then what)\b")
_THINK_Q = re.compile(
    r"\b(?:what|how) (?:do|did|would|are|have|might|could|can|will) you\b|\bwhat (?:kinds?|sorts?|"
    r"types?) of\b|\bhow (?:do|did|does|would|has|have|is|was|are|were)\b|\bwhat(?:'s| is| are|"
    r" was| were| would| makes| made| brings| brought| happens| happened)\b"
)
_PERMIT = re.compile(
    r"\b(?:would it be (?:okay|ok|all right|alright)|is it (?:okay|ok|all right|alright)|"
    r"do you mind|can i|could i|may i|mind if|if (?:it's|that's) (?:okay|ok|all right))\b"
)
_TAG = re.compile(
    r"(?:,|\b) (?:right|okay|ok|huh|yeah|correct|isn't it|don't you|aren't you|is that right|"
    r"am i right|is that fair|is that correct)\?\s*$"
)


def of(turns: Sequence[Said], at: int) -> Features:
    """The features of the coach turn at index `at` of the session's turns."""
    here = turns[at]
    heard = _near(turns, at, -1)
    answer = _near(turns, at, 1)
    before_that = " ".join(t.text for t in turns[max(0, at - 9) : at] if not t.coach)
    own_before = next((t.text for t in reversed(turns[max(0, at - 4) : at]) if t.coach), "")
    own_after = next((t.text for t in turns[at + 1 : at + 4] if t.coach), "")
    asked = questions.find(here.text, heard=heard)
    made = {"bias": 1.0}
    made |= _form(here.text)
    made |= _asking(here.text, asked)
    made |= _lexicon(here.text, asked)
    made |= _echo(here.text, asked, heard, before_that)
    made |= _around(heard, answer, own_before, own_after)
    made |= _place(turns, at)
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
        "goes on": float(bool(re.match(r"\s*[-–—]|\s*[a-z]", text))),
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
        "wh": float(bool(_WH_FIRST.match(final))),
        "auxiliary": float(bool(_AUX_FIRST.match(final))),
        "plain order": float(bool(last) and marks > 0 and not _WH_FIRST.match(final) and not _AUX_FIRST.match(final)),
        "how much": float(bool(_HOW_MUCH.search(final))),
        "scale": float(bool(_SCALE.search(low))),
        "what else": float(bool(_WHAT_ELSE.search(final))),
        "think question": float(bool(_THINK_Q.search(final))),
        "tell me": float(bool(_PLEASE_TELL.search(low))),
        "permission": float(bool(_PERMIT.search(low))),
        "tag": float(bool(_TAG.search(low))),
        "yes or no in question": float(
            bool(re.search(r"\b(?:do|did|have|are|is|was|would|can|could) you\b", final)) and not _WH_FIRST.match(final)
        ),
        "wh inside": float(bool(re.search(r"\b(?:what|how|why)\b", final)) and not _WH_FIRST.match(final)),
        "or inside": float(" or " in final),
        "you in question": float(bool(_YOU & set(words(final)))),
    }


def _share(said: Sequence[str], listed: frozenset[str]) -> float:
    return sum(w in listed for w in said) / max(1, len(said))


def _lexicon(text: str, asked: tuple[questions.Asked, ...]) -> Features:
    said = words(text)
    stated = plain(text)
    for q in reversed(asked):
        stated = stated[: q.span.start] + " " * (q.span.end - q.span.start) + stated[q.span.end :]
    named = {
        "you": _YOU,
        "i": _I,
        "we": _WE,
        "they": _THEY,
        "it": _IT,
        "nod": _NOD,
        "praise": _PRAISE,
        "thanks": _THANKS,
        "must": _MUST,
        "may": _MAY,
        "not": _NOT,
        "why": _WHY,
        "usual": _USUAL,
        "feel": _FEEL,
        "think": _THINK,
    }
    made = {f"rate {name}": min(1.0, 3 * _share(said, group)) for name, group in named.items()}
    made |= {f"has {name}": float(any(w in group for w in said)) for name, group in named.items()}
    flags = {
        "summary": _SUMMARY,
        "sounds": _SOUNDS,
        "hearing": _HEARING,
        "so you": _SO_YOU,
        "you first": _YOU_START,
        "so first": _SO,
        "announce": _ANNOUNCE,
    }
    made |= {name: float(bool(pattern.search(stated.strip()))) for name, pattern in flags.items()}
    starts = [s.low for s in sentences(text) if not any(q.span.start <= s.start < q.span.end for q in asked)]
    made["you sentences"] = sum(bool(_YOU_START.match(s)) for s in starts) / max(1, len(starts))
    made["i sentences"] = sum(
        bool(re.match(r"^(?:and |so |well |but )?i(?:'m|'ve|'d|'ll)? ", s)) for s in starts
    ) / max(1, len(starts))
    made["stated"] = min(len(words(stated)), 60) / 30
    made["informs"] = min(len(_INFORM.findall(stated)), 5) / 2.5
    made["only nods"] = float(bool(said) and all(w in _NOD or w in _PRAISE for w in said))
    made["nods first"] = float(bool(said) and said[0] in _NOD)
    made["advice"] = float(advice.gives_advice(text, asked))
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


def _echo(text: str, asked: tuple[questions.Asked, ...], heard: str, before: str) -> Features:
    carried, near, far = content(text), set(content(heard)), set(content(before))
    said, heard_words = words(text), set(words(heard))
    repeat = sum(w in near for w in carried) / len(carried) if carried else 0.0
    recall = sum(w in far for w in carried) / len(carried) if carried else 0.0
    taken = len(near & set(carried)) / len(near) if near else 0.0
    best = 0.0
    spans = [s for s in sentences(text) if not any(q.span.start <= s.start < q.span.end for q in asked)]
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
    row = [0] * (len(b) + 1)
    for word in a[:40]:
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
        "answer yes": float(bool(_YES.match(plain(answer)))),
        "answer no": float(bool(_NO.match(plain(answer)))),
        "answer only nods": float(bool(answer) and all(w in _NOD for w in words(answer))),
        "answer i": float(bool(re.match(r"^\W*(?:well|um|uh|so)?\W*(?:i|my|it|because)\b", plain(answer)))),
        "heard asks": float("?" in heard),
        "heard only nods": float(bool(heard) and all(w in _NOD for w in words(heard))),
        "heard cut": float(bool(re.search(r"[-–—]\s*$", heard))),
        "asked before": float(asked_before),
        "advised before": float(advice.gives_advice(own_before, ())),
        "long before": float(len(words(own_before)) > 30),
        "cut before": float(bool(re.search(r"[-–—]\s*$", own_before))),
        "asks after": float("?" in own_after),
        "long after": float(len(words(own_after)) > 30),
        "answer asks": float("?" in answer),
    }


def _place(turns: Sequence[Said], at: int) -> Features:
    place = at / max(1, len(turns) - 1)
    coach = [t for t in turns if t.coach]
    spoken = sum(len(words(t.text)) for t in coach)
    heard = sum(len(words(t.text)) for t in turns if not t.coach)
    return {
        "first turns": float(at <= 2),
        "last turns": float(at >= len(turns) - 3),
        "place": place,
        "coach share": spoken / max(1, spoken + heard),
        "asking style": sum("?" in t.text for t in coach) / max(1, len(coach)),
        "coach length": min(spoken / max(1, len(coach)), 60) / 30,
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


def _crosses(made: Features) -> Features:
    return {f"{a} x {b}": made[a] * made[b] for a, b in _PAIRS}
