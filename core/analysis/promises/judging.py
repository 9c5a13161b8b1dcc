"""Whether words are a promise: `sure`, `doubtful` (the person is asked) or `no`, with the reason.

A promise is a definite word of the speaker about their own doing after the session, or a yes to a proposal. What stands before
it is not searched for what unmakes it alone: whatever is not known to be harmless there makes it doubtful. Only signs of the
contrary make it none: said by somebody else, if and would, a habit, a wish, a figure of speech, a played scene.
"""

import re

from core.analysis.promises import grammar
from core.analysis.promises.agreement import agreement
from core.analysis.promises.grammar import Grammar
from core.analysis.promises.judgement import Judgement, Verdict
from core.analysis.promises.talk import Line, Talk
from core.analysis.promises.when import timed
from core.analysis.speech.text import Span, plain, words
from core.dates import phrases
from core.transcript import Role, Turn

MOST = 40
"""Promises looked for in one sentence, more than anybody makes: each looks at the whole of it."""
LAST_WORDS, NEXT_WORDS = 30, 80
"""Characters in which the last words before a promise stand, and those that take it back behind a comma."""
PRESENT = frozenset({"simple", "progressive"})
_CALLED = re.compile(
    r"^\W*+(?:(?:No|Oh|Okay|So|Well|Look|Listen|Hey|And|Um)[,.]? )*+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\w+tag\b)"
    r"([A-ZÄÖÜ][a-zäöüß]{2,}), (?=[a-zäöüI])"
)


GOVERNED = frozenset(
    {"reported_speech", "conditional", "hypothetical", "habit", "words_before", "addressed_elsewhere", "joked"}
)
"""Reasons that hold for all of a sentence from there on."""
CONTEXT = GOVERNED - {"words_before"} | {"taken_back"}


def judge(talk: Talk, line: Line, *, proposed: bool = False, reasoned: bool = True) -> tuple[Judgement, ...]:
    """All that may be a promise in a sentence, each judged; at least one. `proposed`: what it answers is known to be a
    proposal. `reasoned`: it is asked why words are none."""
    words_of = grammar.of(talk.language)
    if words_of is None:
        return (Judgement(Verdict.DOUBTFUL, "language", line, line.span),)
    return _judged(talk, line, words_of, proposed=proposed, reasoned=reasoned)


def judge_slice(talk: Talk, turn: Turn, start: int, end: int, *, proposed: bool = False) -> Judgement | None:
    """The best that can be said of a slice of a turn, in the sentences it stands in; None if it touches none. A sentence of it
    that is taken back or told of others makes the whole doubtful."""
    lines = [line for line in talk.lines(turn) if line.span.start < end and start < line.span.end]
    made = [each for line in lines for each in judge(talk, line, proposed=proposed)]
    if not made:
        return None
    quoted = [each for each in made if each.piece.start < end and start < each.piece.end]
    found = best(tuple(quoted or made))
    g = grammar.of(talk.language)
    if found.verdict is not Verdict.SURE or g is None or len(lines) == 1:
        return found
    around = [each.reason for each in made if each.reason in CONTEXT] + [_after(talk, line, g) for line in lines]
    return next((found.but(Verdict.DOUBTFUL, reason) for reason in around if reason), found)


def best(made: tuple[Judgement, ...]) -> Judgement:
    return min(made, key=lambda each: [*Verdict].index(each.verdict))


def _judged(talk: Talk, line: Line, g: Grammar, *, proposed: bool, reasoned: bool) -> tuple[Judgement, ...]:
    if line.asks:
        return (Judgement(Verdict.NO, "question", line, line.span),)
    said = masked(line.low, g.language)
    cores = promising(said, g)
    yes = agreement(talk, line, g, proposed=proposed)
    whole = not cores or cores[0][0] == "can" or len(words(said[cores[0][1].end() :])) < 2
    if yes and (not cores or (whole and yes.verdict is Verdict.SURE)):
        return (yes,)
    made: list[Judgement] = []
    for i, (kind, found) in enumerate(cores):
        end = cores[i + 1][1].start() if i + 1 < len(cores) else len(said)
        one = _one(talk, line, g, said, kind, found, end)
        if (
            i
            and one.verdict is Verdict.SURE
            and made[-1].reason in GOVERNED
            and not g.says("turn", said[cores[i - 1][1].end() : found.start()])
        ):
            one = one.but(Verdict.DOUBTFUL, made[-1].reason)
        made.append(one)
    return tuple(made) or (_without(line, g, said, reasoned=reasoned),)


