"""Carrying out one attempt at a step."""

from asyncio import timeout
from datetime import datetime, timedelta
from uuid import UUID

from attrs import frozen

from smplat_core.automation.handing_over import handovers
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.payloads import operands
from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.use_cases.consequences import keep
from smplat_core.automation.vocabulary import AutomationStepId
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, Ids, NotFound, Refusal, current_cause
from smplat_core.legacy import (
    BridgeOpen,
    Holder,
    LegacyBridge,
    LegacyId,
    LegacyOperation,
    OperationRefused,
    hand_over,
)

LONGEST_ERROR = 2_000
WORKER_DIED = "the worker died during the last attempt; whether it was done is not known"
OUTAGE_TOO_LONG = "the legacy system could not be asked for"


@frozen
class Attempt:
    """An attempt that was written down as begun, and what to ask the legacy system for."""

    step: AutomationStep
    config: ScenarioConfig
    operation: LegacyOperation
    holder: Holder


@frozen
class Done:
    operation_id: str
    devices: tuple[LegacyId, ...]


@frozen
class Failed:
    """Another attempt may succeed."""

    error: str


@frozen
class Refused:
    """No attempt will ever succeed."""

    error: str


@frozen
class NotAsked:
    """The breaker is open: nothing was attempted."""

    error: str
    retry_after: timedelta


Outcome = Done | Failed | Refused | NotAsked


@frozen
class RunStep:
    """The handler of ``automation.run_step``: begin, call the legacy system, settle.

    Every failure of the call counts as an attempt and is settled here, so that the step and not
    the job decides what comes next. A worker that dies during the call leaves the attempt
    begun: the job comes back to it, and the idempotency key keeps the effect single.
    """

    begin: Begin[AutomationWork]
    bridge: LegacyBridge
    clock: Clock
    ids: Ids

    async def __call__(self, run: JobRun) -> None:
        """Does nothing when the step is settled, not due, or in another worker's hands."""
        attempt = await self._start(run)
        if attempt is not None:
            await self._settle(attempt, await self._perform(attempt))

    async def _start(self, run: JobRun) -> Attempt | None:
        now = self.clock.now()
        async with self.begin() as work:
            step = await work.automation_steps.get(
                AutomationStepId(UUID(str(run.payload["step_id"])))
            )
            config = await work.scenario_configs.get(step.scenario)
            if not step.may_start(run.id, timeout=config.timeout, at=now):
                return None
            if step.is_spent:
                await keep(work, step.fail(WORKER_DIED, at=now), ids=self.ids, at=now)
                return None
            started = step.start(config, job_id=run.id, at=now)
            try:
                company = await work.companies.get(step.company_id)
                mirror = await work.company_mirrors.get(company.company_mirror_id)
            except NotFound as refusal:
                await keep(work, started.fail(_told(refusal), at=now), ids=self.ids, at=now)
                return None
            operation = LegacyOperation(
                name=config.operation,
                payload={
                    "company": mirror.legacy_id,
                    "shipment_item": str(step.shipment_item_id),
                    "sku": step.sku,
                    "quantity": step.quantity,
                    **operands(step.payload),
                },
                idempotency_key=step.idempotency_key,
                correlation_id=current_cause().correlation_id,
                timelines=(step.id, step.shipment_id, step.order_id),
            )
            holder = Holder(
                company=mirror.legacy_id,
                company_id=company.id,
                order_id=step.order_id,
                shipment_item_id=step.shipment_item_id,
            )
            kept = await keep(work, started, ids=self.ids, at=now)
            return Attempt(kept, config, operation, holder)

    async def _perform(self, attempt: Attempt) -> Outcome:
        try:
            async with timeout(attempt.config.timeout.total_seconds()):
                receipt = await self.bridge.perform(attempt.operation)
        except OperationRefused as refusal:
            return Refused(_told(refusal))
        except BridgeOpen as refusal:
            return NotAsked(_told(refusal), timedelta(seconds=refusal.retry_after_seconds))
        except TimeoutError:
            return Failed(f"no answer within {attempt.config.timeout}")
        except Exception as error:  # noqa: BLE001 - whatever it was, a step must not end in silence
            return Failed(_told(error))
        return Done(receipt.operation_id, receipt.devices)

    async def _settle(self, attempt: Attempt, outcome: Outcome) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            step = await work.automation_steps.get(attempt.step.id)
            if step.version != attempt.step.version:
                # Taken over meanwhile: that attempt learns the truth by the same key.
                return
            match outcome:
                case Done(operation_id, devices):
                    settled = step.succeed(operation_id, at=now)
                    given = handovers(step.scenario, step.payload, devices, attempt.holder)
                    await hand_over(work, given, ids=self.ids, at=now)
                case Failed(error):
                    settled = step.attempt_failed(error, attempt.config, at=now)
                case Refused(error):
                    settled = step.fail(error, at=now)
                case NotAsked(error, retry_after):
                    settled = _waiting(step, attempt.config, error, retry_after, at=now)
            await keep(work, settled, ids=self.ids, at=now)


def _waiting(
    step: AutomationStep,
    config: ScenarioConfig,
    error: str,
    retry_after: timedelta,
    *,
    at: datetime,
) -> AutomationStep:
    """The attempt given back: first for as long as the breaker says, then at the usual pace."""
    if step.has_waited(config.outage_patience, at=at):
        return step.fail(f"{OUTAGE_TOO_LONG} {config.outage_patience}: {error}", at=at)
    pause = max(retry_after, config.retry_delay) if step.postponed_since else retry_after
    end_of_patience = (step.postponed_since or at) + config.outage_patience
    return step.postpone(error, until=min(at + pause, end_of_patience), at=at)


def _told(error: Exception) -> str:
    code = error.code if isinstance(error, Refusal) else type(error).__name__
    return f"{code}: {error}"[:LONGEST_ERROR]
