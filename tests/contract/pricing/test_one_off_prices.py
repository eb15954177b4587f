"""The gate for lines whose price is no entry's: their own price is made once, and then watched."""

from collections.abc import Callable

import pytest
from attrs import define, evolve

from smplat_core.kernel import Currency, Money, Unavailable
from smplat_core.pricing import (
    NotPresentable,
    PricedLine,
    ProcessorPrice,
    Sku,
    StripePricesNotReady,
)
from smplat_core.testing.builders.pricing import SKU, euros
from smplat_memory import MemoryProcessorPrices
from tests.contract.pricing.conftest import Pricing
from tests.contract.pricing.test_check_stripe_prices import HELD, LINE, check, gate, with_sync

BESPOKE = PricedLine(sku=SKU, label="Sensor, as agreed by phone", unit_price=euros("7.00"))
OF_BOOK = with_sync(stripe_price_id="price_of_book")
HELD_OF_BOOK = evolve(HELD, id="price_of_book")
CONFIGURED = PricedLine(sku=Sku("FOLLOW"), label="100 followers, express", unit_price=euros("3.45"))


async def test_a_price_is_made_for_a_line_that_has_none(pricing: Pricing) -> None:
    first, second = await gate(pricing)([BESPOKE, CONFIGURED])

    held = pricing.processor.prices
    assert (held[first].unit_price, held[second].unit_price) == (euros("7.00"), euros("3.45"))
    assert pricing.processor.products[held[first].product_id] == BESPOKE.label
    assert pricing.processor.products[held[second].product_id] == CONFIGURED.label


async def test_lines_that_are_alike_share_one_price_for_ever(pricing: Pricing) -> None:
    first = await gate(pricing)([BESPOKE, BESPOKE])
    again = await gate(pricing)([CONFIGURED, BESPOKE])

    assert set(first) == {again[1]}
    assert len(pricing.processor.prices) == 2


@pytest.mark.parametrize(
    "other",
    [
        evolve(BESPOKE, unit_price=euros("7.01")),
        evolve(BESPOKE, unit_price=Money(700, Currency.USD)),
        evolve(BESPOKE, label="Sensor, as agreed by mail"),
        evolve(BESPOKE, sku=Sku("OTHER")),
    ],
    ids=["amount", "currency", "label", "sku"],
)
async def test_lines_that_differ_in_anything_have_prices_of_their_own(
    pricing: Pricing, other: PricedLine
) -> None:
    first, second = await gate(pricing)([BESPOKE, other])

    assert first != second
    assert pricing.processor.prices[second].unit_price == other.unit_price


async def test_lines_of_entries_pass_beside_lines_of_their_own(pricing: Pricing) -> None:
    (own,) = await gate(pricing)([BESPOKE])

    entry, again = await check(pricing, LINE, BESPOKE, entry=OF_BOOK, held=HELD_OF_BOOK)

    assert (entry, again) == ("price_of_book", own)
    assert pricing.processor.prices[own].unit_price == euros("7.00")


def _archived(price: ProcessorPrice) -> ProcessorPrice:
    return evolve(price, active=False)


def _dearer(price: ProcessorPrice) -> ProcessorPrice:
    return evolve(price, unit_price=euros("7.01"))


def _foreign(price: ProcessorPrice) -> ProcessorPrice:
    return evolve(price, unit_price=Money(700, Currency.USD))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_archived, "pricing.stripe_price_archived"),
        (_dearer, "pricing.stripe_price_wrong_amount"),
        (_foreign, "pricing.stripe_price_wrong_currency"),
    ],
)
async def test_a_price_that_was_changed_at_the_processor_is_refused_by_its_own_code(
    pricing: Pricing, change: Callable[[ProcessorPrice], ProcessorPrice], code: str
) -> None:
    (price_id,) = await gate(pricing)([BESPOKE])
    pricing.processor.prices[price_id] = change(pricing.processor.prices[price_id])

    for _ in range(2):
        with pytest.raises(StripePricesNotReady) as refused:
            await gate(pricing)([CONFIGURED, BESPOKE])

        (wrong,) = refused.value.errors
        assert (wrong.pointer, wrong.code) == ("/lines/1", code)
        assert price_id in wrong.accepted


async def test_a_price_the_processor_lost_is_refused_once_and_then_made_anew(
    pricing: Pricing,
) -> None:
    (lost,) = await gate(pricing)([BESPOKE])
    del pricing.processor.prices[lost]

    with pytest.raises(StripePricesNotReady) as refused:
        await gate(pricing)([BESPOKE])
    (again,) = await gate(pricing)([BESPOKE])

    assert [wrong.code for wrong in refused.value.errors] == ["pricing.stripe_price_missing"]
    assert again != lost
    assert pricing.processor.prices[again].unit_price == euros("7.00")


@define
class Moody(MemoryProcessorPrices):
    """A catalog that will not make some prices, or loses its answer."""

    refused: Money | None = None
    lost: Money | None = None

    async def create_price(
        self, product_id: str, *, unit_price: Money, label: str, key: str
    ) -> ProcessorPrice:
        if unit_price == self.refused:
            raise NotPresentable(f"{unit_price} cannot be charged")
        made = await MemoryProcessorPrices.create_price(
            self, product_id, unit_price=unit_price, label=label, key=key
        )
        if unit_price == self.lost:
            raise Unavailable("connection reset")
        return made


async def test_a_price_the_processor_cannot_charge_is_the_fault_of_its_line_alone(
    pricing: Pricing,
) -> None:
    pricing = evolve(pricing, processor=Moody(refused=euros("7.00")))

    with pytest.raises(StripePricesNotReady) as refused:
        await gate(pricing)([CONFIGURED, BESPOKE])

    (wrong,) = refused.value.errors
    assert (wrong.pointer, wrong.code) == ("/lines/1", "pricing.stripe_price_failed")
    assert "cannot be charged" in wrong.detail


async def test_a_lost_answer_makes_no_second_price(pricing: Pricing) -> None:
    moody = Moody(lost=euros("7.00"))
    pricing = evolve(pricing, processor=moody)
    with pytest.raises(Unavailable):
        await gate(pricing)([CONFIGURED, BESPOKE])
    moody.lost = None

    await gate(pricing)([CONFIGURED, BESPOKE])

    assert len(moody.prices) == 2
