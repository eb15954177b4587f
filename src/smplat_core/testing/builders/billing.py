"""Invoices and payments for tests: each names only what the test is about."""

from datetime import UTC, date, datetime
from uuid import UUID

from smplat_core.billing import (
    BillTo,
    CreditNote,
    CreditNoteId,
    FreeLine,
    Invoice,
    InvoiceId,
    InvoiceLine,
    InvoiceLineKind,
    PaymentRecord,
    PaymentRecordId,
    PaymentSource,
)
from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import LineKind, Order, OrderId, OrderItem, OrderItemId, PriceSnapshot
from smplat_core.pricing import PriceType, Sku

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)
OURS = CompanyId(UUID(int=2_001))
THEIRS = CompanyId(UUID(int=2_002))
"""The companies that ``smplat_core.testing.builders.customers`` numbers 1 and 2."""
CONTACT = ContactId(UUID(int=3_001))
BOOKED = AddressId(UUID(int=4_001))
ADDRESS = PostalAddress(recipient="Ada", line1="1 Main Street", city="Toronto", country="CA")


def eur(minor: int) -> Money:
    return Money(minor, Currency.EUR)


def an_order(*line_totals: int, number: int = 1, company: CompanyId = OURS) -> Order:
    items = tuple(_item(number, place, minor) for place, minor in enumerate(line_totals, start=1))
    placed = Order.place(
        OrderId(UUID(int=number)),
        reference=f"ORD-{number:06d}",
        company_id=company,
        billing_contact_id=CONTACT,
        billing_address_id=BOOKED,
        billing_address=ADDRESS,
        items=items or (_item(number, 1, 10_000),),
        at=NOON,
    )
    return evolve(placed, news=())


def _item(number: int, place: int, minor: int) -> OrderItem:
    snapshot = PriceSnapshot(
        price_type=PriceType.PRICEBOOK_GLOBAL, label="List", unit_price=eur(minor), resolved_at=NOON
    )
    return OrderItem(
        id=OrderItemId(UUID(int=number * 1000 + place)),
        line_number=place,
        sku=Sku(f"SENSOR-{place}"),
        label=f"Sensor {place}",
        kind=LineKind.HARDWARE,
        quantity=1,
        unit_price=eur(minor),
        line_total=eur(minor),
        snapshot=snapshot,
        platform_context={},
    )


def a_draft(
    total: int = 10_000, *, number: int = 1, currency: Currency = Currency.EUR, lines: int = 1
) -> Invoice:
    amounts = Money(total, currency).split(*[1] * lines)
    return Invoice(
        id=InvoiceId(UUID(int=0x1000 + number)),
        order_id=OrderId(UUID(int=number)),
        order_reference=f"ORD-{number:06d}",
        company_id=OURS,
        currency=currency,
        lines=tuple(
            InvoiceLine(
                order_item_id=OrderItemId(UUID(int=number * 1000 + place)),
                line_number=place,
                sku=Sku(f"SENSOR-{place}"),
                label=f"Sensor {place}",
                quantity=1,
                unit_price=amount,
                line_total=amount,
            )
            for place, amount in enumerate(amounts, start=1)
        ),
        bill_to=BillTo(contact_id=CONTACT, address=ADDRESS),
    )


def an_issued(total: int = 10_000, *, number: int = 1) -> Invoice:
    return a_draft(total, number=number).issue(number=f"INV-{number:06d}", at=NOON)


def a_discount(minor: int = -500, *, reason: str = "Agreed on the phone") -> FreeLine:
    return FreeLine(
        kind=InvoiceLineKind.DISCOUNT, label="Discount", unit_price=eur(minor), reason=reason
    )


def a_charge(minor: int = 2_500, *, quantity: int = 1) -> FreeLine:
    return FreeLine(
        kind=InvoiceLineKind.CHARGE, label="On-site work", unit_price=eur(minor), quantity=quantity
    )


def a_note(minor: int, invoice: Invoice, *, number: int = 1) -> CreditNote:
    return CreditNote(
        id=CreditNoteId(UUID(int=0x3000 + number)),
        number=f"CN-{number:06d}",
        invoice_id=invoice.id,
        amount=eur(minor),
        reason="Delivered late",
        issued_at=NOON,
    )


def a_payment(
    minor: int = 10_000,
    *,
    number: int = 1,
    currency: Currency = Currency.EUR,
    order: int | None = None,
    source: PaymentSource = PaymentSource.STRIPE,
) -> PaymentRecord:
    return PaymentRecord.of(
        PaymentRecordId(UUID(int=0x2000 + number)),
        source=source,
        reference=f"pi_{number}",
        amount=Money(minor, currency),
        order_id=OrderId(UUID(int=number if order is None else order)),
        company_id=OURS,
        received_at=NOON,
    )
