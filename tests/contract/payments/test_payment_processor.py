"""What every ``PaymentProcessor`` adapter promises: in memory, and Stripe played by the sandbox."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Protocol
from uuid import uuid4

import pytest
from attrs import define, evolve
from httpx import HTTPStatusError

from smplat_core.kernel import Currency, Money
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutLine,
    CheckoutNotFound,
    CheckoutRefused,
    CheckoutSessionId,
    PaymentFactKind,
    PaymentProcessor,
    ProcessorUnavailable,
)
from smplat_core.pricing import Sku
from smplat_memory import ManualClock, MemoryPayments
from smplat_stripe import StripeApi, StripeFacts, StripePayments, StripeSettings, StripeWebhooks
from tests.contract.shop import PAGES
from tests.unit.sandbox.stripe.live import SECRET, Receiver, Sandbox

K = PaymentFactKind

CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
FAILING_DEBIT = "DE62370400440532013001"
DEBIT = "DE89370400440532013000"


class World(Protocol):
    """A processor, and the buyer in front of its page."""

    processor: PaymentProcessor

    def price(self, unit: Money) -> str:
        """A price the processor knows."""
        ...

    def pay(self, page: str) -> None: ...

    def break_down(self) -> None:
        """The next call finds nobody at home."""
        ...


@define
class MemoryWorld(World):
    processor: MemoryPayments

    def price(self, unit: Money) -> str:
        return f"price_of_{unit.minor}"

    def pay(self, page: str) -> None:
        self.processor.pay(page)

    def break_down(self) -> None:
        self.processor.failures.append(ProcessorUnavailable("down"))


@define
class StripeWorld(World):
    processor: StripePayments
    sandbox: Sandbox

    def price(self, unit: Money) -> str:
        stripe = self.sandbox.stripe()
        product = stripe.v1.products.create({"name": "Sensor"})
        price = stripe.v1.prices.create(
            {
                "product": product.id,
                "currency": unit.currency.value.lower(),
                "unit_amount": unit.minor,
            }
        )
        return str(price.id)

    def pay(self, page: str) -> None:
        self.sandbox.control(f"/stripe/sessions/{page}/pay", card=CARD)

    def break_down(self) -> None:
        self.sandbox.control("/faults", party="stripe", fault="500")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    receiver = Receiver()
    receiver.open()
    sandbox = Sandbox(tmp_path_factory.mktemp("stripe"), receiver)
    sandbox.start()
    yield sandbox
    sandbox.stop()
    receiver.close()


@pytest.fixture
async def stripe_world(running: Sandbox) -> AsyncIterator[StripeWorld]:
    running.control("/reset")
    running.receiver.empty()
    settings = StripeSettings(
        secret_key="sk_test_123",  # noqa: S106 - of a sandbox
        webhook_secret=SECRET,
        api_base=f"{running.url}/stripe",
        max_retries=0,
    )
    api = StripeApi(settings)
    yield StripeWorld(StripePayments(api), running)
    await api.close()


@pytest.fixture
def memory_world() -> MemoryWorld:
    return MemoryWorld(MemoryPayments(ManualClock()))


@pytest.fixture(params=["memory_world", "stripe_world"])
def world(request: pytest.FixtureRequest) -> World:
    chosen: World = request.getfixturevalue(request.param)
    return chosen


def an_intent(
    world: World, *, quantity: int = 3, currency: Currency = Currency.USD
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
        success_url=PAGES.success_url,
        cancel_url=PAGES.cancel_url,
    )


async def test_a_page_is_opened_and_nothing_has_happened_there(world: World) -> None:
    intent = an_intent(world)

    hosted = await world.processor.create_checkout(intent)

    assert hosted.url.startswith("http")
    fact = await world.processor.read_checkout(hosted.processor_session_id)
    assert fact.kind is K.OPEN
    assert fact.processor_session_id == hosted.processor_session_id
    assert (fact.order_id, fact.checkout_session_id) == (
        intent.order_id,
        intent.checkout_session_id,
    )


async def test_an_equal_intent_leads_to_the_same_page(world: World) -> None:
    intent = an_intent(world)

    first = await world.processor.create_checkout(intent)
    second = await world.processor.create_checkout(intent)

    assert second == first


async def test_another_intent_leads_to_another_page(world: World) -> None:
    first = await world.processor.create_checkout(an_intent(world))
    second = await world.processor.create_checkout(an_intent(world))

    assert first.processor_session_id != second.processor_session_id


async def test_a_paid_page_says_how_much_and_by_which_payment(world: World) -> None:
    intent = an_intent(world)
    hosted = await world.processor.create_checkout(intent)

    world.pay(hosted.processor_session_id)

    fact = await world.processor.read_checkout(hosted.processor_session_id)
    assert (fact.kind, fact.amount) == (K.PAID, intent.amount)
    assert fact.payment_id


async def test_a_closed_page_is_expired_and_closing_it_again_is_no_error(world: World) -> None:
    hosted = await world.processor.create_checkout(an_intent(world))

    await world.processor.expire_checkout(hosted.processor_session_id)
    await world.processor.expire_checkout(hosted.processor_session_id)

    fact = await world.processor.read_checkout(hosted.processor_session_id)
    assert fact.kind is K.EXPIRED


async def test_closing_a_paid_page_leaves_it_paid(world: World) -> None:
    hosted = await world.processor.create_checkout(an_intent(world))
    world.pay(hosted.processor_session_id)

    await world.processor.expire_checkout(hosted.processor_session_id)

    assert (await world.processor.read_checkout(hosted.processor_session_id)).kind is K.PAID


async def test_an_unknown_page_is_not_found_and_closing_it_is_no_error(world: World) -> None:
    await world.processor.expire_checkout("cs_test_none")

    with pytest.raises(CheckoutNotFound):
        await world.processor.read_checkout("cs_test_none")


async def test_a_processor_that_is_down_is_unavailable_and_repeating_is_safe(world: World) -> None:
    intent = an_intent(world)
    world.break_down()

    with pytest.raises(ProcessorUnavailable):
        await world.processor.create_checkout(intent)
    hosted = await world.processor.create_checkout(intent)

    assert (await world.processor.read_checkout(hosted.processor_session_id)).kind is K.OPEN


async def test_stripe_will_not_sell_at_a_price_it_does_not_have(stripe_world: StripeWorld) -> None:
    intent = an_intent(stripe_world)
    line = evolve(intent.lines[0], processor_price_id="price_none")

    with pytest.raises(CheckoutRefused, match="price_none"):
        await stripe_world.processor.create_checkout(evolve(intent, lines=(line,)))


async def test_a_bank_debit_is_at_work_until_the_bank_answers(stripe_world: StripeWorld) -> None:
    sandbox, processor = stripe_world.sandbox, stripe_world.processor
    intent = an_intent(stripe_world, currency=Currency.EUR)
    hosted = await processor.create_checkout(intent)
    page = hosted.processor_session_id

    sandbox.control(f"/stripe/sessions/{page}/pay", card=DEBIT)
    working = await processor.read_checkout(page)
    sandbox.control(f"/stripe/sessions/{page}/settle")
    settled = await processor.read_checkout(page)

    assert (working.kind, settled.kind) == (K.PROCESSING, K.PAID)


async def test_a_bank_debit_that_fails_is_a_failed_checkout(stripe_world: StripeWorld) -> None:
    sandbox, processor = stripe_world.sandbox, stripe_world.processor
    hosted = await processor.create_checkout(an_intent(stripe_world, currency=Currency.EUR))
    page = hosted.processor_session_id

    sandbox.control(f"/stripe/sessions/{page}/pay", card=FAILING_DEBIT)
    sandbox.control(f"/stripe/sessions/{page}/settle")
    fact = await processor.read_checkout(page)

    assert (fact.kind, fact.failure) == (K.FAILED, "The bank account has insufficient funds.")


async def test_a_declined_card_is_a_failed_attempt_on_a_page_still_open(
    stripe_world: StripeWorld,
) -> None:
    sandbox, processor = stripe_world.sandbox, stripe_world.processor
    hosted = await processor.create_checkout(an_intent(stripe_world))
    page = hosted.processor_session_id

    with pytest.raises(HTTPStatusError):
        sandbox.control(f"/stripe/sessions/{page}/pay", card=DECLINED_CARD)
    declined = await processor.read_checkout(page)
    stripe_world.pay(page)
    paid = await processor.read_checkout(page)

    assert (declined.kind, paid.kind) == (K.ATTEMPT_FAILED, K.PAID)
    assert declined.failure == "Your card was declined. (generic_decline)"


async def test_the_webhook_says_what_reading_the_page_says(stripe_world: StripeWorld) -> None:
    intent = an_intent(stripe_world)
    hosted = await stripe_world.processor.create_checkout(intent)
    stripe_world.pay(hosted.processor_session_id)

    read = await stripe_world.processor.read_checkout(hosted.processor_session_id)
    delivery = stripe_world.sandbox.receiver.next(
        "checkout.session.completed", hosted.processor_session_id
    )
    webhooks = StripeWebhooks(stripe_world.processor.api.settings)
    message = webhooks.verify(delivery.body.encode(), delivery.signature)
    told = StripeFacts().read(message.payload)

    assert told is not None
    assert evolve(told, at=read.at) == read
    assert json.loads(message.payload)["id"] == message.external_id
