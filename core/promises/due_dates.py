"""Due dates follow the session date: given or corrected later, they are counted anew from the words that say when."""

from datetime import date

from core.analysis.verification import appointment
from core.dates import phrases
from core.insight.model import Findings, SessionInsight


def count(findings: Findings, session_date: date | None, language: str | None = None) -> Findings:
    """The findings with every action item's `due` and `recurring` counted from `session_date` (None: no due dates).

    `language` is that of the session; a stored insight knows its own.
    """
    if language is None:
        language = findings.metadata.language if isinstance(findings, SessionInsight) else "und"
    next_session = appointment.counted(findings.next_session_words, session_date, language)
    items = []
    for item in findings.action_items:
        when = (
            phrases.parse(item.timeline, session_date, language=language, next_session=next_session)
            if item.timeline
            else None
        )
        items.append(
            item.model_copy(
                update={"due": when.due if when else None, "recurring": when.recurring if when else item.recurring}
            )
        )
    fields = {name: getattr(findings, name) for name in Findings.model_fields}
    return Findings(**{**fields, "action_items": tuple(items)})
