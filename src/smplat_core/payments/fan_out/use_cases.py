"""Handing messages on, and switching a target."""

from datetime import datetime
from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRequest, JobRun, Later, Queue
from smplat_core.kernel import Begin, Clock, Refusal
from smplat_core.orders import checked_reason
from smplat_core.payments.fan_out.comparison import DIFFERENCES
from smplat_core.payments.fan_out.lifecycle import FanOutState, ForwardingState
from smplat_core.payments.fan_out.model import FanOutTarget, Forwarding, Readiness, wait_after
from smplat_core.payments.fan_out.ports import (
    FanOutQueries,
    FanOutWork,
    ForwardedMessage,
    WebhookTarget,
)
from smplat_core.payments.fan_out.vocabulary import (
    LEGACY,
    FanOutNotConfigured,
    MessageRefused,
    TargetName,
    TargetUnavailable,
)
from smplat_core.payments.vocabulary import ProcessorEventId

FORWARD_OWED: Final = "payments.forward_owed"
WAKE_FAN_OUT: Final = "payments.wake_fan_out"
BATCH: Final = 50


def forward_request(target: TargetName) -> JobRequest:
    """Send the target what it is owed. One run at a time, so that the order is kept."""
    return JobRequest(
        name=FORWARD_OWED,
        queue=Queue.ORDERS,
        payload={"target": target},
        dedupe_key=f"{FORWARD_OWED}:{target}",
    )


@frozen
class ForwardOwed:
    """Hand a target what it is owed, one message after the other, in the order they came.

    A message that is not taken stops those behind it: the run goes to sleep and tries again,
    without end, for an outage must lose nothing. Only a message the target refuses again and
    again is parked. What was taken is noted before the next is sent, so a crash repeats one
    message at most.
    """

    begin: Begin[FanOutWork]
    clock: Clock
    target: WebhookTarget
    """Of ``LEGACY``."""

    async def __call__(self, run: JobRun) -> Later | None:
        name = TargetName(str(run.payload.get("target", LEGACY)))
        if not self.target.is_configured:
            return None
        while owed := await self._owed(name):
            for forwarding, payload in owed:
                wait = await self._forward(forwarding, payload)
                if wait is not None:
                    return Later(wait)
        return None

    async def _owed(self, name: TargetName) -> tuple[tuple[Forwarding, str], ...]:
        async with self.begin() as work:
            target = await work.fan_out_targets.get(name)
            if target.state is not FanOutState.FORWARDING:
                return ()
            return await work.forwardings.next_owed(name, limit=BATCH)

    async def _forward(self, forwarding: Forwarding, payload: str) -> datetime | None:
        """When to try again; ``None`` to go on with the next."""
        message = ForwardedMessage(
            delivery_id=f"{forwarding.target}-{forwarding.processor_event_id}",
            attempt=forwarding.attempts + 1,
            payload=payload,
        )
        try:
            outcome = await self.target.deliver(message)
        except (TargetUnavailable, MessageRefused) as refusal:
            return await self._not_taken(forwarding, refusal)
        async with self.begin() as work:
            at = self.clock.now()
            held = await work.forwardings.get(forwarding.target, forwarding.processor_event_id)
            if held.state is ForwardingState.OWED:
                await work.forwardings.save(held.acknowledged(outcome, at=at))
        return None

    async def _not_taken(self, forwarding: Forwarding, refusal: Refusal) -> datetime | None:
        async with self.begin() as work:
            at = self.clock.now()
            target = await work.fan_out_targets.get(forwarding.target)
            held = await work.forwardings.get(forwarding.target, forwarding.processor_event_id)
            if held.state is not ForwardingState.OWED:
                return None
            if isinstance(refusal, MessageRefused):
                held = held.refused(refusal.detail, at=at)
            else:
                held = held.failed(refusal.detail)
            await work.forwardings.save(held)
            if held.state is ForwardingState.PARKED:
                await work.fan_out_targets.save(target.parked(held, at=at))
                return None
            return at + wait_after(held.attempts)


@frozen
class WakeFanOut:
    """See that somebody sends what is owed, should a message have come while a run was ending.

    Only asks for the run: two that send at the same time could change the order.
    """

    begin: Begin[FanOutWork]
    target: WebhookTarget

    async def __call__(self, _: JobRun) -> None:
        if not self.target.is_configured:
            return
        async with self.begin() as work:
            target = await work.fan_out_targets.get(LEGACY)
            is_on = target.state is FanOutState.FORWARDING
            if is_on and await work.forwardings.next_owed(LEGACY, limit=1):
                await work.jobs.enqueue(forward_request(LEGACY))


