"""Payments of an order, giving them back, and how payments go, over HTTP."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.payment_views import ObservabilityView, PaymentView
from smplat_api.versions import expected_version
from smplat_api.wire import LongText, MoneyBody, PageBody
from smplat_core.kernel import Clock, Invalid, Money, PageRequest
from smplat_core.orders import OrderId, OrderQueries
from smplat_core.payments import (
    BadRefundAmount,
    PaymentHealth,
    PaymentQueries,
    ProcessorPaymentId,
    Refund,
    RefundId,
    RefundState,
    RefundWish,
    RequestRefund,
)


@frozen
class RefundBody:
    """What to give back, and why."""

    reason: LongText
    amount: MoneyBody | None = None
    """All that is left of the payment when left out."""
    payment_id: UUID | None = None
    """Which payment, when the order was paid more than once."""

    def to_wish(self, order_id: UUID, caller: Caller, version: int | None) -> RefundWish:
        return RefundWish(
            order_id=OrderId(order_id),
            reason=self.reason,
            amount=self._amount(),
            payment_id=ProcessorPaymentId(self.payment_id) if self.payment_id else None,
            company=caller.company,
            expected_version=version,
        )

    def _amount(self) -> Money | None:
        if self.amount is None:
            return None
        try:
            return self.amount.to_money()
        except Invalid as refusal:
            errors = tuple(error.under("/amount") for error in refusal.errors)
            raise BadRefundAmount(refusal.detail, errors=errors) from None


@frozen
class RefundView:
    """A refund we asked for. What really went back stands at its payment."""

    id: UUID
    order_id: UUID
    payment_id: UUID
    payment_reference: str
    amount: MoneyBody
    reason: str
    state: RefundState
    processor_refund_id: str | None
    failure: str | None
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, refund: Refund) -> "RefundView":
        return cls(
            id=refund.id,
            order_id=refund.order_id,
            payment_id=refund.payment_id,
            payment_reference=refund.reference,
            amount=MoneyBody.of(refund.amount),
            reason=refund.reason,
            state=refund.state,
            processor_refund_id=refund.processor_refund_id,
            failure=refund.failure,
            created_at=refund.created_at,
            ended_at=refund.ended_at,
        )


class RefundController(Controller):
    path = "/orders/{order_id:uuid}"
    tags = ("payments",)

    @post(
        "/refunds",
        guards=[requires("billing:write")],
        operation_id="requestRefund",
        summary="Give money back",
    )
    async def request_refund(
        self,
        request_refund: NamedDependency[SkipValidation[RequestRefund]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        order_id: FromPath[UUID],
        data: JSONBody[RefundBody],
    ) -> RefundView:
        """Keeps the wish and carries it out at the processor at once, in the background.

        Refunds asked for at the same moment never exceed together what was paid less what went
        back: ``payments.refund_exceeds_paid`` names the most that can go. The order's payment
        status moves when the processor has said so.
        """
        wish = data.to_wish(order_id, caller, expected_version(request))
        return RefundView.of(await request_refund(wish))

    @get(
        "/refunds",
        guards=[requires("orders:read")],
        operation_id="listRefunds",
        summary="List the refunds of an order",
    )
    async def list_refunds(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        payment_queries: NamedDependency[SkipValidation[PaymentQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[RefundView]:
        """Those asked for here, newest first; refunds made at the processor stand at the payments."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        page = await payment_queries.refunds(
            order.id,
            PageRequest.of(limit=limit, cursor=cursor, parts=1),
            company=caller.company,
        )
        return PageBody.of(page.map(RefundView.of))

    @get(
        "/refunds/{refund_id:uuid}",
        guards=[requires("orders:read")],
        operation_id="getRefund",
        summary="Show a refund",
    )
    async def get_refund(
        self,
        payment_queries: NamedDependency[SkipValidation[PaymentQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
        refund_id: FromPath[UUID],
    ) -> RefundView:
        """How far it is, and why it failed if it did."""
        refund = await payment_queries.refund(
            OrderId(order_id), RefundId(refund_id), company=caller.company
        )
        return RefundView.of(refund)

    @get(
        "/payments",
        guards=[requires("orders:read")],
        operation_id="listOrderPayments",
        summary="List the payments of an order",
    )
    async def list_payments(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        payment_queries: NamedDependency[SkipValidation[PaymentQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
    ) -> tuple[PaymentView, ...]:
        """Every payment at a processor, right or wrong, oldest first, with what became of it."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        payments = await payment_queries.payments(order.id, company=caller.company)
        return tuple(PaymentView.of(payment) for payment in payments)


class PaymentHealthController(Controller):
    path = "/payments"
    tags = ("payments",)

    @get(
        "/observability",
        guards=[requires("checkout:write")],
        operation_id="observePayments",
        summary="How payments go",
    )
    async def observe(
        self,
        payment_health: NamedDependency[SkipValidation[PaymentHealth]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[SkipValidation[Caller]],
    ) -> ObservabilityView:
        """Counters of the last 24 hours and 7 days, and the latest failures with their reason.

        A company's key sees its own orders alone, and no webhooks. No personal data.
        """
        seen = await payment_health.observe(at=clock.now(), company=caller.company)
        return ObservabilityView.of(seen)


ROUTES: Final = (RefundController, PaymentHealthController)
