"""A quote of 100 mixed lines over HTTP."""

from collections.abc import Iterator
from statistics import median
from typing import Any, Final

from benchmarks.figures import Figure, at_most
from benchmarks.house import House
from benchmarks.load import http
from benchmarks.seeding import sku

LINES: Final = 100
ROUNDS: Final = 3
REQUESTS: Final = "benchmarks.subjects.quotes:requests"


def requests(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    for number in range(count):
        lines = [
            {"sku": sku(number * 7 + line), "quantity": 1 + (line * 13) % 120}
            for line in range(LINES)
        ]
        body = {"currency": "EUR", "company_id": options["company"], "lines": lines}
        yield http("POST", "/api/v1/pricing/quote", options["token"], body)


def measure(house: House) -> Iterator[Figure]:
    with house.api() as port:
        alone = [house.load(port, REQUESTS, count=200, clients=1) for _ in range(ROUNDS)]
        crowd = [house.load(port, REQUESTS, count=300) for _ in range(ROUNDS)]
        asked = house.statements(port, REQUESTS)
    yield Figure("one client: p50", median(r.p50 for r in alone) * 1e3, "ms", at_most(15))
    yield Figure("16 clients", median(r.per_second for r in crowd), "/s")
    yield Figure("SQL statements", len(asked), "", at_most(5))
