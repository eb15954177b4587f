"""Whether and where this process sends its traces."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from smplat_core.kernel import trace_with

ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""OpenTelemetry's own variable; our setting ``oversight.traces`` wins over it."""


@contextmanager
def traced(endpoint: str, *, service: str) -> Iterator[None]:
    """Inside, spans are recorded and sent to the collector there; without an address none are.

    OpenTelemetry is imported only then, so that those who do not trace need not install it.
    """
    endpoint = endpoint or os.environ.get(ENDPOINT, "")
    if not endpoint:
        yield
        return
    from smplat_otel import export_to  # noqa: PLC0415 - as said above

    tracer, end = export_to(endpoint, service=service)
    trace_with(tracer)
    try:
        yield
    finally:
        trace_with(None)
        end()
