"""The languages in which findings are read."""

from core.analysis.offline.finding_patterns import FindingWords
from core.analysis.offline.finding_words_de import DE
from core.analysis.offline.finding_words_en import EN

LANGUAGES = {"en": EN, "de": DE}

__all__ = ["LANGUAGES", "FindingWords"]
