"""Taking in what a processor sends, before anything is made of it."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.payments.fan_out import FanOutWork, NoTarget, WebhookTarget, forward_request
from smplat_core.payments.model import ProcessorEvent
from smplat_core.payments.ports import MessageVerifier
from smplat_core.payments.requests import process_request
from smplat_core.payments.vocabulary import ProcessorEventId


@frozen
class ReceiveMessage:
    """Keep a message that is proved genuine, once, and have it processed later.

    The answer says whether it is new; a message sent again is kept no second time and changes
    nothing. Targets of the fan-out are owed it in the same unit of work, and told by a job of
    their own: whatever they do, it is kept and processed here. What is not genuine is refused and leaves no trace.
    """

    begin: Begin[FanOutWork]
    clock: Clock
    ids: Ids
    verifier: MessageVerifier
    target: WebhookTarget = NoTarget()  # noqa: RUF009 - a constant

    async def __call__(self, body: bytes, signature: str) -> bool:
        message = self.verifier.verify(body, signature)
        event = ProcessorEvent(
            id=ProcessorEventId(self.ids.new()),
            source=self.verifier.source,
            external_id=message.external_id,
            kind=message.kind,
            payload=message.payload,
            received_at=self.clock.now(),
        )
        async with self.begin() as work:
            is_new = await work.processor_events.receive(event)
            if is_new:
                requests = [process_request(event)]
                if self.target.is_configured:
                    requests += map(forward_request, await work.forwardings.owe(event))
                await work.jobs.enqueue(*requests)
            return is_new
