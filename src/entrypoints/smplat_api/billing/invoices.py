"""Routes of invoices."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream

from smplat_api.access import Caller, requires
from smplat_api.billing.bodies import CreditBody, InvoicePatch, InvoiceReasonBody, NewInvoiceBody
from smplat_api.billing.export import csv_of
from smplat_api.billing.views import InvoiceView, ReissueView
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.billing import (
    BillingQueries,
    CreditInvoice,
    DraftInvoice,
    DraftInvoiceOfOrder,
    EditDraft,
    Invoice,
    InvoiceFilter,
    InvoiceId,
    InvoiceState,
    IssueInvoice,
    ReissueInvoice,
    VoidInvoice,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock, EventLogQueries, PageRequest
from smplat_core.orders import OrderId

CSV = "text/csv"


def _shown(invoice: Invoice, clock: Clock, *, status_code: int = 200) -> Response[InvoiceView]:
    view = InvoiceView.of(invoice, now=clock.now())
    return versioned(view, version=invoice.version, status_code=status_code)


def _filter(
    clock: Clock,
    *,
    company_id: UUID | None,
    order_id: UUID | None,
    state: InvoiceState | None,
    number: str | None,
    is_overdue: bool | None,
    due_from: date | None,
    due_before: date | None,
) -> InvoiceFilter:
    return InvoiceFilter(
        company_id=CompanyId(company_id) if company_id else None,
        order_id=OrderId(order_id) if order_id else None,
        state=state,
        number=number,
        overdue_at=clock.now() if is_overdue else None,
        due_from=due_from,
        due_before=due_before,
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
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        invoice_state: Annotated[InvoiceState | None, QueryParameter(name="state")] = None,
        number: FromQuery[str | None] = None,
        overdue: FromQuery[bool | None] = None,
        due_from: FromQuery[date | None] = None,
        due_before: FromQuery[date | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[InvoiceView]:
        """Newest first. ``number`` matches the beginning; ``overdue=true`` shows what is late now.
        A company's key sees that company's invoices only.
        """
        wanted = _filter(
            clock,
            company_id=company_id,
            order_id=order_id,
            state=invoice_state,
            number=number,
            is_overdue=overdue,
            due_from=due_from,
            due_before=due_before,
        )
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await billing_queries.invoices(wanted, request, company=caller.company)
        now = clock.now()
        return PageBody.of(page.map(lambda invoice: InvoiceView.of(invoice, now=now)))

    @get(
        "/export.csv",
        guards=[requires("billing:read")],
        operation_id="exportInvoices",
        summary="The list of invoices as a file",
        media_type=CSV,
    )
    async def export(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        invoice_state: Annotated[InvoiceState | None, QueryParameter(name="state")] = None,
        number: FromQuery[str | None] = None,
        overdue: FromQuery[bool | None] = None,
        due_from: FromQuery[date | None] = None,
        due_before: FromQuery[date | None] = None,
    ) -> Stream:
        """All that the list shows with the same filters, newest first, however many there are.

        Texts that a spreadsheet would take for a formula begin with an apostrophe.
        """
        wanted = _filter(
            clock,
            company_id=company_id,
            order_id=order_id,
            state=invoice_state,
            number=number,
            is_overdue=overdue,
            due_from=due_from,
            due_before=due_before,
        )
        rows = csv_of(billing_queries, wanted, company=caller.company, now=clock.now())
        name = 'attachment; filename="invoices.csv"'
        return Stream(rows, media_type=CSV, headers={"Content-Disposition": name})

    @post(
        "/",
        guards=[requires("billing:write")],
        operation_id="draftInvoice",
        summary="Begin an invoice",
    )
    async def draft(
        self,
        draft_invoice: NamedDependency[SkipValidation[DraftInvoice]],
        draft_invoice_of_order: NamedDependency[SkipValidation[DraftInvoiceOfOrder]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        data: JSONBody[NewInvoiceBody],
    ) -> Response[InvoiceView]:
        """For all items of an order, with lines that add to them or take off; or for a company,
        of free lines alone. An order has one invoice that is not void.
        """
        of_order = data.of_order(caller)
        if of_order is not None:
            return _shown(await draft_invoice_of_order(of_order), clock, status_code=201)
        return _shown(await draft_invoice(data.without_order(caller)), clock, status_code=201)

    @get(
        "/{invoice_id:uuid}",
        guards=[requires("billing:read")],
        operation_id="getInvoice",
        summary="Read an invoice",
    )
    async def read(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        invoice_id: FromPath[UUID],
    ) -> Response[InvoiceView]:
        """With its lines, balance, credit notes and everything allocated to it."""
        invoice = await billing_queries.invoice(InvoiceId(invoice_id), company=caller.company)
        return _shown(invoice, clock)

    @patch(
        "/{invoice_id:uuid}",
        guards=[requires("billing:write")],
        operation_id="editDraftInvoice",
        summary="Edit a draft",
    )
    async def edit(
        self,
        edit_draft: NamedDependency[SkipValidation[EditDraft]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        invoice_id: FromPath[UUID],
        data: JSONBody[InvoicePatch],
    ) -> Response[InvoiceView]:
        """Free lines, terms and address. The order's own lines never change, nor anything once it
        is issued.
        """
        invoice = await edit_draft(
            InvoiceId(invoice_id),
            data.to_wording(),
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _shown(invoice, clock)

    @post(
        "/{invoice_id:uuid}/issue",
        guards=[requires("billing:write")],
        status_code=200,
        operation_id="issueInvoice",
        summary="Issue an invoice",
    )
    async def issue(
        self,
        issue_invoice: NamedDependency[SkipValidation[IssueInvoice]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        invoice_id: FromPath[UUID],
    ) -> Response[InvoiceView]:
        """Give it its number and due date, and freeze it. What was received for its order by the
        processor pays it at once.
        """
        invoice = await issue_invoice(
            InvoiceId(invoice_id),
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _shown(invoice, clock)

    @post(
        "/{invoice_id:uuid}/void",
        guards=[requires("billing:write")],
        status_code=200,
        operation_id="voidInvoice",
        summary="Void an invoice",
    )
    async def void(
        self,
        void_invoice: NamedDependency[SkipValidation[VoidInvoice]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        invoice_id: FromPath[UUID],
        data: JSONBody[InvoiceReasonBody],
    ) -> Response[InvoiceView]:
        """It counts no more, and its number stays used. Not while anything is allocated to it, and
        never once it is paid.
        """
        invoice = await void_invoice(
            InvoiceId(invoice_id),
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _shown(invoice, clock)

    @post(
        "/{invoice_id:uuid}/reissue",
        guards=[requires("billing:write")],
        operation_id="reissueInvoice",
        summary="Void an invoice and begin another",
    )
    async def reissue(
        self,
        reissue_invoice: NamedDependency[SkipValidation[ReissueInvoice]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        invoice_id: FromPath[UUID],
        data: JSONBody[InvoiceReasonBody],
    ) -> ReissueView:
        """The new one is a draft with the same lines; each names the other."""
        old, new = await reissue_invoice(
            InvoiceId(invoice_id),
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        now = clock.now()
        return ReissueView(InvoiceView.of(old, now=now), InvoiceView.of(new, now=now))

    @post(
        "/{invoice_id:uuid}/credit-notes",
        guards=[requires("billing:write")],
        operation_id="creditInvoice",
        summary="Issue a credit note",
    )
    async def credit(
        self,
        credit_invoice: NamedDependency[SkipValidation[CreditInvoice]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        invoice_id: FromPath[UUID],
        data: JSONBody[CreditBody],
    ) -> Response[InvoiceView]:
        """Part of the invoice is not owed after all. What was paid too much then is unallocated on
        its payments, to be used elsewhere or given back.
        """
        invoice = await credit_invoice(
            InvoiceId(invoice_id),
            amount=data.amount.to_money(),
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _shown(invoice, clock, status_code=201)

    @get(
        "/{invoice_id:uuid}/timeline",
        guards=[requires("billing:read")],
        operation_id="getInvoiceTimeline",
        summary="Everything that happened to an invoice",
    )
    async def timeline(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[Caller],
        invoice_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: the invoice, its credit notes and the money that was moved to and from it,
        with who acted.
        """
        invoice = await billing_queries.invoice(InvoiceId(invoice_id), company=caller.company)
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await event_log_queries.timeline(invoice.id, page)).map(EventView.of))
