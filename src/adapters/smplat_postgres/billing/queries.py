"""What screens read of billing."""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from smplat_core.billing import (
    AgingBucket,
    BillingQueries,
    BillingSummary,
    Invoice,
    InvoiceFilter,
    InvoiceId,
    InvoiceNotFound,
    OrderBalance,
    PaymentFilter,
    PaymentRecord,
    PaymentRecordId,
    PaymentRecordNotFound,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, Page, PageRequest
from smplat_core.orders import OrderId, OrderNotFound, OrderStatus
from smplat_postgres.billing.figures import ORDER_BALANCE, SUMMARY
from smplat_postgres.billing.rows import INVOICES, PAYMENTS, Row, to_invoice, to_payment
from smplat_postgres.tables.billing import InvoiceRow, PaymentRecordRow

Value = UUID | str | date


class PostgresBillingQueries(BillingQueries):
    async def invoice(self, invoice_id: InvoiceId, *, company: CompanyId | None) -> Invoice:
        where, values = _where(id=invoice_id, company_id=company)
        rows = await InvoiceRow.raw(INVOICES + where, *values)
        if not rows:
            raise InvoiceNotFound(f"no invoice {invoice_id}")
        return to_invoice(rows[0])

    async def invoices(
        self, wanted: InvoiceFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Invoice]:
        moment = wanted.overdue_at
        where, values = _where(
            company_id=company,
            order_id=wanted.order_id,
            state=wanted.state.value if wanted.state else None,
            number=_prefix(wanted.number),
            overdue=moment.astimezone(UTC).date() if moment else None,
            due_from=wanted.due_from,
            due_before=wanted.due_before,
            before=page.last_id(),
            wanted_company=wanted.company_id,
        )
        rows = await InvoiceRow.raw(
            INVOICES + where + " order by id desc limit {}", *values, page.limit + 1
        )
        found = [to_invoice(row) for row in rows]
        return Page.cut(found, page.limit, lambda invoice: (str(invoice.id),))

    async def payment(
        self, payment_id: PaymentRecordId, *, company: CompanyId | None
    ) -> PaymentRecord:
        where, values = _where(id=payment_id, company_id=company)
        rows = await PaymentRecordRow.raw(PAYMENTS + where, *values)
        if not rows:
            raise PaymentRecordNotFound(f"no payment {payment_id}")
        return to_payment(rows[0])

    async def payments(
        self, wanted: PaymentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[PaymentRecord]:
        where, values = _where(
            company_id=company,
            order_id=wanted.order_id,
            before=page.last_id(),
            wanted_company=wanted.company_id,
        )
        rows = await PaymentRecordRow.raw(
            PAYMENTS + where + " order by id desc limit {}", *values, page.limit + 1
        )
        found = [to_payment(row) for row in rows]
        return Page.cut(found, page.limit, lambda payment: (str(payment.id),))

    async def order_balance(self, order_id: OrderId, *, company: CompanyId | None) -> OrderBalance:
        rows = await InvoiceRow.raw(ORDER_BALANCE, order_id, order_id, order_id, company, company)
        if not rows:
            raise OrderNotFound(f"no order {order_id}")
        return _to_balance(rows[0])

    async def summary(
        self, moment: datetime, *, company: CompanyId | None
    ) -> tuple[BillingSummary, ...]:
        day = moment.astimezone(UTC).date()
        rows = await InvoiceRow.raw(SUMMARY, company, company, day, company, company)
        return tuple(_to_summary(row) for row in rows)


def _to_balance(row: Row) -> OrderBalance:
    def money(name: str) -> Money:
        return Money(int(row[name] or 0), Currency(row["currency"]))

    zero = Money.zero(Currency(row["currency"]))
    owed = zero if row["status"] == OrderStatus.CANCELED else money("total_minor")
    left = money("invoiced") - money("paid") - money("credited")
    return OrderBalance(
        order_id=row["id"],
        total=money("total_minor"),
        invoiced=money("invoiced"),
        paid=money("paid"),
        credited=money("credited"),
        refunded=money("refunded"),
        charged_back=money("charged_back"),
        unallocated=money("unallocated"),
        balance=owed if row["invoiced"] is None else left,
    )


BUCKETS: Final = {
    AgingBucket.NOT_DUE: "not_due",
    AgingBucket.UP_TO_30: "up_to_30",
    AgingBucket.UP_TO_60: "up_to_60",
    AgingBucket.UP_TO_90: "up_to_90",
    AgingBucket.OVER_90: "over_90",
}


def _to_summary(row: Row) -> BillingSummary:
    currency = Currency(row["currency"])
    aging = {bucket: Money(row[column], currency) for bucket, column in BUCKETS.items()}
    outstanding = Money.total(aging.values(), currency)
    return BillingSummary(
        currency=currency,
        issued=Money(row["issued"], currency),
        credited=Money(row["credited"], currency),
        paid=Money(row["paid"], currency),
        outstanding=outstanding,
        overdue=outstanding - aging[AgingBucket.NOT_DUE],
        aging=aging,
        unallocated=Money(row["unallocated"], currency),
        disputed=Money(row["disputed"], currency),
    )


CONDITIONS: Final = {
    "id": "id = {}",
    "company_id": "company_id = {}",
    "wanted_company": "company_id = {}",
    "order_id": "order_id = {}",
    "state": "state = {}",
    "number": "number like {}",
    "overdue": "state in ('issued', 'partially_paid') and due_on < {}",
    "due_from": "due_on >= {}",
    "due_before": "due_on < {}",
    "before": "id < {}",
}


def _where(**given: Value | None) -> tuple[str, list[Value]]:
    """The conditions whose value is known, so that each combination is planned by itself."""
    known = {name: value for name, value in given.items() if value is not None}
    text = " and ".join(CONDITIONS[name] for name in known)
    return (f"where {text}" if known else ""), list(known.values())


def _prefix(number: str | None) -> str | None:
    """The beginning of a number as LIKE takes it: its own wildcards mean themselves."""
    if number is None:
        return None
    for special in ("\\", "%", "_"):
        number = number.replace(special, f"\\{special}")
    return f"{number.upper()}%"
