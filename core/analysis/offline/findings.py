"""What the client's sentences hold: discoveries, values and beliefs, shifts of feeling, achievements, wishes, "
"progress.

Each rule gives a sentence points; only what is clearly above the line is shown. Depth and level are read from the same words.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from core.analysis.offline import constructions
from core.analysis.offline.constructions import Constructions
from core.analysis.offline.finding_words import LANGUAGES, FindingWords
from core.analysis.offline.scene import Line, Scene
from core.analysis.speech.text import content, plain, words
from core.insight.draft import DraftItem, DraftQuote, FieldValue
from core.transcript import Role

Points = Iterable[tuple[float, re.Pattern[str]]]


Spent = AbstractSet[tuple[int, int]]  # (turn, sentence) already quoted by another section


@dataclass(frozen=True, slots=True)
class Hit:
    line: Line
    score: float
    more: Line | None = None  # the rest of a sentence that a back-channel cut

    @property
    def evidence(self) -> tuple[DraftQuote, ...]:
        if self.more is None:
            return (self.line.quote,)
        if self.more.turn.n == self.line.turn.n:  # next to each other: one quote
            text = self.line.turn.text[self.line.span.start : self.more.span.end]
            return (DraftQuote(self.line.turn.n, text),)
        return (self.line.quote, self.more.quote)

    @property
    def text(self) -> str:
        both = self.line.span.text + (f" {self.more.span.text}" if self.more else "")
        return said(both)


def said(text: str) -> str:
    """Words of the client as they show in a card: no leading fillers, a capital at the start."""
    german = re.search(r"\b(?:ich|und|nicht|ist|zu|mich|mir|die|der|das)\b", text)
    if german and re.match(r"um\b|er\b|so\b", text.strip(), re.IGNORECASE):
        return text.strip()[:1].upper() + text.strip()[1:]  # words of that language, and no fillers
    bare = re.sub(
        r"^(?:(?:so|and|but|well|um|uh|yeah|yes|no|oh|okay|like|i mean|you know|right|also|und|aber|ja|nein|ähm|"
        r"äh|na ja|hm)\b[,.]? ?)+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    bare = (
        re.sub(r",? \b(?:uh|ähm|äh),? " if german else r",? \b(?:um|uh|ähm|äh),? ", " ", bare).strip(" ,")
        or text.strip()
    )
    return bare[:1].upper() + bare[1:]


def _points(low: str, rules: Points) -> float:
    return sum(points for points, pattern in rules if pattern.search(low))


def _best(hits: Iterable[Hit], most: int) -> list[Hit]:
    """The strongest, one from a turn unless far stronger, in the order of the session."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda h: -h.score):
        if len(chosen) == most:
            break
        if all(hit.line.turn.n != other.line.turn.n or _apart(hit, other) for other in chosen):
            chosen.append(hit)
    return sorted(chosen, key=lambda h: (h.line.turn.n, h.line.index))


def _apart(a: Hit, b: Hit) -> bool:
    return abs(a.line.index - b.line.index) >= 2


def _client(scene: Scene, spent: Spent = frozenset()) -> Iterable[Line]:
    return (line for line in scene.said_by(Role.CLIENT) if not line.asks and (line.turn.n, line.index) not in spent)


def _asked(scene: Scene, line: Line, pattern: re.Pattern[str]) -> bool:
    coach = scene.before(line.turn)
    return bool(coach and scene.holds(coach, pattern))


def _open_before(scene: Scene, line: Line) -> bool:
    coach = scene.before(line.turn)
    turn = scene.coached.get(coach.n) if coach else None
    return bool(turn and any(q.kind == "open" for q in turn.questions))


# --- discoveries ---

