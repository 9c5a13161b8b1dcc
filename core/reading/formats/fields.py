"""What a field holds, told by its name: the key of a JSON object and the heading of a table's column mean the same."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.reading.formats.names import word_set


class Kind(StrEnum):
    """WHO spoke, WHAT was said, from START to END or for so LONG."""

    WHO = "who"
    WHAT = "what"
    START = "start"
    END = "end"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`rank`: of two fields of a kind the lower is taken. `unit`: how many seconds a plain number is, None if not said.

    Ranks of WHO: 0 a speaker's name, 1 a speaker, 2 a name, 3 a speaker's number, 4 a role or a channel.
    """

    kind: Kind
    rank: int
    unit: float | None = None


_PERSON = word_set(
    """
    speaker participant person talker spk user author sender attendee voice member who sprecher sprecherin wer locuteur
    speakers participants users locutrice interlocuteur hablante orador oradora ponente interlocutor parlante relatore
    spreker falante quién quien quem chi qui 話者 発言者 发言人 说话人 說話人 講者 화자 говорящий спикер mówca talare
    """
)
_NAMED = word_set("name nom nombre nome naam 名前 姓名 имя")
_ALONE_NAMED = _NAMED | word_set("display full first nick screen username login from by")
NUMBERED = word_set("id ids tag index number no uuid key idx code num nr email mail")
_LANE = word_set("role channel source track side party label lane rolle rôle rol ruolo device mic")
_OF_NO_PERSON = word_set(
    """
    confidence score count image avatar url link color colour is has embedding start end time duration total probability
    type language lang file title change words text emotion sentiment photo picture rate ratio
    """
)
# In the order in which they are taken: what was written to be read before raw forms and single words.
_SAID = (
    *(
        "display",
        "punctuated",
        "text",
        "content",
        "transcript",
        "transcription",
        "sentence",
        "utterance",
        "words",
        "speech",
    ),
    *("said", "spoken", "dialogue", "line", "quote", "caption", "subtitle", "phrase", "paragraph", "statement", "what"),
    *(
        "message",
        "body",
        "value",
        "word",
        "lexical",
        "transkript",
        "texte",
        "texto",
        "testo",
        "tekst",
        "inhalt",
        "contenu",
    ),
    *("contenido", "contenuto", "conteúdo", "wortlaut", "äußerung", "gesagtes", "paroles", "内容", "発言", "テキスト"),
    *("文本", "內容", "텍스트", "내용", "текст", "реплика", "replik", "gesprochen", "answer", "remark", "sentences"),
    *("dijo", "dicho", "disse", "gesagt", "detto", "dit"),
)
_OF_NO_SPEECH = word_set(
    """
    id ids count number no nr confidence score type lang language url link size length index start end time model status
    format translation translated html summary per rate tokens name title path file key error kind label color hash is has
    code at version
    """
)
_STARTS = word_set(
    "start begin beginning starts started onset from anfang beginn début inicio inizio início 開始 开始 in"
)
_STAMPS = word_set(
    """
    time timestamp timestamps timecode timecodes stamp offset offsets ts tc when at clock zeit zeitstempel uhrzeit temps
    horodatage tiempo hora tempo tijd 時間 时间 時刻 시간 время span range times timing position pos
    """
)
_ENDS = word_set("end ends ended stop finish until to till out ende fin fine fim 終了 结束 einde")
_LENGTHS = word_set("duration dur dauer durée duración durata duração duur 長さ 时长")
_OF_NO_TIME = word_set("zone total speaking count created updated sentence sentences per rate text page line is has")
_UNITS = {
    "ms": 1e-3, "msec": 1e-3, "millis": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3, "us": 1e-6, "micros": 1e-6,
    "microseconds": 1e-6, "ns": 1e-9, "nanos": 1e-9, "nanoseconds": 1e-9, "ticks": 1e-7, "s": 1.0, "sec": 1.0,
    "secs": 1.0, "second": 1.0, "seconds": 1.0, "sekunden": 1.0, "min": 60.0, "mins": 60.0, "minutes": 60.0,
}  # fmt: skip
_PART = re.compile(r"[A-ZÄÖÜÉ]+(?![a-zäöüé])|[A-ZÄÖÜÉ]?[^\W\d_A-ZÄÖÜÉ]+|[0-9]+")
_RUN_ON = re.compile(r"(start|end|begin|offset|duration|stop|speaker)(ms|sec|seconds|time|at|id|name)$")


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """`speakerName`, `speaker_name`, `Speaker Name` -> (`speaker`, `name`)."""
    return tuple(" ".join(_RUN_ON.sub(r"\1 \2", part.lower()) for part in _PART.findall(name[:60])).split())


@lru_cache(maxsize=4096)
def meaning(name: str, kind: Kind) -> Meaning | None:
    """What a field of this name holds of this kind, None if its name does not say so; its value decides whether it does."""
    words = frozenset(parts(name))
    if kind is Kind.WHO:
        return _who(words)
    if kind is Kind.WHAT:
        return _what(words)
    found = _when(words)
    return found if found is not None and found.kind is kind else None


def _who(words: frozenset[str]) -> Meaning | None:
    if not words or words & _OF_NO_PERSON:
        return None
    if words & _PERSON:
        named = words & _NAMED or ("display" in words and len(words) > 1)
        return Meaning(Kind.WHO, 0 if named else 3 if words & NUMBERED else 1)
    if words <= _ALONE_NAMED:
        return Meaning(Kind.WHO, 2)
    return Meaning(Kind.WHO, 4) if words & _LANE and len(words) <= 2 else None


def _what(words: frozenset[str]) -> Meaning | None:
    if words & _OF_NO_SPEECH:
        return None
    rank = next((rank for rank, word in enumerate(_SAID) if word in words), None)
    # `raw_text` stands behind every plain name, `punctuated_word` before it.
    return None if rank is None else Meaning(Kind.WHAT, rank + 100 * (len(words) > 1 and rank > 1))


def _when(words: frozenset[str]) -> Meaning | None:
    if words & _OF_NO_TIME:
        return None
    unit = next((_UNITS[word] for word in words if word in _UNITS), None)
    if words & _LENGTHS:
        return Meaning(Kind.LONG, 0, unit)
    if words & _ENDS:
        return Meaning(Kind.END, len(words), unit)
    if words & _STARTS:
        return Meaning(Kind.START, len(words), unit)
    stamp = words & _STAMPS or (unit and words <= _UNITS.keys())
    return Meaning(Kind.START, 10 + len(words), unit) if stamp else None


_PEOPLE = word_set(
    """
    speakers speaker participants participant people attendees members users persons voices guests invitees contributors
    sprecher teilnehmer names identities parties
    """
)
_ASIDE = word_set(
    """
    summary summaries action actions task tasks chapter chapters topic topics keyword keywords highlight highlights note
    notes insight insights comment comments question questions outline chat chats todo todos takeaway takeaways sentiment
    sentiments entity entities annotation annotations bookmark bookmarks agenda decisions metrics
    """
)
_SPEECH = word_set("transcript transcripts transcription transcriptions")
_TRANSLATION = word_set("translation translations translated")


def of_people(name: str) -> bool:
    """Whether a list under this name is of those present."""
    return not _PEOPLE.isdisjoint(parts(name))


def is_aside(name: str) -> bool:
    """What a tool or a person wrote beside the speech: summaries, tasks, notes, the chat."""
    return not _ASIDE.isdisjoint(parts(name))


def is_speech(name: str) -> bool:
    return not _SPEECH.isdisjoint(parts(name))


def is_translation(name: str) -> bool:
    return not _TRANSLATION.isdisjoint(parts(name))
