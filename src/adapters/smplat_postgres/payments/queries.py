"""What screens read about payments, one statement each."""

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutSession,
    PaymentQueries,
    ProcessorEvent,
    ProcessorEventState,
)
from smplat_postgres.payments.events import to_event
from smplat_postgres.payments.sessions import to_session
from smplat_postgres.tables.payments import CheckoutSessionRow, ProcessorEventRow


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
