"""Payments at the processor, kept in Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import asyncpg

from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, dumps, evolve, loads
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutSessionId,
    Dispute,
    KnownRefund,
    PaymentChanged,
    PaymentNames,
    ProcessorPayment,
    ProcessorPaymentId,
    ProcessorPayments,
    RunningTotal,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.payments import ProcessorPaymentRow

CALLED: Final = """
select * from processor_payments where payment_id = {} or charge_ids && {}::text[]
    or ({}::text is null or payment_id is null)
       and (processor_session_id = {} or checkout_session_id = {})
"""

INSERT: Final = """
insert into processor_payments (payment_id, charge_ids, processor_session_id, checkout_session_id,
    order_id, company_id, reference, currency, received_minor, refunds, totals, disputes,
    received_told, refunded_told, updated_at, version, id, created_at)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict do nothing returning id
"""

UPDATE: Final = """
update processor_payments set payment_id = {}, charge_ids = {}, processor_session_id = {},
    checkout_session_id = {}, order_id = {}, company_id = {}, reference = {}, currency = {},
    received_minor = {}, refunds = {}, totals = {}, disputes = {}, received_told = {},
    refunded_told = {}, updated_at = {}, version = {}
where id = {} and version = {} returning id
"""


class PostgresProcessorPayments(ProcessorPayments):
    async def owner(self, names: PaymentNames) -> OrderId | None:
        rows = await ProcessorPaymentRow.raw(
            f"select order_id from ({CALLED}) called where order_id is not null"  # noqa: S608 - our own text
            " order by created_at, id limit 1",
            *_asked(names),
        )
        return OrderId(rows[0]["order_id"]) if rows else None

    async def around(
        self, names: PaymentNames, *, order_id: OrderId | None
    ) -> tuple[ProcessorPayment, ...]:
        rows = await ProcessorPaymentRow.raw(
            f"{CALLED} or order_id = {{}} order by created_at, id for no key update",
            *_asked(names),
            order_id,
        )
        return tuple(to_payment(row) for row in rows)

    async def of_order(self, order_id: OrderId) -> tuple[ProcessorPayment, ...]:
        rows = await ProcessorPaymentRow.raw(
            "select * from processor_payments where order_id = {} order by created_at, id"
            " for no key update",
            order_id,
        )
        return tuple(to_payment(row) for row in rows)

    async def save(self, payment: ProcessorPayment) -> ProcessorPayment:
        saved = evolve(payment, version=payment.version + 1, news=())
        try:
            rows = await (_update(saved) if payment.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            raise _changed(payment) from taken
        if not rows:
            raise _changed(payment)
        await publish(aggregate="payment", aggregate_id=payment.id, news=payment.news)
        return saved

    async def give_up(self, payment: ProcessorPayment, *, in_favor_of: ProcessorPaymentId) -> None:
        await ProcessorPaymentRow.raw(
            "update processor_events set payment_id = {} where payment_id = {}",
            in_favor_of,
            payment.id,
        )
        await ProcessorPaymentRow.raw("delete from processor_payments where id = {}", payment.id)


def _changed(payment: ProcessorPayment) -> PaymentChanged:
    return PaymentChanged(f"another message told of payment {payment.payment_id or payment.id}")


def _asked(names: PaymentNames) -> tuple[object, ...]:
    charges = [names.charge_id] if names.charge_id else []
    page, session = names.processor_session_id, names.checkout_session_id
    return names.payment_id, charges, names.payment_id, page, session


async def _insert(saved: ProcessorPayment) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ProcessorPaymentRow.raw(
        INSERT, *_progress(saved), saved.id, saved.created_at
    )
    return rows


async def _update(saved: ProcessorPayment) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ProcessorPaymentRow.raw(
        UPDATE, *_progress(saved), saved.id, saved.version - 1
    )
    return rows


def _progress(payment: ProcessorPayment) -> tuple[object, ...]:
    """What changes during the life of a payment, in the order of both statements."""
    received = payment.received
    return (
        payment.payment_id,
        list(payment.charge_ids),
        payment.processor_session_id,
        payment.checkout_session_id,
        payment.order_id,
        payment.company_id,
        payment.reference,
        received.currency.value if received else None,
        received.minor if received else None,
        dumps(payment.refunds),
        dumps(payment.totals),
        dumps(payment.disputes),
        payment.received_told,
        payment.refunded_told,
        payment.updated_at,
        payment.version,
    )


def to_payment(row: Mapping[str, Any]) -> ProcessorPayment:
    session, order, company = row["checkout_session_id"], row["order_id"], row["company_id"]
    received = None
    if row["received_minor"] is not None:
        received = Money(row["received_minor"], Currency(row["currency"]))
    created_at: datetime = row["created_at"]
    return ProcessorPayment(
        id=ProcessorPaymentId(row["id"]),
        payment_id=row["payment_id"],
        charge_ids=tuple(row["charge_ids"]),
        processor_session_id=row["processor_session_id"],
        checkout_session_id=CheckoutSessionId(session) if session else None,
        order_id=OrderId(order) if order else None,
        company_id=CompanyId(company) if company else None,
        reference=row["reference"],
        received=received,
        refunds=loads(row["refunds"], tuple[KnownRefund, ...]),
        totals=loads(row["totals"], tuple[RunningTotal, ...]),
        disputes=loads(row["disputes"], tuple[Dispute, ...]),
        received_told=row["received_told"],
        refunded_told=row["refunded_told"],
        created_at=created_at,
        updated_at=row["updated_at"],
        version=row["version"],
    )
