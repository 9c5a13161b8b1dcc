"""What the database says of the plans behind the driver's commands."""

from collections.abc import Iterator, Mapping
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion
from pymongo import AsyncMongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

PLANNED = {"find", "aggregate", "findAndModify", "count", "distinct", "update", "delete"}
PLAN_CODEC: CodecOptions[dict[str, Any]] = CodecOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
"""A plan's bounds reach to the last moment BSON can tell of, which is beyond the year 9999."""
OF_THE_SESSION = {
    "lsid",
    "txnNumber",
    "$clusterTime",
    "$db",
    "$readPreference",
    "writeConcern",
    "readConcern",
    "maxTimeMS",
}


class Recorder(CommandListener):
    """Keeps every command that is planned, as it went over the wire."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name in PLANNED and event.database_name != "admin":
            kept = {name: value for name, value in event.command.items() if name not in OF_THE_SESSION}
            self.commands.append(kept)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        pass

    def failed(self, event: CommandFailedEvent) -> None:
        pass


async def explain(
    client: AsyncMongoClient[dict[str, Any]], database: str, command: Mapping[str, Any]
) -> dict[str, Any]:
    """The server's account of how it would run one command, with figures for the plan it chose."""
    answer: dict[str, Any] = await client[database].command(
        {"explain": dict(command), "verbosity": "executionStats"}, codec_options=PLAN_CODEC
    )
    return answer


def stages(plan: object) -> Iterator[str]:
    """The names of all stages, however deep."""
    if isinstance(plan, Mapping):
        if isinstance(stage := plan.get("stage"), str):
            yield stage
        for name, value in plan.items():
            if name != "rejectedPlans":
                yield from stages(value)
    elif isinstance(plan, list):
        for value in plan:
            yield from stages(value)


def work(answer: Mapping[str, Any]) -> tuple[int, int]:
    """(index keys, documents) examined."""
    if "executionStats" not in answer:  # an aggregation tells of its first stage
        answer = answer["stages"][0]["$cursor"]
    stats = answer["executionStats"]
    return stats["totalKeysExamined"], stats["totalDocsExamined"]
