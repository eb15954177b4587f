"""Spans: where the time of one request went, through events and jobs to calls outside.

The core says where a span begins and ends; who records it is chosen once per process by
``trace_with``. Nobody records until then, and a span costs one function call.
"""

from contextlib import AbstractContextManager
from enum import StrEnum
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

Attribute: TypeAlias = str | int | float | bool
"""Ids, names and numbers: never what somebody typed, and never a secret."""


class SpanKind(StrEnum):
    SERVER = "server"
    """Answers a request from outside."""
    CONSUMER = "consumer"
    """Does what an event or a job asked for."""
    CLIENT = "client"
    """Asks an outside party."""


class Span(Protocol):
    """One span under way."""

    def note(self, name: str, value: Attribute) -> None:
        """Something learned since the span began."""
        ...

    def rename(self, name: str) -> None:
        """What it is called, when that is known only later."""
        ...

    def fail(self, reason: str) -> None:
        """The work ended badly without raising; ``reason`` is a code, not a text."""
        ...


class Tracer(Protocol):
    """Who records spans."""

    def span(
        self, name: str, kind: SpanKind, parent: str | None, attributes: dict[str, Attribute]
    ) -> AbstractContextManager[Span]:
        """A span within the block. ``parent`` is a W3C traceparent from before; ``None``: from here."""
        ...

    def traceparent(self) -> str | None:
        """The span under way, as W3C Trace Context writes it."""
        ...


class _Nothing:
    """The span nobody records."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def note(self, name: str, value: Attribute) -> None:
        pass

    def rename(self, name: str) -> None:
        pass

    def fail(self, reason: str) -> None:
        pass


NOTHING: Final = _Nothing()

_tracer: Tracer | None = None


def trace_with(tracer: Tracer | None) -> None:
    """From now on this process records its spans with it; ``None`` records none."""
    global _tracer  # noqa: PLW0603 - one per process, as the log is
    _tracer = tracer


def span(
    name: str, kind: SpanKind, *, parent: str | None = None, **attributes: Attribute
) -> AbstractContextManager[Span]:
    """What happens in the block takes a span of this name."""
    if _tracer is None:
        return NOTHING
    return _tracer.span(name, kind, parent, attributes)


def traceparent() -> str | None:
    """Where a later span of the same trace hangs on; ``None`` while nobody records."""
    return None if _tracer is None else _tracer.traceparent()
