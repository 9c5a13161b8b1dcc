"""The promises of a session, found without a model: those that are sure, and a few that are worth a question."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.analysis.promises import grammar
from core.analysis.promises.grammar import Grammar
from core.analysis.promises.judgement import Judgement, Verdict
from core.analysis.promises.judging import PRESENT, gated, judge
from core.analysis.promises.talk import Line, Talk
from core.analysis.promises.when import timed, when_in
from core.analysis.speech.text import Span, content, plain, words
from core.insight.draft import DraftItem, DraftQuote
from core.transcript import Role

SURE = 125
"""Of the points below: a definite word with a verb of doing, and two of: a day, a question about what next, late in the session.
Nothing else that was tried (the other repeats it, more is promised in the same turn, "I send it on Friday") held on sealed
sessions, however well it did on open ones."""
WORTH_ASKING = 75
DEFINITE, WITH_A_DAY = 40, 35
"""Of a word that promises; of the present tense with a day."""
ACTING, DAY, ASKED_FOR, KNOWN_LEAD = 35, 25, 20, 10
LATE, EARLY = 20, -35
COACH, SENDS, TO_YOU, NOT_HANDED = -20, 20, 20, -20
"""Of the coach: something that is done for the other after the session, or not."""
DOUBT, SOFT, SAYS_LITTLE, REFUSING = -40, -20, -30, -50
SOONER, LATER = 0.4, 0.6
"""Where in the session it is early and late, of 1."""
MOST_ASKED = 3
WHOLE = 30
"""Words of a sentence that is quoted whole."""
WAVERS = 0.025
FEWEST_SAID = 6
"""Share and number of a client's sentences that put off or take back, from where on nothing of theirs is taken for sure."""
TAKEN_BACK = 2
"""The same of their promises that are taken back at once."""
ASKED_ONLY = frozenset({"es"})
"""Languages whose promises are asked about here: too few sessions were labelled."""
FAIR = frozenset({"", "uncertain", "words_before", "taken_back", "no_time", "scene"})
"""Why a promise may be unsure for its person to be asked. Told of others, joked, a habit, a nod: none is asked about."""
FROM = 0.3
"""Where in a session lines may be asked about."""


_SAYS_I = re.compile(r"\b(?:i can|i will|i'll|will do|i promise|ich|mach)\b")
"""A yes that says what its speaker will do; "that's fine" agrees to anything."""


@dataclass(frozen=True, slots=True)
class Promise:
    made: Judgement
    points: int
    when: str | None
    gist: frozenset[str]

    @property
    def turn(self) -> int:
        return self.made.line.turn.n

    @property
    def role(self) -> Role:
        return self.made.line.turn.role


def find(talk: Talk) -> tuple[tuple[DraftItem, ...], tuple[DraftItem, ...]]:
    """(the sure ones, at most three to ask about), each in order; what is said again is taken once."""
    g = grammar.of(talk.language)
    if g is None:
        return (), ()
    turns = (turn for turn in talk.transcript.turns if turn.role in {Role.COACH, Role.CLIENT})
    found = [each for turn in turns for line in talk.lines(turn) for each in _promises(talk, line, g)]
    wavers = _wavers(talk, g, found)
    alone = Counter((each.turn, each.made.line.index) for each in found)
    sure: list[Promise] = []
    asked: list[Promise] = []
    for promise in found:
        if promise.points >= SURE and _plain(promise, g) and not (wavers and promise.role is Role.CLIENT):
            _keep(sure, promise)
        elif _askable(promise, g):
            asked.append(promise)
    worth: list[Promise] = []
    for promise in sorted(asked, key=lambda each: -each.points):
        if not any(_same(promise, other) or promise.made.line == other.made.line for other in (*sure, *worth)):
            worth.append(promise)
    few = sorted(worth[:MOST_ASKED], key=lambda each: each.turn)

    def shown(promise: Promise, *, ask: bool) -> DraftItem:
        return _item(promise, g, ask=ask, whole=ask or alone[promise.turn, promise.made.line.index] == 1)

    return tuple(shown(each, ask=False) for each in sure), tuple(shown(each, ask=True) for each in few)