@frozen
class StartFanOut:
    """Send a target what it is owed and what comes; ``FanOutNotConfigured`` without an address."""

    begin: Begin[FanOutWork]
    clock: Clock
    target: WebhookTarget

    async def __call__(self, name: TargetName) -> FanOutTarget:
        async with self.begin() as work:
            found = await work.fan_out_targets.get(name)
            if not self.target.is_configured:
                raise FanOutNotConfigured(
                    "set SMPLAT_LEGACY_WEBHOOK_URL and SMPLAT_LEGACY_WEBHOOK_SECRET first"
                )
            started = found.start(at=self.clock.now())
            if started is found:
                return found
            saved = await work.fan_out_targets.save(started)
            await _wake(work, name, self.clock)
            return saved


@frozen
class PauseFanOut:
    """Keep what comes for the target and send nothing until it is started again."""

    begin: Begin[FanOutWork]
    clock: Clock

    async def __call__(self, name: TargetName) -> FanOutTarget:
        async with self.begin() as work:
            found = await work.fan_out_targets.get(name)
            paused = found.pause(at=self.clock.now())
            return found if paused is found else await work.fan_out_targets.save(paused)


@frozen
class CutOver:
    """Work alone from now on; see ``FanOutTarget.cut_over`` for what stands in the way."""

    begin: Begin[FanOutWork]
    clock: Clock
    queries: FanOutQueries

    async def __call__(
        self, name: TargetName, *, accepted_differences: int, reason: str
    ) -> FanOutTarget:
        reason = checked_reason(reason)
        async with self.begin() as work:
            found = await work.fan_out_targets.get(name)
            status = await self.queries.status(name)
            verdicts = await self.queries.verdicts(name)
            readiness = Readiness(
                owed=status.owed,
                parked=status.parked,
                differences=sum(verdicts[verdict] for verdict in DIFFERENCES),
            )
            after = found.cut_over(
                readiness,
                accepted_differences=accepted_differences,
                reason=reason,
                at=self.clock.now(),
            )
            return found if after is found else await work.fan_out_targets.save(after)


@frozen
class RollBack:
    """Tell the target again, and first what came since the cut-over, so that it lacks nothing."""

    begin: Begin[FanOutWork]
    clock: Clock

    async def __call__(self, name: TargetName, *, reason: str) -> FanOutTarget:
        reason = checked_reason(reason)
        async with self.begin() as work:
            found = await work.fan_out_targets.get(name)
            at = self.clock.now()
            after = found.roll_back(owed=0, reason=reason, at=at)
            owed = await work.forwardings.owe_since(name, found.since or at)
            if owed:
                after = found.roll_back(owed=owed, reason=reason, at=at)
            saved = await work.fan_out_targets.save(after)
            await _wake(work, name, self.clock)
            return saved


@frozen
class RetryForwarding:
    """Owe a parked message again; others are refused by their lifecycle."""

    begin: Begin[FanOutWork]
    clock: Clock

    async def __call__(self, name: TargetName, event_id: ProcessorEventId) -> Forwarding:
        async with self.begin() as work:
            await work.fan_out_targets.get(name)
            owed = (await work.forwardings.get(name, event_id)).retry()
            await work.forwardings.save(owed)
            await _wake(work, name, self.clock)
            return owed


@frozen
class SkipForwarding:
    """Leave a message out that the target need not have; those behind it go on."""

    begin: Begin[FanOutWork]
    clock: Clock

    async def __call__(
        self, name: TargetName, event_id: ProcessorEventId, *, reason: str
    ) -> Forwarding:
        reason = checked_reason(reason)
        async with self.begin() as work:
            at = self.clock.now()
            target = await work.fan_out_targets.get(name)
            skipped = (await work.forwardings.get(name, event_id)).skip(at=at)
            await work.forwardings.save(skipped)
            await work.fan_out_targets.save(target.skipped(skipped, reason=reason, at=at))
            await _wake(work, name, self.clock)
            return skipped


async def _wake(work: FanOutWork, name: TargetName, clock: Clock) -> None:
    """Go on now, also where a run sleeps after an outage."""
    (run,) = await work.jobs.enqueue(forward_request(name))
    await work.jobs.hasten(run, now=clock.now())
