"""What operators did to jobs and schedules: the audit trail."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event


@frozen(kw_only=True)
class JobEvent(Event):
    """Somebody changed the course of one run; it shows on the timeline of what it works for."""

    job: str
    """The name of the job, such as ``payments.reconcile_checkout``."""
    related_id: UUID | None = None

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return () if self.related_id is None else (self.related_id,)


@frozen(kw_only=True)
class JobRequeued(JobEvent):
    """A dead run got all its attempts again."""

    name: ClassVar[str] = "job.requeued"


@frozen(kw_only=True)
class JobHastened(JobEvent):
    """A waiting run became due at once."""

    name: ClassVar[str] = "job.hastened"


@frozen(kw_only=True)
class JobCanceled(JobEvent):
    """The run will not be tried again."""

    name: ClassVar[str] = "job.canceled"


@frozen(kw_only=True)
class JobPaused(JobEvent):
    """No further batch of the long job begins."""

    name: ClassVar[str] = "job.paused"


@frozen(kw_only=True)
class JobResumed(JobEvent):
    """Batches of the long job begin again."""

    name: ClassVar[str] = "job.resumed"


@frozen(kw_only=True)
class ScheduleEvent(Event):
    """Somebody changed what a schedule does."""

    schedule: str


@frozen(kw_only=True)
class SchedulePaused(ScheduleEvent):
    """Its ticks pass without a run."""

    name: ClassVar[str] = "schedule.paused"


@frozen(kw_only=True)
class ScheduleResumed(ScheduleEvent):
    """Its ticks bring runs again; those missed are not caught up."""

    name: ClassVar[str] = "schedule.resumed"


@frozen(kw_only=True)
class ScheduleRunAsked(ScheduleEvent):
    """Its job was asked for out of turn."""

    name: ClassVar[str] = "schedule.run_asked"
