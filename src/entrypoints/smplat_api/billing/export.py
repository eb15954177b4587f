"""Invoices as a file for spreadsheets."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Final

from smplat_core.billing import BillingQueries, Invoice, InvoiceFilter, days_overdue
from smplat_core.customers import CompanyId
from smplat_core.kernel import LARGEST_PAGE, PageRequest

COLUMNS: Final = (
    "number",
    "state",
    "order",
    "company_id",
    "bill_to",
    "issued_at",
    "due_on",
    "days_overdue",
    "currency",
    "total",
    "paid",
    "credited",
    "balance",
    "invoice_id",
)

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins with one of these is computed by spreadsheets instead of shown."""


async def csv_of(
    queries: BillingQueries, wanted: InvoiceFilter, *, company: CompanyId | None, now: datetime
) -> AsyncIterator[str]:
    """The file, page by page: no more than one page of invoices is ever in memory."""
    yield _written([COLUMNS])
    cursor: str | None = None
    while True:
        request = PageRequest.of(limit=LARGEST_PAGE, cursor=cursor, parts=1)
        page = await queries.invoices(wanted, request, company=company)
        yield _written(_row(invoice, now) for invoice in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


def _row(invoice: Invoice, now: datetime) -> tuple[str, ...]:
    address = invoice.bill_to.address
    return (
        invoice.number or "",
        invoice.state.value,
        invoice.order_reference or "",
        str(invoice.company_id),
        safe(address.company or address.recipient),
        invoice.issued_at.isoformat() if invoice.issued_at else "",
        invoice.due_on.isoformat() if invoice.due_on else "",
        str(days_overdue(invoice, now)),
        invoice.currency.value,
        invoice.total.amount,
        invoice.allocated.amount,
        invoice.credited.amount,
        invoice.balance.amount,
        str(invoice.id),
    )


def safe(text: str) -> str:
    """The text as a spreadsheet shows it, whatever a customer wrote into it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _written(rows: Iterable[tuple[str, ...]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
