"""Which PCC markers can be heard in one session, with the words that show it.

A marker is said to be observed, on at least one clear piece of evidence that is not outweighed by the whole session, or nothing
is said of it: that something was not there is a person's word. Never a score, and nothing about a credential.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from core.analysis.icf.competencies import MARKERS
from core.analysis.icf.signs import FEELING, SIGNS, Sign
from core.analysis.speech import text
from core.insight.model import CoachTurn, Marker
from core.insight.sections import Evidence, SectionItem
from core.reading import measurability
from core.transcript import Role, Transcript, Turn

State = Literal["observed", "not observed", "not observable"]
MOST_RECEIPTS = 3

# A session counts as led by the client where advice is rare and the client has the larger part of the words. The coach leads
# where the client has not even two fifths: then single sentences of another kind are outweighed.
_RARE_ADVICE, _LARGER_PART, _COACH_LEADS = 0.12, 0.5, 0.4
_TALK = (0.05, 0.97)
"""Between these shares of the session lies the talk; before and after it small talk, which shows nothing of a craft."""
_ONCE = frozenset({"5.5", "6.6", "7.8", "8.5"})
"""Markers measured over the session, of which a receipt is but an example. Of the others one alone shows little: a phrase may be
meant otherwise."""
_SAYS = 4
"""Words that a receipt needs."""
_FEELING = re.compile(rf"\b{FEELING}\b", re.IGNORECASE)
_PAUSE = re.compile(
    r"[\[(](?:[^\])]{0,20}\b)?(?:pause|pauses|silence|silent|stille|schweigt|schweigen)\b[^\])]{0,20}[\])]",
    re.IGNORECASE,
)
_ABOUT_YOU = re.compile(r"\b(?:you\w*|that|it|sounds|both|sie|ihr\w*|ihnen|das|da|es)\b")
_BROKEN_OFF = re.compile(r"(?:[-–—]{1,2}|…|\.{3})\s*$")


@dataclass(frozen=True)
class Room:
    """The session as the rules see it."""

    transcript: Transcript
    coach_turns: Mapping[int, CoachTurn]
    sections: Mapping[str, tuple[SectionItem, ...]]
    client_share: float
    advice_share: float
    can: measurability.Measurability

    @property
    def led_by_client(self) -> bool:
        return self.advice_share <= _RARE_ADVICE and self.client_share >= _LARGER_PART

    @property
    def led_by_coach(self) -> bool:
        return self.client_share < _COACH_LEADS

    def turns(self, role: Role, part: tuple[float, float] = (0.0, 1.0)) -> Iterator[Turn]:
        turns = self.transcript.turns
        low, high = int(part[0] * len(turns)), -int(-part[1] * len(turns) // 1)
        return (turn for turn in turns[low:high] if turn.role is role)

    def questions(self, part: tuple[float, float] = (0.0, 1.0), kind: str = "") -> Iterator[tuple[Turn, str]]:
        for turn in self.turns(Role.COACH, part):
            for question in self.coach_turns[turn.n].questions if turn.n in self.coach_turns else ():
                if question.text and (not kind or question.kind == kind):
                    yield turn, question.text

    def before(self, turn: Turn) -> Turn | None:
        """The client's turn just before, None if there is none."""
        last = self.transcript.turn(turn.n - 1)
        return last if last and last.role is Role.CLIENT else None


Finding = tuple[State, tuple[Evidence, ...]]


def observe(
    transcript: Transcript, coach_turns: tuple[CoachTurn, ...], sections: Mapping[str, tuple[SectionItem, ...]]
) -> tuple[Marker, ...]:
    """The markers that were heard, in order; () if nobody is known to be the coach or the session's language is not read here."""
    room = _room(transcript, coach_turns, sections)
    if not coach_turns or not any(True for _ in room.turns(Role.CLIENT)):
        return ()
    if text.language_of((turn.text for turn in transcript.turns), transcript.language) not in {"en", "de"}:
        return ()
    return tuple(found for marker in MARKERS if (found := _marker(marker.id, room)).observed == "observed")


