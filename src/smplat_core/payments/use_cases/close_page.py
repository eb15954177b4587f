"""Closing a payment page for good."""

from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.ports import PaymentProcessor
from smplat_core.payments.use_cases.record_payment_fact import RecordPaymentFact
from smplat_core.payments.vocabulary import CheckoutNotFound, PaymentFact, PaymentFactKind


async def close_page(
    session: CheckoutSession, processor: PaymentProcessor, record: RecordPaymentFact
) -> None:
    """Close it at the processor, and learn whether somebody just paid there.

    ``ProcessorUnavailable`` when that is not known; repeating is safe. A page the processor does
    not know counts as closed.
    """
    if session.processor_session_id is None:
        return
    await processor.expire_checkout(session.processor_session_id)
    try:
        fact = await processor.read_checkout(session.processor_session_id)
    except CheckoutNotFound:
        fact = own_fact(session, PaymentFactKind.EXPIRED)
    await record(fact)


def own_fact(session: CheckoutSession, kind: PaymentFactKind) -> PaymentFact:
    """What we say ourselves of a session the processor does not know."""
    return PaymentFact(
        kind=kind,
        at=session.fact_at or session.created_at,
        processor_session_id=session.processor_session_id,
        checkout_session_id=session.id,
        order_id=session.order_id,
    )
