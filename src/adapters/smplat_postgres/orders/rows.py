"""Orders as rows, and rows as orders."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from smplat_core.catalog import Configuration
from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import Currency, Money, from_json, maker
from smplat_core.orders import (
    NO_ATTRIBUTES,
    FulfillmentStatus,
    LineKind,
    Order,
    OrderId,
    OrderItem,
    OrderItemId,
    OrderStateEvent,
    OrderStatus,
    OrderSummary,
    PaymentStatus,
    PriceSnapshot,
    make_item,
)
from smplat_core.pricing import PriceAgreementId, PriceEntryId, PriceType, Sku
from smplat_postgres.documents import parsed

make_snapshot: Final = maker(PriceSnapshot)
make_money: Final = maker(Money)

ORDER: Final = """
select o.*, (
    select json_agg(json_build_array(i.id, i.line_number, i.sku, i.label, i.kind, i.quantity,
            i.unit_price_minor, i.line_total_minor, i.price_type, i.resolved_at,
            i.price_book_entry_id, i.price_agreement_id, i.stripe_price_id, i.bespoke_notes,
            i.platform_context, i.configuration, i.attributes)
        order by i.line_number)
    from order_items i where i.order_id = o.id
) as items
from orders o where o.id = {}
"""
"""An order with its lines as one column, so that it is one row of one statement."""


def to_order(row: Mapping[str, Any]) -> Order:
    currency = Currency(row["currency"])
    held_from = row["held_from"]
    return Order(
        id=OrderId(row["id"]),
        reference=row["reference"],
        company_id=CompanyId(row["company_id"]),
        billing_contact_id=ContactId(row["billing_contact_id"]),
        billing_address_id=AddressId(row["billing_address_id"]),
        billing_address=PostalAddress(**parsed(row["billing_address"])),
        items=tuple(_to_item(cells, currency) for cells in parsed(row["items"])),
        total=make_money(row["total_minor"], currency),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        status=OrderStatus(row["status"]),
        held_from=OrderStatus(held_from) if held_from else None,
        payment_status=PaymentStatus(row["payment_status"]),
        payment_reference=row["payment_reference"],
        payment_mismatches=tuple(row["payment_mismatches"]),
        fulfillment_status=FulfillmentStatus(row["fulfillment_status"]),
        version=row["version"],
    )


def _to_item(cells: list[Any], currency: Currency) -> OrderItem:
    id_, number, sku, label, kind, quantity, unit_minor, total_minor = cells[:8]
    price_type, resolved_at, entry_id, agreement_id, stripe_id, notes, context = cells[8:15]
    configuration, attributes = cells[15:]
    unit_price = make_money(unit_minor, currency)
    snapshot = make_snapshot(
        PriceType(price_type),
        label,
        unit_price,
        datetime.fromisoformat(resolved_at),
        PriceEntryId(UUID(entry_id)) if entry_id else None,
        PriceAgreementId(UUID(agreement_id)) if agreement_id else None,
        stripe_id,
        notes,
    )
    item: OrderItem = make_item(
        OrderItemId(UUID(id_)),
        number,
        Sku(sku),
        label,
        LineKind(kind),
        quantity,
        unit_price,
        make_money(total_minor, currency),
        snapshot,
        context,
        from_json(configuration, Configuration) if configuration else None,
        attributes or NO_ATTRIBUTES,
    )
    return item


def to_postal(row: Mapping[str, Any]) -> PostalAddress:
    return PostalAddress(
        recipient=row["recipient"],
        company=row["company"],
        line1=row["line1"],
        line2=row["line2"],
        city=row["city"],
        region=row["region"],
        postal_code=row["postal_code"],
        country=row["country"],
        phone=row["phone"],
    )


def to_summary(row: Mapping[str, Any]) -> OrderSummary:
    return OrderSummary(
        id=OrderId(row["id"]),
        reference=row["reference"],
        company_id=CompanyId(row["company_id"]),
        status=OrderStatus(row["status"]),
        payment_status=PaymentStatus(row["payment_status"]),
        fulfillment_status=FulfillmentStatus(row["fulfillment_status"]),
        total=make_money(row["total_minor"], Currency(row["currency"])),
        line_count=row["line_count"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def to_state_event(row: Mapping[str, Any]) -> OrderStateEvent:
    return OrderStateEvent(
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
        reason=row["reason"],
        at=row["at"],
        metadata=parsed(row["metadata"]),
        actor=row["actor"],
        correlation_id=row["correlation_id"],
    )
