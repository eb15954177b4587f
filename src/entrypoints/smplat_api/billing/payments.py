"""Routes of payment records and of what they pay for."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.billing.bodies import AllocationBody, NewPaymentBody
from smplat_api.billing.views import PaymentView, SidesView
from smplat_api.versions import versioned
from smplat_api.wire import PageBody
from smplat_core.billing import (
    AllocatePayment,
    AllocationId,
    BillingQueries,
    InvoiceId,
    PaymentFilter,
    PaymentRecordId,
    RecordPayment,
    ReleaseAllocation,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock, PageRequest
from smplat_core.orders import OrderId


async def _listed(
    queries: BillingQueries,
    caller: Caller,
    *,
    company_id: UUID | None,
    order_id: UUID | None,
    limit: int | None,
    cursor: str | None,
) -> PageBody[PaymentView]:
    wanted = PaymentFilter(
        company_id=CompanyId(company_id) if company_id else None,
        order_id=OrderId(order_id) if order_id else None,
    )
    request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
    page = await queries.payments(wanted, request, company=caller.company)
    return PageBody.of(page.map(PaymentView.of))


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
        """The first name of ``/payment-records``, kept for those who use it."""
        return await _listed(
            billing_queries,
            caller,
            company_id=company_id,
            order_id=order_id,
            limit=limit,
            cursor=cursor,
        )


class PaymentRecordController(Controller):
    path = "/payment-records"
    tags = ("billing",)

    @get(
        "/",
        guards=[requires("billing:read")],
        operation_id="listPaymentRecords",
        summary="List payment records",
    )
    async def list_records(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[PaymentView]:
        """Newest first: money that came in, what it pays for, what went back and what is left."""
        return await _listed(
            billing_queries,
            caller,
            company_id=company_id,
            order_id=order_id,
            limit=limit,
            cursor=cursor,
        )

    @post(
        "/",
        guards=[requires("billing:write")],
        operation_id="recordPayment",
        summary="Record a payment",
    )
    async def record(
        self,
        record_payment: NamedDependency[SkipValidation[RecordPayment]],
        caller: NamedDependency[Caller],
        data: JSONBody[NewPaymentBody],
    ) -> Response[PaymentView]:
        """Money that arrived past the processor: a bank transfer, a check, cash. It pays for
        nothing before it is allocated. Two payments recorded by hand never share a reference.
        """
        payment = await record_payment(data.to_payment(), company=caller.company)
        return versioned(PaymentView.of(payment), version=payment.version, status_code=201)

    @get(
        "/{payment_id:uuid}",
        guards=[requires("billing:read")],
        operation_id="getPaymentRecord",
        summary="Read a payment record",
    )
    async def read(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        caller: NamedDependency[Caller],
        payment_id: FromPath[UUID],
    ) -> Response[PaymentView]:
        """With its disputes and everything it was ever allocated to."""
        payment = await billing_queries.payment(PaymentRecordId(payment_id), company=caller.company)
        return versioned(PaymentView.of(payment), version=payment.version)

    @post(
        "/{payment_id:uuid}/allocations",
        guards=[requires("billing:write")],
        operation_id="allocatePayment",
        summary="Let a payment pay an invoice",
    )
    async def allocate(
        self,
        allocate_payment: NamedDependency[SkipValidation[AllocatePayment]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        payment_id: FromPath[UUID],
        data: JSONBody[AllocationBody],
    ) -> SidesView:
        """One payment may pay many invoices of its company and currency, and many payments one
        invoice. An invoice that is paid by it makes its order paid.
        """
        payment, invoice = await allocate_payment(
            PaymentRecordId(payment_id),
            InvoiceId(data.invoice_id),
            amount=data.amount.to_money() if data.amount else None,
            company=caller.company,
        )
        return SidesView.of(payment, invoice, now=clock.now())

    @delete(
        "/{payment_id:uuid}/allocations/{allocation_id:uuid}",
        guards=[requires("billing:write")],
        status_code=200,
        operation_id="releaseAllocation",
        summary="Take an allocation back",
    )
    async def release(
        self,
        release_allocation: NamedDependency[SkipValidation[ReleaseAllocation]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        payment_id: FromPath[UUID],
        allocation_id: FromPath[UUID],
    ) -> SidesView:
        """The invoice owes it again, and the payment may pay for something else. It stays on
        record as released.
        """
        payment, invoice = await release_allocation(
            PaymentRecordId(payment_id), AllocationId(allocation_id), company=caller.company
        )
        return SidesView.of(payment, invoice, now=clock.now())
