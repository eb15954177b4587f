"""What is measured, by the name it is asked for."""

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.subjects import (
    calculator,
    configured,
    configuring,
    decisions,
    events,
    growth,
    imports,
    jobs,
    lifecycle,
    memory,
    money,
    orders,
    products,
    quotes,
    resolver,
    startup,
    webhooks,
)

ALONE: Final[dict[str, Callable[[], Iterator[Figure]]]] = {
    "money": money.measure,
    "calculator": calculator.measure,
    "lifecycle": lifecycle.measure,
    "imports": imports.measure,
    "resolver": resolver.measure,
    "startup": startup.measure,
    "growth": growth.measure,
    "memory": memory.measure,
    "decisions": decisions.measure,
    "configuring": configuring.measure,
}
"""Those that need no server, or start their own."""

SERVED: Final[dict[str, Callable[[House], Iterator[Figure]]]] = {
    "quotes": quotes.measure,
    "configured": configured.measure,
    "orders": orders.measure,
    "products": products.measure,
    "webhooks": webhooks.measure,
    "jobs": jobs.measure,
    "events": events.measure,
}
"""Those that share a house."""
