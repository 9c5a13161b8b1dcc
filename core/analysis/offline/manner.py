"""How the two worked together and how the client puts things; and the questions after which something moved."""

import re
from collections import Counter
from collections.abc import Mapping
from statistics import fmean

from core.analysis.offline import promise_words
from core.analysis.offline.finding_words import LANGUAGES
from core.analysis.offline.findings import Spent, discovery
from core.analysis.offline.scene import Line, Scene
from core.analysis.speech.questions import Asked, formed
from core.analysis.speech.text import Span, plain, words
from core.insight.draft import DraftItem, DraftQuote, FieldValue
from core.transcript import Role, Turn

PLANNING = {name: tongue.planning for name, tongue in promise_words.LANGUAGES.items()}
_STRUCK = re.compile(
    r"^\W*(?:(?:um|uh|well|hm+|oh|okay|ähm|äh|also|ja)\W+)*(?:i don't know|"
    r"(?:that's a )?good question|i wasn't expecting|wow|huh|"
    r"oh|hm+|ich weiß (?:auch )?nicht|gute frage|puh)\b"
)


# Questions that look after the talk itself: how it is going, how something was taken, what comes first.
_CHECKING = {
    "en": re.compile(
        r"\b(?:how (?:does|do|did|is|was) (?:that|this|it) (?:land|sit|sound|fit|going|feel|for you)|"
        r"how are (?:you|things)|how (?:do|did) you (?:feel )?(?:right )?now|right now|what(?:'s| is) happening|"
        r"what(?:'s| is| was) different|where (?:would|do) you (?:want|like)|opening line|what happens (?:when|if|next)|"
        r"how would you like|(?:know|seen|see|learn\w*|notice\w*|discover\w*) about yourself)\b"
    ),
    "de": re.compile(
        r"\b(?:wie (?:geht|ist|war|klingt|wirkt|fühlt) (?:es|das|sich|ihnen)|was passiert (?:gerade|jetzt|bei)|"
        r"wo möchten sie|was (?:ist|war) anders|wie möchten sie|über sich (?:selbst )?gelernt)\b"
    ),
}
# Questions about who one is, what one wants or believes, and what would be if something did not hold.
_REACHING = {
    "en": re.compile(
        r"\b(?:who (?:are|would|do|were) you|whose|behind|underneath|beneath|(?:does|did) (?:it|that|this)[\w, ]{0,30} "
        r"come from|where does|really (?:want|need|about|matters?)|what matters|what would (?:that|it|this) "
        r"(?:get|give|mean|make|say|cost|allow)|if (?:nobody|no one|nothing|you (?:weren't|didn't|couldn't|could|"
        r"knew|were|had)|it (?:weren't|wasn't|didn't))|what is it that|what tells you|what (?:does|do|did) "
        r"(?:that|it|this|they) (?:say|mean|tell|cost|give|protect)|afraid of|waiting for|at stake|"
        r"true (?:for|about)|what makes|about you|what do you (?:want|need|believe|know))\b"
    ),
    "de": re.compile(
        r"\b(?:wer (?:sind|wären|wollen) sie|wessen|dahinter|darunter|woher kommt|eigentlich|worum geht(?:'s| es)|"
        r"wirklich|was (?:wäre|würde) (?:dann|das|wenn)|wenn (?:niemand|nichts|sie)|was sagt (?:das|es)|"
        r"was bedeutet|was macht|wovor|was brauchen sie|über sie)\b"
    ),
}


