"""The kernel's spans, recorded by OpenTelemetry and sent to a collector."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from attrs import frozen
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from smplat_core.kernel import Attribute, Refusal, Span, SpanKind, Tracer

CARRIER: Final = "traceparent"
PROPAGATOR: Final = TraceContextTextMapPropagator()
KINDS: Final = {
    SpanKind.SERVER: trace.SpanKind.SERVER,
    SpanKind.CONSUMER: trace.SpanKind.CONSUMER,
    SpanKind.CLIENT: trace.SpanKind.CLIENT,
}
OURS: Final = "smplat."
"""Before the names of attributes that no convention knows."""


@frozen
class _OtelSpan(Span):
    span: trace.Span

    def note(self, name: str, value: Attribute) -> None:
        self.span.set_attribute(_named(name), value)

    def rename(self, name: str) -> None:
        self.span.update_name(name)

    def fail(self, reason: str) -> None:
        self.span.set_status(Status(StatusCode.ERROR, reason))


@frozen
class OtelTracer(Tracer):
    """Records with one provider. Texts of errors are not recorded: they can name people."""

    provider: trace.TracerProvider

    def span(
        self, name: str, kind: SpanKind, parent: str | None, attributes: dict[str, Attribute]
    ) -> AbstractContextManager[Span]:
        return self._recorded(name, kind, parent, attributes)

    def traceparent(self) -> str | None:
        carrier: dict[str, str] = {}
        PROPAGATOR.inject(carrier)
        return carrier.get(CARRIER)

    @contextmanager
    def _recorded(
        self, name: str, kind: SpanKind, parent: str | None, attributes: dict[str, Attribute]
    ) -> Iterator[Span]:
        context = None if parent is None else PROPAGATOR.extract({CARRIER: parent})
        tracer = self.provider.get_tracer("smplat")
        named = {_named(key): value for key, value in attributes.items()}
        with tracer.start_as_current_span(
            name,
            context,
            KINDS[kind],
            named,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            recorded = _OtelSpan(span)
            try:
                yield recorded
            except BaseException as error:
                recorded.fail(error.code if isinstance(error, Refusal) else type(error).__name__)
                raise


def _named(name: str) -> str:
    return name if "." in name else f"{OURS}{name}"


def export_to(endpoint: str, *, service: str) -> tuple[OtelTracer, Callable[[], None]]:
    """A tracer whose spans go to the collector at ``endpoint`` in batches, and what ends it.

    ``endpoint`` is the collector's base address, as ``OTEL_EXPORTER_OTLP_ENDPOINT`` gives it.
    """
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return OtelTracer(provider), provider.shutdown
