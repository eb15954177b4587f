"""What screens read about payments, one statement each."""

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutSession,
    PaymentQueries,
    ProcessorEvent,
    ProcessorEventState,
    ProcessorPayment,
    Refund,
    RefundId,
    RefundNotFound,
)
from smplat_postgres.payments.events import to_event
from smplat_postgres.payments.payments import to_payment
from smplat_postgres.payments.refunds import to_refund
from smplat_postgres.payments.sessions import to_session
from smplat_postgres.tables.payments import (
    CheckoutSessionRow,
    ProcessorEventRow,
    ProcessorPaymentRow,
    RefundRow,
)


class PostgresPaymentQueries(PaymentQueries):
    async def sessions(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[CheckoutSession, ...]:
        rows = await CheckoutSessionRow.raw(
            "select * from checkout_sessions where order_id = {}"
            " and ({}::uuid is null or company_id = {}) order by attempt desc",
            *(order_id, company, company),
        )
        return tuple(to_session(row) for row in rows)

    async def session_at(self, processor_session_id: str) -> CheckoutSession | None:
        rows = await CheckoutSessionRow.raw(
            "select * from checkout_sessions where processor_session_id = {}",
            processor_session_id,
        )
        return to_session(rows[0]) if rows else None

    async def processor_events(
        self, page: PageRequest, *, state: ProcessorEventState | None, order_id: OrderId | None
    ) -> Page[ProcessorEvent]:
        conditions = (
            ("state = {}", state and state.value),
            ("order_id = {}", order_id),
            ("id < {}", page.last_id()),
        )
        used = [(text, value) for text, value in conditions if value is not None]
        where = " and ".join(text for text, _ in used) or "true"
        rows = await ProcessorEventRow.raw(
            f"select * from processor_events where {where} order by id desc limit {{}}",  # noqa: S608 - our own conditions
            *(value for _, value in used),
            page.limit + 1,
        )
        return Page.cut([to_event(row) for row in rows], page.limit, lambda row: (str(row.id),))

    async def payments(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[ProcessorPayment, ...]:
        rows = await ProcessorPaymentRow.raw(
            "select * from processor_payments where order_id = {}"
            " and ({}::uuid is null or company_id = {}) order by created_at, id",
            *(order_id, company, company),
        )
        return tuple(to_payment(row) for row in rows)

    async def refunds(
        self, order_id: OrderId, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Refund]:
        rows = await RefundRow.raw(
            "select * from refunds where order_id = {} and ({}::uuid is null or company_id = {})"
            " and ({}::uuid is null or id < {}) order by id desc limit {}",
            *(order_id, company, company, page.last_id(), page.last_id(), page.limit + 1),
        )
        return Page.cut([to_refund(row) for row in rows], page.limit, lambda row: (str(row.id),))

    async def refund(
        self, order_id: OrderId, refund_id: RefundId, *, company: CompanyId | None
    ) -> Refund:
        rows = await RefundRow.raw(
            "select * from refunds where id = {} and order_id = {}"
            " and ({}::uuid is null or company_id = {})",
            *(refund_id, order_id, company, company),
        )
        if not rows:
            raise RefundNotFound(f"order {order_id} has no refund {refund_id}")
        return to_refund(rows[0])
