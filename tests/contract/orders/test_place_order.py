from uuid import uuid4

import pytest

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Currency, Money, PageRequest
from smplat_core.orders import BadOrder, OrderFilter, OrderLine
from smplat_core.pricing import Bespoke, CannotPrice, ItemKind, PriceType, Sku
from tests.builders.customers import a_company, a_contact, an_address
from tests.contract.shop import Shop


async def test_an_order_is_bound_at_the_prices_of_the_book(shop: Shop) -> None:
    order = await shop.placed(("SENS-T100", 3), ("GATE-G1", 2), ("SETUP", 1))

    assert order.reference == "ORD-000001"
    assert order.total == Money(62890, Currency.USD)
    assert [item.line_number for item in order.items] == [1, 2, 3]
    assert [item.kind for item in order.items] == [
        ItemKind.HARDWARE,
        ItemKind.HARDWARE,
        ItemKind.DIGITAL,
    ]
    snapshot = order.items[0].snapshot
    assert snapshot.price_type is PriceType.PRICEBOOK_GLOBAL
    assert snapshot.price_book_entry_id is not None
    assert snapshot.unit_price == Money(1000, Currency.USD)
    assert await shop.order(order.id) == order


async def test_yen_are_whole(shop: Shop) -> None:
    order = await shop.placed(("GATE-G1", 3), currency=Currency.JPY)

    assert str(order.total) == "108000 JPY"


async def test_how_each_price_came_about_is_kept(shop: Shop) -> None:
    order = await shop.placed()

    kept = await shop.prices.resolution(order.items[0].id, company=shop.company)

    assert kept.unit_price == order.items[0].unit_price
    assert kept.trace.findings


async def test_a_bespoke_price_is_kept_with_its_reason(shop: Shop) -> None:
    line = OrderLine(
        sku=Sku("SENS-T100"),
        quantity=2,
        bespoke=Bespoke(unit_price=Money(700, Currency.USD), notes="agreed by phone"),
        platform_context={"platform": "instagram:@fern"},
    )

    order = await shop.place_order(shop.asked(lines=(line,)))

    item = (await shop.order(order.id)).items[0]
    assert item.line_total == Money(1400, Currency.USD)
    assert item.snapshot.price_type is PriceType.BESPOKE
    assert item.snapshot.bespoke_notes == "agreed by phone"
    assert item.platform_context == {"platform": "instagram:@fern"}


async def test_every_party_that_is_not_there_is_named_at_once(shop: Shop) -> None:
    asked = shop.asked(
        company_id=CompanyId(uuid4()),
        billing_contact_id=ContactId(uuid4()),
        billing_address_id=AddressId(uuid4()),
    )

    with pytest.raises(BadOrder) as refused:
        await shop.place_order(asked)

    assert [error.code for error in refused.value.errors] == [
        "orders.unknown_company",
        "orders.unknown_contact",
        "orders.unknown_address",
    ]


async def test_another_company_pays_for_nothing(shop: Shop) -> None:
    other = a_company(2).id
    asked = shop.asked(
        billing_contact_id=a_contact(2, company_id=other).id,
        billing_address_id=an_address(2, company_id=other).id,
    )

    with pytest.raises(BadOrder) as refused:
        await shop.place_order(asked)

    assert [error.pointer for error in refused.value.errors] == [
        "/billing_contact_id",
        "/billing_address_id",
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("NO-SUCH", 1), "pricing.unknown_sku"),
        (("SENS-T100", 0), "pricing.bad_quantity"),
        (("SENS-T100", 10**12), "pricing.bad_quantity"),
    ],
)
async def test_a_line_without_a_price_is_named_and_nothing_is_kept(
    shop: Shop, line: tuple[str, int], code: str
) -> None:
    with pytest.raises(CannotPrice) as refused:
        await shop.placed(("GATE-G1", 1), line)

    assert [(e.pointer.split("/")[2], e.code) for e in refused.value.errors] == [("1", code)]
    page = await shop.orders.find(OrderFilter(), PageRequest(), company=None)
    assert page.items == ()


@pytest.mark.parametrize("count", [0, 201])
async def test_an_order_has_between_one_and_two_hundred_lines(shop: Shop, count: int) -> None:
    line = OrderLine(sku=Sku("SENS-T100"), quantity=1)

    with pytest.raises(BadOrder):
        await shop.place_order(shop.asked(lines=(line,) * count))


async def test_two_hundred_lines_are_an_order(shop: Shop) -> None:
    line = OrderLine(sku=Sku("SENS-T100"), quantity=1)

    order = await shop.place_order(shop.asked(lines=(line,) * 200))

    assert len((await shop.order(order.id)).items) == 200


async def test_a_context_that_is_too_long_is_named(shop: Shop) -> None:
    line = OrderLine(sku=Sku("SENS-T100"), quantity=1, platform_context={"platform": "x" * 201})

    with pytest.raises(BadOrder) as refused:
        await shop.place_order(shop.asked(lines=(line,)))

    assert refused.value.errors[0].pointer == "/lines/0/platform_context/platform"
