"""Insights that the engine without a key made when it claimed more than it does today. Pure.

Of their items in sections that are claimed no more, those that somebody put right stay (core/insight/corrections.py); of the
others the words alone are shown, as words worth coming back to, where they pass for that. The stored insight is left as it is.
"""

from core.insight.model import Findings, Passage, SessionInsight
from core.insight.passages import MOST, worth_rereading
from core.insight.sections import SECTIONS
from core.transcript import Role

EARLIER = ("offline", "1.0")
"""Engine and version, as an insight's metadata has them."""
_CLAIMED = "action_items"
UNCLAIMED = frozenset(section.name for section in SECTIONS if section.name != _CLAIMED)


def unclaimed(findings: Findings) -> frozenset[str]:
    """The sections whose items are claimed no more."""
    return UNCLAIMED if _is_earlier(findings) else frozenset()


def as_claimed_today(findings: Findings) -> Findings:
    """With passages in the place of what is claimed no more, whose items are still there; others as they are."""
    if not _is_earlier(findings):
        return findings
    language = findings.metadata.language if isinstance(findings, SessionInsight) else ""
    quotes = {
        (said.turn, said.quote): Passage(evidence=said)
        for section in SECTIONS
        if section.name in UNCLAIMED and section.voice is Role.CLIENT
        for item in findings.items(section.name)
        for said in item.evidence
        if worth_rereading(said.quote, "", language)
    }
    passages = tuple(quotes[place] for place in sorted(quotes))[:MOST]
    heard = tuple(marker for marker in findings.markers if marker.observed == "observed")
    less = {
        "passages": passages,
        "markers": heard,
        "overall_session_quality": None,
        "quality_evidence": (),
        "key_themes": (),
        "session_summary": "",
    }
    return findings.model_copy(update=less)


def _is_earlier(findings: Findings) -> bool:
    return isinstance(findings, SessionInsight) and is_earlier(
        findings.metadata.engine, findings.metadata.prompt_version
    )


def is_earlier(engine: str, prompt_version: str) -> bool:
    return (engine, prompt_version) == EARLIER
