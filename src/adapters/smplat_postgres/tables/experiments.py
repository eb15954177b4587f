"""Rows of experiments. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID
from piccolo.table import Table


class ExperimentRow(Table, tablename="pricing_experiments"):
    id = UUID(primary_key=True)


class ExperimentAssignmentRow(Table, tablename="experiment_assignments"):
    experiment_id = UUID(primary_key=True)


class ExperimentExposureRow(Table, tablename="experiment_exposures"):
    experiment_id = UUID(primary_key=True)


class ExperimentOutcomeRow(Table, tablename="experiment_outcomes"):
    experiment_id = UUID(primary_key=True)


class ExperimentMetricRow(Table, tablename="experiment_metrics"):
    id = UUID(primary_key=True)


TABLES = (
    ExperimentRow,
    ExperimentAssignmentRow,
    ExperimentExposureRow,
    ExperimentOutcomeRow,
    ExperimentMetricRow,
)
