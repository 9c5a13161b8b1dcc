"""Fathom: its webhook carries the transcript itself. Its own summary and action items are left out before anything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.inbox.arrival import Arrival
from core.inbox.source import Answer, Event, SourceFault, parsed
from core.webhooks.signing import verified


@dataclass(frozen=True)
class Fathom:
    """A core.inbox.source.Source."""

    secret: str
    name: str = "fathom"

    def verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Event | Answer | None:
        if not verified(self.secret, headers, raw, now):
            return None
        try:
            return self._event(parsed(raw))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Answer()  # signed, and nothing that is known here

    def _event(self, meeting: Mapping[str, Any]) -> Event | Answer:
        lines = "\n".join(_line(each) for each in meeting.get("transcript") or ())
        if not lines:
            return Answer()
        began = meeting.get("recording_start_time") or meeting.get("scheduled_start_time") or meeting.get("created_at")
        title = str(meeting.get("meeting_title") or meeting.get("title") or "")
        day = datetime.fromisoformat(began).date() if began else None
        host = str(meeting["recorded_by"]["email"])
        key = str(meeting.get("recording_id") or meeting["url"])
        return Event(key, host, Arrival(self.name, "Fathom", title, day), lines)

    async def fetch(self, wanted: str) -> bytes:
        """It came with the event."""
        if not wanted:
            raise SourceFault("empty", transient=False)
        return wanted.encode()


def _line(said: Mapping[str, Any]) -> str:
    """`[00:01:02] Ana Oyelaran: words`, which is a layout that is read (docs/layouts.md)."""
    words = " ".join(str(said["text"]).split())
    return f"[{said['timestamp']}] {said['speaker']['display_name']}: {words}"
