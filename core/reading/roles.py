"""Who coached and who was coached, with how sure that is.

Evidence is weighed as log-odds: labels, how each voice speaks (questions and reflections against first-person
narrative), what they say of themselves, names of people in the chat. Labels that contradict the words (a voice that
greets itself by name, two voices that speak alike) lower the confidence below the bar, so that a person is asked.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.reading.formats.names import is_role
from core.reading.role_signals import (
    Signals,
    address_of,
    answers_itself,
    labelled_role,
    signals,
)
from core.refusal import Reason, Refused
from core.transcript import Role, Transcript, Turn, is_generic
from core.translation import N_

CERTAIN = 0.9
"""At or above this confidence nobody is asked."""

MAX_VOICES = 100
"""As many as can be offered to choose from; more names than that are not people in one conversation."""
MIN_WORDS = 25
MIN_TURNS = 3
_ALIKE = 1.8  # log-odds under which two voices of many turns sound the same
_OWN_ANSWERS = 0.04  # share of turns that ask and answer at once; sessions rightly labelled stay under 0.03
_NEGLIGIBLE = 0.03  # a third voice with less of the words is a by-stander


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker as shown on the buttons: how much they said, and two short samples."""

    speaker: str
    turns: int
    words: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """`roles` maps every speaker to a role; `confidence` from 0 to 1; `certain` if nobody need be asked.

    `suspect_swap`: the labels look swapped or collapsed. `doubts` say why somebody is asked, `reasons` what else speaks for it:
    sentences fit to show (core.translation.stored).
    """

    roles: dict[str, Role]
    confidence: float
    certain: bool
    suspect_swap: bool
    reasons: tuple[str, ...]
    voices: tuple[Voice, ...]
    doubts: tuple[str, ...] = ()


def infer(transcript: Transcript, *, known_names: Mapping[str, Role] | None = None) -> RoleGuess:
    """The roles in `transcript`. `known_names` maps display names of people in the chat to their role.

    Raises Refused: one voice, no speakers, too short, not a conversation.
    """
    voices = _voices(transcript)
    main = _main_voices(transcript, voices)
    a, b = main[0].speaker, main[1].speaker
    by_speaker = {name: [turn for turn in transcript.turns if turn.speaker == name] for name in (a, b)}
    said = {name: signals(turns, transcript) for name, turns in by_speaker.items()}
    score, reasons = _score(a, b, said, known_names or {})
    coach, client = (a, b) if score >= 0 else (b, a)
    suspect, doubts = _doubts(transcript, a, b, said, known_names or {})
    confidence = 1 / (1 + math.exp(-abs(score)))
    nicknames = all(_is_nickname(name) and _stated(name, known_names or {}) is None for name in (a, b))
    if suspect or nicknames or len(main) > 2:
        confidence = min(confidence, 0.5)
    if nicknames:
        doubts = (*doubts, N_("The names are written like the nicknames of a typed chat."))
    if len(main) > 2:
        doubts = (*doubts, N_("There are {0} voices; please say which two are coach and client.").format(len(main)))
    if confidence < CERTAIN and not doubts:
        doubts = (N_("How they speak does not tell me which of the two coached."),)
    roles = {voice.speaker: Role.OTHER for voice in voices} | {coach: Role.COACH, client: Role.CLIENT}
    return RoleGuess(
        roles=roles,
        confidence=round(confidence, 3),
        certain=confidence >= CERTAIN,
        suspect_swap=suspect,
        reasons=(*doubts, *reasons(coach, client)),
        voices=voices,
        doubts=doubts,
    )


def signed(transcript: Transcript, *, swapped: bool = False) -> Transcript:
    """The transcript with coach and client under their own names: exchanged where a person said that they are `swapped`, or where
    "Coach" and "Client" stand before the other's words."""
    speakers = {role: speaker for speaker, role in transcript.roles.items()}
    coach, client = speakers.get(Role.COACH, ""), speakers.get(Role.CLIENT, "")
    crossed = labelled_role(coach) is Role.CLIENT and labelled_role(client) is Role.COACH
    return transcript.exchanged(coach, client) if swapped or crossed else transcript


