"""The suite on every ``ProcessorPrices``: in memory, and Stripe's own library against the sandbox."""

from typing import Any

import httpx
import pytest
import stripe

from smplat_core.kernel import Currency, Money, Unavailable
from smplat_core.pricing import NotPresentable, ProcessorPrices
from smplat_core.testing.builders.pricing import SKU
from smplat_core.testing.suites import ProcessorPricesContract
from smplat_memory import MemoryProcessorPrices
from smplat_sandbox import SandboxSettings, create_sandbox
from smplat_stripe import StripeApi, StripePrices, StripeSettings, product_id_of

SETTINGS = StripeSettings(
    secret_key="sk_test_contract",  # noqa: S106 - any test key opens the sandbox
    webhook_secret="whsec_contract",  # noqa: S106 - unused here
    api_base="http://sandbox/stripe",
    max_retries=0,
)


def stripe_api(transport: httpx.AsyncBaseTransport) -> StripeApi:
    """Stripe's library, sending its requests into this transport instead of the network."""
    carrier = stripe.HTTPXClient(timeout=5)
    carrier._client_async = httpx.AsyncClient(transport=transport)  # noqa: SLF001 - it has no door for this
    return StripeApi(SETTINGS, http=carrier)


@pytest.fixture
def in_memory() -> ProcessorPrices:
    return MemoryProcessorPrices()


@pytest.fixture
def at_stripe() -> ProcessorPrices:
    sandbox: Any = create_sandbox(SandboxSettings())
    return StripePrices(stripe_api(httpx.ASGITransport(sandbox)))


@pytest.fixture(params=["in_memory", "at_stripe"])
def processor(request: pytest.FixtureRequest) -> ProcessorPrices:
    chosen: ProcessorPrices = request.getfixturevalue(request.param)
    return chosen


class TestProcessorPrices(ProcessorPricesContract):
    """In memory and at Stripe."""


# --- Stripe only ---------------------------------------------------------------------------


@pytest.mark.parametrize("price", [Money(1, Currency.LYD), Money(5124, Currency.KWD)], ids=str)
async def test_what_stripe_cannot_charge_is_refused_before_it_is_sent(
    at_stripe: ProcessorPrices, price: Money
) -> None:
    product = await at_stripe.put_product(SKU, label="Sensor")

    with pytest.raises(NotPresentable):
        await at_stripe.create_price(product, unit_price=price, label="S", key="one")


async def test_the_product_tells_its_sku(at_stripe: StripePrices) -> None:
    product_id = await at_stripe.put_product(SKU, label="Sensor")
    await at_stripe.put_product(SKU, label="Sensor, calibrated")

    product = await at_stripe.api.client.v1.products.retrieve_async(product_id)

    assert product_id == product_id_of(SKU)
    assert (product.name, product.metadata["sku"]) == ("Sensor, calibrated", SKU)


@pytest.mark.parametrize("answer", [429, 500, 503, "silence"])
async def test_a_stripe_in_trouble_is_unavailable(answer: int | str) -> None:
    def troubled(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, int):
            return httpx.Response(answer, json={"error": {"type": "api_error", "message": "no"}})
        raise httpx.ReadTimeout("silence", request=request)

    prices = StripePrices(stripe_api(httpx.MockTransport(troubled)))

    with pytest.raises(Unavailable):
        await prices.put_product(SKU, label="Sensor")
    with pytest.raises(Unavailable):
        await prices.find_prices(["price_1"])
