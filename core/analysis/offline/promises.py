"""Promises: a definite word about one's own doing after the session, or an explicit yes to a proposal.

A candidate gathers points for a verb of action, words that say when, a coach's question about plans just before, a late place
in the session; it falls on any sign of condition, report, habit, doubt, joke or something done within the session.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from core.analysis.offline import promise_words
from core.analysis.offline.promise_words import PromiseWords
from core.analysis.offline.scene import Line, Scene
from core.analysis.speech.text import (
    Span,
    content,
    plain,
    words,
)
from core.dates import phrases
from core.insight.draft import DraftItem, DraftQuote
from core.transcript import Role, Turn

LIKELY = 0.7
IN_ONE_SENTENCE = 40
"""Promises a sentence is cut into, more than anybody makes: each looks at the whole of it, so the work would be quadratic."""
_LIKE_ITS_PAST = frozenset(["put", "set", "read", "cut", "quit", "let", "run", "come", "limit", "cost", "hit", "shut"])
_GONE = re.compile(r"\b(?:last|yesterday|ago|since|every|each|that|when|whenever|usually|always|sometimes)\b")
# "I'll do it myself until we have talked" says how long, without a date.
_BOUNDED = re.compile(
    r"\b(?:until|till|up to when|solange|bis) (?:i|we|he|she|they|it|you|the|my|ich|wir|er|sie|es|das|die|der)\b"
)
_WAITING = re.compile(
    r"\b(?:after|before|when|once|as soon as|nachdem|bevor|sobald|wenn) (?=i\b|i've|i'm|we|he|she|"
    r"they|the|you|ich|wir|der|die|das)"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """`quote` carries it; for a yes to a proposal `proposal` names the act. `when` is a slice of either."""

    line: Line
    quote: Span
    act: str
    owner: Role
    score: float
    when: str | None = None
    proposal: DraftQuote | None = None
    low: bool = False

    @property
    def gist(self) -> frozenset[str]:
        """What the act is about, without what it waits for."""
        return frozenset(content(_WAITING.split(self.act.lower(), maxsplit=1)[0]))


def find(scene: Scene) -> tuple[DraftItem, ...]:
    """The promises of both, in order, restated ones merged into the first."""
    language = promise_words.LANGUAGES.get(scene.language)
    if language is None:
        return ()
    found = [p for line in scene.lines for p in _of_line(scene, line, language) if p.score >= LIKELY]
    return tuple(_item(p) for p in _merged(found, scene.language))


def _of_line(scene: Scene, line: Line, tongue: PromiseWords) -> Iterator[Promise]:
    if line.asks:
        return
    yes = _agreement(scene, line, tongue)
    if yes:
        yield yes
        return
    for piece in _pieces(line, tongue):
        made = _definite(scene, line, piece, tongue)
        if made:
            yield made


def _pieces(line: Line, tongue: PromiseWords) -> tuple[Span, ...]:
    """The sentence cut before each new "and I'll", so that two promises in one breath are two."""
    cuts = [m.start() for m in islice(tongue.joint.finditer(line.low), IN_ONE_SENTENCE)]
    bounds = [0, *cuts, len(line.span.text)]
    pieces = []
    for start, end in pairwise(bounds):
        text = line.span.text[start:end]
        lead = len(text) - len(text.lstrip(" ,;"))
        body = text.strip(" ,;")
        if body:
            pieces.append(Span(body, line.span.start + start + lead, line.span.start + start + lead + len(body)))
    return tuple(pieces)


def _definite(scene: Scene, line: Line, piece: Span, tongue: PromiseWords) -> Promise | None:
    low = plain(piece.text)
    said = tongue.definite.search(low)
    weaker = None if said else tongue.present.search(low)
    found = said or weaker
    if not found:
        return None
    when = _when(scene, line, piece)
    coach = line.turn.role is Role.COACH
    if weaker and not coach and not tongue.present_is_plain and when and phrases.parse(when, None).recurring:
        return None  # "I'm walking every day" tells how things are
    if weaker and not (when or (tongue.present_is_plain and _gated(scene, line, tongue))):
        return None
    before = line.low[: piece.start - line.span.start] + low[: found.start()]
    if _killed(scene, line, low, before, found, tongue, when is not None):
        return None
    verb = next((v for v in found.groupdict().values() if v), "")
    if (
        weaker
        and not tongue.present_is_plain
        and found["verb2"]
        and (coach or not _simple_present(verb, before, tongue))
    ):
        return None
    negated = bool(tongue.negation.search(found.group()))
    score = _score(
        scene, line, tongue, verb, when=when is not None, weaker=bool(weaker), negated=negated, low=low, found=found
    )
    if score < LIKELY:
        return None
    act = piece.text[found.end() - len(verb) :] if verb and not weaker else piece.text[found.start() :]
    owner = Role.COACH if coach else Role.CLIENT
    return Promise(line, piece, act if not negated else piece.text[found.start() :], owner, score, when)


def _simple_present(verb: str, before: str, tongue: PromiseWords) -> bool:
    """Whether "tomorrow I send it" speaks of what is to come: a verb of action, unlike its past, and no word of what was."""
    return verb in tongue.acting and verb not in _LIKE_ITS_PAST and not _GONE.search(before)


def _score(
    scene: Scene,
    line: Line,
    tongue: PromiseWords,
    verb: str,
    *,
    when: bool,
    weaker: bool,
    negated: bool,
    low: str,
    found: re.Match[str],
) -> float:
    rest = low[found.end() :]
    if line.turn.role is Role.COACH:
        if not tongue.handing_over.search(f"{verb}{rest}") or negated or (weaker and not tongue.present_is_plain):
            return 0.0
        return (
            0.5
            + (0.25 if when else 0.0)
            + (0.15 if tongue.to_you.search(rest) else 0.0)
            + (0.1 if line.at > 0.6 else 0.0)
        )
    if verb in tongue.never:
        return 0.0
    gated = _gated(scene, line, tongue)
    score = 0.5 if not weaker else 0.4
    strong = _base(verb, tongue) in tongue.acting
    score += 0.15 if strong else -0.1
    when = when or bool(_BOUNDED.search(rest))
    score += 0.25 if when else 0.0
    score += 0.2 if gated else 0.0
    score += 0.1 if line.at > 0.5 else -0.1 if line.at < 0.25 else 0.0
    if negated:
        forbidden = _refraining_asked(scene, line, tongue, rest)
        score += 0.1 if forbidden else -0.4
    if verb in tongue.weak and not when and not (gated and len(words(rest)) >= 2):
        score -= 0.3
    if len(words(rest)) < 1 and not when:
        score -= 0.3
    return score


def _base(verb: str, tongue: PromiseWords) -> str:
    """ "leaving" -> "leave", "putting" -> "put"."""
    if not verb.endswith("ing"):
        return verb
    root = verb[:-3]
    forms = (root, root + "e", root[:-1] if root[-1:] == root[-2:-1] else root)
    return next((form for form in forms if form in tongue.acting), verb)


def _refraining_asked(scene: Scene, line: Line, tongue: PromiseWords, rest: str) -> bool:
    coach = scene.before(line.turn)
    if coach is None:
        return False
    mine = set(content(rest))
    return any(tongue.refrain.search(line.low) and mine & set(content(line.low)) for line in scene.by_turn[coach.n])


def _gated(scene: Scene, line: Line, tongue: PromiseWords) -> bool:
    """Whether the coach has just asked about plans or proposed something."""
    coach = scene.before(line.turn)
    if coach is None or line.turn.n - coach.n > 3:
        return False
    return scene.holds(coach, tongue.planning) or scene.holds(coach, tongue.proposing)


def _killed(
    scene: Scene, line: Line, low: str, before: str, found: re.Match[str], tongue: PromiseWords, timed: bool
) -> bool:
    after = low[found.end() :]
    if tongue.kill_before.search(before) or tongue.kill_anywhere.search(tongue.side.split(low, maxsplit=1)[0]):
        return True
    if _quoted(line, found) or tongue.idiom.search(low[found.start() :]):
        return True
    if tongue.within.search(low[found.start() :]) and not timed:
        return True
    if tongue.kill_after.search(after):
        return True
    return _taken_back(scene, line, tongue) or _told(scene, line, tongue)


def _quoted(line: Line, found: re.Match[str]) -> bool:
    head = line.turn.text[: line.span.start] + line.span.text[: found.start()]
    return head.count('"') % 2 == 1 or (head.count("“") > head.count("”") and "„" not in head)


def _taken_back(scene: Scene, line: Line, tongue: PromiseWords) -> bool:
    following = scene.next_line(line)
    if following and tongue.doubt_next.search(following.low):
        return True
    previous = scene.previous_line(line)
    if previous and tongue.condition_open.search(previous.low):
        return True
    coach = scene.after(line.turn)
    if coach and line.turn.role is Role.CLIENT and scene.holds(coach, tongue.not_serious):
        return True
    return bool(line.turn.role is Role.CLIENT and tongue.mocking.search(line.low))


def _told(scene: Scene, line: Line, tongue: PromiseWords) -> bool:
    """Whether the words are said to somebody who is not there: quoted, or played."""
    previous = scene.previous_line(line)
    if previous and tongue.opens_speech.search(previous.low):
        return True
    called = re.match(r"^(?:(?:No|Oh|Okay|So|Well|Look|Listen|Hey|And|Um)[,.]? )*([A-Z][a-z]+), ", line.span.text)
    if called and called[1].lower() not in tongue.openers:
        present = {part for speaker in scene.transcript.speakers for part in speaker.split()}
        if called[1] not in present:
            return True
    coach = scene.before(line.turn)
    return bool(coach and line.turn.n - coach.n <= 2 and scene.holds(coach, tongue.playing))


def _when(scene: Scene, line: Line, piece: Span) -> str | None:
    """The words that say when: in the piece, in the rest of a short sentence around it, or in a short one after it."""
    language = scene.language
    place = phrases.find(piece.text, language=language)
    if place:
        return piece.text[place[0] : place[1]].strip(" ,;")
    following = scene.next_line(line)
    if following and following.words <= 5 and not following.asks:
        place = phrases.find(following.span.text, language=language)
        if place and place[0] <= 12 and not re.match(r"(?:not|nicht|except|außer)\b", following.low):
            return following.span.text[place[0] : place[1]].strip(" ,;")
    head = line.span.text[: piece.start - line.span.start]
    if len(words(head)) <= 8 and not promise_words.LANGUAGES[language].definite.search(plain(head)):
        place = phrases.find(head, language=language)
        if place:
            return head[place[0] : place[1]].strip(" ,;")
    return None


def _agreement(scene: Scene, line: Line, tongue: PromiseWords) -> Promise | None:
    """An explicit yes to a proposal of the other: the act is named in that turn."""
    if line.turn.role is not Role.CLIENT or line.index > 2 or line.words > 12:
        return None
    found = tongue.agreeing.search(line.low)
    if not found or tongue.hedged.search(line.low):
        return None
    coach = scene.transcript.turn(line.turn.n - 1)
    if coach is None or coach.role is not Role.COACH:
        return None
    proposal = _proposal(scene, coach, tongue)
    if _taken_back(scene, line, tongue):
        return None
    if proposal is None:
        return _resolved(scene, line, tongue)
    quote = _with_neighbours(scene, line, tongue)
    when = _when(scene, line, line.span)
    following = scene.next_line(line)
    ruled_out = following and re.match(r"(?:not|but not|nicht|nur nicht)\b", following.low)
    if when is None and not (ruled_out and following and _when_in(following.span.text, scene.language)):
        yours = tongue.yours.search(plain(proposal.span.text))
        when = _when_in(proposal.span.text[yours.start() if yours else 0 :], scene.language)
        when = when or (None if yours else _when_in(coach.text, scene.language))
    low = bool(tongue.reluctant.search(line.low))
    return Promise(line, quote, _bare(proposal.span.text, tongue), Role.CLIENT, 0.8, when, proposal.quote, low)


def _resolved(scene: Scene, line: Line, tongue: PromiseWords) -> Promise | None:
    """ "Okay, I will." and then what and when in the next sentence, whatever its form."""
    following = scene.next_line(line)
    if (
        following is None
        or following.asks
        or not tongue.i_will.search(line.low)
        or tongue.kill_anywhere.search(following.low)
    ):
        return None
    when = _when_in(following.span.text, scene.language)
    if when is None:
        return None
    quote = Span(line.turn.text[line.span.start : following.span.end], line.span.start, following.span.end)
    return Promise(line, quote, following.span.text, Role.CLIENT, 0.8, when)


def _with_neighbours(scene: Scene, line: Line, tongue: PromiseWords) -> Span:
    """A very short yes is quoted with the sentence before or after it, so that the quote says something."""
    start, end = line.span.start, line.span.end
    previous, following = scene.previous_line(line), scene.next_line(line)
    if line.words < 4 and previous and previous.words <= 4 and not previous.asks:
        start = previous.span.start
    if line.words < 4 and following and not following.asks and not tongue.doubt_next.search(following.low):
        place = phrases.find(following.span.text, language=scene.language)
        if place or tongue.definite.search(following.low):
            end = following.span.end
    return Span(line.turn.text[start:end], start, end)


def _when_in(text: str, language: str) -> str | None:
    place = phrases.find(text, language=language)
    return text[place[0] : place[1]].strip(" ,;") if place else None


def _proposal(scene: Scene, coach: Turn, tongue: PromiseWords) -> Line | None:
    """The sentence of the coach's turn that names what is proposed; the last that does."""
    lines = scene.by_turn.get(coach.n, ())
    proposing = [line for line in lines if tongue.proposing.search(line.low)]
    if not proposing:
        return None
    last = proposing[-1]
    if tongue.points_back.search(last.low) and last.words <= 8 and last.index:
        earlier = [line for line in lines[: last.index] if line.words >= 4]
        last = next(
            (line for line in reversed(earlier) if tongue.proposing.search(line.low)), earlier[-1] if earlier else last
        )
    return last if last.words >= 3 else None


