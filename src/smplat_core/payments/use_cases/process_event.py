"""Finding out what a kept message means, and doing it."""

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Cause, Clock, acting_as, current_cause
from smplat_core.payments.lifecycle import ProcessorEventState
from smplat_core.payments.model import ProcessorEvent
from smplat_core.payments.ports import FactReader, PaymentsWork
from smplat_core.payments.requests import id_in, process_request
from smplat_core.payments.use_cases.record_payment_fact import RecordPaymentFact
from smplat_core.payments.vocabulary import ProcessorEventId, UnreadableMessage


@frozen
class ProcessProcessorEvent:
    """Turn a message into a payment fact and record it, in the processor's name.

    The message is marked in the same unit of work, so it takes effect once however often the
    job runs. Kinds we have no use for are marked ignored, those about no order of ours
    unmatched; both stay visible and can be requeued.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    reader: FactReader
    record: RecordPaymentFact

    async def __call__(self, run: JobRun) -> None:
        event_id = ProcessorEventId(id_in(run, "processor_event_id"))
        async with self.begin() as work:
            event = await work.processor_events.get(event_id)
            if event.state is not ProcessorEventState.RECEIVED:
                return
            cause = Cause(event.source, current_cause().correlation_id, str(event.id))
            with acting_as(cause):
                await work.processor_events.save(await self._processed(event))

    async def _processed(self, event: ProcessorEvent) -> ProcessorEvent:
        now = self.clock.now()
        try:
            fact = self.reader.read(event.payload)
        except UnreadableMessage as refusal:
            return event.unreadable(refusal.detail, at=now)
        if fact is None:
            return event.ignored(at=now)
        recorded = await self.record(fact)
        return event.settled(
            recorded.outcome,
            order_id=recorded.order.id if recorded.order else None,
            payment_id=recorded.payment.id if recorded.payment else None,
            detail=recorded.detail,
            at=now,
        )


@frozen
class RequeueProcessorEvent:
    """Try a message again that was ignored, unmatched or unreadable; others are refused."""

    begin: Begin[PaymentsWork]

    async def __call__(self, event_id: ProcessorEventId) -> ProcessorEvent:
        async with self.begin() as work:
            event = (await work.processor_events.get(event_id)).requeued()
            await work.processor_events.save(event)
            await work.jobs.enqueue(process_request(event))
            return event
