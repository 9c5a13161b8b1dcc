"""How long a coach may hold a session back from its client. Pure; what may be known of it meanwhile is core.sharing.access's."""

from datetime import datetime, timedelta

from core.insight.model import SessionInsight

HELD_FOR = timedelta(days=14)
"""From the first time a session is held: it cannot be drawn out by releasing it and holding it again."""


def held(insight: SessionInsight) -> bool:
    """Whether its coach holds it back from its client."""
    return not insight.is_unpaired and not insight.visible_to_client


def end_of_hold(insight: SessionInsight, now: datetime) -> datetime:
    """When a hold that begins now, or goes on, ends."""
    return insight.hold_ends_at or now + HELD_FOR


def may_be_held(insight: SessionInsight, now: datetime) -> bool:
    """Whether there is time left in which it may be held from its client."""
    return now < end_of_hold(insight, now)
