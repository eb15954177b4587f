"""What every ``ProcessorPrices`` promises."""

import pytest

from smplat_core.kernel import Currency, Money, NotFound
from smplat_core.pricing import ProcessorPrices, Sku
from smplat_core.testing.builders.pricing import SKU, euros
from smplat_core.testing.promises import Contract


class ProcessorPricesContract(Contract):
    """What every ``ProcessorPrices`` promises."""

    needs = "processor"
    shape = ProcessorPrices

    async def test_a_sku_has_one_product_whatever_it_is_called(
        self, processor: ProcessorPrices
    ) -> None:
        first = await processor.put_product(SKU, label="Sensor")
        renamed = await processor.put_product(SKU, label="Sensor, calibrated")
        other = await processor.put_product(Sku("B/2+x"), label="Hub")

        assert first == renamed != other

    async def test_a_labeled_product_is_that_of_its_label_alone(
        self, processor: ProcessorPrices
    ) -> None:
        own = await processor.put_product(SKU, label="Sensor")
        first = await processor.put_labeled_product(SKU, label="Sensor for Acme")
        again = await processor.put_labeled_product(SKU, label="Sensor for Acme")
        other = await processor.put_labeled_product(SKU, label="Sensor")

        assert first == again
        assert len({own, first, other}) == 3

    @pytest.mark.parametrize(
        "price",
        [
            euros("12.50"),
            euros("0.00"),
            Money(1250, Currency.JPY),
            Money(5120, Currency.KWD),
            Money(5, Currency.ISK),
            Money(700, Currency.MGA),
        ],
        ids=str,
    )
    async def test_a_price_is_held_exactly(self, processor: ProcessorPrices, price: Money) -> None:
        product = await processor.put_product(SKU, label="Sensor")

        made = await processor.create_price(product, unit_price=price, label="Sensor", key="one")
        found = await processor.find_prices([made.id])

        assert found == {made.id: made}
        assert (made.product_id, made.unit_price, made.active) == (product, price, True)

    async def test_the_same_key_makes_the_same_price(self, processor: ProcessorPrices) -> None:
        product = await processor.put_product(SKU, label="Sensor")

        first = await processor.create_price(
            product, unit_price=euros("1.00"), label="S", key="one"
        )
        again = await processor.create_price(
            product, unit_price=euros("1.00"), label="S", key="one"
        )
        other = await processor.create_price(
            product, unit_price=euros("1.00"), label="S", key="two"
        )

        assert first.id == again.id != other.id

    async def test_a_price_goes_off_sale_and_comes_back(self, processor: ProcessorPrices) -> None:
        product = await processor.put_product(SKU, label="Sensor")
        price = await processor.create_price(
            product, unit_price=euros("1.00"), label="S", key="one"
        )

        archived = await processor.change_price(price.id, label=None, active=False)
        found = (await processor.find_prices([price.id]))[price.id]
        revived = await processor.change_price(price.id, label="Sensor", active=True)

        assert not archived.active
        assert found == archived
        assert revived.active

    async def test_unknown_prices_are_not_found(self, processor: ProcessorPrices) -> None:
        with pytest.raises(NotFound):
            await processor.change_price("price_nope", label=None, active=False)

        assert await processor.find_prices(["price_nope"]) == {}
        assert await processor.find_prices([]) == {}
