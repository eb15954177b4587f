"""An automation step: one thing the legacy system has to do for one delivered item."""

from datetime import datetime, timedelta
from typing import TypedDict

from attrs import field, frozen

from smplat_core.automation.events import (
    AttemptFailed,
    AutomationStepFailed,
    FallbackTriggered,
    PlannedWork,
    StepCanceled,
    StepEdited,
    StepPlanned,
    StepPostponed,
    StepQueued,
    StepReopened,
    StepStarted,
    StepSucceeded,
)
from smplat_core.automation.lifecycle import STEP_LIFECYCLE, StepAction, StepState
from smplat_core.automation.payloads import Payload
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.vocabulary import ANSWER_MARGIN, AutomationStepId, Scenario
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentId, ShipmentItemId
from smplat_core.jobs import JobRunId
from smplat_core.kernel import Event, evolve
from smplat_core.orders import OrderId
from smplat_core.pricing import Sku


class Whose(TypedDict):
    step_id: AutomationStepId
    shipment_item_id: ShipmentItemId
    shipment_id: ShipmentId
    order_id: OrderId
    company_id: CompanyId
    scenario: Scenario


@frozen(kw_only=True)
class AutomationStep:
    """It ends in success, or with a person: as a task, then as a fallback. Never silently."""

    id: AutomationStepId
    shipment_item_id: ShipmentItemId
    shipment_id: ShipmentId
    order_id: OrderId
    company_id: CompanyId
    sku: Sku
    quantity: int
    scenario: Scenario
    payload: Payload
    revision: int = 0
    """How often scenario or payload were edited: an edited step is another operation."""
    state: StepState = STEP_LIFECYCLE.initial
    attempts: int = 0
    """Since it was last queued."""
    max_attempts: int
    last_attempted_at: datetime | None = None
    started_by: JobRunId | None = None
    """The job of the attempt that runs now."""
    next_attempt_at: datetime | None = None
    postponed_since: datetime | None = None
    """Since when the legacy system was never asked, because its breaker is open."""
    last_error: str | None = None
    operation_id: str | None = None
    """The legacy system's own id of what it did."""
    fallback_triggered_at: datetime | None = None
    fallback_notes: str | None = None
    created_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt at the same operation, so that it is done once."""
        revision = f"-{self.revision}" if self.revision else ""
        return f"automation-{self.id}{revision}"

    def plan(self) -> "AutomationStep":
        """Told as planned: it waits for its shipment."""
        return self._told(StepPlanned(at=self.created_at, work=self._work(), **self._whose()))

    def edit(self, *, scenario: Scenario, payload: Payload, at: datetime) -> "AutomationStep":
        """With another scenario or payload. The same ones again change nothing."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.EDIT)
        if (scenario, payload) == (self.scenario, self.payload):
            return self
        whose: Whose = {**self._whose(), "scenario": scenario}
        edited = StepEdited(at=at, revision=self.revision + 1, **whose)
        return self._told(
            edited, state=state, scenario=scenario, payload=payload, revision=edited.revision
        )

    def queue(self, *, at: datetime) -> "AutomationStep":
        """Its shipment arrived."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.QUEUE)
        queued = StepQueued(at=at, work=self._work(), **self._whose())
        return self._told(queued, state=state, next_attempt_at=at)

    def may_start(self, job_id: JobRunId, *, timeout: timedelta, at: datetime) -> bool:
        """Whether this job may begin an attempt: its moment has come, or the last one is dead.

        A job that comes back to its own running attempt lost the worker that ran it; another
        job's attempt is dead when it is silent past its timeout.
        """
        if self.state in (StepState.QUEUED, StepState.WAITING_RETRY):
            return self.next_attempt_at is not None and self.next_attempt_at <= at
        if self.state is not StepState.RUNNING or self.last_attempted_at is None:
            return False
        return self.started_by == job_id or self.last_attempted_at + timeout + ANSWER_MARGIN <= at

    @property
    def is_spent(self) -> bool:
        """Whether the running attempt is the last one it may have."""
        return self.state is StepState.RUNNING and self.attempts >= self.max_attempts

    def has_waited(self, patience: timedelta, *, at: datetime) -> bool:
        """Whether it was postponed, again and again, for this long."""
        return self.postponed_since is not None and at - self.postponed_since >= patience

    def start(self, config: ScenarioConfig, *, job_id: JobRunId, at: datetime) -> "AutomationStep":
        """One attempt begins. It counts from here, so a crash cannot make attempts endless."""
        started = StepStarted(
            at=at,
            attempt=self.attempts + 1,
            max_attempts=config.max_attempts,
            job_id=job_id,
            **self._whose(),
        )
        return self._told(
            started,
            state=STEP_LIFECYCLE.after(self.state, StepAction.START),
            attempts=self.attempts + 1,
            max_attempts=config.max_attempts,
            last_attempted_at=at,
            started_by=job_id,
            next_attempt_at=None,
        )

    def postpone(self, reason: str, *, until: datetime, at: datetime) -> "AutomationStep":
        """The attempt did not happen: it is given back, and made later."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.POSTPONE)
        told = StepPostponed(
            at=at,
            attempt=max(0, self.attempts - 1),
            reason=reason,
            next_attempt_at=until,
            **self._whose(),
        )
        return self._told(
            told,
            state=state,
            attempts=told.attempt,
            next_attempt_at=until,
            postponed_since=self.postponed_since or at,
            last_error=reason,
        )

    def succeed(self, operation_id: str, *, at: datetime) -> "AutomationStep":
        """The legacy system has done it, by this attempt or an earlier one."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.SUCCEED)
        done = StepSucceeded(
            at=at, attempt=self.attempts, operation_id=operation_id, **self._whose()
        )
        return self._told(
            done, state=state, operation_id=operation_id, last_error=None, postponed_since=None
        )

    def attempt_failed(
        self, error: str, config: ScenarioConfig, *, at: datetime
    ) -> "AutomationStep":
        """Wait for the next attempt; with none left, fail."""
        if self.attempts >= self.max_attempts:
            return self.fail(error, at=at)
        state = STEP_LIFECYCLE.after(self.state, StepAction.RETRY_LATER)
        failed = AttemptFailed(
            at=at,
            attempt=self.attempts,
            max_attempts=self.max_attempts,
            error=error,
            next_attempt_at=at + config.retry_delay,
            **self._whose(),
        )
        return self._told(
            failed,
            state=state,
            last_error=error,
            next_attempt_at=failed.next_attempt_at,
            postponed_since=None,
        )

    def fail(self, error: str, *, at: datetime) -> "AutomationStep":
        """No attempt follows, either because none is left or because another is pointless."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.FAIL)
        failed = AutomationStepFailed(at=at, attempt=self.attempts, error=error, **self._whose())
        return self._told(
            failed, state=state, last_error=error, next_attempt_at=None, postponed_since=None
        )

    def retry(self, *, at: datetime) -> "AutomationStep":
        """A person asked for another try: all attempts again, at once."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.RETRY)
        queued = StepQueued(at=at, work=self._work(), **self._whose())
        return self._told(queued, state=state, attempts=0, next_attempt_at=at)

    def fall_back(self, notes: str, *, at: datetime) -> "AutomationStep":
        """A person settled it by other means, written down in the notes."""
        return self._told(
            FallbackTriggered(at=at, notes=notes, **self._whose()),
            state=STEP_LIFECYCLE.after(self.state, StepAction.FALL_BACK),
            next_attempt_at=None,
            fallback_triggered_at=at,
            fallback_notes=notes,
        )

    def reopen(self, reason: str, *, at: datetime) -> "AutomationStep":
        """What a person did instead did not hold: failed again, to be retried or settled anew."""
        return self._told(
            StepReopened(at=at, reason=reason, **self._whose()),
            state=STEP_LIFECYCLE.after(self.state, StepAction.REOPEN),
            fallback_triggered_at=None,
            fallback_notes=None,
        )

    def cancel(self, reason: str, *, at: datetime) -> "AutomationStep":
        """Its shipment will not arrive."""
        state = STEP_LIFECYCLE.after(self.state, StepAction.CANCEL)
        return self._told(StepCanceled(at=at, reason=reason, **self._whose()), state=state)

    def _told(self, event: Event, **changes: object) -> "AutomationStep":
        return evolve(self, news=(*self.news, event), **changes)

    def _work(self) -> PlannedWork:
        return PlannedWork(sku=self.sku, quantity=self.quantity, created_at=self.created_at)

    def _whose(self) -> Whose:
        return {
            "step_id": self.id,
            "shipment_item_id": self.shipment_item_id,
            "shipment_id": self.shipment_id,
            "order_id": self.order_id,
            "company_id": self.company_id,
            "scenario": self.scenario,
        }
