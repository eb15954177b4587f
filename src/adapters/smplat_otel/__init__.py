"""Spans as OpenTelemetry records them; needs the extra ``smplat[otel]``."""

from smplat_otel.tracing import OtelTracer, export_to

__all__ = ["OtelTracer", "export_to"]