SEEN = 1.1
# What is said about a new thought is not the thought.
_REMARK = re.compile(
    r"\b(?:nobody|no one|no-one)(?:'s| has)? (?:ever |else )?(?:said|told|asked|put)\b"
    r"|\b(?:never|not) (?:have |ever )?(?:said|told|thought|put) (?:that|this|it)\b"
    r"|\bnever (?:\w+ )?(?:saw|seen|noticed|realised|realized|knew) (?:that|this|it)(?: (?:before|until now|like that))?\W*$"
    r"|\bdas (?:habe? ich|hatte ich) (?:noch )?nie (?:so )?(?:gesehen|bemerkt|gewusst)\W*$"
    r"|\bdas hat (?:mir )?(?:noch )?(?:nie(?:mand)?|keiner)\b"
)
# Wants, efforts, duties, doubts and customs are told, not discovered.
_PLAINLY = re.compile(
    r"\b(?:i(?:'d| would) (?:\w+ )?(?:like|love)|need to|tr(?:y|ied|ying) (?:\w+ ){0,2}(?:hard|to)|not (?:really |quite )?sure|"
    r"don't (?:really |even )?know|and stuff|or something|or whatever|sometimes|usually|the world|i(?:'m| am) on|"
    r"ich möchte|manchmal|meistens|keine ahnung)\b"
)
_BROKEN = re.compile(r"--|[-–—]\s*$|\b(\w+) \1 \1\b")
_GRAVE = re.compile(r"\b(?:kill|cut|hurt|harm\w*) (?:my|him|her|your)self\b|\bsuicid\w*|\bumbringen\b|\bselbstmord\w*")
_FORMER = re.compile(
    r"^(?:\W*+(?:(?:and|so|well|um|but|because|und|also|weil)\W++)+)?(?:all (?:this|that) time )?i(?:'d| had|'ve| have)? "
    r"(?:always )?(?:thought|believed|assumed)\b(?!.*\b(?:but|and|really|actually)\b)"
    r"|^(?:\W*+(?:(?:und|also|weil|aber)\W++)+)?ich (?:hab|habe|hatte) (?:immer |\w+ jahre lang )?(?:gedacht|geglaubt|gemeint)\b"
    r"(?!.*\b(?:aber|und|dabei)\b)"
)
_OF_ANOTHER = re.compile(r"^(?:\W*+(?:(?:and|so|well|um|but|that|und|dass|also)\W++)+)?(?:he|she|they|er|sie)\b")
_NOT_FELT = frozenset(
    ["klar", "clear", "light", "good", "gut", "better", "besser", "[lacht]", "[weint]", "quiet", "alone", "allein"]
)