def _is_nickname(name: str) -> bool:
    """`tomk`, `@lena_w`: how people are called in typed chats, which a tool of transcription seldom writes."""
    bare = name.lstrip("@")
    is_one_word = len(bare) > 1 and bare[0].islower() and not {" ", "@"} & set(bare)
    return is_one_word and not is_generic(name) and not is_role(name)


Reasons = Callable[[str, str], tuple[str, ...]]


def behaviour(a: Signals, b: Signals) -> float:
    """Log-odds that `a` coached and `b` was coached, from how they speak alone. Asking and speaking to the other weigh
    most; who talks more weighs little, for a poor coach may fill the hour."""
    size = min(a.turns, b.turns)
    trust = size / (size + 6)  # a handful of turns shows little
    asks = 6.0 * (a.questions - b.questions)
    turned = 5.0 * (a.to_other - b.to_other)
    told = 1.5 * _capped(a.coach_says - a.client_says) - 1.5 * _capped(b.coach_says - b.client_says)
    share = 0.5 * (b.words - a.words) / max(1, a.words + b.words)
    return trust * (asks + turned + share) + told


def _capped(value: int) -> int:
    return max(-2, min(2, value))


def _stated(speaker: str, known_names: Mapping[str, Role]) -> Role | None:
    """The role that the label or the chat states for a speaker."""
    for name, role in known_names.items():
        if role in {Role.COACH, Role.CLIENT} and same_person(name, speaker):
            return role
    return labelled_role(speaker)


def same_person(known: str, speaker: str) -> bool:
    """Whether both names are the same, or one is the other's first."""
    a, b = known.casefold().split(), speaker.casefold().split()
    return bool(a) and bool(b) and (a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1)))


def _score(a: str, b: str, said: Mapping[str, Signals], known_names: Mapping[str, Role]) -> tuple[float, Reasons]:
    """Log-odds that `a` is the coach, and what to tell of it."""
    score = behaviour(said[a], said[b])
    stated = {name: _stated(name, known_names) for name in (a, b)}
    for name, sign in ((a, 1.0), (b, -1.0)):
        if stated[name] is Role.COACH:
            score += 3.0 * sign
        elif stated[name] is Role.CLIENT:
            score -= 3.0 * sign

    def reasons(coach: str, client: str) -> tuple[str, ...]:
        found = []
        if stated[coach] is Role.COACH or stated[client] is Role.CLIENT:
            found.append("The names in the file say so.")
        if said[coach].questions > said[client].questions + 0.15:
            shares = [round(100 * said[name].asking / max(1, said[name].turns)) for name in (coach, client)]
            found.append(f"{coach} ends {shares[0]} % of turns with a question, {client} {shares[1]} %.")
        if said[coach].to_other > said[client].to_other + 0.15:
            found.append(f"{client} speaks mostly of themselves, {coach} mostly to the other.")
        return tuple(found)

    return score, reasons


def _doubts(
    transcript: Transcript, a: str, b: str, said: Mapping[str, Signals], known_names: Mapping[str, Role]
) -> tuple[bool, tuple[str, ...]]:
    """Whether the labels look swapped or collapsed, and why."""
    doubts: list[str] = []
    own, other = _addresses(transcript, a, b)
    if own and own * 2 >= other:
        doubts.append(N_("Someone seems to greet themselves by name, so the names may be swapped."))
    score = behaviour(said[a], said[b])
    for name, sign in ((a, 1.0), (b, -1.0)):
        stated = _stated(name, known_names)
        against = -sign * score if stated is Role.COACH else sign * score if stated is Role.CLIENT else 0.0
        if against > 1.0:
            doubts.append(_UNLIKE_COACH if stated is Role.COACH else _UNLIKE_CLIENT)
    if min(said[a].turns, said[b].turns) >= 10 and abs(score) < _ALIKE:
        doubts.append(N_("Both voices ask and tell in the same way, so the names may be mixed up."))
    if _changes_places(transcript, a, b, score):
        doubts.append(N_("The two voices seem to change places part of the way."))
    own_answers = sum(answers_itself(turn, transcript.language) for turn in transcript.turns if turn.speaker in {a, b})
    if own_answers >= 3 and own_answers >= _OWN_ANSWERS * len(transcript.turns):
        doubts.append(N_("Several turns ask something and answer it at once, so two people may stand under one name."))
    if any(is_generic(name) and "unknown" in name.casefold() for name in (a, b)):
        doubts.append(N_("Part of what was said stands under nobody's name."))
    return bool(doubts), tuple(doubts)