def _room(
    transcript: Transcript, coach_turns: tuple[CoachTurn, ...], sections: Mapping[str, tuple[SectionItem, ...]]
) -> Room:
    said = {
        role: sum(len(t.text.split()) for t in transcript.turns if t.role is role) for role in (Role.COACH, Role.CLIENT)
    }
    both = sum(said.values())
    return Room(
        transcript,
        {turn.n: turn for turn in coach_turns},
        sections,
        said[Role.CLIENT] / both if both else 0.0,
        sum(turn.advice for turn in coach_turns) / len(coach_turns) if coach_turns else 0.0,
        measurability.report(transcript),
    )


def _marker(number: str, room: Room) -> Marker:
    rule = _RULES.get(number)
    state, evidence = rule(room) if rule else _heard(room, SIGNS[number])
    if room.led_by_coach and state == "observed":
        state, evidence = "not observed", ()
    first, last = (share * len(room.transcript.turns) for share in _TALK)
    evidence = tuple(e for e in evidence if first < e.turn <= last and _shows(e.quote))
    if len(evidence) < (1 if number in _ONCE else 2):
        state = "not observed"
    return Marker(id=number, observed=state, evidence=evidence[:MOST_RECEIPTS] if state == "observed" else ())


def _shows(quote: str) -> bool:
    return len(text.words(quote)) >= _SAYS and text.is_whole(quote)


def _receipt(turn: Turn, quote: str) -> Evidence:
    return Evidence(quote=quote, turn=turn.n, speaker=turn.speaker, start=turn.start)


def _verdict(found: list[Evidence], least: int = 1) -> Finding:
    return ("observed", tuple(found)) if len(found) >= least else ("not observed", ())


def _heard(room: Room, sign: Sign) -> Finding:
    """What a sign's pattern finds in the coach's questions, or in all the coach says."""
    if sign.partner and not room.led_by_client:
        return "not observed", ()
    found = []
    if sign.asked:
        found = [
            _receipt(turn, asked) for turn, asked in room.questions(sign.part) if sign.pattern.search(text.plain(asked))
        ]
    else:
        for turn in room.turns(Role.COACH, sign.part):
            found += [_receipt(turn, s.text) for s in text.sentences(turn.text) if sign.pattern.search(s.low)][:1]
    return _verdict(found, sign.least)


# --- what a pattern alone cannot tell ---


def _feelings_acknowledged(room: Room) -> Finding:
    """4.3: a statement that names the client's feeling, right after the client spoke."""
    if not room.led_by_client:
        return "not observed", ()
    found = [
        _receipt(turn, sentence.text)
        for turn in room.turns(Role.COACH)
        if room.before(turn)
        for sentence in text.sentences(turn.text)
        if not sentence.text.endswith("?") and _FEELING.search(sentence.low) and _ABOUT_YOU.search(sentence.low)
    ]
    return _verdict(found)


def _curious(room: Room) -> Finding:
    """5.4: several open questions that follow what the client just said."""
    found = [_receipt(turn, asked) for turn, asked in room.questions(kind="open") if room.before(turn)]
    return _verdict(found, 5)


def _silence(room: Room) -> Finding:
    """5.5: at least three seconds before the client answers, or a pause the file writes down."""
    written = [
        _receipt(turn, turn.text[m.start() : m.end()])
        for turn in room.transcript.turns
        if (m := _PAUSE.search(turn.text))
    ]
    if written:
        return _verdict(written)
    if not room.can.pauses:
        return "not observable", ()
    found = []
    for turn, asked in room.questions():
        answer = room.transcript.turn(turn.n + 1)
        if (
            turn.end is not None
            and answer
            and answer.start is not None
            and answer.start - turn.end >= 3
            and answer.role is Role.CLIENT
        ):
            found.append(_receipt(turn, asked))
    return _verdict(found, 2)


def _tailored(room: Room) -> Finding:
    """6.1: what the coach says takes up what this client said before."""
    return _verdict(list(_taken_up(room, asked_only=False)), 3)


def _own_words(room: Room) -> Finding:
    """6.2: questions about words the client just used."""
    if not room.led_by_client:
        return "not observed", ()
    return _verdict(list(_taken_up(room, asked_only=True)), 2)


