import json
import logging

from bot.log import JsonLines


def test_a_line_is_json_with_ids_and_the_class_of_an_error_alone() -> None:
    logger = logging.getLogger("test.lines")
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.propagate = False
    try:
        int("what a client said")
    except ValueError:
        logger.exception("job failed", extra={"job": "slack:T1:F1"})
    entry = json.loads(lines[0])
    assert entry["job"] == "slack:T1:F1"
    assert entry["error"] == "ValueError"
    assert "what a client said" not in lines[0]