def _wavers(talk: Talk, g: Grammar, found: Iterable[Promise]) -> bool:
    """Whether the client puts off and takes back so often that no promise of theirs is sure to stand."""
    if sum(each.made.reason == "taken_back" and each.points >= WORTH_ASKING for each in found) >= TAKEN_BACK:
        return True
    mine = [line for turn in talk.transcript.turns if turn.role is Role.CLIENT for line in talk.lines(turn)]
    said = sum(g.says("puts_off", line.low) for line in mine)
    return said >= max(FEWEST_SAID, WAVERS * len(mine))


def _promises(talk: Talk, line: Line, g: Grammar) -> Iterable[Promise]:
    for made in judge(talk, line, reasoned=False):
        if made.verdict is not Verdict.NO and (made.kind or gated(talk, line, g)):
            when = _when(talk, made, g)
            act = made.proposal.span.text if made.proposal else made.act
            about = frozenset(content(g["waiting"].split(act.lower(), maxsplit=1)[0]))
            yield Promise(made, _points(talk, made, g, when), when, about)


def _plain(promise: Promise, g: Grammar) -> bool:
    """Whether its form alone makes a promise likely; others are asked about: "I can", the present tense without a day, what is
    softened, said to be said, or refused. On sessions that no rule was written on they were wrong as often as right."""
    made = promise.made
    if g.language in ASKED_ONLY or made.verdict is not Verdict.SURE:
        return False
    if made.kind == "agreement":
        return made.line.at >= SOONER and _SAYS_I.search(made.line.low) is not None
    if g.says("softened", made.line.low) or (g["saying"].fullmatch(made.verb) and not promise.when):
        return False
    present = g.present_promises and made.kind == "simple" and promise.when is not None
    return _acts(made, g) and (made.kind == "future" or present)


def _points(talk: Talk, made: Judgement, g: Grammar, when: str | None) -> int:
    """How much bears it out."""
    line, coach = made.line, made.line.turn.role is Role.COACH
    if made.kind == "agreement":
        return SURE if not coach and made.proposal else 0
    said = f"{made.verb} {' '.join(words(made.rest))}"
    handed, planned = coach and g["handing_over"].match(said), not coach and gated(talk, line, g)
    stands = when is not None and (handed or (planned and line.index == 0))  # wherever in the session it is said
    refuses = g.says("negation", plain(made.piece.text)[: len(made.piece.text) - len(made.act)])
    told = (
        (DEFINITE, made.kind == "future"),
        (WITH_A_DAY, when and made.kind in PRESENT),
        (ACTING, _acts(made, g)),
        (DAY, when),
        (ASKED_FOR, planned),
        (SENDS, handed and g["sending"].fullmatch(made.verb)),
        (TO_YOU, handed and g.says("to_you", made.rest)),
        (COACH, coach),
        (NOT_HANDED, coach and not handed),
        (LATE, stands or line.at > LATER),
        (EARLY, not stands and line.at < SOONER),
        (KNOWN_LEAD, g.leads.fullmatch(line.low[: made.piece.start - line.span.start])),
        (DOUBT, made.reason),
        (SOFT, g.says("softened", line.low)),
        (SAYS_LITTLE, not when and not words(made.rest)),
        (REFUSING, refuses and (coach or not _refraining_asked(talk, line, g, made.rest))),
    )
    return sum(points for points, applies in told if applies)


def _acts(made: Judgement, g: Grammar) -> bool:
    """Whether its verb is one of doing; in German it may stand last ("ich werde morgen mit ihr sprechen")."""
    verb = made.verb or next(iter(reversed(words(made.act))), "")
    return bool(g["acting"].fullmatch(_base(verb, g)))


def _base(verb: str, g: Grammar) -> str:
    """ "leaving" -> "leave", "putting" -> "put"."""
    root = verb.removesuffix("ing")
    forms = (root, root + "e", root[:-1] if root[-1:] == root[-2:-1] else root)
    return verb if root == verb else next((form for form in forms if g["acting"].fullmatch(form)), verb)


def _refraining_asked(talk: Talk, line: Line, g: Grammar, rest: str) -> bool:
    mine = set(content(rest))
    asked = talk.lines(talk.asked(line.turn))
    return any(g.says("refrain", each.low) and mine & set(content(each.low)) for each in asked)


def _askable(promise: Promise, g: Grammar) -> bool:
    """Whether it is worth a question to its client."""
    made = promise.made
    if promise.role is not Role.CLIENT or made.line.at < FROM or made.reason not in FAIR:
        return False
    return promise.points >= WORTH_ASKING


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
