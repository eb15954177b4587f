"""Finding the payment a fact is about, among all names it may have, and joining the fact to it."""

from datetime import datetime

from attrs import frozen

from smplat_core.orders import Order
from smplat_core.payments.movements import Fact
from smplat_core.payments.ports import PaymentsWork
from smplat_core.payments.processor_payment import PaymentNames, ProcessorPayment
from smplat_core.payments.vocabulary import PaymentChanged, ProcessorPaymentId


@frozen(kw_only=True)
class Folded:
    """A payment as it stands with the fact, and its siblings."""

    payment: ProcessorPayment
    of_order: tuple[ProcessorPayment, ...]
    """All payments of the order, this one included."""
    is_news: bool
    """Whether the fact said anything that was not known."""


async def fold_payment(
    work: PaymentsWork,
    fact: Fact,
    names: PaymentNames,
    *,
    order: Order | None,
    new_id: ProcessorPaymentId,
    at: datetime,
) -> Folded:
    """Join the fact to its payment, kept at once; a payment nobody told of comes into being.

    The order, when it is known, is held. Without one the payment is kept until it is.
    ``PaymentChanged`` when another message finds its order in this very moment.
    """
    order_id = order.id if order else None
    known = await work.processor_payments.around(names, order_id=order_id)
    called = sorted((one for one in known if one.is_called(names)), key=_told_first)
    if any(one.order_id not in (None, order_id) for one in called):
        raise PaymentChanged("another message about this payment is being processed")
    if called:
        before = await _united(work, called)
    else:
        before = ProcessorPayment(id=new_id, created_at=at, updated_at=at)
    after = before.heard(fact, names)
    if order is not None:
        after = after.of_order(order).settled(at=at)
    is_news = after != before
    if is_news or not before.version:
        after = await work.processor_payments.save(after)
    if after.received_told and not before.received_told:
        await work.processor_events.match(after, at=at)
    others = (one for one in known if one.order_id is not None and one.id != after.id)
    siblings = (*others, after) if order is not None else ()
    return Folded(payment=after, of_order=siblings, is_news=is_news)


async def _united(work: PaymentsWork, called: list[ProcessorPayment]) -> ProcessorPayment:
    """One payment of those that go by the same names, unless they are surely several."""
    first, *rest = called
    united = first
    for other in rest:
        are_two = united.payment_id and other.payment_id and united.payment_id != other.payment_id
        if are_two or other.reference is not None:
            continue
        await work.processor_payments.give_up(other, in_favor_of=united.id)
        united = united.absorbed(other)
    return united if united is first else await work.processor_payments.save(united)


def _told_first(payment: ProcessorPayment) -> tuple[bool, bool, str]:
    return payment.reference is None, payment.payment_id is None, str(payment.id)
