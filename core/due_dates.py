"""Due dates follow the session date: given or corrected later, they are counted anew from the words that say when."""

from datetime import date

from core import timeline
from core.insight import Findings


def count(findings: Findings, session_date: date | None) -> Findings:
    """The findings with every action item's `due` and `recurring` counted from `session_date` (None: no due dates)."""
    items = []
    for item in findings.action_items:
        when = timeline.parse(item.timeline, session_date) if item.timeline else None
        items.append(
            item.model_copy(
                update={"due": when.due if when else None, "recurring": when.recurring if when else item.recurring}
            )
        )
    fields = {name: getattr(findings, name) for name in Findings.model_fields}
    return Findings(**{**fields, "action_items": tuple(items)})
