"""The suite on every ``ProcessorEvents``."""

from smplat_core.testing.suites import ProcessorEventsContract


class TestProcessorEvents(ProcessorEventsContract):
    """In memory and on Postgres."""
