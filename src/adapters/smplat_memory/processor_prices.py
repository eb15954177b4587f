"""A payment processor's catalog in this process."""

from collections.abc import Collection, Mapping

from attrs import Factory, define, evolve

from smplat_core.kernel import Money, NotFound
from smplat_core.pricing import ProcessorPrice, ProcessorPrices, Sku


class NoSuchPrice(NotFound):
    """The catalog has no price of this id."""

    code = "memory.no_such_price"


@define
class MemoryProcessorPrices(ProcessorPrices):
    """Counts what it was made to hold, so that a test can see that nothing is held twice."""

    products: dict[str, str] = Factory(dict)
    """Label by product id."""
    prices: dict[str, ProcessorPrice] = Factory(dict)
    labels: dict[str, str] = Factory(dict)
    _by_key: dict[str, str] = Factory(dict)

    async def put_product(self, sku: Sku, *, label: str) -> str:
        product_id = f"prod_{sku}"
        self.products[product_id] = label
        return product_id

    async def put_labeled_product(self, sku: Sku, *, label: str) -> str:
        product_id = f"prod_{sku}_{label}"
        self.products[product_id] = label
        return product_id

    async def create_price(
        self, product_id: str, *, unit_price: Money, label: str, key: str
    ) -> ProcessorPrice:
        price_id = self._by_key.setdefault(key, f"price_{len(self._by_key) + 1}")
        if price_id not in self.prices:
            self.prices[price_id] = ProcessorPrice(
                id=price_id, product_id=product_id, unit_price=unit_price, active=True
            )
            self.labels[price_id] = label
        return self.prices[price_id]

    async def change_price(
        self, price_id: str, *, label: str | None, active: bool
    ) -> ProcessorPrice:
        if price_id not in self.prices:
            raise NoSuchPrice(f"no price {price_id}")
        self.prices[price_id] = evolve(self.prices[price_id], active=active)
        if label is not None:
            self.labels[price_id] = label
        return self.prices[price_id]

    async def find_prices(self, price_ids: Collection[str]) -> Mapping[str, ProcessorPrice]:
        return {id_: self.prices[id_] for id_ in price_ids if id_ in self.prices}
