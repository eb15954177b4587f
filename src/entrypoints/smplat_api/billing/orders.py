"""What billing says of one order."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.billing.views import InvoiceView, OrderBalanceView
from smplat_api.wire import PageBody
from smplat_core.billing import BillingQueries, InvoiceFilter
from smplat_core.kernel import Clock, PageRequest
from smplat_core.orders import OrderId, OrderQueries


class OrderBillingController(Controller):
    path = "/orders/{order_id:uuid}"
    tags = ("billing",)

    @get(
        "/invoices",
        guards=[requires("billing:read")],
        operation_id="listInvoicesOfOrder",
        summary="List the invoices of an order",
    )
    async def list_invoices(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[Caller],
        order_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[InvoiceView]:
        """Newest first, void ones included; empty until the order is billed. 404 without the order."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        wanted = InvoiceFilter(order_id=order.id)
        page = await billing_queries.invoices(wanted, request, company=caller.company)
        now = clock.now()
        return PageBody.of(page.map(lambda invoice: InvoiceView.of(invoice, now=now)))

    @get(
        "/balance",
        guards=[requires("billing:read")],
        operation_id="getOrderBalance",
        summary="What became of an order's money",
    )
    async def balance(
        self,
        billing_queries: NamedDependency[SkipValidation[BillingQueries]],
        caller: NamedDependency[Caller],
        order_id: FromPath[UUID],
    ) -> OrderBalanceView:
        """Invoiced, paid, credited, given back, and what is still owed: of its invoice, or of the
        order's total while it has none.
        """
        found = await billing_queries.order_balance(OrderId(order_id), company=caller.company)
        return OrderBalanceView.of(found)
