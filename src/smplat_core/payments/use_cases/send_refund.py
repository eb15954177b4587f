"""Carrying refunds out at the processor, and looking after those it did not answer."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock
from smplat_core.payments.lifecycle import RefundState
from smplat_core.payments.ports import DueRefunds, PaymentProcessor, PaymentsWork
from smplat_core.payments.refund import Refund, RefundIntent
from smplat_core.payments.requests import id_in, send_refund_request
from smplat_core.payments.use_cases.record_payment_fact import RecordPaymentFact
from smplat_core.payments.vocabulary import RefundId, RefundNotFound, RefundRefused

SILENCE: Final = timedelta(minutes=10)
"""A refund nobody told us about for this long is asked for."""

BATCH: Final = 100


@frozen
class SendRefund:
    """Ask the processor for one refund, and settle what it answers.

    Repeated, by a retry or the reconciler, it makes no second refund. ``ProcessorUnavailable``
    leaves the intent as it is; a refusal ends it.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    processor: PaymentProcessor
    record: RecordPaymentFact

    async def __call__(self, run: JobRun) -> None:
        refund_id = RefundId(id_in(run, "refund_id"))
        intent = await self._intent(refund_id)
        if intent is None:
            return
        try:
            fact = await self.processor.refund(intent)
        except RefundRefused as refusal:
            await self._end(refund_id, refusal.detail)
            return
        await self.record(fact)
        if all(said.refund_id != refund_id for said in fact.refunds):
            await self._end(refund_id, None)

    async def _intent(self, refund_id: RefundId) -> RefundIntent | None:
        async with self.begin() as work:
            refund = await _held(work, refund_id)
            if refund.state is not RefundState.REQUESTED:
                return None
            payments = await work.processor_payments.of_order(refund.order_id)
            payment = next(one for one in payments if one.id == refund.payment_id)
            return refund.intent(payment, at=self.clock.now())

    async def _end(self, refund_id: RefundId, failure: str | None) -> None:
        """Refused, or overtaken by refunds made elsewhere."""
        async with self.begin() as work:
            refund = await _held(work, refund_id)
            if refund.state is not RefundState.REQUESTED:
                return
            now = self.clock.now()
            ended = refund.overtaken(at=now) if failure is None else refund.refused(failure, at=now)
            await work.refunds.save(ended)


async def _held(work: PaymentsWork, refund_id: RefundId) -> Refund:
    order_id = await work.refunds.owner(refund_id)
    if order_id is None:
        raise RefundNotFound(f"no refund {refund_id}")
    await work.orders.get(order_id)
    return await work.refunds.get(refund_id)


@frozen
class ReconcileRefunds:
    """Look after refunds nobody told us about: send again what may have got lost, ask for the rest."""

    begin: Begin[PaymentsWork]
    clock: Clock
    due: DueRefunds
    processor: PaymentProcessor
    record: RecordPaymentFact

    async def __call__(self, run: JobRun) -> None:
        del run
        silent_since = self.clock.now() - SILENCE
        for refund in await self.due.not_ended_since(silent_since, limit=BATCH):
            if refund.processor_refund_id is None:
                async with self.begin() as work:
                    await work.jobs.enqueue(send_refund_request(refund))
            else:
                await self.record(await self.processor.read_refund(refund.processor_refund_id))
