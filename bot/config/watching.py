"""The part of the configuration that lets whoever runs the bot see it work."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from bot.config import checks


@dataclass(frozen=True, slots=True)
class WatchingConfig:
    """`metrics`: host and port where they are read. `traces`: where a collector takes OTLP over http. Both None where off."""

    metrics: tuple[str, int] | None = None
    traces: str | None = None


def read(env: Mapping[str, str], faults: list[str]) -> WatchingConfig:
    metrics, traces = None, env.get("DEBRIEF_TRACES", "").rstrip("/") or None
    if (text := env.get("DEBRIEF_METRICS")) is not None:
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]") or checks.LOOPBACK[0]
        if port.isascii() and port.isdigit() and 0 < int(port) < 65536 and checks.is_host(host):
            metrics = host, int(port)
        else:
            faults.append(
                "DEBRIEF_METRICS must be a port, such as 9464, or an address and a port, such as 0.0.0.0:9464"
            )
    if traces and not checks.is_web_address(traces):
        faults.append("DEBRIEF_TRACES must be the web address of a collector, such as http://127.0.0.1:4318")
    elif traces and not _installed():
        faults.append("DEBRIEF_TRACES needs the extra otel: pip install 'debrief[otel]'")
    return WatchingConfig(metrics, traces)


def _installed() -> bool:
    try:
        return find_spec("opentelemetry.exporter.otlp.proto.http") is not None
    except ModuleNotFoundError:
        return False