def _taken_up(room: Room, *, asked_only: bool) -> Iterator[Evidence]:
    for turn in room.turns(Role.COACH):
        heard = room.before(turn)
        if heard is None:
            continue
        client = set(text.content(heard.text))
        spoken = (
            [q.text for q in room.coach_turns[turn.n].questions] if asked_only and turn.n in room.coach_turns else []
        )
        for part in spoken if asked_only else [s.text for s in text.sentences(turn.text)]:
            shared = client.intersection(text.content(part))
            if shared and any(len(word) >= 4 for word in shared):
                yield _receipt(turn, part)
                break


def _not_interrupted(room: Room) -> Finding:
    """6.6: no overlap and no sentence broken off before the coach speaks."""
    if not room.can.times:
        return "not observable", ()
    clients = list(room.turns(Role.CLIENT))
    cut = 0
    for turn in clients:
        following = room.transcript.turn(turn.n + 1)
        if following and following.role is Role.COACH:
            overlap = turn.end is not None and following.start is not None and following.start < turn.end - 0.3
            cut += overlap or bool(_BROKEN_OFF.search(turn.text))
    if cut > max(2, len(clients) // 20):
        return "not observed", ()
    longest = max(clients, key=lambda turn: len(turn.text))
    return "observed", (
        _receipt(longest, text.sentences(longest.text)[-1].text if text.sentences(longest.text) else longest.text),
    )


def _brief_reflections(room: Room) -> Finding:
    """6.7: reflections of at most thirty words, in about one of seven coach turns or more."""
    found = [
        _receipt(turn, turn.text)
        for turn in room.turns(Role.COACH)
        if turn.n in room.coach_turns and room.coach_turns[turn.n].reflection != "none" and len(turn.text.split()) <= 30
    ]
    return _verdict(found, max(3, round(0.15 * len(room.coach_turns))))


def _observations(room: Room) -> Finding:
    """7.5: an observation in a turn that also asks, or one the client may turn down."""
    state, evidence = _heard(room, SIGNS["7.5"])
    asking = tuple(e for e in evidence if room.coach_turns.get(e.turn) and room.coach_turns[e.turn].questions)
    return ("observed", asking) if state == "observed" and asking else ("not observed", ())


def _clear_questions(room: Room) -> Finding:
    """7.6: mostly open, hardly ever several at once."""
    asked = list(room.questions())
    open_ones = [_receipt(turn, question) for turn, question in room.questions(kind="open")]
    asking = [turn for turn in room.coach_turns.values() if turn.questions]
    stacked = sum(turn.stacked for turn in asking)
    if len(asked) < 3 or len(open_ones) < 0.55 * len(asked) or stacked > 0.12 * len(asking):
        return "not observed", ()
    return _verdict(open_ones)


def _concise(room: Room) -> Finding:
    """7.7: short turns, and no long speech."""
    lengths = [(len(turn.text.split()), turn) for turn in room.turns(Role.COACH)]
    if sum(n for n, _ in lengths) / len(lengths) > 20 or max(n for n, _ in lengths) > 90:
        return "not observed", ()
    return "observed", tuple(_receipt(turn, question) for turn, question in room.questions(kind="open"))


def _client_talks(room: Room) -> Finding:
    """7.8: the larger part of the words."""
    if room.client_share < 0.55:
        return "not observed", ()
    longest = max(room.turns(Role.CLIENT), key=lambda turn: len(turn.text))
    sentences = text.sentences(longest.text)
    return "observed", (_receipt(longest, sentences[0].text if sentences else longest.text),)


def _designs_action(room: Room) -> Finding:
    """8.5: the client's own promises, or questions that lead to them."""
    own = [
        item.evidence[0]
        for item in room.sections.get("action_items", ())
        if getattr(item, "owner", "") == "client" and len(item.evidence) == 1
    ]
    return _verdict(own) if own else _heard(room, SIGNS["8.5"])


_RULES: Mapping[str, Callable[[Room], Finding]] = {
    "4.3": _feelings_acknowledged,
    "5.4": _curious,
    "5.5": _silence,
    "6.1": _tailored,
    "6.2": _own_words,
    "6.6": _not_interrupted,
    "6.7": _brief_reflections,
    "7.5": _observations,
    "7.6": _clear_questions,
    "7.7": _concise,
    "7.8": _client_talks,
    "8.5": _designs_action,
}
