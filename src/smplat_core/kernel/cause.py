"""Who acts and why: carried by every command, event, job and outside call."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from attrs import frozen


@frozen
class Cause:
    """What led to the change being made now."""

    actor: str
    """``user:<id>``, ``key:<id>``, ``courier:<code>``, ``stripe`` or ``system:<job>``."""
    correlation_id: str
    """Shared by everything that one request from outside set in motion."""
    causation_id: str | None = None
    """The event or job this change answers directly, if any."""


NOBODY: Final = Cause(actor="system", correlation_id="none")
"""What acts when nobody said who does: embedders without an audit trail, and tests."""

_CURRENT: ContextVar[Cause] = ContextVar("smplat_cause", default=NOBODY)


def current_cause() -> Cause:
    return _CURRENT.get()


@contextmanager
def acting_as(cause: Cause) -> Iterator[None]:
    """Everything done inside the block is done in this name. Set at the edge, read by adapters."""
    token = _CURRENT.set(cause)
    try:
        yield
    finally:
        _CURRENT.reset(token)
