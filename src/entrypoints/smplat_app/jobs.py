"""Use cases of the jobs context: what operators do with runs and schedules."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.jobs import (
    CancelJob,
    ForgetCompletedJobs,
    JobHandler,
    JobRun,
    PauseJob,
    PauseSchedule,
    RequeueDead,
    RequeueJob,
    ResumeJob,
    ResumeSchedule,
    RetryJob,
    ReviveDeliveries,
    RunSchedule,
)


class JobsUseCases(Ports):
    requeue_job = Singleton(RequeueJob, begin=Ports.begin, clock=Ports.clock)
    retry_job = Singleton(RetryJob, begin=Ports.begin, clock=Ports.clock, requeue=requeue_job)
    requeue_dead = Singleton(RequeueDead, begin=Ports.begin, clock=Ports.clock)
    revive_deliveries = Singleton(ReviveDeliveries, begin=Ports.begin, clock=Ports.clock)
    cancel_job = Singleton(CancelJob, begin=Ports.begin, clock=Ports.clock)
    pause_job = Singleton(PauseJob, begin=Ports.begin, clock=Ports.clock)
    resume_job = Singleton(ResumeJob, begin=Ports.begin, clock=Ports.clock)
    pause_schedule = Singleton(PauseSchedule, begin=Ports.begin, clock=Ports.clock)
    resume_schedule = Singleton(ResumeSchedule, begin=Ports.begin, clock=Ports.clock)
    run_schedule = Singleton(RunSchedule, begin=Ports.begin, clock=Ports.clock)
    forget_completed_jobs = Singleton(
        ForgetCompletedJobs, ledger=Ports.job_ledger, clock=Ports.clock
    )


def jobs(app: JobsUseCases) -> dict[str, JobHandler]:
    async def forget_completed_jobs(_: JobRun) -> None:
        await app.forget_completed_jobs()()

    return {"jobs.forget_completed": forget_completed_jobs}
