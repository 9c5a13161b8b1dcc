"""A yes to a proposal."""

import re

from core.analysis.promises.grammar import Grammar
from core.analysis.promises.judgement import Judgement, Verdict
from core.analysis.promises.talk import Line, Talk
from core.analysis.speech.text import words

LONGEST = 14
"""Words of an answer that is nothing but an agreement."""


def agreement(talk: Talk, line: Line, g: Grammar, *, proposed: bool) -> Judgement | None:
    """What the sentence is as an answer to the other's proposal; None if it is no yes. `proposed`: it is known to be one."""
    yes = g["agreement"].match(line.low)
    nod = g["nod"].match(line.low)
    if not (yes or nod) or len(words(line.low)) > LONGEST:
        return None
    proposal = _proposal(talk, line, g)
    made = Judgement(Verdict.SURE, "", line, line.span, "agreement", act=line.span.text, proposal=proposal)
    meant = proposal is not None and (g.says("proposing", proposal.low) or (proposed and proposal.asks))
    if not yes:
        return made.but(*((Verdict.DOUBTFUL, "back_channel") if meant else (Verdict.NO, "back_channel")))
    if proposal is None:
        return made.but(Verdict.DOUBTFUL, "agreement_without_proposal")
    following = talk.next(line)
    if g.says("conditional", line.low):
        return made.but(Verdict.NO, "conditional")
    if g.says("hedged", line.low) or g.says("joked", line.low) or re.search(r"\b(?:but|aber|pero)\b", line.low):
        return made.but(Verdict.DOUBTFUL, "uncertain")
    if following and g["retracted"].match(following.low):
        return made.but(Verdict.DOUBTFUL, "taken_back")
    if not (meant or proposed or proposal.asks):
        return made.but(Verdict.DOUBTFUL, "agreement_without_proposal")
    return made


def _proposal(talk: Talk, line: Line, g: Grammar) -> Line | None:
    """The sentence of the other that names what is agreed to: the last that proposes, else the last that says something."""
    if line.index > 2:
        return None
    said = [each for each in talk.lines(talk.asked(line.turn)) if len(words(each.span.text)) > 2]
    proposing = [each for each in said if g.says("proposing", each.low)]
    return next(iter(reversed(proposing)), None) or (said[-1] if said else None)
