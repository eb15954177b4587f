"""The suites on every adapter of experiments."""

from smplat_core.testing.suites import ExperimentQueriesContract, ExperimentsContract


class TestExperiments(ExperimentsContract):
    """In memory and on Postgres."""


class TestExperimentQueries(ExperimentQueriesContract):
    """In memory and on Postgres."""
