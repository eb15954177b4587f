"""The suite on every ``PaymentProcessor``: in memory, and Stripe played by the sandbox."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
from attrs import define, evolve
from httpx import HTTPStatusError

from smplat_core.kernel import Currency, Money
from smplat_core.payments import (
    CheckoutRefused,
    PaymentFact,
    PaymentFactKind,
    ProcessorUnavailable,
)
from smplat_core.testing.suites import PaymentProcessorContract, ProcessorUnderTest
from smplat_core.testing.suites.payment_processor import an_intent
from smplat_memory import ManualClock, MemoryPayments
from smplat_stripe import StripeApi, StripeFacts, StripePayments, StripeSettings, StripeWebhooks
from tests.unit.sandbox.stripe.live import SECRET, Receiver, Sandbox

K = PaymentFactKind

CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
FAILING_DEBIT = "DE62370400440532013001"
DEBIT = "DE89370400440532013000"


@define
class MemoryWorld(ProcessorUnderTest):
    processor: MemoryPayments

    def price(self, unit: Money) -> str:
        return f"price_of_{unit.minor}"

    def pay(self, page: str) -> None:
        self.processor.pay(page)

    def break_down(self) -> None:
        self.processor.failures.append(ProcessorUnavailable("down"))


@define
class StripeWorld(ProcessorUnderTest):
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
        # Of checkouts alone: webhooks still on their way would take the fault upon themselves.
        self.sandbox.control("/faults", party="stripe", fault="500", operation="checkout.*")


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
def world(request: pytest.FixtureRequest) -> ProcessorUnderTest:
    chosen: ProcessorUnderTest = request.getfixturevalue(request.param)
    return chosen


class TestPaymentProcessor(PaymentProcessorContract):
    """In memory and at Stripe."""


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

    assert read.charge_id is not None
    assert isinstance(told, PaymentFact)
    assert evolve(told, at=read.at, charge_id=read.charge_id) == read
    assert json.loads(message.payload)["id"] == message.external_id
