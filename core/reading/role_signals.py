"""What one voice's words show of its role: measured, not judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.reading.formats.names import word_set
from core.reading.role_words import (
    CLIENT_SAYS,
    COACH_SAYS,
    JOINED,
    LABELS,
    LEXICONS,
)
from core.transcript import Role, Transcript, Turn

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_QUESTION_END = re.compile(r"[?？؟;](?:[\"”»')\]\s]|\[[^\]]{0,20}\])*$")
_ASIDE = re.compile(r"\[[^\]]{0,30}\]|\([^)]{0,30}\)")


@dataclass(frozen=True, slots=True)
class Signals:
    """`questions`: share of turns that end by asking. `to_other`: of all first and second person pronouns, the share
    that speaks to the other. Both smoothed towards the middle for short voices. `coach_says`, `client_says`: telling
    phrases. `turns`, `words`: how much the voice said; `asking`: how many of its turns end by asking."""

    turns: int
    words: int
    asking: int
    questions: float
    to_other: float
    coach_says: int
    client_says: int


def labelled_role(speaker: str) -> Role | None:
    """The role a label states (`Coach`, `Client 1`, `Anna (Coach)`), None for a name."""
    found = {LABELS[word] for word in re.findall(r"[^\W\d_]+", speaker.casefold()) if word in LABELS}
    return found.pop() if len(found) == 1 else None


def punctuated(transcript: Transcript) -> bool:
    """Whether the transcript marks its questions at all."""
    marks = sum(len(re.findall(r"[?？؟]", turn.text)) for turn in transcript.turns)
    size = sum(len(turn.text) for turn in transcript.turns)
    return marks * 4000 >= size


def signals(turns: Sequence[Turn], transcript: Transcript) -> Signals:
    """What the turns of one voice show, in the language of the transcript (English where it is unknown)."""
    marked = punctuated(transcript)
    tag = transcript.language
    asking = sum(_asks(turn.text, tag, marked=marked) for turn in turns)
    first, second, words = 0, 0, 0
    text = "\n".join(turn.text for turn in turns).casefold().replace("’", "'")
    if tag in JOINED:
        ours, theirs, _ = JOINED[tag]
        first, second = (sum(text.count(word) for word in group) for group in (ours, theirs))
        words = sum(len(turn.text) for turn in turns) // 2
    else:
        lexicon = LEXICONS.get(tag, LEXICONS["en"])
        tokens = _WORD.findall(text)
        words = len(tokens)
        first = sum(token in lexicon.first for token in tokens)
        second = sum(token in lexicon.second for token in tokens)
    return Signals(
        turns=len(turns),
        words=words,
        asking=asking,
        questions=(asking + 0.5) / (len(turns) + 2),
        to_other=(second + 2) / (first + second + 4),
        coach_says=len(re.findall(COACH_SAYS, text)),
        client_says=len(re.findall(CLIENT_SAYS, text)),
    )


def _asks(text: str, language: str, *, marked: bool) -> bool:
    """Whether a turn ends by asking: by its mark, or, where nothing is marked, by how its last words open."""
    if marked:
        return _QUESTION_END.search(_ASIDE.sub("", text).rstrip()) is not None
    if language in JOINED:
        return any(lead.rstrip("。?") in text[-12:] for lead in JOINED[language][2])
    words = _WORD.findall(text.casefold().replace("’", "'"))
    tail = " " + " ".join(words[-12:]) + " "
    return any(f" {lead} " in tail for lead in LEXICONS.get(language, LEXICONS["en"]).leads)


_SENTENCE = re.compile(r"(?<=[.!?…؟])\s+")
_ANSWERS = word_set(
    """
    yes yeah yep no nope um uh well hm hmm ja nein jo ähm oui non euh sí si sim não nee nej ei tak nie
    да нет evet hayır כן לא نعم لا
    """
)


def answers_itself(turn: Turn, language: str) -> bool:
    """Whether a turn asks the other something and in the next sentence answers it in the first person, as happens when
    two people stand under one name. A rhetorical question rarely speaks to `you` and answers with `I`."""
    lexicon = LEXICONS.get(language)
    if lexicon is None:
        return False
    sentences = [part.casefold().replace("’", "'") for part in _SENTENCE.split(turn.text)]
    for asked, answered in pairwise(sentences):
        if not asked.rstrip().endswith(("?", "؟")):
            continue
        question, answer = set(_WORD.findall(asked)), _WORD.findall(answered)
        if not answer or not question & lexicon.second or question & lexicon.first or set(answer) & lexicon.second:
            continue
        if answer[0] in _ANSWERS or set(answer[:3]) & lexicon.first:
            return True
    return False


def address_of(turn: Turn, names: Sequence[str], language: str) -> set[str]:
    """Which of the speakers `names` this turn speaks to by name: in a greeting, a farewell, or set off by commas at the
    turn's edges. `I'm Ann` and `she said, Ann, wait` are no address."""
    found: set[str] = set()
    edges = _edges(turn.text)
    greetings = LEXICONS.get(language, LEXICONS["en"]).greetings | LEXICONS["en"].greetings
    for name in names:
        for part in _parts(name):
            if any(_speaks_to(edge, part, greetings) for edge in edges):
                found.add(name)
    return found


def _parts(name: str) -> list[str]:
    """The words of a name by which a person may be called."""
    return [
        part.casefold() for part in re.findall(r"[^\W\d_]+", name) if len(part) >= 3 and part.casefold() not in LABELS
    ]


def _edges(text: str) -> list[str]:
    """The first and the last sentence of a turn, lower case."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?。！？])\s+", _ASIDE.sub("", text)) if part.strip()]
    picked = sentences[:2] + sentences[-2:] if len(sentences) > 4 else sentences
    return [" ".join(sentence.casefold().split()) for sentence in picked if len(sentence) < 240]


def _speaks_to(sentence: str, part: str, greetings: frozenset[str]) -> bool:
    position = re.search(rf"(?<![\w'-]){re.escape(part)}(?![\w'-])", sentence)
    if position is None:
        return False
    before = re.findall(r"[\w'-]+", sentence[: position.start()])
    after = sentence[position.end() :].lstrip()
    if before and before[-1] in {"i'm", "am", "is", "this", "name's", "bin", "heiße", "me"}:
        return False
    titles = {"frau", "herr", "doktor", "dr", "mr", "mrs", "ms", "señor", "señora", "madame", "monsieur"}
    while before and before[-1] in titles:
        before.pop()
    if before and len(before) <= 3 and (before[-1] in greetings or before[-1] == "you"):
        return True
    ends = not after or after[0] in ".!?…"
    set_off = sentence[: position.start()].rstrip().endswith(",") or " ".join(before[-1:]) in greetings
    if ends and set_off and not re.search(r"\b(?:said|says|say|like|told|call|named|sagt|sagte)\b", sentence):
        return True
    return not before and after.startswith(",")