def powerful_questions(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    """Open, alone in its turn, and answered at length or with something new; none where the coach mostly advises."""
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    scored: list[tuple[float, DraftItem, int]] = []
    for turn in scene.coach_turns:
        opened = [q for q in turn.questions if q.kind == "open" and _asks_in_full(q.text, scene.language)]
        if not opened or turn.stacked or turn.advice:
            continue
        answer = _answer(scene, turn.n)
        if answer is None:
            continue
        best, moved = _moved(scene, answer, spent)
        question = plain(opened[-1].text)
        length = len(words(answer.text)) / max(scene.client_median, 8.0)
        score = min(length, 2.0) * 0.25 + min(moved, 1.8)
        place = turn.n / len(scene.transcript.turns)
        score += 0.2 if 0.15 < place < 0.85 else -0.4
        score += 0.2 if len(words(question)) <= 10 else -0.2 if len(words(question)) > 22 else 0.0
        score -= 0.6 if tongue.asks_goal.search(question) or PLANNING[scene.language].search(question) else 0.0
        score -= 0.9 if tongue.asks_progress.search(question) or tongue.asks_learning.search(question) else 0.0
        score -= 0.6 if _CHECKING[scene.language].search(question) else 0.0
        score += 0.35 if _REACHING[scene.language].search(question) else 0.0
        score += 0.3 if _STRUCK.match(plain(answer.text)) else 0.0
        if best and score >= 1.4 and best.words >= 4:
            level = "Major" if score >= 2.0 else "Moderate" if score >= 1.5 else "Minor"
            fields = {
                "question": opened[-1].text,
                "breakthrough_level": level,
                "client_response_summary": best.span.text,
            }
            scored.append((score, DraftItem(fields, (DraftQuote(turn.n, opened[-1].text), best.quote)), turn.n))
    if _mostly_advice(scene):
        return ()
    chosen = sorted(sorted(scored, key=lambda s: -s[0])[:5], key=lambda s: s[2])
    return tuple(item for _, item, _ in chosen)


def _asks_in_full(text: str, language: str) -> bool:
    """Whether the question has a verb of its own; "And the phone?" follows up on a fact."""
    return formed(Asked(Span(text, 0, len(text)), "open"), language)


def _mostly_advice(scene: Scene) -> bool:
    advice = sum(turn.advice for turn in scene.coach_turns)
    return advice > 0.35 * len(scene.coach_turns)


def _answer(scene: Scene, n: int) -> Turn | None:
    later = scene.transcript.turn(n + 1)
    return later if later and later.role is Role.CLIENT else None


def _moved(scene: Scene, answer: Turn, spent: Spent) -> tuple[Line | None, float]:
    """The sentence of the answer that shows most movement, and how much."""
    tongue = LANGUAGES[scene.language]
    best: Line | None = None
    most, moved = -1.0, 0.0
    for line in scene.by_turn.get(answer.n, ()):
        if line.asks or line.words < 4:
            continue
        score = discovery(scene, line, tongue).score
        felt = tongue.heavy.search(line.low) or tongue.light.search(line.low)
        score += 0.3 if felt and tongue.feeling_frame.search(line.low) else 0.0
        free = (line.turn.n, line.index) not in spent
        value = score + min(line.words, 20) / 200
        moved = max(moved, score)
        if free and value > most:
            best, most = line, value
    return best, max(moved, 0.0)


# --- working together ---

_TRUST = {
    "en": re.compile(
        r"\b(?:i've never (?:told|said|really said)|can i (?:tell|ask|say)|i haven't told|to be honest|"
        r"i'll be honest|honestly|thank you|thanks for|that helps|that's what's nice|i've been looking forward|"
        r"between you and me|you're (?:not wrong|right))\b"
    ),
    "de": re.compile(
        r"\b(?:das hab(?:e)? ich noch nie (?:erzählt|gesagt)|ehrlich gesagt|danke|das tut gut|darf "
        "ich sie (?:mal )?(?:was |etwas )?fragen|das hilft)\b"
    ),
}
_CHOICE = {
    "en": re.compile(
        r"\b(?:where would you like|what would (?:you like|be useful)|would you like to|shall we|"
        "do you want to|how would you like|can i offer|take your time|what do you want to|if you like|is (?:it|"
        "that) (?:okay|all right) (?:if|with))\b"
    ),
    "de": re.compile(
        r"\b(?:möchten sie|mögen sie|wenn sie mögen|lassen sie sich zeit|was möchten sie|wie "
        "möchten sie|wollen sie|ist das in ordnung)\b"
    ),
}

# "Honestly, I could murder him" is a manner of speaking and shows no trust.
_LAUGHS = re.compile(r"[\[(](?:lach|laugh)")
_OVERSTATED = re.compile(r"\b(?:could (?:murder|kill|strangle|throttle)|rather (?:\w+ )?die)\b")


def presence(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    """Openness in the client's words, choice in the coach's; engagement by how much the client says."""
    if scene.language not in _TRUST:
        return ()
    trusting = [line for line in _matching(scene, Role.CLIENT, _TRUST, spent) if not _OVERSTATED.search(line.low)]
    choosing = _matching(scene, Role.COACH, _CHOICE, spent)
    if not trusting and not choosing:
        return ()
    german = scene.language == "de"
    laughs = sum(_LAUGHS.search(plain(t.text)) is not None for t in scene.transcript.turns)
    parts = []
    if choosing:
        parts.append(
            "Der Coach lässt wählen, wohin es geht"
            if german
            else "The coach leaves the choice of direction to the client"
        )
    if trusting:
        parts.append("es wird offen gesprochen" if german else "the client speaks openly")
    if laughs >= 4:
        parts.append("es wird gelacht" if german else "there is laughter")
    joined = ", ".join(parts)
    fields: dict[str, FieldValue] = {
        "rapport_quality": joined[:1].upper() + joined[1:] + ".",
        "client_engagement_level": _engagement(scene),
        "trust_indicators": tuple(line.span.text for line in trusting[:3]),
    }
    evidence = [line.quote for line in (*trusting[-2:], *choosing[:2])]
    return (DraftItem(fields, tuple(evidence)),)


def _matching(scene: Scene, role: Role, patterns: Mapping[str, re.Pattern[str]], spent: Spent) -> list[Line]:
    return [
        line
        for line in scene.said_by(role)
        if line.words >= 4 and (line.turn.n, line.index) not in spent and patterns[scene.language].search(line.low)
    ]


def _engagement(scene: Scene) -> str:
    client = [len(words(t.text)) for t in scene.transcript.turns if t.role is Role.CLIENT]
    mean = fmean(client) if client else 0.0
    coach = sum(len(words(t.text)) for t in scene.transcript.turns if t.role is Role.COACH)
    share = sum(client) / max(1, sum(client) + coach)
    return "High" if mean >= 25 and share >= 0.55 else "Low" if mean < 10 or share < 0.25 else "Moderate"


# --- ways of putting it ---


def patterns(scene: Scene, spent: Spent) -> tuple[DraftItem, ...]:
    """Images and hedges that come again and again, with the sentences they stand in."""
    tongue = LANGUAGES.get(scene.language)
    if tongue is None:
        return ()
    german = scene.language == "de"
    lines = [
        line for line in scene.said_by(Role.CLIENT) if 5 <= line.words <= 40 and (line.turn.n, line.index) not in spent
    ]
    images = [line for line in lines if tongue.image.search(line.low)]
    hedges = Counter(found for line in lines for found in tongue.hedge.findall(line.low))
    habits: list[str] = []
    evidence: list[DraftQuote] = []
    if len(images) >= 3:
        habits.append(
            "Spricht oft in Bildern und Vergleichen." if german else "Often speaks in images and comparisons."
        )
        evidence += [line.quote for line in sorted(images, key=lambda line: line.words)[:2]]
    common = next(
        (phrase for phrase, n in hedges.most_common(3) if n >= 6 and phrase not in {"like", "just", "halt"}), None
    )
    if common:
        shown = re.sub(r"\bi\b", "I", common)
        habits.append(f"Sagt häufig „{common}“." if german else f"Often says “{shown}”.")
        example = next((line for line in lines if common in line.low and line.quote not in evidence), None)
        evidence += [example.quote] if example else []
    if not habits or not evidence:
        return ()
    return (DraftItem({"expression_patterns": tuple(habits)}, tuple(evidence)),)
