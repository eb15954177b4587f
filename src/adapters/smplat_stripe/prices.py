"""Our prices as Stripe products and prices."""

import asyncio
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.pricing import ProcessorPrice, ProcessorPrices, Sku
from smplat_stripe.amounts import from_stripe, to_stripe
from smplat_stripe.client import StripeApi
from smplat_stripe.errors import StripeNoSuchObject, StripeRefused, readable, translated

if TYPE_CHECKING:
    import stripe

READS_AT_ONCE: Final = 8
EXISTS: Final = "resource_already_exists"


def product_id_of(sku: Sku) -> str:
    """One product per SKU, found again without asking: Stripe lets us choose its id."""
    return f"smplat_{sha256(sku.encode()).hexdigest()[:24]}"


def labeled_product_id_of(sku: Sku, label: str) -> str:
    """One product per SKU and label, which is therefore never renamed."""
    words = f"{sku}\x1f{label}".encode()
    return f"smplat_l_{sha256(words).hexdigest()[:24]}"


@frozen
class StripePrices(ProcessorPrices):
    api: StripeApi

    async def put_product(self, sku: Sku, *, label: str) -> str:
        return await self._put(product_id_of(sku), sku, label)

    async def put_labeled_product(self, sku: Sku, *, label: str) -> str:
        return await self._put(labeled_product_id_of(sku, label), sku, label)

    async def _put(self, product_id: str, sku: Sku, label: str) -> str:
        products = self.api.client.v1.products
        try:
            with translated():
                await products.create_async(
                    {"id": product_id, "name": label, "metadata": {"sku": sku}}
                )
        except StripeRefused as refused:
            if refused.stripe_code != EXISTS:
                raise
            with translated():
                await products.update_async(product_id, {"name": label, "active": True})
        return product_id

    async def create_price(
        self, product_id: str, *, unit_price: Money, label: str, key: str
    ) -> ProcessorPrice:
        amount = to_stripe(unit_price)
        with translated():
            price = await self.api.client.v1.prices.create_async(
                {
                    "product": product_id,
                    "currency": unit_price.currency.lower(),
                    "unit_amount": amount,
                    "nickname": label,
                    "metadata": {"smplat_key": key},
                },
                {"idempotency_key": key},
            )
        return _ours(price)

    async def change_price(
        self, price_id: str, *, label: str | None, active: bool
    ) -> ProcessorPrice:
        prices = self.api.client.v1.prices
        with translated():
            if label is None:
                price = await prices.update_async(price_id, {"active": active})
            else:
                price = await prices.update_async(price_id, {"active": active, "nickname": label})
        return _ours(price)

    async def find_prices(self, price_ids: Collection[str]) -> Mapping[str, ProcessorPrice]:
        at_once = asyncio.Semaphore(READS_AT_ONCE)

        async def find(price_id: str) -> ProcessorPrice | None:
            async with at_once:
                try:
                    with translated():
                        return _ours(await self.api.client.v1.prices.retrieve_async(price_id))
                except StripeNoSuchObject:
                    return None

        found = await asyncio.gather(*(find(price_id) for price_id in set(price_ids)))
        return {price.id: price for price in found if price is not None}


def _ours(price: "stripe.Price") -> ProcessorPrice:
    with readable():
        product = price.product
        return ProcessorPrice(
            id=price.id,
            product_id=product if isinstance(product, str) else product.id,
            unit_price=from_stripe(price.unit_amount or 0, price.currency),
            active=price.active,
        )
