"""A list of 20 products with what they cost, out of 10,000 that are on sale, over HTTP."""

import json
from collections.abc import Iterator
from statistics import median
from typing import Any, Final
from urllib.request import Request, urlopen

from benchmarks.beside import Beside
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.house import House
from benchmarks.load import http
from benchmarks.shelf import fill

FEW: Final = 100
MANY: Final = 10_000
ROUNDS: Final = 3
PAGE: Final = 20
STRIDE: Final = 200
"""How many products the cursors of any page lie apart."""
FLAT: Final = 1.5
LIST: Final = "benchmarks.subjects.products:listing"
BARE_LIST: Final = "benchmarks.subjects.products:bare_listing"
PATH: Final = f"/api/v1/products?limit={PAGE}"
ASKED: Final = {
    "one word": "&q=temperature",
    "a word that is rare": "&q=indigo",
    "a beginning, a category": "&q=temp&category=category-07",
    "a slip": "&q=temperatrue",
    "a category": "&category=category-07",
    "by price": "&sort=price",
    "newest first": "&sort=newest",
    "of a session": "&session=s-1",
}


def listing(count: int, options: dict[str, Any], path: str = PATH) -> Iterator[bytes]:
    """The pages behind these cursors in turn; without any, the first one."""
    asked, cursors = options.get("asked", ""), options.get("cursors") or [""]
    for number in range(count):
        cursor = cursors[number % len(cursors)]
        after = f"&cursor={cursor}" if cursor else ""
        yield http("GET", f"{path}{asked}{after}", options["token"])


def bare_listing(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    for _ in range(count):
        yield http("GET", "/products", options["token"])


def measure(house: House) -> Iterator[Figure]:
    few, many = house.copied("bench_shelf_few"), house.copied("bench_shelf")
    fill(few, FEW)
    fill(many, MANY)
    listed = Beside.measure(many, ours=LIST, bare=BARE_LIST, raw="list", count=600)
    for name, value, unit in listed.typical():
        yield Figure(f"list {PAGE} of {MANY:,}: {name}", value, unit)
    yield Figure("list: of the bare handler", listed.share, "x", at_least(0.6))
    with many.api() as port:
        yield Figure("list: SQL statements", len(many.statements(port, LIST)), "")
        yield from _asked(many, port)
    yield from _grown(few, many)


def _asked(house: House, port: int) -> Iterator[Figure]:
    first = _p50(house, port)
    yield Figure("first page, 4 clients: p50", first * 1e3, "ms")
    cursors = _cursors(house, port)
    deep = _p50(house, port, cursors=cursors[-1:])
    yield Figure(
        f"page after {len(cursors) * STRIDE:,}: over the first", deep / first, "x", at_most(FLAT)
    )
    spread = _p50(house, port, cursors=cursors)
    yield Figure(f"{len(cursors)} pages in turn: over the first", spread / first, "x")
    for name, asked in ASKED.items():
        yield Figure(f"{name}: p50", _p50(house, port, asked=asked) * 1e3, "ms")


def _grown(few: House, many: House) -> Iterator[Figure]:
    with few.api() as port, many.api() as other:
        pairs = [(_p50(few, port, rounds=1), _p50(many, other, rounds=1)) for _ in range(ROUNDS)]
    growth = median(after / before for before, after in pairs)
    yield Figure(f"list: of {MANY:,} over {FEW}", growth, "x", at_most(FLAT))


def _p50(house: House, port: int, *, rounds: int = ROUNDS, **options: Any) -> float:  # noqa: ANN401 - JSON for the clients
    """Of a typical round, in seconds."""
    loads = [house.load(port, LIST, count=100, clients=4, **options) for _ in range(rounds)]
    if refused := [load for load in loads if load.refused]:
        raise RuntimeError(f"a list was refused: {refused[0].why}")
    return median(load.p50 for load in loads)


def _cursors(house: House, port: int) -> list[str]:
    """Where each page of 200 ends."""
    found, cursor = list[str](), ""
    while True:
        after = f"&cursor={cursor}" if cursor else ""
        asked = Request(
            f"http://127.0.0.1:{port}/api/v1/products?limit={STRIDE}{after}",
            headers={"Authorization": f"Bearer {house.shop.token}"},
        )
        with urlopen(asked) as answer:  # noqa: S310 - as above
            cursor = json.load(answer)["next_cursor"]
        if cursor is None:
            return found
        found.append(cursor)
