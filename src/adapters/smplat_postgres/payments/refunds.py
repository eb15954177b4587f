"""Refunds we asked for, kept in Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import OrderId
from smplat_core.payments import (
    DueRefunds,
    ProcessorPaymentId,
    Refund,
    RefundChanged,
    RefundId,
    RefundNotFound,
    Refunds,
    RefundSaid,
    RefundState,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.payments import RefundRow

INSERT: Final = """
insert into refunds (state, processor_refund_id, failure, checked_at, ended_at, version, id,
    order_id, company_id, payment_id, reference, currency, amount_minor, reason, created_at)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (id) do nothing returning id
"""

UPDATE: Final = """
update refunds set state = {}, processor_refund_id = {}, failure = {}, checked_at = {},
    ended_at = {}, version = {}
where id = {} and version = {} returning id
"""


class PostgresRefunds(Refunds):
    async def owner(self, refund_id: RefundId) -> OrderId | None:
        rows = await RefundRow.raw("select order_id from refunds where id = {}", refund_id)
        return OrderId(rows[0]["order_id"]) if rows else None

    async def get(self, refund_id: RefundId) -> Refund:
        rows = await RefundRow.raw(
            "select * from refunds where id = {} for no key update", refund_id
        )
        if not rows:
            raise RefundNotFound(f"no refund {refund_id}")
        return to_refund(rows[0])

    async def of_order(self, order_id: OrderId) -> tuple[Refund, ...]:
        rows = await RefundRow.raw(
            "select * from refunds where order_id = {} order by created_at, id for no key update",
            order_id,
        )
        return tuple(to_refund(row) for row in rows)

    async def told_of(self, said: RefundSaid) -> Refund | None:
        rows = await RefundRow.raw(
            "select * from refunds where id = {} or processor_refund_id = {} for no key update",
            said.refund_id,
            said.id,
        )
        return to_refund(rows[0]) if rows else None

    async def save(self, refund: Refund) -> Refund:
        saved = evolve(refund, version=refund.version + 1, news=())
        rows = await (_update(saved) if refund.version else _insert(saved))
        if not rows:
            now = await RefundRow.raw("select version from refunds where id = {}", refund.id)
            raise RefundChanged(
                f"refund {refund.id} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="refund", aggregate_id=refund.id, news=refund.news)
        return saved


class PostgresDueRefunds(DueRefunds):
    async def not_ended_since(self, moment: datetime, *, limit: int) -> tuple[Refund, ...]:
        rows = await RefundRow.raw(
            "select * from refunds where state in ('requested', 'sent') and checked_at < {}"
            " order by checked_at, id limit {}",
            moment,
            limit,
        )
        return tuple(to_refund(row) for row in rows)


async def _insert(saved: Refund) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await RefundRow.raw(
        INSERT,
        *_progress(saved),
        saved.id,
        saved.order_id,
        saved.company_id,
        saved.payment_id,
        saved.reference,
        saved.amount.currency.value,
        saved.amount.minor,
        saved.reason,
        saved.created_at,
    )
    return rows


async def _update(saved: Refund) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await RefundRow.raw(
        UPDATE, *_progress(saved), saved.id, saved.version - 1
    )
    return rows


def _progress(refund: Refund) -> tuple[object, ...]:
    """What changes during the life of a refund, in the order of both statements."""
    return (
        refund.state.value,
        refund.processor_refund_id,
        refund.failure,
        refund.checked_at,
        refund.ended_at,
        refund.version,
    )


def to_refund(row: Mapping[str, Any]) -> Refund:
    return Refund(
        id=RefundId(row["id"]),
        order_id=OrderId(row["order_id"]),
        company_id=CompanyId(row["company_id"]),
        payment_id=ProcessorPaymentId(row["payment_id"]),
        reference=row["reference"],
        amount=Money(row["amount_minor"], Currency(row["currency"])),
        reason=row["reason"],
        created_at=row["created_at"],
        checked_at=row["checked_at"],
        state=RefundState(row["state"]),
        processor_refund_id=row["processor_refund_id"],
        failure=row["failure"],
        ended_at=row["ended_at"],
        version=row["version"],
    )
