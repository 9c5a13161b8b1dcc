"""The promises of a session, found without a model: those that are sure, and a few that are worth a question."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.analysis.promises import grammar
from core.analysis.promises.grammar import Grammar
from core.analysis.promises.judgement import Judgement, Verdict
from core.analysis.promises.judging import gated, judge
from core.analysis.promises.talk import Line, Talk
from core.analysis.promises.when import timed, when_in
from core.analysis.speech.text import Span, content, plain, words
from core.insight.draft import DraftItem, DraftQuote
from core.transcript import Role

SURE = 0.95
"""Of the points below: a definite word with a verb of doing, and two things more that bear it out."""
ANSWERED = 0.8
"""The same for one with a day that answers a question about what next, wherever in the session."""
DEFINITE, WEAKER, WEAKEST = 0.5, 0.25, 0.2
ACTING, NOT_ACTING = 0.15, -0.1
DAY = 0.25
ASKED_FOR = 0.2
LATE, EARLY = 0.1, -0.25
BEHIND_OTHERS = -0.1
SAYS_LITTLE = -0.3
REFUSING = -0.5
MOST_ASKED = 3
WHOLE = 30
"""Words of a sentence that is quoted whole."""
CLOSING = 0.85
WORTH_ASKING = 0.6
WAVERS = 2
"""Promises taken back in one session, from where on no other of that client is taken for sure."""
SOONER, LATER = 0.4, 0.6
ASKED_ONLY = frozenset({"es"})
"""Languages whose promises are asked about here: too few sessions were labelled."""
FAIR = frozenset({"", "uncertain", "words_before", "taken_back", "no_time"})
"""Why a promise may be unsure for its person to be asked. Told of others, joked, a habit, a nod: none is asked about."""
FROM = 0.5
"""Where in a session lines may be asked about: what is promised is promised late."""


_SAYS_I = re.compile(r"\b(?:i can|i will|i'll|will do|i promise|ich|mach)\b")
"""A yes that says what its speaker will do; "that's fine" agrees to anything."""


@dataclass(frozen=True, slots=True)
class Promise:
    made: Judgement
    points: float
    when: str | None
    gist: frozenset[str]

    @property
    def turn(self) -> int:
        return self.made.line.turn.n

    @property
    def role(self) -> Role:
        return self.made.line.turn.role


def find(talk: Talk) -> tuple[tuple[DraftItem, ...], tuple[DraftItem, ...]]:
    """(the sure ones, at most three to ask about: late, after a question about what next), each in order; what is said again
    is taken once."""
    g = grammar.of(talk.language)
    if g is None:
        return (), ()
    sure: list[Promise] = []
    asked: list[Promise] = []
    turns = (turn for turn in talk.transcript.turns if turn.role in {Role.COACH, Role.CLIENT})
    found = [each for turn in turns for line in talk.lines(turn) for each in _promises(talk, line, g)]
    wavers = sum(each.made.reason == "taken_back" and each.points >= WORTH_ASKING for each in found) >= WAVERS
    alone = Counter((each.turn, each.made.line.index) for each in found)
    for promise in found:
        answers = promise.when is not None and gated(talk, promise.made.line, g)
        enough = promise.points >= (ANSWERED if answers else SURE)
        definite = promise.made.verdict is Verdict.SURE and enough and _plain(promise, g)
        if definite and not (wavers and promise.role is Role.CLIENT):
            _keep(sure, promise)
        elif _askable(talk, promise, g):
            asked.append(promise)
    worth: list[Promise] = []
    for promise in sorted(asked, key=lambda each: -each.points):
        if not any(_same(promise, other) or promise.made.line == other.made.line for other in (*sure, *worth)):
            worth.append(promise)
    few = sorted(worth[:MOST_ASKED], key=lambda each: each.turn)

    def shown(promise: Promise, *, ask: bool) -> DraftItem:
        return _item(promise, g, ask=ask, whole=ask or alone[promise.turn, promise.made.line.index] == 1)

    return tuple(shown(each, ask=False) for each in sure), tuple(shown(each, ask=True) for each in few)


def _promises(talk: Talk, line: Line, g: Grammar) -> Iterable[Promise]:
    for made in judge(talk, line):
        if made.verdict is not Verdict.NO:
            when = _when(talk, made, g)
            act = made.proposal.span.text if made.proposal else made.act
            about = frozenset(content(g["waiting"].split(act.lower(), maxsplit=1)[0]))
            yield Promise(made, _points(talk, made, g, when), when, about)


def _plain(promise: Promise, g: Grammar) -> bool:
    """Whether its form alone makes a promise likely; others are asked about. On sessions that no rule was written on, "I can …"
    and the English present tense ("tomorrow I send it") were wrong more often than right, the German one without a day as often.
    """
    made = promise.made
    if g.language in ASKED_ONLY:
        return False
    if made.kind == "agreement":
        return made.line.at >= SOONER and _SAYS_I.search(made.line.low) is not None
    acting = bool(g["acting"].fullmatch(_base(made.verb, g)))
    if g.present_promises:
        return promise.when is not None and (made.kind == "future" or (acting and made.kind == "simple"))
    return acting and made.kind == "future"


def _points(talk: Talk, made: Judgement, g: Grammar, when: str | None) -> float:
    """How much bears it out."""
    line, said = made.line, words(made.rest)
    day = DAY if when else 0.0
    if made.kind == "agreement":
        return SURE if line.turn.role is Role.CLIENT and made.proposal else 0.0
    if line.turn.role is Role.COACH:
        handed = g["handing_over"].match(f"{made.verb} {' '.join(said)}") or (when and g["acting"].fullmatch(made.verb))
        sends = ASKED_FOR if g["sending"].fullmatch(made.verb) else 0.0
        to_you = ACTING if g.says("to_you", made.rest) else 0.0
        refuses = g.says("negation", plain(made.piece.text))
        definite = (not refuses and made.kind == "future") or (
            made.kind == "simple" and bool(when or g.present_promises)
        )
        return DEFINITE + day + sends + to_you + (LATE if line.at > 0.6 else 0.0) if handed and definite else 0.0
    points = DEFINITE if made.kind == "future" else WEAKER if when else WEAKEST
    acting = bool(g["acting"].fullmatch(_base(made.verb, g)))
    points += ACTING if acting else NOT_ACTING
    asked_for = gated(talk, line, g)
    points += day + (ASKED_FOR if asked_for else 0.0)
    points += LATE if line.at > LATER else EARLY if line.at < SOONER and not asked_for else 0.0
    points += 0.0 if g.leads.fullmatch(line.low[: made.piece.start - line.span.start]) else BEHIND_OTHERS
    if not when and (len(said) < 1 or (g["weak"].fullmatch(made.verb) and not (asked_for and len(said) >= 2))):
        points += SAYS_LITTLE
    if g.says("negation", plain(made.piece.text)[: len(made.piece.text) - len(made.act)]):
        points += LATE if _refraining_asked(talk, line, g, made.rest) else REFUSING
    return points


def _base(verb: str, g: Grammar) -> str:
    """ "leaving" -> "leave", "putting" -> "put"."""
    root = verb.removesuffix("ing")
    forms = (root, root + "e", root[:-1] if root[-1:] == root[-2:-1] else root)
    return verb if root == verb else next((form for form in forms if g["acting"].fullmatch(form)), verb)


def _refraining_asked(talk: Talk, line: Line, g: Grammar, rest: str) -> bool:
    mine = set(content(rest))
    asked = talk.lines(talk.asked(line.turn))
    return any(g.says("refrain", each.low) and mine & set(content(each.low)) for each in asked)


def _askable(talk: Talk, promise: Promise, g: Grammar) -> bool:
    """Whether it is worth a question: late, after a question about what next, with a day or at the end, and no contrary sign."""
    made = promise.made
    if promise.role is not Role.CLIENT or made.line.at < FROM or made.reason not in FAIR:
        return False
    if made.kind == "simple" and not g.present_promises and g["weak"].fullmatch(made.verb):
        return False  # "I say it to everybody" tells how things are
    late = made.line.at > CLOSING and made.kind != "agreement"
    return promise.points >= WORTH_ASKING and (late or gated(talk, made.line, g) or bool(promise.when))


def _when(talk: Talk, made: Judgement, g: Grammar) -> str | None:
    """The words that say when; of a yes, those of the proposal if it has none itself."""
    said = timed(talk, made)
    if said or made.proposal is None:
        return said
    proposal = made.proposal.span.text
    yours = g["yours"].search(plain(proposal))
    own = when_in(proposal[yours.start() if yours else 0 :], g.language)
    return own or (None if yours else when_in(made.proposal.turn.text, g.language))


def _keep(sure: list[Promise], promise: Promise) -> None:
    twin = next((i for i, other in enumerate(sure) if _same(promise, other)), None)
    if twin is None:
        sure.append(promise)
    elif (
        sure[twin].when is None
        and promise.when
        and sure[twin].made.proposal is None
        and sure[twin].turn == promise.turn
    ):
        sure[twin] = promise


def _same(a: Promise, b: Promise) -> bool:
    """Whether two speak of the same act."""
    if a.role is not b.role:
        return False
    smaller, near = min(len(a.gist), len(b.gist)), a.turn == b.turn
    if smaller == 0:
        return abs(a.turn - b.turn) <= 2
    return len(a.gist & b.gist) / smaller >= (0.5 if near else 0.6) and (smaller > 1 or near)


def _item(promise: Promise, g: Grammar, *, ask: bool, whole: bool) -> DraftItem:
    """The act is said in the words of the one who promised, for a verb cut out of its sentence does not stand alone; of a yes it
    is what was proposed. `whole`: the quote is the whole sentence, where it is not long."""
    made = promise.made
    low = made.kind == "agreement" and g.says("reluctant", made.line.low)
    level = "Low" if low else "Medium" if made.proposal or not promise.when else "High"
    act = _quote(made, whole=whole)
    quotes = [DraftQuote(promise.turn, act)]
    if made.proposal:
        proposed = made.proposal.span.text
        quotes.append(DraftQuote(made.proposal.turn.n, proposed))
        bare = g["proposal_lead"].sub("", proposed.strip().lower(), count=1)
        act = proposed.strip()[-len(bare) :] if bare else proposed
    act = act.strip(" ,;.!?–—-")
    fields = {
        "action": act[:1].upper() + act[1:],
        "timeline": promise.when or "",
        "client_commitment_level": level,
        "owner": "coach" if promise.role is Role.COACH else "client",
    }
    return DraftItem(fields, tuple(quotes), doubtful=ask)


def _quote(made: Judgement, *, whole: bool) -> str:
    """The sentence where it is wanted and not long, or where the piece says too little; else the piece."""
    piece: Span = made.piece
    sentence = made.line.span.text
    return sentence if len(words(piece.text)) < 4 or (whole and len(words(sentence)) <= WHOLE) else piece.text
