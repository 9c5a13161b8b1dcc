"""Structured logs: one JSON object a line, ids only. Content never reaches a log record by the rules of the house, and
vendor loggers that might carry some are held at WARNING."""

import json
import logging
import sys
from datetime import UTC, datetime

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


def start(level: int = logging.INFO) -> None:
    """Log to standard error from here on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for vendor in ("slack_bolt", "slack_sdk", "pymongo", "anthropic", "httpx2", "aiohttp.access", "pypdf"):
        logging.getLogger(vendor).setLevel(logging.WARNING)
