"""A selection looked at over HTTP, and a quote of configured products beside bare SKUs."""

import asyncio
from collections.abc import Iterator
from statistics import median
from typing import Any, Final
from uuid import UUID

from attrs import evolve

from benchmarks.figures import Figure, at_most
from benchmarks.house import House
from benchmarks.load import http
from benchmarks.seeding import sku
from benchmarks.timing import in_turns
from smplat_core.catalog import Circumstances, ItemKind, Selection, Sku, prepare
from smplat_core.kernel import Currency
from smplat_core.pricing import (
    Candidate,
    PriceRequest,
    PriceType,
    explain,
    price_configuration,
    resolve,
)
from smplat_core.testing.builders.catalog import (
    BOOST,
    NOON,
    a_product,
    a_rich_content,
    euros,
    on_sale,
)
from smplat_core.testing.builders.guardrails import a_service, some_terms
from smplat_patterns import Re2Patterns

LINES: Final = 100
ROUNDS: Final = 3
SLUG: Final = "bench-followers"
KEY: Final = "from api_keys"
"""Every request looks its key up; that is not what is measured here. What the audit writes behind
it may be, as one statement more than the five of the quote."""
CONFIGURE: Final = "benchmarks.subjects.configured:looks"
QUOTE: Final = "benchmarks.subjects.configured:quotes"
CONTENT: Final = a_rich_content(sku=Sku(sku(0)))
CHOSEN: Final = Selection(
    options={"pace": ("fast",)},
    add_ons=("refill",),
    fields={"amount": "200", "profile": "fern.sensors"},
)


def looks(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    for number in range(count):
        body = {"currency": "EUR", "session": f"s-{number}", "selection": _selection(number)}
        yield http("POST", f"/api/v1/catalog/products/{SLUG}/configure", options["token"], body)


def quotes(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    for number in range(count):
        lines = [_line(number, place) for place in range(LINES)]
        body = {
            "currency": "EUR",
            "company_id": options["company"],
            "session": f"s-{number}",
            "lines": lines,
        }
        yield http("POST", "/api/v1/pricing/quote", options["token"], body)


def measure(house: House) -> Iterator[Figure]:
    yield from _pure()
    asyncio.run(_put_on_sale(house))
    with house.api() as port:
        alone = [house.load(port, CONFIGURE, count=300, clients=1) for _ in range(ROUNDS)]
        crowd = [house.load(port, CONFIGURE, count=600) for _ in range(ROUNDS)]
        quoted = [house.load(port, QUOTE, count=100, clients=1) for _ in range(ROUNDS)]
        looked = [line for line in house.statements(port, CONFIGURE, count=60) if KEY not in line]
        asked = [line for line in house.statements(port, QUOTE, count=60) if KEY not in line]
    yield Figure("configure, one client: p50", median(r.p50 for r in alone) * 1e3, "ms")
    yield Figure("configure, 16 clients", median(r.per_second for r in crowd), "/s")
    yield Figure("configure: SQL statements", len(looked), "", at_most(6))
    yield Figure("quote of 50 products and 50 SKUs: p50", median(r.p50 for r in quoted) * 1e3, "ms")
    yield Figure("the same: SQL statements", len(asked), "", at_most(6))


def _pure() -> Iterator[Figure]:
    _, version = on_sale(a_product(SLUG, CONTENT))
    form = prepare(CONTENT, Re2Patterns(), version=version.ref, slug=SLUG)
    configuration = form.configured(CHOSEN, Circumstances())
    row = Candidate(
        id=UUID(int=1),
        source=PriceType.PRICEBOOK_GLOBAL,
        origin="world",
        origin_id=UUID(int=2),
        sku=CONTENT.sku,
        label="Followers",
        kind=ItemKind.DIGITAL,
        unit_price=euros("3.00"),
    )
    request = PriceRequest(sku=CONTENT.sku, quantity=1, currency=Currency.EUR)
    base = resolve(request, [row], NOON)

    def priced() -> object:
        return price_configuration(base, CONTENT, configuration, currency=Currency.EUR)

    kept = price_configuration(base, CONTENT, configuration, currency=Currency.EUR)
    rounds = in_turns({"price": priced, "explain": lambda: explain(kept)})
    yield Figure("a configuration priced", rounds.typical("price") * 1e9, "ns")
    yield Figure("its trace recomputed", rounds.typical("explain") * 1e9, "ns")


async def _put_on_sale(house: House) -> None:
    product, version = on_sale(a_product(SLUG, CONTENT))
    async with house.use_cases() as use_cases, use_cases.begin()() as work:
        await work.service_terms.save(a_service(BOOST, terms=some_terms()))
        await work.products.save(evolve(product, version=0))
        await work.product_versions.add(version)


def _selection(number: int) -> dict[str, Any]:
    return {
        "options": {"pace": ["fast" if number % 2 else "steady"]},
        "add_ons": ["refill"],
        "fields": {"amount": 200 + number % 500, "profile": "fern.sensors"},
    }


def _line(number: int, place: int) -> dict[str, Any]:
    if place % 2:
        return {"sku": sku(number * 7 + place), "quantity": 1 + (place * 13) % 120}
    return {"product": SLUG, "selection": _selection(number + place), "quantity": 1 + place % 20}
