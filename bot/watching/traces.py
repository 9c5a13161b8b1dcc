"""Spans by OpenTelemetry, sent by OTLP over http. An attribute is a kind, a step, an outcome or an id; an exception its class."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bot.role import Role

FINE = frozenset({"ok", "later", "refused"})
CARRIER = "traceparent"
WITHIN = 1.0
"""Seconds a batch may take on its way: the end of a process waits for the last one, and has eight in all."""


class Span:
    def __init__(self, span: trace.Span) -> None:
        self._span = span
        self._token = context.attach(trace.set_span_in_context(span))

    def end(self, outcome: str) -> None:
        self._span.set_attribute("debrief.outcome", outcome)
        if outcome not in FINE:
            self._span.set_status(Status(StatusCode.ERROR, outcome))
        context.detach(self._token)
        self._span.end()


class Traces:
    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("debrief")
        self._carrying = TraceContextTextMapPropagator()

    def begin(self, what: str, attributes: Mapping[str, str], within: str = "") -> Span:
        """`within` is what `here` gave elsewhere; without it the span joins the one that is open here."""
        parent = self._carrying.extract({CARRIER: within}) if within else None
        named: dict[str, Any] = {f"debrief.{name}": value for name, value in attributes.items()}
        return Span(self._tracer.start_span(what, parent, attributes=named))

    def here(self) -> str:
        """What a job keeps, so that its steps join the trace: two ids and a flag. Empty where no span is open."""
        carrier: dict[str, str] = {}
        self._carrying.inject(carrier)
        return carrier.get(CARRIER, "")


@asynccontextmanager
async def sent_to(address: str, role: Role) -> AsyncIterator[Traces]:
    """Traces that a collector at `address` is told of while the block runs, in a thread of their own. Where it is away, spans are
    lost and nothing else. Which share is told says OTEL_TRACES_SAMPLER, as everywhere."""
    exporter = OTLPSpanExporter(endpoint=f"{address}/v1/traces", timeout=WITHIN)
    provider = TracerProvider(resource=Resource({"service.name": "debrief", "debrief.role": role.value}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield Traces(provider)
    finally:
        await asyncio.to_thread(provider.shutdown)  # it waits for the last batch to be taken
