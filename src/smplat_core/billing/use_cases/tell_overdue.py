"""Telling, day by day, who is late."""

from datetime import UTC, datetime
from typing import Final

from attrs import frozen

from smplat_core.billing.holding import invoice_for_change
from smplat_core.billing.lateness import days_overdue, reminder_due
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.vocabulary import InvoiceId
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock

TELL_OVERDUE: Final = "billing.tell_overdue"
BATCH: Final = 200


@frozen
class TellOverdue:
    """Tell ``invoice.overdue`` of every invoice that reached a step, once per round and step.

    Each invoice is a unit of work of its own, looked at again once it is held; killed
    anywhere, the next run goes on where this one stopped.
    """

    begin: Begin[BillingWork]
    clock: Clock
    batch: int = BATCH

    async def __call__(self, run: JobRun) -> None:
        del run
        now = self.clock.now()
        while True:
            async with self.begin() as work:
                due = await work.invoices.to_remind(now.astimezone(UTC).date(), limit=self.batch)
            for invoice_id in due:
                await self._tell(invoice_id, now)
            if len(due) < self.batch:
                return

    async def _tell(self, invoice_id: InvoiceId, now: datetime) -> None:
        async with self.begin() as work:
            invoice = await invoice_for_change(work, invoice_id, company=None)
            reminder = reminder_due(invoice, now)
            if reminder is not None:
                late = days_overdue(invoice, now)
                told = invoice.reminded_of(reminder, days_overdue=late, at=now)
                await work.invoices.save(told)
