"""JSON by shape: any lists of words with whoever said them and when, however they are nested and named.

The objects of a file are filed under their paths. Each path whose objects hold words is one way in which the file tells the
talk; a tool often tells it three times, in words, sentences and turns. The one that names most of it is read, the coarsest
of equals; where the words beneath a sentence name two voices, the words decide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.reading.formats import fields
from core.reading.formats.base import (
    Container,
    Document,
    Format,
    Reading,
    spoken,
    squeeze,
)
from core.reading.formats.chat import TYPED_CHAT
from core.reading.formats.fields import Kind, meaning
from core.reading.formats.pieces import (
    Piece,
    Speakers,
    joined,
    pieces,
    timed,
    times,
)
from core.reading.formats.tree import (
    Node,
    Path,
    Tree,
    grow,
    unfolded,
    with_first_alternative,
)
from core.reading.formats.values import date_of, text_of
from core.refusal import Reason, Refused
from core.transcript import Cue


@dataclass(frozen=True, slots=True)
class Telling:
    """One way a file tells the talk. `named`: characters said by somebody named; `turns`: how often the voice changes."""

    path: Path
    pieces: list[Piece]
    named: int
    size: int
    turns: int

    @property
    def fine(self) -> bool:
        """Whether its pieces are single words."""
        return sum(len(piece.text.split()) for piece in self.pieces) <= 1.3 * len(self.pieces)


def _tellings(tree: Tree) -> list[Telling]:
    found = []
    for path, nodes in tree.groups.items():
        if len(nodes) < 2 or path in tree.aside:
            continue
        told = _without_repeats(pieces(nodes, tree.names))
        if not told or not any(piece.speaker or piece.start for piece in told):
            continue
        named = [piece for piece in told if piece.speaker]
        found.append(
            Telling(
                path,
                told,
                sum(len(piece.text.strip()) for piece in named),
                sum(len(piece.text.strip()) for piece in told),
                sum(1 for _ in groupby(named, key=lambda piece: piece.speaker)),
            )
        )
    return found


def _without_repeats(told: list[Piece]) -> list[Piece]:
    """Where some lists name their speakers and hold all that is said, those that name nobody say the same again."""
    homes: dict[int, list[Piece]] = {}
    for piece in told:
        homes.setdefault(piece.node.home, []).append(piece)
    named = [home for home in homes.values() if any(piece.speaker for piece in home)]
    if not named or len(named) == len(homes):
        return told
    words = squeeze(" ".join(piece.text for home in named for piece in home)).casefold()
    return [
        piece
        for home in homes.values()
        if home in named or squeeze(" ".join(piece.text for piece in home)).casefold() not in words
        for piece in home
    ]


def _best(tellings: Sequence[Telling]) -> Telling | None:
    most = max((telling.named for telling in tellings), default=0)
    if not most:
        return max(tellings, key=lambda telling: (telling.size, -len(telling.pieces)), default=None)
    near = [telling for telling in tellings if telling.named >= 0.9 * most]
    turns = max(telling.turns for telling in near)
    return min((telling for telling in near if telling.turns >= 0.8 * turns), key=lambda telling: len(telling.pieces))


def _cues(tree: Tree, best: Telling, tellings: Sequence[Telling]) -> list[Cue]:
    if not best.named:
        _by_time(best.pieces, tree)
    runs = list(_runs(best.pieces, fine=best.fine))
    words = next(
        (telling for telling in tellings if telling.path != best.path and telling.fine and telling.named), None
    )
    if words is not None and not best.fine:
        runs = list(_decided(runs, words))
    return timed(runs)


def _runs(told: Sequence[Piece], *, fine: bool) -> Iterator[list[Piece]]:
    """What makes a cue each: a sentence, or the words of one voice in one list."""
    if not fine:
        yield from ([piece] for piece in told)
        return
    before = None
    for piece in told:
        if piece.speaker is None:
            piece.speaker = before
        before = piece.speaker
    for _, run in groupby(told, key=lambda piece: (piece.speaker, piece.node.home)):
        yield list(run)


def _decided(runs: list[list[Piece]], words: Telling) -> Iterator[list[Piece]]:
    """The sentences, those in which the words name other voices than theirs taken apart by them."""
    beneath: dict[Node, list[Piece]] = {}
    for word in words.pieces:
        node = word.node.above
        while node is not None:
            beneath.setdefault(node, []).append(word)
            node = node.above
    spans = (
        sorted(((word.start.at, word) for word in words.pieces if word.start is not None), key=lambda pair: pair[0])
        if not any(run[0].node in beneath for run in runs)
        else []
    )
    place = 0
    for run in runs:
        sentence = run[0]
        under = beneath.get(sentence.node, [])
        if spans and sentence.start is not None and sentence.end is not None:
            while place < len(spans) and spans[place][0] < sentence.start.at:
                place += 1
            first = place
            while place < len(spans) and spans[place][0] < sentence.end.at:
                place += 1
            under = [word for _, word in spans[first:place]]
        named = [word for word in under if word.speaker]
        same = _letters(joined(under)) == _letters(sentence.text) if named else False
        if not same or {word.speaker for word in named} <= {sentence.speaker}:
            yield run
        else:
            before = named[0].speaker
            for word in under:
                word.speaker = before = word.speaker or before
            yield from (list(part) for _, part in groupby(under, key=lambda word: word.speaker))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _by_time(told: Sequence[Piece], tree: Tree) -> None:
    """A list beside the words that says who spoke from when to when names their speakers."""
    for path, nodes in tree.groups.items():
        if len(nodes) < 2 or path in tree.aside:
            continue
        speakers = Speakers(nodes, tree.names)
        spans = [
            (start.at, end.at, speaker)
            for node in nodes
            for start, end in (times(node),)
            if start and end and (speaker := speakers.of(node))
        ]
        if len(spans) >= 2 and _laid_over(told, sorted(spans)):
            return


def _laid_over(told: Sequence[Piece], spans: Sequence[tuple[float, float, str]]) -> bool:
    """Every piece given to who speaks in the middle of it; whether there was any."""
    place = 0
    for piece in told:
        if piece.start is None:
            continue
        middle = (piece.start.at + (piece.end or piece.start).at) / 2
        while place + 1 < len(spans) and spans[place + 1][0] <= middle:
            place += 1
        if spans[place][0] <= middle <= spans[place][1]:
            piece.speaker = spans[place][2]
    return any(piece.speaker for piece in told)


_KNOWN = (
    ("fireflies-json", ("sentences", "*"), "speaker_name"),
    ("whisper-json", ("segments", "*"), "start"),
    ("deepgram-json", ("results", "utterances", "*"), "transcript"),
    ("assemblyai-json", ("utterances", "*"), "start"),
    ("deepgram-json", ("sentences", "*"), "start"),
    ("aws-json", ("results", "items", "*"), "content"),
    ("google-json", ("words", "*"), "speakerTag"),
    ("azure-json", ("recognizedPhrases", "*"), "display"),
)
"""Makers' names for the usual ends of a path and a field beneath it; what has no maker's mark is called `json`."""


def _maker(path: Path, node: Node) -> str:
    for name, end, key in _KNOWN:
        if path[-len(end) :] == end and key in node.fields:
            return name
    return "json"


_TITLES = ("title", "meeting_title", "meetingTitle", "topic", "subject")
_DATES = (
    "dateString", "date", "session_date", "meeting_date", "started_at", "start_time", "startTime", "start", "recorded_at",
    "created_at", "createdAt", "created", "timestamp",
)  # fmt: skip


def _stated(tree: Tree, keys: Sequence[str], use: Any) -> Any:
    """The first of some fields that an object outside all lists has."""
    alone = [nodes[0].fields for path, nodes in tree.groups.items() if "*" not in path and path not in tree.aside]
    return next((got for key in keys for item in alone if key in item and (got := use(item[key]))), None)


_CHAT = frozenset(
    {"client_msg_id", "thread_ts", "from_id", "messageType", "chat_id", "chatId", "replyTo", "reply_to_message_id"}
)


def _recognise(document: Document) -> int:
    """2 if some two objects could be speech; a quick look, for this is the one reader of JSON."""
    stack, seen = [(document.data, False)], 0
    while stack and seen < 2:
        value, aside = stack.pop()
        value = unfolded(value)
        if isinstance(value, dict):
            value = with_first_alternative(value)
            told = {kind for key in value for kind in Kind if meaning(key, kind)}
            seen += Kind.WHAT in told and len(told) > 1 and not aside
            stack.extend(
                (inner, (aside or fields.is_aside(key)) and not fields.is_speech(key))
                for key, inner in value.items()
                if isinstance(inner, dict | list)
            )
        elif isinstance(value, list):
            stack.extend((item, aside) for item in reversed(value) if isinstance(item, dict | list))
    return seen


def _read(document: Document) -> Reading:
    tree = grow(document.data)
    tellings = _tellings(tree)
    best = _best(tellings)
    if best is None:
        return Reading("json", ())
    first = best.pieces[0]
    if _CHAT & first.node.fields.keys():
        raise Refused(Reason.CHAT_LOG, TYPED_CHAT)
    dates = [piece.start.date for piece in best.pieces if piece.start and piece.start.date]
    return Reading(
        _maker(best.path, first.node),
        spoken(_cues(tree, best, tellings)),
        session_date=_stated(tree, _DATES, date_of) or min(dates, key=lambda date: date.timestamp(), default=None),
        title=_stated(tree, _TITLES, lambda value: text_of(value)[:120] or None),
    )


def text_within(data: Any) -> str:
    """The longest text of several lines a file wraps: a transcript as one string, or as a list of lines."""
    texts, stack = [""], [data]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            texts.append("\n".join(value))
        elif isinstance(value, list | dict):
            stack.extend(value if isinstance(value, list) else value.values())
    return max((text for text in texts if text.count("\n") >= 2), key=len, default="")


FORMAT = Format("json", frozenset({Container.JSON}), _recognise, _read)