def _bare(text: str, tongue: PromiseWords) -> str:
    """The act inside a proposal: "Could you maybe write it down?" -> "write it down"."""
    cut = tongue.proposal_lead.sub("", text.strip(), count=1)
    return cut.strip(" ?.!,")


def _merged(found: list[Promise], language: str) -> list[Promise]:
    kept: list[Promise] = []
    for promise in found:
        twin = next((i for i, other in enumerate(kept) if _same(promise, other)), None)
        if twin is None:
            kept.append(promise)
        elif (
            kept[twin].when is None
            and promise.when is not None
            and kept[twin].proposal is None
            and kept[twin].line.turn.n == promise.line.turn.n
        ):
            kept[twin] = promise
    return kept


def _same(a: Promise, b: Promise) -> bool:
    if a.owner is not b.owner:
        return False
    shared = a.gist & b.gist
    smaller = min(len(a.gist), len(b.gist))
    if smaller == 0:
        return a.line.turn.n - b.line.turn.n <= 2
    near = a.line.turn.n == b.line.turn.n
    return len(shared) / smaller >= (0.5 if near else 0.6) and (smaller > 1 or near)


def _item(promise: Promise) -> DraftItem:
    act = promise.act.strip(" ,;.!?")
    level = "Low" if promise.low else "Medium" if promise.proposal or not promise.when else "High"
    evidence = [DraftQuote(promise.line.turn.n, promise.quote.text)]
    if promise.proposal:
        evidence.append(promise.proposal)
    return DraftItem(
        fields={
            "action": act[:1].upper() + act[1:],
            "timeline": promise.when or "",
            "client_commitment_level": level,
            "owner": "coach" if promise.owner is Role.COACH else "client",
        },
        evidence=tuple(evidence),
    )
