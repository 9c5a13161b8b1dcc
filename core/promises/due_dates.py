"""Due dates follow the session date: given or corrected later, they are counted anew from the words that say when."""

from datetime import date, timedelta

from core.dates import agreed, phrases
from core.insight.model import Findings, SessionInsight
from core.insight.sections.action_item import ActionItem


def count(findings: Findings, session_date: date | None, language: str | None = None) -> Findings:
    """The findings with `due` and `recurring` of every promise, sure or doubtful, counted from `session_date` (None: no dates).

    `language` is that of the session; a stored insight knows its own.
    """
    if language is None:
        language = findings.metadata.language if isinstance(findings, SessionInsight) else "und"
    meeting = next_session(findings.next_session_words, session_date, language)

    def counted(item: ActionItem) -> ActionItem:
        if not item.timeline:
            return item.model_copy(update={"due": None})
        when = phrases.parse(item.timeline, session_date, language=language, next_session=meeting)
        return item.model_copy(update={"due": when.due, "recurring": when.recurring})

    fields = {name: getattr(findings, name) for name in Findings.model_fields}
    promises = {name: tuple(map(counted, getattr(findings, name))) for name in ("action_items", "doubtful")}
    return Findings(**{**fields, **promises})


def is_by_next_session(timeline: str | None, language: str) -> bool:
    """Whether it is due when the two meet again, so that its day is that one's."""
    if not timeline:
        return False
    meeting = phrases.ANY_DAY + timedelta(days=400)
    known = phrases.parse(timeline, phrases.ANY_DAY, language=language, next_session=meeting)
    return known.due == meeting


def next_session(said: str, session_date: date | None, language: str) -> date | None:
    """The day that the words for meeting again name, counted from another date of that session."""
    if not said or session_date is None:
        return None
    return agreed.day(said, session_date, language=language).due
