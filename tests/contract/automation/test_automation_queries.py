"""The suite on every ``AutomationQueries``."""

from smplat_core.testing.suites import AutomationQueriesContract


class TestAutomationQueries(AutomationQueriesContract):
    """In memory and on Postgres."""