def _changes_places(transcript: Transcript, a: str, b: str, score: float) -> bool:
    """Whether a stretch of the session speaks clearly against what the whole says."""
    turns = [turn for turn in transcript.turns if turn.speaker in {a, b}]
    parts = 3 if len(turns) >= 60 else 2
    size = len(turns) // parts
    if size < 12:
        return False
    for start in range(0, parts * size, size):
        stretch = turns[start : start + size]
        here = behaviour(*(signals([turn for turn in stretch if turn.speaker == name], transcript) for name in (a, b)))
        if here * score < 0 and abs(here) > _ALIKE:
            return True
    return False


def _addresses(transcript: Transcript, a: str, b: str) -> tuple[int, int]:
    """How often a voice speaks to its own name, and how often to the other's."""
    own = other = 0
    for turn in transcript.turns:
        if turn.speaker not in {a, b}:
            continue
        spoken_to = address_of(turn, (a, b), transcript.language)
        if len(spoken_to) == 1:
            own += turn.speaker in spoken_to
            other += turn.speaker not in spoken_to
    return own, other


def _voices(transcript: Transcript) -> tuple[Voice, ...]:
    """Every speaker, the one with most words first."""
    if not transcript.turns:
        raise Refused(Reason.EMPTY, N_("This transcript holds no spoken words. Check the export and send it again."))
    by_speaker: dict[str, list[Turn]] = {}
    for turn in transcript.turns:
        by_speaker.setdefault(turn.speaker, []).append(turn)
    if len(by_speaker) > MAX_VOICES:
        raise Refused(Reason.NOT_A_CONVERSATION, _MANY_VOICES)
    found = []
    for speaker, turns in by_speaker.items():
        words = sum(_size(turn.text, transcript.language) for turn in turns)
        found.append(Voice(speaker, len(turns), words, _samples(turns)))
    return tuple(sorted(found, key=lambda voice: -voice.words))


def _size(text: str, language: str) -> int:
    """Words; where the script has no spaces, two characters count as one."""
    return len(text) // 2 if language in {"ja", "zh", "th"} else len(text.split())


def _samples(turns: list[Turn]) -> tuple[str, ...]:
    """Two short stretches in a voice's own words, from where it says something."""
    fitting = [turn.text for turn in turns if len(turn.text.split()) >= 5 or len(turn.text) >= 12] or [turns[0].text]
    picked = [fitting[len(fitting) // 4], fitting[(3 * len(fitting)) // 4]]
    return tuple(dict.fromkeys(_short(text) for text in picked))


def _short(text: str, limit: int = 140) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def _main_voices(transcript: Transcript, voices: tuple[Voice, ...]) -> list[Voice]:
    """The voices that carry the session. Raises Refused where there are not two."""
    words = sum(voice.words for voice in voices)
    if len(voices) < 2:
        raise Refused(Reason.ONE_VOICE, _ONE_VOICE)
    if words < MIN_WORDS or len(transcript.turns) < MIN_TURNS:
        raise Refused(
            Reason.TOO_SHORT,
            N_(
                "This transcript is too short to say anything about: {0} words in {1} turns were read. Send the whole session."
            ).format(words, len(transcript.turns)),
        )
    second = voices[1]
    if words > 300 and voices[0].words >= 0.9 * words and second.words < 0.01 * words and second.turns <= 3:
        raise Refused(Reason.ONE_VOICE, _ONE_VOICE)
    return [
        *voices[:2],
        *(v for v in voices[2:] if v.words >= _NEGLIGIBLE * words or v.turns * 20 >= len(transcript.turns)),
    ]


_UNLIKE_COACH = N_("The one named as the coach does not speak like one.")
_UNLIKE_CLIENT = N_("The one named as the client does not speak like one.")
_MANY_VOICES = N_(
    "This file names more than {0} voices, so it does not look like a conversation between two people. Send the transcript of a "
    "session, with a name before each turn."
).format(MAX_VOICES)
_ONE_VOICE = N_(
    "Only one person speaks in this transcript. A coaching session needs two voices: export it with speakers told apart."
)
