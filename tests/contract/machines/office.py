"""The buyers of two companies and the office, with a memory for what the processor said."""

from collections.abc import Sequence
from typing import Final

from attrs import Factory, define

from smplat_core.automation import TaskFilter
from smplat_core.billing import InvoiceFilter, PaymentFilter
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import EventSource, ShipmentState, TrackingEvent, TrackingStatus
from smplat_core.kernel import Currency, Money, PageRequest
from smplat_core.legacy import BridgeUnavailable
from smplat_core.orders import NewOrder, OrderLine
from smplat_core.payments import (
    DisputeSaid,
    DisputeStage,
    MoneyFact,
    PaymentFact,
    PaymentFactKind,
    RefundProgress,
)
from smplat_core.pricing import Sku
from tests.builders.customers import a_company, a_contact, an_address
from tests.contract.replay.buyers import COURIER, KINDS, SKUS, one
from tests.contract.replay.office import Office

MOST_ORDERS: Final = 6
"""In one life: few, so that much happens to each."""

COMPANIES: Final[Sequence[CompanyId]] = (a_company(1).id, a_company(2).id)


@define
class Bookkeepers(Office):
    """Each method is one command, which is done or refused as a whole."""

    said: list[PaymentFact | MoneyFact] = Factory(list)
    """By the processor, oldest first."""

    async def place(self, pick: int) -> None:
        if len(self.orders) >= MOST_ORDERS:
            return
        number = 1 + pick % len(COMPANIES)
        lines = tuple(
            OrderLine(sku=Sku(sku), quantity=1 + (pick + place) % 4)
            for place, sku in enumerate(SKUS)
            if pick & (1 << place) or place == pick % len(SKUS)
        )
        order = await self.whole.use_cases.place_order()(
            NewOrder(
                company_id=a_company(number).id,
                billing_contact_id=a_contact(number).id,
                billing_address_id=an_address(number).id,
                currency=Currency.USD,
                lines=lines,
            )
        )
        self.orders.append(order.id)

    # --- the processor -------------------------------------------------------------------

    async def pay(self, pick: int) -> None:
        await self._pay(self._page(pick), None)

    async def pay_wrongly(self, pick: int) -> None:
        """Another amount, or another currency."""
        currency = (Currency.USD, Currency.EUR)[pick % 2]
        await self._pay(self._page(pick // 2), Money.parse("1.00", currency))

    async def _pay(self, page: str, amount: Money | None) -> None:
        payments = self.whole.shape.payments
        await self._hear(payments.fact(page) if self._is_paid(page) else payments.pay(page, amount))

    async def stumble(self, pick: int) -> None:
        """The payment is slow (SEPA), fails, or the page runs out."""
        payments, page = self.whole.shape.payments, self._page(pick // len(KINDS))
        is_paid, kind = self._is_paid(page), KINDS[pick % len(KINDS)]
        await self._hear(payments.fact(page) if is_paid else payments.move(page, kind))

    def _is_paid(self, page: str) -> bool:
        """Then nothing happens on it any more."""
        return self.whole.shape.payments.pages[page].kind is PaymentFactKind.PAID

    async def give_back(self, pick: int) -> None:
        """Somebody refunds on the processor's own screen."""
        payments = self.whole.shape.payments
        made = payments.give_back(f"pi_of_{self._page(pick)}", Money.parse("2.00", Currency.USD))
        await self._hear(payments.progress(made, RefundProgress.SUCCEEDED))

    async def bank(self, pick: int) -> None:
        """A bank says something about a refund, weeks later perhaps."""
        payments = self.whole.shape.payments
        made = one(list(payments.given_back), pick // 3)
        progress = tuple(RefundProgress)[pick % len(RefundProgress)]
        if payments.given_back[made].said.progress is RefundProgress.FAILED:
            progress = RefundProgress.FAILED  # for good
        await self._hear(payments.progress(made, progress))

    async def dispute(self, pick: int) -> None:
        page = self._page(pick // len(DisputeStage))
        said = DisputeSaid(
            id=f"dp_{page}",
            amount=Money.parse("3.00", Currency.USD),
            reason="fraudulent",
            stage=tuple(DisputeStage)[pick % len(DisputeStage)],
        )
        at = self.whole.shape.clock.now()
        await self._hear(MoneyFact(at=at, payment_id=f"pi_of_{page}", dispute=said))

    async def repeat(self, pick: int) -> None:
        """The processor says again what it said before, however long ago."""
        await self._hear(one(self.said, pick))

    async def _hear(self, fact: PaymentFact | MoneyFact) -> None:
        self.said.append(fact)
        await self.whole.use_cases.record_payment_fact()(fact)

    # --- the warehouse -------------------------------------------------------------------

    async def advance(self, pick: int) -> None:
        """A shipment goes on one step."""
        shipment = await self._shipment(pick)
        steps = (ShipmentState.READY, ShipmentState.IN_TRANSIT, ShipmentState.DELIVERED)
        target = steps[min(2, list(ShipmentState).index(shipment.state))]
        await self.whole.use_cases.move_shipment()(shipment.id, target, reason="so be it")

    async def track_unknown(self, pick: int) -> None:
        """A code no table knows: it is written down, and moves nothing."""
        shipment = await self._shipment(pick)
        if shipment.tracking is None:
            return
        event = TrackingEvent(
            courier=COURIER,
            tracking_number=shipment.tracking.number,
            status=TrackingStatus.UNKNOWN,
            code=f"Z{pick}",
            at=self.whole.shape.clock.now(),
        )
        await self.whole.use_cases.record_tracking()([event], source=EventSource.WEBHOOK)
        after = await self.whole.use_cases.shipment_queries().get(shipment.id, company=None)
        assert after.state is shipment.state, f"an unknown code moved it to {after.state}"

    async def outage(self, pick: int) -> None:
        """The legacy system refuses the next calls: few of them, or more than any step endures."""
        gone = [BridgeUnavailable("no answer") for _ in range(pick % 24)]
        self.whole.shape.legacy.failures.extend(gone)

    # --- people --------------------------------------------------------------------------

    async def finish_task(self, pick: int) -> None:
        tasks = await self.whole.use_cases.automation_queries().tasks(
            TaskFilter(), PageRequest(50), company=None
        )
        task = one(tasks.items, pick)
        await self.whole.use_cases.complete_task()(task.id, resolution="done by hand")

    async def settle_account(self, pick: int) -> None:
        """A payment pays all it can of an invoice of the same company."""
        queries = self.whole.use_cases.billing_queries()
        company = one(COMPANIES, pick)
        page = PageRequest(50)
        payments = await queries.payments(PaymentFilter(), page, company=company)
        invoices = await queries.invoices(InvoiceFilter(), page, company=company)
        payment, invoice = one(payments.items, pick // 2), one(invoices.items, pick // 5)
        await self.whole.use_cases.allocate_payment()(payment.id, invoice.id, amount=None)
