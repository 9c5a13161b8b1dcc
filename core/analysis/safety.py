"""Disclosures that a coaching tool must not analyse: harm to oneself, abuse, danger. English and German.

A finding says where, never how bad: it is no assessment of a person. The session is set aside and the uploader privately
gets a short, neutral note on where help is found. Idioms ("this project is killing me"), the news, fiction and work matters
are not disclosures. In doubt the words decide that people use of themselves, not of a job.
"""

import re

from core.analysis.care import Kind, SafetyFinding
from core.analysis.safety_words import NOT_MEANT, OWN, RULES, STEMS
from core.transcript import SENTENCE_END, Role, Transcript


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
