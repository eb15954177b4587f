"""Use cases and jobs of experiments with prices."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.jobs import JobHandler
from smplat_core.pricing.experiments import (
    COMPLETE_EXPERIMENTS,
    GUARD_EXPERIMENTS,
    AssignExperiments,
    CompleteEndedExperiments,
    CompleteExperiment,
    CreateExperiment,
    DiscardExperiment,
    EditExperiment,
    GuardExperiments,
    LogMetric,
    PauseExperiment,
    PauseVariant,
    PeekAssignments,
    ReadResults,
    RecordExperimentEvents,
    RecordOrderOutcomes,
    ResumeExperiment,
    ResumeVariant,
    StartExperiment,
    UndoVariantPause,
)

BEGIN, CLOCK, IDS = Ports.begin, Ports.clock, Ports.ids
QUERIES, PRODUCTS = Ports.experiment_queries, Ports.target_products


class ExperimentsUseCases(Ports):
    create_experiment = Singleton(
        CreateExperiment, begin=BEGIN, clock=CLOCK, ids=IDS, products=PRODUCTS
    )
    edit_experiment = Singleton(EditExperiment, begin=BEGIN, clock=CLOCK, products=PRODUCTS)
    discard_experiment = Singleton(DiscardExperiment, begin=BEGIN, clock=CLOCK)
    start_experiment = Singleton(StartExperiment, begin=BEGIN, clock=CLOCK, products=PRODUCTS)
    pause_experiment = Singleton(PauseExperiment, begin=BEGIN, clock=CLOCK)
    resume_experiment = Singleton(ResumeExperiment, begin=BEGIN, clock=CLOCK)
    complete_experiment = Singleton(CompleteExperiment, begin=BEGIN, clock=CLOCK)
    pause_variant = Singleton(PauseVariant, begin=BEGIN, clock=CLOCK)
    resume_variant = Singleton(ResumeVariant, begin=BEGIN, clock=CLOCK)

    peek_assignments = Singleton(PeekAssignments, queries=QUERIES, clock=CLOCK)
    assign_experiments = Singleton(
        AssignExperiments, begin=BEGIN, peek=peek_assignments, clock=CLOCK
    )
    record_experiment_events = Singleton(
        RecordExperimentEvents, begin=BEGIN, clock=CLOCK, queries=QUERIES
    )
    record_order_outcomes = Singleton(RecordOrderOutcomes, begin=BEGIN, queries=QUERIES)
    log_experiment_metric = Singleton(LogMetric, begin=BEGIN, clock=CLOCK, ids=IDS, queries=QUERIES)

    read_experiment_results = Singleton(ReadResults, queries=QUERIES, clock=CLOCK)

    complete_ended_experiments = Singleton(
        CompleteEndedExperiments, begin=BEGIN, clock=CLOCK, queries=QUERIES
    )
    guard_experiments = Singleton(
        GuardExperiments, begin=BEGIN, clock=CLOCK, ids=IDS, queries=QUERIES
    )
    undo_variant_pause = Singleton(UndoVariantPause, begin=BEGIN, clock=CLOCK)


def jobs(app: ExperimentsUseCases) -> dict[str, JobHandler]:
    return {
        COMPLETE_EXPERIMENTS: app.complete_ended_experiments(),
        GUARD_EXPERIMENTS: app.guard_experiments(),
    }
