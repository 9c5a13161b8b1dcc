"""Disclosures that a coaching tool must not analyse: harm to oneself, abuse, danger. English and German.

A finding says where, never how bad: it is no assessment of a person. The session is set aside and the uploader privately
gets a short, neutral note on where help is found. Idioms ("this project is killing me"), the news, fiction and work matters
are not disclosures. In doubt the words decide that people use of themselves, not of a job.
"""

import re
from dataclasses import dataclass

from core.analysis.safety_words import (
    NOT_MEANT,
    OWN,
    RULES,
    STEMS,
    Kind,
)
from core.transcript import SENTENCE_END, Role, Transcript
from core.translation import N_

PEOPLE_FIRST = N_(
    "Some words in this session may be about somebody's safety, yours or another person's. Nobody has to carry that alone, and "
    "it belongs with people rather than with a tool."
)
NOTE = N_(
    "If somebody is in danger now, please call the local emergency number. For someone to talk to at any hour, "
    "findahelpline.com lists free and confidential services by country."
)
"""Where help is found, unless the tenant, or the operator, has set words of their own."""
LONGEST_NOTE = 2000
"""Characters of such words."""


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """That turn `turn` may be a disclosure of this kind. Carries no words."""

    kind: Kind
    turn: int


def find(transcript: Transcript) -> SafetyFinding | None:
    """The first turn that may be a disclosure, None if there is none. Linear in the text; the words leave no trace."""
    for turn in transcript.turns:
        if not _worth_reading(turn.text):
            continue
        text = re.sub(r"[’ʼ`´]", "'", turn.text)
        for sentence in SENTENCE_END.split(text):
            kind = disclosed(sentence, coach=turn.role is Role.COACH)
            if kind:
                return SafetyFinding(kind, turn.n)
    return None


def disclosed(sentence: str, *, coach: bool = False) -> Kind | None:
    """What one sentence may disclose. A coach who asks about safety, or explains, discloses nothing: the answer will."""
    if not _worth_reading(sentence) or NOT_MEANT.search(sentence) or (coach and sentence.rstrip().endswith("?")):
        return None
    for rule in RULES:
        if not rule.pattern.search(sentence) or (rule.unless and rule.unless.search(sentence)):
            continue
        bare_answer = not coach and len(sentence.split()) <= 3 and not sentence.rstrip().endswith("?")
        if rule.own and not bare_answer and not OWN.search(sentence):
            continue
        return rule.kind
    return None


def _worth_reading(text: str) -> bool:
    low = text.lower()
    return any(stem in low for stem in STEMS)
