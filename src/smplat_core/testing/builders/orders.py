"""Orders with every detail chosen, so a test need only say what it cares about."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import (
    LineKind,
    Order,
    OrderId,
    OrderItem,
    OrderItemId,
    OrderStatus,
    PaymentStatus,
    PriceSnapshot,
)
from smplat_core.pricing import PriceEntryId, PriceType, Sku

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)

ADDRESS: Final = PostalAddress(
    recipient="Accounts",
    company="Fern Sensors Ltd",
    line1="12 Dock Street",
    city="Toronto",
    region="ON",
    postal_code="M5V 2T6",
    country="CA",
)

COMPANY: Final = CompanyId(UUID("018f0000-0000-7000-8000-000000000001"))


def an_item(
    number: int = 1,
    *,
    sku: str = "SENS-T100",
    quantity: int = 3,
    unit: int = 1000,
    currency: Currency = Currency.USD,
) -> OrderItem:
    unit_price = Money(unit, currency)
    return OrderItem(
        id=OrderItemId(uuid4()),
        line_number=number,
        sku=Sku(sku),
        label=f"Label of {sku}",
        kind=LineKind.HARDWARE,
        quantity=quantity,
        unit_price=unit_price,
        line_total=unit_price * quantity,
        snapshot=PriceSnapshot(
            price_type=PriceType.PRICEBOOK_GLOBAL,
            label=f"Label of {sku}",
            unit_price=unit_price,
            resolved_at=NOON,
            price_book_entry_id=PriceEntryId(uuid4()),
            stripe_price_id="price_1",
        ),
        platform_context={"platform": "instagram:@fern"},
    )


def an_order(
    *,
    items: tuple[OrderItem, ...] | None = None,
    status: OrderStatus = OrderStatus.PENDING,
    payment_status: PaymentStatus = PaymentStatus.UNPAID,
    reference: str = "ORD-000001",
    company_id: CompanyId = COMPANY,
    contact_id: ContactId | None = None,
    address_id: AddressId | None = None,
    at: datetime = NOON,
) -> Order:
    placed = Order.place(
        OrderId(uuid4()),
        reference=reference,
        company_id=company_id,
        billing_contact_id=contact_id or ContactId(uuid4()),
        billing_address_id=address_id or AddressId(uuid4()),
        billing_address=ADDRESS,
        items=items or (an_item(),),
        at=at,
    )
    return evolve(placed, status=status, payment_status=payment_status)
