"""What every ``PaymentProcessor`` promises."""

from typing import Protocol
from uuid import uuid4

import pytest

from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutLine,
    CheckoutNotFound,
    CheckoutSessionId,
    PaymentFactKind,
    PaymentProcessor,
    ProcessorUnavailable,
    RefundId,
    RefundIntent,
    RefundNotFound,
    RefundProgress,
    RefundRefused,
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


async def a_refund(
    world: ProcessorUnderTest, amount: Money, *, of: RefundIntent | None = None
) -> RefundIntent:
    """The wish to give back part of a payment that was made: a new one, or the one refunded before."""
    refund_id = RefundId(uuid4())
    if of is not None:
        payment_id, order_id = of.payment_id, of.order_id
    else:
        intent = an_intent(world)
        hosted = await world.processor.create_checkout(intent)
        world.pay(hosted.processor_session_id)
        fact = await world.processor.read_checkout(hosted.processor_session_id)
        payment_id, order_id = fact.payment_id, intent.order_id
    return RefundIntent(
        refund_id=refund_id,
        idempotency_key=f"refund-{refund_id}",
        payment_id=payment_id,
        charge_id=None,
        order_id=order_id,
        amount=amount,
        is_old=False,
    )


class PaymentProcessorContract(Contract):
    """What every payment processor promises about its hosted pages and its refunds."""

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

    async def test_a_refund_is_told_with_our_id_and_its_amount(
        self, world: ProcessorUnderTest
    ) -> None:
        wish = await a_refund(world, Money(1000, Currency.USD))

        fact = await world.processor.refund(wish)

        (said,) = fact.refunds
        assert fact.payment_id == wish.payment_id
        assert (said.refund_id, said.amount) == (wish.refund_id, wish.amount)
        assert said.progress is not RefundProgress.FAILED
        assert (await world.processor.read_refund(said.id)).refunds == (said,)

    async def test_an_equal_wish_is_one_refund_even_when_the_key_is_forgotten(
        self, world: ProcessorUnderTest
    ) -> None:
        wish = await a_refund(world, Money(1000, Currency.USD))
        first = await world.processor.refund(wish)

        again = await world.processor.refund(wish)
        late = await world.processor.refund(
            evolve(wish, is_old=True, idempotency_key=f"{wish.idempotency_key}-forgotten")
        )

        assert {said.id for said in (*again.refunds, *late.refunds)} == {first.refunds[0].id}

    async def test_more_than_is_left_is_refused(self, world: ProcessorUnderTest) -> None:
        wish = await a_refund(world, Money(2000, Currency.USD))
        await world.processor.refund(wish)

        with pytest.raises(RefundRefused):
            await world.processor.refund(await a_refund(world, Money(1001, Currency.USD), of=wish))

    async def test_what_is_back_already_needs_no_refund(self, world: ProcessorUnderTest) -> None:
        wish = await a_refund(world, Money(3000, Currency.USD))
        await world.processor.refund(wish)

        late = await world.processor.refund(
            await a_refund(world, Money(3000, Currency.USD), of=wish)
        )

        assert [said.refund_id for said in late.refunds] == [wish.refund_id]

    async def test_an_unknown_refund_is_not_found(self, world: ProcessorUnderTest) -> None:
        with pytest.raises(RefundNotFound):
            await world.processor.read_refund("re_none")
