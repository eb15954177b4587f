"""Moving money about in tests."""

from uuid import UUID

from smplat_core.billing import AllocationId, Invoice, allocate
from tests.builders.billing import NOON, a_payment, eur


def paid_with(invoice: Invoice, minor: int) -> Invoice:
    """The invoice after a payment of its own brought this much."""
    _, paid = allocate(
        a_payment(minor),
        invoice,
        amount=eur(minor),
        allocation_id=AllocationId(UUID(int=minor)),
        at=NOON,
    )
    return paid
