import json
import logging

from bot.log import JsonLines, Seldom


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


def test_no_fact_of_a_line_takes_the_place_of_what_it_says() -> None:
    facts = {"at": "1", "level": "2", "from": "3", "event": "HomeOpened", "error": "5", "reference": "ab12"}
    record = logging.getLogger("desk").makeRecord(
        "desk", logging.ERROR, __file__, 1, "event failed: %s", ("KeyError",), None, extra=facts
    )
    entry = json.loads(JsonLines().format(record))
    assert (entry["event"], entry["level"], entry["from"]) == ("event failed: KeyError", "error", "desk")
    assert (entry["event_"], entry["level_"], entry["error_"]) == ("HomeOpened", "2", "5")
    assert entry["at"] != "1"
    assert entry["reference"] == "ab12"


def test_what_anybody_can_cause_is_one_line_a_minute_with_how_many_were_left_out() -> None:
    now = [0.0]
    seldom = Seldom(60.0, lambda: now[0])

    def line(message: str, *arguments: object) -> logging.LogRecord:
        return logging.getLogger("doors").makeRecord("doors", logging.WARNING, __file__, 1, message, arguments, None)

    assert [seldom.filter(line("forged by %s", each)) for each in range(100)] == [True] + [False] * 99
    assert seldom.filter(line("something else"))
    now[0] = 61.0
    record = line("forged by %s", 5)
    assert seldom.filter(record)
    assert json.loads(JsonLines().format(record))["left_out"] == 99
