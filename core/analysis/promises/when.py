"""The words that say when a promise falls due: in it or beside it, and not those that say it of something else."""

import re

from core.analysis.promises import grammar
from core.analysis.promises.judgement import Judgement
from core.analysis.promises.talk import Talk
from core.analysis.speech.text import plain, words
from core.dates import phrases

HEAD = 14
"""Words before a promise in which its time may stand."""
ANSWER = 5
"""Words of a sentence that says no more than when."""


def timed(talk: Talk, made: Judgement, *, beside: bool = True) -> str | None:
    """The words that say when: in the clause that promises, before it in its sentence, after it unless they are said of something
    else, in a short sentence after or before it, or in the answer to "When?"."""
    language, line, text = talk.language, made.line, made.piece.text
    head = line.span.text[: made.piece.start - line.span.start]
    clause, rest = text, ""
    g = grammar.of(language)
    if g and (other := g["subordinate"].search(plain(text))):
        text = text[: other.start()]
    if g and (cut := g["cut"].search(plain(text))):
        clause, rest = text[: cut.start()], text[cut.end() :]
    cuts = [each.end() for each in g["cut"].finditer(plain(head))] if g else []
    found = when_in(head[cuts[-1] if cuts else 0 :], language) or (
        when_in(text, language) if when_in(clause, language) else None
    )
    if found is None and len(words(head)) <= HEAD:
        found = when_in(head, language)
    found = found or when_in(rest, language)
    near = [each for each in (talk.next(line), talk.previous(line)) if each and not each.asks]
    told = talk.told(line, g["asks_when"]) if g else None
    for each in (*near, *([told] if told else [])) if beside else ():
        short = len(words(each.span.text)) <= ANSWER
        if found is None and short and not re.match(r"(?:not|nicht|except|außer|no)\b", each.low):
            found = when_in(each.span.text, language)
    return found


def when_in(text: str, language: str) -> str | None:
    place = phrases.find(text, language=language)
    return text[place[0] : place[1]].strip(" ,;.") if place else None
