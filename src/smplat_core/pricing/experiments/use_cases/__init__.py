"""What the house does with experiments, one verb per file."""

from smplat_core.pricing.experiments.use_cases.assign import (
    AssignExperiments,
    PeekAssignments,
)
from smplat_core.pricing.experiments.use_cases.guard import (
    GUARD_EXPERIMENTS,
    VARIANT_PAUSED,
    GuardExperiments,
    UndoVariantPause,
)
from smplat_core.pricing.experiments.use_cases.log_metric import (
    LogMetric,
)
from smplat_core.pricing.experiments.use_cases.manage import (
    CreateExperiment,
    DiscardExperiment,
    EditExperiment,
)
from smplat_core.pricing.experiments.use_cases.read_results import (
    ReadResults,
)
from smplat_core.pricing.experiments.use_cases.record import (
    Recorded,
    RecordExperimentEvents,
    ToldEvent,
)
from smplat_core.pricing.experiments.use_cases.record_order import (
    OrderedVariant,
    RecordOrderOutcomes,
)
from smplat_core.pricing.experiments.use_cases.run import (
    COMPLETE_EXPERIMENTS,
    CompleteEndedExperiments,
    CompleteExperiment,
    PauseExperiment,
    PauseVariant,
    ResumeExperiment,
    ResumeVariant,
    StartExperiment,
)

__all__ = [
    "COMPLETE_EXPERIMENTS",
    "GUARD_EXPERIMENTS",
    "VARIANT_PAUSED",
    "AssignExperiments",
    "CompleteEndedExperiments",
    "CompleteExperiment",
    "CreateExperiment",
    "DiscardExperiment",
    "EditExperiment",
    "GuardExperiments",
    "LogMetric",
    "OrderedVariant",
    "PauseExperiment",
    "PauseVariant",
    "PeekAssignments",
    "ReadResults",
    "RecordExperimentEvents",
    "RecordOrderOutcomes",
    "Recorded",
    "ResumeExperiment",
    "ResumeVariant",
    "StartExperiment",
    "ToldEvent",
    "UndoVariantPause",
]