def promising(said: str, g: Grammar) -> list[tuple[str, re.Match[str]]]:
    """The words that promise, in order: where two patterns claim the same place, the more definite one."""
    found: list[tuple[str, re.Match[str]]] = []
    clause_of_time = g["clause_of_time"]
    for kind in ("future", "can", "progressive", "simple"):
        for match in g[kind].finditer(said):
            taken = any(m.start() < match.end() and match.start() < m.end() for _, m in found)
            says_when = kind in PRESENT and clause_of_time.search(
                said[max(0, match.start() - LAST_WORDS) : match.start()]
            )
            if len(found) < MOST and not taken and not says_when:
                found.append((kind, match))
    return sorted(found, key=lambda each: each[1].start())


def masked(low: str, language: str) -> str:
    """The sentence with its dates and times of day put as §, of the same length."""
    for start, end in phrases.spans(low, language=language):
        low = low[:start] + "§" * (end - start) + low[end:]
    return low


def _one(talk: Talk, line: Line, g: Grammar, said: str, kind: str, found: re.Match[str], end: int) -> Judgement:
    verb = next((v for v in found.groupdict().values() if v), "")
    place = found.end() - len(verb)
    text = line.span.text
    cut = len(said[:end].rstrip(" ,;:–—-"))
    joint = (
        re.search(r"(?<![ ,;])[ ,;]++(?:and|but|so|then|und|aber|dann|y|pero)$", said[:cut])
        if end < len(said)
        else None
    )
    cut = joint.start() if joint else cut
    piece = Span(text[found.start() : cut], line.span.start + found.start(), line.span.start + cut)
    made = Judgement(Verdict.SURE, "", line, piece, kind, verb, text[place:cut], said[found.end() : end])
    no = _against(talk, line, g, said, found, place, end)
    if no:
        return made.but(Verdict.NO, no)
    doubt = _doubt(talk, line, g, said, made, found)
    return made.but(Verdict.DOUBTFUL, doubt) if doubt else made


# --- signs of the contrary ---


def _against(talk: Talk, line: Line, g: Grammar, said: str, found: re.Match[str], place: int, end: int) -> str:
    before = _governing(g, said[: found.start()])
    rest, clause = said[place:end], said[found.start() : end]
    coach = line.turn.role is Role.COACH
    asked = _asked(talk, line)
    checks = (
        ("reported_speech", g.says("reported", before) or _quoted(line, found.start())),
        ("conditional", g.says("conditional", before, g["asks_if"].sub(" ", said[found.start() :]))),
        ("hypothetical", g.says("hypothetical", before)),
        ("habit", g.says("habit", _governing(g, line.low[: found.start()])) or g.says("habit_asked", *asked[-1:])),
        ("addressed_elsewhere", g.says("played", *asked) or _rehearsed(talk, line, g)),
        ("idiom", bool(g["idiom"].match(rest)) and not g["future"].search(said, found.end(), end)),
        ("negated", bool(g["refusal"].search(clause))),
        ("in_session", coach and bool(g["in_session"].match(rest)) and "§" not in said),
    )
    return next((reason for reason, applies in checks if applies), "")


def _governing(g: Grammar, before: str) -> str:
    """What may govern the promise: the words before it, from the last "and", "but" or "so"."""
    conditional = g.says("conditional", before)
    cut = [m for m in g["cut"].finditer(before) if m.group().isalpha()]
    cut = [m for m in cut if not (conditional and g["then"].fullmatch(m.group()))]
    return before[cut[-1].end() :] if cut else before


def _asked(talk: Talk, line: Line) -> list[str]:
    """The last sentences of the other: the question that is answered, and a scene set before it."""
    return [each.low for each in talk.lines(talk.asked(line.turn))[-3:]]


def _quoted(line: Line, place: int) -> bool:
    head = plain(line.turn.text[: line.span.start + place])
    opened = line.turn.text[: line.span.start + place]
    return head.count('"') % 2 == 1 and opened.count("„") * 2 != head.count('"') + opened.count("„")


def _rehearsed(talk: Talk, line: Line, g: Grammar) -> bool:
    """Whether the words speak to somebody who is not there: "Olga, I'm leaving at five" tries a sentence out."""
    called = _CALLED.match(line.span.text)
    if called is None or called[1].lower() in talk.names or g.leads.fullmatch(called[1].lower()):
        return False
    name = re.compile(rf"(?<=[a-zäöüß,] ){re.escape(called[1])}\b")
    low = re.compile(rf"\b{re.escape(called[1].lower())}\b")
    turns = talk.transcript.turns
    return any(name.search(turn.text) for turn in turns) and not any(low.search(turn.text) for turn in turns)


