"""What people do to job runs. Each act is on the run's timeline with who did it."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.jobs.views import JobRunView, LongRunView
from smplat_api.wire import ShortText
from smplat_core.jobs import (
    CancelJob,
    DeadLetters,
    JobRunId,
    PauseJob,
    Queue,
    Requeued,
    RequeueDead,
    RequeueJob,
    ResumeJob,
    RetryJob,
)


@frozen
class DeadLettersBody:
    """Which dead jobs; what is left out does not matter."""

    queue: Queue | None = None
    name: ShortText | None = None
    related_id: UUID | None = None
    parent_id: UUID | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    limit: Annotated[int, msgspec.Meta(examples=[50])] = 50
    """How many at most, the oldest first: 1 to 200."""

    def wanted(self) -> DeadLetters:
        return DeadLetters(
            queue=self.queue,
            name=self.name,
            related_id=self.related_id,
            parent_id=None if self.parent_id is None else JobRunId(self.parent_id),
            created_from=self.created_from,
            created_until=self.created_until,
        )


@frozen
class RequeuedView:
    """What a bulk requeue came to; ask again while ``requeued`` is as large as the limit."""

    requeued: int
    skipped: int
    """Still dead: another run of the same key is under way and does their work."""
    job_ids: tuple[UUID, ...]

    @classmethod
    def of(cls, came: Requeued) -> "RequeuedView":
        return cls(len(came.requeued), len(came.skipped), came.requeued)


class RepairController(Controller):
    path = "/job-runs"
    tags = ("jobs",)

    @post(
        "/{job_id:uuid}/retry",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="retryJobRun",
        summary="Try a job now",
    )
    async def retry(
        self,
        retry_job: NamedDependency[SkipValidation[RetryJob]],
        job_id: FromPath[UUID],
    ) -> JobRunView:
        """A waiting job is due at once; a dead one gets all its attempts again.

        409 while it is being worked on, and when it is completed or canceled.
        """
        return JobRunView.of(await retry_job(JobRunId(job_id)))

    @post(
        "/{job_id:uuid}/requeue",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="requeueJobRun",
        summary="Start a dead job over",
    )
    async def requeue(
        self,
        requeue_job: NamedDependency[SkipValidation[RequeueJob]],
        job_id: FromPath[UUID],
    ) -> JobRunView:
        """Gives a failed job all its attempts again, and with a long job its dead batches.

        409 while it is still going by itself.
        """
        return JobRunView.of(await requeue_job(JobRunId(job_id)))

    @post(
        "/requeue",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="requeueDeadLetters",
        summary="Start dead jobs over in bulk",
    )
    async def requeue_dead(
        self,
        requeue_dead: NamedDependency[SkipValidation[RequeueDead]],
        data: JSONBody[DeadLettersBody],
    ) -> RequeuedView:
        """The oldest dead jobs that fit, up to ``limit``, in one step: all of them or none."""
        return RequeuedView.of(await requeue_dead(data.wanted(), limit=data.limit))

    @post(
        "/{job_id:uuid}/cancel",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="cancelJobRun",
        summary="Cancel a job",
    )
    async def cancel(
        self,
        cancel_job: NamedDependency[SkipValidation[CancelJob]],
        job_id: FromPath[UUID],
    ) -> JobRunView:
        """No attempt follows; one under way is stopped at its worker's next heartbeats.

        What was done stays done. A long job makes no result. Canceling twice is once; 409 when the
        job is completed, or a batch of a long job.
        """
        return JobRunView.of(await cancel_job(JobRunId(job_id)))

    @post(
        "/{job_id:uuid}/pause",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="pauseJobRun",
        summary="Pause a long job",
    )
    async def pause(
        self,
        pause_job: NamedDependency[SkipValidation[PauseJob]],
        job_id: FromPath[UUID],
    ) -> LongRunView:
        """No further batch begins; those under way end and count. Pausing twice is once.

        409 `jobs.not_pausable` for jobs that are not made of batches.
        """
        return LongRunView.of(await pause_job(JobRunId(job_id)))

    @post(
        "/{job_id:uuid}/resume",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="resumeJobRun",
        summary="Resume a paused job",
    )
    async def resume(
        self,
        resume_job: NamedDependency[SkipValidation[ResumeJob]],
        job_id: FromPath[UUID],
    ) -> LongRunView:
        """Goes on where it was. Resuming what runs changes nothing."""
        return LongRunView.of(await resume_job(JobRunId(job_id)))


ROUTES: Final = (RepairController,)
