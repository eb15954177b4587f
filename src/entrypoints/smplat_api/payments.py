"""Checkout over HTTP, and what processors sent."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.described import ANYONE
from smplat_api.framing import PUBLIC
from smplat_api.idempotency import OPT, RECORDED
from smplat_api.versions import expected_version
from smplat_api.wire import MoneyBody, PageBody
from smplat_core.kernel import PageRequest
from smplat_core.orders import OrderId, OrderQueries, OrderStatus, PaymentStatus
from smplat_core.payments import (
    CheckoutSession,
    CheckoutState,
    CheckoutWish,
    Pages,
    PaymentQueries,
    ProcessorEvent,
    ProcessorEventId,
    ProcessorEventState,
    RegenerateCheckout,
    RequeueProcessorEvent,
    Returned,
    SendCheckout,
    SettleReturn,
)

Address = Annotated[str | None, msgspec.Meta(examples=["https://shop.example/thanks"])]


@frozen
class CheckoutBody:
    """Where the buyer goes afterwards; pages of this API when left out.

    ``{CHECKOUT_SESSION_ID}`` in the success address becomes the processor's id of the session.
    """

    success_url: Address = None
    cancel_url: Address = None

    def to_pages(self, usual: Pages) -> Pages:
        return Pages(
            success_url=usual.success_url if self.success_url is None else self.success_url,
            cancel_url=usual.cancel_url if self.cancel_url is None else self.cancel_url,
        )


@frozen
class CheckoutSessionView:
    """A payment page of an order. Send the buyer to ``url`` while the state is open."""

    id: UUID
    order_id: UUID
    attempt: int
    state: CheckoutState
    amount: MoneyBody
    url: str | None
    processor_session_id: str | None
    payment_id: str | None
    failure: str | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, session: CheckoutSession) -> "CheckoutSessionView":
        return cls(
            id=session.id,
            order_id=session.order_id,
            attempt=session.attempt,
            state=session.state,
            amount=MoneyBody.of(session.amount),
            url=session.url if session.state is CheckoutState.OPEN else None,
            processor_session_id=session.processor_session_id,
            payment_id=session.payment_id,
            failure=session.failure,
            created_at=session.created_at,
            expires_at=session.expires_at,
            ended_at=session.ended_at,
        )


def _told_again(caller: Caller, request: Request[Any, Any, Any]) -> str | None:
    """What tells this wish from every other, when the caller said so."""
    key = request.headers.get("idempotency-key")
    return f"{caller.key_id}/{key}" if key else None


class CheckoutController(Controller):
    path = "/orders/{order_id:uuid}"
    tags = ("payments",)

    @post(
        "/send-checkout",
        guards=[requires("checkout:write")],
        opt={OPT: RECORDED},
        status_code=200,
        operation_id="sendCheckout",
        summary="Let the buyer pay",
    )
    async def send(
        self,
        send_checkout: NamedDependency[SkipValidation[SendCheckout]],
        checkout_pages: NamedDependency[SkipValidation[Pages]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        order_id: FromPath[UUID],
        data: JSONBody[CheckoutBody],
    ) -> CheckoutSessionView:
        """Opens a payment page, once the price of every line stands at Stripe as it does here.

        While a page is open, calling again answers with the same page. When Stripe does not
        answer (503), the intent is kept: calling again, or the reconciler, finishes it.
        """
        session = await send_checkout(
            CheckoutWish(
                order_id=OrderId(order_id),
                pages=data.to_pages(checkout_pages),
                company=caller.company,
                expected_version=expected_version(request),
            )
        )
        return CheckoutSessionView.of(session)

    @post(
        "/checkout/regenerate",
        guards=[requires("checkout:write")],
        opt={OPT: RECORDED},
        status_code=200,
        operation_id="regenerateCheckout",
        summary="Replace the payment page",
    )
    async def regenerate(
        self,
        regenerate_checkout: NamedDependency[SkipValidation[RegenerateCheckout]],
        checkout_pages: NamedDependency[SkipValidation[Pages]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        order_id: FromPath[UUID],
        data: JSONBody[CheckoutBody],
    ) -> CheckoutSessionView:
        """A new page after one expired or failed, or instead of an open one.

        The old page is closed first; should it have been paid, there is no new one. With an
        ``Idempotency-Key``, asking again has the same page even after a crash in between.
        """
        session = await regenerate_checkout(
            CheckoutWish(
                order_id=OrderId(order_id),
                pages=data.to_pages(checkout_pages),
                company=caller.company,
                expected_version=expected_version(request),
                key=_told_again(caller, request),
            )
        )
        return CheckoutSessionView.of(session)

    @get(
        "/checkout-sessions",
        guards=[requires("orders:read")],
        operation_id="listCheckoutSessions",
        summary="List the payment pages of an order",
    )
    async def list_sessions(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        payment_queries: NamedDependency[SkipValidation[PaymentQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
    ) -> tuple[CheckoutSessionView, ...]:
        """Newest first, with how each ended. 404 without the order."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        sessions = await payment_queries.sessions(order.id, company=caller.company)
        return tuple(CheckoutSessionView.of(session) for session in sessions)


