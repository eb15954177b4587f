"""What every ``PaymentProcessor`` promises."""

from typing import Protocol
from uuid import uuid4

import pytest

from smplat_core.kernel import Currency, Money
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutLine,
    CheckoutNotFound,
    CheckoutSessionId,
    PaymentFactKind,
    PaymentProcessor,
    ProcessorUnavailable,
)
from smplat_core.pricing import Sku
from smplat_core.testing.promises import Contract


class ProcessorUnderTest(Protocol):
    """A processor, and the buyer in front of its page."""

    processor: PaymentProcessor

    def price(self, unit: Money) -> str:
        """A price the processor knows."""
        ...

    def pay(self, page: str) -> None:
        """The buyer pays on the page with this id, at once and in full."""
        ...

    def break_down(self) -> None:
        """The next call finds nobody at home."""
        ...


def an_intent(
    world: ProcessorUnderTest, *, quantity: int = 3, currency: Currency = Currency.USD
) -> CheckoutIntent:
    unit = Money(1000, currency)
    session_id = CheckoutSessionId(uuid4())
    return CheckoutIntent(
        checkout_session_id=session_id,
        idempotency_key=f"checkout-{session_id}",
        order_id=OrderId(uuid4()),
        order_reference="ORD-000123",
        amount=unit * quantity,
        lines=(
            CheckoutLine(
                sku=Sku("SENS-T100"),
                label="Temperature sensor",
                quantity=quantity,
                unit_price=unit,
                line_total=unit * quantity,
                processor_price_id=world.price(unit),
            ),
        ),
        success_url="https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}",
        cancel_url="https://shop.example/cart",
    )


class PaymentProcessorContract(Contract):
    """What every payment processor promises about its hosted pages."""

    needs = "world"
    shape = ProcessorUnderTest

    async def test_a_page_is_opened_and_nothing_has_happened_there(
        self, world: ProcessorUnderTest
    ) -> None:
        intent = an_intent(world)

        hosted = await world.processor.create_checkout(intent)

        assert hosted.url.startswith("http")
        fact = await world.processor.read_checkout(hosted.processor_session_id)
        assert fact.kind is PaymentFactKind.OPEN
        assert fact.processor_session_id == hosted.processor_session_id
        assert (fact.order_id, fact.checkout_session_id) == (
            intent.order_id,
            intent.checkout_session_id,
        )

    async def test_an_equal_intent_leads_to_the_same_page(self, world: ProcessorUnderTest) -> None:
        intent = an_intent(world)

        first = await world.processor.create_checkout(intent)
        second = await world.processor.create_checkout(intent)

        assert second == first

    async def test_another_intent_leads_to_another_page(self, world: ProcessorUnderTest) -> None:
        first = await world.processor.create_checkout(an_intent(world))
        second = await world.processor.create_checkout(an_intent(world))

        assert first.processor_session_id != second.processor_session_id

    async def test_a_paid_page_says_how_much_and_by_which_payment(
        self, world: ProcessorUnderTest
    ) -> None:
        intent = an_intent(world)
        hosted = await world.processor.create_checkout(intent)

        world.pay(hosted.processor_session_id)

        fact = await world.processor.read_checkout(hosted.processor_session_id)
        assert (fact.kind, fact.amount) == (PaymentFactKind.PAID, intent.amount)
        assert fact.payment_id

    async def test_a_closed_page_is_expired_and_closing_it_again_is_no_error(
        self, world: ProcessorUnderTest
    ) -> None:
        hosted = await world.processor.create_checkout(an_intent(world))

        await world.processor.expire_checkout(hosted.processor_session_id)
        await world.processor.expire_checkout(hosted.processor_session_id)

        fact = await world.processor.read_checkout(hosted.processor_session_id)
        assert fact.kind is PaymentFactKind.EXPIRED

    async def test_closing_a_paid_page_leaves_it_paid(self, world: ProcessorUnderTest) -> None:
        hosted = await world.processor.create_checkout(an_intent(world))
        world.pay(hosted.processor_session_id)

        await world.processor.expire_checkout(hosted.processor_session_id)

        assert (
            await world.processor.read_checkout(hosted.processor_session_id)
        ).kind is PaymentFactKind.PAID

    async def test_an_unknown_page_is_not_found_and_closing_it_is_no_error(
        self, world: ProcessorUnderTest
    ) -> None:
        await world.processor.expire_checkout("cs_test_none")

        with pytest.raises(CheckoutNotFound):
            await world.processor.read_checkout("cs_test_none")

    async def test_a_processor_that_is_down_is_unavailable_and_repeating_is_safe(
        self, world: ProcessorUnderTest
    ) -> None:
        intent = an_intent(world)
        world.break_down()

        with pytest.raises(ProcessorUnavailable):
            await world.processor.create_checkout(intent)
        hosted = await world.processor.create_checkout(intent)

        assert (
            await world.processor.read_checkout(hosted.processor_session_id)
        ).kind is PaymentFactKind.OPEN
