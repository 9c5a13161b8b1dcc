"""Structured logs: one JSON object a line, ids only. Content never reaches a log record by the rules of the house, and
vendor loggers that might carry some are held at WARNING."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_OURS = frozenset({"at", "level", "from", "event", "error"})
"""What every line says itself; facts of the same name stand beside it as `event_`."""


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        facts = {name: value for name, value in record.__dict__.items() if name not in _STANDARD}
        entry |= {f"{name}_" if name in _OURS else name: value for name, value in facts.items()}
        if record.exc_info and record.exc_info[0]:
            entry["error"] = record.exc_info[0].__name__  # the class alone: messages and locals may carry content
        return json.dumps(entry, default=str)


class Seldom(logging.Filter):
    """One line of a kind in `every` seconds, with how many were left out since: for what anybody on the network can cause."""

    def __init__(self, every: float = 60.0, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._every, self._clock = every, clock
        self._kinds: dict[tuple[str, str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        kind = (record.name, str(record.msg), error)
        said, left_out = self._kinds.get(kind, (float("-inf"), 0))
        now = self._clock()
        if now - said < self._every:
            self._kinds[kind] = (said, left_out + 1)
            return False
        self._kinds[kind] = (now, 0)
        if left_out:
            record.left_out = left_out
        return True


def start(level: int = logging.INFO) -> None:
    """Log to standard error from here on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for vendor in ("slack_bolt", "slack_sdk", "pymongo", "anthropic", "httpx2", "aiohttp.access", "pypdf"):
        logging.getLogger(vendor).setLevel(logging.WARNING)
    for doors in ("bot.doors", "aiohttp.server"):
        logging.getLogger(doors).addFilter(Seldom())