@frozen
class ReturnView:
    """What a buyer who comes back is told."""

    order_reference: str
    status: OrderStatus
    payment_status: PaymentStatus
    total: MoneyBody
    message: str

    @classmethod
    def of(cls, returned: Returned) -> "ReturnView":
        order = returned.order
        return cls(
            order_reference=order.reference,
            status=order.status,
            payment_status=order.payment_status,
            total=MoneyBody.of(order.total),
            message=MESSAGES[order.payment_status],
        )


MESSAGES: Final = {
    PaymentStatus.UNPAID: "Nothing has been paid yet.",
    PaymentStatus.CHECKOUT_SENT: "Nothing has been paid yet.",
    PaymentStatus.PAYMENT_PROCESSING: "Your bank is working on the payment.",
    PaymentStatus.PAID: "Thank you, the payment has arrived.",
    PaymentStatus.PAYMENT_FAILED: "The payment failed; nothing was charged.",
    PaymentStatus.CHECKOUT_EXPIRED: "The payment page has expired; nothing was charged.",
    PaymentStatus.PARTIALLY_REFUNDED: "Part of the payment was given back.",
    PaymentStatus.REFUNDED: "The payment was given back.",
}


@frozen
class CanceledView:
    message: str


class ReturnController(Controller):
    path = "/checkout"
    tags = ("payments",)

    @get(
        "/return",
        opt={PUBLIC: True},
        security=ANYONE,
        operation_id="returnFromCheckout",
        summary="A buyer comes back from the payment page",
    )
    async def come_back(
        self,
        settle_return: NamedDependency[SkipValidation[SettleReturn]],
        session_id: FromQuery[Annotated[str, msgspec.Meta(max_length=255)]],
    ) -> ReturnView:
        """Asks the processor how it went and says so. Needs no key: the id is not guessable."""
        return ReturnView.of(await settle_return(session_id))

    @get(
        "/canceled",
        opt={PUBLIC: True},
        security=ANYONE,
        operation_id="leaveCheckout",
        summary="A buyer leaves the payment page",
    )
    async def leave(self) -> CanceledView:
        """Nothing happened: the page stays open until it expires."""
        return CanceledView("Nothing was charged. The payment page stays open for a while.")


@frozen
class ProcessorEventView:
    """A message of a processor and what became of it. The payload stays in the house."""

    id: UUID
    source: str
    external_id: str
    kind: str
    state: ProcessorEventState
    detail: str
    order_id: UUID | None
    payment_id: UUID | None
    deliveries: int
    """How often it was sent; only the first counted."""
    received_at: datetime
    processed_at: datetime | None

    @classmethod
    def of(cls, event: ProcessorEvent) -> "ProcessorEventView":
        return cls(
            id=event.id,
            source=event.source,
            external_id=event.external_id,
            kind=event.kind,
            state=event.state,
            detail=event.detail,
            order_id=event.order_id,
            payment_id=event.payment_id,
            deliveries=event.deliveries,
            received_at=event.received_at,
            processed_at=event.processed_at,
        )


class ProcessorEventController(Controller):
    path = "/processor-events"
    tags = ("payments",)

    @get(
        "/",
        guards=[requires("ops:read")],
        operation_id="listProcessorEvents",
        summary="List what processors sent",
    )
    async def list_events(
        self,
        payment_queries: NamedDependency[SkipValidation[PaymentQueries]],
        event_state: FromQuery[ProcessorEventState | None] = None,
        order_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ProcessorEventView]:
        """Newest first; ``unmatched``, ``ignored`` and ``mismatched`` want a look.

        What is unmatched is kept with its payment, and takes effect when that is known.
        """
        page = await payment_queries.processor_events(
            PageRequest.of(limit=limit, cursor=cursor, parts=1),
            state=event_state,
            order_id=OrderId(order_id) if order_id else None,
        )
        return PageBody.of(page.map(ProcessorEventView.of))

    @post(
        "/{event_id:uuid}/requeue",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="requeueProcessorEvent",
        summary="Process a message again",
    )
    async def requeue(
        self,
        requeue_processor_event: NamedDependency[SkipValidation[RequeueProcessorEvent]],
        event_id: FromPath[UUID],
    ) -> ProcessorEventView:
        """For messages that were ignored, unmatched or unreadable; others are refused."""
        return ProcessorEventView.of(await requeue_processor_event(ProcessorEventId(event_id)))


ROUTES: Final = (CheckoutController, ReturnController, ProcessorEventController)
