"""What screens read of billing."""

from uuid import UUID

from smplat_core.billing import (
    BillingQueries,
    Invoice,
    InvoiceFilter,
    InvoiceId,
    InvoiceNotFound,
    PaymentFilter,
    PaymentRecord,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.billing import INVOICES, PAYMENTS, to_invoice, to_payment
from smplat_postgres.tables.billing import InvoiceRow, PaymentRecordRow


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
        where, values = _where(
            company_id=company,
            order_id=wanted.order_id,
            state=wanted.state.value if wanted.state else None,
            before=page.last_id(),
            wanted_company=wanted.company_id,
        )
        rows = await InvoiceRow.raw(
            INVOICES + where + " order by id desc limit {}", *values, page.limit + 1
        )
        found = [to_invoice(row) for row in rows]
        return Page.cut(found, page.limit, lambda invoice: (str(invoice.id),))

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


CONDITIONS = {
    "id": "id = {}",
    "company_id": "company_id = {}",
    "wanted_company": "company_id = {}",
    "order_id": "order_id = {}",
    "state": "state = {}",
    "before": "id < {}",
}


def _where(**given: UUID | str | None) -> tuple[str, list[UUID | str]]:
    """The conditions whose value is known, so that each combination is planned by itself."""
    known = {name: value for name, value in given.items() if value is not None}
    text = " and ".join(CONDITIONS[name] for name in known)
    return (f"where {text}" if known else ""), list(known.values())