def discoveries(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    hits = [h for line in _client(scene, spent) if (h := discovery(scene, line, tongue)).score >= SEEN]
    return tuple(_discovered(h, scene, tongue) for h in _best(hits, 7))


def discovery(scene: Scene, line: Line, tongue: FindingWords) -> Hit:
    more = scene.continued(line)
    low = line.low + (f" {more.low}" if more else "")
    length = len(words(low))
    following = scene.next_line(line)
    if length < 4 or length > 45 or tongue.discovery_not.search(low) or _GRAVE.search(low):
        return Hit(line, 0.0)
    pair = f"{line.low} {following.low}" if following and following.words <= 14 and line.words <= 14 else low
    built = constructions.LANGUAGES[scene.language]
    score = _points(low, tongue.discovery) + _built(scene, line, low, built)
    contrast = tongue.discovery[2][1]
    if contrast.search(pair) and not contrast.search(low):
        score += tongue.discovery[2][0]
        more = more or following
    if more is None and following and _FORMER.search(low) and not following.asks and 3 <= following.words <= 25:
        more = following  # what was thought before is half of it
    score += 0.4 if following and tongue.struck.search(following.low) else 0.0
    score -= 1.0 if tongue.struck.search(low) or _REMARK.search(low) else 0.0
    learned = _asked(scene, line, tongue.asks_learning)
    if learned and line.index <= 3:
        score += (
            0.8 if re.match(r"^(?:\W*+(?:(?:um|well|and|i think|so|hm)\W++)+)?(?:that|dass|und dass)\b", low) else 0.35
        )
    score += 0.25 if _open_before(scene, line) else 0.0
    score += 0.15 if line.at > 0.25 else -0.3
    score += 0.15 if more else 0.0
    score -= 0.3 if re.search(r"\b(?:he|she|they|er|sie) (?:said|says|told|was|were|meinte|sagte)\b", low) else 0.0
    score -= 0.3 if not tongue.deep.search(low) else 0.0
    score -= 0.3 if _OF_ANOTHER.match(low) and not tongue.deep.search(low) else 0.0
    score -= 0.5 if tongue.not_insight.search(low) else 0.0
    score -= 0.35 if _PLAINLY.search(low) or _BROKEN.search(line.span.text) else 0.0
    score -= 0.1 if not (learned or _newly_seen(tongue, low) or _supported(scene, line, tongue)) else 0.0
    score -= 0.5 if len(set(content(low))) < 2 else 0.0
    return Hit(line, score, more)


def _newly_seen(tongue: FindingWords, low: str) -> bool:
    return bool(tongue.discovery[0][1].search(low))


def _supported(scene: Scene, line: Line, tongue: FindingWords) -> bool:
    """Whether the talk around the sentence bears it out: an open question before, a coach who stays with it, surprise."""
    built = constructions.LANGUAGES[scene.language]
    coach, following = scene.after(line.turn), scene.next_line(line)
    return (
        (_open_before(scene, line) and line.index <= 4)
        or bool(coach and scene.holds(coach, built.dwelling))
        or bool(following and tongue.struck.search(following.low))
    )


def _built(scene: Scene, line: Line, low: str, built: Constructions) -> float:
    """Points for the form of the sentence, for an answer that was not ready, and for a coach who stays with it."""
    form = min(_points(low, built.insight), 1.4)
    if built.routine.search(low):
        form = max(0.0, form - 0.6)
    tongue = LANGUAGES[scene.language]
    if tongue.feeling_frame.search(low) and tongue.heavy.search(low):  # a state told is not yet one seen through
        form -= 0.3
    form -= 0.4 if _PLAINLY.search(low) else 0.0
    form -= 0.25 if _BROKEN.search(line.span.text) else 0.0
    if form < 0.3:
        return 0.0
    first = scene.by_turn[line.turn.n][0]
    form += 0.2 if built.pausing.match(first.low) else 0.0
    coach = scene.after(line.turn)
    if coach and line.index + 2 >= line.of:
        form += 0.3 if scene.holds(coach, built.dwelling) else 0.0
        shared = set(content(line.span.text)) & set(content(coach.text))
        form += 0.15 if len(shared) >= 2 else 0.0
    return form


def _discovered(hit: Hit, scene: Scene, tongue: FindingWords) -> DraftItem:
    low = plain(hit.text)
    mine = len(re.findall(tongue.deep.pattern, low))
    depth = "Deep" if mine >= 1 and hit.score >= 1.5 else "Moderate" if hit.score >= 1.25 else "Surface"
    return DraftItem(
        {"insight": hit.text, "depth_level": depth, "emotional_response": _feeling(scene, hit, tongue)}, hit.evidence
    )


def _feeling(scene: Scene, hit: Hit, tongue: FindingWords) -> str:
    lines = scene.by_turn[hit.line.turn.n]
    for line in lines[hit.line.index : hit.line.index + 3]:
        found = tongue.heavy.search(line.low) or tongue.light.search(line.low)
        if found and tongue.feeling_frame.search(line.low) and found.group() not in _NOT_FELT:
            return line.span.text[found.start() : found.end()].lower()
    return ""


# --- values and beliefs ---


def beliefs(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    made: list[tuple[Hit, str]] = []
    kinds = (
        ("Core Value", tongue.value),
        ("Limiting Belief", tongue.limiting),
        ("Empowering Belief", tongue.empowering),
    )
    for line in _client(scene, spent):
        if line.words < 4 or line.words > 40 or _GRAVE.search(line.low) or _INDIFFERENT.search(line.low):
            continue
        kind, rules = max(kinds, key=lambda k: _points(line.low, k[1]))
        score = _points(line.low, rules) + (0.15 if _open_before(scene, line) else 0.0) - _reported(line)
        held, said_so = held_dear(scene, line), rule_of_life(scene, line)
        if said_so > max(score, held):
            kind, score = "Limiting Belief", said_so
        elif held > score:
            kind, score = "Core Value", held
        if score >= 0.9:
            made.append((Hit(line, score), kind))
    best = _best((hit for hit, _ in made), 4)
    kind_of = {id(hit): kind for hit, kind in made}
    return tuple(DraftItem({"type": kind_of[id(hit)], "description": hit.text}, hit.evidence) for hit in best)


def held_dear(scene: Scene, line: Line) -> float:
    """Points for what matters to the speaker: said to be so, or the answer to the question what does."""
    built = constructions.LANGUAGES[scene.language]
    score = min(_points(line.low, built.value), 1.1)
    if line.index <= 1 and _asked(scene, line, built.asks_value) and not _UNSURE.search(line.low):
        score += 0.8 if score else 0.6
        score += 0.15 if line.index == 0 else 0.0
        score += 0.2 if re.match(r"^(?:\W*+(?:(?:well|um|oh|na|ja|also)\W++)+)?(?:that|dass)\b", line.low) else 0.0
    return score + (0.1 if score and _open_before(scene, line) else 0.0) - _reported(line) if score else 0.0


def rule_of_life(scene: Scene, line: Line) -> float:
    """Points for a sentence the speaker lives by: a condition with a bad end, what a kind of person must do, what one is told."""
    built = constructions.LANGUAGES[scene.language]
    form = min(_points(line.low, built.rule), 1.3)
    if not form or _PLAN.search(line.low) or _UNSURE.search(line.low):
        return 0.0
    score = form + (0.3 if _asked(scene, line, built.asks_rule) else 0.0) + (0.1 if _open_before(scene, line) else 0.0)
    return score - 0.15 if line.at < 0.1 else score


_PLAN_AHEAD = re.compile(
    r"\b(?:i'll|i will|i'm going to|we'll|would|could|should|if i|ich werde|würde|könnte|sollte)\b"
)
_INDIFFERENT = re.compile(
    r"\b(?:doesn't|don't|does not|do not|isn't|not) (?:\w+ )?(?:matter|care|important)\b|\bbelong to the\b"
)
_UNSURE = re.compile(r"\b(?:i don't know|no idea|good question|keine ahnung|weiß (?:ich )?nicht)\b")
_PLAN = re.compile(
    r"\b(?:i'll|i will|i'm going to|we'll|tomorrow|tonight|yesterday|last (?:week|night|month|year)|on (?:mon|tues|"
    r"wednes|thurs|fri|satur|"
    r"sun)day|next (?:week|time|month)|morgen|gestern|letzte woche|nächste woche)\b"
)


def _reported(line: Line) -> float:
    return (
        0.6
        if re.search(
            r"\b(?:he|she|they|my (?:boss|wife|husband|mum|dad|mother|father)) (?:said|says|told|thinks?)\b", line.low
        )
        else 0.0
    )


# --- feelings ---


def shifts(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    """A heavy state said first, a light one said later: within one turn ("I came in…, now I feel…") or across "
    "the session."""
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    lines = list(_client(scene, spent))
    heavy = [line for line in lines if _weighed_down(scene, line, tongue)]
    light = [line for line in lines if line.at > 0.3 and _relieved(scene, line, tongue)]
    made: list[DraftItem] = [item for line in light for item in _in_one_breath(line, tongue)][:2]
    used: set[tuple[int, int]] = set()
    for final in reversed(light):
        if len(made) == 2 or final.words < 4:
            continue
        first = _start_of_shift(final, heavy, tongue, scene)
        if first is None or first.words < 4 or (first.turn.n, first.index) in used:
            continue
        if any(abs(final.turn.n - item.evidence[1].turn) < 12 for item in made):
            continue
        used.add((first.turn.n, first.index))
        made.append(_shift(first, final, scene, tongue))
    return tuple(reversed(made))


def _weighed_down(scene: Scene, line: Line, tongue: FindingWords) -> bool:
    """A heavy state of the speaker's own, in a word for it or an image of the body."""
    built = constructions.LANGUAGES[scene.language]
    if tongue.heavy.search(line.low) and tongue.feeling_frame.search(line.low):
        return True
    framed = tongue.feeling_frame.search(line.low) or built.body.search(line.low)
    return bool(framed and built.heavy.search(line.low) and not _NOT_MINE.search(line.low))


def _relieved(scene: Scene, line: Line, tongue: FindingWords) -> bool:
    """A light state of now: the speaker says that it is so now, or was just asked how it is."""
    built = constructions.LANGUAGES[scene.language]
    if not (tongue.feeling_frame.search(line.low) or built.body.search(line.low)) or _NOT_MINE.search(line.low):
        return False
    if tongue.failed.search(line.low) or _WISHED.search(line.low):
        return False
    asked = line.index <= 1 and _asked(scene, line, built.asks_feeling)
    if _EASED.search(line.low):
        return True
    if asked and (built.light.search(line.low) or tongue.light.search(line.low)):
        return True
    return bool(tongue.light.search(line.low) and tongue.feeling_frame.search(line.low) and tongue.now.search(line.low))


_NOT_MINE = re.compile(
    r"^(?:\W*+(?:(?:and|but|so|well|und|aber)\W++)+)?(?:he|she|they|you|er|sie)(?:'s|'re|'d| is| was| are| were| ist| war)?\b"
)
_WISHED = re.compile(
    r"\b(?:(?:i would|i'd) (?:\w+ )?(?:like|love|be|feel)|wish|want to|hope to|if i|could be|should|würde|wäre|möchte|will)\b"
)
_EASED = re.compile(
    r"\b(?:lighter|calmer|freer|softer|warmer|stronger|braver|happier|taller|leichter|ruhiger|freier|stärker)\b"
)


def _in_one_breath(line: Line, tongue: FindingWords) -> tuple[DraftItem, ...]:
    """ "I came in feeling stuck, and now I feel lighter": both states in one sentence, a slice for each."""
    text = line.span.text
    cuts = [m for m in re.finditer(r",? (?:and|but|und|aber) |[,;] ", text) if len(words(text[: m.start()])) >= 4]
    for cut in cuts:
        first, final = text[: cut.start()], text[cut.end() :]
        before, after = plain(first), plain(final)
        heard = tongue.heavy.search(before) and tongue.then.search(before) and not tongue.light.search(before)
        if heard and len(words(final)) >= 4 and tongue.light.search(after) and tongue.now.search(after):
            fields: dict[str, FieldValue] = {"initial_state": said(first), "final_state": said(final).rstrip(".")}
            return (DraftItem(fields, (DraftQuote(line.turn.n, first), DraftQuote(line.turn.n, final))),)
    return ()


def _start_of_shift(final: Line, heavy: list[Line], tongue: FindingWords, scene: Scene) -> Line | None:
    near = [
        line
        for line in heavy
        if line.turn.n == final.turn.n and line.index != final.index and tongue.then.search(line.low)
    ]
    if near:
        return near[-1]
    earlier = [line for line in heavy if final.turn.n - line.turn.n >= 4 and line.at < final.at - 0.08]
    if not earlier or _strength(final, tongue) < 1:
        return None
    return max(earlier, key=lambda line: (_strength(line, tongue), line.turn.n))


def _strength(line: Line, tongue: FindingWords) -> int:
    own = re.search(r"\b(?:i|i'm|i've|me|my|ich|mir|mich|it feels?|es fühlt)\b", line.low)
    built = constructions.DE if tongue is LANGUAGES["de"] else constructions.EN
    named = sum(len(p.findall(line.low)) for p in (tongue.heavy, tongue.light, built.heavy, built.light))
    return named + (1 if own else -1)


def _shift(first: Line, final: Line, scene: Scene, tongue: FindingWords) -> DraftItem:
    catalyst = scene.before(final.turn)
    fields: dict[str, FieldValue] = {
        "initial_state": _state(first, tongue.heavy),
        "final_state": _state(final, tongue.light),
    }
    turn = scene.coached.get(catalyst.n) if catalyst else None
    if turn and turn.questions:
        fields["catalyst"] = turn.questions[-1].text
    return DraftItem(fields, (first.quote, final.quote))


def _state(line: Line, pattern: re.Pattern[str]) -> str:
    """The client's clause with the feeling in it, short enough for a label."""
    found = pattern.search(line.low)
    text = line.span.text
    if not found or len(words(text)) <= 9:
        return said(text).rstrip(".")
    start = max(text.rfind(",", 0, found.start()), text.rfind(";", 0, found.start())) + 1
    end = min((i for i in (text.find(",", found.end()), text.find(";", found.end())) if i >= 0), default=len(text))
    return said(text[start:end]).rstrip(".")


# --- achievements, wishes, progress ---

_PROUD_OF_IT = re.compile(
    r"\bproud of (?:that|it|this|myself)\W*$|^(?:\W*+(?:(?:und|da)\W++)+)?(?:dar|da)auf bin ich\b[^,]*\bstolz\W*$"
)


def celebration(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    hits = [h for line in _client(scene, spent) if (h := _achieved(scene, line, tongue)).score >= 1.0]
    best = sorted(hits, key=lambda h: -h.score)[:1]
    return tuple(
        DraftItem({"description": h.text}, _with_result(scene, h, tongue, spent))
        for h in (_named(scene, hit, tongue, spent) for hit in best)
    )


def _named(scene: Scene, hit: Hit, tongue: FindingWords, spent: Spent) -> Hit:
    """ "I am proud of that" names nothing: the sentence before it says what of."""
    before = scene.previous_line(hit.line)
    if before is None or not _PROUD_OF_IT.search(hit.line.low) or tongue.failed.search(before.low) or before.asks:
        return hit
    if not 4 <= before.words <= 40 or (before.turn.n, before.index) in spent:
        return hit
    return Hit(before, hit.score, hit.line)


def _achieved(scene: Scene, line: Line, tongue: FindingWords) -> Hit:
    strong, soft = tongue.achieved
    if line.words < 4 or line.words > 40 or tongue.failed.search(line.low):
        return Hit(line, 0.0)
    following = scene.next_line(line)
    base = strong[0] if strong[1].search(line.low) else _mastered(scene, line, tongue)
    if not base:
        return Hit(line, 0.0)
    score = base + (0.2 if soft[1].search(line.low) else 0.0)
    score += 0.3 if _asked(scene, line, tongue.asks_progress) else 0.0
    score += 0.2 if tongue.first_person.search(line.low) else -0.1
    score -= 0.4 if following and tongue.failed.search(following.low) else 0.0
    score -= _reported(line)
    score -= 0.2 if _tone(line.turn.text, tongue) < -1 else 0.0
    return Hit(line, score)


def _mastered(scene: Scene, line: Line, tongue: FindingWords) -> float:
    """Points for a deed in the past with what others made of it, told as news or in answer to how it went."""
    built = constructions.LANGUAGES[scene.language]
    if not built.mastered.search(line.low) or tongue.wanting[0][1].search(line.low) or _PLAN_AHEAD.search(line.low):
        return 0.0
    following, previous = scene.next_line(line), scene.previous_line(line)
    here = built.outcome.search(line.low)
    after = following and built.outcome.search(following.low) and not tongue.failed.search(following.low)
    near = [other.low for other in (previous, line, following) if other]
    told = any(built.announcing.search(low) for low in near)
    asked = _asked(scene, line, tongue.asks_progress)
    score = 0.3 + (0.5 if here else 0.3 if after else 0.0) + (0.3 if told else 0.0) + (0.1 if asked else 0.0)
    return score if here or after or told else 0.0


def _with_result(scene: Scene, hit: Hit, tongue: FindingWords, spent: Spent) -> tuple[DraftQuote, ...]:
    """The sentence, and up to two more of the turn in which the client tells what came of it."""
    told = [
        line
        for line in scene.by_turn[hit.line.turn.n]
        if line is not hit.line
        and 4 <= line.words <= 16
        and (line.turn.n, line.index) not in spent
        and tongue.result.search(line.low)
        and not tongue.failed.search(line.low)
    ]
    near = sorted(told, key=lambda line: abs(line.index - hit.line.index))[:2]
    return (*hit.evidence, *(line.quote for line in near))


def _tone(text: str, tongue: FindingWords) -> int:
    low = plain(text)
    return len(tongue.light.findall(low)) - len(tongue.heavy.findall(low)) - 2 * len(tongue.failed.findall(low))


def intention(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    built = constructions.LANGUAGES[scene.language]
    hits: list[Hit] = []
    for line in _client(scene, spent):
        if (
            not 5 <= line.words <= 45
            or tongue.wanting_not.search(line.low)
            or not (tongue.wanting[0][1].search(line.low) or built.wishing.search(line.low))
        ):
            continue
        goal = _asked(scene, line, tongue.asks_goal) or _asked(scene, line, built.asks_goal)
        score = 1.0 + (0.5 if goal else 0.0) + (0.2 if line.at < 0.4 else 0.0)
        score += (
            0.2
            if re.search(r"\b(?:stop|differently|instead|be|start|without|ohne|anders|aufhören|kann)\b", line.low)
            else 0.0
        )
        score += 0.3 * _repeated(scene, line) - _reported(line)
        score += 0.1 * min(line.index, 4) if goal else 0.0
        hits.append(Hit(line, score))
    best = sorted(hits, key=lambda h: -h.score)[:1]
    return tuple(_intended(h) for h in best if h.score >= 1.2)


def _repeated(scene: Scene, line: Line) -> int:
    """Whether the client comes back to the same words elsewhere."""
    mine = set(content(line.span.text))
    if len(mine) < 2:
        return 0
    others = (set(content(o.span.text)) for o in _client(scene) if o.turn.n != line.turn.n)
    return int(any(len(mine & other) >= max(2, len(mine) - 1) for other in others))


def _intended(hit: Hit) -> DraftItem:
    low = hit.line.low
    if re.search(r"\b(?:i'll|i will|i'm going to|definitely|decided|ich werde|auf jeden fall)\b", low):
        level = "Strong"
    elif re.search(r"\b(?:i want|i need|ich will|my goal)\b", low):
        level = "Moderate"
    else:
        level = "Exploratory"
    return DraftItem({"behavior_change": hit.text, "commitment_level": level}, hit.evidence)


def progress(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    made: list[tuple[Hit, str]] = []
    for line in _client(scene, spent):
        if line.words < 4 or line.words > 40:
            continue
        asked = _asked(scene, line, tongue.asks_progress)
        for points, level, pattern in tongue.progress:
            if pattern.search(line.low) and (asked or level == "Setback" or line.at > 0.5):
                made.append(
                    (Hit(line, points + (0.4 if asked else 0.0) - _reported(line), _underlined(scene, line)), level)
                )
                break
    best = _one_a_turn((hit for hit, _ in made if hit.score >= 1.2), 2)
    level_of = {id(hit): level for hit, level in made}
    return tuple(
        DraftItem(
            {
                "goal_area": _area(scene, hit.line),
                "progress_description": hit.text,
                "progress_level": level_of[id(hit)],
            },
            hit.evidence,
        )
        for hit in best
    )


def _underlined(scene: Scene, line: Line) -> Line | None:
    """A few words after the sentence that say it again: "Like, properly well."."""
    following = scene.next_line(line)
    return following if following and following.words <= 5 and not following.asks else None


def _one_a_turn(hits: Iterable[Hit], most: int) -> list[Hit]:
    best: dict[int, Hit] = {}
    for hit in hits:
        if hit.line.turn.n not in best or hit.score >= best[hit.line.turn.n].score:
            best[hit.line.turn.n] = hit
    return sorted(sorted(best.values(), key=lambda h: -h.score)[:most], key=lambda h: h.line.turn.n)


def _area(scene: Scene, line: Line) -> str:
    """What the progress is about: the coach's question before it, else the client's own sentence."""
    coach = scene.before(line.turn)
    turn = scene.coached.get(coach.n) if coach else None
    if turn and turn.questions:
        return said(turn.questions[-1].text)
    return said(line.span.text)
