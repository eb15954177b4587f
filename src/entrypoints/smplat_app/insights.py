"""Use cases and jobs of the insights context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.insights import (
    EXPORT_RETARGET,
    EXPORT_RETARGET_BATCH,
    ImportLocations,
    ReadExport,
    RetargetExport,
    StartRetargetExport,
)
from smplat_core.jobs import JobHandler, Orchestrate, RunBatch


class InsightsUseCases(Ports):
    import_locations = Singleton(ImportLocations, begin=Ports.begin)
    start_retarget_export = Singleton(StartRetargetExport, begin=Ports.begin, clock=Ports.clock)
    read_export = Singleton(ReadExport, queries=Ports.insights_queries, objects=Ports.objects)
    retarget_export = Singleton(
        RetargetExport,
        begin=Ports.begin,
        clock=Ports.clock,
        queries=Ports.insights_queries,
        objects=Ports.objects,
    )
    orchestrate_retarget = Singleton(
        Orchestrate,
        begin=Ports.begin,
        clock=Ports.clock,
        long_work=retarget_export,
        batch_job=EXPORT_RETARGET_BATCH,
    )
    run_retarget_batch = Singleton(
        RunBatch, begin=Ports.begin, clock=Ports.clock, long_work=retarget_export
    )


def jobs(app: InsightsUseCases) -> dict[str, JobHandler]:
    return {
        EXPORT_RETARGET: app.orchestrate_retarget(),
        EXPORT_RETARGET_BATCH: app.run_retarget_batch(),
    }
