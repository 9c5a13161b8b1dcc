"""The words that say when a promise falls due: in it or beside it, and not those that say it of something else."""

import re
from collections.abc import Iterator

from core.analysis.promises import grammar
from core.analysis.promises.grammar import Grammar
from core.analysis.promises.judgement import Judgement
from core.analysis.promises.talk import Line, Talk
from core.analysis.speech.text import plain, words
from core.dates import phrases

HEAD = 14
"""Words before a promise in which its time may stand."""
ANSWER = 5
"""Words of a sentence that says no more than when."""
MOVED = 8
"""The same, where it names another time."""
AFTER = 4
"""Sentences after a promise in which its time may be moved."""
_NOT_THEN = re.compile(r"(?:not|nicht|except|außer|no)\b")


def timed(talk: Talk, made: Judgement, *, beside: bool = True) -> str | None:
    """The words that say when: those that put off what was said before; in the clause that promises, before it in its sentence,
    after it unless they are said of something else; in a short sentence beside it; or in what it answers."""
    g = grammar.of(talk.language)
    if g is None:
        return when_in(made.piece.text, talk.language)
    moved = _moved(talk, made.line, g) if beside else None
    texts = (*_inside(made, g), *(_beside(talk, made.line, g) if beside else ()))
    return moved or next((said for text in texts if (said := when_in(text, talk.language))), None)


def _inside(made: Judgement, g: Grammar) -> Iterator[str]:
    """The parts of its sentence, the nearest first."""
    text, rest = made.piece.text, ""
    head = made.line.span.text[: made.piece.start - made.line.span.start]
    if other := g["subordinate"].search(plain(text)):
        text = text[: other.start()]
    clause = text
    if cut := g["cut"].search(plain(text)):
        clause, rest = text[: cut.start()], text[cut.end() :]
    cuts = [each.end() for each in g["cut"].finditer(plain(head))]
    yield head[cuts[-1] if cuts else 0 :]
    if when_in(clause, g.language):
        yield text
    if len(words(head)) <= HEAD and not g.says("others", plain(head)):
        yield head
    yield rest


def _beside(talk: Talk, line: Line, g: Grammar) -> Iterator[str]:
    following, previous = talk.next(line), talk.previous(line)
    if following and (_says_when_alone(following) or g["same_act"].match(following.low)):
        yield following.span.text
    if previous and not previous.asks:
        apart = g["turn"].match(line.low) or phrases.says("clock", previous.low, language=g.language)
        if g["then"].match(line.low) or (_says_when_alone(previous) and not apart):
            yield previous.span.text
    yield from (told.span.text for told in talk.told(line, g["asks_when"]) if len(words(told.span.text)) <= MOVED)
    if len(words(line.span.text)) <= ANSWER:
        asked = (each for each in talk.lines(talk.asked(line.turn)) if each.asks and g["proposing"].search(each.low))
        yield from (each.span.text for each in asked)


def _says_when_alone(line: Line) -> bool:
    return not line.asks and len(words(line.span.text)) <= ANSWER and not _NOT_THEN.match(line.low)


def _moved(talk: Talk, line: Line, g: Grammar) -> str | None:
    """The time that the speaker's next words put in place of the first: "No, not tonight, it's late. Tomorrow." """
    later = talk.transcript.turn(line.turn.n + 2)
    resumed = talk.lines(later)[:AFTER] if later and later.speaker == line.turn.speaker else ()
    taken_back = False
    for each in (*talk.lines(line.turn)[line.index + 1 : line.index + AFTER], *resumed):
        lead = g["moved"].match(each.low)
        said = when_in(each.span.text[lead.end() if lead else 0 :], g.language)
        short = not each.asks and len(words(each.span.text)) <= MOVED
        if said and short and (lead or taken_back) and not phrases.says("not_then", each.low, language=g.language):
            return said
        taken_back = taken_back or bool(lead and said)
    return None


def when_in(text: str, language: str) -> str | None:
    place = phrases.find(text, language=language)
    return text[place[0] : place[1]].strip(" ,;.") if place else None
