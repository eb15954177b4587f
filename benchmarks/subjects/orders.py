"""Placing an order of three lines, and reading one, over HTTP."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

from benchmarks.beside import Beside
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.house import House
from benchmarks.load import http
from benchmarks.seeding import sku

PLACE: Final = "benchmarks.subjects.orders:placing"
BARE_PLACE: Final = "benchmarks.subjects.orders:bare_placing"
READ: Final = "benchmarks.subjects.orders:reading"
BARE_READ: Final = "benchmarks.subjects.orders:bare_reading"
KNOWN: Final = 1_000


def placing(count: int, options: dict[str, Any], path: str = "/api/v1/orders") -> Iterator[bytes]:
    for number in range(options.get("first", 0), options.get("first", 0) + count):
        lines = [{"sku": sku(number * 3 + n), "quantity": q} for n, q in enumerate((3, 12, 70))]
        body = {
            "company_id": options["company"],
            "billing_contact_id": options["contact"],
            "billing_address_id": options["address"],
            "currency": "EUR",
            "lines": lines,
        }
        yield http("POST", path, options["token"], body, idempotency_key=str(uuid4()))


def bare_placing(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    return placing(count, options, "/orders")


def reading(count: int, options: dict[str, Any], path: str = "/api/v1/orders") -> Iterator[bytes]:
    known = options["known"]
    for number in range(count):
        yield http("GET", f"{path}/{known[number % len(known)]}", options["token"])


def bare_reading(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    return reading(count, options, "/orders")


def measure(house: House) -> Iterator[Figure]:
    placed = Beside.measure(house, ours=PLACE, bare=BARE_PLACE, raw="place", count=1_200)
    for name, value, unit in placed.typical():
        yield Figure(f"place 3 lines: {name}", value, unit)
    yield Figure("place 3 lines: of the bare handler", placed.share, "x", at_least(0.5))
    yield Figure("place 3 lines: p95 over the bare handler's", placed.tail, "x", at_most(3))
    with house.api() as port:
        yield Figure("place 3 lines: SQL statements", len(house.statements(port, PLACE)), "")
    rows = house.sql("select id from orders where reference like 'ORD%' limit $1", KNOWN)
    known = [str(row["id"]) for row in rows]
    read = Beside.measure(house, ours=READ, bare=BARE_READ, raw="read", count=3_000, known=known)
    for name, value, unit in read.typical():
        yield Figure(f"read: {name}", value, unit)
    yield Figure("read: of the bare handler", read.share, "x", at_least(0.6))
    with house.api() as port:
        asked = house.statements(port, READ, known=known)
        yield Figure("read: SQL statements", len(asked), "")