# --- doubts ---


def _doubt(talk: Talk, line: Line, g: Grammar, said: str, made: Judgement, found: re.Match[str]) -> str:
    before, rest = said[: found.start()], said[found.end() :]
    previous = talk.previous(line)
    checks = (
        ("uncertain", g.says("hedged", said)),
        (_after(talk, line, g), True),
        ("reported_speech", _told_after(g, rest)),
        ("in_session", g.says("now", rest) and "§" not in said),
        ("scene", bool(previous and g.says("scene", previous.low) and not g["turn"].match(line.low))),
        ("habit", g.says("habit", rest)),
        (
            "taken_back",
            any(
                g["retracted_later"].match(said[cut.end() : cut.end() + NEXT_WORDS])
                for cut in g["cut"].finditer(said, found.end())
            ),
        ),
        (
            "refused",
            g.says("negation", said[found.start() :]) and bool(g["no_first"].match(talk.lines(line.turn)[0].low)),
        ),
        ("words_before", not _harmless(g, before)),
        ("no_time", not _enough(talk, line, g, made)),
    )
    return next((reason for reason, applies in checks if applies and reason), "")


def _after(talk: Talk, line: Line, g: Grammar) -> str:
    """How the next words take the sentence back, or tell it of somebody else or of every day."""
    following, answer = talk.next(line) or talk.resumed(line), talk.answered(line.turn)
    after = following.low if following else ""
    later = [each.low for each in talk.lines(line.turn)[line.index + 2 : line.index + 3]]
    checks = (
        ("joked", g.says("joked", line.low, after) or bool(answer and g.says("not_serious", plain(answer.text)))),
        ("taken_back", bool(g["retracted"].match(after)) or any(g["retracted_later"].match(low) for low in later)),
        ("reported_speech", bool(g["reported_after"].match(after))),
        ("habit", g.says("habit_told", after)),
    )
    return next((reason for reason, applies in checks if applies), "")


def _told_after(g: Grammar, rest: str) -> bool:
    return any(g["reported_after"].match(rest, cut.end() + 1) for cut in g["cut"].finditer(rest))


def _harmless(g: Grammar, before: str) -> bool:
    """Whether what stands before a promise is known to leave it one, back to where a clause ends. After "but" and "so" something
    new begins; after "and" and a comma what governed the clause before may go on."""
    if g.leads.fullmatch(before):
        return True
    governed = any(g.says(name, before) for name in ("reported", "hypothetical", "conditional", "habit"))
    for cut in g["cut"].finditer(before):
        if g.leads.fullmatch(before, cut.end()):
            return not governed or bool(g["turn"].fullmatch(cut.group()))
    return False


def _enough(talk: Talk, line: Line, g: Grammar, made: Judgement) -> bool:
    """Whether a weaker form is borne out: a day for the present tense, a question before "I can"."""
    if made.kind == "future":
        return True
    weaker = made.kind != "can"
    cut = g["cut"].search(made.rest)
    if g.says("open_end", made.rest[: cut.start()] if cut else made.rest) or (
        weaker and (g.says("past", line.low) or g.says("together", made.piece.text.lower()))
    ):
        return False
    when = timed(talk, made, beside=g.present_promises)
    if made.kind == "can":
        return gated(talk, line, g)
    read = phrases.parse(when, phrases.ANY_DAY, language=g.language) if when else None
    if g.present_promises:
        return True
    if read is None or read.recurring:
        return False
    return read.due is not None or (made.kind == "progressive" and read.event)


def gated(talk: Talk, line: Line, g: Grammar) -> bool:
    """Whether the other has just asked what next, or proposed something."""
    asked = talk.asked(line.turn)
    return asked is not None and any(
        g.says("planning", each.low) or g.says("proposing", each.low) for each in talk.lines(asked)
    )


# --- no word that promises ---


def _without(line: Line, g: Grammar, said: str, *, reasoned: bool) -> Judgement:
    none = Judgement(Verdict.NO, "no_promise", line, line.span)
    if not reasoned and "§" not in said:
        return none
    for reason in ("hypothetical", "reported", "conditional", "habit", "wish", "past"):
        if g.says(reason, said):
            return none.but(Verdict.NO, {"reported": "reported_speech"}.get(reason, reason))
    if "§" in said and not g.says("others", said):
        return none.but(Verdict.DOUBTFUL, "no_verb")
    return none
