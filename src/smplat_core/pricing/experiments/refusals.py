"""The ways an experiment with prices can be refused."""

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale


class BadExperiment(Invalid):
    """A field of the experiment cannot be used; ``errors`` holds each, with its own code."""

    code = "pricing.bad_experiment"


class BadVisitor(Invalid):
    """Nobody can be assigned who has neither a buyer's name nor a session's."""

    code = "pricing.bad_visitor"


class BadExperimentEvents(Invalid):
    """At least one event cannot be recorded, so none was; ``errors`` holds each."""

    code = "pricing.bad_experiment_events"


class BadMetric(Invalid):
    """A metric has a name, a decimal value and perhaps a note."""

    code = "pricing.bad_experiment_metric"


class ExperimentNotFound(NotFound):
    """No experiment goes by this slug."""

    code = "pricing.experiment_not_found"


class VariantNotFound(NotFound):
    """The experiment has no such variant; the detail names those it has."""

    code = "pricing.experiment_variant_not_found"


class ExperimentExists(NotAllowed):
    """Another experiment goes, or went, by this slug: results are found by it for good."""

    code = "pricing.experiment_exists"


class ExperimentChanged(Stale):
    """The experiment was changed by somebody else since it was read."""

    code = "pricing.experiment_changed"


class ExperimentFixed(NotAllowed):
    """What decides who pays what stays as it was when the experiment started; copy it instead."""

    code = "pricing.experiment_fixed"


class ExperimentOverlaps(NotAllowed):
    """Another experiment prices the same product for the same buyers at the same time."""

    code = "pricing.experiment_overlaps"


class ExperimentOver(NotAllowed):
    """Its last moment has passed, so it cannot run any more."""

    code = "pricing.experiment_over"


class ExperimentNotStarted(NotAllowed):
    """Nobody has been shown any of its variants yet."""

    code = "pricing.experiment_not_started"


class ControlNotPausable(NotAllowed):
    """Without its control an experiment compares nothing; pause the experiment instead."""

    code = "pricing.control_not_pausable"
