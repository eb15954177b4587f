"""Invoices and payments over HTTP."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.versions import versioned
from smplat_api.wire import MoneyBody, PageBody
from smplat_core.billing import (
    BillingQueries,
    BillTo,
    Invoice,
    InvoiceFilter,
    InvoiceId,
    InvoiceLine,
    InvoiceState,
    PaymentAllocation,
    PaymentFilter,
    PaymentRecord,
    PaymentSource,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import PageRequest
from smplat_core.orders import OrderId, OrderQueries


@frozen
class InvoiceLineView:
    """One line, as it was sold."""

    line_number: int
    order_item_id: UUID
    sku: str
    label: str
    quantity: int
    unit_price: MoneyBody
    line_total: MoneyBody

    @classmethod
    def of(cls, line: InvoiceLine) -> "InvoiceLineView":
        return cls(
            line_number=line.line_number,
            order_item_id=line.order_item_id,
            sku=line.sku,
            label=line.label,
            quantity=line.quantity,
            unit_price=MoneyBody.of(line.unit_price),
            line_total=MoneyBody.of(line.line_total),
        )


@frozen
class AllocationView:
    """Part of one payment paying for part of one invoice; released ones stay on record."""

    id: UUID
    payment_id: UUID
    invoice_id: UUID
    amount: MoneyBody
    at: datetime
    released_at: datetime | None

    @classmethod
    def of(cls, allocation: PaymentAllocation) -> "AllocationView":
        return cls(
            id=allocation.id,
            payment_id=allocation.payment_id,
            invoice_id=allocation.invoice_id,
            amount=MoneyBody.of(allocation.amount),
            at=allocation.at,
            released_at=allocation.released_at,
        )


@frozen
class BillToView:
    """Whom the invoice is addressed to, as it was when it was drawn up."""

    contact_id: UUID
    recipient: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str | None

    @classmethod
    def of(cls, bill_to: BillTo) -> "BillToView":
        address = bill_to.address
        return cls(
            contact_id=bill_to.contact_id,
            recipient=address.recipient,
            company=address.company,
            line1=address.line1,
            line2=address.line2,
            city=address.city,
            region=address.region,
            postal_code=address.postal_code,
            country=address.country,
            phone=address.phone,
        )


@frozen
class InvoiceView:
    """An invoice with everything that paid it. ``balance`` is what is still owed."""

    id: UUID
    number: str | None
    state: InvoiceState
    order_id: UUID
    order_reference: str
    company_id: UUID
    total: MoneyBody
    allocated: MoneyBody
    balance: MoneyBody
    issued_at: datetime | None
    due_on: date | None
    bill_to: BillToView
    lines: tuple[InvoiceLineView, ...]
    allocations: tuple[AllocationView, ...]
    version: int

    @classmethod
    def of(cls, invoice: Invoice) -> "InvoiceView":
        return cls(
            id=invoice.id,
            number=invoice.number,
            state=invoice.state,
            order_id=invoice.order_id,
            order_reference=invoice.order_reference,
            company_id=invoice.company_id,
            total=MoneyBody.of(invoice.total),
            allocated=MoneyBody.of(invoice.allocated),
            balance=MoneyBody.of(invoice.balance),
            issued_at=invoice.issued_at,
            due_on=invoice.due_on,
            bill_to=BillToView.of(invoice.bill_to),
            lines=tuple(InvoiceLineView.of(line) for line in invoice.lines),
            allocations=tuple(AllocationView.of(each) for each in invoice.allocations),
            version=invoice.version,
        )


@frozen
class PaymentView:
    """Money that came in, what it pays for, and what of it is left."""

    id: UUID
    source: PaymentSource
    reference: str
    order_id: UUID
    company_id: UUID
    amount: MoneyBody
    allocated: MoneyBody
    unallocated: MoneyBody
    received_at: datetime
    allocations: tuple[AllocationView, ...]
    version: int

    @classmethod
    def of(cls, payment: PaymentRecord) -> "PaymentView":
        return cls(
            id=payment.id,
            source=payment.source,
            reference=payment.reference,
            order_id=payment.order_id,
            company_id=payment.company_id,
            amount=MoneyBody.of(payment.amount),
            allocated=MoneyBody.of(payment.allocated),
            unallocated=MoneyBody.of(payment.unallocated),
            received_at=payment.received_at,
            allocations=tuple(AllocationView.of(each) for each in payment.allocations),
            version=payment.version,
        )


class InvoiceController(Controller):
    path = "/invoices"
    tags = ("billing",)

    @get(
        "/", guards=[requires("billing:read")], operation_id="listInvoices", summary="List invoices"
    )
    async def list_invoices(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        invoice_state: Annotated[InvoiceState | None, QueryParameter(name="state")] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[InvoiceView]:
        """Newest first. A company's key sees that company's invoices only."""
        wanted = InvoiceFilter(
            company_id=CompanyId(company_id) if company_id else None,
            order_id=OrderId(order_id) if order_id else None,
            state=invoice_state,
        )
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await billing_queries.invoices(wanted, request, company=caller.company)
        return PageBody.of(page.map(InvoiceView.of))

    @get(
        "/{invoice_id:uuid}",
        guards=[requires("billing:read")],
        operation_id="getInvoice",
        summary="Read an invoice",
    )
    async def read(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        caller: NamedDependency[Caller],
        invoice_id: FromPath[UUID],
    ) -> Response[InvoiceView]:
        """With its lines, balance and everything allocated to it."""
        invoice = await billing_queries.invoice(InvoiceId(invoice_id), company=caller.company)
        return versioned(InvoiceView.of(invoice), version=invoice.version)


class OrderInvoiceController(Controller):
    path = "/orders/{order_id:uuid}/invoices"
    tags = ("billing",)

    @get(
        "/",
        guards=[requires("billing:read")],
        operation_id="listInvoicesOfOrder",
        summary="List the invoices of an order",
    )
    async def list_invoices(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        caller: NamedDependency[Caller],
        order_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[InvoiceView]:
        """Newest first, void ones included; empty until the order is paid. 404 without the order."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        wanted = InvoiceFilter(order_id=order.id)
        page = await billing_queries.invoices(wanted, request, company=caller.company)
        return PageBody.of(page.map(InvoiceView.of))


class PaymentController(Controller):
    path = "/payments"
    tags = ("billing",)

    @get(
        "/", guards=[requires("billing:read")], operation_id="listPayments", summary="List payments"
    )
    async def list_payments(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[PaymentView]:
        """Newest first: money that came in, and what of it pays for nothing yet."""
        wanted = PaymentFilter(
            company_id=CompanyId(company_id) if company_id else None,
            order_id=OrderId(order_id) if order_id else None,
        )
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await billing_queries.payments(wanted, request, company=caller.company)
        return PageBody.of(page.map(PaymentView.of))


ROUTES: Final = (InvoiceController, OrderInvoiceController, PaymentController)
