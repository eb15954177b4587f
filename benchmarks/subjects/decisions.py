"""Pure decisions of the later contexts: what one costs, without a server."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from benchmarks.figures import Figure, at_most
from benchmarks.timing import in_turns
from smplat_app.replay import FOLDS
from smplat_core.billing import AllocationId, allocate
from smplat_core.fulfillment import CourierCode
from smplat_core.kernel import Currency, EventRecord, Money
from smplat_core.legacy import Breaker, BreakerSettings, CallOutcome
from smplat_core.payments import (
    MoneyFact,
    PaymentFact,
    PaymentFactKind,
    PaymentNames,
    ProcessorPayment,
    ProcessorPaymentId,
    RefundProgress,
    RefundSaid,
)
from smplat_core.testing.builders.billing import a_payment, an_issued
from smplat_couriers import READERS
from smplat_sandbox.couriers import canada_post, chit_chats, dhl, usps
from smplat_sandbox.couriers.courier import Courier
from smplat_sandbox.couriers.parcels import Parcel
from smplat_sandbox.couriers.story import Story

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEPS: Final = 1_000
"""Events of one replayed history; a long one shows whether folding is linear."""

DOCUMENTS: Final[dict[str, Callable[[], str]]] = {
    "canada_post": lambda: canada_post.detail(_parcel("2000123456789012", canada_post.CanadaPost)),
    "chit_chats": lambda: json.dumps(chit_chats.shipment(_parcel("A1B2", chit_chats.ChitChats))),
    "dhl": lambda: _shipments(_parcel("1234567890", dhl.Dhl)),
    "usps": lambda: json.dumps(usps.tracking(_parcel("9400111899223197428490", usps.Usps))),
}


def measure() -> Iterator[Figure]:
    yield from _money_back()
    yield from _ledger()
    yield from _couriers()
    yield from _replay()
    yield from _breaker()


def _money_back() -> Iterator[Figure]:
    """A payment that hears of a refund: joined with all it knew."""
    names = PaymentNames(payment_id="pi_1")
    payment = ProcessorPayment(
        id=ProcessorPaymentId(UUID(int=1)), payment_id="pi_1", created_at=NOON, updated_at=NOON
    ).heard(_paid(), names)
    many = payment
    for number in range(50):
        many = many.heard(_refund(number), names)
    rounds = in_turns(
        {
            "first": lambda: payment.heard(_FIRST, names),
            "fifty-first": lambda: many.heard(_LAST, names),
        }
    )
    yield Figure("refund heard, the first", rounds.typical("first") * 1e9, "ns")
    yield Figure("refund heard, after 50 others", rounds.typical("fifty-first") * 1e9, "ns")


def _paid() -> PaymentFact:
    return PaymentFact(
        kind=PaymentFactKind.PAID,
        at=NOON,
        processor_session_id="cs_1",
        payment_id="pi_1",
        amount=Money(1_000_000, Currency.EUR),
        said="10000.00 EUR",
        failure=None,
    )


def _refund(number: int) -> MoneyFact:
    said = RefundSaid(
        id=f"re_{number}",
        amount=Money(100, Currency.EUR),
        progress=RefundProgress.SUCCEEDED,
        created_at=NOON + timedelta(minutes=number),
    )
    return MoneyFact(at=said.created_at, payment_id="pi_1", refunds=(said,))


_FIRST: Final = _refund(1)
_LAST: Final = _refund(99)


def _ledger() -> Iterator[Figure]:
    payment, invoice = a_payment(), an_issued()
    allocation = AllocationId(UUID(int=1))

    def one() -> object:
        return allocate(payment, invoice, amount=None, allocation_id=allocation, at=NOON)

    rounds = in_turns({"allocate": one})
    yield Figure("allocate a payment to an invoice", rounds.typical("allocate") * 1e9, "ns")


def _couriers() -> Iterator[Figure]:
    """A whole delivery as each courier writes it, to events in our words."""
    for courier, document in DOCUMENTS.items():
        read, body = READERS[CourierCode(courier)], document().encode()
        events = len(read(body).events)
        rounds = in_turns({"read": partial(read, body)})
        yield Figure(
            f"{courier}: {events} events of {len(body):,} bytes", rounds.typical("read") * 1e6, "us"
        )


def _parcel(number: str, courier: type[Courier]) -> Parcel:
    story = Story.NORMAL
    parcel = Parcel(number, story, courier.stories[story], NOON, 60.0)
    for step in range(len(parcel.scans)):
        parcel.take(NOON + timedelta(hours=step))
    return parcel


def _shipments(parcel: Parcel) -> str:
    return dhl.shipments(parcel, parcel.newest_first)


def _replay() -> Iterator[Figure]:
    """A history that goes to and fro, folded to what its row must show."""
    fold, order = FOLDS["order"], UUID(int=1)
    short, long = (list(_held_and_released(order, number)) for number in (STEPS // 10, STEPS))
    if found := fold.replay(long, order).findings:
        raise RuntimeError(f"the history contradicts itself: {found[0]}")
    rounds = in_turns(
        {
            "short": lambda: fold.replay(short, order),
            "long": lambda: fold.replay(long, order),
        }
    )
    yield Figure("replay, one event", rounds.typical("long") / STEPS * 1e9, "ns")
    growth = rounds.ratio("long", "short") / 10
    yield Figure("replay, per event: 1,000 over 100", growth, "x", at_most(1.5))


def _held_and_released(order: UUID, number: int) -> Iterator[EventRecord]:
    for sequence in range(1, number + 1):
        held = bool(sequence % 2)
        before, after = ("processing", "on_hold") if held else ("on_hold", "processing")
        yield EventRecord(
            id=UUID(int=sequence),
            name="order.status_changed",
            aggregate="order",
            aggregate_id=order,
            sequence=sequence,
            position=sequence,
            at=NOON,
            actor="key:bench",
            correlation_id="bench",
            causation_id=None,
            payload={
                "at": NOON.isoformat(),
                "order_id": str(order),
                "reference": "ORD-000001",
                "company_id": str(order),
                "before": before,
                "after": after,
                "reason": "",
            },
        )


def _breaker() -> Iterator[Figure]:
    settings = BreakerSettings()
    breaker = Breaker()
    for second in range(30):
        breaker = _asked(breaker, settings, at=NOON + timedelta(seconds=second))
    later = NOON + timedelta(seconds=31)
    rounds = in_turns({"decide": lambda: _asked(breaker, settings, at=later)})
    yield Figure("breaker: admit a call and count its end", rounds.typical("decide") * 1e9, "ns")


def _asked(breaker: Breaker, settings: BreakerSettings, *, at: datetime) -> Breaker:
    admitted = breaker.admit(settings, at=at)
    return admitted.heard(CallOutcome.DONE, settings, of_round=admitted.round, at=at)
